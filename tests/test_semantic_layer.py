"""The semantic layer says what plain SQL over the marts says, in the words of the reference list of metrics."""

import csv
import math

import pytest
import yaml

from tests.support.compare import rows_of
from tests.support.project import ROOT, Project, manifest
from tests.support.semantic import SemanticLayer

MQLS = """
    select
        strftime(mql_on, '%Y-%m') as metric_time__month,
        definition_id as definition__definition_id,
        count(*) as mql_volume,
        count(*) filter (decision = 'accepted') / count(*) as acceptance_rate,
        count(*) filter (decision = 'accepted') / nullif(count(*) filter (decision <> 'pending'), 0) as acceptance_rate_decided,
        count(*) filter (decision = 'rejected') / count(*) as rejection_rate,
        count(sql_reached_at) / count(*) as mql_to_sql_rate,
        count(sql_reached_at) / nullif(count(accepted_reached_at), 0) as accepted_to_sql_rate,
        count(opportunity_reached_at) / nullif(count(sql_reached_at), 0) as sql_to_opportunity_rate,
        count(opportunity_reached_at) / count(*) as mql_to_opportunity_rate,
        count(won_reached_at) / count(*) as mql_to_won_rate,
        count(*) filter (is_within_sla) / nullif(count(is_within_sla), 0) as response_within_sla_rate,
        count(*) filter (rejected_at is not null and rejection_reason not in (
            select reason from main_seeds.rejection_groups where rejection_group = 'no_reason'
        )) / nullif(count(rejected_at), 0) as reason_given_rate,
        count(*) filter (rejection_reason is null or rejection_reason not in (
            select reason from main_seeds.rejection_groups where rejection_group = 'bad_fit'
        )) / count(*) as fit_at_rejection_rate,
        count(*) filter (is_decided_in_time) / nullif(count(is_decided_in_time), 0) as decision_within_hours_rate,
        count(*) filter (is_worked) / nullif(count(is_worked), 0) as worked_rate,
        count(*) filter (is_complete) / count(*) as complete_data_rate,
        median(response_minutes) as response_minutes,
        median(routing_minutes) as routing_minutes,
        median(lead_to_mql_days) filter (cycle_number = 1) as lead_to_mql_days,
        median(mql_to_opportunity_days) as mql_to_opportunity_days,
        median(mql_to_won_days) as mql_to_won_days
    from fct_mqls
    group by all
"""
LEADS = """
    select
        strftime(leads.known_at, '%Y-%m') as metric_time__month,
        definitions.definition_id as definition__definition_id,
        count(distinct mqls.lead_id) / count(distinct leads.lead_id) as lead_to_mql_rate
    from dim_leads as leads
    cross join dim_definitions as definitions
    left join fct_mqls as mqls on leads.lead_id = mqls.lead_id and definitions.definition_id = mqls.definition_id
    group by all
"""
CLOSED_DEALS = """
    select
        strftime(closed_at, '%Y-%m') as metric_time__month,
        definition_id as definition__definition_id,
        count(*) filter (is_won and mqls_before > 0) / nullif(count(*) filter (mqls_before > 0), 0) as win_rate,
        count(*) filter (opportunity_id in (
            select missed.opportunity_id from rpt_false_negatives as missed
            where missed.definition_id = fct_opportunities.definition_id and missed.counts_in_rate
        )) / nullif(count(*) filter (is_won and false_negative_reason is distinct from 'out_of_scope'), 0) as false_negative_rate,
        avg(amount_usd) filter (is_won and sourcing_lead_id is not null) as average_deal_usd
    from fct_opportunities
    where closed_at is not null and opportunity_type = 'new_business'
    group by all
"""
OPENED_DEALS = """
    select
        strftime(created_at, '%Y-%m') as metric_time__month,
        definition_id as definition__definition_id,
        sum(case when mqls_before > 0 then amount_usd else 0 end) / nullif(sum(amount_usd), 0) as influenced_pipeline_rate
    from fct_opportunities
    where opportunity_type = 'new_business'
    group by all
"""
DIMENSIONS = ["metric_time__month", "definition__definition_id"]


@pytest.fixture(scope="module")
def layer(demo: Project) -> SemanticLayer:
    return SemanticLayer(demo)


def by_group(rows: list[dict[str, object]]) -> dict[tuple[object, ...], dict[str, object]]:
    """The metrics of each month and definition of which anything can be said."""
    found = {tuple(row.pop(name) for name in DIMENSIONS): row for row in rows if row[DIMENSIONS[0]]}
    return {key: row for key, row in found.items() if any(value is not None for value in row.values())}


@pytest.mark.parametrize("sql", [MQLS, LEADS, CLOSED_DEALS, OPENED_DEALS], ids=["mqls", "leads", "closed deals", "opened deals"])
def test_each_metric_by_month_and_definition_is_what_plain_sql_says(demo: Project, layer: SemanticLayer, sql: str) -> None:
    with demo.connect() as connection:
        expected = by_group(rows_of(connection, sql))
    metrics = list(next(iter(expected.values())))
    found = by_group(layer.query("--metrics", ",".join(metrics), "--group-by", ",".join(DIMENSIONS)))
    assert len(found) > 50
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        for metric in metrics:
            value, wanted = found[key][metric], row[metric]
            same = value == wanted if value is None or wanted is None else math.isclose(value, wanted, rel_tol=1e-9)
            assert same, f"{key} {metric}: {value}, plain SQL says {wanted}"


def test_the_layer_and_the_mart_of_periods_say_the_same(demo: Project, layer: SemanticLayer) -> None:
    query = "select period_start_on, definition_id, metric, value from fct_funnel_periods where period_grain = 'month'"
    with demo.connect() as connection:
        rows = connection.execute(query).fetchall()
    mart = {(str(month)[:7], definition, metric): value for month, definition, metric, value in rows}
    metrics = sorted({metric for _, _, metric in mart} & {metric["name"] for metric in manifest(demo)["metrics"].values()})
    groups = by_group(layer.query("--metrics", ",".join(metrics), "--group-by", ",".join(DIMENSIONS)))
    said = {(*group, metric): value for group, row in groups.items() for metric, value in row.items() if value}
    assert len(metrics) == 25
    for key, value in mart.items():
        if key[2] in metrics:
            assert math.isclose(said.pop(key, 0), value or 0, rel_tol=1e-9), key
    assert said == {}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("mql_funnel_by_month", "distinct (definition_id, version, date_trunc('month', mql_on))"),
        ("acceptance_by_source", "distinct (definition_id, version, lead_source)"),
        ("service_level_by_trigger", "distinct case when definition_id = 'framework' then (date_trunc('month', mql_on), trigger_id) end"),
        ("definition_comparison", "distinct (definition_id, version)"),
    ],
)
def test_each_saved_query_runs_and_has_a_row_for_each_group(demo: Project, layer: SemanticLayer, name: str, rows: str) -> None:
    answer = layer.query("--saved-query", name)
    with demo.connect() as connection:
        expected = connection.execute(f"select count({rows}), count(*) from fct_mqls").fetchall()
    counted = sum(row["mql_volume"] for row in answer)
    assert len(answer) == expected[0][0]
    assert counted == expected[0][1] or name == "service_level_by_trigger"


def test_every_saved_query_is_tried() -> None:
    saved = yaml.safe_load((ROOT / "models" / "semantic" / "_saved_queries.yml").read_text())["saved_queries"]
    (tried,) = test_each_saved_query_runs_and_has_a_row_for_each_group.pytestmark
    assert [one["name"] for one in saved] == [name for name, _ in tried.args[1]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:halo")
def test_metricflow_finds_nothing_wrong_with_the_layer(layer: SemanticLayer) -> None:
    assert layer.validate() == ""


def test_a_metric_says_what_the_reference_list_says(demo: Project) -> None:
    described = {metric["name"]: metric["description"] for metric in manifest(demo)["metrics"].values()}
    with (ROOT / "seeds" / "reference" / "metrics.csv").open(newline="", encoding="utf-8") as file:
        listed = {row["metric"]: row for row in csv.DictReader(file)}
    shared = described.keys() & listed.keys()
    assert len(shared) == 25
    for name in shared:
        row = listed[name]
        words = f"Of: {row['numerator']}; over: {row['denominator']}." if row["denominator"] else f"Counts {row['numerator']}."
        assert described[name] == f"{row['description']}. {words}"
