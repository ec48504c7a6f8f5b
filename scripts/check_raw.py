"""Looks at the raw files before a build: can they be read, what do they hold, how does it compare with the load before.

python scripts/check_raw.py
python scripts/check_raw.py --notes --strict

0: go on (warnings are printed). 1: stop, with one line on stderr. 2: with --strict, there are warnings.
"""

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path

import duckdb
from database import database_path
from raw_checks.files import RawFiles
from raw_checks.macros import ROOT, Macros, Stop
from raw_checks.measures import Measures
from raw_checks.record import Entry, Record, fingerprint
from raw_checks.thresholds import FILE, Finding, read_expectations
from raw_checks.verdicts import judge

NAMES = {"stop": "stop", "warn": "warning", "note": "note"}
DOCS = ROOT / "target" / "raw-checks"
# so that the last lines of a build are still on the screen
MOST_WARNINGS = 10


def absolute(text: str) -> Path:
    """A path of the folder that the check is called from."""
    return Path(text).absolute()


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strict", action="store_true", help="leave with 2 where there are warnings")
    parser.add_argument("--notes", action="store_true", help="print every warning, and the notes as well")
    parser.add_argument("--as-of", help="the time that newest rows are compared with (default: the build's as_of)")
    parser.add_argument("--expectations", type=absolute, default=FILE, help="the file of what is expected, instead of the project's")
    parser.add_argument("--docs", type=absolute, default=DOCS, help="the folder of the data docs, instead of target/raw-checks")
    return parser.parse_args(arguments)


def check(options: argparse.Namespace) -> tuple[dict[str, int], list[Finding]]:
    """Rows by table, and what is not as expected; raises Stop where the contract says so."""
    record = Record(database_path().absolute())
    # a relative MQL_RAW_PATH is one of the project's folder, as for dbt
    with chdir(ROOT), duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        macros = Macros(connection, options.as_of)
        expectations = read_expectations(macros.tables, options.expectations)
        raw = RawFiles(connection, macros)
        folder, files = str(Path(macros.raw_path()).resolve()), fingerprint([file for table in raw.read for file in raw.files(table)])
        measures = Measures(connection, macros, raw)
        figures = measures.all(record.before(folder, files))
    findings = judge(figures, expectations, measures.as_of, options.docs)
    record.add(Entry(folder, files, measures.load))
    return measures.rows, findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks, says what there is to say, and returns the exit code."""
    options = parsed(arguments)
    if find_spec("great_expectations") is None:
        print("great_expectations not installed: `make check-raw` installs it, or `uv sync --group checks`.", file=sys.stderr)
        return 1
    try:
        rows, findings = check(options)
    except Stop as stop:
        shutil.rmtree(options.docs, ignore_errors=True)
        print(" ".join(str(stop).split()), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Is it there, and may this user read and write it? Then try again.", file=sys.stderr)
        return 1
    found = Counter(finding.expectation.severity for finding in findings)
    said = ", ".join(f"{found[severity]} {name}{'s' * (found[severity] != 1)}" for severity, name in NAMES.items() if found[severity])
    page = options.docs / "index.html"
    page = page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page
    print(f"raw data: {len(rows)} tables, {sum(rows.values()):,} rows, {f'{said} ({page})' if said else 'nothing to report'}")
    for finding in findings:
        if finding.expectation.severity == "stop":
            print(finding.words, file=sys.stderr)
    printed = [finding for finding in findings if finding.expectation.severity in (["warn", "note"] if options.notes else ["warn"])]
    shown = printed if options.notes else printed[:MOST_WARNINGS]
    for finding in shown:
        print(f"  {NAMES[finding.expectation.severity]}: {finding.words}")
    if len(shown) < len(printed):
        print(f"  and {len(printed) - len(shown)} more warnings: on the page, or by --notes")
    return 1 if found["stop"] else 2 if options.strict and found["warn"] else 0


if __name__ == "__main__":
    sys.exit(main())
