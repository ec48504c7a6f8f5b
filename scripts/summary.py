"""Prints what the last build says: raw rows accounted for, MQLs by definition, acceptance, false negatives, where to look next."""

from database import database_path, open_database, percent, query, table

ACCOUNTING = """
    select table_name, raw_rows, quarantined_rows, deleted_rows, held_rows, superseded_rows, staged_rows
    from audit_row_accounting
    order by raw_rows desc, table_name
"""

DEFINITIONS = """
    with mqls as (
        select
            definition_id, version, count(*) as mqls, count(distinct lead_id) as leads,
            count(*) filter (where decision = 'accepted') as accepted,
            count(*) filter (where decision <> 'pending') as decided,
            count(distinct opportunity_id) filter (where won_at is not null) as won
        from fct_mqls
        group by definition_id, version
    ),
    won_deals as (
        select
            definition_id, version,
            count(*) filter (where coalesce(false_negative_reason, '') <> 'out_of_scope') as won_deals,
            count(*) filter (where is_false_negative) as missed
        from fct_opportunities
        where is_won and opportunity_type = 'new_business'
        group by definition_id, version
    )
    select
        definitions.definition_id, definitions.version, coalesce(mqls.mqls, 0), coalesce(mqls.leads, 0), coalesce(mqls.accepted, 0),
        coalesce(mqls.decided, 0), coalesce(mqls.won, 0), coalesce(won_deals.missed, 0), coalesce(won_deals.won_deals, 0)
    from dim_definitions as definitions
    left join mqls using (definition_id, version)
    left join won_deals using (definition_id, version)
    order by definitions.definition_id, definitions.version
"""

REASONS = """
    select definition_id, version, reason, count(*)
    from rpt_false_negatives
    where counts_in_rate
    group by definition_id, version, reason
    qualify row_number() over (partition by definition_id, version order by count(*) desc, reason) = 1
"""

NEXT = """
Where to look next
  why, why not, since when       select * from fct_lead_scores where lead_id = '...'    or    make explain LEAD=...
  who qualified, and what came   select * from fct_mqls order by mql_at desc limit 20
  won deals that never were MQL  select * from rpt_false_negatives where definition_id = 'framework'
  the funnel by month            select * from fct_funnel_conversions where cut = 'all' and definition_id = 'framework'
  rows set aside, and why        select * from audit_quarantine
"""


def main() -> None:
    """Reads the database of the last build and prints the summary."""
    connection = open_database()
    accounting = query(connection, ACCOUNTING)
    print(f"\n{database_path()}\n\nRaw rows, each in exactly one place")
    print(table(["table", "raw", "quarantined", "deleted", "held", "superseded", "staged"], accounting))
    reasons = {(definition, version): f"{reason} ({count})" for definition, version, reason, count in query(connection, REASONS)}
    rows = [
        (
            f"{definition} v{version}",
            mqls,
            leads,
            percent(accepted, mqls),
            percent(accepted, decided),
            won,
            percent(missed, won_deals),
            reasons.get((definition, version), ""),
        )
        for definition, version, mqls, leads, accepted, decided, won, missed, won_deals in query(connection, DEFINITIONS)
    ]
    header = ["definition", "MQLs", "leads", "accepted", "of decided", "won deals", "false negatives", "most of them for"]
    print("\nMarketing qualified leads by definition")
    print(table(header, rows))
    print(NEXT)


if __name__ == "__main__":
    main()
