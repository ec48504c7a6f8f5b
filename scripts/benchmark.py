"""Measures builds side by side, on one machine and the same data, and shows them as ratios to one sort of the events.

python scripts/benchmark.py
python scripts/benchmark.py --events 20M
python scripts/benchmark.py --events 4M --only full,batch --compare target/bench/results/<an earlier run>.json

docs/performance.md says what is measured and how to read it. What is written lies in target/bench: `data` is kept between runs,
`results` holds a page, a chart and the raw figures of each run.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import yaml
from benchmarking import machine, pages
from benchmarking.data import Data, parsed_size
from benchmarking.machine import Stop
from benchmarking.plan import PARTS, TWICE, Plan, with_needs
from benchmarking.results import Results
from benchmarking.runs import ROOT, Definitions, Figures, Runs, Settings, check_tools, commit, default_of
from publishing import alone

FOLDER = ROOT / "target" / "bench"
# of the largest database that a part makes, and some more for what it spills: measured at 4 M to 20 M events
BYTES_AN_EVENT = {"yardstick": 100, "full": 250, "all": 800, "plain": 400, "again": 300, "batch": 350, "history": 350, "variants": 300}
MORE_A_VARIANT = 100
GB = 1e9


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = "; ".join(f"{name}: {words}" for name, (words, _) in PARTS.items())
    parser.add_argument("--events", default="4M", help="how many events, such as 4M, 20M, 200M (default: 4M); a lead has twenty")
    parser.add_argument("--only", default="", help=f"parts to measure, separated by commas, with what their ratios need. {parts}")
    parser.add_argument("--definitions", action="append", default=[], help="build these too, such as staged,points; may be repeated")
    parser.add_argument("--variants", default="2,4,8", help="how many definitions that share event groups (default: 2,4,8)")
    parser.add_argument("--dbt-threads", type=int, help="models that dbt builds at once (default: the project's)")
    parser.add_argument("--threads", type=int, help="threads of DuckDB (default: one a core)")
    parser.add_argument("--memory-limit", help="memory of DuckDB, such as 6GB; then it spills (default: the project's)")
    parser.add_argument("--compare", type=Path, help="the figures of an earlier run (.json), to show what changed")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where data, work and results lie (default: target/bench)")
    parser.add_argument("--no-disk-check", action="store_true", help="begin even if the disk seems too small")
    return parser.parse_args(arguments)


def listed(text: str) -> list[str]:
    """The items of a list with commas."""
    return [item.strip() for item in text.split(",") if item.strip()]


def wanted_parts(text: str) -> list[str]:
    """The parts to measure, with what they need; raises Stop where one is not known."""
    given = listed(text) or list(PARTS)
    unknown = [part for part in given if part not in PARTS]
    if unknown:
        raise Stop(f"--only {', '.join(unknown)}: no such part; expected {', '.join(PARTS)}.")
    return with_needs(given)


def variant_counts(text: str) -> list[int]:
    """How many variants, each a number of at least 2; raises Stop where one is not."""
    counts = listed(text)
    if not all(count.isdigit() and int(count) > 1 for count in counts):
        raise Stop(f"--variants {text}: expected numbers of at least 2, such as 2,4,8.")
    return sorted({int(count) for count in counts})


def asked_definitions(given: Sequence[str]) -> list[Definitions]:
    """The sets of shipped definitions to build beside those that are always measured."""
    return [Definitions("+".join(listed(text)), tuple(listed(text))) for text in given]


def needed_bytes(data: Data, events: int, parts: Sequence[str], variants: Sequence[int], has_extra: bool = False) -> int:
    """About how much disk a run takes: the data that is not there yet, and the largest of its databases, one at a time."""
    made = sum(data.missing_bytes(times) for times in ({1, TWICE} if "history" in parts else {1}))
    an_event = {part: BYTES_AN_EVENT[part] for part in (*parts, *(["all"] if has_extra else []))}
    if "variants" in an_event:
        an_event["variants"] += MORE_A_VARIANT * max(variants, default=0)
    if "history" in an_event:
        an_event["history"] *= TWICE
    return made + events * max(an_event.values())


def check_disk(folder: Path, needed: int, events: int) -> None:
    """Raises Stop where it would not fit, before anything is made."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise Stop(
            f"{folder}: {free / GB:.1f} GB free; {events:,} events need about {needed / GB:.1f} GB for data and databases. Make room, "
            "name another disk with --folder, measure less with --events and --only, or try with --no-disk-check."
        )


def setting(options: argparse.Namespace, settings: Settings, events: int, leads: int) -> dict[str, Any]:
    """What was measured, by what, and on what."""
    profile = yaml.safe_load((ROOT / "profiles.yml").read_text())["mql"]["outputs"]["duckdb"]
    limits = {"memory_limit": default_of(profile["config_options"]["memory_limit"]), **settings.duckdb}
    with duckdb.connect() as connection:
        for name, value in limits.items():
            connection.execute(f"set {name} = '{value}'")
        told = connection.execute("select current_setting('threads'), current_setting('memory_limit')").fetchall()[0]
    default = re.findall(r"[0-9]+", str(profile["threads"]))
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
        "command": shlex.join(["python", "scripts/benchmark.py", *options.given]),
        "commit": commit(),
        "events": events,
        "leads": leads,
        "cores": os.cpu_count() or 1,
        "processor": machine.processor(),
        "memory_bytes": machine.memory_bytes(),
        "duckdb": {"version": duckdb.__version__, "threads": told[0], "memory limit": told[1]},
        "dbt_threads": settings.dbt_threads or int(default[-1]),
    }


def earlier(file: Path | None) -> Results | None:
    """The figures of an earlier run; raises Stop where the file holds none."""
    if file is None:
        return None
    try:
        found = json.loads(file.read_text())
        return Results(found["about"]["events"], found["steps"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Stop(f"--compare {file}: expected the .json of an earlier run, in target/bench/results. Found: {error!r}.") from None


class Record:
    """What was measured so far, on disk after each step, so that a run that breaks off is not lost."""

    def __init__(self, stem: Path, about: dict[str, Any], before: Results | None) -> None:
        self.stem, self.about, self.before, self.steps = stem, about, before, dict[str, Figures]()

    def keep(self, name: str, figures: Figures) -> None:
        """Keeps the figures of a step and says what it took."""
        self.steps[name] = figures
        gib = figures["peak_bytes"] / 2**30
        print(f"{name}: {figures['seconds']:.1f} s, {figures['cpu_seconds']:.1f} CPU s, {gib:.2f} GiB", flush=True)
        self.write("")

    def write(self, chart: str) -> None:
        """Writes figures and page."""
        self.stem.parent.mkdir(parents=True, exist_ok=True)
        results = Results(self.about["events"], self.steps)
        self.stem.with_suffix(".json").write_text(json.dumps({"about": self.about, "steps": self.steps}, indent=1))
        self.stem.with_suffix(".md").write_text(pages.page(self.about, results, self.before, chart), encoding="utf-8")

    def finish(self) -> None:
        """Draws the chart, writes the page with it, and prints the ratios."""
        from benchmarking.drawing import draw

        chart, results = self.stem.with_suffix(".svg"), Results(self.about["events"], self.steps)
        draw(results, chart)
        self.write(chart.name)
        print(f"\n{pages.ratios(results, self.before)}\n\n{self.stem.with_suffix('.md')}")


def measure(options: argparse.Namespace) -> int:
    """Measures what the command line asks for; 1 where plain SQL and the engine found other MQLs, else 0."""
    check_tools()
    events, parts = parsed_size(options.events), wanted_parts(options.only)
    counts, extra, before = variant_counts(options.variants), asked_definitions(options.definitions), earlier(options.compare)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    data = Data(folder / "data", events)
    settings = Settings(options.dbt_threads, options.threads, options.memory_limit)
    with alone(folder / "lock", wait=True):
        if not options.no_disk_check:
            check_disk(folder, needed_bytes(data, events, parts, counts, bool(extra)), events)
        raw = data.raw()
        about = setting(options, settings, raw.count("events"), raw.count("leads"))
        record = Record(folder / "results" / f"{options.events}-{datetime.now(UTC):%Y%m%d-%H%M%S}", about, before)
        Plan(data, Runs(folder / "work", settings), record.keep).run(parts, extra, counts)
        record.finish()
    found = record.steps.get("plain SQL", {}).get("agreement")
    if found and not found["plain_mqls"] == found["engine_mqls"] == found["same_day"]:
        print(f"Plain SQL and the engine found other MQLs: {found}", file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, or says in words why it cannot."""
    options = parsed(arguments)
    options.given = sys.argv[1:] if arguments is None else list(arguments)
    missing = [name for name in ("altair", "vl_convert") if find_spec(name) is None]
    if missing:
        words = "`make bench` installs the group `report`, or use `uv sync --group report`."
        print(f"{' and '.join(missing)} not installed: {words}", file=sys.stderr)
        return 1
    try:
        return measure(options)
    except Stop as stop:
        print(stop, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or options.folder}: {error.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    print(f"What was measured until then, if anything, is in {options.folder / 'results'}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
