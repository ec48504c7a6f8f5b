"""Fit rules, the gate, awards, and the four scores of a lead under a definition at any time."""

from dataclasses import dataclass

from .raw import to_number
from .signals import by_moment, is_in_window


@dataclass(frozen=True)
class Award:
    """Points given: their moment (from when they count) and their time (from which they decay)."""

    moment: int
    time: int
    points: float


@dataclass(frozen=True)
class Scores:
    """The scores at one time."""

    fit: float
    behavior: float
    bant: float
    total: float


def capped(value, cap):
    return value if cap is None else min(value, cap)


def is_among(value, listed):
    """Text compares case-insensitively after trimming; a number as a number."""
    if isinstance(value, float):
        return any(to_number(one) == value for one in listed)
    return value in listed


def rule_state(people, lead, rule, t):
    """`holds`, `fails` or `missing`: a rule on a missing attribute does not hold; a many-valued one holds if any value does."""
    values = people.attribute(lead, rule.attribute, t)
    if not values:
        return "missing"
    if rule.operator == "between":
        holds = any((rule.low is None or rule.low <= value) and (rule.high is None or value <= rule.high) for value in values)
    else:
        holds = any(is_among(value, rule.values) for value in values)
    return "holds" if holds else "fails"


def failed_rules(people, lead, definition, t):
    """What keeps a lead out at t, as (rule id, role, how): scope and gate rules that do not hold, disqualify rules that do."""
    failed = []
    for rule in definition.rules("scope", "gate", "disqualify"):
        state = rule_state(people, lead, rule, t)
        if (state == "holds") == (rule.role == "disqualify"):
            failed.append((rule.rule_id, rule.role, state))
    return failed


def passes_gate(people, lead, definition, t):
    """Every `scope` and `gate` rule holds, and no `disqualify` rule does."""
    return not failed_rules(people, lead, definition, t)


def awards_of(rule, events):
    """The awards of a scoring rule over the occurrences of its group.

    With a `min_count` of 1 one at each occurrence; with more, one each time the number in the window rises from below it to it or more.
    """
    if rule.min_count == 1:
        awards = [Award(event.moment, event.occurred_at, rule.points) for event in sorted(events, key=by_moment)]
    else:
        awards = []
        for t in sorted({event.moment for event in events}):
            before = sum(is_in_window(event, rule.within, t - 1) for event in events)
            now = sum(is_in_window(event, rule.within, t) for event in events)
            if before < rule.min_count <= now:
                awards.append(Award(t, t, rule.points))
    return awards[: rule.max_awards]


def all_awards(signals, lead, definition):
    """The awards of every scoring rule of a definition to a lead."""
    return [award for rule in definition.scoring_rules for award in awards_of(rule, signals.occurrences(lead.lead_id, rule.group))]


def decayed(definition, awards, t):
    """What is left at t of the awards whose moment is at or before it, by the definition's kind of decay."""
    seen = [award for award in awards if award.moment <= t]
    kind, period = definition.decay_kind, definition.decay_period
    keep = 1 - (definition.decay_rate or 0)
    if kind == "none":
        return sum(award.points for award in seen)
    if kind == "exponential":
        return sum(award.points * keep ** ((t - award.time) / period) for award in seen)
    if kind == "linear":
        return sum(award.points * max(0.0, 1 - definition.decay_rate * (t - award.time) / period) for award in seen)
    if kind == "rolling":
        return sum(award.points for award in seen if award.time > t - period)
    if kind == "inactivity":
        score, last = 0.0, None
        for moment in sorted({award.moment for award in seen}):
            score = score * keep ** ((moment - last) // period) if last is not None else 0.0
            score += sum(award.points for award in seen if award.moment == moment)
            last = moment
        return score * keep ** ((t - last) // period) if last is not None else 0.0
    raise ValueError(f"unknown decay_kind {kind}")


def scores_at(people, lead, definition, awards, t):
    """Fit, behavior, bant and total at t; caps are applied when a score is read."""

    def points(role):
        return sum(rule.points for rule in definition.rules(role) if rule_state(people, lead, rule, t) == "holds")

    fit = float(capped(points("fit"), definition.fit_cap))
    bant = float(capped(points("bant"), definition.bant_cap))
    behavior = float(max(0.0, capped(decayed(definition, awards, t), definition.behavior_cap)))
    total = fit + behavior
    if not passes_gate(people, lead, definition, t):
        total = capped(total, definition.off_icp_cap)
    return Scores(fit, behavior, bant, total)
