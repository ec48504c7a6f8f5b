"""What sales made of an MQL within its span, the service level clock, and a lead's status over time."""

import datetime as dt
from zoneinfo import ZoneInfo

from .reference import fold

UTC = dt.UTC
STATUS_ORDER = ("lead", "recycled", "mql", "rejected", "accepted", "sql", "opportunity", "lost", "customer")
FURTHER_DOWN = {"accepted": ("sql", "opportunity", "customer"), "sql": ("opportunity", "customer")}


class Sales:
    """Decisions and outbound activities of each lead, in order of time (ties by id)."""

    def __init__(self, tables, people):
        self.people = people
        reasons = people.reference.requalify_after_days
        self.decisions = {lead_id: [] for lead_id in people.leads}
        for row in sorted(tables["lead_decisions"].rows, key=lambda row: (row["decided_at"], row["decision_id"])):
            lead_id = people.survivors.get(row["lead_id"])
            if lead_id is not None:
                reason = fold(row["rejection_reason"]) if row["rejection_reason"] else None
                self.decisions[lead_id].append(
                    {**row, "decision": fold(row["decision"]), "rejection_reason": reason if reason in reasons else "unspecified"}
                )
        self.responses = {lead_id: [] for lead_id in people.leads}
        for row in sorted(tables["sales_activities"].rows, key=lambda row: row["occurred_at"]):
            lead_id = people.survivors.get(row["lead_id"])
            if lead_id is not None and fold(row["direction"] or "outbound") == "outbound":
                self.responses[lead_id].append(row["occurred_at"])
        self.deals = {lead_id: [] for lead_id in people.leads}
        for deal in sorted(people.deals, key=lambda deal: (deal.created_at, deal.opportunity_id)):
            for lead_id in deal.contacts:
                if deal.is_new_business:
                    self.deals[lead_id].append(deal)


class Clock:
    """The business hours of the calendar, holidays out: opening and closing times in UTC seconds, day by day."""

    def __init__(self, reference):
        self.hours = reference.business_hours
        self.holidays = reference.holidays

    def openings(self, first, last):
        """The (opens, closes) of every business day from a day before `first` to a day after `last`, in order."""
        day = dt.datetime.fromtimestamp(first, UTC).date() - dt.timedelta(days=2)
        end = dt.datetime.fromtimestamp(last, UTC).date() + dt.timedelta(days=2)
        found = []
        while day <= end:
            for weekday, opens, closes, zone in self.hours:
                if day.isoweekday() == weekday and day not in self.holidays:
                    found.append((_at(day, opens, zone), _at(day, closes, zone)))
            day += dt.timedelta(days=1)
        return sorted(found)

    def minutes(self, start, end):
        """Business minutes between two times."""
        return sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in self.openings(start, end)) / 60

    def due(self, start, minutes):
        """The first time at which so many business minutes have passed since `start`; None if they never do."""
        left = minutes * 60
        for opens, closes in self.openings(start, start + int(left) * 30 + 60 * 86400):
            worked = max(0, closes - max(start, opens))
            if worked >= left > 0 or (left == 0 and closes > start):
                return max(start, opens) + int(left)
            left -= worked
        return None


def _at(day, wall, zone):
    """A local wall time of a day in UTC seconds."""
    return int(dt.datetime.combine(day, dt.time.fromisoformat(wall), ZoneInfo(zone)).timestamp())


def outcome_of(mql, lead_id, sales, clock, as_of):
    """Decision, service level and deal of one MQL: the columns of `fct_mqls` that speak of its span."""
    words = [decision for decision in sales.decisions[lead_id] if mql.spans(decision["decided_at"])]
    accepted = next((word["decided_at"] for word in words if word["decision"] in ("accepted", "sales_qualified")), None)
    rejection = next((word for word in words if word["decision"] == "rejected"), None)
    qualified = next((word["decided_at"] for word in words if word["decision"] == "sales_qualified"), None)
    response = next((at for at in sales.responses[lead_id] if mql.spans(at)), None)
    deal = next((deal for deal in sales.deals[lead_id] if mql.spans(deal.created_at)), None)
    return {
        "decision": ("rejected" if words[0]["decision"] == "rejected" else "accepted") if words else "pending",
        "decided_at": words[0]["decided_at"] if words else None,
        "accepted_at": accepted,
        "rejected_at": rejection["decided_at"] if rejection else None,
        "rejection_reason": rejection["rejection_reason"] if rejection else None,
        "sql_at": mql.at if mql.trigger.outcome == "sql" else qualified,
        "first_response_at": response,
        **service_level(mql, response, clock, as_of),
        "opportunity_id": deal.opportunity_id if deal else None,
        "opportunity_at": deal.created_at if deal else None,
        "won_at": deal.won_at if deal else None,
        "lost_at": deal.lost_at if deal else None,
    }


def service_level(mql, response, clock, as_of):
    """The delay of the first response on the trigger's clock, when it was due, and whether it came in time (None: still open)."""
    promised = mql.trigger.sla_minutes
    if mql.trigger.sla_clock == "business":
        minutes = None if response is None else clock.minutes(mql.at, response)
        due = None if promised is None else clock.due(mql.at, promised)
    else:
        minutes = None if response is None else (response - mql.at) / 60
        due = None if promised is None else mql.at + int(promised * 60)
    is_within = None
    if due is not None and response is not None:
        is_within = minutes <= promised
    elif due is not None and due <= as_of:
        is_within = False
    return {"response_minutes": minutes, "sla_minutes": promised, "sla_due_at": due, "is_within_sla": is_within}


def status_intervals(lead, mqls, outcomes, deals, as_of):
    """(status, valid_from, valid_to) of one lead under one definition, without gap or overlap."""
    transitions = [(lead.known_at, "lead")]
    for deal in deals:
        transitions.append((deal.created_at, "opportunity"))
        if deal.closed_at is not None:
            transitions.append((deal.closed_at, "customer" if deal.is_won else "lost"))
    for mql, outcome in zip(mqls, outcomes, strict=True):
        transitions.append((mql.at, "mql"))
        own = [(outcome[f"{status}_at"], status) for status in ("accepted", "sql") if outcome[f"{status}_at"] is not None]
        in_span = [(at, status) for at, status in transitions if mql.spans(at)] + own
        transitions += [
            (at, status) for at, status in own if not any(earlier < at and further in FURTHER_DOWN[status] for earlier, further in in_span)
        ]
        if outcome["rejected_at"] is not None:
            transitions.append((outcome["rejected_at"], "rejected"))
    transitions = [(at, status) for at, status in transitions if lead.known_at <= at <= as_of]
    for mql in mqls:
        if mql.reopens_at is not None and mql.reopens_at <= as_of and _standing(transitions, mql.reopens_at) == "rejected":
            transitions.append((mql.reopens_at, "recycled"))
    intervals = []
    for at in sorted({at for at, _ in transitions}):
        status = _standing(transitions, at)
        if not intervals or intervals[-1][0] != status:
            intervals.append((status, at))
    ends = [at for _, at in intervals[1:]] + [None]
    return [(status, at, end) for (status, at), end in zip(intervals, ends, strict=True)]


def _standing(transitions, t):
    """The status at t: that of the latest transition; of several in one second the last in order."""
    return max((at, STATUS_ORDER.index(status), status) for at, status in transitions if at <= t)[2]
