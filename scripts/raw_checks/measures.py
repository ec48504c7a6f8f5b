"""What is counted in the raw files: one pass a table, by the casts and reasons of staging."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from raw_checks.files import RawFiles, shown
from raw_checks.macros import Macros

NAME_A_LEAD = ["events", "opportunity_contacts", "sales_activities", "lead_decisions", "lead_changes"]


@dataclass(frozen=True)
class Check:
    """A kind of figure: its name on the page, and how its values are written."""

    title: str
    shown: Callable[[float], str]


def percent(share: float) -> str:
    """A share, with as many places as a small one needs."""
    return f"{100 * share:.1f} %".replace(".0 %", " %") if share >= 0.001 or not share else f"{100 * share:.2g} %"


def plain(number: float) -> str:
    """A number without places that say nothing."""
    return f"{round(number, 1):,g}"


CHECKS = {
    "rows": Check("rows", plain),
    "rows_ratio": Check("rows, as a share of those at the load before", percent),
    "columns_gone": Check("columns of the load before that are gone", plain),
    "files_not_read": Check("files that bear the table's name and are not read", plain),
    "files_that_differ": Check("files with other columns or types than most", plain),
    "missing_share": Check("share of rows without this required value", percent),
    "uncast_share": Check("share of values that are not of this type", percent),
    "quarantined_share": Check("share of rows that will be quarantined", percent),
    "unmapped_share": Check("share of events whose name no mapping knows", percent),
    "days_behind": Check("days from the newest row to as_of", plain),
}


@dataclass(frozen=True)
class Measure:
    """One figure of a table or of a column, with what a person is told of it."""

    check: str
    table: str
    column: str
    value: float
    words: str
    to_do: str = ""

    @property
    def title(self) -> str:
        """Its name within its table."""
        return f"{self.column}: {CHECKS[self.check].title}" if self.column else CHECKS[self.check].title

    @property
    def subject(self) -> str:
        """What it is a figure of."""
        return f"{self.table}.{self.column}" if self.column else self.table


@dataclass(frozen=True)
class Load:
    """What a check leaves for the next one to compare with: rows and columns by table."""

    rows: dict[str, int]
    columns: dict[str, list[str]]


class Measures:
    """The figures of all tables of the contract."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, macros: Macros, raw: RawFiles) -> None:
        self.connection = connection
        self.macros = macros
        self.raw = raw
        self.as_of = int(macros.as_of_epoch())
        self.rows: dict[str, int] = {}
        self.present: dict[str, list[str]] = {}

    def all(self, before: Load | None) -> list[Measure]:
        """Every figure; those against the load before only where there is one."""
        found: list[Measure] = []
        for table in self.raw.read:
            found += self._files(table)
            try:
                found += self._rows(table)
            except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
                raise
            except duckdb.Error as error:
                raise self.raw.unreadable(table, error) from error
        return [*found, *(self._against(before) if before else [])]

    @property
    def load(self) -> Load:
        """This load, for the next check."""
        return Load(self.rows, self.present)

    def _files(self, table: str) -> list[Measure]:
        source, files = self.raw.tables[table], self.raw.files(table)
        shapes = {}
        for file in files:
            columns = self.raw.columns(table, file)
            shapes[file] = {name: kind for name, kind in columns.items() if name in source["columns"]}
        self.present[table] = sorted({name for shape in shapes.values() for name in shape})
        usual = Counter(tuple(sorted(shape.items())) for shape in shapes.values()).most_common(1)[0][0]
        others = {file: differences(dict(usual), shape) for file, shape in shapes.items() if shape != dict(usual)}
        unread = self.raw.beside(table)
        words = f"{counted(unread, 'file')} read by nobody{listed(unread)}"
        found = [Measure("files_not_read", table, "", len(unread), words, f"Keep the files of {table} in one place and of one kind.")]
        if len(files) > 1:
            words = f"{len(others)} of {len(files)} files with other columns or types than most"
            words += listed([f"{file} {difference}" for file, difference in others.items()])
            to_do = "What a file lacks reads as null: export all of them alike."
            found.append(Measure("files_that_differ", table, "", len(others), words, to_do))
        return found

    def _rows(self, table: str) -> list[Measure]:
        columns = self.raw.tables[table]["columns"]
        present = [name for name in columns if name in self.present[table]]
        types = dict(self.connection.execute(f"select column_name, column_type from (describe {self.raw.schema}.{table})").fetchall())
        values = {name: self._value(columns[name]["data_type"], name, types[name]) for name in columns}
        required = [name for name in present if columns[name]["config"]["meta"]["required"]]
        optional = [name for name in present if name not in required and columns[name]["data_type"] != "text"]
        bad = {name: f"{values[name]} is null" for name in required}
        bad |= {name: self._uncast(name, values[name], types[name]) for name in optional}
        time = next((name for name in ("loaded_at", *required) if name in present and columns[name]["data_type"] == "timestamp"), None)
        got = self._counted(table, present, values, bad, time)
        rows = self.rows[table] = got["rows"]
        found = [Measure("rows", table, "", rows, f"{rows:,} rows", f"Is the export of {table} complete?")]
        if not rows:
            return found
        found += [self._share("missing_share", table, name, got[f"bad {name}"], rows, bad[name]) for name in required]
        found += [self._share("uncast_share", table, name, got[f"bad {name}"], got[f"said {name}"], bad[name]) for name in optional]
        if time and got["newest"] is not None:
            found.append(self._behind(table, time, got["newest"]))
        found.append(self._quarantined(table, rows, dict(got["quarantined"] or {})))
        return [*found, self._unmapped(rows)] if table == "events" else found

    def _counted(self, table: str, present: list[str], values: dict[str, str], bad: dict[str, str], time: str | None) -> dict[str, Any]:
        # every value is read, so that what a build would stumble over is found here
        counts = {"rows": "count(*)", "content": f"max(hash({', '.join(f'raw.{name}' for name in present)}))"}
        counts |= {f"bad {name}": f"count(*) filter (where {condition})" for name, condition in bad.items()}
        counts |= {f"said {name}": f"count(raw.{name})" for name in bad}
        if time:
            epoch = self.macros.epoch_seconds(values[time])
            counts["newest"] = f"max(case when {epoch} <= {self.as_of} then {epoch} end)"
        lead = self.macros.known_text("raw.lead_id") if table == "events" else self.macros.id_text("raw.lead_id")
        needs_leads = table in NAME_A_LEAD
        read = ["raw.*", f"{lead} as known_lead_id"] if needs_leads else ["raw.*"]
        counts["quarantined"] = f"histogram({quarantine_reason(self.macros, table, values)})"
        selected = ", ".join(f'{expression} as "{name}"' for name, expression in counts.items())
        join = " left join known_leads on raw.known_lead_id = known_leads.known_id" if needs_leads else ""
        cursor = self.connection.execute(
            f"with known_leads as (select distinct {self.macros.id_text('lead_id')} as known_id from {self.raw.schema}.leads), "
            f"raw as (select {', '.join(read)} from {self.raw.schema}.{table} as raw) "
            f"select {selected} from raw{join}"
        )
        return dict(zip([entry[0] for entry in cursor.description or []], cursor.fetchall()[0], strict=True))

    def _behind(self, table: str, time: str, newest: int) -> Measure:
        days = (self.as_of - newest) / 86400
        words = f"the newest {time} is {datetime.fromtimestamp(newest, UTC):%Y-%m-%d %H:%M} UTC, {days:.1f} days before as_of"
        return Measure("days_behind", table, time, days, words, "Did the load run? Is MQL_AS_OF what you mean?")

    def _quarantined(self, table: str, rows: int, reasons: dict[str, int]) -> Measure:
        circles = self._merge_circles() if table == "leads" else 0
        counts = Counter(reasons | ({"merged_into runs in a circle": circles} if circles else {}))
        bad = sum(counts.values())
        words = f"{bad:,} of {rows:,} rows ({percent(bad / rows)}) will be quarantined"
        words += ": " + ", ".join(f"{reason} ({count:,})" for reason, count in counts.most_common()) if bad else ""
        return Measure("quarantined_share", table, "", bad / rows, words, "After the build: select * from audit_quarantine.")

    def _value(self, kind: str, name: str, type_in_view: str) -> str:
        # what a file holds as number, time or boolean needs no cast, and casts are what takes time
        column = f"raw.{name}"
        if type_in_view.upper() == "BOOLEAN":
            return column
        if type_in_view.upper() != "VARCHAR":
            return f"case when isfinite({column}) then {column} end"
        macros = self.macros
        casts = {"number": macros.to_number, "timestamp": macros.utc_timestamp, "boolean": macros.to_boolean, "text": macros.id_text}
        return str(casts[kind](column))

    def _uncast(self, name: str, value: str, type_in_view: str) -> str:
        # a number that is none (NaN) is a placeholder to staging
        is_said = {"VARCHAR": f"{self.macros.known_text(f'raw.{name}')} is not null", "DOUBLE": f"not isnan(raw.{name})"}
        return f"raw.{name} is not null and {value} is null and {is_said.get(type_in_view.upper(), 'true')}"

    def _share(self, check: str, table: str, name: str, bad: int, of: int, condition: str) -> Measure:
        column = self.raw.tables[table]["columns"][name]
        kind = column["data_type"]
        what = f"no {kind}" if check == "uncast_share" else "blank" if kind == "text" else f"null or no {kind}"
        words = f"{bad:,} of {of:,} values ({percent(bad / of if of else 0.0)}) are {what}"
        if bad:
            first = self.raw.first_row(table, name, condition)
            words += f", the first in {first[0]}, row {first[1]}: {first[2]}" if first else ""
        staged = {"uncast_share": "They are staged as null and counted in audit_uncast_values."}
        to_do = staged.get(check, "" if kind == "text" else "Such rows are quarantined.")
        return Measure(check, table, name, bad / of if of else 0.0, words, to_do)

    def _unmapped(self, rows: int) -> Measure:
        mapping, *others = (self.macros.seed(name) for name in ("event_type_mapping", "event_groups", "session_patterns"))
        known = " union ".join(f"select event_type as name from {seed}" for seed in (mapping, *others))
        said = f"select lower({self.macros.id_text('event_type')}) as name, count(*) as events from {self.raw.schema}.events group by all"
        names = self.connection.execute(
            f"with known as (select raw_event_type as name from {mapping} union {known}), said as ({said}) "
            "select name, events from said where name is null or name not in (select name from known) order by events desc, name"
        ).fetchall()
        bad = sum(count for _, count in names)
        listed_names = ", ".join(f"{shown(name)} ({count:,})" for name, count in names[:5])
        return Measure(
            "unmapped_share",
            "events",
            "event_type",
            bad / rows,
            f"{bad:,} of {rows:,} events ({percent(bad / rows)}) bear one of {len(names):,} names that no mapping knows: {listed_names}",
            "Add rows to seeds/reference/event_type_mapping.csv; until then they count for nothing.",
        )

    def _merge_circles(self) -> int:
        macros = self.macros
        newest = [f"coalesce({macros.utc_timestamp(column)}, timestamp '1970-01-01')" for column in ("updated_at", "loaded_at")]
        is_there = (
            f"{macros.epoch_seconds(macros.utc_timestamp('created_at'))} <= {self.as_of} and {macros.to_boolean('is_deleted')} is not true"
        )
        merged = self.connection.execute(
            f"with leads as (select {macros.id_text('lead_id')} as lead_id, {macros.known_text('merged_into')} as merged_into, "
            f"({', '.join(newest)}) as version, {is_there} as is_there from {self.raw.schema}.leads "
            f"where {macros.utc_timestamp('created_at')} is not null), "
            "merged as (select distinct lead_id from leads where merged_into is not null) "
            "select lead_id, arg_max(coalesce(merged_into, ''), version) as survivor_id from leads "
            "where lead_id in (select lead_id from merged) group by lead_id "
            "having survivor_id <> '' and arg_max(is_there, version)"
        ).fetchall()
        return endless(dict(merged))

    def _against(self, before: Load) -> list[Measure]:
        found = []
        for table, rows_before in before.rows.items():
            rows = self.rows.get(table, 0)
            if rows_before:
                words = f"{rows:,} rows, {rows_before:,} at the load before ({percent(rows / rows_before)})"
                to_do = "Is the export complete, and of the same data?"
                found.append(Measure("rows_ratio", table, "", rows / rows_before, words, to_do))
            if table in self.rows:
                gone = sorted(set(before.columns.get(table, [])) - set(self.present[table]))
                words = f"{counted(gone, 'column')} of the load before not there now{listed(gone)}"
                found.append(Measure("columns_gone", table, "", len(gone), words, "A column that is not there reads as null."))
        return found


def quarantine_reason(macros: Macros, table: str, values: dict[str, str]) -> str:
    """The reason for which staging would set a row of `raw` aside, or null: the contract's list, tried in its order."""

    def null(column: str, words: str = "is null") -> tuple[str, str]:
        return f"{values.get(column, column)} is null", f"{column} {words}"

    def no_time(column: str) -> tuple[str, str]:
        return null(column, "is null or no timestamp")

    stranger = ("raw.known_lead_id is not null and known_leads.known_id is null", "lead_id is in no row of leads")
    nobody = f"raw.known_lead_id is null and {macros.known_text('raw.anonymous_id')} is null"
    no_decision = f"coalesce(lower({macros.id_text('raw.decision')}), '') not in ('accepted', 'rejected', 'sales_qualified')"
    reasons = {
        "leads": [null("lead_id"), no_time("created_at")],
        "events": [null("event_id"), no_time("occurred_at"), (nobody, "neither lead_id nor anonymous_id"), stranger],
        "opportunities": [null("opportunity_id"), no_time("created_at")],
        "opportunity_contacts": [null("opportunity_id"), null("lead_id"), stranger],
        "sales_activities": [null("activity_id"), no_time("occurred_at"), null("lead_id"), stranger],
        "lead_decisions": [
            *(null("decision_id"), no_time("decided_at"), null("lead_id"), stranger),
            (no_decision, "decision is not accepted, rejected or sales_qualified"),
        ],
        "lead_changes": [null("lead_id"), null("field"), no_time("changed_at"), stranger],
        "accounts": [null("company_domain")],
        "channel_costs": [null("month", "is null or no date"), null("lead_source"), null("cost", "is null or no number")],
    }
    return "case " + " ".join(f"when {condition} then '{reason}'" for condition, reason in reasons[table]) + " end"


def endless(merged: dict[str, str]) -> int:
    """How many leads are merged into chains that never end."""
    is_endless: dict[str, bool] = {}
    for lead in merged:
        path = []
        at = lead
        while at in merged and at not in is_endless and at not in path:
            path.append(at)
            at = merged[at]
        ends = is_endless.get(at, at in path)
        is_endless |= dict.fromkeys(path, ends)
    return sum(is_endless.values())


def differences(usual: dict[str, str], found: dict[str, str]) -> str:
    """What a file has, and others have not, in words."""
    lacks = sorted(usual.keys() - found.keys())
    more = sorted(found.keys() - usual.keys())
    other = sorted(name for name in usual.keys() & found.keys() if usual[name] != found[name])
    parts = [f"lacks {', '.join(lacks)}" if lacks else "", f"has {', '.join(more)} besides" if more else ""]
    parts += [f"has {name} as {found[name].lower()}, not {usual[name].lower()}" for name in other]
    return "; ".join(part for part in parts if part)


def counted(things: Sequence[object], name: str) -> str:
    """A number of things with their name."""
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def listed(things: Sequence[str]) -> str:
    """The first few of a list, after a colon."""
    return f": {', '.join(things[:3])}{', …' if len(things) > 3 else ''}" if things else ""
