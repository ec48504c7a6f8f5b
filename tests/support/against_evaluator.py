"""Builds a generated case with the project and compares the marts with what the brute-force evaluator makes of it."""

import shutil

from tests.evaluator.cases import Case, Shown
from tests.support.compare import KEYS, compare, rows_of
from tests.support.project import ROOT, WITHOUT_TESTS, Project

COLUMNS = {
    "fct_mqls": [
        "lead_id",
        "definition_id",
        "version",
        "cycle_number",
        "mql_at",
        "trigger_id",
        "tier",
        "outcome",
        "fit_score",
        "behavior_score",
        "bant_score",
        "total_score",
        "is_in_force",
        "reopens_at",
        "decision",
        "decided_at",
        "accepted_at",
        "rejected_at",
        "rejection_reason",
        "sql_at",
        "first_response_at",
        "response_minutes",
        "sla_minutes",
        "sla_due_at",
        "is_within_sla",
        "opportunity_id",
        "opportunity_at",
        "won_at",
        "lost_at",
        "is_sourcing",
        "amount_usd",
    ],
    "fct_lead_scores": [
        "lead_id",
        "definition_id",
        "version",
        "fit_score",
        "behavior_score",
        "bant_score",
        "total_score",
        "passes_gate",
        "status",
        "failed_rules",
        "last_activity_at",
        "is_dormant",
    ],
    "fct_mql_status_history": ["lead_id", "definition_id", "version", "status", "valid_from", "valid_to"],
    "rpt_false_negatives": ["opportunity_id", "definition_id", "version", "reason", "nearest_trigger_id", "lacking"],
    "rpt_review_queue": ["lead_id", "definition_id", "version", "trigger_id"],
    "fct_funnel_conversions": [
        "definition_id",
        "version",
        "cohort_month",
        "step",
        "entered",
        "converted",
        "converted_within_30_days",
        "converted_within_60_days",
        "converted_within_90_days",
        "converted_within_180_days",
        "is_mature",
    ],
}

ACCOUNTING = """
    unpivot audit_row_accounting
    on quarantined_rows, deleted_rows, held_rows, superseded_rows, staged_rows
    into name fate value row_count
"""


def lay_case(project: Project, case: Case) -> None:
    """Puts the case's own reference seeds into the project's copy."""
    reference = project.folder / "seeds" / "reference"
    shutil.rmtree(reference)
    shutil.copytree(case.complete_reference(ROOT / "seeds" / "reference"), reference)


def build(project: Project, case: Case) -> None:
    """Builds what is compared of the case in the project's copy, with the case's own reference seeds, definitions and point in time."""
    lay_case(project, case)
    project.run(
        "build",
        *WITHOUT_TESTS,
        "--select",
        *(f"+{mart}" for mart in [*COLUMNS, "audit_row_accounting"]),
        MQL_RAW_PATH=str(case.raw),
        MQL_DEFINITIONS_PATH=str(case.definitions),
        MQL_AS_OF=case.as_of,
    )


def differences(project: Project, shown: Shown) -> list[str]:
    """Where the marts and the evaluator differ, one line a value."""
    lines = []
    with project.connect() as connection:
        for name, columns in COLUMNS.items():
            found = rows_of(connection, f"select * from {name}" + (" where cut = 'all'" if name == "fct_funnel_conversions" else ""))
            wanted = [row for row in shown.tables[name] if row.get("cut", "all") == "all"]
            expected = [{column: row[column] for column in columns if column in row} for row in wanted]
            lines += [f"{name} {line}" for line in compare(expected, found, KEYS[name])]
        found_rows = {
            (table, fate.removesuffix("_rows")): rows for table, _, fate, rows in connection.execute(ACCOUNTING).fetchall() if rows
        }
        wanted_rows = {(row["table"], row["fate"]): row["rows"] for row in shown.tables["audit_row_accounting"] if row["rows"]}
        if found_rows != wanted_rows:
            lines.append(f"audit_row_accounting: {sorted(found_rows.items() ^ wanted_rows.items())}")
    return lines
