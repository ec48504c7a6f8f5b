"""How many MQLs a month a threshold makes, so that the draft asks of sales what the base asks of it today.

A threshold is played over history as the engine would: at every moment at which something that counts happened, at the lead's
first, and at each change of an attribute; the gate of the base must hold and the events that the score trigger asks for must be
there. Triggers that the draft keeps make MQLs at the base's own activations. After an MQL the lead rests for the gap of the base.
What sales rejects reopens sooner or later in the engine; here it does not. The base is played by the same rules, so that like is
compared with like.
"""

import numpy as np
import pandas as pd

from .features import Step, matrix
from .history import DAY, History
from .scorecard import Scorecard

CHANGES = """
    select readings.lead_key, greatest(readings.valid_from, leads.known_epoch) as moment, false as is_new, readings.* exclude (lead_key)
    from main_intermediate.int_lead_readings as readings
    inner join main_intermediate.int_leads as leads using (lead_key)
    where readings.valid_from <= $as_of
"""

CONDITION_EVENTS = """
    select occurrences.lead_key, occurrences.moment_epoch, occurrences.occurred_epoch
    from main_intermediate.int_occurrences as occurrences
    inner join main_intermediate.int_event_group_types as group_types using (event_type_key)
    where group_types.event_group = $group
"""

GATES = """
    select lead_key, valid_from as moment, passes_gate
    from main_intermediate.int_fit_timeline
    where definition_key = $base
"""

ACTIVATIONS = """
    select activations.lead_key, activations.at_epoch as moment, activations.last_news_epoch, triggers.trigger_id
    from main_intermediate.int_activations as activations
    inner join main_staging.stg_triggers as triggers using (trigger_key)
    where activations.definition_key = $base and triggers.outcome <> 'review'
"""


def _as_of_each(instants: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """The latest state of the lead at each instant."""
    return pd.merge_asof(instants.sort_values("moment"), states.sort_values("moment"), on="moment", by="lead_key")


def _in_window(events: pd.DataFrame, window: float | None) -> pd.DataFrame:
    """How many of the events are in the window, from each moment at which that changes."""
    events = events if window is None else events[events["occurred_epoch"] + window > events["moment_epoch"]]
    ends = [events[["lead_key"]].assign(moment=events["moment_epoch"], net=1)]
    if window is not None:
        ends.append(events[["lead_key"]].assign(moment=events["occurred_epoch"] + int(window), net=-1))
    counts = pd.concat(ends).groupby(["lead_key", "moment"])["net"].sum().reset_index()
    return counts.assign(seen=counts.groupby("lead_key")["net"].cumsum()).drop(columns="net")


def score_instants(history: History, scorecard: Scorecard, taken: pd.DataFrame, conditions: pd.DataFrame) -> pd.DataFrame:
    """Lead, moment, total and whether something new came, at each instant at which the draft's score trigger may be met."""
    changes = history.frame(CHANGES, as_of=history.as_of)
    points_of = {weight.feature.taken: weight.points for weight in scorecard.weights if isinstance(weight.feature, Step)}
    keys = pd.MultiIndex.from_frame(taken[["event_type", "step"]])
    awards = taken.assign(step_points=pd.Series(points_of, dtype=float).reindex(keys).to_numpy() if points_of else np.nan).dropna()
    behavior = awards.groupby(["lead_key", "at_epoch"])["step_points"].sum().reset_index().rename(columns={"at_epoch": "moment"})
    behavior["behavior"] = behavior.groupby("lead_key")["step_points"].cumsum()
    of_fit = [weight for weight in scorecard.weights if not isinstance(weight.feature, Step)]
    points = matrix([weight.feature for weight in of_fit], changes, taken) @ np.array([weight.points for weight in of_fit], dtype=float)
    fit = changes[["lead_key", "moment"]].assign(fit=np.minimum(points, scorecard.fit_cap))
    instants = [changes[["lead_key", "moment", "is_new"]], behavior[["lead_key", "moment"]].assign(is_new=True)]
    counted = []
    for row in conditions.itertuples():
        events = history.frame(CONDITION_EVENTS, group=str(row.subject).strip().lower())
        counted.append((_in_window(events, float(row.within_hours) * 3_600 if row.within_hours else None), row))
        if row.at_least:
            instants.append(events[["lead_key"]].assign(moment=events["moment_epoch"], is_new=True))
    found = pd.concat(instants).groupby(["lead_key", "moment"])["is_new"].max().reset_index()
    found = found[found["moment"] <= history.as_of]
    found = _as_of_each(found, fit)
    found = _as_of_each(found, behavior[["lead_key", "moment", "behavior"]])
    found = _as_of_each(found, history.frame(GATES, base=history.base_key))
    meets = found["passes_gate"].fillna(False).to_numpy(dtype=bool) & found["fit"].notna().to_numpy()
    for counts, row in counted:
        seen = _as_of_each(found[["lead_key", "moment"]].assign(place=np.arange(len(found))), counts).sort_values("place")["seen"].fillna(0)
        meets &= (seen >= float(row.at_least or 0)).to_numpy() & (seen <= float(row.at_most or np.inf)).to_numpy()
    total = found["fit"] + found["behavior"].fillna(0).clip(lower=0, upper=scorecard.behavior_cap)
    return found.assign(total=total)[meets][["lead_key", "moment", "is_new", "total"]]


def cycles(leads: np.ndarray, moments: np.ndarray, fresh: np.ndarray, gap: float) -> int:
    """How many MQLs come of the activations: the first of a lead, then the next new one after each gap."""
    order = np.lexsort((moments, leads))
    leads, moments, fresh = leads[order], moments[order], fresh[order]
    span = np.int64(2**36)
    keys, fresh_keys = leads * span + moments, (leads * span + moments)[fresh]
    current = keys[np.r_[True, leads[1:] != leads[:-1]]] if len(keys) else keys
    found = 0
    while len(current):
        found += len(current)
        following = np.searchsorted(fresh_keys, current + np.int64(gap))
        inside = following < len(fresh_keys)
        reached = fresh_keys[following[inside]]
        current = reached[reached // span == current[inside] // span]
    return found


def match_threshold(
    history: History, instants: pd.DataFrame, kept_triggers: list[str], per_month: float | None
) -> tuple[int, float, float]:
    """The threshold whose volume is closest to the base's, or to what was asked for; its volume, and the target."""
    months = (history.as_of - history.first_known) / (DAY * 365.25 / 12)
    gap = float(str(history.base["requalify_gap_days"])) * DAY
    activations = history.frame(ACTIVATIONS, base=history.base_key)
    kept = activations[activations["trigger_id"].isin(kept_triggers)]

    def volume(found: pd.DataFrame) -> float:
        fresh = found["is_new"].to_numpy(dtype=bool)
        return cycles(found["lead_key"].to_numpy(dtype=np.int64), found["moment"].to_numpy(dtype=np.int64), fresh, gap) / months

    def activated(of_base: pd.DataFrame) -> pd.DataFrame:
        return of_base[["lead_key", "moment"]].assign(is_new=of_base["last_news_epoch"] == of_base["moment"])

    target = per_month or volume(activated(activations))
    highest = int(instants["total"].max()) if len(instants) else 1
    curve = [
        (threshold, volume(pd.concat([activated(kept), instants[instants["total"] >= threshold]])))
        for threshold in range(1, max(highest, 1) + 1)
    ]
    threshold, made = min(curve, key=lambda step: (abs(step[1] - target), -step[0]))
    return threshold, made, target
