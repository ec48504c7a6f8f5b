"""Features that are rules: what the definition language can say, computed as the engine would.

An attribute's level is a fit rule (`in` or `between`). A missing value has no rule, so it gets no points. What a lead did is a
*step*: the first time an event type is seen, and the first time that 2 or 4 of them lie within the window. In the definition a
step is a scoring rule with `max_awards` 1 and no decay, so that the engine's behaviour score is the sum of the steps taken, to
the point. Counting to 0, 1, 2-3, 4 and more is then exact, and more of something can never take a step back.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from spreadsheet import is_formula

from .history import DAY, History

STEPS = (1, 2, 4)
NUMBERS = {
    "employee_count": (1, 10, 50, 100, 250, 500, 1_000, 5_000),
    "annual_revenue": (0, 1_000_000, 10_000_000, 50_000_000, 250_000_000),
    "stated_budget": (0, 10_000, 25_000, 50_000, 100_000),
    "seniority": (0, 1, 2, 3, 4, 5),
}
TEXTS = ("industry", "lead_source", "region", "job_function", "email_kind", "stated_timeline")
MANY = ("technology",)
FLAGS = ("is_consultant", "is_job_seeker", "is_student", "is_competitor", "has_use_case")
# more than one of these would say one thing twice: country and region, segment and employee_count, job_title and its readings
ATTRIBUTES = (*NUMBERS, *TEXTS, *MANY, *FLAGS)

RISING = ("high", "medium", "derived")
FALLING = ("negative",)

# the moment at which each step was first taken; a window is left when an event is that old, as in int_counts
TAKEN = """
    with occurrences as (
        select occurrences.*, types.event_type
        from main_intermediate.int_occurrences as occurrences
        inner join main_intermediate.int_event_types as types using (event_type_key)
    ),
    ends as (
        select lead_key, event_type, moment_epoch as at_epoch, 1 as net from occurrences where occurred_epoch + $window > moment_epoch
        union all
        select lead_key, event_type, occurred_epoch + $window, -1 from occurrences where occurred_epoch + $window > moment_epoch
    ),
    by_instant as (
        select lead_key, event_type, at_epoch, sum(net) as net from ends group by lead_key, event_type, at_epoch
    ),
    counts as (
        select lead_key, event_type, at_epoch, sum(net) over (partition by lead_key, event_type order by at_epoch) as seen from by_instant
    )
    select lead_key, event_type, 1 as step, min(moment_epoch) as at_epoch from occurrences group by lead_key, event_type
    union all
    select counts.lead_key, counts.event_type, steps.step, min(counts.at_epoch)
    from counts
    inner join (select unnest($steps) as step) as steps on counts.seen >= steps.step
    group by counts.lead_key, counts.event_type, steps.step
"""


@dataclass(frozen=True)
class Level:
    """A level of an attribute: a fit rule."""

    attribute: str
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    lowest: float = -np.inf
    highest: float = np.inf

    kind = "fit"

    @property
    def source(self) -> str:
        """What it is read from."""
        return self.attribute

    @property
    def name(self) -> str:
        """A name for people and for `rule_id`."""
        if self.attribute in NUMBERS:
            bounds = [f"{bound:.0f}" for bound in (self.low, self.high) if bound is not None]
            bounds += ["up"] if self.high is None else []
            return f"{self.attribute}_{'_'.join(dict.fromkeys(bounds))}"
        return self.attribute if self.attribute in FLAGS else f"{self.attribute}_{'_or_'.join(self.values)}"

    @property
    def words(self) -> str:
        """What holds, in words."""
        what = self.attribute.replace("_", " ")
        if self.attribute in FLAGS:
            return what
        if self.attribute in NUMBERS:
            if self.high is None:
                return f"{what} {self.low:,.0f} or more"
            return f"{what} {self.low:,.0f}" if self.low == self.high else f"{what} {self.low:,.0f} to {self.high:,.0f}"
        return f"{what} {' or '.join(value.replace('_', ' ') for value in self.values)}"

    def holds(self, rows: pd.DataFrame) -> np.ndarray:
        """Where the rule holds, read as the engine reads it: on a missing value it does not."""
        values = rows[self.attribute]
        if self.attribute in NUMBERS:
            numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
            return (numbers >= self.low) & (numbers <= (np.inf if self.high is None else self.high))
        if self.attribute in FLAGS:
            return values.fillna(False).to_numpy(dtype=bool)
        if self.attribute in MANY:
            lists = values.fillna("").map(lambda text: {one.strip() for one in text.split("|")})
            return lists.map(lambda found: not found.isdisjoint(self.values)).to_numpy(dtype=bool)
        return values.isin(self.values).to_numpy(dtype=bool)


@dataclass(frozen=True)
class Step:
    """So many events of a type within the window: a scoring rule that awards its points once."""

    event_type: str
    count: int
    window_days: int
    lowest: float = -np.inf
    highest: float = np.inf

    kind = "behavior"

    @property
    def source(self) -> str:
        """What it is read from."""
        return self.event_type

    @property
    def name(self) -> str:
        """A name for people and for `rule_id`."""
        return f"{self.event_type}_{self.count}"

    @property
    def words(self) -> str:
        """What was done, in words."""
        what = self.event_type.replace("_", " ")
        return f"{what}, at least once" if self.count == 1 else f"{what}, {self.count} within {self.window_days} days"

    @property
    def taken(self) -> tuple[str, int]:
        """The key of the step in the table of steps taken."""
        return self.event_type, self.count


Feature = Level | Step


def steps_taken(history: History, window_days: int) -> pd.DataFrame:
    """When each lead first took each step."""
    return history.frame(TAKEN, window=window_days * DAY, steps=list(STEPS[1:]))


def matrix(features: list[Feature], rows: pd.DataFrame, taken: pd.DataFrame) -> np.ndarray:
    """One column a feature: 1 where it held, or had been done, at the moment of the row."""
    steps = [feature for feature in features if isinstance(feature, Step)]
    wanted = pd.MultiIndex.from_tuples([step.taken for step in steps], names=["event_type", "step"])
    wide = taken[taken["lead_key"].isin(rows["lead_key"])].pivot(index="lead_key", columns=["event_type", "step"], values="at_epoch")
    moments = rows["moment"].to_numpy()
    done = wide.reindex(index=rows["lead_key"], columns=wanted).to_numpy(dtype=float) <= moments[:, None]
    by_step = {step: done[:, number] for number, step in enumerate(steps)}
    columns = [by_step[feature] if isinstance(feature, Step) else feature.holds(rows) for feature in features]
    return np.column_stack(columns).astype(float) if columns else np.empty((len(rows), 0))


def _number_levels(attribute: str, values: pd.Series, fewest: int) -> list[Level]:
    """The bins of a number, those with too few leads joined with the next."""
    starts = NUMBERS[attribute]
    numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
    levels: list[Level] = []
    low = None
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        low = start if low is None else low
        high = None if end is None else end - 1
        if ((numbers >= low) & (numbers <= (np.inf if high is None else high))).sum() >= fewest:
            levels.append(Level(attribute, low, high))
            low = None
    if low is not None and levels:
        levels.append(Level(attribute, levels.pop().low, None))
    return levels


def attribute_levels(attribute: str, rows: pd.DataFrame, fewest: int) -> list[Level]:
    """The levels of an attribute that enough leads have; the rare ones are pooled with those that get no points."""
    values = rows.drop_duplicates(["lead_key", attribute])[attribute].dropna()
    if attribute in NUMBERS:
        return _number_levels(attribute, values, fewest)
    if attribute in FLAGS:
        return [Level(attribute, values=("true",))] if values.astype(bool).sum() >= fewest else []
    texts = values.str.split("|").explode().str.strip() if attribute in MANY else values
    counts = texts[texts != ""].value_counts()
    # the draft is opened in spreadsheets and read by the engine: a rule of a word that a spreadsheet would run is never made
    return [Level(attribute, values=(value,)) for value in sorted(counts.index[counts >= fewest]) if not is_formula(value)]


def event_steps(history: History, taken: pd.DataFrame, rows: pd.DataFrame, window_days: int, fewest: int) -> list[Step]:
    """The steps that enough leads had taken, with the sign that the intent of the event allows.

    High and medium intent and what is derived from events may only add, negative intent may only take away; a view of the blog may
    do either.
    """
    intents = dict(history.connection.execute("select event_type, intent from main_intermediate.int_event_types").fetchall())
    seen = taken.merge(rows.groupby("lead_key")["moment"].max().rename("moment"), on="lead_key")
    counts = seen[seen["at_epoch"] <= seen["moment"]].groupby(["event_type", "step"]).size()
    steps = []
    for (event_type, step), leads in counts.items():
        if leads >= fewest:
            lowest = 0.0 if intents[event_type] in RISING else -np.inf
            highest = 0.0 if intents[event_type] in FALLING else np.inf
            steps.append(Step(event_type, int(step), window_days, lowest, highest))
    return steps
