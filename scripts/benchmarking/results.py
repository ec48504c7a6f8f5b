"""From raw figures to ratios: yardsticks, shares of the full build, net of dbt's own overhead; and the targets beside them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from benchmarking.runs import LAYERS, Figures

GIB = 2**30
TARGET_EVENTS = 20_000_000
OVERHEAD_SECONDS = 10.0
MEMORY_GIB = 8.0
BUILD_YARDSTICKS = {"full framework": 5.0, "full all shipped": 15.0}
# step, what it is a share of, and at most how much of it
DAYS = [
    ("again", "full framework", "a build with nothing new, net", "of the full build", None),
    ("batch", "full framework", "a day's batch, net", "of the full build", 0.05),
    ("batch twice the history", "batch", "the same batch after twice the history", "of the batch", 1.1),
]
KEYS = ("seconds", "cpu_seconds")
EMPTY = {"engine up to the same MQLs": "empty up to the MQLs"}


@dataclass(frozen=True)
class Ratio:
    """One line of the result: a figure, what it is measured by, and what it should be at most (None: nothing was promised).

    `cpu_value` is the same of CPU seconds: it moves less when others work on the machine.
    """

    name: str
    value: float
    unit: str
    raw: str = ""
    cpu_value: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none, or where others on the machine made the overhead exceed the build."""
        return None if self.at_most is None or self.value <= 0 else self.value <= self.at_most


class Results:
    """The figures of one run, by step; whatever was not measured is left out of what they say."""

    def __init__(self, events: int, steps: Mapping[str, Figures]) -> None:
        self.events, self.steps = events, steps

    def yardstick(self, step: str = "yardstick", key: str = "seconds") -> float | None:
        """The median of the sorts, each with its writing: seconds on the clock, or of CPU."""
        if step not in self.steps:
            return None
        took = self.steps[step]["statements"]
        numbers = {name.split()[1] for name in took}
        return median(sum(each[key] for name, each in took.items() if name.split()[1] == number) for number in numbers)

    def _empty(self, step: str) -> str:
        """The step that has the same nodes with no rows."""
        name = EMPTY.get(step, f"empty {step.removeprefix('full ')}")
        return name if name in self.steps else "empty framework"

    def net(self, step: str, key: str = "seconds") -> float | None:
        """The seconds of a build, on the clock or of CPU, without dbt's own overhead."""
        return self.steps[step][key] - self.steps[self._empty(step)][key] if step in self.steps else None

    def clock_by_layer(self, step: str) -> dict[str, float]:
        """The seconds of a build by layer: each moment is shared out evenly among the nodes that ran in it; `dbt` is when none did."""
        figures = self.steps[step]
        marks = sorted({time for node in figures["nodes"] for time in (node["begin"], node["end"])})
        begun, ended = defaultdict(list), defaultdict(list)
        for node in figures["nodes"]:
            begun[node["begin"]].append(node["layer"])
            ended[node["end"]].append(node["layer"])
        running: dict[str, int] = defaultdict(int)
        shares: dict[str, float] = defaultdict(float)
        for here, there in pairwise(marks):
            for name in begun[here]:
                running[name] += 1
            for name in ended[here]:
                running[name] -= 1
            busy = sum(running.values())
            for name, count in running.items():
                shares[name] += (there - here) * count / busy if busy else 0.0
        by_layer = {name: shares[name] for name in LAYERS if name in running}
        return {**by_layer, "dbt": figures["seconds"] - sum(by_layer.values())}

    def node_seconds_by_layer(self, step: str) -> dict[str, float]:
        """The sum of the seconds of the nodes of each layer; several run at once, so it is more than the clock shows."""
        sums: dict[str, float] = defaultdict(float)
        for node in self.steps[step]["nodes"]:
            sums[node["layer"]] += node["end"] - node["begin"]
        return sums

    def net_by_layer(self, step: str) -> dict[str, float]:
        """The seconds of a full build by layer without what the same layer takes with no rows; their sum is its net time."""
        empty = self.clock_by_layer(self._empty(step))
        return {name: seconds - empty.get(name, 0.0) for name, seconds in self.clock_by_layer(step).items()}

    def variants(self) -> dict[int, float]:
        """The net cost of so many definitions that share event groups, in that of one."""
        counts = {int(name.split()[1]): name for name in self.steps if name.endswith(" variants")}
        ratios = {count: self._over(name, "full framework") for count, name in sorted(counts.items())}
        return {1: 1.0, **{count: ratio for count, ratio in ratios.items() if ratio}} if counts else {}

    def ratios(self) -> list[Ratio]:
        """Every line that the steps that were measured allow."""
        yardstick = self.yardstick()
        if not yardstick:
            return []
        found = [Ratio("one sort of the events by lead and time, written: the yardstick", 1.0, "yardsticks", f"{yardstick:.2f} s", 1.0)]
        narrow = self.yardstick("narrow sort")
        if narrow:
            found.append(Ratio("the same of three narrow columns", narrow / yardstick, "yardsticks", f"{narrow:.2f} s"))
        for step, figures in self.steps.items():
            if step.startswith("empty ") and step != "empty up to the MQLs":
                name = f"dbt's own overhead, {step.removeprefix('empty ')}"
                found.append(Ratio(name, figures["seconds"], "seconds", "", figures["cpu_seconds"], OVERHEAD_SECONDS))
        for step in self.steps:
            if step.startswith("full "):
                found += self._yardsticks(step, f"full build, {step.removeprefix('full ')}, net", BUILD_YARDSTICKS.get(step))
        return [*found, *self._plain(), *self._days(), *self._variants(), *self._memory()]

    def _yardsticks(self, step: str, name: str, at_most: float | None = None) -> list[Ratio]:
        value, cpu_value = (self._divided(self.net(step, key), self.yardstick(key=key)) for key in KEYS)
        return [Ratio(name, value, "yardsticks", self._seconds(step), cpu_value, at_most)] if value is not None else []

    def _over(self, step: str, other: str, key: str = "seconds") -> float | None:
        """One build in another, both net."""
        return self._divided(self.net(step, key), self.net(other, key))

    @staticmethod
    def _divided(part: float | None, whole: float | None) -> float | None:
        return part / whole if part is not None and whole and whole > 0 else None

    def _seconds(self, step: str) -> str:
        return f"{self.net(step):.1f} s of {self.steps[step]['seconds']:.1f} s"

    def _plain(self) -> list[Ratio]:
        if "plain SQL" not in self.steps:
            return []
        plain, engine = self.steps["plain SQL"], "engine up to the same MQLs"
        clock, cpu = (self._divided(plain[key], self.yardstick(key=key)) for key in KEYS)
        times, cpu_times = (self._divided(self.net(engine, key), plain[key]) for key in KEYS)
        name = "plain SQL: every lead on every day, then the first crossing"
        return [
            Ratio(name, clock or 0.0, "yardsticks", f"{plain['seconds']:.1f} s", cpu),
            *self._yardsticks(engine, "the engine up to the same MQLs, net"),
            Ratio("the engine, net, in times of plain SQL", times or 0.0, "times", "", cpu_times),
        ]

    def _days(self) -> list[Ratio]:
        found = []
        for step, other, name, unit, at_most in DAYS:
            value, cpu_value = (self._over(step, other, key) for key in KEYS)
            if value is not None:
                found.append(Ratio(name, value, unit, self._seconds(step), cpu_value, at_most))
        return found

    def _variants(self) -> list[Ratio]:
        found = []
        for count, times in self.variants().items():
            step = f"full {count} variants"
            if step in self.steps:
                name, cpu_times = f"{count} definitions that share event groups, net", self._over(step, "full framework", "cpu_seconds")
                found.append(Ratio(name, times, "times one", self._seconds(step), cpu_times, float(count)))
        return found

    def _memory(self) -> list[Ratio]:
        # twice the history is twice the events
        built = [name for name in self.steps if name.startswith(("full ", "batch")) and not name.endswith("twice the history")]
        peaks = {name: self.steps[name]["peak_bytes"] for name in built}
        if not peaks:
            return []
        step = max(peaks, key=lambda name: peaks[name])
        # of more events it is promised only that they come to their end
        at_most = MEMORY_GIB if self.events <= TARGET_EVENTS * 1.1 else None
        return [Ratio(f"largest memory ({step})", peaks[step] / GIB, "GiB", at_most=at_most)]
