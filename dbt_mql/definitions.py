"""The files of a definitions folder, and how a folder outside the project is brought in.

dbt writes beside a seed that lies at an absolute path, so a team's folder is never read in place: it is copied to `.definitions`
(ignored by git) with every file and column of the language there. The folder itself is never written to.
"""

import csv
import io
import os
from pathlib import Path

COPY = ".definitions"

# file -> its columns, in the order in which they are written
COLUMNS: dict[str, list[str]] = {
    "mql_definitions": [
        "definition_id",
        "version",
        "name",
        "playbook",
        "description",
        "company_stage",
        "segment",
        "effective_from",
        "effective_to",
        "decay_kind",
        "decay_rate",
        "decay_period_days",
        "fit_cap",
        "behavior_cap",
        "bant_cap",
        "off_icp_cap",
        "requalify_gap_days",
        "dormant_after_days",
        "marketing_owner",
        "marketing_signed_on",
        "sales_owner",
        "sales_signed_on",
        "review_on",
        "evidence",
        "deals_analysed",
        "basis",
        "note",
    ],
    "fit_rules": [
        "definition_id",
        "version",
        "rule_id",
        "role",
        "attribute",
        "operator",
        "value_low",
        "value_high",
        "value_list",
        "points",
        "reason",
        "route_to",
        "basis",
        "note",
    ],
    "scoring_rules": [
        "definition_id",
        "version",
        "rule_id",
        "event_group",
        "points",
        "min_count",
        "within_hours",
        "max_awards",
        "basis",
        "note",
    ],
    "triggers": [
        "definition_id",
        "version",
        "trigger_id",
        "name",
        "tier",
        "rank",
        "outcome",
        "sla_minutes",
        "sla_clock",
        "route_to",
        "escalate_after_minutes",
        "escalate_to",
        "basis",
        "note",
    ],
    "trigger_conditions": [
        "definition_id",
        "version",
        "trigger_id",
        "condition_id",
        "metric",
        "subject",
        "at_least",
        "at_most",
        "within_hours",
        "basis",
        "note",
    ],
    "commitments": [
        "definition_id",
        "version",
        "commitment_id",
        "side",
        "metric",
        "comparison",
        "target",
        "unit",
        "description",
        "basis",
        "note",
    ],
    "metric_bands": ["definition_id", "version", "metric", "band", "lower", "upper", "severity", "action", "basis", "note"],
    "definition_reviews": [
        "definition_id",
        "version",
        "reviewed_on",
        "outcome",
        "icp_changed",
        "motion_changed",
        "merged_company",
        "note",
    ],
}

# what a row cannot do without; the rest may be blank, and so may be absent
NEEDED: dict[str, list[str]] = {
    "mql_definitions": ["definition_id", "version", "decay_kind", "requalify_gap_days"],
    "fit_rules": ["definition_id", "version", "rule_id", "role", "attribute", "operator"],
    "scoring_rules": ["definition_id", "version", "rule_id", "event_group", "points"],
    "triggers": ["definition_id", "version", "trigger_id", "rank", "outcome"],
    "trigger_conditions": ["definition_id", "version", "trigger_id", "condition_id", "metric"],
    "commitments": ["definition_id", "version", "commitment_id", "metric"],
    "metric_bands": ["definition_id", "version", "metric", "band"],
    "definition_reviews": ["definition_id", "version", "reviewed_on"],
}


class DefinitionsError(Exception):
    """Something in the definitions folder stops the build; the message names the file and what was expected."""


def whole_file(path: Path, name: str) -> str:
    """The CSV text of one file of the language with all its columns; an absent file means no rows.

    Raises DefinitionsError where the file is no UTF-8 text or lacks a column that no row can do without.
    """
    columns = COLUMNS[name]
    if path.exists():
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise DefinitionsError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}). Save it as CSV UTF-8.") from error
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    else:
        rows = []
    header = [cell.strip().lower() for cell in rows[0]] if rows else columns
    missing = [column for column in NEEDED[name] if column not in header]
    if missing:
        raise DefinitionsError(f"{path}: the column {', '.join(missing)} is missing. Found: {', '.join(header)}.")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(header):
            raise DefinitionsError(f"{path}, row {number}: {len(row)} values for {len(header)} columns. Is a comma not quoted?")
        given = dict(zip(header, row, strict=False))
        writer.writerow([given.get(column, "").strip() for column in columns])
    return out.getvalue()


def bring_in(project: Path) -> None:
    """Copies the folder that MQL_DEFINITIONS_PATH names into the project; a file is rewritten only where its text changed.

    Raises DefinitionsError where the folder does not exist, or holds no mql_definitions.csv.
    """
    given = os.environ.get("MQL_DEFINITIONS_PATH", "").strip()
    if not given:
        return
    folder = Path(given)
    if not (folder / "mql_definitions.csv").is_file():
        raise DefinitionsError(
            f"MQL_DEFINITIONS_PATH: '{given}' holds no mql_definitions.csv. Expected a folder with the CSV files of the definition "
            "language; seeds/definitions is one to copy."
        )
    texts = {name: whole_file(folder / f"{name}.csv", name) for name in COLUMNS}
    copy = project / COPY
    copy.mkdir(exist_ok=True)
    for name, text in texts.items():
        target = copy / f"{name}.csv"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            partial = target.with_suffix(".partial")
            partial.write_text(text, encoding="utf-8")
            partial.replace(target)
