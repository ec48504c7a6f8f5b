"""The demo data: the same seed makes the same files, every table keeps the contract, and the planted story can be seen in it."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import duckdb
import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "make_demo_data.py"
END = "2026-06-30 23:59:59"
CONTRACT = {
    "leads": "lead_id email first_name last_name company_name company_domain job_title industry employee_count annual_revenue country "
    "technologies lead_source stated_timeline stated_budget stated_use_case owner_id merged_into created_at",
    "events": "event_id lead_id anonymous_id session_id event_type occurred_at url asset campaign channel duration_seconds is_bot",
    "opportunities": "opportunity_id lead_id company_domain opportunity_type sourced_by created_at stage is_won is_closed closed_at "
    "amount owner_id",
    "opportunity_contacts": "opportunity_id lead_id role is_primary",
    "sales_activities": "activity_id lead_id rep_id channel direction occurred_at",
    "lead_decisions": "decision_id lead_id decision rejection_reason decided_by decided_at",
    "lead_changes": "lead_id field old_value new_value changed_at",
    "accounts": "company_domain is_customer_since churned_at owner_id",
    "channel_costs": "month lead_source cost",
}
HOUSEKEEPING = ["updated_at", "loaded_at", "is_deleted"]
OCCURRED_AT = {
    "leads": "created_at",
    "events": "occurred_at",
    "opportunities": "created_at",
    "sales_activities": "occurred_at",
    "lead_decisions": "try_cast(decided_at as timestamp)",
    "lead_changes": "changed_at",
}
COMPETITORS = "'rivalmetrics.com', 'otherstack.io', 'competigen.com', 'altsuite.com'"


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("make_demo_data", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def make(generator, tmp_path_factory):
    def make(**flags):
        out = tmp_path_factory.mktemp("demo") / "raw"
        flags = {"leads": 200, "months": 18, "seed": 7, "end": END} | flags
        words = [word for flag, value in flags.items() for word in (f"--{flag.replace('_', '-')}", str(value))]
        generator.main(["--out", str(out), *words])
        return out

    return make


@pytest.fixture(scope="module")
def small(make):
    return make()


@pytest.fixture(scope="module")
def story(make):
    """The default data, as a database with one view a table."""
    return database(make(leads=5_000))


def database(folder):
    connection = duckdb.connect()
    for table in CONTRACT:
        files = folder / table / "*.parquet" if (folder / table).is_dir() else folder / f"{table}.parquet"
        connection.execute(f"create view {table} as from read_parquet('{files}')")
    return connection


def rows(connection, query):
    return connection.execute(query).fetchall()


def value(connection, query):
    return rows(connection, query)[0][0]


def checksums(folder):
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*.parquet"))}


def test_the_same_seed_makes_the_same_bytes(make, small):
    assert checksums(make()) == checksums(small)


def test_another_seed_makes_other_data(make, small):
    first, second = checksums(small), checksums(make(seed=8))
    assert first.keys() == second.keys()
    assert not [file for file in first if first[file] == second[file]]


@pytest.mark.parametrize("table", CONTRACT)
def test_every_table_has_the_columns_of_the_contract(small, table):
    found = [name for name, *_ in rows(database(small), f"describe {table}")]
    assert found == CONTRACT[table].split() + HOUSEKEEPING
    assert value(database(small), f"select count(*) from {table}") > 0


def test_the_number_of_leads_follows_the_flag(make, small):
    count = "select count(distinct lead_id) from leads where created_at <= timestamp '" + END + "'"
    assert value(database(small), count) == 200
    assert value(database(make(leads=400)), count) == 400


def test_the_story_lasts_as_many_months_as_asked_for_and_ends_when_asked(make):
    connection = database(make(months=3, end="2025-03-31 23:59:59"))
    first, last = rows(connection, "select min(created_at), max(created_at) from leads where created_at <= '2025-03-31 23:59:59'")[0]
    assert (first.year, first.month) in {(2025, 1), (2025, 2)}
    assert (last.year, last.month) == (2025, 3)
    assert value(connection, "select count(distinct month) from channel_costs") == 3


def test_a_large_story_is_a_folder_of_event_files_whose_ids_do_not_collide(make):
    folder = make(leads=350, block_size=150)
    assert sorted(path.name for path in (folder / "events").iterdir()) == ["part-0000.parquet", "part-0001.parquet"]
    connection = database(folder)
    assert value(connection, "select count(distinct lead_id) from leads where lead_id <> 'L9999999'") == 350
    twice = "select count(*) - count(distinct {0}) from {1} where {0} is not null"
    assert value(connection, twice.format("event_id", "events")) == 8  # older versions, planted
    assert value(connection, twice.format("company_domain", "accounts")) == 0


def test_nothing_is_dated_after_the_end_but_a_few_rows_to_be_held(story):
    held = {
        table: value(story, f"select count(*) from {table} where {at} > timestamp '{END}' + interval 1 second")
        for table, at in OCCURRED_AT.items()
    }
    assert held == {"leads": 1, "events": 6, "opportunities": 0, "sales_activities": 1, "lead_decisions": 1, "lead_changes": 1}


def test_every_row_landed_and_none_after_the_end(story):
    for table in CONTRACT:
        assert value(story, f"select count(*) from {table} where loaded_at is null or loaded_at > '{END}'") == 0, table
    late = value(story, "select avg((loaded_at > occurred_at + interval 1 day)::int) from events")
    assert 0.005 < late < 0.05


def test_people_and_deals_that_are_named_exist_but_for_the_planted_strays(story):
    stray = "select count(*) from {} where {} is not null and {} not in (select {} from {} where {} is not null)"
    for table, planted in {"events": 4, "sales_activities": 1, "lead_decisions": 1, "lead_changes": 1, "opportunities": 1}.items():
        assert value(story, stray.format(table, "lead_id", "lead_id", "lead_id", "leads", "lead_id")) == planted, table
    assert value(story, stray.format("leads", "merged_into", "merged_into", "lead_id", "leads", "lead_id")) == 0
    deal = "opportunity_id"
    assert value(story, stray.format("opportunity_contacts", deal, deal, deal, "opportunities", deal)) == 0


def test_dirt_is_planted(story):
    assert value(story, "select count(*) from leads where lead_id is null") == 1
    assert value(story, "select count(*) from events where event_id is null") == 2
    assert value(story, "select count(*) from events where lead_id is null and anonymous_id is null") == 4
    assert value(story, "select count(*) from events where occurred_at is null") == 2
    assert value(story, "select count(*) from events where is_bot") == 25
    assert value(story, "select count(*) from leads where employee_count = 'about 50'") >= 2
    assert value(story, "select count(*) from lead_decisions where try_cast(decided_at as timestamp) is null") == 2
    assert value(story, "select count(*) from lead_decisions where decision not in ('accepted', 'rejected', 'sales_qualified')") == 1
    assert value(story, "select count(*) from leads where is_deleted") == 3
    assert value(story, "select count(*) from leads where job_title in ('N/A', 'Select', '-')") >= 3
    assert value(story, "select count(*) from leads where merged_into in (select lead_id from leads where merged_into is not null)") == 1


def test_scanners_click_faster_than_people(story):
    bursts = """
        select count(distinct lead_id) from (
            select lead_id, occurred_at, lag(occurred_at, 4) over (partition by lead_id order by occurred_at) as fifth_last
            from events where event_type = 'email_click' and not is_bot
        ) where occurred_at - fifth_last <= interval 5 second
    """
    assert value(story, bursts) == 2


def test_no_event_names_a_lead_before_it_was_known_unless_others_sold_it(story):
    early = "select distinct event_type from events join leads using (lead_id) where occurred_at < created_at"
    assert rows(story, early) == [("third_party_intent",)]


def test_buyers_look_at_pricing_anonymously_before_they_say_who_they_are(story):
    before = """
        with identified as (
            select anonymous_id, min(occurred_at) as identified_at from events
            where lead_id is not null and anonymous_id is not null group by all
        )
        select count(distinct anonymous_id) from events join identified using (anonymous_id)
        where lead_id is null and occurred_at < identified_at and url like '%/pricing%'
    """
    assert value(story, before) > 200


def test_a_known_lead_turns_up_on_a_second_device_and_is_recognised_after_a_week(story):
    recognised = """
        with seen as (
            select anonymous_id, any_value(lead_id) as lead_id, min(occurred_at) as first_at,
                min(occurred_at) filter (where lead_id is not null) as known_at
            from events where anonymous_id not like 'booth%' group by all
        )
        select count(*) from seen join leads using (lead_id) where first_at > created_at and known_at >= first_at + interval 6 day
    """
    assert value(story, recognised) > 30


WON = """
    create or replace temp view won as
    select distinct people.lead_id from (
        select opportunity_id, lead_id from opportunities union select opportunity_id, lead_id from opportunity_contacts
    ) as people join opportunities using (opportunity_id)
    where stage = 'Closed Won' and coalesce(opportunity_type, 'new_business') = 'new_business'
"""


def test_demo_requests_from_companies_of_the_right_size_win_far_more_often(story):
    story.execute(WON)
    rates = dict(
        rows(
            story,
            """
            select asked and right_size, avg((lead_id in (select lead_id from won where lead_id is not null))::int) from (
                select lead_id, try_cast(employee_count as int) between 100 and 5000 as right_size,
                    lead_id in (
                        select lead_id from events where lead_id is not null and (event_type = 'demo_request' or url like '%/demo%')
                    ) as asked
                from leads where lead_id is not null
            ) where right_size is not null group by all
            """,
        )
    )
    assert rates[True] > 4 * rates[False] > 0


def test_competitors_ask_for_demos_and_win_nothing(story):
    story.execute(WON)
    spies = f"select lead_id from leads where company_domain in ({COMPETITORS}) or split_part(email, '@', 2) in ({COMPETITORS})"
    assert value(story, f"select count(*) from ({spies})") > 20
    assert value(story, f"select count(*) from won where lead_id in ({spies})") == 0
    assert (
        value(story, f"select count(*) from events where lead_id in ({spies}) and (event_type = 'demo_request' or url like '%/demo%')") > 0
    )


def test_sales_rejects_poor_fits_for_being_poor_fits(story):
    employees = """
        select avg((try_cast(employee_count as int) < 100)::int) from lead_decisions join leads using (lead_id)
        where decision = 'rejected' and {}
    """
    bad_fit = value(story, employees.format("rejection_reason = 'bad_fit_company'"))
    others = value(story, employees.format("rejection_reason = 'timing'"))
    assert bad_fit > 2 * others


def test_there_are_enough_deals_to_review(story):
    closed = dict(
        rows(
            story,
            """
            select stage, count(distinct opportunity_id) from opportunities
            where coalesce(opportunity_type, 'new_business') = 'new_business' group by all
            """,
        )
    )
    assert 100 <= closed["Closed Won"] <= 200
    assert closed["Closed Lost"] > closed["Closed Won"] * 0.8


def test_august_and_december_are_quiet(story):
    months = dict(rows(story, "select strftime(created_at, '%Y-%m'), count(*) from leads where created_at < '2026-07-01' group by all"))
    assert len(months) == 18
    assert months["2025-12"] < 0.7 * months["2025-11"]
    assert months["2025-08"] < months["2025-10"]


def test_what_is_not_demo_data_is_not_replaced(generator, tmp_path):
    (tmp_path / "notes.txt").write_text("keep me")
    with pytest.raises(SystemExit, match=r"holds other files \(notes.txt\)"):
        generator.main(["--out", str(tmp_path), "--leads", "100"])
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_demo_data_is_replaced_and_nothing_is_left_beside_it(generator, tmp_path):
    for seed in ("1", "2"):
        generator.main(["--out", str(tmp_path / "raw"), "--leads", "100", "--months", "6", "--seed", seed])
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--leads", "5"], "at least 100"), (["--end", "soon"], "is no time"), (["--months", "x"], "at least 2")],
)
def test_a_wrong_flag_is_answered_in_words(generator, capsys, arguments, said):
    with pytest.raises(SystemExit):
        generator.main(arguments)
    assert said in capsys.readouterr().err
