"""What one run of the benchmark measures, in which order, and what each part needs beside itself."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarking.data import AS_OF, NEXT_AS_OF, Data, Raw
from benchmarking.plain import PLAIN, UP_TO_MQLS, agreement, statements
from benchmarking.runs import FRAMEWORK, SHIPPED, Definitions, Figures, Runs
from benchmarking.variants import write_variants

# part -> what it is, and the parts that its ratios need
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "yardstick": ("one sort of the events by lead and time, written", ()),
    "full": ("the full build with framework alone, and dbt's own overhead", ("yardstick",)),
    "all": ("the full build with all shipped definitions", ("yardstick",)),
    "plain": ("a plain SQL project, and the engine up to the same MQLs", ("yardstick",)),
    "again": ("the same build once more, with nothing new", ("yardstick", "full")),
    "batch": ("the next day's events", ("yardstick", "full")),
    "history": ("the next day's events after twice the history", ("yardstick", "full", "batch")),
    "variants": ("definitions that share event groups, as many as --variants", ("yardstick", "full")),
}
TWICE = 2
REPEATS = 3

SORT = "create or replace table sorted as select * from read_parquet({files}) order by lead_id, occurred_at"
NARROW_SORT = """
    create or replace table sorted_narrow as
    select
        try_cast(substr(lead_id, 2) as integer) as lead_key,
        epoch(occurred_at)::bigint as occurred_epoch,
        event_type
    from read_parquet({files})
    order by lead_key, occurred_epoch
"""

Keep = Callable[[str, Figures], None]


def with_needs(parts: Iterable[str]) -> list[str]:
    """The parts and what their ratios need, in the order in which they are run."""
    wanted = {need for part in parts for need in (part, *PARTS[part][1])}
    return [part for part in PARTS if part in wanted]


class Plan:
    """One run: each measured step is handed to `keep` as soon as it is over."""

    def __init__(self, data: Data, runs: Runs, keep: Keep) -> None:
        self.data, self.runs, self.keep = data, runs, keep

    def run(self, parts: Sequence[str], extra: Sequence[Definitions], variants: Sequence[int]) -> None:
        """Measures the parts, the sets of definitions asked for beside them, and so many variants."""
        raw = self.data.raw()
        if "yardstick" in parts:
            self._yardstick(raw)
        if "full" in parts:
            self._full(FRAMEWORK, raw)
            self._next_days(parts)
        if "all" in parts:
            self._full(SHIPPED, raw)
        for definitions in extra:
            self._full(definitions, raw)
        if "plain" in parts:
            self._plain(raw)
        for count in variants if "variants" in parts else ():
            folder = write_variants(self.runs.folder / f"{count}-variants", count)
            self.keep(f"full {count} variants", self.runs.dbt("full", Definitions(f"{count} variants", folder=folder), raw, AS_OF))
        if "history" in parts:
            self._history()
        self.runs.forget_database()

    def _yardstick(self, raw: Raw) -> None:
        files = str(raw.events)
        named = [(str(number), SORT.format(files=files)) for number in range(REPEATS)]
        # a checkpoint belongs to writing: a build ends with one
        steps = [step for number, sql in named for step in ((f"sort {number}", sql), (f"written {number}", "checkpoint"))]
        self.keep("yardstick", self.runs.in_duckdb("yardstick", steps))
        narrow = [("sort 0", NARROW_SORT.format(files=files)), ("written 0", "checkpoint")]
        self.keep("narrow sort", self.runs.in_duckdb("narrow-sort", narrow))

    def _full(self, definitions: Definitions, raw: Raw) -> None:
        """dbt's own overhead, then the full build, whose database stays for what goes on from it."""
        self.keep(f"empty {definitions.name}", self.runs.dbt("empty", definitions, raw, AS_OF, "--empty"))
        self.keep(f"full {definitions.name}", self.runs.dbt("full", definitions, raw, AS_OF))

    def _next_days(self, parts: Sequence[str]) -> None:
        if "again" in parts:
            self.keep("again", self.runs.dbt("again", FRAMEWORK, self.data.raw(), AS_OF, fresh=False))
        if "batch" in parts:
            self.keep("batch", self._day(1))

    def _day(self, times: int) -> Figures:
        day = self.data.day(times)
        figures = self.runs.dbt("batch", FRAMEWORK, day.raw, NEXT_AS_OF, fresh=False)
        # the day is over: what is measured next finds the files as they were
        self.data.raw(times)
        return {**figures, "new_events": day.events, "leads_with_new_events": day.leads}

    def _history(self) -> None:
        twice = self.data.raw(TWICE)
        self.keep("full twice the history", self.runs.dbt("full", FRAMEWORK, twice, AS_OF))
        self.keep("batch twice the history", self._day(TWICE))

    def _plain(self, raw: Raw) -> None:
        answer: Path = self.runs.folder / "plain-mqls.parquet"
        plain = self.runs.in_duckdb("plain", statements(raw, answer))
        self.keep("empty up to the MQLs", self.runs.dbt("empty", PLAIN, raw, AS_OF, *UP_TO_MQLS, "--empty"))
        engine = self.runs.dbt("full", PLAIN, raw, AS_OF, *UP_TO_MQLS)
        found = agreement(self.runs.database, answer)
        self.keep("engine up to the same MQLs", engine)
        self.keep("plain SQL", {**plain, "agreement": found})
