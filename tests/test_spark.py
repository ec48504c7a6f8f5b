"""The marts that Spark makes are those of DuckDB, row by row."""

import importlib.util
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dbt_mql import SaltError, check_salt_for_spark
from tests.evaluator.cases import write_case
from tests.support.against_evaluator import lay_case
from tests.support.parity import DuckDB, Engine, Spark, differences
from tests.support.project import WITHOUT_TESTS, copy_project

HASHED = json.dumps({"personal_data": "hashed"})
SALT = {"DBT_ENV_SECRET_MQL_HASH_SALT": 'grains of "salt" | äöü'}
CASE = {"rng": 7, "groups": 20, "leads": 3, "definitions": 3, "bots": True, "kind": "csv"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return DuckDB(copy_project(tmp_path_factory.mktemp("spark") / "duckdb"))


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if not importlib.util.find_spec("pyspark") or not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("no Spark or no Java on this machine: the marts are compared where both are (apt-get install openjdk-17-jre-headless)")
    engine = Spark(copy_project(tmp_path_factory.mktemp("spark") / "spark"))
    yield engine
    engine.session().stop()


@pytest.mark.parametrize("sign", "'\\$")
def test_a_salt_that_spark_would_misread_is_refused(sign: str) -> None:
    with pytest.raises(SaltError, match=f"holds {re.escape(sign)}, which Spark would not read"):
        check_salt_for_spark(f"grains of {sign}alt", "spark")
    check_salt_for_spark(f"grains of {sign}alt", "duckdb")
    check_salt_for_spark(*SALT.values(), "spark")


def test_a_random_case_with_hashed_names_has_the_same_marts(spark: Engine, reference: Engine, tmp_path: Path) -> None:
    case = write_case(tmp_path, **CASE)
    for engine in (reference, spark):
        lay_case(engine.project, case)
        given = {"MQL_DEFINITIONS_PATH": str(case.definitions), "MQL_AS_OF": case.as_of, **SALT}
        engine.build(*WITHOUT_TESTS, "--vars", HASHED, raw=case.raw, **given)
    assert differences(reference, spark) == []
