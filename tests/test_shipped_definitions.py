"""The seven shipped definitions: rows that refer to each other, the numbers of the playbooks, and the stories they tell."""

import csv
import functools
import itertools
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.evaluator.evaluator import evaluate

SEEDS = Path(__file__).parent.parent / "seeds"
RULE_FILES = ("mql_definitions", "fit_rules", "scoring_rules", "triggers", "trigger_conditions", "commitments", "metric_bands")
SHIPPED = ["fit_and_intent", "framework", "points", "staged", "three_part", "three_part_criteria", "three_part_example"]
THREE_PART = [name for name in SHIPPED if name.startswith("three_part")]
NUMBER_ATTRIBUTES = {"employee_count", "annual_revenue", "stated_budget", "seniority"}
DERIVED = {"site_visit", "new_asset_download", "pricing_page_engaged"}


@functools.cache
def rows(folder, name):
    with (SEEDS / folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shipped(name, definition_id=None):
    return [row for row in rows("definitions", name) if definition_id in (None, row["definition_id"])]


def number(text):
    return float(text) if text else None


def event_types():
    canonical = {row["event_type"] for row in rows("reference", "event_type_mapping")}
    return canonical | DERIVED | {row["event_type"] for row in rows("reference", "session_patterns")}


def groups():
    return event_types() | {row["event_group"] for row in rows("reference", "event_groups")}


def metrics():
    return {row["metric"] for row in rows("reference", "metrics")}


# -- Rows that refer to each other ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted([*SEEDS.glob("definitions/*.csv"), *SEEDS.glob("reference/*.csv")]), ids=lambda path: path.stem)
def test_files_are_plain(path):
    data = path.read_bytes()
    assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(data.decode("utf-8").splitlines()))
    assert {len(row) for row in table} == {len(table[0])}


def test_seven_definitions_of_version_one():
    assert sorted(row["definition_id"] for row in shipped("mql_definitions")) == SHIPPED
    for name in RULE_FILES:
        assert {row["definition_id"] for row in shipped(name)} == set(SHIPPED), name
        assert {row["version"] for row in shipped(name)} == {"1"}
    assert shipped("definition_reviews") == []


def test_every_row_says_where_its_numbers_come_from():
    for name in RULE_FILES:
        for row in shipped(name):
            assert row["basis"] in ("quoted", "chosen") and row["note"].strip(), row


def test_nobody_has_signed_and_all_are_due_for_review():
    for row in shipped("mql_definitions"):
        assert not any(row[f"{side}_{field}"] for side in ("marketing", "sales") for field in ("owner", "signed_on"))
        assert row["evidence"] == row["deals_analysed"] == row["effective_to"] == ""
        assert row["effective_from"] < row["review_on"]
        assert int(row["requalify_gap_days"]) >= 1


def test_decay_has_its_numbers():
    for row in shipped("mql_definitions"):
        rate, period = number(row["decay_rate"]), number(row["decay_period_days"])
        assert row["decay_kind"] in ("none", "exponential", "inactivity", "linear", "rolling")
        assert (period is None) == (row["decay_kind"] == "none")
        assert (rate is None) == (row["decay_kind"] in ("none", "rolling"))
        assert rate is None or 0 < rate < 1


def test_ids_are_unique():
    keys = {
        "fit_rules": ("rule_id",),
        "scoring_rules": ("rule_id",),
        "triggers": ("trigger_id",),
        "trigger_conditions": ("trigger_id", "condition_id"),
        "commitments": ("commitment_id",),
        "metric_bands": ("metric", "band"),
    }
    for name, key in keys.items():
        ids = [(row["definition_id"], *(row[column] for column in key)) for row in shipped(name)]
        assert len(ids) == len(set(ids)), name


def test_fit_rules_speak_of_known_attributes():
    attributes = {row["attribute"]: row["value_type"] for row in rows("reference", "attributes")}
    assert {name for name, kind in attributes.items() if kind == "number"} == NUMBER_ATTRIBUTES
    for row in shipped("fit_rules"):
        assert row["role"] in ("scope", "gate", "disqualify", "fit", "bant", "condition")
        assert row["attribute"] in attributes
        assert bool(row["points"]) == (row["role"] in ("fit", "bant"))
        if row["attribute"] in NUMBER_ATTRIBUTES:
            assert row["operator"] == "between" and not row["value_list"] and (row["value_low"] or row["value_high"])
        else:
            assert row["operator"] == "in" and row["value_list"] and not row["value_low"] and not row["value_high"]
        if row["role"] == "disqualify":
            assert row["reason"] and row["route_to"]


def test_values_are_of_the_vocabulary():
    known = {
        "industry": {row["industry"] for row in rows("reference", "industry_mapping")},
        "region": {row["region"] for row in rows("reference", "countries")},
        "job_function": {row["value"] for row in rows("reference", "title_keywords") if row["kind"] == "job_function"},
        "email_kind": {"corporate", "free", "student", "invalid"},
    }
    for row in shipped("fit_rules"):
        values = set(filter(None, row["value_list"].split("|")))
        if row["attribute"].startswith("is_") or row["attribute"].startswith("has_"):
            assert values == {"true"}
        elif row["attribute"] in known:
            assert values <= known[row["attribute"]], row


def test_scoring_rules_speak_of_known_groups():
    for row in shipped("scoring_rules"):
        assert row["event_group"] in groups(), row
        assert number(row["points"]) != 0
        assert bool(row["within_hours"]) == (number(row["min_count"] or "1") > 1)


def test_triggers_are_ranked_and_have_conditions():
    for definition_id in SHIPPED:
        triggers = shipped("triggers", definition_id)
        ranks = [row["rank"] for row in triggers]
        assert len(ranks) == len(set(ranks))
        conditioned = {row["trigger_id"] for row in shipped("trigger_conditions", definition_id)}
        assert conditioned == {row["trigger_id"] for row in triggers}
    for row in shipped("triggers"):
        assert row["tier"] in ("1", "2", "3", "4") and row["outcome"] in ("mql", "sql", "review")
        assert row["sla_clock"] in ("elapsed", "business") and int(row["sla_minutes"]) > 0
        assert row["route_to"] and row["escalate_to"] and int(row["escalate_after_minutes"]) >= int(row["sla_minutes"])


def test_conditions_speak_of_known_things():
    for row in shipped("trigger_conditions"):
        if row["metric"] == "event_count":
            assert row["subject"] in groups() and (row["at_least"] or row["at_most"]), row
        elif row["metric"] == "fit_rule":
            assert row["subject"] in {rule["rule_id"] for rule in shipped("fit_rules", row["definition_id"]) if rule["role"] == "condition"}
            assert not row["at_least"] and not row["at_most"] and not row["within_hours"]
        else:
            assert row["metric"] in ("fit_score", "behavior_score", "bant_score", "total_score")
            assert row["at_least"] and not row["at_most"] and not row["subject"] and not row["within_hours"]


def test_tier_1_waits_for_no_score_and_tier_2_is_recent():
    tiers = {(row["definition_id"], row["trigger_id"]): row["tier"] for row in shipped("triggers")}
    for row in shipped("trigger_conditions"):
        tier = tiers[row["definition_id"], row["trigger_id"]]
        assert not (tier == "1" and row["metric"].endswith("_score")), row
        assert not (tier == "2" and row["metric"] == "event_count" and not row["within_hours"]), row


def test_scores_can_be_reached():
    """No condition asks for more than its cap, or more than its rules can give."""
    for row in shipped("mql_definitions"):
        caps = {"fit_score": row["fit_cap"], "behavior_score": row["behavior_cap"], "bant_score": row["bant_cap"]}
        for condition in shipped("trigger_conditions", row["definition_id"]):
            cap = number(caps.get(condition["metric"]))
            assert cap is None or number(condition["at_least"]) <= cap
            role = {"fit_score": "fit", "bant_score": "bant"}.get(condition["metric"])
            if role:
                points = [number(rule["points"]) for rule in shipped("fit_rules", row["definition_id"]) if rule["role"] == role]
                assert sum(max(0, each) for each in points) >= number(condition["at_least"])


def test_both_sides_commit_to_known_metrics():
    for definition_id in SHIPPED:
        assert {row["side"] for row in shipped("commitments", definition_id)} == {"marketing", "sales"}
    for row in shipped("commitments"):
        assert row["metric"] in metrics() and row["comparison"] in ("at_least", "at_most")
        assert row["unit"] and row["description"]
        if row["unit"] == "rate":
            assert 0 < number(row["target"]) <= 1


def test_bands_tile():
    for (definition_id, metric), bands in itertools.groupby(shipped("metric_bands"), key=lambda row: (row["definition_id"], row["metric"])):
        bands = sorted(bands, key=lambda row: number(row["lower"]))
        assert metric in metrics() and bands[0]["lower"] == "0" and bands[-1]["upper"] == ""
        for one, other in itertools.pairwise(bands):
            assert number(one["upper"]) == number(other["lower"]) > number(one["lower"]), (definition_id, metric)
        assert {row["severity"] for row in bands} <= {"ok", "watch", "act"} and "ok" in {row["severity"] for row in bands}
        assert all(row["action"] for row in bands)


# -- Reference rows -------------------------------------------------------------------------------------------------------------


def test_groups_hold_known_types_and_take_no_types_name():
    members = rows("reference", "event_groups")
    assert {row["event_type"] for row in members} <= event_types()
    assert not {row["event_group"] for row in members} & event_types()
    assert len({(row["event_group"], row["event_type"]) for row in members}) == len(members)
    used = {row["event_group"] for row in shipped("scoring_rules")} | {row["subject"] for row in shipped("trigger_conditions")}
    used |= {group for row in rows("reference", "session_patterns") for group in row["required_groups"].split("|")}
    always = {"web", "marketing_touch", "asset_download", "conversion", "high_intent", "medium_intent", "low_intent", "passive", "negative"}
    assert {row["event_group"] for row in members} <= used | always


def test_intent_groups_are_those_of_the_mapping():
    intents = {row["event_type"]: row["intent"] for row in rows("reference", "event_type_mapping")}
    names = {"high": "high_intent", "medium": "medium_intent", "low": "low_intent", "passive": "passive", "negative": "negative"}
    of_group = {}
    for row in rows("reference", "event_groups"):
        of_group.setdefault(row["event_group"], set()).add(row["event_type"])
    for event_type, intent in intents.items():
        assert intent not in names or event_type in of_group[names[intent]]
    assert of_group["buying_step"] == of_group["high_intent"] | of_group["medium_intent"]


def test_session_patterns_need_known_groups():
    for row in rows("reference", "session_patterns"):
        assert set(row["required_groups"].split("|")) <= groups() - DERIVED


def test_rejection_reasons():
    days = {row["reason"]: row["requalify_after_days"] for row in rows("reference", "rejection_reasons")}
    plain = "bad_fit_company bad_fit_person not_interested duplicate has_solution no_budget_or_authority out_of_territory unspecified"
    never = {"not_a_prospect": "", "already_customer": ""}
    assert days == {"timing": "30", "unreachable": "60", **never, **dict.fromkeys(plain.split(), "90")}
    components = {"fit_company", "fit_person", "behavior", "data_quality", "dedup", "routing", "timing"}
    assert {row["component"] for row in rows("reference", "rejection_reasons") if row["reason"] != "unspecified"} == components
    assert all(row["marketing_action"] and row["definition"] for row in rows("reference", "rejection_reasons"))


def test_company_stages():
    volumes = [(row["mqls_per_month_low"], row["mqls_per_month_high"]) for row in rows("reference", "company_stages")]
    assert volumes == [("5", "20"), ("20", "50"), ("50", "200"), ("200", "1000"), ("1000", "")]
    stages = rows("reference", "company_stages")
    assert all(one["arr_to_usd"] == other["arr_from_usd"] for one, other in itertools.pairwise(stages))
    assert {row["company_stage"] for row in shipped("mql_definitions")} - {""} <= {row["stage"] for row in stages}


# -- The numbers of the playbooks -----------------------------------------------------------------------------------------------

DEFINITION_FACTS = {
    "framework": {"requalify_gap_days": 90},
    "fit_and_intent": {
        "decay_kind": "inactivity",
        "decay_rate": 0.2,
        "decay_period_days": 30,
        "fit_cap": 50,
        "behavior_cap": 50,
        "off_icp_cap": 25,
    },
    "three_part": {
        "fit_cap": 100,
        "behavior_cap": 100,
        "bant_cap": 100,
        "decay_rate": 0.1,
        "decay_period_days": 30,
        "dormant_after_days": 90,
    },
    "three_part_criteria": {"decay_rate": 0.1, "decay_period_days": 30, "dormant_after_days": 90},
    "three_part_example": {"decay_rate": 0.1, "decay_period_days": 30, "dormant_after_days": 90},
    "staged": {"decay_kind": "rolling", "decay_period_days": 30},
    "points": {"decay_kind": "none"},
}

# definition -> rule -> (attribute, value_low, value_high, points)
FIT_FACTS = {
    "framework": {"fit_core_size": ("employee_count", 50, 500, 10), "fit_director": ("seniority", 3, None, 10)},
    "fit_and_intent": {
        "fit_industry": ("industry", None, None, 20),
        "fit_title": ("seniority", 2, None, 15),
        "fit_size": ("employee_count", 50, 5000, 15),
        "student_email": ("email_kind", None, None, -30),
        "competitor_domain": ("is_competitor", None, None, -50),
        "no_budget_title": ("seniority", 0, 1, -20),
    },
    "three_part": {
        "fit_size": ("employee_count", 100, 5000, 40),
        "fit_industry": ("industry", None, None, 30),
        "fit_geography": ("region", None, None, 20),
        "fit_revenue": ("annual_revenue", 10e6, 500e6, 10),
        "bant_authority": ("seniority", 3, None, 30),
        "bant_timeline": ("stated_timeline", None, None, 30),
        "bant_use_case": ("has_use_case", None, None, 20),
        "bant_budget": ("stated_budget", 1, None, 20),
    },
    "three_part_criteria": {"size": ("employee_count", 100, 5000, None), "revenue": ("annual_revenue", 10e6, 500e6, None)},
    "three_part_example": {"size": ("employee_count", 250, 5000, None), "seniority": ("seniority", 2, None, None)},
    "staged": {"size": ("employee_count", 50, None, None), "role": ("job_function", None, None, None)},
    "points": {
        "title": ("seniority", 4, None, 15),
        "industry": ("industry", None, None, 10),
        "size": ("employee_count", 500, None, 10),
        "revenue": ("annual_revenue", 50e6, None, 10),
    },
}

MODEL_SCORES = {"demo_request": 50, "live_event": 30, "pricing_page_view": 20, "asset_download": 15, "blog_view": 5, "email_open": 2}
SCORE_FACTS = {
    "fit_and_intent": {"pricing_page_view": 25, "live_demo_attended": 20, "bottom_funnel_asset": 15, "email_opens": (10, 3, 168)},
    "three_part": MODEL_SCORES,
    "three_part_criteria": {"high_value_action": 25, "medium_action": 10, "low_action": 5},
    "three_part_example": MODEL_SCORES,
    "points": {"webinar_attended": 20, "case_study_download": 15, "lead_form_submit": 10},
}

# definition -> trigger -> (tier, outcome, sla_minutes, sla_clock, conditions as (what, at_least, at_most, within_hours))
FRAMEWORK_SCORES = [("fit_score", 20, None, None), ("behavior_score", 30, None, None), ("total_score", 50, None, None)]
IN_MARKET = [("in_market_size", None, None, None), ("in_market_industry", None, None, None)]
TRIGGER_FACTS = {
    "framework": {
        "demo_request": (1, "mql", 5, "elapsed", [("demo_request", 1, None, 2160)]),
        "contact_sales": (1, "mql", 5, "elapsed", [("contact_sales_request", 1, None, 2160)]),
        "pricing_inquiry": (1, "mql", 15, "elapsed", [("pricing_inquiry", 1, None, 2160)]),
        "pricing_then_chat": (2, "mql", 15, "elapsed", [("pricing_page_view", 5, None, 720), ("chat_identified", 1, None, 720)]),
        "pricing_twice": (2, "mql", 15, "elapsed", [("pricing_page_view", 2, None, 168)]),
        "case_study_and_pricing": (2, "mql", 15, "elapsed", [("case_study_and_pricing_session", 1, None, 720)]),
        "comparison_page": (2, "mql", 15, "elapsed", [("comparison_page_view", 1, None, 336)]),
        "score_threshold": (3, "mql", 240, "elapsed", [*FRAMEWORK_SCORES, ("buying_step", 1, None, 2160)]),
        "content_score": (3, "mql", 480, "business", FRAMEWORK_SCORES),
        "sales_request": (4, "mql", 240, "elapsed", [("sales_requested_mql", 1, None, 2160)]),
        "high_volume_low_intent": (3, "review", 1440, "elapsed", [("reading", 200, None, None), ("high_intent", None, 0, None)]),
    },
    "fit_and_intent": {
        "demo_or_trial": (1, "sql", 5, "business", [("demo_or_trial", 1, None, 2160)]),
        "fit_and_intent": (3, "mql", 480, "business", [("fit_score", 40, None, None), ("behavior_score", 30, None, None)]),
    },
    "three_part": {
        "hot_demo": (1, "mql", 5, "business", [("demo_request", 1, None, 2160), *IN_MARKET]),
        "hot_contact": (1, "mql", 5, "business", [("contact_sales_request", 1, None, 2160), *IN_MARKET]),
        "hot_live_demo": (1, "mql", 5, "business", [("live_demo_attended", 1, None, 2160), *IN_MARKET]),
        "hot_pricing": (2, "mql", 5, "business", [("pricing_page_view", 3, None, 24), *IN_MARKET]),
        "hot_engagement": (3, "mql", 5, "business", [("behavior_score", 100, None, None), ("engagement", 1, None, 168), *IN_MARKET]),
        "fit_plus_engagement": (
            3,
            "mql",
            30,
            "business",
            [("total_score", 100, None, None), ("fit_score", 40, None, None), ("engaged_action", 1, None, None)],
        ),
        "fit_with_engagement": (3, "mql", 30, "business", [("fit_score", 60, None, None), ("behavior_score", 75, None, None)]),
        "bant_supported": (
            3,
            "mql",
            30,
            "business",
            [("bant_score", 60, None, None), ("fit_score", 40, None, None), ("behavior_score", 50, None, None)],
        ),
    },
    "three_part_criteria": {
        "form_request": (1, "mql", 5, "business", [("demo_or_contact", 1, None, 2160)]),
        "live_event": (2, "mql", 30, "business", [("live_event", 1, None, 2160)]),
        "pricing_and_product": (2, "mql", 30, "business", [("pricing_page_view", 1, None, 2160), ("product_page_view", 3, None, 2160)]),
        "two_assets": (3, "mql", 30, "business", [("new_asset_download", 2, None, 2160)]),
        "emails": (3, "mql", 30, "business", [("email_open", 5, None, 720), ("any_email_click", 3, None, 720)]),
        "returning_visitor": (3, "mql", 30, "business", [("site_visit", 5, None, 720)]),
        "engagement_score": (3, "mql", 30, "business", [("behavior_score", 50, None, None)]),
    },
    "three_part_example": {
        "demo": (1, "mql", 5, "business", [("demo_request", 1, None, 2160)]),
        "webinar": (2, "mql", 30, "business", [("webinar", 1, None, 2160)]),
        "resources_and_pricing": (2, "mql", 30, "business", [("new_asset_download", 2, None, 2160), ("pricing_page_view", 1, None, 2160)]),
        "engagement_score": (3, "mql", 30, "business", [("behavior_score", 75, None, None)]),
    },
    "staged": {
        "demo_request": (1, "mql", 5, "elapsed", [("demo_request", 1, None, 1440)]),
        "free_trial": (1, "mql", 5, "elapsed", [("trial_start", 1, None, 1440)]),
        "pricing_page": (2, "mql", 1440, "elapsed", [("pricing_page_view", 1, None, 720)]),
        "score": (3, "mql", 1440, "elapsed", [("behavior_score", 75, None, None)]),
    },
    "points": {"sixty_points": (3, "mql", 240, "elapsed", [("total_score", 60, None, None)])},
}

# definition -> {(metric, comparison, target, unit)}
THREE_PART_COMMITMENTS = {
    ("routing_minutes", "at_most", 5, "minutes"),
    ("response_minutes", "at_most", 30, "minutes"),
    ("worked_touches", "at_least", 6, "touches"),
    ("decision_within_hours_rate", "at_most", 24, "hours"),
    ("reason_given_rate", "at_least", 1, "rate"),
    ("worked_rate", "at_least", 1, "rate"),
    ("acceptance_rate", "at_least", 0.7, "rate"),
}
COMMITMENT_FACTS = {
    "framework": {
        ("fit_at_rejection_rate", "at_least", 0.7, "rate"),
        ("complete_data_rate", "at_least", 1, "rate"),
        ("notification_seconds", "at_most", 30, "seconds"),
        ("acceptance_rate", "at_least", 0.3, "rate"),
        ("acceptance_rate", "at_most", 0.5, "rate"),
        ("response_within_sla_rate", "at_least", 0.85, "rate"),
        ("response_minutes", "at_most", 1440, "minutes"),
        ("decision_within_hours_rate", "at_most", 48, "hours"),
        ("reason_given_rate", "at_least", 1, "rate"),
        ("worked_touches", "at_least", 3, "touches"),
        ("worked_business_days", "at_most", 7, "days"),
    },
    "fit_and_intent": {
        ("mql_to_sql_rate", "at_least", 0.25, "rate"),
        ("rejection_rate", "at_most", 0.2, "rate"),
        ("response_minutes", "at_most", 480, "minutes"),
        ("worked_touches", "at_least", 3, "touches"),
        ("worked_channels", "at_least", 2, "channels"),
        ("worked_business_days", "at_most", 5, "business_days"),
        ("reason_given_rate", "at_least", 1, "rate"),
    },
    **dict.fromkeys(THREE_PART, THREE_PART_COMMITMENTS),
    "staged": {("mql_to_sql_rate", "at_least", 0.13, "rate"), ("response_minutes", "at_most", 1440, "minutes")},
    "points": {("acceptance_rate", "at_least", 0.8, "rate")},
}

# definition -> metric -> the bounds between its bands
THREE_PART_BANDS = {"acceptance_rate": [0.6, 0.7, 0.8, 0.9], "mql_to_sql_rate": [0.1, 0.13, 0.15, 0.25, 0.35]}
BAND_FACTS = {
    "framework": {
        "acceptance_rate": [0.3, 0.4, 0.6],
        "accepted_to_sql_rate": [0.5, 0.7],
        "mql_to_opportunity_rate": [0.15, 0.25],
        "mql_to_won_rate": [0.03, 0.08],
        "response_within_sla_rate": [0.85],
        "false_negative_rate": [0.1],
        "lead_to_mql_days": [45],
    },
    "fit_and_intent": {
        "mql_to_sql_rate": [0.15, 0.2, 0.25, 0.4, 0.5],
        "sql_to_opportunity_rate": [0.6, 0.75],
        "response_minutes": [480],
        "rejection_rate": [0.2],
        "influenced_pipeline_rate": [0.4, 0.6],
    },
    **dict.fromkeys(THREE_PART, THREE_PART_BANDS),
    "staged": {"mql_to_sql_rate": [0.05, 0.13, 0.25, 0.4], "mqls_per_rep": [3, 833]},
    "points": {
        "lead_to_mql_rate": [0.15, 0.3],
        "mql_to_won_rate": [0.01, 0.03, 0.1, 0.15],
        "acceptance_rate": [0.2, 0.3, 0.8, 0.9],
        "mql_to_won_days": [30, 60, 90],
    },
}


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_definition_facts(definition_id):
    (row,) = shipped("mql_definitions", definition_id)
    facts = DEFINITION_FACTS[definition_id]
    assert {column: row[column] if column == "decay_kind" else number(row[column]) for column in facts} == facts


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_fit_facts(definition_id):
    found = {row["rule_id"]: row for row in shipped("fit_rules", definition_id)}
    for rule_id, (attribute, low, high, points) in FIT_FACTS[definition_id].items():
        row = found[rule_id]
        assert row["basis"] == "quoted" and row["attribute"] == attribute
        assert (number(row["value_low"]), number(row["value_high"]), number(row["points"])) == (low, high, points), rule_id


@pytest.mark.parametrize("definition_id", sorted(SCORE_FACTS))
def test_score_facts(definition_id):
    found = {row["rule_id"]: row for row in shipped("scoring_rules", definition_id)}
    for rule_id, fact in SCORE_FACTS[definition_id].items():
        points, at_least, within = fact if isinstance(fact, tuple) else (fact, None, None)
        row = found[rule_id]
        assert row["basis"] == "quoted"
        assert (number(row["points"]), number(row["min_count"]), number(row["within_hours"])) == (points, at_least, within), rule_id
    repeated = [row for row in shipped("scoring_rules", "fit_and_intent") if row["event_group"] == "new_asset_download"]
    assert [(row["min_count"], row["within_hours"]) for row in repeated] == [("3", "336")]


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_trigger_facts(definition_id):
    found = {
        row["trigger_id"]: (
            int(row["tier"]),
            row["outcome"],
            int(row["sla_minutes"]),
            row["sla_clock"],
            [
                (one["subject"] or one["metric"], number(one["at_least"]), number(one["at_most"]), number(one["within_hours"]))
                for one in shipped("trigger_conditions", definition_id)
                if one["trigger_id"] == row["trigger_id"]
            ],
        )
        for row in shipped("triggers", definition_id)
    }
    assert found == TRIGGER_FACTS[definition_id]


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_commitment_facts(definition_id):
    found = {
        (row["metric"], row["comparison"], number(row["target"]), row["unit"])
        for row in shipped("commitments", definition_id)
        if row["basis"] == "quoted"
    }
    assert found >= COMMITMENT_FACTS[definition_id]


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_band_facts(definition_id):
    found = {}
    for row in shipped("metric_bands", definition_id):
        if row["upper"]:
            found.setdefault(row["metric"], []).append(number(row["upper"]))
    assert found == BAND_FACTS[definition_id]


def test_points_lie_in_the_ranges_of_the_points_playbook():
    ranges = {
        ("fit_rules", "title"): (10, 25),
        ("fit_rules", "industry"): (10, 25),
        ("fit_rules", "size"): (10, 20),
        ("fit_rules", "revenue"): (10, 20),
        ("scoring_rules", "demo_request"): (30, 40),
        ("scoring_rules", "trial_start"): (30, 40),
        ("scoring_rules", "webinar_attended"): (15, 20),
        ("scoring_rules", "case_study_download"): (15, 20),
        ("scoring_rules", "email_open"): (1, 5),
        ("scoring_rules", "blog_view"): (1, 5),
        ("scoring_rules", "site_visit"): (1, 5),
    }
    for (name, rule_id), (low, high) in ranges.items():
        (row,) = [row for row in shipped(name, "points") if row["rule_id"] == rule_id]
        assert low <= number(row["points"]) <= high


def test_one_business_day_is_that_of_the_calendar():
    """24 hours on a business day are one business day."""
    minutes = {
        (datetime.strptime(row["closes_at"], "%H:%M") - datetime.strptime(row["opens_at"], "%H:%M")).seconds // 60
        for row in rows("reference", "business_hours")
    }
    assert minutes == {TRIGGER_FACTS["framework"]["content_score"][2]}


def test_inside_the_gate_of_framework_no_request_waits_for_a_fit_score():
    """A demo request asks for a fit score of 20: the rules that repeat a gate give it to every lead that passes."""
    rules = shipped("fit_rules", "framework")

    def asked(row):
        return row["attribute"], row["value_low"], row["value_high"], row["value_list"]

    gates = {asked(row) for row in rules if row["role"] == "gate"}
    assert sum(number(row["points"]) for row in rules if row["role"] == "fit" and asked(row) in gates) >= 20


# -- The stories they tell ------------------------------------------------------------------------------------------------------

START = datetime(2025, 3, 3, 15, 0)
LEAD = {
    "email": "pat@buyer.example",
    "company_domain": "buyer.example",
    "job_title": "Director of Marketing",
    "industry": "software",
    "employee_count": "300",
    "annual_revenue": "40000000",
    "country": "US",
}


@pytest.fixture
def story(tmp_path):
    """Plays the events of one lead, as (hours after the start, type, other columns): (trigger, hours) of its MQLs, and its scores."""

    def play(definition_id, events, as_of=START + timedelta(days=400), accounts=(), **lead):
        lead_columns = {"lead_id": "lead", "created_at": START, **LEAD, **lead}
        played = []
        for index, (hours, event_type, *more) in enumerate(events):
            at = START + timedelta(hours=hours)
            event = {"event_id": f"e{index:04}", "lead_id": "lead", "occurred_at": at, "event_type": event_type}
            played.append(event | (more[0] if more else {}))
        names = ["event_id", "lead_id", "anonymous_id", "session_id", "event_type", "occurred_at", "asset", "duration_seconds"]
        write(tmp_path / "leads.csv", list(lead_columns), [lead_columns])
        write(tmp_path / "events.csv", names, played)
        write(tmp_path / "opportunities.csv", ["opportunity_id", "created_at", "stage"], [])
        write(tmp_path / "accounts.csv", ["company_domain", "is_customer_since", "churned_at"], accounts)
        tables = evaluate(tmp_path, SEEDS / "definitions", SEEDS / "reference", as_of, only=[definition_id])
        mqls = [(row["trigger_id"], (row["mql_at"] - START) / timedelta(hours=1)) for row in tables["fct_mqls"]]
        (scores,) = tables["fct_lead_scores"]
        return mqls, scores | {"review": [row["trigger_id"] for row in tables["rpt_review_queue"]]}

    return play


def write(path, names, records):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def test_framework_ebook_of_a_chief_executive_is_not_yet_one(story):
    mqls, scores = story("framework", [(1, "content_download", {"asset": "ebook"})], job_title="CEO", employee_count="200")
    assert mqls == [] and scores["passes_gate"] and scores["fit_score"] == 40


def test_framework_intern_fails_the_seniority_gate(story):
    mqls, scores = story("framework", [(1, "demo_request")], job_title="Marketing Intern", employee_count="500")
    assert mqls == [] and "seniority" in scores["failed_rules"]


def test_framework_vice_president_of_a_small_agency_fails_on_company(story):
    mqls, scores = story("framework", [(1, "demo_request")], job_title="VP Sales", employee_count="10", industry="agency")
    assert mqls == [] and "size" in scores["failed_rules"] and "seniority" not in scores["failed_rules"]


def test_framework_competitor_goes_to_marketing_leadership(story):
    domain = rows("reference", "competitor_domains")[0]["domain"]
    mqls, scores = story("framework", [(1, "demo_request")], job_title="Director of Sales", email=f"a@{domain}", company_domain=domain)
    assert mqls == [] and "no_competitor" in scores["failed_rules"]
    (rule,) = [row for row in shipped("fit_rules", "framework") if row["rule_id"] == "no_competitor"]
    assert rule["route_to"] == "marketing leadership"


def test_framework_customer_goes_to_the_account_owner(story):
    customer = {"company_domain": "buyer.example", "is_customer_since": START - timedelta(days=100)}
    mqls, scores = story("framework", [(1, "demo_request")], accounts=[customer])
    assert mqls == [] and "no_customer" in scores["failed_rules"]
    (rule,) = [row for row in shipped("fit_rules", "framework") if row["rule_id"] == "no_customer"]
    assert rule["route_to"] == "account owner"


@pytest.mark.parametrize("days_apart", [0.01, 5])
def test_framework_anonymous_pricing_views_count_once_the_chat_identifies(story, days_apart):
    visitor = {"lead_id": "", "anonymous_id": "a"}
    views = [(-1 - 24 * days_apart * index, "pricing_page_view", visitor) for index in range(5)]
    mqls, _ = story("framework", [*views, (2, "chat_identified", {"anonymous_id": "a"})])
    assert mqls == [("pricing_then_chat", 2)]


def test_framework_resubmission_after_90_days_is_a_new_one(story):
    mqls, _ = story("framework", [(1, "demo_request"), (1 + 24 * 89, "demo_request"), (1 + 24 * 90, "demo_request")])
    assert mqls == [("demo_request", 1), ("demo_request", 1 + 24 * 90)]


def test_framework_two_hundred_blog_visits_are_looked_at_by_a_person(story):
    mqls, scores = story("framework", [(1 + index * 3, "blog_view") for index in range(200)])
    assert mqls == [] and scores["review"] == ["high_volume_low_intent"]
    mqls, scores = story("framework", [*((1 + index * 3, "blog_view") for index in range(200)), (700, "pricing_page_view")])
    assert mqls == [] and scores["review"] == []


def test_framework_pricing_twice_in_a_week_but_not_in_two(story):
    assert story("framework", [(1, "pricing_page_view"), (160, "pricing_page_view")])[0][0] == ("pricing_twice", 160)
    twice_in_a_month = [(1, "pricing_page_view"), (400, "pricing_page_view")]
    assert [trigger for trigger, _ in story("framework", twice_in_a_month)[0]] == ["score_threshold"]


def test_framework_case_study_and_pricing_in_one_session_only(story):
    one = [(1, "case_study_view", {"session_id": "s"}), (1.5, "pricing_page_view", {"session_id": "s"})]
    assert story("framework", one)[0] == [("case_study_and_pricing", 1.5)]
    two = [(1, "case_study_view", {"session_id": "s"}), (1.5, "pricing_page_view", {"session_id": "t"})]
    assert story("framework", two)[0] == []


def test_framework_content_alone_takes_the_slow_lane(story):
    ebooks = [(hours, "content_download", {"asset": f"ebook {hours}"}) for hours in range(1, 8)]
    assert story("framework", ebooks)[0] == [("content_score", 6)]
    assert story("framework", [*ebooks[:3], (30, "webinar_attended")])[0] == [("score_threshold", 30)]
    assert story("framework", [(5, "sales_requested_mql")])[0] == [("sales_request", 5)]


def test_fit_and_intent_needs_both_and_sends_requests_on_as_sql(story):
    both = [(1, "pricing_page_view"), (2, "case_study_download", {"asset": "a"})]
    assert story("fit_and_intent", both)[0] == [("fit_and_intent", 2)]
    mqls, scores = story("fit_and_intent", both, employee_count="8")
    assert mqls == [] and scores["total_score"] == 25
    assert story("fit_and_intent", both, job_title="Marketing Specialist")[0] == []
    assert story("fit_and_intent", [(1, "trial_start")])[0] == [("demo_or_trial", 1)]
    assert story("fit_and_intent", [(1, "webinar_registered"), (2, "webinar_registered"), (3, "pricing_page_view")])[0] == []


def test_fit_and_intent_loses_a_fifth_each_30_days_without_activity(story):
    _, scores = story("fit_and_intent", [(1, "pricing_page_view")], as_of=START + timedelta(days=61))
    assert scores["behavior_score"] == pytest.approx(25 * 0.8**2)
    opens = [(24 * index, "email_open") for index in range(3)]
    assert story("fit_and_intent", opens, as_of=START + timedelta(days=5))[1]["behavior_score"] == 10
    assets = [(24 * index, "content_download", {"asset": f"a{index}"}) for index in range(3)]
    assert story("fit_and_intent", assets, as_of=START + timedelta(days=5))[1]["behavior_score"] == 15


COLD = {"industry": "retail", "country": "BR", "annual_revenue": ""}


def test_three_part_threshold_rules(story):
    """Fit of 100, of 40 with and without BANT, and of none, each with the engagement that it takes."""
    assert story("three_part", [])[1]["fit_score"] == 100
    assert story("three_part", [(1, "blog_view"), (2, "email_open")])[0] == []
    assert story("three_part", [(1, "pricing_page_view")])[0] == [("fit_plus_engagement", 1)]
    webinars = [(index / 100, "webinar_attended") for index in range(5)]
    asked = {"stated_timeline": "Evaluating now", "stated_use_case": "attribution", **COLD}
    assert story("three_part", webinars, **asked)[0] == [("bant_supported", 0.01)]
    assert story("three_part", webinars, **COLD)[0] == [("fit_plus_engagement", 0.02)]
    assert story("three_part", webinars, **COLD, employee_count="10")[0] == []


def test_three_part_hot_signals_in_the_target_market_only(story):
    views = [(hours, "pricing_page_view") for hours in (1, 10, 20)]
    assert story("three_part", [(1, "demo_request")], **COLD)[0] == []
    assert story("three_part", views, **COLD)[0] == []
    in_market = {"country": "BR", "annual_revenue": ""}
    assert story("three_part", [(1, "demo_request")], **in_market)[0] == [("hot_demo", 1)]
    assert story("three_part", [(1, "contact_sales_request")], **in_market)[0] == [("hot_contact", 1)]
    assert story("three_part", [(1, "live_demo_attended")], **in_market)[0] == [("hot_live_demo", 1)]
    assert story("three_part", views[:1], **in_market)[0] == []


def test_three_part_criteria_takes_any_of_six(story):
    assert story("three_part_criteria", [(1, "webinar_attended")])[0] == [("live_event", 1)]
    assert story("three_part_criteria", [(1, "contact_sales_request")])[0] == [("form_request", 1)]
    same = [(1, "content_download", {"asset": "A"}), (2, "content_download", {"asset": " a "})]
    assert story("three_part_criteria", same)[0] == []
    assert story("three_part_criteria", [*same, (3, "case_study_download", {"asset": "b"})])[0] == [("two_assets", 3)]
    pages = [(1 + index / 100, "product_page_view") for index in range(3)]
    assert story("three_part_criteria", [*pages, (2, "pricing_page_view")])[0] == [("pricing_and_product", 2)]
    mail = [*((hours, "email_open") for hours in range(1, 6)), *((hours + 0.1, "email_click") for hours in range(3, 6))]
    assert story("three_part_criteria", mail)[0] == [("emails", 5.1)]
    visits = [(24 * index, "page_view") for index in range(5)]
    assert story("three_part_criteria", visits)[0] == [("returning_visitor", 96)]
    reads = [(index / 10, "blog_view") for index in range(11)]
    mqls, _ = story("three_part_criteria", reads)
    assert [trigger for trigger, _ in mqls] == ["engagement_score"]
    assert story("three_part_criteria", [(1, "webinar_attended")], employee_count="10")[0] == []


def test_three_part_example_as_written(story):
    assert story("three_part_example", [(1, "webinar_attended")])[0] == [("webinar", 1)]
    assert story("three_part_example", [(1, "webinar_attended")], employee_count="249")[0] == []
    assert story("three_part_example", [(1, "webinar_attended")], job_title="Marketing Specialist")[0] == []
    assert story("three_part_example", [(1, "webinar_attended")], industry="retail")[0] == []
    assets = [(hours, "content_download", {"asset": f"a{hours}"}) for hours in (1, 2)]
    assert story("three_part_example", assets)[0] == []
    assert story("three_part_example", [*assets, (3, "pricing_page_view")])[0] == [("resources_and_pricing", 3)]


def test_staged_sees_the_last_30_days_only(story):
    webinars = [(24 * day, "webinar_attended") for day in (1, 11, 21)]
    assert story("staged", webinars)[0] == [("score", 24 * 21)]
    assert story("staged", [(24 * day, "webinar_attended") for day in (1, 16, 32)])[0] == []
    assert story("staged", [(1, "pricing_page_view")])[0] == [("pricing_page", 1)]
    assert story("staged", [(1, "pricing_page_view")], job_title="Head of Finance")[0] == []
    assert story("staged", [(1, "pricing_page_view")], employee_count="49")[0] == []


@pytest.mark.parametrize("step", ["blog_view", "email_click"])
def test_points_lead_form_story_crosses_at_its_last_step(story, step):
    events = [(0.1, "lead_form_submit"), *((24 * day, "email_open") for day in (1, 4, 7)), *((24 * day, step) for day in (4.01, 7.01))]
    events += [(24 * 9, "pricing_page_view", {"duration_seconds": "75"}), (24 * 12, "case_study_download", {"asset": "case study"})]
    nobody = dict.fromkeys(("job_title", "industry", "employee_count", "annual_revenue"), "")
    assert story("points", events, **nobody)[0] == [("sixty_points", 24 * 12)]
    hurried = [(hours, kind, *({"duration_seconds": "60"} for _ in more)) for hours, kind, *more in events]
    assert story("points", hurried, **nobody)[0] == []


def test_points_example_of_the_executive(story):
    executive = {"job_title": "CMO", "employee_count": "200"}
    mqls, scores = story("points", [(1, "case_study_download", {"asset": "a"}), (2, "webinar_attended")], **executive)
    assert mqls == [("sixty_points", 2)] and scores["fit_score"] == 25


@pytest.mark.parametrize("definition_id", SHIPPED)
def test_no_competitor_and_no_customer_in_any(story, definition_id):
    domain = rows("reference", "competitor_domains")[0]["domain"]
    events = [(1, "demo_request"), (2, "pricing_page_view"), (3, "webinar_attended")]
    assert story(definition_id, events, email=f"a@{domain}", company_domain=domain)[0] == []
    customer = {"company_domain": "buyer.example", "is_customer_since": START - timedelta(days=1)}
    assert story(definition_id, events, accounts=[customer])[0] == []
    assert len(story(definition_id, events)[0]) == 1
