"""From features to whole points: a regularised logistic regression with signs that are held, and one scale for all of it.

1. Choice: features are taken in one by one, each time the one that adds most to what those before it explain (score tests with
   errors clustered by company), as long as chance does not explain it: at most 5 % of those taken in are expected to be noise
   (the k-th must be rarer by chance than 5 % * k / candidates, as Benjamini and Hochberg have it). The rest gets no points.
2. Strength of regularisation: C with the smallest log loss over folds that run forward in time.
3. Fit: the penalised likelihood of the chosen, within bounds: what the playbook says may only add cannot take away.
4. Points: coefficients times one factor, rounded. The factor is the largest with which the best possible fit stays within the
   cap of fit, and 99 of 100 leads within the cap of behaviour. A point means the same in both, so the total orders leads as the
   log odds do.
5. Probability: a logistic curve of the total, fitted to the rows that were learned from.

How long ago the lead became known is in every fit and gets no points: it says when one looked, not whom one looked at.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import TimeSeriesSplit

from .features import MANY, Feature, Step

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
FALSE_DISCOVERY_RATE = 0.05
BUSIEST = 0.99


@dataclass(frozen=True)
class Weight:
    """A feature with its points and what they rest on."""

    feature: Feature
    coefficient: float
    low: float
    high: float
    points: int
    leads: int
    won: int


@dataclass
class Scorecard:
    """The weights, the caps and the curve from points to a probability."""

    weights: list[Weight]
    fit_cap: float
    behavior_cap: float
    points_per_log_odds: float
    strength: float
    candidates: int
    intercept: float = 0.0
    slope: float = 0.0

    @property
    def features(self) -> list[Feature]:
        """What has points, in the order of the matrix that scores are computed from."""
        return [weight.feature for weight in self.weights]

    def scores(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fit and behaviour as the engine gives them: capped, behaviour not below 0."""
        points = np.array([weight.points for weight in self.weights], dtype=float)
        of_behavior = np.array([isinstance(feature, Step) for feature in self.features], dtype=bool)
        fit = columns[:, ~of_behavior] @ points[~of_behavior]
        behavior = columns[:, of_behavior] @ points[of_behavior]
        return np.minimum(fit, self.fit_cap), np.clip(behavior, 0, self.behavior_cap)

    def total(self, columns: np.ndarray) -> np.ndarray:
        """Fit and behaviour together."""
        fit, behavior = self.scores(columns)
        return fit + behavior

    def probability(self, total: np.ndarray) -> np.ndarray:
        """What share of leads with that total is won within the horizon."""
        return expit(self.intercept + self.slope * total)


def best_strength(columns: np.ndarray, won: np.ndarray, known: np.ndarray) -> float:
    """The C with the smallest log loss on folds that come after what they are judged by."""
    order = np.argsort(known, kind="stable")
    losses = dict.fromkeys(STRENGTHS, 0.0)
    for before, after in TimeSeriesSplit(n_splits=4).split(order):
        learn, judge = order[before], order[after]
        if won[learn].sum() < 5 or won[learn].all():
            continue
        for strength in STRENGTHS:
            model = LogisticRegression(C=strength, max_iter=1_000).fit(columns[learn], won[learn])
            losses[strength] += log_loss(won[judge], model.predict_proba(columns[judge])[:, 1], labels=[False, True]) * len(judge)
    return min(STRENGTHS, key=lambda strength: losses[strength])


def bounded_fit(columns: np.ndarray, won: np.ndarray, strength: float, lowest: np.ndarray, highest: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and coefficients that maximise the penalised likelihood within bounds; the intercept is not penalised."""
    signs = np.where(won, 1.0, -1.0)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (parameters[0] + columns @ parameters[1:])
        slopes = -signs * expit(-margins)
        value = strength * np.logaddexp(0, -margins).sum() + 0.5 * parameters[1:] @ parameters[1:]
        gradient = np.r_[strength * slopes.sum(), strength * (columns.T @ slopes) + parameters[1:]]
        return value, gradient

    start = np.r_[np.log(won.mean() / (1 - won.mean())), np.zeros(columns.shape[1])]
    bounds = [(None, None), *zip(lowest, highest, strict=True)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2_000, "ftol": 1e-12, "gtol": 1e-7})
    return float(found.x[0]), found.x[1:]


def standard_errors(
    columns: np.ndarray, won: np.ndarray, clusters: np.ndarray, strength: float, intercept: float, coefficients: np.ndarray
) -> np.ndarray:
    """Standard errors of the coefficients: clustered by company, and no smaller than the model's own.

    Rows of a company are not independent. Where none of few leads was won, clusters hardly vary and seem to be certain; there the
    errors of the model stand, widened by how many rows a won company has.
    """
    design = np.column_stack([np.ones(len(columns)), columns])
    chance = expit(intercept + columns @ coefficients)
    information = (design * (chance * (1 - chance))[:, None]).T @ design
    bread = np.linalg.pinv(information + np.diag(np.r_[0.0, np.full(columns.shape[1], 1 / strength)]))
    _, numbers = np.unique(clusters, return_inverse=True)
    scores = np.zeros((numbers.max() + 1, design.shape[1]))
    np.add.at(scores, numbers, design * (won - chance)[:, None])
    repeats = won.sum() / max(1, len(np.unique(numbers[won])))
    clustered, of_model = (np.diag(bread @ middle @ bread) for middle in (scores.T @ scores, repeats * information))
    return np.sqrt(np.maximum(clustered, of_model))[1:]


def score_tests(
    candidates: np.ndarray, design: np.ndarray, won: np.ndarray, chance: np.ndarray, sums: csr_matrix, repeats: float
) -> np.ndarray:
    """Of each candidate, how many standard errors it adds to a model that has the columns of the design already."""
    weight = chance * (1 - chance)
    explained = np.linalg.lstsq((design * weight[:, None]).T @ design, (design * weight[:, None]).T @ candidates, rcond=None)[0]
    rest = candidates - design @ explained
    clustered = sums @ (rest * (won - chance)[:, None])
    variance = np.maximum((clustered**2).sum(axis=0), repeats * (rest**2 * weight[:, None]).sum(axis=0))
    return clustered.sum(axis=0) / np.sqrt(np.maximum(variance, 1e-12))


def chosen(
    columns: np.ndarray, ages: np.ndarray, won: np.ndarray, clusters: np.ndarray, lowest: np.ndarray, highest: np.ndarray
) -> list[int]:
    """The columns that chance does not explain, in the order in which they were taken in."""
    _, numbers = np.unique(clusters, return_inverse=True)
    sums = csr_matrix((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))))
    repeats = won.sum() / max(1, len(np.unique(numbers[won])))
    taken: list[int] = []
    while len(taken) < columns.shape[1]:
        design = np.column_stack([ages, columns[:, taken]])
        bounds = [np.r_[np.full(ages.shape[1], side), of_columns[taken]] for side, of_columns in ((-np.inf, lowest), (np.inf, highest))]
        intercept, coefficients = bounded_fit(design, won, 1.0, *bounds)
        chance = expit(intercept + design @ coefficients)
        tests = score_tests(columns, np.column_stack([np.ones(len(design)), design]), won, chance, sums, repeats)
        tests[taken] = 0.0
        tests = np.where(((tests > 0) & (highest <= 0)) | ((tests < 0) & (lowest >= 0)), 0.0, tests)
        best = int(np.argmax(np.abs(tests)))
        if 2 * norm.sf(abs(tests[best])) > FALSE_DISCOVERY_RATE * (len(taken) + 1) / columns.shape[1]:
            break
        taken.append(best)
    return taken


def _points(features: list[Feature], coefficients: np.ndarray, columns: np.ndarray, fit_cap: float, behavior_cap: float) -> float:
    """Points for one unit of log odds."""
    best: dict[object, list[float]] = {}
    for feature, coefficient in zip(features, coefficients, strict=True):
        if not isinstance(feature, Step):
            best.setdefault(feature.attribute, []).append(max(coefficient, 0.0))
    best_fit = sum(sum(values) if attribute in MANY else max(values) for attribute, values in best.items())
    steps = np.array([isinstance(feature, Step) for feature in features], dtype=bool)
    busy = np.quantile(columns[:, steps] @ coefficients[steps], BUSIEST) if steps.any() else 0.0
    factors = [cap / reach for cap, reach in ((fit_cap, best_fit), (behavior_cap, busy)) if reach > 0]
    return float(min(factors, default=0.0))


def learn(
    features: list[Feature],
    columns: np.ndarray,
    ages: np.ndarray,
    won: np.ndarray,
    known: np.ndarray,
    clusters: np.ndarray,
    leads: np.ndarray,
    caps: tuple[float, float],
) -> Scorecard:
    """Learns a scorecard from the rows of the training period."""
    lowest, highest = (np.array([getattr(feature, side) for feature in features]) for side in ("lowest", "highest"))
    kept = chosen(columns, ages, won, clusters, lowest, highest)
    if not kept:
        return Scorecard([], *caps, 0.0, 0.0, len(features))
    design = np.column_stack([columns[:, kept], ages])
    strength = best_strength(design, won, known)
    free = np.full(ages.shape[1], np.inf)
    intercept, found = bounded_fit(design, won, strength, np.r_[lowest[kept], -free], np.r_[highest[kept], free])
    errors = standard_errors(design, won, clusters, strength, intercept, found)
    selected = [features[number] for number in kept]
    coefficients = found[: len(kept)]
    factor = _points(selected, coefficients, columns[:, kept], *caps)
    weights = []
    for number, feature, coefficient, error in zip(kept, selected, coefficients, errors, strict=False):
        points = round(coefficient * factor)
        held = columns[:, number] > 0
        if points:
            has, has_won = len(np.unique(leads[held])), len(np.unique(leads[held & won]))
            weights.append(Weight(feature, coefficient, coefficient - 1.96 * error, coefficient + 1.96 * error, points, has, has_won))
    scorecard = Scorecard(weights, *caps, factor, strength, len(features))
    total = scorecard.total(columns[:, [features.index(weight.feature) for weight in weights]])
    scorecard.intercept, scorecard.slope = curve(total, won)
    return scorecard


def curve(total: np.ndarray, won: np.ndarray) -> tuple[float, float]:
    """The logistic curve from a score to a probability; flat where the score does not vary."""
    spread = float(np.std(total))
    if spread == 0:
        return float(np.log(won.mean() / (1 - won.mean()))), 0.0
    intercept, slope = bounded_fit((total / spread)[:, None], won, 1e6, np.array([-np.inf]), np.array([np.inf]))
    return intercept, float(slope[0]) / spread
