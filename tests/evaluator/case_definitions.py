"""Random definitions that reach every decay kind, operator, role, metric, window, cap and outcome of the definition language."""

import csv
import itertools

from .reference import fold

DECAY_KINDS = ("none", "exponential", "inactivity", "linear", "rolling")
HOURS = (1, 24, 72, 168, 336, 720, 2160)
PERIOD_DAYS = (1.1, 7, 14, 30, 90)
GAP_DAYS = (1, 30, 60, 90)

HIGH = [
    "demo_request",
    "contact_sales_request",
    "pricing_inquiry",
    "trial_start",
    "live_demo_attended",
    "pricing_page_view",
    "pricing_page_engaged",
    "comparison_page_view",
    "roi_calculator_completed",
    "sales_requested_mql",
]
MEDIUM = [
    "webinar_attended",
    "event_attended",
    "bottom_funnel_download",
    "case_study_download",
    "case_study_view",
    "product_page_view",
    "bottom_funnel_email_click",
    "third_party_intent",
    "chat_identified",
]
LOW = ["content_download", "lead_form_submit", "webinar_registered", "email_click", "social_engagement"]
PASSIVE = ["email_open", "blog_view", "page_view"]
NEGATIVE = ["email_unsubscribe", "email_bounce", "spam_complaint", "careers_page_view"]
DOWNLOADS = ["content_download", "bottom_funnel_download", "case_study_download"]

GROUPS = {
    "gen_high": HIGH,
    "gen_medium": MEDIUM,
    "gen_low": LOW,
    "gen_passive": PASSIVE,
    "gen_negative": NEGATIVE,
    "gen_hand_raise": ["demo_request", "contact_sales_request", "pricing_inquiry"],
    "gen_any_download": DOWNLOADS,
    "gen_case_study": ["case_study_view", "case_study_download"],
}
PATTERNS = {
    "gen_case_and_pricing": "gen_case_study|pricing_page_view",
    "gen_product_and_comparison": "product_page_view|comparison_page_view",
}
DERIVED = ("site_visit", "new_asset_download", "pricing_page_engaged", *PATTERNS)

INDUSTRIES = ["software", "financial_services", "healthcare", "manufacturing", "retail", "education", "agency", "media"]
SOURCES = ["organic_search", "paid_search", "referral", "event", "webinar", "content", "partner", "outbound"]
COUNTRIES = ["US", "CA", "MX", "BR", "GB", "DE", "FR", "AE", "ZA", "JP", "AU"]
REGIONS = ["north_america", "latin_america", "europe", "middle_east_africa", "asia_pacific"]
TITLES = (
    "CEO",
    "VP Sales",
    "Director of Marketing",
    "Marketing Manager",
    "Software Engineer",
    "Marketing Intern",
    "Student",
    "Freelance Consultant",
    "Seeking new opportunities",
)
TIMELINES = ("evaluating now", "next quarter", "exploring")
TECHNOLOGIES = ("salesforce", "hubspot", "marketo", "snowflake")
FUNCTIONS = ["marketing", "sales", "engineering", "executive", "other"]
EMPLOYEES = (1, 8, 50, 99, 100, 101, 250, 999, 1000, 1001, 5000)

COLUMNS = {
    "mql_definitions": (
        "definition_id,version,name,playbook,description,company_stage,segment,effective_from,effective_to,decay_kind,decay_rate,"
        "decay_period_days,fit_cap,behavior_cap,bant_cap,off_icp_cap,requalify_gap_days,dormant_after_days,marketing_owner,"
        "marketing_signed_on,sales_owner,sales_signed_on,review_on,evidence,deals_analysed,basis,note"
    ),
    "fit_rules": (
        "definition_id,version,rule_id,role,attribute,operator,value_low,value_high,value_list,points,reason,route_to,basis,note"
    ),
    "scoring_rules": "definition_id,version,rule_id,event_group,points,min_count,within_hours,max_awards,basis,note",
    "triggers": (
        "definition_id,version,trigger_id,name,tier,rank,outcome,sla_minutes,sla_clock,route_to,escalate_after_minutes,escalate_to,basis,note"
    ),
    "trigger_conditions": ("definition_id,version,trigger_id,condition_id,metric,subject,at_least,at_most,within_hours,basis,note"),
    "commitments": "definition_id,version,commitment_id,side,metric,comparison,target,unit,description,basis,note",
    "metric_bands": "definition_id,version,metric,band,lower,upper,severity,action,basis,note",
    "definition_reviews": "definition_id,version,reviewed_on,outcome,icp_changed,motion_changed,merged_company,note,basis",
}


def write_rows(path, columns, rows):
    """A CSV file of dict rows; what a row does not say is blank."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def some(rng, values, least=1):
    """A random selection of at least so many values, in random order."""
    return rng.sample(list(values), rng.randint(least, len(values)))


def one_of(rng, pairs):
    """One of (weight, value) pairs."""
    at = rng.random() * sum(weight for weight, _ in pairs)
    for weight, value in pairs:
        at -= weight
        if at < 0:
            return value
    return pairs[-1][1]


def between(attribute, low="", high=""):
    return {"attribute": attribute, "operator": "between", "value_low": low, "value_high": high}


def among(attribute, values):
    return {"attribute": attribute, "operator": "in", "value_list": "|".join(str(value) for value in values)}


def broad_rule(rng):
    """A rule that most leads pass, for `scope` and `gate`."""
    return one_of(
        rng,
        [
            (3, between("employee_count", *rng.choice([(1, 999), ("", 999), (50, ""), (50, 5000), (100, 1000)]))),
            (1, between("seniority", rng.choice([1, 2]))),
            (1, among("seniority", [1, 2, 3, 4, 5])),
            (1, among("segment", some(rng, ["smb", "mid_market", "enterprise"], 2))),
            (1, among("country", some(rng, COUNTRIES, 8))),
            (1, among("region", some(rng, REGIONS, 4))),
            (1, among("industry", some(rng, INDUSTRIES, 6))),
            (1, among("lead_source", some(rng, SOURCES, 6))),
            (1, among("email_kind", ["corporate", "free"])),
            (1, among("job_function", some(rng, FUNCTIONS, 4))),
            (1, among(rng.choice(["is_customer", "is_student", "is_consultant", "is_competitor", "has_open_opportunity"]), ["False"])),
        ],
    )


def disqualifying_rule(rng):
    return one_of(
        rng,
        [
            (4, among(rng.choice(["is_competitor", "is_customer", "is_student", "is_job_seeker", "has_open_opportunity"]), ["TRUE"])),
            (1, among("industry", some(rng, INDUSTRIES)[:2])),
            (1, among("email_kind", ["student", "invalid"])),
            (1, among("country", some(rng, COUNTRIES)[:2])),
        ],
    )


def any_rule(rng):
    return one_of(
        rng,
        [
            (4, broad_rule(rng)),
            (1, between("employee_count")),
            (1, between("annual_revenue", 10000000, 500000000)),
            (1, between("seniority", "", 1)),
            (1, between("seniority", 3)),
            (1, among("job_title", some(rng, TITLES)[:3])),
            (1, among("technology", some(rng, TECHNOLOGIES)[:2])),
            (1, among("is_competitor", ["true"])),
            (1, among("stated_timeline", ["Evaluating now"])),
        ],
    )


BANT = (
    (between("stated_budget", 10000), 20),
    (among("stated_timeline", ["Evaluating now"]), 30),
    (among("has_use_case", ["true"]), 20),
    (between("seniority", 3), 30),
)


def fit_rules(rng):
    """The rules of one version: few that keep leads out, and some of every other role."""
    rules = [("scope", broad_rule(rng), "") for _ in range(rng.choice([0, 0, 1]))]
    rules += [("gate", broad_rule(rng), "") for _ in range(rng.choice([0, 1, 1, 2]))]
    rules += [("disqualify", disqualifying_rule(rng), "") for _ in range(rng.choice([0, 0, 1, 2]))]
    rules += [("fit", any_rule(rng), rng.choice([5, 10, 15, 20, 30, -10, 2.5])) for _ in range(rng.randint(1, 5))]
    rules += [("bant", rule, points) for rule, points in some(rng, BANT, 2)]
    rules += [("condition", any_rule(rng), "") for _ in range(2)]
    return [{"rule_id": f"r{place}", "role": role, **rule, "points": points} for place, (role, rule, points) in enumerate(rules, 1)]


def scoring_rules(rng):
    """Simple awards, repeated ones, negative ones, and one or two at a count within a window; now and then in tenths of points."""
    points = rng.choice([(5, 10, 15, 20, 30), (2.5, 10, 25), (0.1, 0.2, 0.7)])
    rules = []
    for _ in range(rng.randint(3, 7)):
        group = rng.choice([*HIGH, *MEDIUM, *LOW, *PASSIVE, *DERIVED, *GROUPS])
        rules.append({"event_group": group, "points": rng.choice(points), "min_count": rng.choice(["", 1])})
    for _ in range(rng.randint(1, 2)):
        group = rng.choice(["gen_high", "gen_medium", "gen_passive", "pricing_page_view", "site_visit", "email_open"])
        within = rng.choice(["", *HOURS])
        rules.append({"event_group": group, "points": rng.choice(points), "min_count": rng.choice([2, 3]), "within_hours": within})
    rules.append({"event_group": rng.choice([*NEGATIVE, "gen_negative"]), "points": -rng.choice(points)})
    for place, rule in enumerate(rules, 1):
        rule["rule_id"] = f"s{place}"
        rule["max_awards"] = rng.choice(["", "", 1, 2, 3])
    return rules, max(points)


def counts(rng, subject, at_least="", at_most="", within=None):
    hours = rng.choice(["", *HOURS]) if within is None else within
    return {"metric": "event_count", "subject": subject, "at_least": at_least, "at_most": at_most, "within_hours": hours}


def score(metric, at_least):
    return {"metric": metric, "at_least": at_least}


def trigger_shapes(rng, rules, most_points):
    """(name, tier, conditions) of every kind of trigger that the playbooks know, and of some that only the language does."""
    thresholds = (0.3, 0.8, 0.8, 1) if most_points < 1 else (10, 20, 30, 50)
    conditions = [rule["rule_id"] for rule in rules if rule["role"] == "condition"]
    fit = score("fit_score", rng.choice([5, 10, 20]))
    behavior = score("behavior_score", rng.choice(thresholds))
    rule = {"metric": "fit_rule", "subject": rng.choice(conditions)}
    return [
        ("hand raise", 1, [counts(rng, rng.choice(["gen_hand_raise", "demo_request", "trial_start"]), 1)]),
        ("assisted", 4, [counts(rng, "sales_requested_mql", 1)]),
        ("pricing twice", 2, [counts(rng, "pricing_page_view", rng.choice([2, 3]))]),
        ("pattern", 2, [counts(rng, rng.choice([*PATTERNS, "pricing_page_engaged"]), 1)]),
        ("assets", 2, [counts(rng, "new_asset_download", 2)]),
        ("visits", 3, [counts(rng, "site_visit", rng.choice([2, 2.5]))]),
        ("old and new", 3, [counts(rng, "gen_medium", 2, within=""), counts(rng, "email_click", 1, within=72)]),
        ("a few, not many", 2, [counts(rng, rng.choice(["email_open", "blog_view"]), 1, 3)]),
        ("reads, does not bounce", 2, [counts(rng, "content_download", 1), counts(rng, "gen_negative", "", 0)]),
        ("fits, and left little", 3, [fit, counts(rng, "gen_negative", "", rng.choice([0, 1.5]))]),
        ("behaviour", 3, [behavior]),
        ("total", 3, [score("total_score", rng.choice([0, 5, 20]) + rng.choice(thresholds))]),
        ("bant alone", 3, [score("bant_score", rng.choice([20, 50]))]),
        ("three part", 3, [fit, behavior, score("bant_score", 20)]),
        ("who it is", 3, [{"metric": "fit_rule", "subject": rng.choice(conditions)}, fit]),
        ("two and who", 3, [counts(rng, "gen_passive", 2), {"metric": "fit_rule", "subject": rng.choice(conditions)}]),
        ("points and an event", 3, [behavior, counts(rng, rng.choice(["gen_hand_raise", "gen_medium"]), rng.choice([1, 2]))]),
        ("total, event and who", 2, [score("total_score", rng.choice(thresholds)), counts(rng, "gen_high", 1), rule]),
        ("nothing against it", 3, [counts(rng, "gen_negative", "", 0)]),
        ("none to two", 3, [counts(rng, "gen_medium", 0, 2), fit]),
    ]


def triggers(rng, rules, most_points):
    """Three to five triggers in a random rank, one of them often for review, now and then one that makes sales-qualified leads."""
    shapes = rng.sample(trigger_shapes(rng, rules, most_points), rng.randint(2, 4))
    chosen = [(name, tier, rng.choice(["mql", "mql", "mql", "sql"]), conditions) for name, tier, conditions in shapes]
    if rng.random() < 0.6:
        look = [counts(rng, "gen_passive", rng.choice([1, 2])), counts(rng, "gen_high", "", rng.choice([0, 1]), rng.choice(["", 720]))]
        chosen.append(("look first", 3, "review", look))
    ranks = rng.sample(range(1, len(chosen) + 1), len(chosen))
    rows, condition_rows = [], []
    for place, ((name, tier, outcome, conditions), rank) in enumerate(zip(chosen, ranks, strict=True), 1):
        rows.append(
            {
                "trigger_id": f"t{place}",
                "name": name,
                "tier": tier,
                "rank": rank,
                "outcome": outcome,
                "sla_minutes": rng.choice([5, 15, 240, 480, 1440]),
                "sla_clock": rng.choice(["elapsed", "business"]),
            }
        )
        condition_rows += [
            {"trigger_id": f"t{place}", "condition_id": f"t{place}c{number}", **condition} for number, condition in enumerate(conditions, 1)
        ]
    return rows, condition_rows


def versions(rng):
    """The effective dates of a definition's one to three versions, open or closed at both ends; they never overlap."""
    cuts = sorted(rng.sample(["2024-04-01", "2024-08-01", "2024-12-01", "2025-04-01"], rng.randint(0, 2)))
    ends = [rng.choice(["", "2024-02-01"]), *cuts, rng.choice(["", "2025-05-15"])]
    return list(itertools.pairwise(ends))


def write_definitions(folder, rng, number):
    """A whole definitions folder with so many definitions; each decay kind comes round in turn."""
    tables = {name: [] for name in COLUMNS}
    decay = rng.randint(0, len(DECAY_KINDS) - 1)
    for place in range(1, number + 1):
        for version, (start, end) in enumerate(versions(rng), 1):
            kind = DECAY_KINDS[decay % len(DECAY_KINDS)]
            decay += 1
            own = {"definition_id": f"gen_{place}", "version": version, "basis": "chosen", "note": "generated"}
            tables["mql_definitions"].append(
                {
                    **own,
                    "name": f"Generated {place}",
                    "playbook": "generated",
                    "description": "random",
                    "effective_from": start,
                    "effective_to": end,
                    "decay_kind": kind,
                    "decay_rate": rng.choice([0.1, 0.2, 0.5]) if kind in ("exponential", "inactivity", "linear") else "",
                    "decay_period_days": rng.choice(PERIOD_DAYS) if kind != "none" else "",
                    "fit_cap": rng.choice(["", 30, 50]),
                    "behavior_cap": rng.choice(["", 50, 75]),
                    "bant_cap": rng.choice(["", 40]),
                    "off_icp_cap": rng.choice(["", 25]),
                    "requalify_gap_days": rng.choice(GAP_DAYS),
                    "dormant_after_days": rng.choice(["", 90, 180]),
                }
            )
            rules = fit_rules(rng)
            scoring, most_points = scoring_rules(rng)
            trigger_rows, condition_rows = triggers(rng, rules, most_points)
            for name, rows in (
                ("fit_rules", rules),
                ("scoring_rules", scoring),
                ("triggers", trigger_rows),
                ("trigger_conditions", condition_rows),
            ):
                tables[name] += [{**own, **row} for row in rows]
    for name, rows in tables.items():
        write_rows(folder / f"{name}.csv", COLUMNS[name].split(","), rows)


def write_reference(folder, bots):
    """What a case needs besides the project's own reference seeds."""
    groups = [{"event_group": group, "event_type": event_type} for group, types in GROUPS.items() for event_type in types]
    write_rows(folder / "event_groups.csv", ["event_group", "event_type"], groups)
    patterns = [{"event_type": event_type, "required_groups": required} for event_type, required in PATTERNS.items()]
    write_rows(folder / "session_patterns.csv", ["event_type", "required_groups"], patterns)
    write_rows(folder / "competitor_domains.csv", ["domain"], [{"domain": "rivalsoft.com"}])
    mapping = [
        ("gen pageview", "", "", "page_view", "passive"),
        ("gen pageview", "/pricing*", "", "pricing_page_view", "high"),
        ("gen pageview", "/pricing/plan-?", "", "comparison_page_view", "high"),
        ("gen pageview", "*/case/*", "", "case_study_view", "medium"),
        ("gen click", "", "", "email_click", "low"),
        ("gen click", "", "30", "bottom_funnel_email_click", "medium"),
    ]
    columns = ["source", "raw_event_type", "url_pattern", "min_duration_seconds", "event_type", "intent"]
    write_rows(folder / "event_type_mapping.csv", columns, [dict(zip(columns, ("generated", *row), strict=True)) for row in mapping])
    placeholders = [{"column_name": "*", "placeholder": "gen nothing"}, {"column_name": "country", "placeholder": "gen nowhere"}]
    write_rows(folder / "null_placeholders.csv", ["column_name", "placeholder"], placeholders)
    rules = [{"rule_id": "gen_clicks", "event_group": "email_click", "at_least": 3, "within_seconds": 10}] if bots else []
    write_rows(folder / "bot_rules.csv", ["rule_id", "event_group", "at_least", "within_seconds"], rules)


def lay_over(base, case_reference, target):
    """The project's reference seeds with the rows of a case added; `bot_rules` are the case's own.

    Columns are matched by name; those that a case's file does not have take the value of the project's first row.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(base.glob("*.csv")):
        (target / path.name).write_bytes(path.read_bytes())
    for path in sorted(case_reference.glob("*.csv")):
        with path.open(newline="") as file:
            added = list(csv.DictReader(file))
        own = target / path.name
        with (own if own.exists() else path).open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            columns, rows = reader.fieldnames, list(reader)
        known = [tuple(fold(row[column]) for column in added[0]) for row in rows] if added else []
        filled = [{**rows[0], **row} if rows else row for row in added if tuple(fold(value) for value in row.values()) not in known]
        write_rows(own, columns, ([] if path.stem == "bot_rules" else rows) + filled)
