"""The raw data contract: reads the raw tables and says of every raw row where it ends.

All values are read as text and cast here, so that a parquet file and a CSV file of the same rows mean the same. Times are
whole seconds since 1970 in UTC (the fraction is cut).
"""

import csv
import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

UTC = dt.UTC

TIMES = {"created_at", "occurred_at", "decided_at", "changed_at", "closed_at", "is_customer_since", "churned_at", "updated_at", "loaded_at"}
NUMBERS = {"employee_count", "annual_revenue", "stated_budget", "duration_seconds", "amount", "cost"}
BOOLEANS = {"is_bot", "is_won", "is_closed", "is_primary", "is_deleted"}
HOUSEKEEPING = ("updated_at", "loaded_at", "is_deleted")


@dataclass(frozen=True)
class Contract:
    """A raw table: its key, its columns in the contract's order (key first), those that may be null or absent, and its time."""

    key: tuple
    columns: tuple
    optional: frozenset
    time: str | None = None
    required: bool = False


def _contract(columns, key, time=None, required=False):
    names = columns.split()
    return Contract(
        key=tuple(key.split()),
        columns=tuple(name.rstrip("?") for name in names),
        optional=frozenset(name.rstrip("?") for name in names if name.endswith("?")),
        time=time,
        required=required,
    )


CONTRACTS = {
    "leads": _contract(
        "lead_id email? first_name? last_name? company_name? company_domain? job_title? industry? employee_count? annual_revenue? "
        "country? technologies? lead_source? stated_timeline? stated_budget? stated_use_case? owner_id? merged_into? created_at",
        "lead_id",
        "created_at",
        required=True,
    ),
    "events": _contract(
        "event_id lead_id? anonymous_id? session_id? event_type occurred_at url? asset? campaign? channel? duration_seconds? is_bot?",
        "event_id",
        "occurred_at",
        required=True,
    ),
    "opportunities": _contract(
        "opportunity_id lead_id? company_domain? opportunity_type? sourced_by? created_at stage is_won? is_closed? closed_at? amount? "
        "owner_id?",
        "opportunity_id",
        "created_at",
        required=True,
    ),
    "opportunity_contacts": _contract("opportunity_id lead_id role? is_primary?", "opportunity_id lead_id"),
    "sales_activities": _contract("activity_id lead_id rep_id? channel direction? occurred_at", "activity_id", "occurred_at"),
    "lead_decisions": _contract("decision_id lead_id decision rejection_reason? decided_by? decided_at", "decision_id", "decided_at"),
    "lead_changes": _contract("lead_id field changed_at old_value? new_value?", "lead_id field changed_at", "changed_at"),
    "accounts": _contract("company_domain is_customer_since? churned_at? owner_id?", "company_domain"),
    "channel_costs": _contract("month lead_source cost", "month lead_source"),
}

DECISIONS = ("accepted", "rejected", "sales_qualified")

BLANKS = (
    " \t\n\r\f\u000b\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)
ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(Z|UTC|GMT|[+-](?:0\d|1[0-4])(?::?\d{2})?)?)?",
    re.ASCII,
)
US = re.compile(r"(\d{1,2})/(\d{1,2})/([1-9]\d{3})(?: (\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?( [AaPp][Mm])?)?", re.ASCII)
SECONDS = re.compile(r"(\d{9,10})(?:\.\d*)?", re.ASCII)
MILLISECONDS = re.compile(r"(\d{12,13})(?:\.\d*)?", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
MONEY = re.compile(r"[+-]?\$?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
WHOLE = re.compile(r"(-?\d{1,15})\.0+", re.ASCII)
FIRST_SECOND = int(dt.datetime.min.replace(tzinfo=UTC).timestamp())
LAST_SECOND = int(dt.datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp())
TRUE = {"true", "t", "yes", "y", "1", "1.0"}
FALSE = {"false", "f", "no", "n", "0", "0.0"}


def trim(text):
    """A text without the blanks at its ends, those that one does not see included."""
    return text.strip(BLANKS)


def to_time(text):
    """The text as seconds since 1970 in UTC, whole; None where it does not parse: ISO 8601, US dates, epoch seconds or milliseconds."""
    text = trim(text)
    try:
        if match := ISO.fullmatch(text):
            *parts, zone = match.groups()
            seconds = _seconds(parts) - _offset(zone)
            return seconds if FIRST_SECOND <= seconds <= LAST_SECOND else None
        if match := US.fullmatch(text):
            month, day, year, hour, minute, second, half = match.groups()
            if half and not 1 <= int(hour) <= 12:
                return None
            hour = int(hour or 0) % 12 + 12 * (half.strip().lower() == "pm") if half else hour
            return _seconds((year, month, day, hour, minute, second))
    except ValueError:
        return None
    if match := SECONDS.fullmatch(text):
        return int(match[1])
    if match := MILLISECONDS.fullmatch(text):
        return int(match[1]) // 1000
    return None


def _seconds(parts):
    """Year, month, day, hour, minute and second, later ones perhaps None, as seconds since 1970; ValueError where there is none."""
    return int(dt.datetime(*(int(part or 0) for part in parts), tzinfo=UTC).timestamp())


def _offset(zone):
    """The seconds that a zone such as `+0530` is ahead of UTC."""
    if zone is None or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return int(f"{zone[0]}1") * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def to_number(text):
    """The text as a finite number; None where it does not cast."""
    text = trim(text)
    if not NUMBER.fullmatch(text):
        text = text.replace(",", "").replace("$", "") if MONEY.fullmatch(text) else "nan"
    number = float(text)
    return number if abs(number) < float("inf") else None


def to_boolean(text):
    """The text as a boolean; None where it does not cast."""
    word = trim(text).lower()
    return True if word in TRUE else False if word in FALSE else None


def cast(column, text):
    """A raw text as the type of its column, trimmed; blank text and text that does not cast are None."""
    if text is None or not trim(text):
        return None
    if column in TIMES:
        return to_time(text)
    if column in NUMBERS:
        return to_number(text)
    if column in BOOLEANS:
        return to_boolean(text)
    if column == "month":
        return month_start(to_time(text) if to_time(text) is not None else to_time(f"{trim(text)}-01"))
    return trim(text)


def month_start(seconds):
    """The first second of the month of a time; None where there is none."""
    if seconds is None:
        return None
    at = dt.datetime.fromtimestamp(seconds, UTC)
    return int(dt.datetime(at.year, at.month, 1, tzinfo=UTC).timestamp())


def read_text(folder, table):
    """The rows of one raw table as dicts of text, or None where no file of it exists."""
    for kind, reader in (("parquet", _read_parquet), ("csv", _read_csv)):
        single = Path(folder) / f"{table}.{kind}"
        files = [single] if single.exists() else sorted((Path(folder) / table).glob(f"*.{kind}"))
        if files:
            return reader(files)
    return None


def _read_csv(files):
    """The rows of some CSV files; a blank cell is None."""
    csv.field_size_limit(2**31 - 1)
    rows = []
    for path in files:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *values = list(csv.reader(file)) or [[]]
            names = [trim(name).lower() for name in header]
            rows += [dict(zip(names, (cell or None for cell in row), strict=False)) for row in values if row]
    return rows


def _read_parquet(files):
    """The rows of some parquet files; an id kept as a number with a fraction is the whole number that it is."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        result = connection.execute(
            "select columns(*)::varchar from read_parquet(?, union_by_name = true)", [[str(file) for file in files]]
        )
        names = [trim(column[0]).lower() for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for row in rows:
        for name, text in row.items():
            if text is not None and name not in NUMBERS and (match := WHOLE.fullmatch(text)):
                row[name] = match[1]
    return rows


@dataclass
class Staged:
    """The rows of one table that count, those that are held, and the number of raw rows by where they ended."""

    rows: list = field(default_factory=list)
    held: list = field(default_factory=list)
    fates: dict = field(default_factory=dict)


def is_placeholder(column, text, reference):
    """Whether a CRM writes this text where it means nothing (a reference list, by column)."""
    word = trim(text).lower()
    return (column, word) in reference.placeholders or ("*", word) in reference.placeholders


def cast_row(table, raw, reference):
    """A raw row of text with its values cast and its placeholders null."""
    contract = CONTRACTS[table]
    row = {}
    for column in (*contract.columns, *HOUSEKEEPING):
        text = raw.get(column)
        if text is not None and column in contract.optional and is_placeholder(column, text, reference):
            text = None
        row[column] = cast(column, text)
    if table == "lead_changes" and row["field"] is not None:
        row["field"] = row["field"].lower()
        for column in ("old_value", "new_value"):
            if row[column] is not None and is_placeholder(row["field"], row[column], reference):
                row[column] = None
    for of_table, column in (("accounts", "company_domain"), ("channel_costs", "lead_source")):
        if table == of_table and row[column] is not None:
            row[column] = row[column].lower()
    return row


def is_bad(table, row, lead_ids):
    """Whether a row is quarantined: null key, required time null or unparsed, no person, an unknown lead, an unknown decision."""
    contract = CONTRACTS[table]
    if any(row[column] is None for column in contract.key):
        return True
    if contract.time and row[contract.time] is None:
        return True
    if table == "channel_costs" and row["cost"] is None:
        return True
    if table == "events" and row["lead_id"] is None and row["anonymous_id"] is None:
        return True
    if table == "lead_decisions" and (row["decision"] or "").lower() not in DECISIONS:
        return True
    if table in ("sales_activities", "lead_decisions") and row["lead_id"] is None:
        return True
    if table in ("leads", "opportunities") or "lead_id" not in row or row["lead_id"] is None:
        return False
    return row["lead_id"] not in lead_ids


def newness(table, row, raw):
    """Sorts the versions of a key: `updated_at`, then `loaded_at`, then the contract's columns as raw text, bytewise, nulls first.

    Several changes of one field in one second are no versions of each other, unless `updated_at` or `loaded_at` says so; two that say the
    same are.
    """

    def nulls_first(value):
        return (value is not None, value if value is not None else 0)

    texts = [] if table == "lead_changes" else [raw.get(column) for column in (*CONTRACTS[table].columns, "is_deleted")]
    as_bytes = [(text is not None, text.encode() if text is not None else b"") for text in texts]
    return (nulls_first(row["updated_at"]), nulls_first(row["loaded_at"]), as_bytes)


def merge_survivors(leads):
    """Where each lead's chain of `merged_into` ends: its survivor, or None for a lead whose chain runs into a cycle.

    A `merged_into` that names no staged lead reads as null.
    """
    into = {lead_id: row["merged_into"] for lead_id, row in leads.items()}
    survivors = {}
    for lead_id in leads:
        at, passed = lead_id, set()
        while at is not None and into[at] in leads:
            if at in passed:
                at = None
                break
            passed.add(at)
            at = into[at]
        survivors[lead_id] = at
    return survivors


def stage_table(table, raws, as_of, reference, lead_ids, held_leads):
    """Says of every raw row of a table where it ends, tried in order: quarantined, deleted, held, superseded, staged."""
    contract = CONTRACTS[table]
    staged = Staged(fates=dict.fromkeys(("quarantined", "deleted", "held", "superseded", "staged"), 0))
    versions = {}
    for raw in raws:
        row = cast_row(table, raw, reference)
        if table == "opportunities" and row["lead_id"] is not None and row["lead_id"] not in lead_ids:
            row["lead_id"] = None
        if is_bad(table, row, lead_ids):
            staged.fates["quarantined"] += 1
        else:
            key, said = tuple(row[column] for column in contract.key), (raw.get("old_value"), raw.get("new_value"))
            versions.setdefault(key, []).append((newness(table, row, raw), row, said))
    for rows in versions.values():
        newest, newest_row, _ = max(rows, key=lambda version: version[0])
        seen = set()
        for version, row, said in rows:
            is_newest = version == newest and said not in seen if table == "lead_changes" else row is newest_row
            if is_newest:
                seen.add(said)
            if newest_row["is_deleted"]:
                fate = "deleted"
            elif (contract.time and row[contract.time] > as_of) or (table != "leads" and row.get("lead_id") in held_leads):
                fate = "held"
            elif not is_newest:
                fate = "superseded"
            else:
                fate = "staged"
            staged.fates[fate] += 1
            if is_newest and fate == "staged":
                staged.rows.append(row)
            if is_newest and fate == "held":
                staged.held.append(row)
    return staged


def stage(folder, as_of, reference):
    """All raw tables, staged; `survivors` says which lead each staged lead is now."""
    texts = {table: read_text(folder, table) for table in CONTRACTS}
    missing = [table for table, contract in CONTRACTS.items() if contract.required and texts[table] is None]
    if missing:
        raise FileNotFoundError(f"required raw tables are missing: {', '.join(missing)}")
    lead_ids = {cast("lead_id", raw.get("lead_id")) for raw in texts["leads"]} - {None}
    leads = stage_table("leads", texts["leads"], as_of, reference, lead_ids, frozenset())
    held_leads = {row["lead_id"] for row in leads.held}
    survivors = merge_survivors({row["lead_id"]: row for row in leads.rows})
    in_cycles = {lead_id for lead_id, survivor in survivors.items() if survivor is None}
    leads.rows = [row for row in leads.rows if row["lead_id"] not in in_cycles]
    leads.fates["quarantined"] += len(in_cycles)
    leads.fates["staged"] -= len(in_cycles)
    tables = {"leads": leads}
    for table in CONTRACTS:
        if table != "leads":
            tables[table] = stage_table(table, texts[table] or [], as_of, reference, lead_ids, held_leads)
    return tables, {lead_id: survivor for lead_id, survivor in survivors.items() if survivor is not None}
