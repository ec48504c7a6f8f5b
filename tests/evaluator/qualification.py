"""Conditions, triggers, activations, and the cycle of MQLs of one lead under one definition version."""

from dataclasses import dataclass

from .scores import all_awards, passes_gate, rule_state, scores_at
from .signals import is_in_window

TOLERANCE = 1e-6
DAY = 86400


@dataclass
class Mql:
    """One MQL cycle; `reopens_at` None is never."""

    cycle: int
    at: int
    trigger: object
    scores: object
    reopens_at: int | None = None
    next_at: int | None = None

    def spans(self, t):
        """Whether t lies in the span of this MQL: from its moment to the next cycle's, or open."""
        return self.at <= t and (self.next_at is None or t < self.next_at)


class Candidate:
    """A lead under a definition: whether it qualifies, and by which trigger, at any time."""

    def __init__(self, people, signals, lead, definition):
        self.people = people
        self.signals = signals
        self.lead = lead
        self.definition = definition
        self.awards = all_awards(signals, lead, definition)
        self.rules = {rule.rule_id: rule for rule in definition.fit_rules}

    def scores(self, t):
        return scores_at(self.people, self.lead, self.definition, self.awards, t)

    def passes_gate(self, t):
        return passes_gate(self.people, self.lead, self.definition, t)

    def holds(self, condition, t):
        """Whether a condition holds at t."""
        if condition.metric == "event_count":
            events = self.signals.occurrences(self.lead.lead_id, condition.subject)
            count = sum(is_in_window(event, condition.within, t) for event in events)
            return (condition.at_least is None or count >= condition.at_least) and (condition.at_most is None or count <= condition.at_most)
        if condition.metric == "fit_rule":
            return rule_state(self.people, self.lead, self.rules[condition.subject], t) == "holds"
        score = getattr(self.scores(t), condition.metric.removesuffix("_score"))
        return score >= condition.at_least - TOLERANCE

    def is_active(self, trigger, t):
        return all(self.holds(condition, t) for condition in trigger.conditions)

    def qualified(self, trigger, t):
        """`t >= known_at`, the gate holds, and every condition of the trigger holds."""
        return t >= self.lead.known_at and self.is_active(trigger, t) and self.passes_gate(t)

    def new_moments(self, trigger, as_of):
        """Kind 1: the moments of the events that a trigger counts, or that award points to a score it reads."""
        moments = set()
        for condition in trigger.conditions:
            if condition.metric == "event_count" and condition.at_least is not None:
                events = self.signals.occurrences(self.lead.lead_id, condition.subject)
                moments |= {event.moment for event in events if is_in_window(event, condition.within, event.moment)}
            if condition.metric in ("behavior_score", "total_score"):
                moments |= {award.moment for award in self.awards}
        return {moment for moment in moments if moment <= as_of}

    def changed_at(self, as_of):
        """Kind 3: each time after `known_at` at which a field changed of which an attribute is made that a rule reads."""
        attributes = self.definition.attributes_read()
        fields = {name for attribute in attributes for name in self.people.reference.fields_of.get(attribute, ())}
        return {
            change["changed_at"]
            for name in fields
            for change in self.lead.changes.get(name, [])
            if change["old_value"] != change["new_value"] and self.lead.known_at < change["changed_at"] <= as_of
        }

    def activations(self, as_of):
        """(t, trigger) for every activation of a trigger that makes MQLs, in order of time and rank."""
        other = {self.lead.known_at} | self.changed_at(as_of)
        found = []
        for trigger in self.definition.triggers:
            if trigger.outcome != "review":
                instants = self.new_moments(trigger, as_of) | other
                found += [(t, trigger) for t in instants if self.qualified(trigger, t)]
        return sorted(found, key=lambda activation: (activation[0], activation[1].rank))

    def cycles(self, decisions, as_of):
        """The MQLs of this lead, each with its reopening; `decisions` are sales' words on the lead in order."""
        activations = self.activations(as_of)
        new = {trigger.trigger_id: self.new_moments(trigger, as_of) for trigger in self.definition.triggers}

        def is_fresh(t, trigger, m):
            return any(m < moment <= t for moment in new[trigger.trigger_id])

        mqls, exist = [], activations
        while exist:
            at, trigger = exist[0]
            mql = Mql(len(mqls) + 1, at, trigger, self.scores(at))
            if mqls:
                mqls[-1].next_at = at
            mqls.append(mql)
            fresh = [(t, k) for t, k in activations if t > at and is_fresh(t, k, at)]
            mql.reopens_at = self.reopening(at, fresh, decisions)
            exist = [(t, k) for t, k in fresh if mql.reopens_at is not None and t >= mql.reopens_at]
        return mqls

    def reopening(self, m, fresh, decisions):
        """When the lead may become an MQL again after m: by the rejection that comes first, or by the definition's gap."""
        by_gap = m + self.definition.requalify_gap
        c = next((t for t, _ in fresh if t >= by_gap), None)
        x = next((decision for decision in decisions if decision["decided_at"] >= m), None)
        if x is not None and x["decision"] == "rejected" and (c is None or x["decided_at"] < c):
            days = self.people.reference.requalify_after_days[x["rejection_reason"]]
            return None if days is None else x["decided_at"] + int(days * DAY)
        return by_gap

    def nearest(self, t, outcomes):
        """The nearest trigger at t: (unmet conditions, share not met, rank), the trigger, and what it lacks."""
        ranked = []
        for trigger in self.definition.triggers:
            if trigger.outcome in outcomes:
                lacking = [condition.condition_id for condition in trigger.conditions if not self.holds(condition, t)]
                ranked.append(((len(lacking), len(lacking) / max(1, len(trigger.conditions)), trigger.rank), trigger, lacking))
        return min(ranked, key=lambda entry: entry[0]) if ranked else None

    def active_review_trigger(self, as_of):
        """The review trigger by which a lead waits to be looked at: the first by rank, and no other trigger is active."""
        active = [trigger for trigger in self.definition.triggers if self.qualified(trigger, as_of)]
        if not active or any(trigger.outcome != "review" for trigger in active):
            return None
        return min(active, key=lambda trigger: trigger.rank)
