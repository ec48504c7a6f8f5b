"""The generator reaches every branch of the engine, says the same for the same seed, and loses no raw row."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from .cases import EVERYTHING, coverage, write_case

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
BATCH = [{"rng": seed} for seed in range(24)] + [{"rng": 100, "groups": 150, "leads": 2, "definitions": 6, "bots": True, "kind": "csv"}]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the evaluator made of a batch of cases, many leads in one group and many groups of two."""
    cases = [write_case(tmp_path_factory.mktemp("case"), **options) for options in BATCH]
    for case in cases:
        case.complete_reference(REFERENCE)
    return [case.show() for case in cases]


def test_a_batch_of_cases_reaches_everything(shown):
    counts = coverage(shown)
    assert [branch for branch in EVERYTHING if counts[branch] == 0] == []


def test_every_mql_cycle_comes_after_the_reopening_of_the_one_before(shown):
    for one in shown:
        mqls = {(row["lead_id"], row["definition_id"], row["version"], row["cycle_number"]): row for row in one.tables["fct_mqls"]}
        for (*lead, cycle), row in mqls.items():
            if cycle > 1:
                before = mqls[*lead, cycle - 1]
                assert before["reopens_at"] is not None
                assert before["mql_at"] < row["mql_at"] >= before["reopens_at"]


def test_the_same_seed_writes_the_same_files(tmp_path):
    def checksums(name):
        case = write_case(tmp_path / name, 5, kind="csv")
        files = sorted(path for path in case.folder.rglob("*.csv"))
        return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]

    assert checksums("once") == checksums("again")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_raw_row_ends_in_one_place(tmp_path, kind):
    case = write_case(tmp_path, 11, kind=kind)
    case.complete_reference(REFERENCE)
    counted = {}
    for row in case.show().tables["audit_row_accounting"]:
        counted[row["table"]] = counted.get(row["table"], 0) + row["rows"]
    for path in case.raw.iterdir():
        with duckdb.connect() as connection:
            rows = connection.execute(f"select count(*) from '{path}'").fetchall()[0][0]
        assert counted[path.stem] == rows


def test_parquet_and_csv_mean_the_same(tmp_path):
    tables = []
    for kind in ("csv", "parquet"):
        case = write_case(tmp_path / kind, 3, kind=kind)
        case.complete_reference(REFERENCE)
        tables.append(case.show().tables)
    assert tables[0] == tables[1]
