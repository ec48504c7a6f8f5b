"""Proposes a scorecard from closed-won history: a draft definition, how well it does out of time, and the open leads most like those won.

    python scripts/calibrate.py --base framework --name calibrated

Reads the built database and changes nothing in it. Leads are looked at so many days after they became known (`--landmark-days`)
and counted as won if a deal came of them and was won within `--horizon-days`; see scripts/calibration/history.py for who is left
out. The score is learned on the earlier leads and judged on the later ones (`--split`). Writes to drafts/<name>: the definition's
CSV files, look_alikes.csv and report.txt. docs/calibrate.md says how to read them.
"""

import argparse
import re
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from database import open_database


def a_split(text: str) -> float:
    """A share of the leads, or a day."""
    try:
        share = float(text)
    except ValueError:
        try:
            return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is neither a share such as 0.7 nor a day such as 2026-01-31") from None
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text} is no share between 0 and 1")
    return share


def some_days(text: str) -> list[int]:
    """Whole numbers of days, separated by commas."""
    if not all(part.strip().isdigit() for part in text.split(",")):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of days such as 1,7,30")
    return sorted({int(part) for part in text.split(",")})


def days(text: str) -> int:
    """A whole number of days from 1."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of days")
    return int(text)


def a_volume(text: str) -> float:
    """A number over 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number over 0")
    return number


def a_name(text: str) -> str:
    """An id of a definition."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no definition_id; use small letters, digits and _")
    return text


def parse_arguments() -> argparse.Namespace:
    """The options, with their defaults."""
    parser = argparse.ArgumentParser(prog="calibrate", description="Propose a scorecard from closed-won history.")
    parser.add_argument("--base", default="framework", help="definition whose gate, requests and commitments the draft keeps")
    parser.add_argument("--name", type=a_name, default="calibrated", help="definition_id of the draft (default: calibrated)")
    parser.add_argument("--out", type=Path, help="folder to write (default: drafts/<name>)")
    parser.add_argument("--horizon-days", type=days, default=180, help="won within so many days counts (default: 180)")
    parser.add_argument("--landmark-days", type=some_days, default=[1, 7, 14, 30, 60, 90], help="looked at so many days after known")
    parser.add_argument("--window-days", type=days, default=30, help="2 or 4 events of a type count within so many days (default: 30)")
    parser.add_argument("--split", type=a_split, default=0.7, help="share of leads to learn from, or the first day of the test")
    parser.add_argument("--mqls-per-month", type=a_volume, help="volume of MQLs to aim at (default: the base's own)")
    parser.add_argument("--recent-days", type=days, default=90, help="look-alikes did something within so many days (default: 90)")
    parser.add_argument("--with-base", action="store_true", help="put the base's rows into the folder too, to build both")
    parser.add_argument("--force", action="store_true", help="overwrite the folder; write even without a signal")
    return parser.parse_args()


def main() -> None:
    """Learns, judges, and writes what passed."""
    options = parse_arguments()
    if find_spec("sklearn") is None:
        sys.exit("calibrate needs scikit-learn, which is not installed. `make calibrate` installs it, as does `uv sync --group calibrate`.")
    folder = options.out or Path("drafts") / options.name
    if options.name == options.base:
        sys.exit(f"--name is {options.name}, the base itself; name the draft otherwise.")
    if folder.exists() and not options.force:
        sys.exit(f"{folder} is there already; name another folder with --out, or overwrite it with --force.")

    # only now: it needs scikit-learn
    from calibration.proposal import calibrate

    calibrate(open_database(), options, folder)


if __name__ == "__main__":
    main()
