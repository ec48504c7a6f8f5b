"""What those who read the marts rely on: which tables are theirs, who may read them, local days, and files that older clients open."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.compare import rows_of
from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project, manifest
from tests.support.semantic import SemanticLayer
from tests.support.stories import Raw

COUNT_EVERY_MART = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(duckdb.__version__)
for mart in sys.argv[2:]:
    print(mart, connection.execute(f"select count(*) from (select * from {mart})").fetchone()[0])
"""


def grants_of(node: dict[str, Any]) -> dict[str, list[str]]:
    """Who may do what with a node, as dbt was told; snapshots, tests and seeds have nothing of the kind."""
    return node["config"].get("grants") or {}


def is_mart(node: dict) -> bool:
    """A model of the folder of marts that is no step between reports."""
    return node["resource_type"] == "model" and node["fqn"][1] == "marts" and "judgement" not in node["fqn"]


def marts(project: Project) -> list[str]:
    """The models that are marts."""
    return sorted(node["name"] for node in manifest(project)["nodes"].values() if is_mart(node))


# whose they are ------------------------------------------------------------------------------------------------------------------


def test_marts_are_public_under_contract_and_all_else_is_private(demo: Project) -> None:
    models = [node for node in manifest(demo)["nodes"].values() if node["resource_type"] == "model"]
    assert len(marts(demo)) > 15
    for model in models:
        expected = ("public", True) if is_mart(model) else ("private", False)
        assert (model["access"], model["contract"]["enforced"]) == expected, model["name"]
        assert model["group"] == "marketing_operations"


def test_exposures_have_an_owner_and_read_marts_only(demo: Project) -> None:
    known = manifest(demo)
    for exposure in known["exposures"].values():
        assert exposure["owner"]["email"] == "marketing-operations@example.com"
        assert {known["nodes"][node]["access"] for node in exposure["depends_on"]["nodes"]} == {"public"}


def test_grants_are_for_the_marts_and_disturb_nobody_on_duckdb(demo: Project, in_los_angeles: Project) -> None:
    assert all(not grants_of(node).get("select") for node in manifest(demo)["nodes"].values())
    run = in_los_angeles.dbt(
        *["run", "--select", "dim_triggers", "--vars", "{grant_select_to: [reporter, auditor]}", "--target-path", "granted"],
        MQL_RAW_PATH=str(ROOT / "demo" / "raw"),
    )
    assert "WARN=0 ERROR=0 SKIP=0" in run.stdout
    assert "not supported" not in run.stdout
    for node in manifest(in_los_angeles, "granted")["nodes"].values():
        assert grants_of(node).get("select", []) == (["reporter", "auditor"] if is_mart(node) else []), node["name"]


# local days ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_los_angeles(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One lead, known on a last day of January at 23:30 in Los Angeles, an MQL on the last of February, a deal from April to May."""
    raw = Raw()
    raw.lead("ada", "2026-02-01 07:30")
    raw.did("ada", "demo_request", "2026-03-01 02:00")
    raw.said("ada", "accepted", "2026-03-01 09:00")
    raw.add(
        "opportunities",
        opportunity_id="O1",
        lead_id="ada",
        created_at="2026-05-01 06:59:59",
        stage="closed won",
        is_won=True,
        is_closed=True,
        closed_at="2026-05-01 07:00:00",
        amount=1000,
    )
    folder = tmp_path_factory.mktemp("los_angeles")
    project = copy_project(folder / "project")
    project.run(
        "build",
        *WITHOUT_TESTS,
        "--vars",
        "{reporting_timezone: America/Los_Angeles, definitions: framework}",
        MQL_RAW_PATH=str(raw.write(folder / "raw")),
        MQL_AS_OF="2026-06-30 12:00:00",
    )
    return project


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select known_on from dim_leads", {"2026-01-31"}),
        ("select known_on from fct_lead_scores", {"2026-01-31"}),
        ("select mql_on from fct_mqls", {"2026-02-28"}),
        ("select created_on from fct_opportunities", {"2026-04-30"}),
        ("select closed_on from fct_opportunities", {"2026-05-01"}),
        ("select cohort_month from fct_funnel_conversions where step = 'lead_to_mql'", {"2026-01-01"}),
        ("select cohort_month from fct_funnel_conversions where step <> 'lead_to_mql'", {"2026-02-01"}),
        ("select snapshot_on from fct_mql_status_snapshots where status = 'accepted'", {"2026-03-31"}),
        ("select snapshot_on from fct_mql_status_snapshots where status = 'mql'", {"2026-02-28"}),
    ],
)
def test_days_and_periods_are_those_of_the_reporting_time_zone(in_los_angeles: Project, query: str, expected: set[str]) -> None:
    with in_los_angeles.connect() as connection:
        found = {str(value) for row in rows_of(connection, query) for value in row.values()}
    assert found == expected


def test_metrics_go_by_local_months(in_los_angeles: Project) -> None:
    metrics = ["mql_volume", "new_leads", "pipeline_usd", "won_deals_after_mql"]
    answer = SemanticLayer(in_los_angeles).query("--metrics", ",".join(metrics), "--group-by", "metric_time__month")
    counted = {(row["metric_time__month"], name) for row in answer for name in metrics if row[name]}
    assert counted == {
        ("2026-01", "new_leads"),
        ("2026-02", "mql_volume"),
        ("2026-04", "pipeline_usd"),
        ("2026-05", "won_deals_after_mql"),
    }


# older clients -------------------------------------------------------------------------------------------------------------------


def environment(folder: Path, requirement: str) -> Path:
    """The Python of a new environment with one package; skips where it cannot be had."""
    uv = ROOT / ".uv" / "bin" / "uv"
    python = folder / "bin" / "python"
    if uv.exists():
        make = [str(uv), "venv", "--quiet", "--system-certs", "--python", sys.executable, str(folder)]
        install = [str(uv), "pip", "install", "--quiet", "--system-certs", "--only-binary", ":all:", "--python", str(python), requirement]
    else:
        make = [sys.executable, "-m", "venv", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", requirement]
    for command in (make, install):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            pytest.skip(f"an environment with {requirement} cannot be made here: {run.stderr.strip().splitlines()[-1:]}")
    return python


@pytest.mark.parametrize(("requirement", "version"), [("duckdb==1.2.2", "1.2.2"), ("duckdb>=1.4,<2", "1.")])
def test_clients_of_duckdb_1_read_every_mart(demo: Project, tmp_path: Path, requirement: str, version: str) -> None:
    python = environment(tmp_path / "client", requirement)
    command = [str(python), "-c", COUNT_EVERY_MART, str(demo.database), *marts(demo)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-1000:]
    client, *counted = run.stdout.splitlines()
    assert client.startswith(version)
    with demo.connect() as connection:
        expected = [f"{mart} {connection.execute(f'select count(*) from {mart}').fetchall()[0][0]}" for mart in marts(demo)]
    assert counted == expected
