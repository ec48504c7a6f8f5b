"""Who was missed, who waits to be looked at, and how cohorts moved on."""

import datetime as dt

from .scores import failed_rules, rule_state

DAY = 86400
STAGES = ("mql", "accepted", "sql", "opportunity", "won")
STEPS = (
    ("mql", "accepted"),
    ("accepted", "sql"),
    ("mql", "sql"),
    ("sql", "opportunity"),
    ("mql", "opportunity"),
    ("opportunity", "won"),
    ("mql", "won"),
)
WINDOWS = (30, 60, 90, 180)


def false_negatives(people, signals, candidates, mqls, definition, as_of):
    """Won new-business deals closed by `as_of`, none of whose people had an MQL by then: one reason each."""
    rows = []
    for deal in people.deals:
        if not deal.is_new_business or deal.won_at is None or deal.won_at > as_of:
            continue
        persons = [
            lead
            for _, lead in sorted(people.leads.items())
            if lead.known_at <= deal.won_at
            and (lead.lead_id in deal.contacts or (deal.company is not None and people.company(lead, deal.won_at) == deal.company))
        ]
        if any(mql.at <= deal.won_at for lead in persons for mql in mqls[lead.lead_id]):
            continue
        reason, nearest, lacking = why_missed(people, signals, candidates, definition, deal, persons)
        rows.append(
            {
                "opportunity_id": deal.opportunity_id,
                "definition_id": definition.definition_id,
                "version": definition.version,
                "closed_at": deal.won_at,
                "reason": reason,
                "nearest_trigger_id": nearest,
                "lacking": lacking,
            }
        )
    return rows


def why_missed(people, signals, candidates, definition, deal, persons):
    """The first reason that applies; rules are judged at the instant before the deal was created, or at `known_at` if that is later."""
    if not persons:
        return "no_lead", None, None
    judged_at = {lead.lead_id: max(deal.created_at - 1, lead.known_at) for lead in persons}

    def holds(lead, rule):
        return rule_state(people, lead, rule, judged_at[lead.lead_id]) == "holds"

    if all(any(not holds(lead, rule) for rule in definition.rules("scope")) for lead in persons):
        return "out_of_scope", None, None
    if not any(event.occurred_at < deal.created_at for lead in persons for event in signals.own[lead.lead_id]):
        return "no_activity", None, None
    if all(any(holds(lead, rule) for rule in definition.rules("disqualify")) for lead in persons):
        return "disqualified", None, None
    failed = {lead.lead_id: failed_rules(people, lead, definition, judged_at[lead.lead_id]) for lead in persons}
    if all(failed.values()):
        is_missing = all(state == "missing" for rules in failed.values() for _, _, state in rules)
        return ("missing_data" if is_missing else "fit_gate"), None, None
    nearest = [candidates[lead.lead_id].nearest(judged_at[lead.lead_id], ("mql", "sql")) for lead in persons if not failed[lead.lead_id]]
    nearest = [entry for entry in nearest if entry is not None]
    if not nearest:
        return "below_threshold", None, None
    _, trigger, lacking = min(nearest, key=lambda entry: entry[0])
    return "below_threshold", trigger.trigger_id, "; ".join(lacking) if lacking else "a new event"


def review_queue(candidates, mqls, definition, as_of):
    """Leads by whom a review trigger is active at `as_of`, no other is, and that no MQL keeps closed."""
    rows = []
    for lead_id, candidate in candidates.items():
        trigger = candidate.active_review_trigger(as_of)
        is_closed = any(mql.reopens_at is None or mql.reopens_at > as_of for mql in mqls[lead_id])
        if trigger is not None and not is_closed:
            rows.append(
                {
                    "lead_id": lead_id,
                    "definition_id": definition.definition_id,
                    "version": definition.version,
                    "trigger_id": trigger.trigger_id,
                }
            )
    return rows


def reached_times(mql):
    """When each stage is reached: at its own time or at that of any later stage, whichever is first."""
    own = [mql[f"{stage}_at"] for stage in STAGES]
    return {stage: min((time for time in own[place:] if time is not None), default=None) for place, stage in enumerate(STAGES)}


def month_of(time):
    """The first day of a time's month."""
    return dt.datetime.fromtimestamp(time, dt.UTC).date().replace(day=1)


def is_mature(month, days, as_of):
    """Whether the whole cohort is older than the step's maturity window; None where the reference names none."""
    if days is None:
        return None
    ends = (month + dt.timedelta(days=32)).replace(day=1)
    return dt.datetime.combine(ends, dt.time(), dt.UTC).timestamp() + days * DAY <= as_of


def mql_cuts(people, mql):
    """The cuts an MQL falls into; what a lead is, it is at the time of its MQL."""
    lead = people.leads[mql["lead_id"]]
    cuts = {"all": "all", "tier": str(mql["tier"]), "trigger": mql["trigger_id"], "in_force": str(mql["is_in_force"]).lower()}
    return cuts | lead_cuts(people, lead, mql["mql_at"])


def lead_cuts(people, lead, t):
    """The cuts that speak of the lead, at a time; missing is `unknown`."""
    return {name: next(iter(people.attribute(lead, name, t)), "unknown") for name in ("lead_source", "segment", "industry")}


def funnel(people, mql_rows, definition, as_of):
    """Cohort by cohort, how many entered each step, how many went on, and within how many days."""
    times = {}

    def enter(cuts, cohort_at, step, start, end):
        for cut, value in cuts.items():
            times.setdefault((month_of(cohort_at), cut, value, step), []).append((start, end))

    for mql in mql_rows:
        reached = reached_times(mql)
        for start, end in STEPS:
            if reached[start] is not None:
                enter(mql_cuts(people, mql), mql["mql_at"], f"{start}_to_{end}", reached[start], reached[end])
    first = {}
    for mql in mql_rows:
        first[mql["lead_id"]] = min(first.get(mql["lead_id"], mql["mql_at"]), mql["mql_at"])
    for lead in people.leads.values():
        cuts = {"all": "all"} | lead_cuts(people, lead, lead.known_at)
        enter(cuts, lead.known_at, "lead_to_mql", lead.known_at, first.get(lead.lead_id))
    return [
        {
            "definition_id": definition.definition_id,
            "version": definition.version,
            "cohort_month": month,
            "cut": cut,
            "cut_value": value,
            "step": step,
            "entered": len(entries),
            "converted": sum(end is not None for _, end in entries),
            "is_mature": is_mature(month, people.reference.maturity_days.get(step), as_of),
            "conversion_rate": sum(end is not None for _, end in entries) / len(entries),
            **{
                f"converted_within_{days}_days": sum(end is not None and end - start <= days * DAY for start, end in entries)
                for days in WINDOWS
            },
        }
        for (month, cut, value, step), entries in times.items()
    ]
