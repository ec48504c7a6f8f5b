"""What the shipped definitions make of people whose story the playbooks tell. All stories are told in one build."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from tests.support.compare import rows_of
from tests.support.project import copy_project
from tests.support.stories import Raw, at

AS_OF = "2026-06-30 12:00:00"

Rows = list[dict[str, object]]
STORIES: list[Callable[[Raw], None]] = []


def story(tell: Callable[[Raw], None]) -> Callable[[Raw], None]:
    """What happened, as raw rows; a test beside it says what must come of it."""
    STORIES.append(tell)
    return tell


class Built:
    """The marts of the one build."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, mart: str, lead_id: str, definition: str = "framework", order_by: str = "1") -> Rows:
        """The rows of a mart for one lead under one definition."""
        query = f"select * from {mart} where lead_id = '{lead_id}' and definition_id = '{definition}' order by {order_by}"
        return rows_of(self.connection, query)

    def mqls(self, lead_id: str, definition: str = "framework") -> list[tuple[datetime, str]]:
        """When a lead became an MQL, and by what."""
        return [(row["mql_at"], row["trigger_id"]) for row in self.rows("fct_mqls", lead_id, definition, "cycle_number")]

    def score(self, lead_id: str, definition: str = "framework") -> dict[str, object]:
        """The lead's row of fct_lead_scores."""
        (row,) = self.rows("fct_lead_scores", lead_id, definition)
        return row

    def failed(self, lead_id: str, definition: str = "framework") -> list[str]:
        """The rules that keep a lead out, in words."""
        return str(self.score(lead_id, definition)["failed_rules"] or "").split("; ")

    def statuses(self, lead_id: str, definition: str = "framework") -> list[tuple[str, datetime]]:
        """What a lead was, and from when."""
        return [(row["status"], row["valid_from"]) for row in self.rows("fct_mql_status_history", lead_id, definition, "valid_from")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """One build of all stories, with the data tests of the project."""
    raw = Raw()
    for tell in STORIES:
        tell(raw)
    folder = tmp_path_factory.mktemp("stories")
    project = copy_project(folder / "project")
    path = raw.write(folder / "raw")
    project.dbt("--quiet", "build", "--exclude", "test_type:unit", MQL_RAW_PATH=str(path), MQL_AS_OF=AS_OF)
    with project.connect() as connection:
        yield Built(connection)


# the eight edge cases of the framework ------------------------------------------------------------------------------------------------


@story
def ceo_ebook(raw: Raw) -> None:
    raw.lead("ceo_ebook", "2026-06-01", job_title="CEO", employee_count=200)
    raw.did("ceo_ebook", "content_download", "2026-06-01 10:00", asset="The ebook")


def test_a_chief_executive_who_downloads_one_ebook_is_no_mql_yet(built: Built) -> None:
    assert built.mqls("ceo_ebook") == []
    score = built.score("ceo_ebook")
    assert score["passes_gate"]
    assert score["fit_score"] >= 20
    assert score["status"] == "lead"
    assert built.rows("rpt_review_queue", "ceo_ebook") == []


def test_a_lead_that_fits_is_told_the_nearest_trigger_and_what_it_still_lacks(built: Built) -> None:
    score = built.score("ceo_ebook")
    assert score["failed_rules"] is None
    assert score["nearest_trigger_id"] == "demo_request"
    assert score["lacking"] == "demo_request_1: demo_request 0 in 2160 hours, needs 1"


@story
def intern_demo(raw: Raw) -> None:
    raw.lead("intern_demo", "2026-06-01", job_title="Marketing Intern", employee_count=500)
    raw.did("intern_demo", "demo_request", "2026-06-01 10:00")


def test_a_marketing_intern_who_requests_a_demo_fails_the_seniority_gate(built: Built) -> None:
    assert built.mqls("intern_demo") == []
    assert built.failed("intern_demo") == ["seniority: seniority 0, needs at least 2"]
    assert built.rows("fct_disqualifications", "intern_demo") == []


@story
def small_agency(raw: Raw) -> None:
    raw.lead("small_agency", "2026-06-01", job_title="VP Sales", industry="Advertising Agency", employee_count=10)
    raw.did("small_agency", "demo_request", "2026-06-01 10:00")


def test_a_vice_president_of_a_ten_person_agency_passes_seniority_but_neither_size_nor_industry(built: Built) -> None:
    assert built.mqls("small_agency") == []
    size, industry = sorted(built.failed("small_agency"), reverse=True)
    assert size == "size: employee_count 10, needs 50 to 5000"
    assert industry.startswith("industry: industry agency, needs one of ")


@story
def competitor_demo(raw: Raw) -> None:
    raw.lead("competitor_demo", "2026-06-01", job_title="Director of Sales", company_domain="rivalmetrics.com")
    raw.did("competitor_demo", "demo_request", "2026-06-01 10:00")


def test_a_director_at_a_competitor_is_disqualified_and_goes_to_marketing_leadership(built: Built) -> None:
    assert built.mqls("competitor_demo") == []
    (row,) = built.rows("fct_disqualifications", "competitor_demo")
    assert (row["rule_id"], row["reason"], row["route_to"]) == ("no_competitor", "competitor", "marketing leadership")
    assert row["first_disqualified_at"] == at("2026-06-01")
    assert row["is_disqualified_now"]


@story
def five_views_then_chat(raw: Raw) -> None:
    for lead, employees in [("chat_fits", 200), ("chat_too_small", 10)]:
        for day in ["2026-06-01", "2026-06-04", "2026-06-08", "2026-06-12", "2026-06-12"]:
            raw.did(None, "pricing_page_view", f"{day} 09:00", anonymous_id=f"device of {lead}")
        raw.did(lead, "chat_identified", "2026-06-15 09:00", anonymous_id=f"device of {lead}")
        raw.lead(lead, "2026-06-15 09:00:20", employee_count=employees)


def test_an_anonymous_visitor_of_the_pricing_page_is_an_mql_in_the_second_in_which_the_chat_makes_her_known(built: Built) -> None:
    assert built.mqls("chat_fits") == [(at("2026-06-15 09:00:20"), "pricing_then_chat")]
    (mql,) = built.rows("fct_mqls", "chat_fits")
    assert mql["lead_to_mql_days"] == 0


def test_the_same_visitor_from_a_company_that_does_not_fit_is_none(built: Built) -> None:
    assert built.mqls("chat_too_small") == []
    assert built.failed("chat_too_small") == ["size: employee_count 10, needs 50 to 5000"]


@story
def customer_demo(raw: Raw) -> None:
    raw.lead("customer_demo", "2026-06-01", company_domain="customer.example.com")
    raw.add("accounts", company_domain="customer.example.com", is_customer_since=at("2025-01-01"), owner_id="R7")
    raw.did("customer_demo", "demo_request", "2026-06-01 10:00")


def test_a_customers_demo_form_goes_to_the_account_owner(built: Built) -> None:
    assert built.mqls("customer_demo") == []
    (row,) = built.rows("fct_disqualifications", "customer_demo")
    assert (row["rule_id"], row["route_to"]) == ("no_customer", "account owner")


def test_a_customer_is_an_mql_under_none_of_the_shipped_definitions(built: Built) -> None:
    assert rows_of(built.connection, "select * from fct_mqls where lead_id = 'customer_demo'") == []


@story
def resubmitted(raw: Raw) -> None:
    for lead, again in [("again_after_90_days", "2026-05-30 10:00"), ("again_after_89_days", "2026-05-29 10:00")]:
        raw.lead(lead, "2026-03-01 09:00")
        raw.did(lead, "demo_request", "2026-03-01 10:00")
        raw.did(lead, "demo_request", again)


def test_a_demo_request_repeated_after_90_days_without_a_response_is_a_second_mql(built: Built) -> None:
    assert built.mqls("again_after_90_days") == [(at("2026-03-01 10:00"), "demo_request"), (at("2026-05-30 10:00"), "demo_request")]
    first, second = built.rows("fct_mqls", "again_after_90_days", order_by="cycle_number")
    assert (first["cycle_number"], first["reopens_at"], first["decision"]) == (1, at("2026-05-30 10:00"), "pending")
    assert (second["cycle_number"], second["reopens_at"]) == (2, at("2026-08-28 10:00"))


def test_a_demo_request_repeated_after_89_days_is_not(built: Built) -> None:
    assert built.mqls("again_after_89_days") == [(at("2026-03-01 10:00"), "demo_request")]


@story
def much_reading(raw: Raw) -> None:
    for lead, visits in [("blog_200", 200), ("blog_199", 199), ("blog_200_and_pricing", 200)]:
        raw.lead(lead, "2026-02-01")
        raw.did_daily(lead, "blog_view", "2026-02-01 08:00", visits, hours=17)
    raw.did("blog_200_and_pricing", "pricing_page_view", "2026-06-29 08:00")


def test_two_hundred_blog_visits_without_a_high_intent_action_are_for_review(built: Built) -> None:
    assert built.mqls("blog_200") == []
    (row,) = built.rows("rpt_review_queue", "blog_200")
    assert row["trigger_id"] == "high_volume_low_intent"


def test_fewer_visits_or_a_look_at_the_pricing_page_need_no_review(built: Built) -> None:
    assert built.rows("rpt_review_queue", "blog_199") == []
    assert built.rows("rpt_review_queue", "blog_200_and_pricing") == []


# the lead form ------------------------------------------------------------------------------------------------------------------------


@story
def lead_form(raw: Raw) -> None:
    raw.lead("lead_form", "2026-06-01 09:00", job_title="Social Media Manager", industry="Retail", employee_count=20, email="jo@gmail.com")
    raw.did("lead_form", "lead_form_submit", "2026-06-01 09:00")
    for day in ["2026-06-02 08:00", "2026-06-05 08:00", "2026-06-08 08:00"]:
        raw.did("lead_form", "email_open", day)
    for day in ["2026-06-05 08:01", "2026-06-08 08:01"]:
        raw.did("lead_form", "email_click", day)
        raw.did("lead_form", "blog_view", day)
    raw.did("lead_form", "pricing_page_view", "2026-06-12 20:00", duration_seconds=95)
    raw.did("lead_form", "case_study_download", "2026-06-14 20:00", asset="A company like yours")


def test_the_lead_of_the_form_reaches_sixty_points_only_with_the_case_study(built: Built) -> None:
    assert built.mqls("lead_form", "points") == [(at("2026-06-14 20:00"), "sixty_points")]
    (mql,) = built.rows("fct_mqls", "lead_form", "points")
    assert mql["total_score"] >= 60
    assert built.statuses("lead_form", "points") == [("lead", at("2026-06-01 09:00")), ("mql", at("2026-06-14 20:00"))]


def test_the_lead_of_the_form_is_an_mql_under_no_definition_that_asks_for_a_larger_company(built: Built) -> None:
    for definition in ["framework", "fit_and_intent", "three_part_criteria", "three_part_example", "staged"]:
        assert built.mqls("lead_form", definition) == []
        assert any(words.startswith("size: employee_count 20, needs ") for words in built.failed("lead_form", definition))


# why not ------------------------------------------------------------------------------------------------------------------------------


@story
def hardly_known(raw: Raw) -> None:
    raw.lead("hardly_known", "2026-06-01", employee_count=10, industry=None, country="Germany", job_title=None)
    raw.did("hardly_known", "demo_request", "2026-06-01 10:00")


def test_a_lead_that_did_not_qualify_is_told_each_rule_that_failed_and_what_was_missing(built: Built) -> None:
    assert sorted(built.failed("hardly_known", "three_part_criteria")) == [
        "industry: missing: industry",
        "revenue: missing: annual_revenue",
        "size: employee_count 10, needs 100 to 5000",
    ]
    assert sorted(built.failed("hardly_known")) == [
        "industry: missing: industry",
        "seniority: missing: seniority",
        "size: employee_count 10, needs 50 to 5000",
    ]


# news, old and new --------------------------------------------------------------------------------------------------------------------


@story
def enriched_later(raw: Raw) -> None:
    raw.lead("enriched_later", "2026-06-01 09:00", employee_count=300)
    raw.changed("enriched_later", "employee_count", "2026-06-08 09:00", None, 300)
    raw.did("enriched_later", "demo_request", "2026-06-01 10:00")


def test_a_lead_enriched_a_week_after_its_demo_request_becomes_an_mql_then(built: Built) -> None:
    assert built.mqls("enriched_later") == [(at("2026-06-08 09:00"), "demo_request")]


@story
def rejected_for_timing(raw: Raw) -> None:
    for lead in ["timing_and_enriched", "timing_and_back"]:
        raw.lead(lead, "2026-03-01 09:00")
        raw.did(lead, "demo_request", "2026-03-01 10:00")
        raw.said(lead, "rejected", "2026-03-02 10:00", "timing")
    raw.changed("timing_and_enriched", "industry", "2026-04-15", "Healthcare", "Software")
    raw.did("timing_and_back", "pricing_inquiry", "2026-04-15 10:00")


def test_an_enrichment_does_not_bring_a_rejected_demo_request_back(built: Built) -> None:
    assert built.mqls("timing_and_enriched") == [(at("2026-03-01 10:00"), "demo_request")]
    assert built.statuses("timing_and_enriched") == [
        ("lead", at("2026-03-01 09:00")),
        ("mql", at("2026-03-01 10:00")),
        ("rejected", at("2026-03-02 10:00")),
        ("recycled", at("2026-04-01 10:00")),
    ]


def test_a_lead_rejected_for_timing_comes_back_with_something_new_after_30_days(built: Built) -> None:
    assert built.mqls("timing_and_back") == [(at("2026-03-01 10:00"), "demo_request"), (at("2026-04-15 10:00"), "pricing_inquiry")]


@story
def rejected_for_good(raw: Raw) -> None:
    raw.lead("rejected_for_good", "2025-09-01 09:00")
    raw.did("rejected_for_good", "demo_request", "2025-09-01 10:00")
    raw.said("rejected_for_good", "rejected", "2025-09-02 10:00", "not_a_prospect")
    raw.did("rejected_for_good", "demo_request", "2026-06-01 10:00")


def test_a_lead_rejected_as_no_prospect_never_comes_back(built: Built) -> None:
    (mql,) = built.rows("fct_mqls", "rejected_for_good")
    assert mql["reopens_at"] is None
    assert mql["rejection_reason"] == "not_a_prospect"
    assert built.score("rejected_for_good")["status"] == "rejected"


@story
def merged(raw: Raw) -> None:
    raw.lead("merged_survivor", "2026-06-05", employee_count=200)
    raw.lead("merged_duplicate", "2026-06-01", employee_count=5, merged_into="merged_survivor")
    raw.did("merged_duplicate", "pricing_page_view", "2026-06-03 10:00")
    raw.did("merged_survivor", "pricing_page_view", "2026-06-06 10:00")


def test_what_a_merged_lead_did_counts_for_its_survivor(built: Built) -> None:
    assert built.mqls("merged_survivor") == [(at("2026-06-06 10:00"), "pricing_twice")]
    assert built.rows("fct_lead_scores", "merged_duplicate") == []
    (lead,) = rows_of(built.connection, "select known_at, merged_leads from dim_leads where lead_id = 'merged_survivor'")
    assert lead == {"known_at": at("2026-06-01"), "merged_leads": 1}


@story
def two_devices(raw: Raw) -> None:
    raw.lead("two_devices", "2026-06-01")
    raw.did("two_devices", "pricing_page_view", "2026-06-10 10:00", anonymous_id="her desk")
    raw.did(None, "pricing_page_view", "2026-06-11 10:00", anonymous_id="her sofa")
    raw.did("two_devices", "email_click", "2026-06-17 09:00", anonymous_id="her sofa")


def test_a_known_leads_second_device_counts_from_the_click_that_identifies_it(built: Built) -> None:
    assert built.mqls("two_devices") == [(at("2026-06-17 09:00"), "pricing_twice")]


@story
def one_second_too_old(raw: Raw) -> None:
    for lead, second in [("week_to_the_second", "2026-06-08 10:00:00"), ("week_less_a_second", "2026-06-08 09:59:59")]:
        raw.lead(lead, "2026-06-01")
        raw.did(lead, "pricing_page_view", "2026-06-01 10:00:00")
        raw.did(lead, "pricing_page_view", second)


def test_two_pricing_views_exactly_a_week_apart_are_not_two_in_a_week(built: Built) -> None:
    assert "pricing_twice" not in [trigger for _, trigger in built.mqls("week_to_the_second")]
    assert built.mqls("week_less_a_second") == [(at("2026-06-08 09:59:59"), "pricing_twice")]


@story
def one_session(raw: Raw) -> None:
    for lead, pause in [("same_session", 30 * 60), ("next_session", 30 * 60 + 1)]:
        raw.lead(lead, "2026-06-01")
        raw.did(lead, "case_study_view", "2026-06-10 10:00")
        raw.did(lead, "pricing_page_view", at("2026-06-10 10:00") + timedelta(seconds=pause))


def test_a_case_study_and_the_pricing_page_in_one_session_are_an_mql_with_the_later_of_the_two(built: Built) -> None:
    assert built.mqls("same_session") == [(at("2026-06-10 10:30"), "case_study_and_pricing")]
    assert built.mqls("next_session") == []


# scores over time -----------------------------------------------------------------------------------------------------------------------


@story
def one_pricing_view(raw: Raw) -> None:
    for lead, day in [("view_30_days_ago", "2026-05-31 12:00:00"), ("view_almost_30_days_ago", "2026-05-31 12:00:01")]:
        raw.lead(lead, "2026-05-01")
        raw.did(lead, "pricing_page_view", day)


def test_engagement_loses_a_tenth_in_30_days_continuously_and_behaviour_a_fifth_in_one_step(built: Built) -> None:
    assert built.score("view_30_days_ago", "three_part")["behavior_score"] == pytest.approx(20 * 0.9)
    assert 20 * 0.9 < built.score("view_almost_30_days_ago", "three_part")["behavior_score"] < 20 * 0.9 + 0.00001
    assert built.score("view_30_days_ago", "fit_and_intent")["behavior_score"] == pytest.approx(25 * 0.8)
    assert built.score("view_almost_30_days_ago", "fit_and_intent")["behavior_score"] == pytest.approx(25)


@story
def outside_the_profile(raw: Raw) -> None:
    raw.lead("outside_the_profile", "2026-06-01", employee_count=8, job_title="VP Marketing")
    raw.did("outside_the_profile", "pricing_page_view", "2026-06-29 10:00")
    raw.did("outside_the_profile", "pricing_page_view", "2026-06-29 11:00")
    raw.did("outside_the_profile", "pricing_page_view", "2026-06-29 12:00")


def test_outside_the_ideal_profile_no_one_passes_25_points(built: Built) -> None:
    score = built.score("outside_the_profile", "fit_and_intent")
    assert not score["passes_gate"]
    assert score["behavior_score"] == 50
    assert score["total_score"] == 25


# what sales made of it ------------------------------------------------------------------------------------------------------------------


@story
def weekend_request(raw: Raw) -> None:
    for lead, answered in [("answered_in_time", "2026-05-26 13:05:00"), ("answered_late", "2026-05-26 13:05:01")]:
        raw.lead(lead, "2026-05-23 18:00")
        raw.did(lead, "demo_request", "2026-05-23 18:00")
        raw.touched(lead, "2026-05-23 18:30", direction="inbound")
        raw.touched(lead, answered)


def test_a_request_of_the_saturday_before_memorial_day_is_due_five_minutes_into_tuesday(built: Built) -> None:
    (mql,) = built.rows("fct_mqls", "answered_in_time", "fit_and_intent")
    assert (mql["trigger_id"], mql["outcome"], mql["sql_at"]) == ("demo_or_trial", "sql", at("2026-05-23 18:00"))
    assert (mql["sla_due_at"], mql["response_minutes"], mql["is_within_sla"]) == (at("2026-05-26 13:05"), 5, True)
    (late,) = built.rows("fct_mqls", "answered_late", "fit_and_intent")
    assert late["is_within_sla"] is False


def test_on_the_elapsed_clock_the_same_answer_is_days_late(built: Built) -> None:
    (mql,) = built.rows("fct_mqls", "answered_in_time")
    assert (mql["sla_due_at"], mql["is_within_sla"]) == (at("2026-05-23 18:05"), False)


@story
def one_deal_two_contacts(raw: Raw) -> None:
    for lead, day in [("deal_first", "2026-04-01"), ("deal_second", "2026-04-05")]:
        raw.lead(lead, day, company_domain="deal.example.com")
        raw.did(lead, "demo_request", f"{day} 10:00")
    raw.add(
        "opportunities", opportunity_id="O_two_contacts", lead_id="deal_second", created_at=at("2026-04-10"), stage="Closed Won",
        closed_at=at("2026-05-10"), amount=30000,
    )
    raw.said("deal_second", "accepted", "2026-04-12 10:00")


def test_the_deal_belongs_to_the_mql_of_its_contact_and_its_amount_is_counted_once(built: Built) -> None:
    (mql,) = built.rows("fct_mqls", "deal_second")
    assert (mql["opportunity_id"], mql["won_at"]) == ("O_two_contacts", at("2026-05-10"))
    assert (mql["is_sourcing"], mql["amount_usd"]) == (True, 30000)
    (other,) = built.rows("fct_mqls", "deal_first")
    assert (other["opportunity_id"], other["amount_usd"]) == (None, None)


def test_accepted_after_the_deal_was_opened_is_no_transition(built: Built) -> None:
    (mql,) = built.rows("fct_mqls", "deal_second")
    assert (mql["decision"], mql["accepted_at"]) == ("accepted", at("2026-04-12 10:00"))
    assert built.statuses("deal_second") == [
        ("lead", at("2026-04-05")),
        ("mql", at("2026-04-05 10:00")),
        ("opportunity", at("2026-04-10")),
        ("customer", at("2026-05-10")),
    ]


@story
def won_without_an_mql(raw: Raw) -> None:
    raw.lead("won_quietly", "2026-03-01", company_domain="quiet.example.com")
    raw.did("won_quietly", "content_download", "2026-03-02", asset="The ebook")
    raw.lead("won_too_small", "2026-03-01", company_domain="tiny.example.com", employee_count=9)
    raw.did("won_too_small", "demo_request", "2026-03-02")
    raw.lead("won_unknown_size", "2026-03-01", company_domain="blank.example.com", employee_count=None)
    raw.did("won_unknown_size", "demo_request", "2026-03-02")
    raw.lead("won_silently", "2026-03-01", company_domain="silent.example.com")
    for domain in ["quiet", "tiny", "blank", "silent", "nobody"]:
        raw.add(
            "opportunities", opportunity_id=f"O_{domain}", company_domain=f"{domain}.example.com", created_at=at("2026-04-01"),
            stage="Closed Won", closed_at=at("2026-05-01"), amount=1000,
        )


def test_each_deal_won_without_an_mql_has_the_reason_for_which_it_was_missed(built: Built) -> None:
    rows = rows_of(built.connection, "select * from rpt_false_negatives where definition_id = 'framework'")
    assert {row["opportunity_id"]: row["reason"] for row in rows} == {
        "O_quiet": "below_threshold",
        "O_tiny": "fit_gate",
        "O_blank": "missing_data",
        "O_silent": "no_activity",
        "O_nobody": "no_lead",
    }
    quiet = next(row for row in rows if row["opportunity_id"] == "O_quiet")
    assert (quiet["nearest_trigger_id"], quiet["lacking"]) == ("demo_request", "demo_request_1: demo_request 0 in 2160 hours, needs 1")
