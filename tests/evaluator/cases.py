"""Random cases for the engine and the evaluator: raw data, definitions and reference rows in one folder, from one seed.

case = write_case(folder, 7, leads=30, definitions=4)          # one group of leads, to read by eye
case = write_case(folder, 7, groups=200, leads=2, dirty=False) # hundreds of small independent cases in one build
case.complete_reference("seeds/reference")                     # the reference folder that both must read
shown = case.show()                                            # the evaluator's rows, and what the case reached
"""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .case_definitions import DECAY_KINDS, lay_over, write_definitions, write_reference
from .case_raw import AS_OF, REASONS, write_raw
from .evaluator import evaluate
from .reference import read_definitions

METRICS = ("event_count", "fit_score", "behavior_score", "bant_score", "total_score", "fit_rule")
ROLES = ("scope", "gate", "disqualify", "fit", "bant", "condition")
MISSED = ("no_lead", "out_of_scope", "no_activity", "disqualified", "missing_data", "fit_gate", "below_threshold")
REQUALIFIABLE = tuple(reason for reason, days in REASONS.items() if days is not None and reason not in (None, "dog ate the phone"))
NEVER = tuple(reason for reason, days in REASONS.items() if days is None)
FATES = ("quarantined", "deleted", "held", "superseded", "staged")
EVERYTHING = (
    "two or more cycles",
    *(f"decay: {kind}" for kind in DECAY_KINDS),
    *(f"operator: {operator}" for operator in ("between", "in")),
    *(f"metric: {metric}" for metric in METRICS),
    *(f"role: {role}" for role in ROLES),
    *(f"outcome: {outcome}" for outcome in ("mql", "sql")),
    *(f"missed: {reason}" for reason in MISSED),
    "rejected, then requalified",
    *(f"rejected as {reason}, then requalified" for reason in REQUALIFIABLE),
    *(f"never again: {reason}" for reason in NEVER),
    "review queue",
    "anonymous history makes an MQL",
    "a later version in force",
    "kept closed by an earlier version",
    "answered on the business clock",
    "sourcing MQL with an amount",
    "a new event is lacking",
    *(f"a row is {fate}" for fate in FATES),
)


@dataclass(frozen=True)
class Shown:
    """What the evaluator made of a case, and the definitions that it read."""

    tables: dict
    definitions: list


@dataclass(frozen=True)
class Case:
    """A written case: the folders to point a build and the evaluator at."""

    folder: Path
    as_of: str

    @property
    def raw(self):
        return self.folder / "raw"

    @property
    def definitions(self):
        return self.folder / "definitions"

    @property
    def full_reference(self):
        return self.folder / "full_reference"

    def complete_reference(self, base):
        """Makes the reference folder that both the build and the evaluator read: the project's, and the case's rows."""
        lay_over(Path(base), self.folder / "reference", self.full_reference)
        return self.full_reference

    def show(self):
        """The evaluator's tables of this case (after `complete_reference`)."""
        tables = evaluate(self.raw, self.definitions, self.full_reference, self.as_of)
        return Shown(tables, read_definitions(self.definitions))


def write_case(folder, rng, *, groups=1, leads=30, definitions=4, dirty=True, bots=False, kind="parquet"):
    """Writes `raw/`, `definitions/` and `reference/` into a folder; `rng` is a seed or a `random.Random`.

    `groups` many independent groups of `leads` leads each; `dirty` adds what staging must sort out; `bots` adds a bot rule (without it
    there is none); `kind` is the kind of the raw files, `parquet` or `csv`.
    """
    if not isinstance(rng, random.Random):
        rng = random.Random(rng)
    folder = Path(folder)
    for name in ("raw", "definitions", "reference"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_definitions(folder / "definitions", rng, definitions)
    write_reference(folder / "reference", bots)
    write_raw(folder / "raw", rng, groups, leads, dirty, kind)
    return Case(folder, AS_OF.isoformat(sep=" "))


def coverage(shown):
    """How many of some cases reached each branch of the engine: an entry of `EVERYTHING` that is 0 was never seen."""
    counts = Counter(dict.fromkeys(EVERYTHING, 0))
    for one in shown:
        counts.update(set(_reached(one)))
    return counts


def _reached(shown):
    """Everything that one case shows."""
    definitions = {(one.definition_id, one.version): one for one in shown.definitions}
    mqls = shown.tables["fct_mqls"]
    following = {(row["lead_id"], row["definition_id"], row["version"], row["cycle_number"]): row for row in mqls}
    for row in mqls:
        definition = definitions[row["definition_id"], row["version"]]
        trigger = next(one for one in definition.triggers if one.trigger_id == row["trigger_id"])
        yield f"decay: {definition.decay_kind}"
        yield f"outcome: {row['outcome']}"
        yield from (f"metric: {condition.metric}" for condition in trigger.conditions)
        for rule in definition.fit_rules:
            yield f"operator: {rule.operator}"
            yield f"role: {rule.role}"
        if row["cycle_number"] > 1:
            yield "two or more cycles"
        again = following.get((row["lead_id"], row["definition_id"], row["version"], row["cycle_number"] + 1))
        if row["decision"] == "rejected" and again:
            yield "rejected, then requalified"
            yield f"rejected as {row['rejection_reason']}, then requalified"
        if row["reopens_at"] is None:
            yield f"never again: {row['rejection_reason']}"
        if row["is_in_force"] and row["version"] > 1:
            yield "a later version in force"
        if not row["is_in_force"] and definition.effective_to is None and row["version"] > 1:
            yield "kept closed by an earlier version"
        if trigger.sla_clock == "business" and row["response_minutes"] is not None:
            yield "answered on the business clock"
        if row["amount_usd"] is not None:
            yield "sourcing MQL with an amount"
    for row in shown.tables["rpt_false_negatives"]:
        yield f"missed: {row['reason']}"
        if row["lacking"] == "a new event":
            yield "a new event is lacking"
    yield from (f"a row is {row['fate']}" for row in shown.tables["audit_row_accounting"] if row["rows"])
    if shown.tables["rpt_review_queue"]:
        yield "review queue"
    made = {(row["lead_id"], row["mql_at"]) for row in mqls}
    if any(event["was_anonymous"] and (event["lead_id"], event["moment_at"]) in made for event in shown.tables["events"]):
        yield "anonymous history makes an MQL"
