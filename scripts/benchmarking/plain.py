"""The same MQLs by plain SQL, as a team would write it by hand, and how far the two agree."""

from pathlib import Path

import duckdb

from benchmarking.data import AS_OF, Raw
from benchmarking.runs import ROOT, Definitions, Figures

FOLDER = Path(__file__).with_name("plain_sql")
PLAIN = Definitions("plain", folder=FOLDER / "definition")
# what it takes to know who became an MQL and when, and nothing that comes after
UP_TO_MQLS = ["--select", "+int_mql_cycles"]

ENGINE_MQLS = """
    select leads.lead_id, cast(make_timestamp(cycles.mql_epoch * 1000000) as date) as mql_on
    from main_intermediate.int_mql_cycles as cycles
    inner join main_intermediate.int_leads as leads on cycles.lead_key = leads.lead_key
    where cycles.cycle_number = 1
"""

AGREEMENT = """
    select
        count(plain.lead_id) as plain_mqls, count(engine.lead_id) as engine_mqls,
        count(*) filter (where plain.mql_on = engine.mql_on) as same_day
    from plain full join engine on plain.lead_id = engine.lead_id
"""

DIFFERING = """
    select coalesce(plain.lead_id, engine.lead_id), plain.mql_on, engine.mql_on
    from plain full join engine on plain.lead_id = engine.lead_id
    where plain.mql_on is distinct from engine.mql_on
    order by 1
    limit 5
"""


def statements(raw: Raw, answer: Path) -> list[tuple[str, str]]:
    """The plain project: its sources, then each file of SQL as a table of that name, and its MQLs into a file to compare."""
    events = ", ".join(_quoted(file) for file in raw.events)
    sources = [
        ("sources", f"create macro as_of() as timestamp '{AS_OF}'"),
        ("raw leads", f"create view raw_leads as select * from read_parquet({_quoted(raw.folder / 'leads.parquet')})"),
        ("raw events", f"create view raw_events as select * from read_parquet([{events}])"),
        ("countries", f"create table countries as select * from {_csv(ROOT / 'seeds' / 'reference' / 'countries.csv')}"),
        (
            "points",
            "create table points as select event_group as event_type, cast(points as integer) as points "
            f"from {_csv(FOLDER / 'definition' / 'scoring_rules.csv')}",
        ),
    ]
    # 1_leads.sql makes the table leads
    files = [(file.stem.split("_", 1)[1], file.read_text()) for file in sorted(FOLDER.glob("*.sql"))]
    made = [(name, f"create table {name} as\n{sql}") for name, sql in files]
    return [*sources, *made, ("answer", f"copy mqls to {_quoted(answer)} (format parquet)")]


def agreement(database: Path, plain: Path) -> Figures:
    """How many MQLs the plain project and the engine found, how many of the same lead on the same day, and some that differ."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f"create temp view engine as {ENGINE_MQLS}")
        connection.execute(f"create temp view plain as select * from read_parquet({_quoted(plain)})")
        plain_count, engine_count, same = connection.execute(AGREEMENT).fetchall()[0]
        differing = [[str(value) for value in row] for row in connection.execute(DIFFERING).fetchall()]
    return {"plain_mqls": plain_count, "engine_mqls": engine_count, "same_day": same, "differing": differing}


def _csv(file: Path) -> str:
    return f"read_csv({_quoted(file)}, header = true, all_varchar = true, nullstr = '')"


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
