"""What the hand-made definition says of the same leads at the same moments.

Its fit at the moment is the engine's own (`int_fit_timeline`). The engine reads behaviour only where it is asked for, so it is
computed here from the engine's awards with the definition's decay, as docs/how-it-works.md has it.
"""

import numpy as np
import pandas as pd

from .history import History

AWARDS = """
    select rows_asked.row_number, awards.moment_epoch, awards.occurred_epoch, rows_asked.moment, awards.points
    from rows_asked
    inner join main_intermediate.int_awards as awards
        on awards.lead_key = rows_asked.lead_key and awards.definition_key = $base and awards.moment_epoch <= rows_asked.moment
    order by rows_asked.row_number, awards.moment_epoch
"""

STANDING = """
    select
        rows_asked.row_number, fit.fit_score, fit.passes_gate,
        exists (
            select 1 from main_intermediate.int_mql_cycles as cycles
            where cycles.lead_key = rows_asked.lead_key and cycles.definition_key = $base and cycles.mql_epoch <= rows_asked.moment
        ) as was_mql
    from rows_asked
    inner join main_intermediate.int_fit_timeline as fit
        on fit.lead_key = rows_asked.lead_key and fit.definition_key = $base
        and rows_asked.moment >= fit.valid_from and rows_asked.moment < fit.valid_to
    order by rows_asked.row_number
"""


def _fading(awards: pd.DataFrame, base: dict[str, object]) -> np.ndarray:
    """What is left of each award at the moment of its row, where awards fade one by one."""
    points = awards["points"].to_numpy(dtype=float)
    age = (awards["moment"] - awards["occurred_epoch"]).to_numpy(dtype=float)
    kind, rate, period = base["decay_kind"], base["decay_rate"], base["decay_period_seconds"]
    if kind == "none":
        return points
    if kind == "rolling":
        return points * (age < period)
    if kind == "linear":
        return points * np.maximum(0, 1 - rate * age / period)
    return points * (1 - rate) ** (age / period)


def _inactive(moments: np.ndarray, points: np.ndarray, at: float, rate: float, period: float) -> float:
    """Behaviour that falls with each period without an award."""
    score, last = 0.0, moments[0]
    for moment, more in zip(moments, points, strict=True):
        score = score * (1 - rate) ** ((moment - last) // period) + more
        last = moment
    return score * (1 - rate) ** ((at - last) // period)


def base_scores(history: History, rows: pd.DataFrame) -> pd.DataFrame:
    """Fit, behaviour and total of the base definition at the moment of each row, its gate, and whether the lead had been its MQL."""
    history.connection.register("rows_asked", rows[["lead_key", "moment"]].assign(row_number=np.arange(len(rows))))
    awards = history.frame(AWARDS, base=history.base_key)
    standing = history.frame(STANDING, base=history.base_key)
    history.connection.unregister("rows_asked")
    if history.base["decay_kind"] == "inactivity":
        rate, period = history.base["decay_rate"], history.base["decay_period_seconds"]
        sums = {
            number: _inactive(own["moment_epoch"].to_numpy(), own["points"].to_numpy(dtype=float), own["moment"].iloc[0], rate, period)
            for number, own in awards.groupby("row_number")
        }
        behavior = pd.Series(sums, dtype=float)
    else:
        behavior = awards.assign(left=_fading(awards, history.base)).groupby("row_number")["left"].sum()
    behavior = behavior.reindex(np.arange(len(rows)), fill_value=0.0).clip(lower=0, upper=history.base["behavior_cap"])
    total = standing["fit_score"].astype(float).to_numpy() + behavior.to_numpy()
    if history.base["off_icp_cap"] is not None:
        total = np.where(standing["passes_gate"], total, np.minimum(total, float(str(history.base["off_icp_cap"]))))
    return standing.assign(behavior_score=behavior.to_numpy(), total_score=total)
