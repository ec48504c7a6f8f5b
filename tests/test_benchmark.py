"""The benchmark measures both sides of each ratio, its figures add up, and plain SQL finds the MQLs that the engine finds."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.project import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import benchmark
from benchmarking.data import AS_OF, DAY_SHARE, NEXT_AS_OF, Data, Raw
from benchmarking.plan import PARTS, Plan, with_needs
from benchmarking.results import Results
from benchmarking.runs import FRAMEWORK, Definitions, Figures, Runs
from benchmarking.variants import write_variants

SMALLEST = 2_000
TOOK = {"peak_bytes": 2**30, "written_bytes": 2**29, "database_bytes": 2**28, "others_cpu_seconds": 0.0}


def node(name: str, layer: str, begin: float, end: float) -> Figures:
    """A node of a build, and when it ran."""
    return {"name": name, "layer": layer, "begin": begin, "end": end}


def build(seconds: float, *nodes: Figures) -> Figures:
    """The figures of a build that took so many seconds on the clock, and twice as many of CPU."""
    return {**TOOK, "seconds": seconds, "cpu_seconds": 2 * seconds, "nodes": list(nodes)}


def sorts(*seconds: float) -> Figures:
    """The figures of sorts: each with a fifth of its time for writing."""
    steps = {f"sort {number}": 0.8 * took for number, took in enumerate(seconds)}
    steps |= {f"written {number}": 0.2 * took for number, took in enumerate(seconds)}
    took = {name: {"seconds": value, "cpu_seconds": 2 * value} for name, value in steps.items()}
    return {**TOOK, "seconds": sum(seconds), "cpu_seconds": 2 * sum(seconds), "statements": took}


# a machine on which every figure can be worked out by head
STEPS: dict[str, Figures] = {
    "yardstick": sorts(9.0, 10.0, 30.0),
    "narrow sort": sorts(2.0),
    "empty framework": build(8.0, node("base_events", "staging", 0, 1), node("fct_mqls", "core", 1, 2)),
    # base_events runs alone for 20 s and beside int_counts for 10 s
    "full framework": build(
        48.0, node("base_events", "staging", 0, 30), node("int_counts", "scoring", 20, 40), node("fct_mqls", "core", 40, 42)
    ),
    "again": build(9.0, node("base_events", "staging", 0, 1)),
    "batch": {**build(12.0, node("base_events", "staging", 0, 3)), "new_events": 60_000, "leads_with_new_events": 50_000},
    "empty all shipped": build(10.0),
    "full all shipped": build(170.0, node("base_events", "staging", 0, 160)),
    "empty up to the MQLs": build(4.0),
    "engine up to the same MQLs": build(24.0),
    "plain SQL": {**sorts(40.0), "agreement": {"plain_mqls": 7, "engine_mqls": 7, "same_day": 7, "differing": []}},
    "full 2 variants": build(58.0),
    "full 4 variants": build(76.0),
    "full twice the history": {**build(88.0), "peak_bytes": 9 * 2**30},
    "batch twice the history": {**build(12.2), "new_events": 60_000, "leads_with_new_events": 50_000},
}


class Pretended(Runs):
    """Runs nothing, and writes down what it was asked to run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[tuple[str, str, Path, str, tuple[str, ...], bool]]()

    def forget_database(self) -> None:
        """There is none."""

    def dbt(self, name: str, definitions: Definitions, raw: Raw, as_of: str, *more: str, fresh: bool = True) -> Figures:
        """Says what a build of that name takes here."""
        self.asked.append((name, definitions.name, raw.folder, as_of, more, fresh))
        return build({"empty": 1.0, "full": 9.0, "again": 2.0, "batch": 3.0}[name])


def by_name(results: Results) -> dict[str, Any]:
    """The ratios of a result by their names."""
    return {ratio.name: ratio for ratio in results.ratios()}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The smallest company there can be, and the same with twice the history."""
    made = Data(tmp_path_factory.mktemp("bench"), SMALLEST)
    made.raw(2)
    return made


def test_ratios_are_net_of_overhead_and_measured_by_the_median_sort() -> None:
    ratios = by_name(Results(20_000_000, STEPS))
    assert ratios["full build, framework, net"].value == pytest.approx((48 - 8) / 10)
    assert ratios["full build, all shipped, net"].value == pytest.approx((170 - 10) / 10)
    assert ratios["a build with nothing new, net"].value == pytest.approx((9 - 8) / (48 - 8))
    assert ratios["a day's batch, net"].value == pytest.approx((12 - 8) / (48 - 8))
    assert ratios["the same batch after twice the history"].value == pytest.approx(4.2 / 4)
    assert ratios["4 definitions that share event groups, net"].value == pytest.approx((76 - 8) / (48 - 8))
    assert ratios["the engine, net, in times of plain SQL"].value == pytest.approx((24 - 4) / 40)
    assert all(ratio.cpu_value == pytest.approx(ratio.value) for ratio in ratios.values() if ratio.cpu_value and ratio.unit != "seconds")


def test_targets_are_judged() -> None:
    met = {name: ratio.is_met for name, ratio in by_name(Results(20_000_000, STEPS)).items() if ratio.is_met is not None}
    assert met == {
        "dbt's own overhead, framework": True,
        "dbt's own overhead, all shipped": True,
        "full build, framework, net": True,
        "full build, all shipped, net": False,
        "a day's batch, net": False,
        "the same batch after twice the history": True,
        "2 definitions that share event groups, net": True,
        "4 definitions that share event groups, net": True,
        "largest memory (full framework)": True,
    }


def test_nothing_is_judged_by_a_build_that_took_less_than_its_overhead() -> None:
    disturbed = by_name(Results(20_000_000, {**STEPS, "empty framework": build(50.0)}))
    assert disturbed["full build, framework, net"].value < 0
    assert disturbed["full build, framework, net"].is_met is None
    assert not disturbed.keys() & {"a day's batch, net", "the same batch after twice the history"}


def test_the_layers_of_a_build_add_up_to_its_time() -> None:
    results = Results(20_000_000, STEPS)
    clock = results.clock_by_layer("full framework")
    assert clock == pytest.approx({"staging": 25.0, "scoring": 15.0, "core": 2.0, "dbt": 6.0})
    assert sum(clock.values()) == pytest.approx(48)
    assert sum(results.net_by_layer("full framework").values()) == pytest.approx(48 - 8)
    assert results.node_seconds_by_layer("full framework") == pytest.approx({"staging": 30.0, "scoring": 20.0, "core": 2.0})


def test_the_page_compares_with_an_earlier_run_and_warns_of_others_on_the_machine(tmp_path: Path) -> None:
    slower = {**STEPS, "full framework": {**STEPS["full framework"], "seconds": 88.0}}
    file = tmp_path / "before.json"
    about = {"events": 4_000_000, "leads": 200_000, "at": "2026-01-01 00:00:00", "commit": "abc", "cores": 2, "processor": "a processor"}
    about |= {"memory_bytes": 2**34, "duckdb": {"threads": 2}, "dbt_threads": 4, "command": "python scripts/benchmark.py"}
    file.write_text(json.dumps({"about": about, "steps": slower}))
    busy = {**STEPS, "again": {**STEPS["again"], "others_cpu_seconds": 9.0}}
    record = benchmark.Record(tmp_path / "run", about, benchmark.earlier(file))
    for name, figures in busy.items():
        record.keep(name, figures)
    record.finish()
    page = (tmp_path / "run.md").read_text()
    assert "| full build, framework, net | 4.00 | yardsticks | 5.00 | met | 40.0 s of 48.0 s | 4.00 | 8.00 | -50.0% |" in page
    assert "| full build, all shipped, net | 16.00 | yardsticks | 15.00 | **not met** |" in page
    assert "during: again." in page
    assert "of the same lead on the same day: 7" in page
    assert "this run has 4,000,000" in page
    chart = (tmp_path / "run.svg").read_text()
    assert chart.startswith("<svg") and "target 15" in chart and "definitions that share event groups" in chart
    assert json.loads((tmp_path / "run.json").read_text())["steps"] == busy


def test_a_run_measures_every_part_on_the_same_data(data: Data, tmp_path: Path) -> None:
    runs, steps = Pretended(tmp_path), dict[str, Figures]()
    runs.in_duckdb = lambda name, statements: sorts(1.0)  # type: ignore[method-assign]
    parts = [part for part in PARTS if part != "plain"]
    Plan(data, runs, steps.__setitem__).run(parts, [Definitions("staged", ("staged",))], [2])
    once, twice = data.raw().folder, data.raw(2).folder
    assert runs.asked == [
        ("empty", "framework", once, AS_OF, ("--empty",), True),
        ("full", "framework", once, AS_OF, (), True),
        ("again", "framework", once, AS_OF, (), False),
        ("batch", "framework", once, NEXT_AS_OF, (), False),
        ("empty", "all shipped", once, AS_OF, ("--empty",), True),
        ("full", "all shipped", once, AS_OF, (), True),
        ("empty", "staged", once, AS_OF, ("--empty",), True),
        ("full", "staged", once, AS_OF, (), True),
        ("full", "2 variants", once, AS_OF, (), True),
        ("full", "framework", twice, AS_OF, (), True),
        ("batch", "framework", twice, NEXT_AS_OF, (), False),
    ]
    assert FRAMEWORK.ids == ("framework",)
    ratios = by_name(Results(SMALLEST, steps))
    assert ratios["full build, staged, net"].value == 8
    assert ratios["a day's batch, net"].value == 0.25
    assert ratios["the same batch after twice the history"].value == 1
    assert ratios["2 definitions that share event groups, net"].value == 1


def test_a_part_brings_what_its_ratio_is_measured_by() -> None:
    assert with_needs(["history"]) == ["yardstick", "full", "batch", "history"]


def test_the_disk_that_a_run_needs_is_that_of_its_data_and_its_largest_database(data: Data) -> None:
    data.raw()
    alone = benchmark.needed_bytes(data, 1_000_000, with_needs(["batch"]), [])
    assert benchmark.needed_bytes(data, 1_000_000, with_needs(["history"]), []) == 2 * alone
    assert benchmark.needed_bytes(data, 1_000_000, with_needs(["variants"]), [2]) < benchmark.needed_bytes(
        data, 1_000_000, with_needs(["variants"]), [2, 16]
    )
    unmade = Data(data.folder, 50_000 * SMALLEST)
    made_later = benchmark.needed_bytes(unmade, 1_000_000, with_needs(["batch"]), [])
    assert made_later - alone == unmade.missing_bytes(1) > 2**30


def test_a_day_adds_as_many_events_however_long_the_history(data: Data) -> None:
    before = data.raw().count("events")
    for times in (1, 2):
        raw = data.raw(times)
        events, leads = raw.count("events"), raw.count("leads")
        day = data.day(times)
        assert day.raw.folder == raw.folder and day.events == round(before * DAY_SHARE)
        assert day.raw.count("events") == events + day.events
        assert day.raw.count("leads") == leads
        with duckdb.connect() as connection:
            added = connection.execute(
                """
                select count(distinct event_id), count(distinct lead_id), min(occurred_at) > $2 and max(loaded_at) <= $3
                from read_parquet($1)
                """,
                [str(day.raw.folder / "events" / "day.parquet"), AS_OF, NEXT_AS_OF],
            ).fetchall()
        assert added == [(day.events, day.leads, True)]
        assert data.raw(times).count("events") == events


def test_variants_share_groups_and_windows_and_differ_in_thresholds(tmp_path: Path) -> None:
    folder = write_variants(tmp_path, 3)

    def rows(folder: Path, file: str, definition: str) -> list[dict[str, str]]:
        with (folder / file).open(encoding="utf-8", newline="") as given:
            return [{**row, "definition_id": ""} for row in csv.DictReader(given) if row["definition_id"] == definition]

    seeds = ROOT / "seeds" / "definitions"
    for file in (path.name for path in seeds.glob("*.csv")):
        assert rows(folder, file, "framework") == rows(seeds, file, "framework")
    for definition in ("framework_2", "framework_3"):
        assert rows(folder, "scoring_rules.csv", definition) == rows(seeds, "scoring_rules.csv", "framework")
        shipped, variant = rows(seeds, "trigger_conditions.csv", "framework"), rows(folder, "trigger_conditions.csv", definition)
        differ = [(a, b) for a, b in zip(shipped, variant, strict=True) if a != b]
        assert differ and all(a["subject"] == b["subject"] and a["within_hours"] == b["within_hours"] for a, b in differ)


def test_plain_sql_and_the_engine_find_the_same_mqls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it, at a size that still has MQLs: data, sort, plain SQL, two builds, page and chart."""
    code = benchmark.main(["--events", "20k", "--only", "plain", "--folder", str(tmp_path), "--memory-limit", "2GB", "--threads", "1"])
    assert code == 0, capsys.readouterr().err
    (page,), (figures,), (_,) = ((tmp_path / "results").glob(f"*.{kind}") for kind in ("md", "json", "svg"))
    steps = json.loads(figures.read_text())["steps"]
    found = steps["plain SQL"]["agreement"]
    assert found["plain_mqls"] == found["engine_mqls"] == found["same_day"] > 10
    assert f"on the same day: {found['same_day']}" in page.read_text()
    engine = steps["engine up to the same MQLs"]
    results = Results(20_000, steps)
    assert sum(results.clock_by_layer("engine up to the same MQLs").values()) == pytest.approx(engine["seconds"])
    layers = {"hooks", "seeds", "staging", "work", "people", "signals", "scoring", "qualification"}
    assert {node["layer"] for node in engine["nodes"]} == layers
    assert results.clock_by_layer("engine up to the same MQLs")["dbt"] > 0
    assert engine["peak_bytes"] > 2**27 and engine["cpu_seconds"] > 0 and engine["database_bytes"] > 2**20
    job = json.loads((tmp_path / "work" / "plain.json").read_text())
    assert job["settings"] == {"TimeZone": "UTC"}
    assert (job["config"]["threads"], job["config"]["memory_limit"], job["config"]["preserve_insertion_order"]) == ("1", "2GB", False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--events", "many"], "--events many: expected a number of at least 2,000, such as 200k, 4M or 20000000."),
        (["--events", "100"], "--events 100: expected a number of at least 2,000"),
        (["--only", "batch,speed"], "--only speed: no such part; expected yardstick, full, all,"),
        (["--variants", "1"], "--variants 1: expected numbers of at least 2"),
        (["--compare", "nowhere.json"], "--compare nowhere.json: expected the .json of an earlier run"),
        (["--events", "9000G"], "GB free; 9,000,000,000,000 events need about"),
    ],
)
def test_what_cannot_be_measured_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert benchmark.main(["--folder", str(tmp_path), *arguments]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
