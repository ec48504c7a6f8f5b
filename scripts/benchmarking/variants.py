"""A folder of definitions that are variants of one: the same event groups and windows, other thresholds."""

import csv
import io
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "definitions"
OF = "framework"
SCORES = ("behavior_score", "total_score")
SCORE_STEP = 2
SIZE_STEP = 10


def write_variants(folder: Path, count: int) -> Path:
    """Writes the files of a definition and of its variants into a folder: `count` definitions. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in SEEDS.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as given:
            reader = csv.DictReader(given)
            rows = [row for row in reader if row["definition_id"] == OF]
            columns = reader.fieldnames or []
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        for number in range(count):
            writer.writerows(_variant(row, number) for row in rows)
        (folder / file.name).write_text(out.getvalue(), encoding="utf-8")
    return folder


def _variant(row: dict[str, str], number: int) -> dict[str, str]:
    """A row of the definition as the variant of that number has it; number 0 is the definition itself."""
    changed = {"definition_id": f"{OF}_{number + 1}"} if number else {}
    if number and row.get("metric") in SCORES and row.get("at_least"):
        changed["at_least"] = f"{float(row['at_least']) + SCORE_STEP * number:g}"
    if number and row.get("attribute") == "employee_count" and row.get("value_low"):
        changed["value_low"] = f"{float(row['value_low']) + SIZE_STEP * number:g}"
    return {**row, **changed}
