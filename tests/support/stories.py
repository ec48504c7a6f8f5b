"""Small raw folders, written lead by lead: what a person is, what she did, and what sales said."""

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

COLUMNS = {
    "leads": "lead_id email company_domain job_title industry employee_count country merged_into created_at",
    "events": "event_id lead_id anonymous_id session_id event_type occurred_at asset duration_seconds",
    "opportunities": "opportunity_id lead_id company_domain created_at stage is_won is_closed closed_at amount",
    "accounts": "company_domain is_customer_since churned_at owner_id",
    "lead_decisions": "decision_id lead_id decision rejection_reason decided_at",
    "lead_changes": "lead_id field changed_at old_value new_value",
    "sales_activities": "activity_id lead_id channel direction occurred_at",
}
# what every table may also bear; written where a row of the table does
MARKS = ["updated_at", "loaded_at", "is_deleted"]


def at(text: str) -> datetime:
    """A time in UTC: `2026-03-01` or `2026-03-01 10:00`."""
    return datetime.fromisoformat(text)


@dataclass
class Raw:
    """The rows of the raw tables. Ids of rows are counted, ids of leads are the story's own."""

    rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add(self, table: str, **values: object) -> None:
        """Adds a row to a table."""
        unknown = values.keys() - {*COLUMNS[table].split(), *MARKS}
        assert not unknown, f"{table} has no {unknown}"
        self.rows[table].append(values)

    def lead(self, lead_id: str, created: str, **values: object) -> None:
        """A lead that fits everywhere unless the story says otherwise: a director at a software company of 200 people in the US."""
        domain = f"{lead_id.replace('_', '-')}.example.com"
        fits = {
            "email": f"someone@{domain}",
            "company_domain": domain,
            "job_title": "Director of Marketing",
            "industry": "Software",
            "employee_count": 200,
            "country": "United States",
        }
        self.add("leads", lead_id=lead_id, created_at=at(created), **{**fits, **values})

    def did(self, lead_id: str | None, event_type: str, occurred: str | datetime, **values: object) -> None:
        """Something that a lead did, or, with an anonymous_id and no lead, someone unknown."""
        number = len(self.rows["events"]) + 1
        moment = at(occurred) if isinstance(occurred, str) else occurred
        self.add("events", event_id=f"E{number:05}", lead_id=lead_id, event_type=event_type, occurred_at=moment, **values)

    def did_daily(self, lead_id: str, event_type: str, first: str, times: int, hours: float = 24) -> None:
        """The same thing again and again."""
        for number in range(times):
            self.did(lead_id, event_type, at(first) + timedelta(hours=hours * number))

    def said(self, lead_id: str, decision: str, decided: str, reason: str | None = None) -> None:
        """Sales' word on a lead."""
        number = len(self.rows["lead_decisions"]) + 1
        values = {"decision": decision, "rejection_reason": reason, "decided_at": at(decided)}
        self.add("lead_decisions", decision_id=f"D{number:05}", lead_id=lead_id, **values)

    def touched(self, lead_id: str, occurred: str, direction: str = "outbound") -> None:
        """A call between sales and a lead."""
        number = len(self.rows["sales_activities"]) + 1
        values = {"channel": "call", "direction": direction, "occurred_at": at(occurred)}
        self.add("sales_activities", activity_id=f"S{number:05}", lead_id=lead_id, **values)

    def changed(self, lead_id: str, name: str, changed: str, old: object, new: object) -> None:
        """A field of a lead that changed."""
        self.add("lead_changes", lead_id=lead_id, field=name, changed_at=at(changed), old_value=old, new_value=new)

    def write(self, folder: Path) -> Path:
        """Writes one CSV file a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, columns in COLUMNS.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                marks = [mark for mark in MARKS if any(mark in row for row in self.rows[table])]
                writer = csv.DictWriter(file, [*columns.split(), *marks], lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.rows[table])
        return folder


def three_leads() -> Raw:
    """Ann, who is accepted, ben, whom nobody answered, and cem, who is a customer."""
    raw = Raw()
    for number, lead in enumerate(["ann", "ben", "cem"], start=1):
        raw.lead(lead, f"2026-01-0{number} 09:00")
        raw.did(lead, "demo_request", f"2026-01-1{number} 10:00")
    raw.said("ann", "accepted", "2026-01-20 10:00")
    raw.said("cem", "sales_qualified", "2026-01-15 10:00")
    raw.add(
        "opportunities",
        opportunity_id="O1",
        lead_id="cem",
        created_at="2026-02-10 10:00",
        stage="closed won",
        is_won=True,
        is_closed=True,
        closed_at="2026-04-15 10:00",
        amount=1000,
    )
    return raw


def four_leads() -> Raw:
    """The same, and what came since, some of it about the time before: ben is rejected and recycled, and dan, long known, asked in May."""
    raw = three_leads()
    raw.said("ben", "rejected", "2026-02-02 10:00", "timing")
    raw.lead("dan", "2026-02-01 09:00")
    raw.did("dan", "demo_request", "2026-05-04 10:00")
    return raw
