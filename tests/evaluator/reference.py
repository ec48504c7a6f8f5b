"""The reference seeds that all definitions share, and the definitions themselves, as plain Python values."""

import csv
import datetime as dt
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from .raw import to_boolean, to_number, to_time


def read_csv(path):
    """The rows of a CSV file as dicts of stripped text (blank = None); no file, no rows."""
    path = Path(path)
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [
            {(column or "").strip().lower(): (text or "").strip() or None for column, text in row.items() if isinstance(text, str | None)}
            for row in csv.DictReader(file)
        ]


def number(text):
    return None if text is None else to_number(text)


def fold(text):
    """Text as it is compared: trimmed and in lower case."""
    return text.strip().lower()


@dataclass(frozen=True)
class MappingRow:
    """What one row of the event type mapping makes of its raw name."""

    pattern: str | None
    min_duration: float | None
    event_type: str


class Reference:
    """The project's `seeds/reference`, read from a folder."""

    def __init__(self, folder):
        folder = Path(folder)

        def rows(name):
            return read_csv(folder / f"{name}.csv")

        self.groups = {}
        for row in rows("event_groups"):
            self.groups.setdefault(row["event_group"], set()).add(row["event_type"])
        self.mapping = {}
        for row in rows("event_type_mapping"):
            own = MappingRow(row["url_pattern"], number(row["min_duration_seconds"]), row["event_type"])
            self.mapping.setdefault(fold(row["raw_event_type"]), []).append(own)
        self.session_patterns = [(row["event_type"], row["required_groups"].split("|")) for row in rows("session_patterns")]
        self.requalify_after_days = {row["reason"]: number(row["requalify_after_days"]) for row in rows("rejection_reasons")}
        self.title_keywords = sorted(
            ((number(row["rank"]), row["keyword"], row["kind"], row["value"]) for row in rows("title_keywords")),
            key=lambda keyword: keyword[0],
        )
        self.industries = {fold(row["raw_value"]): fold(row["industry"]) for row in rows("industry_mapping")}
        self.lead_sources = {fold(row["raw_value"]): fold(row["lead_source"]) for row in rows("lead_source_mapping")}
        self.countries = {fold(row["name"]): (fold(row["country"]), fold(row["region"])) for row in rows("countries")}
        self.stages = {
            fold(row["stage"]): (to_boolean(row["is_won"] or "false"), to_boolean(row["is_closed"] or "false"))
            for row in rows("opportunity_stages")
        }
        self.competitors = {fold(row["domain"]) for row in rows("competitor_domains")}
        self.free_mail = {fold(row["domain"]) for row in rows("free_mail_domains")}
        self.student_suffixes = {"." + fold(row["domain"]).lstrip(".") for row in rows("student_domains")}
        self.placeholders = {
            (fold(row["column_name"]), fold(row["placeholder"])) for row in rows("null_placeholders") if row["placeholder"]
        }
        self.bot_rules = [(row["event_group"], number(row["at_least"]), number(row["within_seconds"])) for row in rows("bot_rules")]
        self.business_hours = [
            (int(row["iso_weekday"]), row["opens_at"], row["closes_at"], row["time_zone"]) for row in rows("business_hours")
        ]
        self.holidays = {dt.date.fromisoformat(row["holiday_on"]) for row in rows("holidays")}
        self.segments = [(row["segment"], number(row["employees_from"]), number(row["employees_to"])) for row in rows("segments")]
        self.maturity_days = {row["step"]: number(row["maturity_days"]) for row in rows("funnel_steps")}
        self.fields_of = {}
        for row in rows("attributes"):
            self.fields_of.setdefault(row["attribute"], set()).update({row["field"]} if row["field"] else set())

    def types_of(self, group):
        """The event types of a group; a type's own name is always a group too."""
        return self.groups.get(group, set()) | {group}

    @functools.cache  # noqa: B019 (as many entries as there are titles)
    def keywords_in(self, title):
        """The (kind, value) of every keyword that a title holds, the lowest rank first."""
        return [(kind, value) for _, keyword, kind, value in self.title_keywords if has_words(title, keyword)]

    def in_student_domain(self, domain):
        """Student domains match by suffix."""
        return any(("." + domain).endswith(suffix) for suffix in self.student_suffixes)


def has_words(title, keyword):
    """Whether a keyword occurs in a title as whole words: lower case, everything outside a-z0-9 is one space."""
    words, sought = (re.sub("[^a-z0-9]+", " ", text.lower()).strip() for text in (title, keyword))
    return f" {sought} " in f" {words} "


@dataclass
class FitRule:
    """Who it is for: one row of `fit_rules.csv`."""

    rule_id: str
    role: str
    attribute: str
    operator: str
    low: float | None
    high: float | None
    values: list
    points: float


@dataclass
class ScoringRule:
    """What they did: one row of `scoring_rules.csv`; `within` in seconds, None = ever."""

    rule_id: str
    group: str
    points: float
    min_count: int
    within: float | None
    max_awards: int | None


@dataclass
class Condition:
    """One row of `trigger_conditions.csv`; `within` in seconds, None = ever."""

    condition_id: str
    metric: str
    subject: str | None
    at_least: float | None
    at_most: float | None
    within: float | None


@dataclass
class Trigger:
    """When it counts: one row of `triggers.csv` with its conditions."""

    trigger_id: str
    tier: int
    rank: int
    outcome: str
    sla_minutes: float | None
    sla_clock: str
    conditions: list


@dataclass
class Definition:
    """One version of a definition with all its rows."""

    definition_id: str
    version: int
    effective_from: int | None
    effective_to: int | None
    decay_kind: str
    decay_rate: float | None
    decay_period: float | None
    fit_cap: float | None
    behavior_cap: float | None
    bant_cap: float | None
    off_icp_cap: float | None
    requalify_gap: int
    dormant_after: float | None
    fit_rules: list
    scoring_rules: list
    triggers: list

    def rules(self, *roles):
        return [rule for rule in self.fit_rules if rule.role in roles]

    def attributes_read(self):
        """The attributes that a rule of this definition reads."""
        return {rule.attribute for rule in self.fit_rules}


def hours(text):
    return None if text is None else round(number(text) * 3600, 6)


def days(text):
    return None if text is None else round(number(text) * 86400, 6)


def read_definitions(folder, only=None):
    """Every definition version of a folder, or those of the ids in `only`."""
    folder = Path(folder)

    def rows_of(name, owner):
        return [
            row
            for row in read_csv(folder / f"{name}.csv")
            if row["definition_id"] == owner["definition_id"] and int(row["version"]) == int(owner["version"])
        ]

    definitions = []
    for row in read_csv(folder / "mql_definitions.csv"):
        if only and row["definition_id"] not in only:
            continue
        conditions = rows_of("trigger_conditions", row)
        definitions.append(
            Definition(
                definition_id=row["definition_id"],
                version=int(row["version"]),
                effective_from=to_time(row["effective_from"]) if row.get("effective_from") else None,
                effective_to=to_time(row["effective_to"]) if row.get("effective_to") else None,
                decay_kind=row.get("decay_kind") or "none",
                decay_rate=number(row.get("decay_rate")),
                decay_period=days(row.get("decay_period_days")),
                fit_cap=number(row.get("fit_cap")),
                behavior_cap=number(row.get("behavior_cap")),
                bant_cap=number(row.get("bant_cap")),
                off_icp_cap=number(row.get("off_icp_cap")),
                requalify_gap=int(days(row["requalify_gap_days"])),
                dormant_after=days(row.get("dormant_after_days")),
                fit_rules=[
                    FitRule(
                        rule_id=rule["rule_id"],
                        role=rule["role"],
                        attribute=rule["attribute"],
                        operator=rule["operator"],
                        low=number(rule.get("value_low")),
                        high=number(rule.get("value_high")),
                        values=[fold(value) for value in (rule.get("value_list") or "").split("|") if value.strip()],
                        points=number(rule.get("points")) or 0.0,
                    )
                    for rule in rows_of("fit_rules", row)
                ],
                scoring_rules=[
                    ScoringRule(
                        rule_id=rule["rule_id"],
                        group=rule["event_group"],
                        points=number(rule["points"]),
                        min_count=int(number(rule.get("min_count")) or 1),
                        within=hours(rule.get("within_hours")),
                        max_awards=int(number(rule["max_awards"])) if rule.get("max_awards") else None,
                    )
                    for rule in rows_of("scoring_rules", row)
                ],
                triggers=[
                    Trigger(
                        trigger_id=trigger["trigger_id"],
                        tier=int(trigger["tier"]),
                        rank=int(trigger["rank"]),
                        outcome=trigger["outcome"],
                        sla_minutes=number(trigger.get("sla_minutes")),
                        sla_clock=trigger.get("sla_clock") or "elapsed",
                        conditions=[
                            Condition(
                                condition_id=condition["condition_id"],
                                metric=condition["metric"],
                                subject=condition.get("subject"),
                                at_least=number(condition.get("at_least")),
                                at_most=number(condition.get("at_most")),
                                within=hours(condition.get("within_hours")),
                            )
                            for condition in conditions
                            if condition["trigger_id"] == trigger["trigger_id"]
                        ],
                    )
                    for trigger in rows_of("triggers", row)
                ],
            )
        )
    return definitions
