"""The raw files as the build reads them, and in words what cannot be read: file, row, value, what to do."""

import csv
import itertools
import re
from pathlib import Path
from typing import Any

import duckdb

from raw_checks.macros import Macros, Stop

LONGEST_VALUE = 60
HINTS = [
    (b"\xff\xfe", "is UTF-16 text", "Save it as UTF-8."),
    (b"\xfe\xff", "is UTF-16 text", "Save it as UTF-8."),
    (b"\x1f\x8b", "is a gzip archive", "Unpack it."),
    (b"PK\x03\x04", "is a zip archive or a workbook", "Unpack it, or export the sheet as CSV."),
]


class RawFiles:
    """The views `raw.<table>` over the files of MQL_RAW_PATH, made by the macro that a build makes them by."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, macros: Macros) -> None:
        self.connection = connection
        self.macros = macros
        self.tables = macros.tables
        self._views: dict[str, tuple[str, dict[str, str]]] = {}
        try:
            macros.register_raw_tables()
        except duckdb.Error as error:
            raise self.unreadable(list(macros.viewed)[-1], error) from error
        except Stop as stop:
            raise self._another_kind() or stop from None
        self.read: dict[str, dict[str, Any]] = {name: found for name, found in macros.viewed.items() if found}

    def files(self, table: str) -> list[str]:
        """The files that a table is read from."""
        found = self.macros.viewed.get(table)
        return list(found["files"]) if found else []

    def _another_kind(self) -> Stop | None:
        # whatever was missed in a file of another kind, its kind is what to say
        table = next(reversed(self.macros.viewed), "")
        words = next(filter(None, (another_kind(Path(file)) for file in self.files(table))), None)
        return Stop(f"Raw table '{table}': {words}") if words else None

    def columns(self, table: str, file: str) -> dict[str, str]:
        """The columns that one file of a table has, with their types."""
        return self._one(table, file)[1]

    def _one(self, table: str, file: str) -> tuple[str, dict[str, str]]:
        # the view of a file, made once: a folder may hold hundreds
        if file not in self._views:
            source = self.tables[table]
            columns = {name: column | {"config": {"meta": {"required": False}}} for name, column in source["columns"].items()}
            name, kind = f"file_{len(self._views)}", self.macros.viewed[table]["kind"]
            self.macros.create_raw_view(source | {"identifier": name, "columns": columns}, {"kind": kind, "files": [file]})
            self._views[file] = f"{self.schema}.{name}", self.macros.described
        return self._views[file]

    def beside(self, table: str) -> list[str]:
        """Files that bear the table's name and are read by nobody: of another kind, deeper down, or in another case."""
        read = {Path(file) for file in self.files(table)}
        folder = Path(self.macros.raw_path())
        named = [path for path in folder.iterdir() if path.stem.lower() == table or path.name.lower() == table]
        found = itertools.chain.from_iterable(path.rglob("*") if path.is_dir() else [path] for path in named)
        return sorted(str(path) for path in found if path.is_file() and path not in read and not path.name.startswith((".", "_")))

    def first_row(self, table: str, column: str, condition: str) -> tuple[str, int, str] | None:
        """File, row and value of the first row in which a condition holds."""
        for file in self.files(table):
            found = self.connection.execute(
                f"with numbered as (select row_number() over () as row_in_file, * from {self._one(table, file)[0]}) "
                f"select row_in_file, cast({column} as varchar) from numbered as raw where {condition} limit 1"
            ).fetchone()
            if found:
                # as a spreadsheet counts them: the header is the first
                return file, found[0] + file.endswith(".csv"), shown(found[1])
        return None

    @property
    def schema(self) -> str:
        """The schema that the views are in."""
        return str(next(iter(self.tables.values()))["schema"])

    def unreadable(self, table: str, error: duckdb.Error) -> Stop:
        """In words, why the files of a table cannot be read."""
        for file in self.files(table):
            try:
                columns = ", ".join(self.tables[table]["columns"])
                self.connection.execute(f"select max(hash({columns})) from {self._one(table, file)[0]}")
            except duckdb.Error as cause:
                return Stop(f"Raw table '{table}': {in_words(Path(file), cause)}")
            except Stop as stop:
                return stop
        return Stop(f"Raw table '{table}': its {len(self.files(table))} files cannot be read as one: {first_line(error)}")


def another_kind(file: Path) -> str | None:
    """What a file is, where its first bytes say that it is neither CSV in UTF-8 nor parquet."""
    with file.open("rb") as opened:
        start = opened.read(4)
    for magic, is_what, to_do in HINTS:
        if start.startswith(magic):
            return f"{file} {is_what}, expected {'CSV in UTF-8' if file.suffix == '.csv' else 'parquet'}. {to_do}"
    return None


def in_words(file: Path, error: duckdb.Error) -> str:
    """Which row and value of a file DuckDB cannot read, what was expected, and what to do."""
    try:
        kind = another_kind(file)
    except OSError as failure:
        return f"{file} cannot be read: {failure.strerror}. Let the user who builds read it."
    if kind:
        return kind
    if file.suffix != ".csv":
        return f"{file} cannot be read: {first_line(error)} Expected a whole parquet file: was it cut off? Export it again."
    unknown = f"{file} cannot be read: {first_line(error)} Expected CSV in UTF-8 with a header, all lines ended alike. Export it again."
    return bad_bytes(file) or bad_row(file) or unknown


def bad_bytes(file: Path) -> str | None:
    """The first line of a file that is not UTF-8."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                value = line[line.rfind(b",", 0, error.start) + 1 :].split(b",")[0].decode("cp1252", errors="replace")
                return (
                    f"{file}, row {number}: {shown(value.strip().strip(chr(34)))} is not UTF-8 (shown as if Windows-1252), "
                    "expected CSV in UTF-8. Export it as UTF-8, or: iconv -f WINDOWS-1252 -t UTF-8."
                )
    return None


def bad_row(file: Path) -> str | None:
    """The first row of a file that has not as many values as the header has columns."""
    csv.field_size_limit(2**31 - 1)
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        starts, width = 1, None
        try:
            for row in reader:
                width = width or len(row)
                if row and len(row) != width:
                    return (
                        f"{file}, row {reader.line_num}: {len(row)} values for {width} columns, the last is {shown(row[-1])}. "
                        "Quote values that hold a comma, double the quotes within, and close each quote."
                    )
                starts = reader.line_num + 1
        except csv.Error as error:
            return f"{file}, row {starts}: {error}, expected each quote closed and the quotes within doubled. Export it again."
    return None


def first_line(error: Exception) -> str:
    """What DuckDB says, without its advice on its own options."""
    text = re.sub(r"^[\w ]+ Error: ", "", str(error).strip())
    said = [line.strip() for line in text.split("\n\n")[0].splitlines() if not line.startswith("Original Line")]
    words = " ".join(said[:2])
    return f"{words[:300].rstrip('.')}."


def shown(value: object) -> str:
    """A value of the data in a line of words: quoted, on one line, not too long."""
    if value is None:
        return "null"
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+", " ", str(value))
    return f"'{text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + '…'}'"
