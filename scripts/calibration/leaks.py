"""Features that know too much: those that exist, or change, because sales touched the lead.

A value that a rep types in after a call, or that is filled once a deal is won, predicts the win perfectly and is never there when
it is needed. Point-in-time attributes keep out what the log of changes dates after the moment. They cannot keep out what has no
date of its own: such a value reads as known from the first day. So each candidate is held against the first time that sales
touched the lead (an activity, a decision or a deal), by `as_of`:

- *made by sales*: the event is sales' own word (`sales_requested_mql`, and whatever a tier 4 trigger of the base counts);
- *set after sales*: more than half of the leads that have a value got it by a logged change at or after that touch;
- *known after sales only*: at least 90 % of the leads that have a value were touched before the value can be shown to have been
  there, and that is 1.5 times the share among all leads or more (for single levels: had a deal, not just a touch);
- *knows the outcome*: at least 90 % of the leads that the feature holds for at their moment were won, and 1.5 times the share of
  all or more: nothing that is known in advance is that sure;
- *done after sales*: at least 75 % of the events came at or after the touch, 1.5 times the share among all events or more.

Too little to judge (under 20 leads or events) is no evidence of a leak; such features rarely get points either.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .features import ATTRIBUTES, FLAGS, MANY, NUMBERS, Feature
from .history import History

FEWEST = 20
SET_AFTER = 0.5
KNOWN_AFTER = 0.9
DONE_AFTER = 0.75
OVER_ALL = 1.5
SALES_WORDS = ("sales_requested_mql",)

TOUCHES = """
    create or replace temp table touches as
    with activities as (
        select lead_id, occurred_at as touched_at from main_staging.stg_sales_activities
        union all
        select lead_id, decided_at from main_staging.stg_lead_decisions
    ),
    touched as (
        select aliases.lead_key, cast(epoch(activities.touched_at) as bigint) as touched_epoch, false as is_deal
        from activities
        inner join main_intermediate.int_lead_aliases as aliases using (lead_id)
        union all
        select contacts.lead_key, opportunities.created_epoch, true
        from main_intermediate.int_opportunity_contacts as contacts
        inner join main_intermediate.int_opportunities as opportunities using (opportunity_id)
    )
    select lead_key, min(touched_epoch) as touched_epoch, bool_or(is_deal) as has_deal from touched group by lead_key
"""

# of each lead and attribute, when the log last changed a field that the attribute is made from
SET_TIMES = """
    select leads.lead_key, attributes.attribute, max(cast(epoch(changes.changed_at) as bigint)) as set_epoch
    from main_staging.stg_lead_changes as changes
    inner join main_intermediate.int_leads as leads using (lead_id)
    inner join main_seeds.attributes as attributes on attributes.field = changes.field
    where changes.is_applied and trim(coalesce(changes.old_value, '')) <> trim(coalesce(changes.new_value, ''))
    group by leads.lead_key, attributes.attribute
"""

VALUES_NOW = """
    select readings.*, touches.touched_epoch, coalesce(touches.has_deal, false) as has_deal
    from main_intermediate.int_lead_readings as readings
    left join touches using (lead_key)
    where $as_of >= readings.valid_from and $as_of < readings.valid_to
"""

EVENTS = """
    select types.event_type, count(*) as events,
        count(*) filter (where occurrences.moment_epoch >= touches.touched_epoch) as after_touch
    from main_intermediate.int_occurrences as occurrences
    inner join main_intermediate.int_event_types as types using (event_type_key)
    left join touches using (lead_key)
    group by types.event_type
    order by types.event_type
"""

SALES_TRIGGERS = """
    select distinct groups.event_type
    from main_staging.stg_trigger_conditions as conditions
    inner join main_staging.stg_triggers as triggers using (definition_key, trigger_key)
    inner join (
        select distinct group_types.event_group, types.event_type
        from main_intermediate.int_event_group_types as group_types
        inner join main_intermediate.int_event_types as types using (event_type_key)
    ) as groups on groups.event_group = conditions.subject
    where triggers.definition_key = $base and triggers.tier = 4 and conditions.metric = 'event_count'
"""


@dataclass(frozen=True)
class Leak:
    """A feature that is refused, and by what rule."""

    feature: str
    rule: str
    share: float
    words: str

    def __str__(self) -> str:
        return f"{self.feature} is refused ({self.rule}): {self.words}"


def _too_often(part: int, whole: int, overall: float, limit: float) -> bool:
    return whole >= FEWEST and part / whole >= limit and part / whole >= OVER_ALL * overall


def _attribute_leak(attribute: str, values: pd.DataFrame, set_epochs: pd.Series, touched_share: float) -> Leak | None:
    """Judges an attribute by when its values were set, and by who has one."""
    has_value = values[attribute].fillna(False).astype(bool) if attribute in FLAGS else values[attribute].notna()
    known = values[has_value]
    if len(known) < FEWEST:
        return None
    set_epoch = known["lead_key"].map(set_epochs)
    set_after = int((set_epoch >= known["touched_epoch"]).sum())
    if set_after / len(known) > SET_AFTER:
        share = set_after / len(known)
        words = f"{share:.0%} of the {len(known):,} leads that have a value got it after sales had touched them, limit {SET_AFTER:.0%}"
        return Leak(attribute, "set after sales", share, words)
    touched = int((known["touched_epoch"].notna() & ~(set_epoch < known["touched_epoch"])).sum())
    if _too_often(touched, len(known), touched_share, KNOWN_AFTER):
        share = touched / len(known)
        words = (
            f"{share:.0%} of the {len(known):,} leads that have a value were touched by sales, and nothing shows that it was there before;"
            f" of all leads {touched_share:.0%} were touched, limit {KNOWN_AFTER:.0%}"
        )
        return Leak(attribute, "known after sales only", share, words)
    return None


def _level_leaks(attribute: str, values: pd.DataFrame) -> list[Leak]:
    """Levels that only leads with a deal have: a value that was overwritten without a log.

    The whole attribute is refused: that a lead does not have such a value says as much as that it has.
    """
    deal_share = float(values["has_deal"].mean())
    texts = values[[attribute, "has_deal"]].dropna()
    if attribute in MANY:
        texts = texts.assign(**{attribute: texts[attribute].str.split("|")}).explode(attribute)
        texts[attribute] = texts[attribute].str.strip()
    counts = texts.groupby(attribute)["has_deal"].agg(["sum", "count"])
    return [
        Leak(
            attribute,
            "known after sales only",
            with_deal / leads,
            f"{with_deal / leads:.0%} of the {leads:,} leads that have the value {level} had a deal;"
            f" of all leads {deal_share:.0%} had, limit {KNOWN_AFTER:.0%}",
        )
        for level, with_deal, leads in counts.itertuples()
        if _too_often(int(with_deal), int(leads), deal_share, KNOWN_AFTER)
    ]


def attribute_leaks(history: History) -> list[Leak]:
    """The attributes that are refused."""
    history.connection.execute(TOUCHES)
    values = history.frame(VALUES_NOW, as_of=history.as_of)
    values["touched_epoch"] = values["touched_epoch"].to_numpy(dtype=float, na_value=np.nan)
    set_times = history.frame(SET_TIMES)
    touched_share = float(values["touched_epoch"].notna().mean())
    leaks: list[Leak] = []
    for attribute in ATTRIBUTES:
        set_epochs = set_times[set_times["attribute"] == attribute].set_index("lead_key")["set_epoch"]
        leak = _attribute_leak(attribute, values, set_epochs, touched_share)
        if leak:
            leaks.append(leak)
        elif attribute not in NUMBERS and attribute not in FLAGS:
            leaks += _level_leaks(attribute, values)
    return leaks


def event_leaks(history: History) -> list[Leak]:
    """The event types that are refused."""
    history.connection.execute(TOUCHES)
    words_of_sales = {*SALES_WORDS, *(row[0] for row in history.connection.execute(SALES_TRIGGERS, {"base": history.base_key}).fetchall())}
    counts = history.connection.execute(EVENTS).fetchall()
    overall = sum(after for _, _, after in counts) / max(1, sum(events for _, events, _ in counts))
    leaks = []
    for event_type, events, after in counts:
        share = after / events
        if event_type in words_of_sales:
            leaks.append(Leak(event_type, "made by sales", share, "it is what sales says of a lead, not what the lead does"))
        elif _too_often(after, events, overall, DONE_AFTER):
            words = (
                f"{share:.0%} of the {events:,} events came after sales had touched the lead;"
                f" of all events {overall:.0%} did, limit {DONE_AFTER:.0%}"
            )
            leaks.append(Leak(event_type, "done after sales", share, words))
    return leaks


def outcome_leaks(features: list[Feature], columns: np.ndarray, won: np.ndarray, leads: np.ndarray) -> list[Leak]:
    """The attributes and events with a level or step of won leads only, whatever made it: a last net under the other rules."""
    overall = len(np.unique(leads[won])) / len(np.unique(leads))
    leaks = []
    for number, feature in enumerate(features):
        held = columns[:, number] > 0
        has, has_won = len(np.unique(leads[held])), len(np.unique(leads[held & won]))
        if _too_often(has_won, has, overall, KNOWN_AFTER):
            words = (
                f"{has_won / has:.0%} of the {has:,} leads that it held for at their moment were won;"
                f" of all {overall:.0%} were, limit {KNOWN_AFTER:.0%}"
            )
            leaks.append(Leak(feature.source, "knows the outcome", has_won / has, f"{feature.words}: {words}"))
    return leaks
