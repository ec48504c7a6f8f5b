"""The raw data that is built: the demo company at a size, the same with twice the history, and what a day adds to either."""

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarking.machine import Stop

MAKE_DATA = Path(__file__).resolve().parents[1] / "make_demo_data.py"
# the demo company has a little over 19
EVENTS_A_LEAD = 20
FEWEST_LEADS = 100
MONTHS = 18
AS_OF = "2026-06-30 23:59:59"
NEXT_DAY = "2026-07-01"
NEXT_AS_OF = f"{NEXT_DAY} 23:59:59"
# of the events, those that land on the next day
DAY_SHARE = 0.003
# who comes back tomorrow was here lately
RECENT_DAYS = 180
RAW_BYTES_AN_EVENT = 32
UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}

DAY = f"""
    copy (
        with lately as (
            select * from read_parquet($files)
            where
                lead_id is not null and not coalesce(is_deleted, false)
                and occurred_at between timestamp '{AS_OF}' - interval {RECENT_DAYS} days and timestamp '{AS_OF}'
            order by md5(event_id), loaded_at
            limit $events
        ),
        moved as (
            select *, timestamp '{NEXT_DAY}' + to_seconds(cast(hash(event_id) % 86000 as bigint)) as moved_at from lately
        )
        select
            * exclude (moved_at) replace (
                'day-' || event_id as event_id, 'day-' || session_id as session_id,
                moved_at as occurred_at, moved_at as updated_at, moved_at + interval 2 minutes as loaded_at
            )
        from moved
    ) to '{{file}}' (format parquet, compression zstd)
"""


@dataclass(frozen=True)
class Raw:
    """A folder of raw files."""

    folder: Path

    @property
    def events(self) -> list[str]:
        """The files of its events."""
        single = self.folder / "events.parquet"
        return [str(single)] if single.exists() else sorted(str(path) for path in (self.folder / "events").glob("*.parquet"))

    def count(self, table: str) -> int:
        """Rows of a table."""
        files = self.events if table == "events" else [str(self.folder / f"{table}.parquet")]
        with duckdb.connect() as connection:
            return _only(connection.execute("select count(*) from read_parquet($1)", [files]))


@dataclass(frozen=True)
class Day:
    """A day's batch: the folder of the raw files, in which one more of events has landed, and what that one holds."""

    raw: Raw
    events: int
    leads: int


def parsed_size(text: str) -> int:
    """A number of events as people write it: 4M, 200k, 1000000."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([kmg]?)", text.strip().replace("_", "").lower())
    events = round(float(found[1]) * UNITS[found[2]]) if found else 0
    if events < FEWEST_LEADS * EVENTS_A_LEAD:
        raise Stop(f"--events {text}: expected a number of at least {FEWEST_LEADS * EVENTS_A_LEAD:,}, such as 200k, 4M or 20000000.")
    return events


class Data:
    """Raw folders, made once and kept for the runs to come; the generator's text is part of their names."""

    def __init__(self, folder: Path, events: int) -> None:
        self.folder, self.leads = folder, events // EVENTS_A_LEAD
        self.made_by = hashlib.sha256(MAKE_DATA.read_bytes()).hexdigest()[:8]

    def _path(self, times: int) -> Path:
        return self.folder / f"{self.leads * times}-leads-{MONTHS * times}-months-{self.made_by}"

    def missing_bytes(self, times: int) -> int:
        """About how much disk the data still takes, as long as it is not there."""
        return 0 if self._path(times).exists() else self.leads * times * EVENTS_A_LEAD * RAW_BYTES_AN_EVENT

    def raw(self, times: int = 1) -> Raw:
        """The company, or one that has gone on at the same pace for so many times as long, with so many times the leads."""
        path = self._path(times)
        if not path.exists():
            print(f"making {self.leads * times:,} leads of {MONTHS * times} months in {path} ...", flush=True)
            size = ["--leads", str(self.leads * times), "--months", str(MONTHS * times), "--end", AS_OF]
            command = [sys.executable, str(MAKE_DATA), "--out", str(path), *size]
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if made.returncode:
                raise Stop(f"The data could not be made: {made.stderr.strip()}")
        return self._laid(Raw(path), times)

    def _laid(self, made: Raw, times: int) -> Raw:
        """A folder of links to what was made: files land in it, and what was made stays as it is."""
        folder = self._path(times).with_name(f"{self._path(times).name}-landed")
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "events").mkdir(parents=True)
        for file in made.folder.glob("*.parquet"):
            if file.name != "events.parquet":
                (folder / file.name).symlink_to(file.resolve())
        for number, file in enumerate(made.events):
            (folder / "events" / f"before-{number:04d}.parquet").symlink_to(Path(file).resolve())
        return Raw(folder)

    def day(self, times: int = 1) -> Day:
        """The same folder a day later, with one more file: as many events, however long the history is, of people who were here lately."""
        events = round(self.raw().count("events") * DAY_SHARE)
        raw = self.raw(times)
        added = raw.folder / "events" / "day.parquet"
        with duckdb.connect() as connection:
            connection.execute(DAY.format(file=str(added).replace("'", "''")), {"files": raw.events, "events": events})
            leads = _only(connection.execute("select count(distinct lead_id) from read_parquet($1)", [str(added)]))
        return Day(raw, events, leads)


def _only(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.fetchone()
    return int(row[0]) if row else 0
