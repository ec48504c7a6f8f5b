"""The dirt list: every kind of bad or strange raw row, where it must end, and the clean leads beside it that must not notice.

Rows are planted once, in a folder of CSV files; the same clean rows are written a second time without the dirt.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.stories import Raw

AS_OF = "2026-06-30 12:00:00"
# a week later, when what was held has come in
LATER = "2026-07-07 12:00:00"
CLEAN_UPDATED = "2026-06-01 00:00:00"
HUGE = "huge " * 2_000_000  # 10 MB

COLUMNS = {
    "leads": "lead_id email first_name last_name company_name company_domain job_title industry employee_count annual_revenue country "
    "technologies stated_use_case merged_into created_at",
    "events": "event_id lead_id anonymous_id session_id event_type occurred_at url asset duration_seconds is_bot",
    "opportunities": "opportunity_id lead_id company_domain created_at stage is_won is_closed closed_at amount",
    "opportunity_contacts": "opportunity_id lead_id role is_primary",
    "sales_activities": "activity_id lead_id channel direction occurred_at",
    "lead_decisions": "decision_id lead_id decision rejection_reason decided_at",
    "lead_changes": "lead_id field changed_at old_value new_value",
    "accounts": "company_domain is_customer_since churned_at owner_id",
    "channel_costs": "month lead_source cost",
}
HOUSEKEEPING = ["updated_at", "loaded_at", "is_deleted"]
# the column of a base model that says which row it is
SHOWN_KEYS = {
    "leads": "lead_id",
    "events": "event_id",
    "opportunities": "opportunity_id",
    "opportunity_contacts": "row_key",
    "sales_activities": "activity_id",
    "lead_decisions": "decision_id",
    "lead_changes": "row_key",
    "accounts": "company_domain",
    "channel_costs": "row_key",
}

Row = dict[str, str]


@dataclass(frozen=True)
class Planted:
    """A dirty row, the key under which staging shows it, and where it must end."""

    kind: str
    table: str
    row: Row
    key: str | None
    fate: str
    reason: str | None = None
    # what the base model shows of it
    shows: dict[str, object] = field(default_factory=dict)
    # the columns of it that are null and counted
    uncast: tuple[str, ...] = ()


NO_TIME = {"leads": "created_at", "events": "occurred_at", "opportunities": "created_at", "sales_activities": "occurred_at"} | {
    "lead_decisions": "decided_at",
    "lead_changes": "changed_at",
}
UNKNOWN_LEAD = "lead_id is in no row of leads"

# how times are written -> what is read; nothing where it is no time
TIMES = {
    "2026-02-03": "2026-02-03 00:00:00",
    "2026-02-03 04:05": "2026-02-03 04:05:00",
    "2026-02-03T04:05:06Z": "2026-02-03 04:05:06",
    "2026-02-03 04:05:06 UTC": "2026-02-03 04:05:06",
    " 2026-02-03 04:05:06\t": "2026-02-03 04:05:06",
    "2026-02-03T04:05:06.999999999Z": "2026-02-03 04:05:06",
    "2026-02-03T04:05:06+05:30": "2026-02-02 22:35:06",
    "2026-02-03T04:05:06-0800": "2026-02-03 12:05:06",
    "2026-02-03 04:05:06+02": "2026-02-03 02:05:06",
    "2026-02-03 04:05:06 +0000": "2026-02-03 04:05:06",
    "2026-02-03 04:05:06 -08:00": "2026-02-03 12:05:06",
    "2026-02-03 04:05:06 Z": "2026-02-03 04:05:06",
    "2026-02-03 04:05:06GMT": "2026-02-03 04:05:06",
    "2026/02/03 04:05:06": "2026-02-03 04:05:06",
    "2/3/2026": "2026-02-03 00:00:00",
    "02/03/2026 16:05": "2026-02-03 16:05:00",
    "2/3/2026 4:05 PM": "2026-02-03 16:05:00",
    "2/3/2026 12:05:06 AM": "2026-02-03 00:05:06",
    "02/03/2026 04:05:06.7": "2026-02-03 04:05:06",
    "1770091506": "2026-02-03 04:05:06",
    "1770091506.9": "2026-02-03 04:05:06",
    "1770091506.0": "2026-02-03 04:05:06",
    "1770091506999": "2026-02-03 04:05:06",
    "1770091506999.0": "2026-02-03 04:05:06",
    # on these nights clocks in New York and Berlin skip that hour, and show it twice: here it is UTC
    "2026-03-08 02:30:00": "2026-03-08 02:30:00",
    "2026-03-29 02:30:00": "2026-03-29 02:30:00",
    "2025-11-02 01:30:00": "2025-11-02 01:30:00",
    "1970-01-01 00:00:00": "1970-01-01 00:00:00",
    "1969-12-31T23:59:59.5Z": "1969-12-31 23:59:59",
    "0001-01-01 00:00:00": "0001-01-01 00:00:00",
    # no times
    "2/3/26": None,
    "26-02-03": None,
    "13/02/2026": None,
    "03.02.2026": None,
    "2026-02-30": None,
    "2026-02-03 25:00:00": None,
    "2026-02-03T04:05:06+25:00": None,
    "2026-02-03 04:05:06 IST": None,
    "0000-00-00 00:00:00": None,
    "0001-01-01T00:00:00+05:00": None,
    "12026-02-03": None,
    "Feb 3, 2026": None,
    "20260203": None,
    "46056": None,
    "0": None,
    "-1": None,
    "epoch": None,
    "infinity": None,
    "-infinity": None,
    "now": None,
    "soon": None,
    "": None,
    "\u00a0": None,
    "null": None,
}

# how numbers are written -> what is read; what is no number is null, and counted unless it says that there is none
NUMBERS = {
    "250": 250.0,
    " 250 ": 250.0,
    "250\u00a0": 250.0,
    "2.5e2": 250.0,
    "+250": 250.0,
    "1,250": 1250.0,
    "$1,250.50": 1250.5,
    "$250": 250.0,
    "-5": -5.0,
    "0": 0.0,
}
NO_NUMBERS = [
    "51-200",
    "1,000+",
    "51_200",
    "about 50",
    "50 employees",
    "€250",
    "(250)",
    "12,50",
    "1.250,00",
    "1e400",
    "0x1F",
    "inf",
    "-Infinity",
    "٥٠",
]
NOTHING = ["", "   ", "N/A", "- Select -", "Please select", "NaN", "null", "#N/A", "TBD", "-", "not sure"]

NAMES = {
    "emoji": "Zoë 🦄👩‍👩‍👧 O’Neil",
    "right_to_left": "\u202bمحمد بن سلمان\u202c",
    "combining": "A\u030angstro\u0308m",
    "quotes": 'Dwayne "The Rock" O\'Brien',
    "lines": "Two\nlines\r\nand a half",
    "sql": "Robert'); drop table leads; --",
    "jinja": "{{ env_var('HOME') }} {% raw %}",
    "html": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://evil.example";"Click")',
    "formula_plus": "+1+cmd|' /C calc'!A0",
    "formula_minus": "-2+3",
    "formula_at": "@SUM(1+1)",
    "escape": "a\x1b[2Jb\x07",
    "huge": HUGE,
}


def clean() -> Raw:
    """Leads with a history of every kind: qualified, answered, rejected, requalified, won, merged into nobody."""
    raw = Raw()
    raw.lead("C_anna", "2026-01-05", employee_count=300)
    raw.did("C_anna", "pricing_page_view", "2026-01-06 09:00", session_id="s1", duration_seconds=90)
    raw.did("C_anna", "demo_request", "2026-01-07 10:00", session_id="s1")
    raw.touched("C_anna", "2026-01-07 10:20")
    raw.said("C_anna", "accepted", "2026-01-08 09:00")
    raw.said("C_anna", "sales_qualified", "2026-01-15 09:00")
    raw.add(
        "opportunities",
        opportunity_id="CO1",
        lead_id="C_anna",
        created_at="2026-01-20 00:00:00",
        stage="closed won",
        is_won="true",
        is_closed="true",
        closed_at="2026-03-01 00:00:00",
        amount="25000",
    )
    raw.lead("C_bob", "2026-01-10")
    raw.did_daily("C_bob", "content_download", "2026-01-11 08:00", 8)
    raw.did("C_bob", "demo_request", "2026-02-01 08:00")
    raw.said("C_bob", "rejected", "2026-02-02 08:00", "timing")
    raw.did("C_bob", "demo_request", "2026-04-01 08:00")
    raw.touched("C_bob", "2026-04-03 08:00")
    raw.lead("C_cara", "2026-02-01", job_title="Intern", industry="Retail")
    raw.did("C_cara", "demo_request", "2026-02-03 08:00")
    raw.changed("C_cara", "job_title", "2026-03-01", "Intern", "VP Marketing")
    raw.changed("C_cara", "industry", "2026-03-02", "Retail", "Software")
    raw.did(None, "pricing_page_view", "2026-03-03 07:59", anonymous_id="ca", duration_seconds=70)
    raw.did("C_cara", "chat_identified", "2026-03-03 08:00", anonymous_id="ca")
    raw.did("C_cara", "demo_request", "2026-03-04 08:00")
    raw.lead("C_dan", "2026-03-01", employee_count=12)
    raw.did("C_dan", "demo_request", "2026-03-02 08:00")
    raw.add("opportunities", opportunity_id="CO2", lead_id="C_dan", created_at="2026-04-01 00:00:00", stage="prospecting", amount="900")
    raw.lead("C_eve", "2026-05-01")
    raw.did_daily("C_eve", "email_open", "2026-05-02 08:00", 20)
    return raw


def clean_rows() -> dict[str, list[Row]]:
    """The rows of the clean leads as text, each with an `updated_at` that an older version lies before."""
    tables: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for table, rows in clean().rows.items():
        texts = [{column: "" if value is None else str(value) for column, value in row.items()} for row in rows]
        tables[table] = [{**row, "updated_at": CLEAN_UPDATED} for row in texts]
    return tables


def dirt() -> list[Planted]:
    """All that is planted."""
    return [*keys(), *times(), *values(), *histories(), *hostilities()]


def lead(kind: str, lead_id: str, fate: str = "staged", reason: str | None = None, **columns: str) -> Planted:
    """A lead that bears an oddity, fit in all else."""
    row = {"lead_id": lead_id, "created_at": "2026-02-01 00:00:00", "employee_count": "200", "industry": "Software", **columns}
    return Planted(kind, "leads", row, lead_id, fate, reason)


def event(kind: str, event_id: str, fate: str = "staged", reason: str | None = None, **columns: str) -> Planted:
    """A demo request."""
    row = {"event_id": event_id, "event_type": "demo_request", "occurred_at": "2026-03-01 00:00:00", **columns}
    return Planted(kind, "events", row, event_id, fate, reason)


def deal(kind: str, opportunity_id: str, **columns: str) -> Planted:
    """A deal of the spring."""
    row = {"opportunity_id": opportunity_id, "created_at": "2026-04-01 00:00:00", "stage": "prospecting", **columns}
    return Planted(kind, "opportunities", row, opportunity_id, "staged")


def decision(kind: str, decision_id: str, lead_id: str, said: str, at: str, fate: str = "staged", reason: str | None = None) -> Planted:
    """Sales' word."""
    row = {"decision_id": decision_id, "lead_id": lead_id, "decision": said, "decided_at": at}
    return Planted(kind, "lead_decisions", row, decision_id, fate, reason)


def keys() -> Iterator[Planted]:
    """Keys: none, repeated with other bodies, with blanks, in another case, as numbers."""
    kind = "no key"
    for blank in ("", "  ", "\t", "\u00a0"):
        yield Planted(kind, "leads", {"lead_id": blank, "created_at": "2026-01-01"}, None, "quarantined", "lead_id is null")
        yield Planted(
            kind,
            "events",
            {"event_id": blank, "lead_id": "C_anna", "event_type": "demo_request", "occurred_at": "2026-01-01"},
            None,
            "quarantined",
            "event_id is null",
        )
    yield Planted(
        kind,
        "lead_decisions",
        {"lead_id": "C_anna", "decision": "rejected", "decided_at": "2026-01-07 11:00"},
        None,
        "quarantined",
        "decision_id is null",
    )
    yield Planted(kind, "opportunity_contacts", {"lead_id": "C_anna"}, None, "quarantined", "opportunity_id is null")
    yield Planted(
        kind,
        "opportunities",
        {"lead_id": "C_anna", "created_at": "2026-01-01", "stage": "open"},
        None,
        "quarantined",
        "opportunity_id is null",
    )
    yield Planted(
        kind,
        "sales_activities",
        {"lead_id": "C_anna", "channel": "call", "occurred_at": "2026-01-07 10:01"},
        None,
        "quarantined",
        "activity_id is null",
    )
    yield Planted(
        kind,
        "lead_changes",
        {"lead_id": "C_anna", "field": " ", "changed_at": "2026-01-01", "new_value": "x"},
        None,
        "quarantined",
        "field is null",
    )
    yield Planted(
        kind, "accounts", {"company_domain": " ", "is_customer_since": "2020-01-01"}, None, "quarantined", "company_domain is null"
    )

    kind = "a key again, with another body"
    older = {"updated_at": "2026-05-31"}
    yield lead(kind, "C_anna", "superseded", employee_count="3", created_at="2020-01-01", **older)
    yield lead(kind, "C_anna", "superseded", employee_count="4", is_deleted="true")
    yield event(kind, "E00001", "superseded", lead_id="C_bob", **older)
    yield event(kind, "E00002", "superseded", lead_id="C_bob", occurred_at="2026-01-06", updated_at="5/31/2026 11:00 PM")
    yield Planted(
        kind,
        "opportunities",
        {"opportunity_id": "CO1", "created_at": "2026-01-01", "stage": "closed lost", "is_won": "false", **older},
        "CO1",
        "superseded",
    )
    yield Planted(
        kind,
        "lead_decisions",
        {"decision_id": "D00001", "lead_id": "C_anna", "decision": "rejected", "decided_at": "2026-01-07 12:00", **older},
        "D00001",
        "superseded",
    )
    yield Planted(
        kind,
        "sales_activities",
        {"activity_id": "S00001", "lead_id": "C_anna", "channel": "email", "occurred_at": "2026-01-07 10:01", **older},
        "S00001",
        "superseded",
    )

    kind = "a row twice"
    same = clean_rows()
    yield Planted(kind, "leads", same["leads"][1], "C_bob", "superseded")
    yield Planted(kind, "events", same["events"][3], "E00004", "superseded")
    yield Planted(kind, "opportunities", same["opportunities"][1], "CO2", "superseded")

    kind = "a key with blanks around it"
    for number, around in enumerate((" {}", "{}\t", "\u00a0{} ", "\ufeff{}", "{}\r\n", "\u2003{}\x0b", "{}\u202f")):
        row = {
            "event_id": around.format("E00003"),
            "lead_id": around.format("C_bob"),
            "event_type": "demo_request",
            "occurred_at": f"2026-01-0{number + 1}",
            **older,
        }
        yield Planted(kind, "events", row, "E00003", "superseded")
    yield lead(kind, "X_blanks")
    yield Planted(
        kind, "events", {**event(kind, "").row, "event_id": "XK1", "lead_id": " X_blanks\t"}, "XK1", "staged", shows={"lead_id": "X_blanks"}
    )

    kind = "a key in another case is another key"
    yield lead(kind, "c_anna")
    yield event(kind, "XK2", lead_id="c_anna")
    yield event(kind, "XK3", "quarantined", UNKNOWN_LEAD, lead_id="C_ANNA")
    yield decision(kind, "d00001", "c_anna", "accepted", "2026-03-02")

    kind = "numbers as keys are texts"
    yield lead(kind, "7")
    yield event(kind, "XK4", lead_id=" 7 ")
    yield event(kind, "XK5", "quarantined", UNKNOWN_LEAD, lead_id="07")
    yield event(kind, "XK6", "quarantined", UNKNOWN_LEAD, lead_id="7.0")
    yield event(kind, "7", lead_id="7")

    kind = "a key with the sign that parts keys"
    for one in ("1|X", "X"):
        yield lead(kind, one)
    for one in ("O", "O|1"):
        yield deal(kind, one)
    yield Planted(kind, "opportunity_contacts", {"opportunity_id": "O|1", "lead_id": "X"}, "O!|1|X", "staged")
    yield Planted(kind, "opportunity_contacts", {"opportunity_id": "O", "lead_id": "1|X"}, "O|1!|X", "staged")

    kind = "a sign that begins a comment elsewhere"
    yield lead(kind, "#1")
    yield event(kind, "#1", lead_id="#1")

    kind = "deleted"
    yield lead(kind, "X_deleted", "deleted", employee_count="9")
    yield lead(kind, "X_deleted", "deleted", is_deleted="1.0", **older)
    yield lead(kind, "X_deleted", "quarantined", "created_at is null or no timestamp", created_at="", updated_at="2026-06-29")
    yield event(kind, "XK7", lead_id="X_deleted")
    yield decision(kind, "XKD1", "X_deleted", "accepted", "2026-03-02")
    yield deal(kind, "XKO1", lead_id="X_deleted")
    yield lead(kind, "X_back", "superseded", is_deleted="true", updated_at="2026-05-01")
    yield lead(kind, "X_back", "staged", is_deleted="false", updated_at="2026-05-02")
    yield event(kind, "XK8", "deleted", lead_id="C_anna", is_deleted="Yes")

    kind = "in quarantine a row competes with none"
    yield event(
        kind, "E00004", "quarantined", "occurred_at is null or no timestamp", lead_id="C_bob", occurred_at="soon", updated_at="2026-06-29"
    )
    yield decision(
        kind, "D00001", "C_anna", "maybe", "2026-01-08 08:00", "quarantined", "decision is not accepted, rejected or sales_qualified"
    )

    kind = "flags and versions that do not cast"
    yield Planted(
        kind,
        "leads",
        lead(kind, "X_flags", is_deleted="perhaps", updated_at="yesterday", loaded_at="N/A").row,
        "X_flags",
        "staged",
        uncast=("is_deleted", "updated_at"),
    )
    yield Planted(
        kind,
        "events",
        event(kind, "XK9", lead_id="X_flags", is_bot="maybe", is_deleted="?").row,
        "XK9",
        "staged",
        shows={"is_marked_bot": False},
        uncast=("is_bot",),
    )
    yield Planted(
        kind,
        "events",
        event(kind, "XK10", lead_id="X_flags", is_bot="N/A", loaded_at="soon").row,
        "XK10",
        "staged",
        shows={"is_marked_bot": False},
        uncast=("loaded_at",),
    )
    yield Planted(
        kind,
        "sales_activities",
        {"activity_id": "XKS1", "lead_id": "X_flags", "channel": "call", "occurred_at": "2026-03-01", "updated_at": "?!"},
        "XKS1",
        "staged",
        uncast=("updated_at",),
    )


def times() -> Iterator[Planted]:
    """Times: all ways of writing them, ends of the calendar, what lies ahead."""
    kind = "ways to write a time"
    yield lead(kind, "X_times", created_at="2/3/2026 4:05 PM")
    for number, (text, read) in enumerate(TIMES.items()):
        key = f"XT{number:02}"
        row = {"event_id": key, "lead_id": "X_times", "event_type": "blog_view", "occurred_at": text}
        if read is None:
            yield Planted(kind, "events", row, key, "quarantined", "occurred_at is null or no timestamp")
        else:
            yield Planted(kind, "events", row, key, "staged", shows={"occurred_at": read})
    for table, column in NO_TIME.items():
        row = {
            SHOWN_KEYS[table]: f"XT_{table}",
            "lead_id": "X_times",
            "decision": "accepted",
            "field": "industry",
            "event_type": "page_view",
        }
        row = {name: value for name, value in row.items() if name in COLUMNS[table].split()} | {column: "31/12/2026"}
        key = f"XT_{table}" if table != "lead_changes" else None
        row = row | ({"lead_id": "XT_leads"} if table == "leads" else {})
        yield Planted(kind, table, row, key, "quarantined", f"{column} is null or no timestamp")

    kind = "long ago and far ahead"
    yield lead(kind, "X_1970", created_at="1970-01-01T00:00:00Z")
    yield event(kind, "XT_1970", lead_id="X_1970")
    yield lead(kind, "X_2099", "held", created_at="2099-01-01")
    yield event(kind, "XT_2099", "held", lead_id="C_anna", occurred_at="2099-12-31 23:59:59")
    yield event(kind, "XT_of_2099", "held", lead_id="X_2099")
    yield decision(kind, "XTD_2099", "C_anna", "rejected", "2099-01-01", "held")

    kind = "comes in next week"
    yield lead(kind, "X_next", "held", created_at="2026-07-02")
    yield event(kind, "XT_before_next", "held", lead_id="X_next")
    yield event(kind, "XT_next", "held", lead_id="X_next", occurred_at="2026-07-03")
    yield decision(kind, "XTD_next", "X_next", "accepted", "2026-07-04", "held")
    yield event(kind, "XT_as_of", lead_id="X_times", occurred_at="2026-06-30T12:00:00.999Z")
    yield event(kind, "XT_after", "held", lead_id="X_times", occurred_at="2026-06-30T12:00:01Z")

    kind = "optional times that are none"
    row = {"closed_at": "next quarter", "stage": "closed won", "is_won": "true", "is_closed": "true"}
    yield Planted(
        kind, "opportunities", {**deal(kind, "XTO1").row, **row}, "XTO1", "staged", shows={"closed_at": None}, uncast=("closed_at",)
    )
    yield Planted(
        kind,
        "accounts",
        {"company_domain": "X-Times.example.com", "is_customer_since": "long ago"},
        "x-times.example.com",
        "staged",
        shows={"customer_since_at": None},
        uncast=("is_customer_since",),
    )

    kind = "months of costs"
    # every row of this table but one is bad
    yield Planted(
        kind,
        "channel_costs",
        {"month": "2026-02", "lead_source": " Paid Search ", "cost": "$1,200"},
        "2026-02-01 00:00:00|paid search",
        "staged",
        shows={"cost_usd": 1200.0},
    )
    yield Planted(
        kind, "channel_costs", {"month": "February", "lead_source": "email", "cost": "1"}, None, "quarantined", "month is null or no date"
    )
    yield Planted(
        kind,
        "channel_costs",
        {"month": "2026-02", "lead_source": "email", "cost": "a lot"},
        "2026-02-01 00:00:00|email",
        "quarantined",
        "cost is null or no number",
    )


def values() -> Iterator[Planted]:
    """Values: numbers that are none, placeholders, text of all scripts and sizes."""
    kind = "ways to write a number"
    for number, (text, read) in enumerate(NUMBERS.items()):
        yield Planted(
            kind, "leads", lead(kind, f"X_n{number}", employee_count=text).row, f"X_n{number}", "staged", shows={"employee_count": read}
        )
    kind = "numbers that are none"
    for number, text in enumerate(NO_NUMBERS):
        yield Planted(
            kind,
            "leads",
            lead(kind, f"X_x{number}", employee_count=text).row,
            f"X_x{number}",
            "staged",
            shows={"employee_count": None},
            uncast=("employee_count",),
        )
    kind = "placeholders"
    for number, text in enumerate(NOTHING):
        row = lead(kind, f"X_p{number}", employee_count=text, job_title=text).row
        yield Planted(kind, "leads", row, f"X_p{number}", "staged", shows={"employee_count": None})
    yield Planted(kind, "leads", lead(kind, "X_unknown", industry="Unknown").row, "X_unknown", "staged", shows={"industry": "Unknown"})
    yield Planted(
        kind,
        "events",
        event(kind, "XV1", "quarantined", lead_id="-", anonymous_id="N/A").row,
        "XV1",
        "quarantined",
        "neither lead_id nor anonymous_id",
    )

    kind = "negative amounts"
    yield Planted(kind, "opportunities", {**deal(kind, "XVO1").row, "amount": "-5000"}, "XVO1", "staged", shows={"amount_usd": -5000.0})
    yield Planted(
        kind, "opportunities", {**deal(kind, "XVO2").row, "amount": "50k"}, "XVO2", "staged", shows={"amount_usd": None}, uncast=("amount",)
    )
    yield Planted(
        kind,
        "events",
        event(kind, "XV2", lead_id="X_times", duration_seconds="-30").row,
        "XV2",
        "staged",
        shows={"duration_seconds": -30.0},
    )
    yield Planted(
        kind,
        "events",
        event(kind, "XV3", lead_id="X_times", duration_seconds="inf").row,
        "XV3",
        "staged",
        shows={"duration_seconds": None},
        uncast=("duration_seconds",),
    )

    kind = "names of all kinds"
    for name, text in NAMES.items():
        short = text[:50]
        row = lead(kind, f"X_{name}", first_name=text, company_name=short, job_title=f"Director {short}", industry=short).row
        yield Planted(kind, "leads", row, f"X_{name}", "staged", shows={"first_name": text.strip(), "company_name": short.strip()})
        yield event(kind, f"XN_{name}", lead_id=f"X_{name}", event_type=short, asset=text)


def histories() -> Iterator[Planted]:
    """Histories that do not fit together."""
    kind = "merged: history moves to the survivor"
    yield lead(kind, "X_m1", merged_into="X_m2", created_at="2026-01-03")
    yield lead(kind, "X_m2", merged_into=" X_m3 ")
    yield lead(kind, "X_m3", email="m3@m.example.com")
    yield lead(kind, "X_m3", "superseded", email="a@m.example.com")
    for number, one in enumerate(("X_m1", "X_m2", "X_m3")):
        yield event(kind, f"XM{number}", lead_id=one, occurred_at=f"2026-03-0{number + 1}")
        yield deal(kind, f"XMO{number}", lead_id=one)
        yield Planted(
            kind, "opportunity_contacts", {"opportunity_id": "XMO0", "lead_id": one, "is_primary": "true"}, f"XMO0|{one}", "staged"
        )
    yield decision(kind, "XMD1", "X_m1", "rejected", "2026-03-05")
    yield decision(kind, "XMD2", "X_m2", "accepted", "2026-03-04")

    kind = "merges that run in a circle"
    circle = "merged_into runs in a circle"
    yield lead(kind, "X_c1", "quarantined", circle, merged_into="X_c2")
    yield lead(kind, "X_c2", "quarantined", circle, merged_into="X_c1")
    yield lead(kind, "X_c3", "quarantined", circle, merged_into="X_c1")
    yield lead(kind, "X_c4", "quarantined", circle, merged_into="X_c4")
    yield event(kind, "XC1", lead_id="X_c1")

    kind = "merges into nobody"
    yield lead(kind, "X_u1", merged_into="X_never")
    yield lead(kind, "X_u2", merged_into="X_deleted")
    yield lead(kind, "X_u3", merged_into="X_2099")
    yield lead(kind, "X_u4", merged_into="N/A")

    kind = "a merge over an id with the sign that parts keys"
    yield lead(kind, "X_a", merged_into="p|q")
    yield lead(kind, "p|q", merged_into="q")
    yield lead(kind, "q", merged_into="X_z")
    yield lead(kind, "X_z")

    kind = "two leads with one email"
    yield lead(kind, "X_twin1", email="twin@twins.example.com")
    yield lead(kind, "X_twin2", email="TWIN@twins.example.com ")
    yield event(kind, "XW1", lead_id="X_twin1")
    yield event(kind, "XW2", lead_id="X_twin2", occurred_at="2026-03-02")

    kind = "events before the lead"
    yield lead(kind, "X_late", created_at="2026-03-10")
    yield event(kind, "XL1", lead_id="X_late", occurred_at="2026-03-09 23:00:00")

    kind = "a lead that is in no row"
    yield event(kind, "XL2", "quarantined", UNKNOWN_LEAD, lead_id="X_never")
    yield decision(kind, "XLD1", "X_never", "accepted", "2026-03-02", "quarantined", UNKNOWN_LEAD)
    yield Planted(
        kind,
        "sales_activities",
        {"activity_id": "XLS1", "lead_id": "X_never", "channel": "call", "occurred_at": "2026-03-02"},
        "XLS1",
        "quarantined",
        UNKNOWN_LEAD,
    )
    yield Planted(
        kind,
        "lead_changes",
        {"lead_id": "X_never", "field": "industry", "changed_at": "2026-03-02", "new_value": "x"},
        "X_never|industry|2026-03-02 00:00:00",
        "quarantined",
        UNKNOWN_LEAD,
    )
    yield Planted(kind, "opportunity_contacts", {"opportunity_id": "CO1", "lead_id": "X_never"}, "CO1|X_never", "quarantined", UNKNOWN_LEAD)
    yield Planted(
        kind,
        "opportunities",
        {**deal(kind, "XLO1").row, "lead_id": "X_never"},
        "XLO1",
        "staged",
        shows={"lead_id": None},
        uncast=("lead_id",),
    )

    kind = "deals without contacts"
    yield deal(kind, "XLO2", stage="closed won", is_won="true", is_closed="true", closed_at="2026-05-01")
    yield Planted(kind, "opportunity_contacts", {"opportunity_id": "XNO_deal", "lead_id": "X_late"}, "XNO_deal|X_late", "staged")

    kind = "decisions out of order"
    yield lead(kind, "X_d1")
    yield decision(kind, "XD1", "X_d1", "accepted", "2026-02-02")
    yield event(kind, "XD1", lead_id="X_d1")
    yield lead(kind, "X_d2")
    yield event(kind, "XD2", lead_id="X_d2")
    yield decision(kind, "XD2", "X_d2", "accepted", "2026-03-02")
    yield decision(kind, "XD3", "X_d2", "Rejected ", "2026-03-02")
    yield decision(kind, "XD4", "X_d2", "SALES_QUALIFIED", "2026-03-02")
    yield decision(kind, "XD5", "X_d2", "lost", "2026-03-03", "quarantined", "decision is not accepted, rejected or sales_qualified")
    yield decision(kind, "XD6", "X_d2", "", "2026-03-03", "quarantined", "decision is not accepted, rejected or sales_qualified")

    kind = "changes in one second, their versions written in two ways"
    for at, said, version in (("2026-02-20", "Retail", "2026-05-31"), ("2/20/2026", "Energy", "5/31/2026 12:00 AM")):
        row = {"lead_id": "X_d1", "field": " Industry", "changed_at": at, "old_value": "Software", "new_value": said, "updated_at": version}
        yield Planted(kind, "lead_changes", row, "X_d1|industry|2026-02-20 00:00:00", "staged")

    kind = "a change twice"
    row = {"lead_id": "X_d2", "field": "industry", "changed_at": "2026-02-20", "old_value": "Software", "new_value": "Retail"}
    for fate in ("staged", "superseded"):
        yield Planted(kind, "lead_changes", row, "X_d2|industry|2026-02-20 00:00:00", fate)

    kind = "values of a field that changed"
    yield lead(kind, "X_fields")
    for day, field_name, said, shown, uncast in (
        ("11", "employee_count", "about 50", "about 50", ("new_value",)),
        ("12", "Employee_Count", "N/A", None, ()),
        ("13", "annual_revenue", "$1,200", "$1,200", ()),
        ("14", "job_title", "about 50", "about 50", ()),
        ("15", "industry", "-", None, ()),
        ("16", "company_name", "My Company", None, ()),
        ("17", "job_title", "My Company", "My Company", ()),
    ):
        row = {"lead_id": "X_fields", "field": field_name, "changed_at": f"2026-02-{day}", "old_value": "", "new_value": said}
        key = f"X_fields|{field_name.lower()}|2026-02-{day} 00:00:00"
        yield Planted(kind, "lead_changes", row, key, "staged", shows={"new_value": shown}, uncast=uncast)

    kind = "spent twice in a month"
    for day, cost, fate in (("01", "100", "superseded"), ("28", "120", "staged")):
        row = {"month": f"2026-02-{day}", "lead_source": "x_fair", "cost": cost}
        yield Planted(kind, "channel_costs", row, "2026-02-01 00:00:00|x_fair", fate, shows={"cost_usd": 120.0} if fate == "staged" else {})

    kind = "a visit that took less than no time"
    yield lead(kind, "X_less")
    yield event(kind, "XLT1", lead_id="X_less", event_type="pageview", url="https://www.example.com/pricing", duration_seconds="-1")

    kind = "a device that says now one lead, now another"
    yield lead(kind, "X_i1")
    yield lead(kind, "X_i2")
    for number, one in enumerate(("X_i1", "X_i2", "X_i1", "X_i2")):
        yield event(
            kind, f"XI{number}", lead_id=one, anonymous_id="device", event_type="chat_identified", occurred_at=f"2026-03-0{number + 2}"
        )
        yield event(
            kind, f"XIA{number}", anonymous_id="device", event_type="pricing_page_view", occurred_at=f"2026-03-0{number + 2} 01:00:00"
        )
    yield event(kind, "XI9", lead_id="X_i1", anonymous_id="other", event_type="chat_identified", occurred_at="2026-03-02")
    yield event(kind, "XIA9", anonymous_id="nobody", event_type="demo_request")

    kind = "scanner bursts"
    yield lead(kind, "X_scanned")
    for number in range(7):
        yield event(kind, f"XB{number}", lead_id="X_scanned", event_type="email_click", occurred_at=f"2026-03-02 00:00:0{number // 3}")
    yield event(kind, "XB9", lead_id="X_scanned", event_type="demo_request", is_bot="TRUE")


def hostilities() -> Iterator[Planted]:
    """Keys that are code."""
    kind = "keys that are code"
    for number, text in enumerate(
        ("x'; drop table leads; --", '"; select 1; --', "{{ 1/0 }}", "=1+1", "<b>", "../../etc/passwd", "%00", "\\", "'")
    ):
        yield lead(kind, text)
        yield event(kind, text, lead_id=text, anonymous_id=text, event_type=text, url=f"https://x.example.com/{text}?utm_source={text}")
        yield event(kind, f"XH{number}", lead_id=text)
        yield decision(kind, text, text, "accepted", "2026-03-02")


def write_clean(folder: Path) -> Path:
    """The clean leads alone, as plain a folder as can be."""
    folder.mkdir(parents=True)
    for table, rows in clean_rows().items():
        (folder / f"{table}.csv").write_text(csv_text([*COLUMNS[table].split(), *HOUSEKEEPING], rows), encoding="utf-8", newline="")
    return folder


def write_dirty(folder: Path) -> Path:
    """The clean leads and the dirt, in files that are odd as well."""
    folder.mkdir(parents=True)
    tables = clean_rows()
    for one in dirt():
        tables[one.table].append(one.row)
    for table, rows in tables.items():
        names = [*COLUMNS[table].split(), *HOUSEKEEPING]
        if table == "leads":
            # a byte order mark, Windows line ends, headers in another case with blanks, columns that are words of SQL or hyphenated
            header = [f" {name.upper()} " for name in names] + ["order", "select", "e-mail", "from", 'with "quotes"', "Ünïcode %"]
            filled = [{**row, "order": "x", "select": "y"} for row in rows]
            text = csv_text([*names, *header[len(names) :]], filled, header, "\r\n")
            (folder / "leads.csv").write_text(text, encoding="utf-8-sig", newline="")
        elif table == "events":
            write_parts(folder / "events", names, rows)
        elif table == "accounts":
            (folder / "accounts.csv").write_text(csv_text(names, rows, quoting=csv.QUOTE_ALL), encoding="utf-8", newline="")
        else:
            (folder / f"{table}.csv").write_text(csv_text(names, rows), encoding="utf-8", newline="")
    return folder


def write_parts(folder: Path, names: list[str], rows: list[Row]) -> None:
    """A table as a folder of files that differ in the order of columns, line ends, marks and columns."""
    folder.mkdir()
    commented = [row for row in rows if row["event_id"].startswith("#")]
    rest = [row for row in rows if row not in commented]
    third = len(rest) // 3
    parts = {
        "1": csv_text(names, rest[:third]),
        "2": "\ufeff" + csv_text(names[::-1], rest[third : 2 * third], line_end="\r\n"),
        "3": csv_text(["order", *names, "is-internal"], rest[2 * third :], [name.title() for name in ("order", *names, "is-internal")]),
        "4": csv_text(names, []),
        # all rows begin with what is a comment elsewhere
        "5": csv_text(names, commented),
    }
    for name, text in parts.items():
        (folder / f"part-{name}.csv").write_text(text, encoding="utf-8", newline="")


class _Text:
    """Collects what a CSV writer writes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        self.pieces.append(piece)


def csv_text(
    names: list[str], rows: list[Row], header: list[str] | None = None, line_end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    """Rows as the text of a CSV file."""
    text = _Text()
    writer = csv.writer(text, lineterminator=line_end, quoting=quoting)
    writer.writerow(header or names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return "".join(text.pieces)


DEFINITION_ID = "o'brien\"; drop table leads; --"
OTHER_DEFINITION_ID = "{{ 7*7 }}"
NOTE = "=cmd|' /C calc'!A0 {{ env_var('HOME') }} {% raw %} <script>alert(1)</script>"


def write_definitions(folder: Path) -> Path:
    """Two definitions whose ids and notes are code in one language or another."""
    folder.mkdir(parents=True)
    one = {"definition_id": DEFINITION_ID, "version": "1"}
    two = {"definition_id": OTHER_DEFINITION_ID, "version": "1"}
    tables = {
        "mql_definitions": [
            {
                **one,
                "name": NOTE,
                "decay_kind": "exponential",
                "decay_rate": "0.2",
                "decay_period_days": "30",
                "requalify_gap_days": "30",
                "note": NOTE,
            },
            {**two, "name": "</title>", "decay_kind": "none", "requalify_gap_days": "90"},
        ],
        "fit_rules": [
            {
                **one,
                "rule_id": "size';drop",
                "role": "gate",
                "attribute": "employee_count",
                "operator": "between",
                "value_low": "50",
                "value_high": "5000",
                "note": NOTE,
            },
            {
                **one,
                "rule_id": "=1+1",
                "role": "fit",
                "attribute": "industry",
                "operator": "in",
                "value_list": "software|'; drop table leads; --",
                "points": "10",
            },
        ],
        "scoring_rules": [
            {**one, "rule_id": "d", "event_group": "demo_request", "points": "20"},
            {**one, "rule_id": "c", "event_group": "content_download", "points": "5"},
            {**two, "rule_id": "p", "event_group": "pricing_page_view", "points": "10"},
        ],
        "triggers": [
            {
                **one,
                "trigger_id": "'; drop table triggers; --",
                "tier": "1",
                "rank": "1",
                "outcome": "mql",
                "sla_minutes": "60",
                "name": NOTE,
            },
            {**one, "trigger_id": "score", "tier": "3", "rank": "2", "outcome": "mql"},
            {**two, "trigger_id": "{% endraw %}", "tier": "1", "rank": "1", "outcome": "mql"},
        ],
        "trigger_conditions": [
            {
                **one,
                "trigger_id": "'; drop table triggers; --",
                "condition_id": "a",
                "metric": "event_count",
                "subject": "demo_request",
                "at_least": "1",
            },
            {**one, "trigger_id": "score", "condition_id": "b", "metric": "total_score", "at_least": "40"},
            {**two, "trigger_id": "{% endraw %}", "condition_id": "c", "metric": "event_count", "subject": "demo_request", "at_least": "1"},
        ],
    }
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        (folder / f"{name}.csv").write_text(csv_text(columns, rows), encoding="utf-8", newline="")
    return folder
