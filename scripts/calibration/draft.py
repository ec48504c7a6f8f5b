"""The scorecard as a definition: rows of the definition language, to be reviewed, replayed and signed like any other."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from spreadsheet import inert

from .features import MANY, NUMBERS, TEXTS, Level, Step, matrix
from .history import History
from .scorecard import Scorecard, Weight

VERSION = "1"
FILES = (
    "mql_definitions",
    "fit_rules",
    "scoring_rules",
    "triggers",
    "trigger_conditions",
    "commitments",
    "metric_bands",
    "definition_reviews",
)
LOOK_ALIKES = "look_alikes.csv"
REPORT = "report.txt"
# where the base's score trigger asks for no event: points never fade, so something must have happened lately
RECENT = {"metric": "event_count", "subject": "buying_step", "at_least": "1", "at_most": None, "within_hours": "2160"}
Rows = list[dict[str, object]]


@dataclass
class Triggers:
    """What the draft takes over from the base, and what it puts in the place of the rest."""

    kept: pd.DataFrame
    conditions: pd.DataFrame
    replaced: list[str]
    template: dict[str, object]
    score_conditions: pd.DataFrame

    @property
    def kept_ids(self) -> list[str]:
        """The triggers that stay as they are."""
        return list(self.kept["trigger_id"])


def plan_triggers(history: History) -> Triggers:
    """Explicit requests (tier 1), requests by sales (tier 4) and looks (`review`) stay; the score takes the place of the others."""
    triggers, conditions = history.seed("triggers"), history.seed("trigger_conditions")
    of_score = conditions[conditions["metric"].str.strip().str.lower().str.endswith("_score")]["trigger_id"]
    review = triggers["outcome"].str.strip().str.lower() == "review"
    stays = (review | triggers["tier"].isin(["1", "4"])) & ~triggers["trigger_id"].isin(of_score)
    others = triggers[~stays & ~review]
    ranked = others.assign(
        place=pd.to_numeric(others["rank"]), scores=others["trigger_id"].isin(of_score) & others["tier"].isin(["3", None])
    ).sort_values(["scores", "place"], ascending=[False, True])
    template = ranked.drop(columns=["place", "scores"]).iloc[0].to_dict() if len(ranked) else {}
    events = conditions[
        (conditions["trigger_id"] == template.get("trigger_id"))
        & conditions["trigger_id"].isin(of_score)
        & (conditions["metric"].str.strip().str.lower() == "event_count")
    ]
    score_conditions = events if len(events) else pd.DataFrame([RECENT])
    kept_conditions = conditions[conditions["trigger_id"].isin(triggers[stays]["trigger_id"])]
    return Triggers(triggers[stays], kept_conditions, list(triggers[~stays]["trigger_id"]), template, score_conditions)


def _evidence(weights: Iterable[Weight]) -> str:
    return "; ".join(
        f"{weight.feature.words}: coefficient {weight.coefficient:.2f} ({weight.low:.2f} to {weight.high:.2f}),"
        f" {weight.leads:,} leads, {weight.won:,} won"
        for weight in weights
    )


def fit_rows(weights: list[Weight]) -> Rows:
    """Fit rules; levels of one attribute with the same points are one rule."""
    rows: Rows = []
    of_fit = [weight for weight in weights if isinstance(weight.feature, Level)]
    for attribute in dict.fromkeys(weight.feature.attribute for weight in of_fit):
        own = [weight for weight in of_fit if weight.feature.attribute == attribute]
        groups: list[list[Weight]] = []
        for weight in own:
            last = groups[-1][-1] if groups else None
            meets = (
                attribute in NUMBERS and last and last.feature.high is not None and last.feature.high + 1 == weight.feature.low
            ) and last.points == weight.points
            same = next((group for group in groups if group[0].points == weight.points), None)
            if meets:
                groups[-1].append(weight)
            elif attribute in TEXTS and same:
                same.append(weight)
            else:
                groups.append([weight])
        for group in groups:
            first, last = group[0].feature, group[-1].feature
            values = tuple(value for weight in group for value in weight.feature.values)
            level = Level(attribute, first.low, last.high, values)
            many = len(values) > 2 and attribute not in MANY
            rows.append(
                {
                    "rule_id": f"{attribute}_{'plus' if group[0].points > 0 else 'minus'}_{abs(group[0].points)}" if many else level.name,
                    "role": "fit",
                    "attribute": attribute,
                    "operator": "between" if attribute in NUMBERS else "in",
                    "value_low": f"{first.low:.0f}" if attribute in NUMBERS else None,
                    "value_high": f"{last.high:.0f}" if attribute in NUMBERS and last.high is not None else None,
                    "value_list": "|".join(values) or None,
                    "points": group[0].points,
                    "basis": "chosen",
                    "note": _evidence(group),
                }
            )
    return rows


def scoring_rows(weights: list[Weight]) -> Rows:
    """Scoring rules, one a step; each awards its points once."""
    return [
        {
            "rule_id": weight.feature.name,
            "event_group": weight.feature.event_type,
            "points": weight.points,
            "min_count": weight.feature.count,
            "within_hours": weight.feature.window_days * 24 if weight.feature.count > 1 else None,
            "max_awards": 1,
            "basis": "chosen",
            "note": _evidence([weight]),
        }
        for weight in weights
        if isinstance(weight.feature, Step)
    ]


def next_quarter(epoch: int, quarters: int) -> str:
    """The first day of the quarter that begins so many quarters later."""
    now = datetime.fromtimestamp(epoch, UTC)
    number = now.year * 4 + (now.month - 1) // 3 + quarters
    return f"{number // 4}-{number % 4 * 3 + 1:02d}-01"


def definition_rows(
    history: History, scorecard: Scorecard, triggers: Triggers, threshold: int, evidence: str, deals: int, threshold_note: str
) -> dict[str, Rows]:
    """The rows of every file but for the key, which all of them share."""
    base = f"{history.base['definition_id']} {history.base['version']}"
    definition = history.seed("mql_definitions").iloc[0].to_dict() | {
        "name": f"Scorecard from closed-won history, on {base}",
        "playbook": None,
        "description": f"Gate and requests of {base}; points for fit and behaviour from won deals; {threshold} points make an MQL."
        " A draft: nobody has signed it.",
        "effective_from": next_quarter(history.as_of, 1),
        "effective_to": None,
        "decay_kind": "none",
        "decay_rate": None,
        "decay_period_days": None,
        "fit_cap": f"{scorecard.fit_cap:g}",
        "behavior_cap": f"{scorecard.behavior_cap:g}",
        "off_icp_cap": None,
        "marketing_owner": None,
        "marketing_signed_on": None,
        "sales_owner": None,
        "sales_signed_on": None,
        "review_on": next_quarter(history.as_of, 2),
        "evidence": evidence,
        "deals_analysed": deals,
        "basis": "chosen",
        "note": f"{scorecard.points_per_log_odds:.1f} points are a factor of e in the odds, in fit and behaviour alike. Points do not fade:"
        " they were learned as things that were or were not done; the score trigger asks for something recent. In force from the next"
        " quarter if it is signed by then.",
    }
    copied = history.seed("fit_rules")
    copied = copied[copied["role"].str.strip().str.lower() != "fit"].to_dict("records")
    template = triggers.template
    free_rank = 1 + max((int(rank) for rank in triggers.kept["rank"]), default=0)
    score = {name: template.get(name) for name in ("sla_minutes", "sla_clock", "route_to", "escalate_after_minutes", "escalate_to")} | {
        "trigger_id": "scorecard",
        "name": f"{threshold} points of the scorecard",
        "tier": 3,
        "rank": template.get("rank") or free_rank,
        "outcome": "mql",
        "basis": "chosen",
        "note": threshold_note,
    }
    conditions: Rows = [
        {
            "trigger_id": "scorecard",
            "condition_id": "scorecard_1",
            "metric": "total_score",
            "at_least": threshold,
            "basis": "chosen",
            "note": threshold_note,
        }
    ]
    for number, row in enumerate(triggers.score_conditions.to_dict("records"), start=2):
        note = row.get("note") or "Something that a buyer does, lately: points alone make no MQL"
        conditions.append(
            row | {"trigger_id": "scorecard", "condition_id": f"scorecard_{number}", "basis": row.get("basis") or "chosen", "note": note}
        )
    return {
        "mql_definitions": [definition],
        "fit_rules": [*copied, *fit_rows(scorecard.weights)],
        "scoring_rules": scoring_rows(scorecard.weights),
        "triggers": [*triggers.kept.to_dict("records"), score],
        "trigger_conditions": [*triggers.conditions.to_dict("records"), *conditions],
        "commitments": history.seed("commitments").to_dict("records"),
        "metric_bands": history.seed("metric_bands").to_dict("records"),
        "definition_reviews": [],
    }


def write_definition(history: History, folder: Path, name: str, rows: dict[str, Rows], with_base: bool) -> None:
    """Writes one CSV a file of the language, with the columns of the base; with the base's own rows in front if asked to."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        of_base = history.seed(file)
        own = [row | {"definition_id": name, "version": VERSION} for row in rows[file]]
        with (folder / f"{file}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(of_base.columns), extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows([*(of_base.to_dict("records") if with_base else []), *own])


def look_alikes(scorecard: Scorecard, leads: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Open leads, the most like those that were won first, with what speaks for each. No names, no addresses."""
    columns = matrix(scorecard.features, leads, taken)
    fit, behavior = scorecard.scores(columns)
    points = columns * np.array([weight.points for weight in scorecard.weights], dtype=float)
    words = [weight.feature.words for weight in scorecard.weights]

    def reasons(own: np.ndarray) -> list[str]:
        best = [number for number in np.argsort(-own, kind="stable")[:3] if own[number] > 0]
        return [f"{words[number]} (+{own[number]:.0f})" for number in best] + [""] * (3 - len(best))

    found = leads[["lead_id", "company_domain", "job_title"]].assign(
        probability=scorecard.probability(fit + behavior).round(4),
        points=(fit + behavior).astype(int),
        fit_points=fit.astype(int),
        behavior_points=behavior.astype(int),
        last_activity_on=leads["last_activity_on"],
    )
    found[["reason_1", "reason_2", "reason_3"]] = [reasons(own) for own in points] if len(found) else np.empty((0, 3))
    # the file is opened in a spreadsheet, and titles are what strangers typed
    texts = ["lead_id", "company_domain", "job_title"]
    found[texts] = found[texts].map(inert)
    return found.sort_values(["points", "behavior_points", "lead_id"], ascending=[False, False, True]).reset_index(drop=True)
