"""Each invariant holds on the demo data, and fails on data made to break it."""

from pathlib import Path

import duckdb
import pytest

from tests.support.project import DEMO_AS_OF, Project, demo_raw

SOME_MQL = "(select min(mql_id) from fct_mqls where cycle_number = 1 and reopens_at is not null)"
SECOND_MQL = "(select min(mql_id) from fct_mqls where cycle_number = 2)"

# invariant -> what breaks it
BREAKAGES = {
    "no_mql_before_its_lead_is_known": f"update fct_mqls set mql_at = mql_at - interval 20 year where mql_id = {SOME_MQL}",
    "no_mql_with_a_failing_gate": """
        delete from main_intermediate.int_fit_rule_spans
        where fit_rule_key = (select min(fit_rule_key) from main_staging.stg_fit_rules where role = 'gate')
    """,
    "every_mql_names_a_trigger_of_its_version": f"update fct_mqls set tier = tier + 1 where mql_id = {SOME_MQL}",
    "no_mql_before_the_reopening_of_the_one_before": f"update fct_mqls set mql_at = mql_at - interval 1 year where mql_id = {SECOND_MQL}",
    "tier_1_never_waits_for_a_score": """
        update main_staging.stg_trigger_conditions set metric = 'total_score'
        where trigger_key in (select trigger_key from main_staging.stg_triggers where tier = 1)
    """,
    "every_mql_had_the_events_that_its_trigger_counts": "delete from main_intermediate.int_occurrences where lead_key % 2 = 0",
    "reached_stage_times_never_run_backwards": "update main_intermediate.int_mql_stages set sql_reached_epoch = 9e12",
    "a_later_stage_of_a_cohort_is_never_larger": "update fct_funnel_conversions set entered = 1000000 where step = 'opportunity_to_won'",
    "every_raw_row_is_in_one_place": "update audit_row_accounting set staged_rows = staged_rows - 1 where table_name = 'leads'",
    "every_staged_event_ended_somewhere": "delete from audit_event_accounting where ended_as = 'anonymous'",
    "status_intervals_neither_gap_nor_overlap": """
        update fct_mql_status_history set valid_to = valid_to + interval 1 second where valid_to is not null
    """,
    "facts_reconcile_with_the_rows_beneath": f"delete from fct_mqls where mql_id = {SOME_MQL}",
    "review_reports_count_what_the_facts_hold": """
        update rpt_rejection_reasons set rejections = rejections + 1 where period = 'all' and reason_rank = 1
    """,
    "a_signal_never_has_more_leads_than_it_is_looked_for_among": "update rpt_signal_lift set verdict = 'weight_up' where verdict = 'keep'",
    "periods_equal_a_plain_recount_of_the_mqls": """
        update fct_funnel_periods set value = value + 0.01 where metric = 'acceptance_rate' and period_start_on = '2026-01-01'
    """,
    "periods_equal_a_plain_recount_of_the_deals": """
        update fct_opportunities set mqls_before = 0 where is_won and mqls_before > 0 and closed_at >= '2026-01-01'
    """,
    "periods_equal_the_conversions_of_the_same_cohorts": """
        update fct_funnel_conversions set converted = converted - 1 where cut = 'all' and step = 'mql_to_won' and converted > 0
    """,
    "periods_equal_the_service_levels_of_the_same_months": "update rpt_sla_compliance set worked = worked + 1 where worked > 0",
    "weeks_months_and_quarters_add_up_alike": """
        update fct_funnel_periods set numerator = numerator + 1
        where metric = 'mql_volume' and period_grain = 'week' and period_start_on = '2026-01-05'
    """,
    "every_metric_of_every_period_has_a_row": """
        delete from fct_funnel_periods where metric = 'win_rate' and period_grain = 'month' and period_start_on = '2026-01-01'
    """,
    "the_queue_holds_what_waits_for_sales_and_nothing_else": """
        update fct_mqls set decision = 'accepted' where mql_id = (select min(mql_id) from rpt_mql_queue)
    """,
    "service_levels_reconcile_with_the_mqls": f"update fct_mqls set is_within_sla = not is_within_sla where mql_id = {SOME_MQL}",
    "sources_and_comparisons_add_up_to_the_whole": """
        update rpt_lead_source_quality set deals_won = deals_won + 1 where lead_source = 'event'
    """,
    "whoever_must_be_told_is_told_once": """
        delete from fct_notifications where notification_id = (select min(notification_id) from fct_notifications where kind = 'escalated')
    """,
    "no_variant_is_in_a_mart": """
        insert into main_intermediate.int_mqls
        select * replace ((select max(definition_key) from main_staging.stg_evaluated_definitions) as definition_key)
        from main_intermediate.int_mqls limit 1
    """,
    "a_backtest_without_a_change_says_what_the_marts_say": """
        update rpt_threshold_backtest set won_deals_with_mql = won_deals_with_mql + 1 where variant_id = 'as_is'
    """,
    "amounts_are_counted_once": "update fct_mqls set amount_usd = 1 where opportunity_id is not null and not is_sourcing",
    "credits_of_an_mql_sum_to_one": f"delete from fct_attribution where mql_id = {SOME_MQL}",
    "a_won_deal_is_credited_once": "update fct_attribution set credited_won_usd = 2 * credited_won_usd where attribution_model = 'linear'",
    "channels_sum_back_to_the_mqls": "delete from rpt_channel_attribution where credited_won_deals > 0 and cost_usd is null",
    "every_restatement_has_a_cause": """
        insert into rpt_restatements (lead_id, definition_id, version, reported_as_of)
        select lead_id, definition_id, version, mql_at from fct_mqls limit 1
    """,
    "failed_rules_name_all_that_a_lead_failed": """
        update fct_lead_scores set failed_rules = failed_rules || '; region: missing: region'
        where lead_id = (select min(lead_id) from fct_lead_scores where failed_rules is not null)
    """,
    "lacking_names_all_that_a_lead_lacked": """
        update main_intermediate.int_look_lacks set lacking = replace(lacking, ' 0', ' 1') where lacking like '% 0 in %'
    """,
}

INVARIANTS = Path(__file__).parent / "data" / "invariants"


@pytest.fixture(scope="module")
def built(demo: Project) -> Project:
    """The demo data, built, and its tests compiled."""
    demo.run("compile", "--select", "test_type:singular", MQL_RAW_PATH=str(demo_raw()), MQL_AS_OF=DEMO_AS_OF)
    return demo


def test_every_invariant_has_data_that_breaks_it() -> None:
    assert {path.stem for path in INVARIANTS.glob("*.sql")} == set(BREAKAGES)


@pytest.mark.parametrize("invariant", BREAKAGES)
def test_the_invariant_holds_and_fails_on_data_made_to_break_it(built: Project, invariant: str) -> None:
    compiled = (built.folder / "target/compiled/mql/tests/data/invariants" / f"{invariant}.sql").read_text()
    statement = compiled.replace(f'"{built.database.stem}".', "")
    with duckdb.connect(str(built.database)) as connection:
        assert connection.execute(statement).fetchall() == []
        connection.begin()
        connection.execute(BREAKAGES[invariant])
        assert connection.execute(statement).fetchall() != []
        connection.rollback()
