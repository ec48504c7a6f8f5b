"""The seven steps of the quarterly review run as compiled, and each fits a screen."""

from pathlib import Path

import pytest

from tests.support.project import DEMO_AS_OF, ROOT, Project, demo_raw

STEPS = sorted((ROOT / "analyses" / "quarterly_review").glob("*.sql"))
SCREEN = 40


@pytest.fixture(scope="module")
def compiled(demo: Project) -> Path:
    """The folder of the compiled analyses."""
    demo.run("compile", "--select", "path:analyses", MQL_RAW_PATH=str(demo_raw()), MQL_AS_OF=DEMO_AS_OF)
    return demo.folder / "target" / "compiled" / "mql" / "analyses" / "quarterly_review"


def test_the_review_has_seven_steps_in_order() -> None:
    assert [step.name[:3] for step in STEPS] == [f"0{number}_" for number in range(1, 8)]


@pytest.mark.parametrize("step", STEPS, ids=[step.stem for step in STEPS])
def test_a_step_runs_as_compiled_and_fits_a_screen(demo: Project, compiled: Path, step: Path) -> None:
    query = (compiled / step.name).read_text(encoding="utf-8")
    with demo.connect() as connection:
        result = connection.execute(query)
        columns, rows = [column[0] for column in result.description], result.fetchall()
    assert 0 < len(rows) <= SCREEN
    assert columns[:2] == ["definition_id", "version"]
    assert {row[0] for row in rows} == {"framework"}, "of the definition on duty only"
    assert len(set(rows)) == len(rows)
