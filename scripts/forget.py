"""Forgets a person: out of every table, snapshot and audit, and out of the file; and the next load does not bring them back.

The person is put on a list beside the database, as hashes, which every build reads: raw rows of people on it are not read, and what
earlier builds kept of them goes. Then the marts are built without them in a private copy, that is written anew, since a deleted
row's bytes stay in a DuckDB file, and published whole. Whatever stops it, run it again: it goes on where it stopped.
"""

import argparse
import csv
import hashlib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from build import TARGET, Dbt, words
from database import database_path, suppression_path
from notify import alone as alone_with_log
from publishing import Published, Stop, alone

HEADER = "request,kind,hash,identified_at"
WITHOUT_TESTS = ["--exclude-resource-type", "test", "unit_test"]
# a file that DuckDB 1.x clients can open, as in profiles.yml
STORAGE_VERSION = "v1.2.0"
ADDRESS = "^[^@ ]+@[^@ ]+[.][^@ .]+$"
# as macros/portability/text.sql has it
BLANKS = (
    " \t\n\r\f\u000b\u001c\u001d\u001e\u001f\u1680\u2000\u2001\u2002\u2003"
    "\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u0085\u00a0\u200b\u2028\u2029\u3000\ufeff"
)
TABLES_OF_LEADS = ["leads", "events", "opportunities", "opportunity_contacts", "sales_activities", "lead_decisions", "lead_changes"]

# the lead, and those that any of its raw rows merges with it, whichever survives
SAME_PERSON = """
    with recursive
    merges as (
        select lead_id, merged_into as other_id from {base_leads}
        union
        select lead_id, survivor_id as other_id from {base_leads}
    ),
    edges as (
        select lead_id, other_id from merges
        union
        select other_id as lead_id, lead_id as other_id from merges
    ),
    person as (
        select lead_id from merges where lead_id = ?
        union
        select edges.other_id as lead_id from person inner join edges on person.lead_id = edges.lead_id
        where edges.other_id is not null
    )
    select distinct lead_id from person where lead_id is not null order by lead_id
"""
ADDRESSES = f"""
    with addresses as (
        select lower(trimmed(email)) as email from raw.leads where trimmed(lead_id) in (select unnest(?))
        union
        select lower(trimmed(unnest([old_value, new_value]))) as email from raw.lead_changes
        where trimmed(lead_id) in (select unnest(?)) and lower(trimmed(field)) = 'email'
    )
    select email from addresses where regexp_matches(email, '{ADDRESS}') order by email
"""
OTHERS_WITH_THE_ADDRESS = """
    select distinct trimmed(lead_id) as lead_id from raw.leads
    where lower(trimmed(email)) in (select unnest(?)) and trimmed(lead_id) not in (select unnest(?))
    order by lead_id
"""
DEVICES = """
    select distinct spans.anonymous_id, make_timestamp(spans.identified_epoch * 1000000)
    from {int_identity_spans} as spans
    inner join {int_leads} as leads on spans.lead_key = leads.lead_key
    where leads.lead_id in (select unnest(?))
    order by all
"""


@dataclass
class Person:
    """Who is to be forgotten: ids of leads, addresses, and when which device said it was theirs."""

    lead_ids: list[str]
    addresses: list[str] = field(default_factory=list)
    devices: list[tuple[str, object]] = field(default_factory=list)
    raw_rows: dict[str, int] = field(default_factory=dict)

    def entries(self) -> list[tuple[str, str, str]]:
        """Kind, hash and time of each line that keeps the person out."""
        return [
            *(("lead_id", hashed(lead_id), "") for lead_id in self.lead_ids),
            *(("email", hashed(address), "") for address in self.addresses),
            *(("anonymous_id", hashed(device), f"{at:%Y-%m-%d %H:%M:%S}") for device, at in self.devices),
        ]


def hashed(text: str) -> str:
    """What stands on the list for an id or an address."""
    return hashlib.sha256(text.encode()).hexdigest()


class SuppressionList:
    """The file of those who must not come back: a line is one id, address or device of a request, as a hash."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self) -> list[list[str]]:
        """Request, kind, hash and time of each line; nothing where nobody was ever forgotten."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        return [row for row in csv.reader(io.StringIO(text)) if row and row != HEADER.split(",")]

    def lead_hashes(self) -> set[str]:
        """The ids of leads on it."""
        return {row[2] for row in self.rows() if row[1] == "lead_id"}

    def add(self, person: Person) -> None:
        """Puts a person on it, and waits until the disk has it."""
        rows = self.rows()
        known = {tuple(row[1:]) for row in rows}
        request = 1 + max((int(row[0]) for row in rows), default=0)
        rows += [[str(request), *entry] for entry in person.entries() if entry not in known]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, "\n".join([HEADER, *(",".join(row) for row in rows), ""]))


def write_whole(path: Path, text: str) -> None:
    """Writes a file that others see as it was or whole, even if the power fails."""
    partial = path.with_name(f"{path.name}.partial")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.chmod(mode)
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def opened(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A database, with `trimmed` for what the models do to an id."""
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute(f"create temporary macro trimmed(value) as trim(cast(value as varchar), '{BLANKS}')")
    return connection


def quoted(*names: str) -> str:
    """A name of the database as SQL has it."""
    return ".".join('"{}"'.format(name.replace('"', '""')) for name in names)


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The tables and views that the builds made: name -> quoted name."""
    found = connection.execute("""
        select schema_name, table_name from duckdb_tables() where not internal
        union all
        select schema_name, view_name from duckdb_views() where not internal
    """).fetchall()
    return {name: quoted(schema, name) for schema, name in found}


def found_person(connection: duckdb.DuckDBPyConnection, lead_id: str, options: argparse.Namespace) -> Person:
    """The person that a lead is. Raises Stop where there is no such lead, or where it is open who else is meant."""
    built = relations(connection)
    missing = sorted({"leads", "base_leads", "int_leads", "int_identity_spans"} - built.keys())
    if missing:
        raise Stop(f"{database_path()}: {', '.join(missing)} not found; nobody was forgotten. `make build` first.")

    def column(sql: str, *parameters: object) -> list[str]:
        return [row[0] for row in connection.execute(sql, list(parameters)).fetchall()]

    # gone from the raw files already, but not from what earlier builds kept
    lead_ids = column(SAME_PERSON.format(**built), lead_id) or [lead_id] * bool(list(holders(connection, [lead_id])))
    if not lead_ids:
        raise Stop(f"{lead_id!r}: no such lead in the raw files or in {database_path()}; nobody was forgotten. Ids are case-sensitive.")
    addresses = [] if options.this_lead_only else column(ADDRESSES, lead_ids, lead_ids)
    others = column(OTHERS_WITH_THE_ADDRESS, addresses, lead_ids)
    if others and not options.email_too:
        raise Stop(
            f"{lead_id}: {len(others)} other lead(s) bear the same e-mail address: {some(others)}. Nobody was forgotten. "
            "The same person? --email-too forgets them all; --this-lead-only forgets this lead and leaves the others."
        )
    for other in others:
        lead_ids += [same for same in column(SAME_PERSON.format(**built), other) if same not in lead_ids]
    devices = connection.execute(DEVICES.format(**built), [lead_ids]).fetchall()
    rows = {
        table: column(f"select count(*) from raw.{quoted(table)} where trimmed(lead_id) in (select unnest(?))", lead_ids)[0]
        for table in TABLES_OF_LEADS
    }
    return Person(lead_ids, addresses, devices, {table: int(count) for table, count in rows.items() if count})


def some(names: Sequence[str]) -> str:
    """The first ten, and how many more."""
    return ", ".join(names[:10]) + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")


def clean_log(log: Path, hashes: set[str]) -> None:
    """Takes what was sent of these leads out of the log of notifications, whose ids name the lead."""
    if not log.exists():
        return
    with alone_with_log(log):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        kept = [line for line in lines if not ({hashed(lead) for lead in leads_of(line)} & hashes)]
        if kept != lines:
            write_whole(log, "\n".join([*kept, ""]))
            print(f"{log}: {len(lines) - len(kept)} line(s) removed.")


def leads_of(line: str) -> list[str]:
    """The lead of a line of the log, if it is about one: kind|definition|version|lead|cycle, also where it was torn off."""
    cell = next(csv.reader([line]), [""])[0] if line.strip() else ""
    parts = cell.split("|", 3)
    return [parts[3].rpartition("|")[0], parts[3]] if len(parts) == 4 else []


def holders(connection: duckdb.DuckDBPyConnection, lead_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The tables in which a cell is one of these ids, and the condition for it, whose parameter is `ids`."""
    tables = connection.execute(
        "select schema_name, table_name, list(column_name order by column_index) from duckdb_columns() where data_type = 'VARCHAR' "
        "and not internal and table_oid in (select table_oid from duckdb_tables()) group by all order by all"
    ).fetchall()
    for schema, name, columns in tables:
        is_theirs = " or ".join(f"trimmed({quoted(column)}) in (select unnest($ids))" for column in columns)
        found = connection.execute(f"select 1 from {quoted(schema, name)} where {is_theirs} limit 1", {"ids": list(lead_ids)})
        if found.fetchall():
            yield quoted(schema, name), is_theirs


def remove_left_over(connection: duckdb.DuckDBPyConnection, lead_ids: Sequence[str]) -> None:
    """Removes what tables that no model makes any more, or that somebody made by hand, hold of these leads."""
    for table, is_theirs in list(holders(connection, lead_ids)):
        removed = connection.execute(f"delete from {table} where {is_theirs}", {"ids": list(lead_ids)}).fetchall()[0][0]
        print(f"{table}: {removed} row(s) removed; no model of the project makes them.")


def write_anew(path: Path) -> None:
    """Writes a database anew, so that nothing is left in the file of what was deleted in it."""
    folder = path.with_name("anew")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        fresh = folder / path.name
        with duckdb.connect() as connection:
            connection.execute(f"attach {text(path)} as old (read_only)")
            connection.execute(f"attach {text(fresh)} as fresh (storage_version '{STORAGE_VERSION}')")
            connection.execute("copy from database old to fresh")
            connection.execute("detach fresh")
        fresh.replace(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def text(path: Path) -> str:
    """A path as SQL text: what cannot be a parameter of a statement."""
    return "'{}'".format(str(path).replace("'", "''"))


def forget(published: Published, suppressed: SuppressionList, options: argparse.Namespace, lock: int) -> None:
    """Forgets a lead. Raises Stop where something stands in the way."""
    lead_id = options.lead.strip()
    if not published.path.exists():
        raise Stop(f"{published.given}: no such database. `make build` makes it; MQL_DUCKDB_PATH names another.")
    person = Person([lead_id])
    if hashed(lead_id) in suppressed.lead_hashes():
        print(f"{lead_id}: on the list already ({suppressed.path}); carried on with what is left.")
    else:
        with opened(published.path, read_only=True) as connection:
            person = found_person(connection, lead_id, options)
        suppressed.add(person)
        print(f"{some(person.lead_ids)}: on the list of those who are kept out ({suppressed.path}).")
    log = Path(os.environ.get("MQL_NOTIFICATION_LOG", "") or database_path().with_name("notifications.csv"))
    clean_log(log, suppressed.lead_hashes())
    with published.private_copy() as private:
        if Dbt(private, [*WITHOUT_TESTS, *options.dbt], lock).code:
            raise Stop(f"{lead_id} is on the list, but the build failed, so {published.given} still holds them. Mend it, and run again.")
        with opened(private, read_only=False) as connection:
            remove_left_over(connection, person.lead_ids)
        write_anew(private)
        published.publish()
    print(f"{lead_id}: forgotten. {published.given} was built without them and written anew.")
    if person.raw_rows:
        rows = ", ".join(f"{table} {count:,}" for table, count in person.raw_rows.items())
        print(f"The raw files still hold rows that bear the id ({rows}): remove them there too. Until then the list keeps them out.")


def rewrite(published: Published) -> None:
    """Writes the published file anew, as it is."""
    if not published.path.exists():
        raise Stop(f"{published.given}: no such database. `make build` makes it; MQL_DUCKDB_PATH names another.")
    with published.private_copy() as private:
        write_anew(private)
        published.publish()
    print(f"{published.given} was written anew: what was deleted or masked is not in the file any more.")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Forgets a person: out of the database, its file, and every load to come.")
    parser.add_argument("lead", nargs="?", default="", help="the lead_id")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--email-too", action="store_true", help="also the other leads that bear one of the person's e-mail addresses")
    who.add_argument("--this-lead-only", action="store_true", help="this lead and those merged with it; others with the address stay")
    who.add_argument("--rewrite-only", action="store_true", help="nobody: only writes the file anew, so that deleted rows leave it")
    parser.add_argument("dbt", nargs="*", help="after the lead: arguments for dbt build, for instance --vars")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Forgets; leaves with one line, and not with 0, where it did not."""
    options = parsed(arguments)
    given = database_path()
    if not options.lead.strip() and not options.rewrite_only:
        sys.exit("Whom? make forget LEAD=<lead_id>")
    if os.environ.get("MQL_TARGET", "") not in ("", "duckdb") or re.match(r":|\w+:", str(given)):
        sys.exit("`make forget` writes a DuckDB file of this machine anew. On any other target delete the person's raw rows there.")
    published = Published(given)
    try:
        published.check()
        TARGET.mkdir(exist_ok=True)
        with alone(published.lock, True) as lock, alone(TARGET / "build.lock", True):
            if options.rewrite_only:
                rewrite(published)
            else:
                forget(published, SuppressionList(suppression_path()), options, lock)
    except Stop as stop:
        sys.exit(str(stop))
    except OSError as error:
        sys.exit(words(error, published))
    except duckdb.Error as error:
        sys.exit(f"{given}: {str(error).splitlines()[0]}; run again when it is mended.")
    except KeyboardInterrupt:
        sys.exit(f"Stopped; {given} is as it was. Run again: it goes on where it stopped.")


if __name__ == "__main__":
    main()
