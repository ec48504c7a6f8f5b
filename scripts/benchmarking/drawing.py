"""The result as a chart: each build in yardsticks, layer by layer, with its target; and the cost of many definitions."""

from pathlib import Path

import altair as alt
import vl_convert
from review_page.charts import CONFIG
from review_page.style import ACCENT, INK, MUTED, PAPER

from benchmarking.results import Results

WIDTH, BAR = 640, 20
# neighbours in a stack differ in lightness, so the order of the legend is seen without colour as well
GROUPS = {
    "staging": ("seeds", "staging"),
    "people and signals": ("work", "people", "signals"),
    "scoring and qualification": ("scoring", "qualification"),
    "outcomes": ("outcomes",),
    "marts and reviews": ("core", "funnel", "service_levels", "review", "audit", "snapshots", "hooks", "other", "dbt"),
    "no layers": (),
}
SHADES = ["#123f54", "#6fa3bb", ACCENT, "#bdd7e3", "#865500", "#51606e"]


def draw(results: Results, file: Path) -> None:
    """Writes the chart as SVG."""
    panels = [_builds(results), *([_variants(results)] if results.variants() else [])]
    spec = alt.vconcat(*panels, spacing=40).resolve_scale(color="independent").to_dict(validate=False)
    spec["config"] = {**CONFIG, "background": PAPER}
    file.write_text(vl_convert.vegalite_to_svg(spec, vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])), encoding="utf-8")


def _builds(results: Results) -> alt.TopLevelMixin:
    yardstick = results.yardstick() or 1.0
    bars, targets = [], []
    for ratio in results.ratios():
        step = ratio.name.removesuffix(", net").replace("full build, ", "full ")
        if ratio.unit != "yardsticks":
            continue
        name = ratio.name.split(":")[0].split(",")[0] if "full build" not in ratio.name else ratio.name
        if step.startswith("full ") and step.replace("full ", "empty ", 1) in results.steps:
            net = results.net_by_layer(step)
            for order, (group, layers) in enumerate(GROUPS.items()):
                value = sum(net.get(layer, 0.0) for layer in layers) / yardstick
                bars += [{"name": name, "group": group, "order": order, "value": max(0.0, value)}] if layers else []
        else:
            bars.append({"name": name, "group": "no layers", "order": len(GROUPS), "value": ratio.value})
        if ratio.at_most:
            targets.append({"name": name, "value": ratio.at_most, "words": f"target {ratio.at_most:g}"})
    names = list(dict.fromkeys(str(bar["name"]) for bar in bars))
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300))
    shown = [group for group, layers in GROUPS.items() if layers and any(bar["group"] == group for bar in bars)]
    scale, legend = alt.Scale(domain=list(GROUPS), range=SHADES), alt.Legend(values=shown, columns=3)
    colour = alt.Color("group:N", sort=shown, scale=scale, legend=legend)
    chart = (
        alt.Chart(alt.InlineData(values=bars))
        .mark_bar(size=BAR)
        .encode(x=alt.X("sum(value):Q", title="yardsticks: times one sort of the events, written"), y=y, color=colour, order="order:Q")
    )
    goal = alt.Chart(alt.InlineData(values=targets))
    tick = goal.mark_tick(color=INK, thickness=3, size=BAR + 8).encode(x="value:Q", y=y)
    words = goal.mark_text(align="left", dx=-3, dy=-BAR + 1, color=INK).encode(x="value:Q", y=y, text="words:N")
    title = "What a build costs, net of dbt's own overhead"
    return (chart + tick + words).properties(width=WIDTH, height=alt.Step(2 * BAR + 4), title=title)


def _variants(results: Results) -> alt.TopLevelMixin:
    points = [{"count": count, "times": times} for count, times in results.variants().items()]
    most = max(results.variants())
    line = [{"count": count, "times": count} for count in (1, most)]
    x = alt.X("count:Q", title="definitions that share event groups", axis=alt.Axis(values=list(results.variants()), format="d"))
    y = alt.Y("times:Q", title="cost, in that of one")
    measured = alt.Chart(alt.InlineData(values=points)).mark_line(point=True, color=ACCENT, strokeWidth=2.5).encode(x=x, y=y)
    straight = alt.Chart(alt.InlineData(values=line)).mark_line(color=MUTED, strokeDash=[5, 4]).encode(x=x, y=y)
    end = alt.Chart(alt.InlineData(values=line[1:])).mark_text(align="right", dx=-14, dy=12, color=MUTED)
    words = end.encode(x=x, y=y, text=alt.value("as many times as one"))
    return (straight + measured + words).properties(width=WIDTH, height=220, title="Many definitions")
