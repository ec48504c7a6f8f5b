"""Charts as inline SVG, drawn twice, for a wide and for a narrow page. Shape, line and words carry what colour does."""

import re
from collections.abc import Callable, Sequence
from textwrap import fill

import altair as alt
import vl_convert

from review_page.markup import Markup, tag
from review_page.style import ACCENT, FONT, INK, LINE, MUTED, SEVERITY, SEVERITY_SOFT

Point = dict[str, object]
Drawing = Callable[[int], alt.TopLevelMixin]

WIDE, NARROW = 928, 350
BAR = "#a5c6d6"
SHARE = "round(100 * datum.value) + '\\u00a0%'"
QUARTER = "[slice(datum.label, 5, 7), slice(datum.label, 0, 4), slice(datum.label, 8)]"

CONFIG = {
    "aria": False,
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": "#e8edf0",
        "labelLimit": 260,
    },
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600, "labelAnchor": "start", "title": None},
    "legend": {"labelColor": INK, "labelFontSize": 12, "title": None, "orient": "top", "symbolSize": 90},
    "text": {"color": INK, "fontSize": 12},
}

_count = 0


def drawn(chart: alt.TopLevelMixin) -> str:
    """The SVG of a chart, without what only a file of its own needs, and with ids that no other chart has."""
    global _count
    _count += 1
    spec = chart.to_dict(validate=False)
    spec["config"] = CONFIG
    svg = vl_convert.vegalite_to_svg(spec, vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]))
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg[svg.index("<svg") :])
    svg = re.sub(r'\b(id="|url\(#)(?=\w)', rf"\1c{_count}-", svg)
    return re.sub(r"\sclass=\"marks\"", "", svg, count=1)


def figure(anchor: str, title: str, description: str, caption: str, drawing: Drawing) -> Markup:
    """A figure: the chart for either width, each with title and description, and what to see in it below."""
    shown = []
    for width, name in ((WIDE, "wide"), (NARROW, "narrow")):
        ids = f"{anchor}-{name}"
        words = tag("title", title, id=f"{ids}-t") + tag("desc", description, id=f"{ids}-d")
        opening = f'<svg class="{name}" role="img" aria-labelledby="{ids}-t {ids}-d"'
        svg = drawn(drawing(width))
        shown.append(Markup(re.sub(r"<svg([^>]*)>", rf"{opening}\1>", svg, count=1).replace(">", ">" + words, 1)))
    return tag("figure", *shown, tag("figcaption", caption))


def data(points: Sequence[Point]) -> alt.InlineData:
    """Points as data of a chart."""
    return alt.InlineData(values=list(points))


def share_axis(**more: object) -> alt.Axis:
    """An axis of shares up the side, as wide as all others of its kind."""
    return alt.Axis(labelExpr=SHARE, title=None, minExtent=40, maxExtent=40, **more)


def name_axis(left: int, width: int) -> alt.Axis:
    """An axis of names, in a column of fixed width; shorter in type on a narrow page."""
    size = 12 if width > 500 else 11
    return alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=12,
        labelColor=INK,
        labelLimit=left - 8,
        labelPadding=8,
        minExtent=left,
        maxExtent=left,
        labelFontSize=size,
    )


def from_zero(points: Sequence[Point], *fields: str) -> alt.Scale:
    """A scale from zero to a round figure above all of these."""
    top = max((float(str(point[field])) for point in points for field in fields if point[field] is not None), default=1.0)
    return alt.Scale(domain=[0, top or 1.0], nice=4)


def column(points: Sequence[Point], width: int) -> int:
    """The width of the column of names: as wide as the longest asks, within what the page can give."""
    asked = int(6.8 * max(len(str(point["name"])) for point in points)) + 20
    return max(110, min(300 if width > 500 else 140, asked))


def ticked(points: Sequence[Point]) -> list[Point]:
    """Points of quarters with what stands below each: quarter, year and n."""
    return [{**point, "tick": f"{point['quarter']} {point['n']}"} for point in points]


def step(wide: int, points: Sequence[Point], width: int) -> alt.Step:
    """The height of a line of a chart: more on a narrow page, by the lines of its longest name."""
    lines = max(str(point["name"]).count("\n") + 1 for point in wrapped(points, width))
    return alt.Step(wide if width > 500 else max(28, 13 * lines + 6))


def wrapped(points: Sequence[Point], width: int) -> list[Point]:
    """Points whose names are broken into the lines that their column holds."""
    return [{**point, "name": fill(str(point["name"]), 46 if width > 500 else 21)} for point in points]


def rates_over_quarters(points: Sequence[Point], bands: Sequence[Point], top: float) -> Drawing:
    """Rates with intervals over quarters, on the bands of the definition; hollow where the cohort is not mature."""

    def draw(width: int) -> alt.TopLevelMixin:
        right = 80 if width > 500 else 74
        x = alt.X("tick:N", axis=alt.Axis(title=None, labelAngle=0, labelExpr=QUARTER), sort=None)
        scale = alt.Scale(domain=[0, top], nice=False)
        y = alt.Y("rate:Q", scale=scale, axis=share_axis(tickCount=6))
        colour = alt.Color("severity:N", scale=alt.Scale(domain=list(SEVERITY_SOFT), range=list(SEVERITY_SOFT.values())), legend=None)
        ground = (
            alt.Chart(data(bands))
            .mark_rect(opacity=0.75)
            .encode(y=alt.Y("lower:Q", scale=scale), y2="upper:Q", color=colour, x=alt.value(0), x2=alt.value("width"))
        )
        names = (
            alt.Chart(data(bands))
            .mark_text(align="left", dx=8, fontSize=11)
            .encode(
                x=alt.value("width"),
                y=alt.Y("middle:Q", scale=scale),
                text="name:N",
                color=alt.Color("severity:N", scale=alt.Scale(domain=list(SEVERITY), range=list(SEVERITY.values())), legend=None),
            )
        )
        base = alt.Chart(data(ticked(points))).encode(x=x)
        bars = base.mark_rule(stroke=INK, strokeWidth=1.5).encode(y=alt.Y("lower:Q", scale=scale), y2="upper:Q")
        line = base.mark_line(stroke=INK, strokeWidth=1.2, strokeDash=[2, 3]).encode(y=y)
        dots = base.mark_point(stroke=INK, strokeWidth=2, size=85, filled=False, opacity=1, fillOpacity=1).encode(
            y=y, fill=alt.condition("datum.mature", alt.value(INK), alt.value("#ffffff"))
        )
        labels = base.mark_text(dy=-8, fontWeight=600, fontSize=12 if width > 500 else 11).encode(
            y=alt.Y("upper:Q", scale=scale), text="words:N"
        )
        layers = alt.layer(ground, names, line, bars, dots, labels).resolve_scale(color="independent", fill="independent")
        return layers.properties(width=width - 52 - right, height=290)

    return draw


def bars(points: Sequence[Point]) -> Drawing:
    """Shares as bars with their intervals, the largest first."""

    def draw(width: int) -> alt.TopLevelMixin:
        left = 190 if width > 500 else 130
        base = alt.Chart(data(wrapped(points, width))).encode(y=alt.Y("name:N", sort=None, axis=name_axis(left, width)))
        x = alt.X("rate:Q", axis=alt.Axis(labelExpr=SHARE, title=None, tickCount=5), scale=alt.Scale(zero=True))
        shape = base.mark_bar(color=BAR, height=15).encode(x=x)
        rules = base.mark_rule(color=INK).encode(x="lower:Q", x2="upper:Q")
        words = base.mark_text(align="left", dx=6, fontSize=11.5).encode(x="upper:Q", text="words:N")
        return alt.layer(shape, rules, words).properties(width=width - left - 84, height=step(26, points, width))

    return draw


def forest(points: Sequence[Point], title: str, *, one: float | None = None, percent: bool = False) -> Drawing:
    """Estimates with intervals, one a line; with `one`, on a log scale around it. Filled where the verdict is certain."""
    kinds = list(dict.fromkeys(str(point["kind"]) for point in points))
    shapes = ["circle", "triangle-up", "triangle-down", "square"]
    order = [kind for kind in ("keep", "weight up", "weight down") if kind in kinds] or kinds
    chosen_shapes = [shapes[min(number, 3)] for number in range(len(order))]
    colours = [{"keep": INK, "weight up": SEVERITY["ok"], "weight down": SEVERITY["act"]}.get(kind, ACCENT) for kind in order]
    if order == ["weight up", "weight down"]:
        chosen_shapes = shapes[1:3]

    def draw(width: int) -> alt.TopLevelMixin:
        left = column(points, width)
        ends = [float(str(point[end])) for point in points for end in ("lower", "upper") if point[end] is not None]
        if one is None:
            scale = alt.Scale(domain=[0, min(1.0, max(ends, default=1.0) * 1.05)], nice=False)
            axis = alt.Axis(labelExpr=SHARE if percent else "datum.label", title=title, tickCount=5 if width > 500 else 3)
        else:
            scale = alt.Scale(type="log", domain=[min([*ends, one]) * 0.9, max([*ends, one]) * 1.1], nice=False)
            axis = alt.Axis(values=[0.1, 0.2, 0.5, 1, 2, 5, 10, 20] if width > 500 else [0.2, 1, 5, 20], format="~g", title=title)
        base = alt.Chart(data(wrapped(points, width))).encode(y=alt.Y("name:N", sort=None, axis=name_axis(left, width)))
        rules = base.mark_rule(color=INK, strokeWidth=1.4).encode(x=alt.X("lower:Q", scale=scale, axis=axis), x2="upper:Q")
        legend = alt.Legend(columns=3) if len(order) > 1 else None
        dots = base.mark_point(size=80, opacity=1, filled=True).encode(
            x=alt.X("value:Q", scale=scale),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=order, range=chosen_shapes), legend=legend),
            color=alt.Color("kind:N", scale=alt.Scale(domain=order, range=colours), legend=legend),
        )
        counts = base.mark_text(align="left", fontSize=11, color=MUTED, dx=6).encode(x=alt.value("width"), text="n:N")
        layers = [rules, dots, counts]
        if one is not None:
            middle = alt.Chart(data([{"value": one}])).mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.X("value:Q", scale=scale))
            layers.insert(0, middle)
        return alt.layer(*layers).properties(width=width - left - 66, height=step(24, points, width))

    return draw


def cohorts(points: Sequence[Point], steps: Sequence[str]) -> Drawing:
    """Conversion by month of entry, a panel a step; hollow and dashed where the cohort has not had its time."""

    def draw(width: int) -> alt.TopLevelMixin:
        columns = 2 if width > 500 else 1

        def panel(step: str) -> alt.TopLevelMixin:
            own = [point for point in points if point["step"] == step]
            base = alt.Chart(data(own)).encode(
                x=alt.X("month:T", axis=alt.Axis(title=None, format="%b %y", tickCount=6, grid=False)),
            )
            y = alt.Y("rate:Q", scale=from_zero(own, "upper", "rate"), axis=share_axis(tickCount=4))
            solid = base.transform_filter("datum.mature").mark_line(stroke=ACCENT, strokeWidth=2).encode(y=y)
            dashed = (
                base.transform_filter("!datum.mature || datum.last_mature")
                .mark_line(stroke=MUTED, strokeWidth=1.5, strokeDash=[4, 4])
                .encode(y=y)
            )
            rules = base.mark_rule(opacity=0.45).encode(
                y=alt.Y("lower:Q"), y2="upper:Q", color=alt.condition("datum.mature", alt.value(ACCENT), alt.value(MUTED))
            )
            dots = base.mark_point(size=55, opacity=1, fillOpacity=1, strokeWidth=1.8).encode(
                y=y,
                fill=alt.condition("datum.mature", alt.value(ACCENT), alt.value("#ffffff")),
                stroke=alt.condition("datum.mature", alt.value(ACCENT), alt.value(MUTED)),
            )
            return alt.layer(rules, dashed, solid, dots).properties(
                width=(width - (columns - 1) * 26) / columns - 56,
                height=150,
                title=alt.Title(step, anchor="start", fontSize=13, color=INK, dy=-4),
            )

        return alt.concat(*(panel(step) for step in steps), columns=columns, spacing=26)

    return draw


def curve(points: Sequence[Point], panels: Sequence[tuple[str, str, bool]]) -> Drawing:
    """Figures over the height of the thresholds, a panel each, with today's marked."""

    def draw(width: int) -> alt.TopLevelMixin:
        def panel(field: str, title: str, is_share: bool) -> alt.TopLevelMixin:
            own = [
                {**point, "value": point[field], "lower": point.get(f"{field}_lower"), "upper": point.get(f"{field}_upper")}
                for point in points
            ]
            base = alt.Chart(data(own)).encode(
                x=alt.X(
                    "factor:Q",
                    axis=alt.Axis(labelExpr=SHARE, title=None, values=[0.5, 0.75, 1, 1.25, 1.5], grid=False),
                    scale=alt.Scale(domain=[0.47, 1.53], nice=False),
                )
            )
            y = alt.Y(
                "value:Q",
                axis=share_axis(tickCount=4) if is_share else alt.Axis(title=None, tickCount=4, minExtent=40, maxExtent=40),
                scale=from_zero(own, "upper", "value"),
            )
            area = base.mark_area(color=ACCENT, opacity=0.14).encode(y="lower:Q", y2="upper:Q")
            line = base.mark_line(color=ACCENT, strokeWidth=2, point=alt.OverlayMarkDef(size=28, color=ACCENT)).encode(y=y)
            today = base.transform_filter("datum.factor == 1")
            mark = today.mark_rule(color=INK, strokeDash=[4, 3])
            word = today.mark_text(align="left", dx=5, dy=4, baseline="top", fontSize=11).encode(y=alt.value(0), text=alt.value("today"))
            dot = today.mark_point(shape="diamond", size=110, filled=True, color=INK, opacity=1).encode(y=y)
            return alt.layer(area, mark, word, line, dot).properties(
                width=(width - (26 if width > 500 else 0)) / (2 if width > 500 else 1) - 58,
                height=160,
                title=alt.Title(title, anchor="start", fontSize=13, color=INK, dy=-4),
            )

        return alt.concat(*(panel(*one) for one in panels), columns=2 if width > 500 else 1, spacing=26)

    return draw


def answers(points: Sequence[Point], order: Sequence[str]) -> Drawing:
    """Answers by trigger as parts of a whole: in time, late, none; the counts stand in the parts."""

    def draw(width: int) -> alt.TopLevelMixin:
        left = column(points, width)
        base = alt.Chart(data(wrapped(points, width))).encode(y=alt.Y("name:N", sort=None, axis=name_axis(left, width)), order="place:Q")
        colours = [SEVERITY["ok"], "#d9a441", "#c9ced3"]
        shape = base.mark_bar(height=17).encode(
            x=alt.X("count:Q", axis=alt.Axis(title="MQLs", tickMinStep=1, tickCount=5), stack="zero"),
            color=alt.Color(
                "answer:N",
                scale=alt.Scale(domain=list(order), range=colours),
                sort=list(order),
                legend=alt.Legend(columns=3, symbolType="square"),
            ),
        )
        words = (
            base.transform_filter(f"datum.count >= {3 if width > 500 else 8}")
            .mark_text(fontSize=11)
            .encode(x="middle:Q", text="count:Q", color=alt.condition("datum.place == 0", alt.value("#ffffff"), alt.value(INK)))
        )
        return alt.layer(shape, words).properties(width=width - left - 16, height=step(25, points, width))

    return draw


def drift(points: Sequence[Point], rules: Sequence[str]) -> Drawing:
    """The share of won deals within each rule by quarter, a panel a rule."""

    def draw(width: int) -> alt.TopLevelMixin:
        columns = 2 if width > 500 else 1

        def panel(rule: str) -> alt.TopLevelMixin:
            base = alt.Chart(data(ticked([point for point in points if point["rule"] == rule]))).encode(
                x=alt.X("tick:N", axis=alt.Axis(title=None, labelAngle=0, labelExpr=QUARTER), sort=None)
            )
            scale = alt.Scale(domain=[0, 1])
            y = alt.Y("rate:Q", scale=scale, axis=share_axis(tickCount=4))
            spans = base.mark_rule(color=ACCENT, opacity=0.5).encode(y=alt.Y("lower:Q", scale=scale), y2="upper:Q")
            line = base.mark_line(color=ACCENT, strokeWidth=1.5).encode(y=y)
            dots = base.mark_point(filled=True, size=60, color=ACCENT, opacity=1).encode(y=y)
            now = base.transform_filter("datum.now").mark_point(shape="diamond", filled=True, size=130, color=INK, opacity=1).encode(y=y)
            return alt.layer(spans, line, dots, now).properties(
                width=(width - (columns - 1) * 26) / columns - 56,
                height=150,
                title=alt.Title(rule, anchor="start", fontSize=13, color=INK, dy=-4),
            )

        return alt.concat(*(panel(rule) for rule in rules), columns=columns, spacing=26)

    return draw
