"""The whole of `dbt build` on the demo data: seeds, models, snapshot, data tests and unit tests, without a warning."""

from pathlib import Path

import yaml

from tests.support.project import ROOT, copy_project, demo_raw


def test_the_demo_builds_with_every_test_and_no_warning(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    (project.folder / "demo").mkdir()
    (project.folder / "demo" / "raw").symlink_to(demo_raw())
    run = project.dbt("build")
    assert "WARN=0 ERROR=0 SKIP=0" in run.stdout
    with project.connect() as connection:
        definitions = connection.execute("select count(distinct definition_id) from fct_mqls").fetchall()
        last = connection.execute("select max(mql_at)::date from fct_mqls").fetchall()
    assert definitions == [(7,)]
    assert str(last[0][0]) <= "2026-06-30"


def test_the_demo_is_read_as_of_the_end_of_its_story() -> None:
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    generator = (ROOT / "scripts" / "make_demo_data.py").read_text()
    assert f'"--end", type=parse_end, default="{project["vars"]["demo_as_of"]}"' in generator
