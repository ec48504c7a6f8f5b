"""The variants that a back-test replays, each written out by hand as a definition of its own: rows of the CSV files, changed in Python."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]

SCORES = {"fit_score", "behavior_score", "bant_score", "total_score"}
GATES = {"scope", "gate"}
LEVELS = {"seniority"}
SHARE = 0.2


@dataclass(frozen=True)
class Handwritten:
    """A variant of a definition version, and the definition_id under which it is written out."""

    definition_id: str
    variant_of: str
    version: int
    variant_id: str


def read_tables(folder: Path) -> Tables:
    """The rows of a definitions folder, by file."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def write_tables(folder: Path, tables: Tables, columns: Tables) -> None:
    """Writes a definitions folder; `columns` are tables that have at least a row of each file to be written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(columns[name][0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def changes(own: Tables) -> Iterator[tuple[str, Tables]]:
    """Each variant of one definition version: its variant_id and its tables."""
    outcomes = {row["trigger_id"]: row["outcome"] for row in own["triggers"]}
    asked = {row["subject"] for row in own["trigger_conditions"] if row["metric"] == "fit_rule"}
    if any(row["metric"] in SCORES and outcomes[row["trigger_id"]] != "review" for row in own["trigger_conditions"]):
        for percent in (50, 60, 70, 80, 90, 110, 120, 130, 140, 150):
            scaled = [
                {**row, "at_least": repr(round(float(row["at_least"]) * percent / 100, 6))} if row["metric"] in SCORES else row
                for row in own["trigger_conditions"]
            ]
            yield f"threshold:{percent}", {**own, "trigger_conditions": scaled}
    for rule in (row for row in own["fit_rules"] if row["role"] in GATES):
        others = [row for row in own["fit_rules"] if row is not rule]
        # what a trigger asks for, it goes on asking for
        as_it_was = [{**rule, "role": "condition"}] if rule["rule_id"] in asked else []
        yield f"gate_dropped:{rule['rule_id']}", {**own, "fit_rules": [*others, *as_it_was]}
        wider = {**rule, "rule_id": "wider", "value_low": wide(rule, "value_low", -1), "value_high": wide(rule, "value_high", 1)}
        if rule["operator"] == "between" and (wider["value_low"], wider["value_high"]) != (rule["value_low"], rule["value_high"]):
            yield f"gate_loosened:{rule['rule_id']}", {**own, "fit_rules": [*others, wider, *as_it_was]}
    for trigger, outcome in outcomes.items():
        if outcome != "review":
            without = {name: [row for row in own[name] if row["trigger_id"] != trigger] for name in ("triggers", "trigger_conditions")}
            yield f"trigger_left_out:{trigger}", {**own, **without}


def wide(rule: Row, bound: str, direction: int) -> str:
    """A bound widened by a fifth of itself, or by one step of a level; what is blank or 0 stays."""
    if not rule[bound] or (float(rule[bound]) == 0 and rule["attribute"] not in LEVELS):
        return rule[bound]
    step = 1 if rule["attribute"] in LEVELS else SHARE * abs(float(rule[bound]))
    return repr(round(float(rule[bound]) + direction * step, 6))


def write_variants(source: Path, target: Path, definitions: list[str]) -> list[Handwritten]:
    """Copies a definitions folder and writes beside it, as a definition of its own, each variant of each version of some definitions."""
    tables = read_tables(source)
    written, beside = [], {name: list(rows) for name, rows in tables.items()}
    for row in tables["mql_definitions"]:
        if row["definition_id"] not in definitions:
            continue
        key = (row["definition_id"], row["version"])
        own = {name: [one for one in rows if (one["definition_id"], one["version"]) == key] for name, rows in tables.items()}
        for variant_id, variant in changes(own):
            made = Handwritten(f"hand_{len(written):03d}", row["definition_id"], int(row["version"]), variant_id)
            written.append(made)
            for name, rows in variant.items():
                beside[name] += [{**one, "definition_id": made.definition_id, "version": "1"} for one in rows]
    write_tables(target, beside, tables)
    return written
