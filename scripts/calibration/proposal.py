"""From history to a draft: the steps in order, what is said on the way, and when nothing is written."""

import argparse
import sys
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
from .leaks import Leak, attribute_leaks, event_leaks
from .scorecard import Scorecard, curve, learn

FEWEST = 40
FEWEST_A_SIDE = 10
FEWEST_WITH_FEATURE = 30
FEWEST_WON_EXPECTED = 5
SHOWN = 10


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
            f"Too little to learn from: {won} leads won and {lost} not, expected at least {FEWEST} of each. Counted are leads that were seen"
            f" for {options.horizon_days} days after a moment without a deal; a shorter --horizon-days sees more of them."
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
    levels = [level for level in levels if not any(f"{level.attribute}={value}" in refused for value in level.values)]
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
) -> tuple[evaluation.Comparison | None, str]:
    """The figures on rows that were not learned from, and their words."""
    won = rows["is_won"].to_numpy(dtype=bool)
    clusters = rows["cluster"].to_numpy()
    base_total = base["total_score"].to_numpy(dtype=float)
    inside = base["passes_gate"].to_numpy(dtype=bool)
    everywhere = evaluation.compare(total, base_total, won, clusters)
    within = evaluation.compare(total[inside], base_total[inside], won[inside], clusters[inside])
    aucs = [
        (words, found.rows, found.won, str(found.draft), str(found.base), str(found.difference))
        for words, found in (("all", everywhere), (f"inside the gate of {name}", within))
        if found
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
            f"Picked alike: {size:,} rows had been an MQL of {name} by their moment, {of_base} of them were won. Of the {size:,} inside the gate"
            f" with most points of the draft {of_draft:.0f} were."
        )
    return everywhere, "\n".join(lines)


def look_alikes_table(found: pd.DataFrame) -> str:
    """The first of the look-alikes, as they are shown on screen."""
    rows = [
        (row.lead_id, row.company_domain, row.job_title, f"{row.probability:.1%}", row.points, row.reason_1, row.reason_2, row.reason_3)
        for row in found.head(SHOWN).astype(object).where(found.notna(), None).itertuples()
    ]
    return table(["lead", "company", "title", "won in time", "points", "because", "", ""], rows)


def calibrate(connection: duckdb.DuckDBPyConnection, options: argparse.Namespace, folder: Path) -> None:
    """Learns, judges, and writes what passed; leaves with one line where it did not."""
    history = open_history(connection, options.base)
    rows = observations(history, options.landmark_days, options.horizon_days)
    stop_if_too_little(rows, options)
    learns, tests, at = split_by_time(rows, options.split)
    stop_if_a_side_is_empty(rows, learns, tests, at)
    lines: list[str] = []

    def say(text: str) -> None:
        lines.append(text)
        print(text)

    name = f"{history.base['definition_id']} v{history.base['version']}"
    train, test = rows[learns], rows[tests]
    deals = int(rows["won_opportunity_id"].nunique())
    (won, lost), (test_won, test_lost) = leads_by_outcome(train), leads_by_outcome(test)
    say(f"Closed-won history as of {day(history.as_of)}, on the gate of {name}\n")
    say(
        f"  learned from  {len(train):,} rows of {won + lost:,} leads known {day(train['known_epoch'].min())} to {day(at)}, {won} of them won\n"
        f"  tested on     {len(test):,} rows of {test_won + test_lost:,} leads known {day(at)} to {day(test['known_epoch'].max())}, {test_won} won\n"
        f"  a row         a lead {', '.join(map(str, options.landmark_days))} days after it became known, without a deal until then;"
        f" won = its deal was won within {options.horizon_days} days"
    )
    leaks = [*attribute_leaks(history), *event_leaks(history)]
    if leaks:
        say("\nRefused, for knowing what only sales can know\n" + "\n".join(f"  {leak}" for leak in leaks))
    taken = steps_taken(history, options.window_days)
    features = candidate_features(history, train, taken, leaks, options)
    columns = matrix(features, train, taken)
    ages = np.column_stack([train["landmark_days"] == landmark for landmark in options.landmark_days[1:]] or [np.zeros((len(train), 0))])
    caps = [float(str(history.base[cap])) if history.base[cap] else 50.0 for cap in ("fit_cap", "behavior_cap")]
    train_won, known = train["is_won"].to_numpy(dtype=bool), train["known_epoch"].to_numpy()
    scorecard = learn(
        features, columns, ages.astype(float), train_won, known, train["cluster"].to_numpy(), train["lead_key"].to_numpy(), (caps[0], caps[1])
    )
    if not scorecard.weights:
        sys.exit(f"No signal: none of {len(features)} features tells won leads from the others beyond chance. Nothing is written.")
    say(f"\nPoints ({len(scorecard.weights)} of {scorecard.candidates} features; {scorecard.points_per_log_odds:.1f} points are a factor of e in the odds)")
    say(weights_table(scorecard))

    test_columns = matrix(scorecard.features, test, taken)
    total = scorecard.total(test_columns)
    train_base, test_base = base_scores(history, train), base_scores(history, test)
    base_curve = curve(train_base["total_score"].to_numpy(dtype=float), train_won)
    comparison, words = judged(test, scorecard, total, test_base, base_curve, name)
    say(f"\nOut of time, on the leads that were not learned from\n\n{words}")
    if comparison is None or (comparison.draft.low <= 0.5 and not options.force):
        found = comparison.draft if comparison else "not computable"
        sys.exit(f"\nNo signal out of time: the AUC is {found}, and 0.5 is chance. Nothing is written; --force writes it all the same.")

    triggers = draft.plan_triggers(history)
    instants = volume.score_instants(history, scorecard, taken, triggers.score_conditions)
    threshold, made, target, _ = volume.match_threshold(history, instants, triggers.kept_ids, options.mqls_per_month)
    aim = f"{target:.0f} MQLs a month, " + ("as asked for" if options.mqls_per_month else f"those of {name}")
    threshold_note = f"{threshold} points make {made:.0f} MQLs a month with the triggers that stay, played over history; aimed at {aim}"
    say(f"\nThreshold: {threshold_note}.\n  triggers that stay: {', '.join(triggers.kept_ids) or 'none'}\n  in whose place the score comes: {', '.join(triggers.replaced)}")
    evidence = (
        f"{won + test_won} leads won and {lost + test_lost} not, known {day(train['known_epoch'].min())} to {day(test['known_epoch'].max())};"
        f" out of time AUC {comparison.draft}, {name} {comparison.base}, on {test_won} leads won from {day(at)} on"
    )
    written = draft.definition_rows(history, scorecard, triggers, threshold, evidence, deals, threshold_note)
    draft.write_definition(history, folder, options.name, written, options.with_base)
    found = draft.look_alikes(scorecard, open_leads(history, options.recent_days), taken)
    found.to_csv(folder / draft.LOOK_ALIKES, index=False, lineterminator="\n")
    say(f"\nOpen leads most like those that were won ({len(found):,} in {folder / draft.LOOK_ALIKES})")
    say(look_alikes_table(found))
    (folder / draft.REPORT).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nA draft that nobody has signed: {folder}. To see what it makes: MQL_DEFINITIONS_PATH={folder} dbt build")
