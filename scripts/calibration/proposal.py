"""From history to a draft: the steps in order, what is said on the way, and when nothing is written."""

import argparse
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from database import table

from . import draft, evaluation, volume
from .baseline import base_scores
from .features import ATTRIBUTES, Feature, attribute_levels, event_steps, matrix, steps_taken
from .history import History, observations, open_history, open_leads, split_by_time
from .leaks import Leak, attribute_leaks, event_leaks, outcome_leaks
from .scorecard import Scorecard, curve, learn

FEWEST = 40
FEWEST_A_SIDE = 10
FEWEST_WITH_FEATURE = 30
FEWEST_WON_EXPECTED = 5
SHOWN = 10
CAP = 50.0


def day(epoch: float) -> str:
    """A moment as a date."""
    return datetime.fromtimestamp(epoch, UTC).date().isoformat()


def leads_by_outcome(rows: pd.DataFrame) -> tuple[int, int]:
    """How many leads were won in any of their rows, and how many in none."""
    won = rows.groupby("lead_key")["is_won"].any()
    return int(won.sum()), int((~won).sum())


def stop_if_too_little(rows: pd.DataFrame, options: argparse.Namespace) -> None:
    """Leaves with one line where there are too few leads that were won, or that were not."""
    won, lost = leads_by_outcome(rows)
    if won < FEWEST or lost < FEWEST:
        sys.exit(
            f"Too little to learn from: {won} leads won and {lost} not, expected at least {FEWEST} of each. Counted are leads that were"
            f" seen for {options.horizon_days} days after a moment without a deal; a shorter --horizon-days sees more of them."
        )


def stop_if_a_side_is_empty(rows: pd.DataFrame, learns: np.ndarray, tests: np.ndarray, at: int) -> None:
    """Leaves with one line where the split leaves too few won leads to learn from or to test on."""
    sides = [leads_by_outcome(rows[mask])[0] for mask in (learns, tests)]
    if min(sides) < FEWEST_A_SIDE:
        sys.exit(
            f"Too little on one side of {day(at)}: {sides[0]} leads won to learn from and {sides[1]} to test on, expected at least"
            f" {FEWEST_A_SIDE} each; another --split may do."
        )


def candidate_features(
    history: History, rows: pd.DataFrame, taken: pd.DataFrame, leaks: list[Leak], options: argparse.Namespace
) -> list[Feature]:
    """The features that no rule of leaks refuses and that enough leads have: of so many, some would be won if it made no difference."""
    won, lost = leads_by_outcome(rows)
    fewest = max(FEWEST_WITH_FEATURE, round(FEWEST_WON_EXPECTED * (won + lost) / won))
    refused = {leak.feature for leak in leaks}
    levels = [level for name in ATTRIBUTES if name not in refused for level in attribute_levels(name, rows, fewest)]
    steps = event_steps(history, taken, rows, options.window_days, fewest)
    return [*levels, *(step for step in steps if step.event_type not in refused)]


def weights_table(scorecard: Scorecard) -> str:
    """The points, the most telling first."""
    header = ["", "what", "points", "coefficient", "95 % interval", "leads", "won"]
    rows = [
        (
            weight.feature.kind,
            weight.feature.words,
            weight.points,
            f"{weight.coefficient:.2f}",
            f"{weight.low:.2f} to {weight.high:.2f}",
            weight.leads,
            weight.won,
        )
        for weight in sorted(scorecard.weights, key=lambda weight: (weight.feature.kind == "behavior", -weight.points))
    ]
    return table(header, rows)


def judged(
    rows: pd.DataFrame, scorecard: Scorecard, total: np.ndarray, base: pd.DataFrame, base_curve: tuple[float, float], name: str
) -> tuple[evaluation.Comparison, str]:
    """The figures on rows that were not learned from, and their words."""
    won = rows["is_won"].to_numpy(dtype=bool)
    clusters = rows["cluster"].to_numpy()
    base_total = base["total_score"].to_numpy(dtype=float)
    inside = base["passes_gate"].to_numpy(dtype=bool)
    everywhere = evaluation.compare(total, base_total, won, clusters)
    both = won[inside].any() and not won[inside].all()
    within = evaluation.compare(total[inside], base_total[inside], won[inside], clusters[inside]) if both else None
    aucs = [
        (words, found.rows, found.won, str(found.draft), str(found.base), str(found.difference))
        for words, found in (("all", everywhere), (f"inside the gate of {name}", within))
        if found is not None
    ]
    probability = scorecard.probability(total)
    base_probability = 1 / (1 + np.exp(-(base_curve[0] + base_curve[1] * base_total)))
    size, of_base, of_draft = evaluation.chosen_alike(total, base["was_mql"].to_numpy(dtype=bool), inside, won)
    lines = [
        "AUC: how often a row that was won has more points than one that was not",
        table(["rows", "number", "won", "draft", name, "draft less " + name], aucs),
        "",
        "By tenth of points, the best first",
        table(["tenth", "rows", "points", "won", "share", "lift", "predicted"], evaluation.lift_table(total, probability, won)),
        "",
        "Brier score (mean squared error of the probability, smaller is better): "
        f"draft {evaluation.brier(won, probability):.5f}, points of {name} {evaluation.brier(won, base_probability):.5f}, "
        f"the same for all {evaluation.brier(won, np.full(len(won), won.mean())):.5f}",
    ]
    if np.isfinite(of_draft):
        lines.append(
            f"Picked alike: {size:,} rows had been an MQL of {name} by their moment, {of_base} of them were won. Of the {size:,} inside"
            f" the gate with most points of the draft {of_draft:.0f} were."
        )
    return everywhere, "\n".join(lines)


def look_alikes_table(found: pd.DataFrame) -> str:
    """The first of the look-alikes, as they are shown on screen."""
    rows = [
        (row.lead_id, row.company_domain, row.job_title, f"{row.probability:.1%}", row.points, row.reason_1, row.reason_2, row.reason_3)
        for row in found.head(SHOWN).astype(object).where(found.notna(), None).itertuples()
    ]
    return table(["lead", "company", "title", "won in time", "points", "because", "", ""], rows)


@dataclass
class Trial:
    """What is learned from and judged on, and what has been said of it so far."""

    history: History
    options: argparse.Namespace
    rows: pd.DataFrame
    learns: np.ndarray
    tests: np.ndarray
    split_at: int
    lines: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The base as people call it."""
        return f"{self.history.base['definition_id']} v{self.history.base['version']}"

    @property
    def train(self) -> pd.DataFrame:
        """The rows to learn from."""
        return self.rows[self.learns]

    @property
    def test(self) -> pd.DataFrame:
        """The rows to judge on."""
        return self.rows[self.tests]

    def say(self, text: str) -> None:
        """Prints a piece of the report and keeps it."""
        self.lines.append(text)
        print(text)


def open_trial(connection: duckdb.DuckDBPyConnection, options: argparse.Namespace) -> Trial:
    """The rows, split in two; leaves with one line where there are too few."""
    history = open_history(connection, options.base)
    rows = observations(history, options.landmark_days, options.horizon_days)
    stop_if_too_little(rows, options)
    trial = Trial(history, options, rows, *split_by_time(rows, options.split))
    stop_if_a_side_is_empty(rows, trial.learns, trial.tests, trial.split_at)
    trial.say(f"Closed-won history as of {day(history.as_of)}, on the gate of {trial.name}\n")
    for words, side, until in (
        ("learned from", trial.train, trial.split_at),
        ("tested on", trial.test, trial.test["known_epoch"].max()),
    ):
        won, lost = leads_by_outcome(side)
        period = f"{day(side['known_epoch'].min())} to {day(until)}"
        trial.say(f"  {words:12}  {len(side):,} rows of {won + lost:,} leads known {period}, {won} of them won")
    trial.say(
        f"  a row         a lead {', '.join(map(str, options.landmark_days))} days after it became known, without a deal until then;"
        f" won = its deal was won within {options.horizon_days} days"
    )
    return trial


def learned(trial: Trial, taken: pd.DataFrame) -> Scorecard:
    """The scorecard of the training period, without what knows too much; leaves with one line where nothing tells."""
    history, train = trial.history, trial.train
    won, leads = train["is_won"].to_numpy(dtype=bool), train["lead_key"].to_numpy()
    leaks = [*attribute_leaks(history), *event_leaks(history)]
    features = candidate_features(history, train, taken, leaks, trial.options)
    columns = matrix(features, train, taken)
    sure = outcome_leaks(features, columns, won, leads)
    if leaks or sure:
        trial.say("\nRefused, for knowing what only sales can know\n" + "\n".join(f"  {leak}" for leak in [*leaks, *sure]))
    stays = [number for number, feature in enumerate(features) if feature.source not in {leak.feature for leak in sure}]
    features, columns = [features[number] for number in stays], columns[:, stays]
    ages = (train["landmark_days"].to_numpy()[:, None] == np.array(trial.options.landmark_days[1:])[None, :]).astype(float)
    caps = [float(str(history.base[cap])) if history.base[cap] else CAP for cap in ("fit_cap", "behavior_cap")]
    scorecard = learn(features, columns, ages, won, train["known_epoch"].to_numpy(), train["cluster"].to_numpy(), leads, (caps[0], caps[1]))
    if not scorecard.weights:
        sys.exit(f"No signal: none of {len(features)} features tells won leads from the others beyond chance. Nothing is written.")
    trial.say(
        f"\nPoints ({len(scorecard.weights)} of {scorecard.candidates} features;"
        f" {scorecard.points_per_log_odds:.1f} points are a factor of e in the odds)\n{weights_table(scorecard)}"
    )
    return scorecard


def tried(trial: Trial, scorecard: Scorecard, taken: pd.DataFrame) -> evaluation.Comparison:
    """The figures out of time; leaves with one line where they are those of chance."""
    total = scorecard.total(matrix(scorecard.features, trial.test, taken))
    train_base, test_base = (base_scores(trial.history, side) for side in (trial.train, trial.test))
    base_curve = curve(train_base["total_score"].to_numpy(dtype=float), trial.train["is_won"].to_numpy(dtype=bool))
    comparison, words = judged(trial.test, scorecard, total, test_base, base_curve, trial.name)
    trial.say(f"\nOut of time, on the leads that were not learned from\n\n{words}")
    if comparison.draft.low <= 0.5 and not trial.options.force:
        sys.exit(
            f"No signal out of time: the AUC is {comparison.draft}, and 0.5 is chance. Nothing is written; --force writes it all the same."
        )
    return comparison


def calibrate(connection: duckdb.DuckDBPyConnection, options: argparse.Namespace, folder: Path) -> None:
    """Learns, judges, and writes what passed; leaves with one line where it did not."""
    trial = open_trial(connection, options)
    history = trial.history
    taken = steps_taken(history, options.window_days)
    scorecard = learned(trial, taken)
    comparison = tried(trial, scorecard, taken)

    triggers = draft.plan_triggers(history)
    instants = volume.score_instants(history, scorecard, taken, triggers.score_conditions)
    threshold, made, target = volume.match_threshold(history, instants, triggers.kept_ids, options.mqls_per_month)
    aim = f"{target:.0f} MQLs a month, " + ("as asked for" if options.mqls_per_month else f"those of {trial.name}")
    threshold_note = f"{threshold} points make {made:.0f} MQLs a month with the triggers that stay, played over history; aimed at {aim}"
    trial.say(f"\nThreshold: {threshold_note}.")
    trial.say(f"  triggers that stay: {', '.join(triggers.kept_ids) or 'none'}")
    trial.say(f"  in whose place the score comes: {', '.join(triggers.replaced) or 'none'}")

    used = trial.rows[trial.learns | trial.tests]
    won, lost = leads_by_outcome(used)
    evidence = (
        f"{won} leads won and {lost} not, known {day(used['known_epoch'].min())} to {day(used['known_epoch'].max())};"
        f" out of time AUC {comparison.draft}, {trial.name} {comparison.base},"
        f" on {leads_by_outcome(trial.test)[0]} leads won, known from {day(trial.split_at)}"
    )
    deals = int(used["won_opportunity_id"].nunique())
    written = draft.definition_rows(history, scorecard, triggers, threshold, evidence, deals, threshold_note)
    draft.write_definition(history, folder, options.name, written, options.with_base)
    found = draft.look_alikes(scorecard, open_leads(history, options.recent_days), taken)
    found.to_csv(folder / draft.LOOK_ALIKES, index=False, lineterminator="\n")
    trial.say(f"\nOpen leads most like those that were won ({len(found):,} in {folder / draft.LOOK_ALIKES})\n{look_alikes_table(found)}")
    (folder / draft.REPORT).write_text("\n".join(trial.lines) + "\n", encoding="utf-8")
    print(f"\nA draft that nobody has signed: {folder}. To see what it makes: MQL_DEFINITIONS_PATH={folder} dbt build")
