"""Prints two definitions of the last build side by side: figures, leads and won deals gained and lost, and the rules that differ.

python scripts/compare.py framework my_draft
python scripts/compare.py framework:1 framework:2
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database import Row, open_database, query, table
from duckdb import DuckDBPyConnection

MONTH_DAYS = 30.4375
SAMPLE = 10

DEFINITIONS = "select definition_id, version from dim_definitions order by definition_id, version"

SPAN = """
    select make_timestamp((select max(at_epoch) from main_intermediate.int_looks) * 1000000), (select min(known_at) from dim_leads)
"""

FIGURES = """
    select
        count(*), count(distinct lead_id), count(*) filter (where decision = 'accepted'), count(*) filter (where decision <> 'pending')
    from fct_mqls
    where definition_id = $1 and version = $2
"""

DEALS = """
    select
        count(*) filter (where is_won and is_false_negative),
        count(*) filter (where is_won and coalesce(false_negative_reason, '') <> 'out_of_scope'),
        median(first_mql_to_opportunity_days),
        count(*) filter (where mqls_before > 0 and is_won),
        count(*) filter (where mqls_before > 0 and closed_at is not null)
    from fct_opportunities
    where definition_id = $1 and version = $2 and opportunity_type = 'new_business'
"""

MOVED = """
    with firsts as (
        select
            lead_id,
            min(case when definition_id = $1 and version = $2 then mql_at end) as a_at,
            min(case when definition_id = $3 and version = $4 then mql_at end) as b_at
        from fct_mqls
        group by lead_id
    )
    select
        count(*) filter (where a_at is not null and b_at is not null), count(*) filter (where a_at = b_at),
        count(*) filter (where b_at < a_at), count(*) filter (where b_at > a_at), count(*) filter (where b_at is null),
        count(*) filter (where a_at is null)
    from firsts
    where a_at is not null or b_at is not null
"""

# the rules of the other definition that kept the lead out at the very moment of its MQL here
ONLY_THERE = """
    with lost as (
        select keys.lead_key, epoch(mqls.mql_at)::bigint as mql_epoch, mqls.*
        from fct_mqls as mqls
        inner join main_intermediate.int_leads as keys using (lead_id)
        where
            mqls.definition_id = $1 and mqls.version = $2 and mqls.cycle_number = 1
            and mqls.lead_id not in (select lead_id from fct_mqls where definition_id = $3 and version = $4)
    ),
    rules as (
        select rules.*, words.asks
        from main_staging.stg_fit_rules as rules
        inner join main_staging.stg_definitions as definitions using (definition_key)
        inner join main_intermediate.int_fit_rule_words as words using (fit_rule_key)
        where definitions.definition_id = $3 and definitions.version = $4 and rules.role in ('scope', 'gate', 'disqualify')
    ),
    failures as (
        select
            lost.lead_id,
            string_agg(
                rules.rule_id || ': ' || rules.attribute || ' ' || coalesce(attributes.value_text, 'missing')
                || case when rules.role = 'disqualify' then ' disqualifies' else ', needs ' || rules.asks end,
                '; ' order by rules.fit_rule_key
            ) as failed_rules
        from lost
        cross join rules
        left join main_intermediate.int_lead_attributes as attributes
            on
                lost.lead_key = attributes.lead_key and rules.attribute = attributes.attribute
                and lost.mql_epoch >= attributes.valid_from and lost.mql_epoch < attributes.valid_to
        left join main_intermediate.int_fit_rule_spans as spans
            on
                lost.lead_key = spans.lead_key and rules.fit_rule_key = spans.fit_rule_key
                and lost.mql_epoch >= spans.valid_from and lost.mql_epoch < spans.valid_to
        where (rules.role = 'disqualify') = (spans.lead_key is not null)
        group by lost.lead_id
    )
    select
        lost.lead_id, leads.job_title, coalesce(leads.company_domain, leads.company_name), lost.mql_at::date, lost.trigger_id,
        lost.decision,
        case when lost.won_at is not null then lost.opportunity_id end, coalesce(failures.failed_rules, 'passes the gate, met no trigger')
    from lost
    inner join dim_leads as leads using (lead_id)
    left join failures using (lead_id)
    order by lost.won_at is null, lost.decision, lost.mql_at desc, lost.lead_id
"""

DEALS_ONLY_THERE = """
    select deals.opportunity_id, deals.company_domain, deals.amount_usd, deals.closed_at::date, missed.reason,
        concat_ws(': ', missed.nearest_trigger_id, missed.lacking)
    from rpt_false_negatives as missed
    inner join fct_opportunities as deals using (opportunity_id, definition_id, version)
    where
        definition_id = $3 and version = $4
        and opportunity_id not in (select opportunity_id from rpt_false_negatives where definition_id = $1 and version = $2)
    order by deals.amount_usd desc nulls last, deals.opportunity_id
"""

TERMS = """
    unpivot (
        select
            decay_kind::varchar as "decay of points",
            format('{:g}', decay_rate) as "lost a period",
            format('{:g}', decay_period_days) as "period, days",
            format('{:g}', fit_cap) as "most fit points",
            format('{:g}', behavior_cap) as "most behavior points",
            format('{:g}', bant_cap) as "most BANT points",
            format('{:g}', off_icp_cap) as "most points outside the gate",
            requalify_gap_days::varchar as "days to the next MQL"
        from dim_definitions
        where definition_id = $1 and version = $2
    )
    on columns(*) into name term value said
"""

FIT_RULES = """
    select
        rules.rule_id,
        rules.role || ': ' || rules.attribute || ' ' || words.asks || coalesce(', ' || format('{:g}', rules.points) || ' points', '')
    from main_staging.stg_fit_rules as rules
    inner join main_staging.stg_definitions as definitions using (definition_key)
    inner join main_intermediate.int_fit_rule_words as words using (fit_rule_key)
    where definitions.definition_id = $1 and definitions.version = $2
    order by rules.fit_rule_key
"""

SCORING_RULES = """
    select
        rules.rule_id,
        format('{:g}', rules.points) || ' points for '
        || case when rules.min_count > 1 then rules.min_count || ' x ' else '' end || rules.event_group
        || coalesce(' in ' || rules.window_seconds / 3600 || ' hours', '') || coalesce(', at most ' || rules.max_awards || ' times', '')
    from main_staging.stg_scoring_rules as rules
    inner join main_staging.stg_definitions as definitions using (definition_key)
    where definitions.definition_id = $1 and definitions.version = $2
    order by rules.scoring_rule_key
"""

TRIGGERS = """
    select
        trigger_id,
        'rank ' || trigger_rank || ', ' || outcome || ': ' || conditions
        || coalesce('; answered in ' || format('{:g}', sla_minutes) || ' minutes (' || sla_clock || ')', '')
    from dim_triggers
    where definition_id = $1 and version = $2
    order by trigger_rank
"""

RULES = {"terms": TERMS, "fit rule": FIT_RULES, "points": SCORING_RULES, "trigger": TRIGGERS}


@dataclass(frozen=True)
class Definition:
    """A version of a definition, as the marts name it."""

    definition_id: str
    version: int

    @property
    def name(self) -> str:
        """As a person names it."""
        return f"{self.definition_id} {self.version}"

    @property
    def key(self) -> list[object]:
        """As the parameters of a query."""
        return [self.definition_id, self.version]


def chosen(text: str, built: Sequence[Row]) -> Definition:
    """The version that `id` (its latest) or `id:version` names; leaves with one line where the build has none."""
    definition_id, _, version = text.partition(":")
    fitting = [row for row in built if str(row[0]) == definition_id and version in ("", str(row[1]))]
    if not fitting:
        known = ", ".join(f"{row[0]}:{row[1]}" for row in built)
        sys.exit(f"Definition '{text}' is not in this build. It has: {known}.")
    return Definition(str(fitting[-1][0]), int(str(fitting[-1][1])))


def share(part: int, whole: int) -> str:
    """A share as text with its 95 % Wilson interval and its counts."""
    if not whole:
        return "- (of 0)"
    z, rate = 1.959963984540054, part / whole
    middle = (rate + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * (rate * (1 - rate) / whole + z * z / (4 * whole * whole)) ** 0.5 / (1 + z * z / whole)
    return f"{100 * rate:.1f} % ({100 * (middle - half):.0f}-{100 * (middle + half):.0f} %; {part:,} of {whole:,})"


def figures(connection: DuckDBPyConnection, one: Definition, months: float) -> list[str]:
    """What the figures of one definition say, in the order of `FIGURE_NAMES`."""
    mqls, leads, accepted, decided = (int(str(value)) for value in query(connection, FIGURES, one.key)[0])
    missed, deals, ahead, won, closed = query(connection, DEALS, one.key)[0]
    return [
        f"{mqls:,}",
        f"{mqls / months:,.1f}" if months else "-",
        f"{leads:,}",
        share(accepted, decided),
        share(int(str(won)), int(str(closed))),
        share(int(str(missed)), int(str(deals))),
        "-" if ahead is None else f"{float(str(ahead)):.1f}",
    ]


FIGURE_NAMES = [
    "MQLs",
    "MQLs a month",
    "leads",
    "accepted, of those decided",
    "deals won, of those closed",
    "won deals missed",
    "days from first MQL to deal, median",
]


def section(title: str, header: list[str], rows: Sequence[Row]) -> None:
    """Prints a titled table, or that there is nothing."""
    print(f"\n{title}")
    print(table(header, rows) if rows else "  none")


def differing_rules(connection: DuckDBPyConnection, one: Definition, other: Definition) -> list[Row]:
    """The terms, rules and triggers that only one of the two has, or that say something else in each: a row a side."""
    rows: list[Row] = []
    for kind, sql in RULES.items():
        ours, theirs = (dict(query(connection, sql, each.key)) for each in (one, other))
        for name in [*ours, *(name for name in theirs if name not in ours)]:
            if ours.get(name) != theirs.get(name):
                sides = [(side, words[name]) for side, words in (("A", ours), ("B", theirs)) if name in words]
                rows += [(*((kind, name) if number == 0 else ("", "")), *said) for number, said in enumerate(sides)]
    return rows


def main() -> None:
    """Reads the command line and prints the comparison; leaves with one line where a definition is not known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", help="definition_id, or definition_id:version (default: the latest)")
    parser.add_argument("b", help="the other one")
    parser.add_argument("--leads", type=int, default=SAMPLE, help=f"how many leads gained and lost to print (default: {SAMPLE})")
    given = parser.parse_args()
    if not given.a.strip() or not given.b.strip():
        sys.exit("Which two definitions? make compare A=<definition_id>[:<version>] B=<the other>; `make summary` lists them.")
    connection = open_database()
    built = query(connection, DEFINITIONS)
    a, b = chosen(given.a.strip(), built), chosen(given.b.strip(), built)
    if a == b:
        sys.exit(f"A and B are both {a.name}; name two that differ.")

    as_of, first = query(connection, SPAN)[0]
    if not isinstance(as_of, datetime) or not isinstance(first, datetime):
        sys.exit("This build has no leads, so there is nothing to compare.")
    months = (as_of - first).total_seconds() / 86400 / MONTH_DAYS
    print(f"A is {a.name}, B is {b.name}. As of {as_of} UTC, {months:.1f} months since the first lead was known.")
    section(
        "Figures (95 % interval; counts)",
        ["", "A", "B"],
        list(zip(FIGURE_NAMES, figures(connection, a, months), figures(connection, b, months), strict=True)),
    )

    both, same, earlier, later, lost, gained = query(connection, MOVED, [*a.key, *b.key])[0]
    section(
        "Leads, from A to B",
        ["", "leads"],
        [
            ("MQL under both", both),
            ("  first in the same second", same),
            ("  first earlier under B", earlier),
            ("  first later under B", later),
            ("lost: under A only", lost),
            ("gained: under B only", gained),
        ],
    )
    for title, here, there in ((f"gained by {b.name}", b, a), (f"lost by {b.name}", a, b)):
        deals = query(connection, DEALS_ONLY_THERE, [*here.key, *there.key])
        amount_usd = sum(float(str(amount)) for _, _, amount, *_ in deals if amount is not None)
        section(
            f"Won deals {title}: {len(deals):,}{f', {money(amount_usd)} USD' if deals else ''}",
            ["deal", "company", "amount, USD", "won on", f"why not under {there.name}", "nearest trigger, and what it lacked"],
            [(deal, company, money(amount), *rest) for deal, company, amount, *rest in deals],
        )
    for title, here, there in ((f"gained by {b.name}", b, a), (f"lost by {b.name}", a, b)):
        leads = query(connection, ONLY_THERE, [*here.key, *there.key])
        shown = f", of which {given.leads}" if len(leads) > given.leads else ""
        section(
            f"Leads {title}: {len(leads):,}{shown}{', those with a won deal first' if leads else ''}",
            ["lead", "title", "company", "MQL on", "trigger", "decision", "won deal", f"why not under {there.name} on that day"],
            leads[: given.leads],
        )
    section("Rules that differ", ["", "name", "", "says"], differing_rules(connection, a, b))


def money(amount: object) -> object:
    """An amount as text with separators; nothing where there is none."""
    return None if amount is None else f"{float(str(amount)):,.0f}"


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that closes early, such as head, is no error
    main()
