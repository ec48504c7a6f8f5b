"""The result as Markdown: ratios with their targets, then layers, models, and what each run took of the machine."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarking.results import GIB, TARGET_EVENTS, Results

SLOWEST = 25
BUSY_SHARE = 0.1
VERDICTS = {True: "met", False: "**not met**", None: ""}


def page(about: Mapping[str, Any], results: Results, before: Results | None, chart: str) -> str:
    """The whole page."""
    parts = [
        f"# Benchmark: {about['events']:,} events, {about['leads']:,} leads",
        _setting(about),
        *_warnings(about, results),
        "## Ratios\n\nNet: without what dbt takes for the same project with no rows (`--empty`).",
        ratios(results, before),
        f"![Ratios]({chart})" if chart else "",
        *_agreement(results),
        *_batches(results),
        *_layers(results),
        *_nodes(results, before),
        _machine(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, all others to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _setting(about: Mapping[str, Any]) -> str:
    duckdb = ", ".join(f"{name} {value}" for name, value in about["duckdb"].items())
    return (
        f"{about['at']} UTC, commit {about['commit'] or 'unknown'}. {about['cores']} cores ({about['processor']}), "
        f"{about['memory_bytes'] / GIB:.0f} GiB. DuckDB {duckdb}; threads of dbt: {about['dbt_threads']}.\n\n"
        f"```sh\n{about['command']}\n```"
    )


def _warnings(about: Mapping[str, Any], results: Results) -> list[str]:
    """What a reader must know before believing a figure."""
    found = []
    if abs(about["events"] / TARGET_EVENTS - 1) > BUSY_SHARE:
        found.append(f"The targets are set for {TARGET_EVENTS:,} events; this run has {about['events']:,}.")
    busy = [
        name
        for name, figures in results.steps.items()
        if figures["others_cpu_seconds"] is not None and figures["others_cpu_seconds"] > BUSY_SHARE * about["cores"] * figures["seconds"]
    ]
    if busy:
        found.append(
            f"Other processes took more than {BUSY_SHARE:.0%} of the machine during: {', '.join(busy)}. "
            "Repeat those on a quiet machine before you believe them."
        )
    return [f"> {words}" for words in found]


def ratios(results: Results, before: Results | None) -> str:
    """Every ratio with its target; with an older run, what it was then."""
    old = {ratio.name: ratio.value for ratio in before.ratios()} if before else {}
    header = ["", "measured", "", "target", "", "seconds", "measured in CPU seconds", *(["before", "change"] if before else [])]
    rows = []
    for ratio in results.ratios():
        number, target, cpu = (_number(value, ratio.unit) for value in (ratio.value, ratio.at_most, ratio.cpu_value))
        row = [ratio.name, number, ratio.unit, target, VERDICTS[ratio.is_met], ratio.raw, cpu]
        if before:
            row += [_number(old[ratio.name], ratio.unit), f"{ratio.value / old[ratio.name] - 1:+.1%}"] if old.get(ratio.name) else ["", ""]
        rows.append(row)
    return table(header, rows)


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else _share(value) if unit == "of the full build" else f"{value:.2f}"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _agreement(results: Results) -> list[str]:
    """How far plain SQL and the engine agree."""
    if "plain SQL" not in results.steps:
        return []
    found = results.steps["plain SQL"]["agreement"]
    lines = [
        f"## Plain SQL\n\nFirst MQLs by plain SQL: {found['plain_mqls']:,}; by the engine: {found['engine_mqls']:,}; "
        f"of the same lead on the same day: {found['same_day']:,}."
    ]
    lines += [f"- {lead}: {plain} by plain SQL, {engine} by the engine" for lead, plain, engine in found["differing"]]
    took = results.steps["plain SQL"]["statements"]
    return ["\n".join(lines), table(["statement", "seconds"], [[name, f"{each['seconds']:.2f}"] for name, each in took.items()])]


def _batches(results: Results) -> list[str]:
    lines = [
        f"- {name}: {figures['new_events']:,} events of {figures['leads_with_new_events']:,} leads, as_of one day later"
        for name, figures in results.steps.items()
        if "new_events" in figures
    ]
    return ["\n".join(["## The day's batch\n", *lines])] if lines else []


def _layers(results: Results) -> list[str]:
    """Each full build by layer."""
    found = []
    for step in results.steps:
        if step.startswith("full ") and step.replace("full ", "empty ", 1) in results.steps:
            clock, net, sums = results.clock_by_layer(step), results.net_by_layer(step), results.node_seconds_by_layer(step)
            whole, yardstick = sum(net.values()), results.yardstick()
            rows = [
                [
                    name,
                    f"{sums.get(name, 0.0):.1f}",
                    f"{seconds:.1f}",
                    f"{net[name]:.1f}",
                    f"{net[name] / yardstick:.2f}" if yardstick else "",
                    _share(net[name] / whole) if whole else "",
                ]
                for name, seconds in clock.items()
            ]
            total = f"{whole / yardstick:.2f}" if yardstick else ""
            rows.append(["all", f"{sum(sums.values()):.1f}", f"{sum(clock.values()):.1f}", f"{whole:.1f}", total, "100.0%"])
            header = ["layer", "seconds of its nodes", "seconds on the clock", "net", "net, yardsticks", "share of net"]
            found += [f"## {step.capitalize()}, by layer", table(header, rows)]
    return found


def _nodes(results: Results, before: Results | None) -> list[str]:
    """The slowest nodes of each build; with an older run, what they took then."""
    found = []
    for step, figures in results.steps.items():
        if step.startswith(("full framework", "full all", "again", "batch")):
            old = {node["name"]: node["end"] - node["begin"] for node in before.steps.get(step, {}).get("nodes", [])} if before else {}
            slowest = sorted(figures["nodes"], key=lambda node: node["begin"] - node["end"])[:SLOWEST]
            rows = [
                [
                    node["name"],
                    node["layer"],
                    f"{node['end'] - node['begin']:.2f}",
                    *([f"{old[node['name']]:.2f}" if node["name"] in old else ""] if before else []),
                ]
                for node in slowest
            ]
            header = ["node", "layer", "seconds", *(["before"] if before else [])]
            found += [f"## {step.capitalize()}, the slowest nodes", table(header, rows)]
    return found


MACHINE: list[tuple[str, Callable[[Mapping[str, Any]], str]]] = [
    ("seconds", lambda figures: f"{figures['seconds']:.1f}"),
    ("CPU seconds", lambda figures: f"{figures['cpu_seconds']:.1f}"),
    ("of others", lambda figures: "" if figures["others_cpu_seconds"] is None else f"{figures['others_cpu_seconds']:.1f}"),
    ("largest memory, GiB", lambda figures: f"{figures['peak_bytes'] / GIB:.2f}"),
    ("written, GiB", lambda figures: f"{figures['written_bytes'] / GIB:.2f}"),
    ("database, GiB", lambda figures: f"{figures['database_bytes'] / GIB:.2f}"),
]


def _machine(results: Results) -> str:
    rows = [[name, *(say(figures) for _, say in MACHINE)] for name, figures in results.steps.items()]
    return "## What each run took of the machine\n\n" + table(["", *(name for name, _ in MACHINE)], rows)
