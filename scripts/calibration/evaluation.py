"""How well a score tells the leads that will be won from the others, on rows that it was not learned from."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import brier_score_loss, roc_auc_score

DRAWS = 500


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def weighted_auc(order: np.ndarray, groups: np.ndarray, won: np.ndarray, weights: np.ndarray) -> float:
    """The AUC where rows count several times, or not at all; `groups` numbers the distinct scores in `order`."""
    in_order = weights[order]
    positive = np.bincount(groups, in_order * won[order])
    negative = np.bincount(groups, in_order * ~won[order])
    below = np.cumsum(negative) - negative
    pairs = positive.sum() * negative.sum()
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else float("nan")


def auc_draws(scores: list[np.ndarray], won: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """AUCs of several scores on the same bootstrap samples of companies; one row a sample, one column a score."""
    random = np.random.default_rng(7)
    _, numbers = np.unique(clusters, return_inverse=True)
    orders = [np.argsort(score, kind="stable") for score in scores]
    groups = [np.unique(score[order], return_inverse=True)[1] for score, order in zip(scores, orders, strict=True)]
    draws = []
    for _ in range(DRAWS):
        weights = np.bincount(random.integers(0, numbers.max() + 1, numbers.max() + 1), minlength=numbers.max() + 1)[numbers]
        draws.append([weighted_auc(order, group, won, weights) for order, group in zip(orders, groups, strict=True)])
    return np.array(draws)


def interval(value: float, draws: np.ndarray) -> Interval:
    """The figure with the 2.5th and 97.5th percentile of its draws."""
    low, high = np.nanpercentile(draws, [2.5, 97.5]) if np.isfinite(draws).any() else (0.0, 1.0)
    return Interval(value, float(low), float(high))


@dataclass(frozen=True)
class Comparison:
    """Two scores on the same rows."""

    rows: int
    won: int
    draft: Interval
    base: Interval
    difference: Interval


def compare(draft: np.ndarray, base: np.ndarray, won: np.ndarray, clusters: np.ndarray) -> Comparison:
    """AUC of both and of their difference, on rows of which some were won and some not."""
    draws = auc_draws([draft, base], won, clusters)
    values = [float(roc_auc_score(won, score)) for score in (draft, base)]
    return Comparison(
        len(won),
        int(won.sum()),
        interval(values[0], draws[:, 0]),
        interval(values[1], draws[:, 1]),
        interval(values[0] - values[1], draws[:, 0] - draws[:, 1]),
    )


def tenths(score: np.ndarray) -> np.ndarray:
    """The tenth of each row by its score, 1 the best; equal scores are in one tenth, that of their middle."""
    values, groups, counts = np.unique(-score, return_inverse=True, return_counts=True)
    middles = (np.cumsum(counts) - counts / 2) / len(score)
    return np.minimum((middles * 10).astype(int) + 1, 10)[groups] if len(values) else np.zeros(0, dtype=int)


def lift_table(score: np.ndarray, probability: np.ndarray, won: np.ndarray) -> list[tuple[object, ...]]:
    """A row a tenth: rows, won, share won, lift, and the share that was predicted."""
    tenth = tenths(score)
    table = []
    for number in np.unique(tenth):
        own = tenth == number
        share = won[own].mean()
        lift = share / won.mean() if won.any() else float("nan")
        table.append(
            (
                int(number),
                int(own.sum()),
                f"{score[own].min():.0f} to {score[own].max():.0f}",
                int(won[own].sum()),
                f"{share:.1%}",
                f"{lift:.1f}",
                f"{probability[own].mean():.1%}",
            )
        )
    return table


def brier(won: np.ndarray, probability: np.ndarray) -> float:
    """The mean squared error of the probabilities."""
    return float(brier_score_loss(won, probability))


def chosen_alike(draft: np.ndarray, was_mql: np.ndarray, eligible: np.ndarray, won: np.ndarray) -> tuple[int, int, float]:
    """As many rows as had been MQL, but by the draft: how many, won among those that had been MQL, and won among the draft's.

    Rows tied at the edge count by their share.
    """
    size = int(was_mql.sum())
    scores = np.where(eligible, draft, -np.inf)
    if not size or size > eligible.sum():
        return size, int((was_mql & won).sum()), float("nan")
    edge = np.sort(scores)[-size]
    above, tied = scores > edge, scores == edge
    return size, int((was_mql & won).sum()), float((above & won).sum() + (size - above.sum()) * won[tied].mean())
