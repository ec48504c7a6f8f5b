"""Random histories of raw data: what lands late, is corrected, deleted, merged, taken back; many of them side by side in one folder.

Each history is a group of leads with ids of its own, so that one build replays all of them.
"""

import csv
import datetime as dt
import os
import random
import shutil
from pathlib import Path

from tests.evaluator.case_definitions import COLUMNS, write_definitions, write_reference, write_rows
from tests.evaluator.case_raw import AS_OF, DAY, SECOND, START, Group, spoil, write_table
from tests.evaluator.raw import CONTRACTS

# where the first as_of stands, and how far it may be moved
AS_OFS = [AS_OF - 200 * DAY, AS_OF - 60 * DAY, AS_OF - SECOND, AS_OF, AS_OF + 30 * DAY]


class Histories:
    """The raw tables of many histories as they stand now, and what has not landed yet."""

    def __init__(self, folder: Path, seed: int, groups: int, leads: int = 3) -> None:
        self.rng = random.Random(seed)
        self.folder = folder
        self.raw = folder / "raw"
        self.as_of = AS_OF - 60 * DAY
        self.landed_at = AS_OF - 60 * DAY
        self.definitions_seed = seed
        self.left_out = False
        self.landed: dict[str, list[dict]] = {table: [] for table in CONTRACTS}
        self.pending: dict[str, list[dict]] = {table: [] for table in CONTRACTS}
        self.happened: list[str] = []
        # the files of events, with what they hold, and how many were written
        self.files: dict[str, list[str]] = {}
        self.written = 10**9
        tables: dict[str, list[dict]] = {table: [] for table in CONTRACTS}
        for number in range(1, groups + 1):
            group = Group(self.rng, f"G{number}x", leads, dirty=True)
            for table, rows in group.tables.items():
                tables[table] += rows
        spoil(self.rng, tables)
        for table, rows in tables.items():
            for row in rows:
                row["loaded_at"] = START + self.rng.randint(0, 40) * 10 * DAY
                (self.landed if self.rng.random() < 0.6 else self.pending)[table].append(row)
        self.write_definitions()
        self.own_reference = folder / "own_reference"
        self.own_reference.mkdir(parents=True)
        write_reference(self.own_reference, bots=True)

    def write_definitions(self) -> None:
        """The definitions as they were at first."""
        folder = self.folder / "definitions"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_definitions(folder, random.Random(self.definitions_seed), 3)

    def write_raw(self) -> None:
        """Writes the raw tables, in another order each time; events as a file for each day on which some landed, of which only those
        are written that say something else.
        """
        self.raw.mkdir(parents=True, exist_ok=True)
        for table, rows in self.landed.items():
            self.rng.shuffle(rows)
            if table == "events":
                self._write_event_files(rows)
            elif rows or CONTRACTS[table].required:
                write_table(self.raw, table, rows, "parquet")
            else:
                (self.raw / f"{table}.parquet").unlink(missing_ok=True)

    def _write_event_files(self, rows: list[dict]) -> None:
        folder = self.raw / "events"
        folder.mkdir(exist_ok=True)
        files: dict[str, list[dict]] = {"none": []}
        for row in rows:
            files.setdefault(f"{row['loaded_at']:%Y%m%d}", []).append(row)
        for name in self.files.keys() - files.keys():
            (folder / f"{name}.parquet").unlink()
        said = {name: sorted(map(repr, held)) for name, held in files.items()}
        for name, held in files.items():
            if self.files.get(name) != said[name]:
                write_table(folder, "events", held, "parquet")
                file = (folder / "events.parquet").rename(folder / f"{name}.parquet")
                # a time of its own, long ago: one that changed just now is read again whatever it holds
                self.written += 1
                os.utime(file, (self.written, self.written))
        self.files = said

    def step(self, steps: int) -> None:
        """So many small things happen, a row or a lead each; what lands, lands together."""
        self.landed_at += DAY
        for _ in range(steps):
            kind = self.rng.choice(
                ["land", "land", "land", "correct", "correct", "rewrite", "delete", "lose", "merge", "identify", "bot", "company"]
            )
            if getattr(self, f"_{kind}")():
                self.happened.append(kind)

    def _some_row(self, *tables: str) -> tuple[str, dict] | None:
        table = self.rng.choice(tables or [table for table, rows in self.landed.items() if rows])
        rows = self.landed[table]
        return (table, self.rng.choice(rows)) if rows else None

    def _land(self) -> bool:
        """Rows that were pending land: late events, decisions, a lead whose events are there already."""
        table = self.rng.choice([table for table, rows in self.pending.items() if rows] or ["events"])
        rows = self.pending[table]
        self.rng.shuffle(rows)
        for row in rows[:3]:
            self.landed[table].append({**row, "loaded_at": self.landed_at})
        del rows[:3]
        return True

    def _changed(self, table: str, row: dict) -> dict:
        """A row with one value that another row of its table has, or another time."""
        columns = [column for column in CONTRACTS[table].columns if column not in (*CONTRACTS[table].key, "loaded_at", "updated_at")]
        column = self.rng.choice(columns)
        value = self.rng.choice(self.landed[table]).get(column)
        if column in ("lead_id", "anonymous_id", "merged_into", "company_domain"):
            value = self._neighbour(row, column)
        if isinstance(row.get(column), dt.datetime) and self.rng.random() < 0.5:
            value = row[column] + self.rng.choice([-DAY, DAY, SECOND, -30 * DAY])
        return {**row, column: value}

    def _neighbour(self, row: dict, column: str) -> object:
        """A value of the column in the same history, so that histories stay apart."""
        prefix = str(row.get("lead_id") or row.get("anonymous_id") or "").split("x")[0]
        values = [other[column] for rows in self.landed.values() for other in rows if str(other.get(column) or "").startswith(f"{prefix}x")]
        return self.rng.choice([*values, None]) if prefix and values else row.get(column)

    def _correct(self) -> bool:
        """A newer version of a row lands beside the older one."""
        table, row = self._some_row() or (None, None)
        if row is None:
            return False
        self.landed[table].append({**self._changed(table, row), "loaded_at": self.landed_at, "updated_at": self.landed_at})
        return True

    def _rewrite(self) -> bool:
        """A row is written over where it stands, as exports of whole tables do."""
        table, row = self._some_row() or (None, None)
        if row is None:
            return False
        row.update(self._changed(table, row))
        return True

    def _delete(self) -> bool:
        """A row is marked as deleted, or comes back."""
        table, row = self._some_row() or (None, None)
        if row is None:
            return False
        is_deleted = not row.get("is_deleted")
        self.landed[table].append({**row, "loaded_at": self.landed_at, "updated_at": self.landed_at, "is_deleted": is_deleted})
        return True

    def _lose(self) -> bool:
        """A row is no longer in the export; it may land again."""
        table, row = self._some_row() or (None, None)
        if row is None:
            return False
        self.landed[table].remove(row)
        self.pending[table].append(row)
        return True

    def _merge(self) -> bool:
        """A lead is merged into another of its history, or parts from it."""
        _, row = self._some_row("leads") or (None, None)
        if row is None:
            return False
        other = self._neighbour(row, "lead_id")
        merged_into = None if row.get("merged_into") else other
        self.landed["leads"].append({**row, "merged_into": merged_into, "loaded_at": self.landed_at, "updated_at": self.landed_at})
        return True

    def _identify(self) -> bool:
        """An anonymous id identifies itself as a lead, perhaps as another than before."""
        _, row = self._some_row("events") or (None, None)
        if row is None:
            return False
        lead_id, anonymous_id = self._neighbour(row, "lead_id"), self._neighbour(row, "anonymous_id")
        if lead_id and anonymous_id:
            occurred_at = row.get("occurred_at")
            self.landed["events"].append(
                {
                    "event_id": f"{anonymous_id}i{len(self.happened)}",
                    "lead_id": lead_id,
                    "anonymous_id": anonymous_id,
                    "event_type": self.rng.choice(["chat_identified", "demo_request"]),
                    "occurred_at": occurred_at if isinstance(occurred_at, dt.datetime) else self.as_of - DAY,
                    "loaded_at": self.landed_at,
                }
            )
        return bool(lead_id and anonymous_id)

    def _bot(self) -> bool:
        """An event turns out to be a bot's, or not."""
        _, row = self._some_row("events") or (None, None)
        if row is None or isinstance(row.get("is_bot"), str):
            return False
        self.landed["events"].append({**row, "is_bot": not row.get("is_bot"), "loaded_at": self.landed_at, "updated_at": self.landed_at})
        return True

    def _company(self) -> bool:
        """A company becomes a customer, or leaves."""
        found = self._some_row("accounts")
        if not found:
            return False
        _, row = found
        row["is_customer_since"] = None if row.get("is_customer_since") else self.as_of - self.rng.randint(0, 300) * DAY
        row["loaded_at"] = self.landed_at
        return True

    def move_as_of(self) -> None:
        """Another day is looked at, earlier or later."""
        self.as_of = self.rng.choice([as_of for as_of in AS_OFS if as_of != self.as_of])

    def change_definition(self) -> None:
        """A version says something else: another gap, or other points of a rule."""
        name, column = self.rng.choice([("mql_definitions", "requalify_gap_days"), ("scoring_rules", "points"), ("fit_rules", "points")])
        rows = self._definition_rows(name)
        row = self.rng.choice([row for row in rows if row[column]])
        row[column] = str(float(row[column]) + 7).removesuffix(".0")
        self._write_definition_rows(name, rows)

    def leave_out_or_restore_a_definition(self) -> None:
        """A definition is no longer there, or all are back as they were at first."""
        if self.left_out:
            self.left_out = False
            self.write_definitions()
            return
        self.left_out = True
        gone = self.rng.choice(self._definition_rows("mql_definitions"))["definition_id"]
        for path in (self.folder / "definitions").glob("*.csv"):
            rows = self._definition_rows(path.stem)
            if rows:
                self._write_definition_rows(path.stem, [row for row in rows if row["definition_id"] != gone])

    def _definition_rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "definitions" / f"{name}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    def _write_definition_rows(self, name: str, rows: list[dict[str, str]]) -> None:
        write_rows(self.folder / "definitions" / f"{name}.csv", COLUMNS[name].split(","), rows)

    def change_mapping(self) -> None:
        """Clicks mean something else, or fewer of them make a bot."""
        path = self.own_reference / "event_type_mapping.csv"
        text = path.read_text()
        meanings = ["email_click", "content_download", "pricing_page_view"]
        now = next(meaning for meaning in meanings if f"gen click,,,{meaning}," in text)
        then = self.rng.choice([meaning for meaning in meanings if meaning != now])
        path.write_text(text.replace(f"gen click,,,{now},", f"gen click,,,{then},"))

    def change_bot_rule(self) -> None:
        """More or fewer clicks make a bot than before."""
        path = self.own_reference / "bot_rules.csv"
        text = path.read_text()
        path.write_text(text.replace("email_click,3,", "email_click,2,") if "email_click,3," in text else text.replace(",2,", ",3,"))
