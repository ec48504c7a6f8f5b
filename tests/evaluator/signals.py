"""Events: what they are called, whose they are and from when, and the events that are derived from them."""

import re
from dataclasses import dataclass, replace

from .reference import fold

SESSION_GAP = 30 * 60
ENGAGED_AFTER = 60


@dataclass(frozen=True)
class Event:
    """Something a lead did, with its two times: `occurred_at`, and the moment from which it can be credited to its lead."""

    event_id: str
    lead_id: str
    visitor: tuple
    session_id: str | None
    event_type: str
    occurred_at: int
    moment: int
    asset: str | None
    duration: float | None
    was_anonymous: bool


def path_of(url):
    """The path of a url, in lower case."""
    without_host = re.sub(r"^([a-z][a-z0-9+.-]*:)?//[^/?#]*", "", url.strip().lower())
    return re.split("[?#]", without_host)[0] or "/"


def matches_glob(path, pattern):
    """Whether a path matches a glob: `*` is any run, `?` one character."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern.lower())
    return re.fullmatch("".join(parts), path, re.DOTALL) is not None


def canonical_type(row, reference):
    """The canonical type of a raw event, or None where no mapping names it.

    Rows with a url pattern win over those without, the longer pattern first, then the larger minimum duration.
    """
    found = [
        mapping
        for mapping in reference.mapping.get(fold(row["event_type"] or ""), [])
        if (mapping.pattern is None or (row["url"] is not None and matches_glob(path_of(row["url"]), mapping.pattern)))
        and (mapping.min_duration is None or (row["duration_seconds"] is not None and row["duration_seconds"] >= mapping.min_duration))
    ]
    if not found:
        return None
    return max(found, key=lambda mapping: (len(mapping.pattern or ""), mapping.min_duration or 0)).event_type


def caught_by_bot_rules(rows, types, reference):
    """The ids of events that complete, or follow within the span, so many events of a group of one lead in so many seconds."""
    caught = set()
    for group, at_least, within in reference.bot_rules:
        of_lead = {}
        for row in rows:
            if row["lead_id"] is not None and types[row["event_id"]] in reference.types_of(group):
                of_lead.setdefault(row["lead_id"], []).append(row)
        for own in of_lead.values():
            for row in own:
                last = row["occurred_at"]
                if sum(last - within < other["occurred_at"] <= last for other in own) >= at_least:
                    caught.add(row["event_id"])
    return caught


def credited_events(tables, people):
    """The mapped events that are some lead's, each with its moment."""
    reference = people.reference
    rows = []
    for row in tables["events"].rows:
        if row["is_bot"]:
            continue
        if row["lead_id"] is None:
            rows.append(row)
        elif row["lead_id"] in people.survivors:
            rows.append({**row, "lead_id": people.survivors[row["lead_id"]]})
    types = {row["event_id"]: canonical_type(row, reference) for row in rows}
    caught = caught_by_bot_rules(rows, types, reference)
    rows = [row for row in rows if row["event_id"] not in caught]

    identifications = {}
    for row in rows:
        if row["lead_id"] is not None and row["anonymous_id"] is not None:
            moment = max(row["occurred_at"], people.leads[row["lead_id"]].known_at)
            identifications.setdefault(row["anonymous_id"], []).append((moment, row["event_id"], row["lead_id"]))

    events = []
    for row in rows:
        lead_id, identified_at = row["lead_id"], row["occurred_at"]
        if lead_id is None:
            own = identifications.get(row["anonymous_id"], [])
            before = [one for one in own if one[0] <= row["occurred_at"]]
            if not own:
                continue
            identified_at, _, lead_id = max(before) if before else min(own)
        if types[row["event_id"]] is None:
            continue
        visitor = ("anonymous", row["anonymous_id"]) if row["anonymous_id"] is not None else ("lead", lead_id)
        events.append(
            Event(
                event_id=row["event_id"],
                lead_id=lead_id,
                visitor=visitor,
                session_id=row["session_id"],
                event_type=types[row["event_id"]],
                occurred_at=row["occurred_at"],
                moment=max(row["occurred_at"], identified_at, people.leads[lead_id].known_at),
                asset=fold(row["asset"]) if row["asset"] else None,
                duration=row["duration_seconds"],
                was_anonymous=row["lead_id"] is None,
            )
        )
    return events


def by_time(event):
    return (event.occurred_at, event.moment, event.event_id)


def by_moment(event):
    return (event.moment, event.occurred_at, event.event_id)


def sessions_of(events, reference):
    """The sessions of one lead's events: by `session_id`, and runs of web events without one that no gap of over 30 minutes splits."""
    named, runs = {}, {}
    web = reference.types_of("web")
    for event in sorted(events, key=by_time):
        if event.session_id is not None:
            named.setdefault((event.visitor, event.session_id), []).append(event)
        elif event.event_type in web:
            own = runs.setdefault(event.visitor, [[]])
            if own[-1] and event.occurred_at - own[-1][-1].occurred_at > SESSION_GAP:
                own.append([])
            own[-1].append(event)
    return [*named.values(), *(session for own in runs.values() for session in own)]


def derived_events(events, reference):
    """What is made of one lead's events before anything counts."""
    derived = []
    for session in sessions_of(events, reference):
        derived.append(replace(session[0], event_type="site_visit"))
        for event_type, groups in reference.session_patterns:
            firsts = [next((event for event in session if event.event_type in reference.types_of(group)), None) for group in groups]
            if all(firsts):
                completing = max(firsts, key=by_time)
                derived.append(replace(completing, event_type=event_type, moment=max(event.moment for event in firsts)))
    for event in events:
        if event.event_type == "pricing_page_view" and event.duration is not None and event.duration > ENGAGED_AFTER:
            derived.append(replace(event, event_type="pricing_page_engaged"))
    downloaded = set()
    for event in sorted(events, key=by_moment):
        if event.event_type in reference.types_of("asset_download") and event.asset and event.asset not in downloaded:
            downloaded.add(event.asset)
            derived.append(replace(event, event_type="new_asset_download"))
    return derived


class Signals:
    """All events of each lead, derived ones included, and those of them that happened by themselves."""

    def __init__(self, tables, people):
        self.reference = people.reference
        self.own = {lead_id: [] for lead_id in people.leads}
        for event in credited_events(tables, people):
            self.own[event.lead_id].append(event)
        self.all = {lead_id: events + derived_events(events, self.reference) for lead_id, events in self.own.items()}

    def occurrences(self, lead_id, group):
        """The lead's events of a group."""
        types = self.reference.types_of(group)
        return [event for event in self.all[lead_id] if event.event_type in types]


def is_in_window(event, within, t):
    """Whether an occurrence is in a window at t: seen by then, and `occurred_at > t - W`; a blank window is ever."""
    return event.moment <= t and (within is None or event.occurred_at > t - within)
