"""Raw data and definitions in, the rows of the marts out, everything worked out from scratch at each instant.

    tables = evaluate(raw, definitions, reference, "2025-07-01 00:00:00")
    tables["fct_mqls"][0]["mql_at"]        # a datetime, UTC

No interval, running sum or closed form is used: what the project's SQL does cleverly is done here as the words say it.
"""

import datetime as dt

from . import reports
from .outcomes import Clock, Sales, outcome_of, status_intervals
from .people import People
from .qualification import Candidate
from .raw import stage, to_time
from .reference import Reference, read_definitions
from .scores import failed_rules
from .signals import Signals

TABLES = ("fct_mqls", "fct_lead_scores", "fct_mql_status_history", "rpt_false_negatives", "rpt_review_queue", "fct_funnel_conversions")


def evaluate(raw_folder, definitions_folder, reference_folder, as_of, only=None):
    """The rows of each table as dicts, times as naive datetimes in UTC; `only` is a list of definition ids.

    Besides the marts: `events` has every credited event, derived ones included, with its two times; `audit_row_accounting` says for each
    raw table how many rows ended where.
    """
    as_of = to_time(str(as_of))
    reference = Reference(reference_folder)
    staged, survivors = stage(raw_folder, as_of, reference)
    people = People(staged, survivors, reference, as_of)
    signals = Signals(staged, people)
    sales = Sales(staged, people)
    clock = Clock(reference)
    tables = {name: [] for name in TABLES}
    earlier = []
    for definition in sorted(read_definitions(definitions_folder, only), key=lambda one: (one.definition_id, one.version)):
        candidates = {lead_id: Candidate(people, signals, lead, definition) for lead_id, lead in people.leads.items()}
        mqls = {lead_id: candidate.cycles(sales.decisions[lead_id], as_of) for lead_id, candidate in candidates.items()}
        outcomes = {lead_id: [outcome_of(mql, lead_id, sales, clock, as_of) for mql in own] for lead_id, own in mqls.items()}
        rows = mql_rows(definition, people, mqls, outcomes, earlier)
        earlier += [(definition, lead_id, mql) for lead_id, own in mqls.items() for mql in own]
        statuses = {
            lead_id: status_intervals(lead, mqls[lead_id], outcomes[lead_id], sales.deals[lead_id], as_of)
            for lead_id, lead in people.leads.items()
        }
        tables["fct_mqls"] += rows
        tables["fct_lead_scores"] += lead_score_rows(definition, people, signals, candidates, statuses, as_of)
        tables["fct_mql_status_history"] += [
            _of(definition, lead_id=lead_id, status=status, valid_from=start, valid_to=end)
            for lead_id, intervals in statuses.items()
            for status, start, end in intervals
        ]
        tables["rpt_false_negatives"] += reports.false_negatives(people, signals, candidates, mqls, definition, as_of)
        tables["rpt_review_queue"] += reports.review_queue(candidates, mqls, definition, as_of)
        tables["fct_funnel_conversions"] += reports.funnel(people, rows, definition, as_of)
    tables["events"] = [
        {
            "lead_id": event.lead_id,
            "event_id": event.event_id,
            "event_type": event.event_type,
            "occurred_at": event.occurred_at,
            "moment_at": event.moment,
            "was_anonymous": event.was_anonymous,
        }
        for events in signals.all.values()
        for event in events
    ]
    tables["audit_row_accounting"] = [
        {"table": table, "fate": fate, "rows": count} for table, one in staged.items() for fate, count in one.fates.items()
    ]
    return {name: [_with_datetimes(row) for row in rows] for name, rows in tables.items()}


def mql_rows(definition, people, mqls, outcomes, earlier):
    """The rows of `fct_mqls` of one definition version; `earlier` are the MQLs of those before it."""
    rows = []
    for lead_id, own in mqls.items():
        for mql, outcome in zip(own, outcomes[lead_id], strict=True):
            rows.append(
                _of(
                    definition,
                    lead_id=lead_id,
                    cycle_number=mql.cycle,
                    mql_at=mql.at,
                    trigger_id=mql.trigger.trigger_id,
                    tier=mql.trigger.tier,
                    outcome=mql.trigger.outcome,
                    fit_score=mql.scores.fit,
                    behavior_score=mql.scores.behavior,
                    bant_score=mql.scores.bant,
                    total_score=mql.scores.total,
                    is_in_force=is_in_force(definition, lead_id, mql, earlier),
                    reopens_at=mql.reopens_at,
                    **outcome,
                )
            )
    amounts = {deal.opportunity_id: deal.amount for deal in people.deals}
    for row in rows:
        same_deal = [other for other in rows if other["opportunity_id"] == row["opportunity_id"]]
        first = min((other["mql_at"], other["lead_id"]) for other in same_deal)
        row["is_sourcing"] = row["opportunity_id"] is not None and first == (row["mql_at"], row["lead_id"])
        row["amount_usd"] = amounts[row["opportunity_id"]] if row["is_sourcing"] else None
    return rows


def is_effective(definition, t):
    """`effective_from <= t < effective_to`, blank is open."""
    return (definition.effective_from is None or definition.effective_from <= t) and (
        definition.effective_to is None or t < definition.effective_to
    )


def is_in_force(definition, lead_id, mql, earlier):
    """Made while its version was effective, and no MQL that an earlier version made while it was effective still keeps the lead closed."""
    return is_effective(definition, mql.at) and not any(
        other.definition_id == definition.definition_id
        and other.version < definition.version
        and other_lead == lead_id
        and before.at <= mql.at
        and is_effective(other, before.at)
        and (before.reopens_at is None or before.reopens_at > mql.at)
        for other, other_lead, before in earlier
    )


def lead_score_rows(definition, people, signals, candidates, statuses, as_of):
    """The rows of `fct_lead_scores` of one definition version, at `as_of`."""
    rows = []
    for lead_id, lead in people.leads.items():
        candidate = candidates[lead_id]
        scores = candidate.scores(as_of)
        failed = failed_rules(people, lead, definition, as_of)
        nearest = candidate.nearest(as_of, ("mql", "sql"))
        last_activity = max((event.occurred_at for event in signals.own[lead_id]), default=None)
        idle = as_of - max(lead.known_at, last_activity or lead.known_at)
        rows.append(
            _of(
                definition,
                lead_id=lead_id,
                fit_score=scores.fit,
                behavior_score=scores.behavior,
                bant_score=scores.bant,
                total_score=scores.total,
                passes_gate=not failed,
                status=statuses[lead_id][-1][0],
                failed_rules="; ".join(":".join(rule) for rule in failed),
                nearest_trigger_id=nearest[1].trigger_id if nearest else None,
                lacking="; ".join(nearest[2]) if nearest else None,
                last_activity_at=last_activity,
                is_dormant=definition.dormant_after is not None and idle > definition.dormant_after,
            )
        )
    return rows


def _of(definition, **columns):
    """A row of a definition version."""
    return {"definition_id": definition.definition_id, "version": definition.version, **columns}


def _with_datetimes(row):
    """Seconds as datetimes, in the columns whose names say so."""
    return {
        column: dt.datetime.fromtimestamp(value, dt.UTC).replace(tzinfo=None) if value is not None and _is_time(column) else value
        for column, value in row.items()
    }


def _is_time(column):
    return column.endswith("_at") or column in ("valid_from", "valid_to")
