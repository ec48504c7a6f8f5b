"""What is learned from: leads at moments of their life, and whether they were won afterwards.

A row is a lead at a *landmark*, so many days after it became known. It is used if at that moment the lead

- is within the base definition's scope and not disqualified by it, and no customer,
- is not yet a contact of any deal,

and if the *horizon* after the moment has been observed in full by `as_of`. Otherwise it is not used, won or not: a win that
came early would be counted, and one that is still to come would not. The row is *won* if the lead is a contact of a new-business
deal that was created after the moment and won within the horizon.

Several landmarks a lead are several rows, as the score is read at any time of a lead's life and not only at its beginning. Rows
of one company stand or fall together: intervals are computed over companies, not over rows.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from database import query

DAY = 86_400

SNAPSHOTS = """
    create or replace temp table snapshots as
    with landmarks as (
        select unnest($landmarks) as landmark_days
    ),
    moments as (
        select leads.lead_key, leads.known_epoch, landmarks.landmark_days, leads.known_epoch + landmarks.landmark_days * 86400 as moment
        from main_intermediate.int_leads as leads
        cross join landmarks
    ),
    deals as (
        select contacts.lead_key, opportunities.*
        from main_intermediate.int_opportunity_contacts as contacts
        inner join main_intermediate.int_opportunities as opportunities using (opportunity_id)
    ),
    outcomes as (
        select
            moments.lead_key, moments.landmark_days,
            coalesce(bool_or(deals.created_epoch <= moments.moment), false) as has_deal,
            min(deals.opportunity_id) filter (
                where deals.is_won and deals.is_new_business and deals.created_epoch > moments.moment
                and deals.closed_epoch <= moments.moment + $horizon * 86400
            ) as won_opportunity_id
        from moments
        left join deals using (lead_key)
        where moments.moment + $horizon * 86400 <= $as_of
        group by moments.lead_key, moments.landmark_days
    ),
    customers as (
        select lead_key, valid_from, valid_to
        from main_intermediate.int_lead_flags
        where attribute = 'is_customer' and flag
    )
    select
        row_number() over (order by moments.lead_key, moments.moment) - 1 as row_number,
        moments.*, outcomes.won_opportunity_id, outcomes.won_opportunity_id is not null as is_won, fit.passes_gate
    from moments
    inner join outcomes using (lead_key, landmark_days)
    inner join main_intermediate.int_fit_timeline as fit
        on fit.lead_key = moments.lead_key and fit.definition_key = $base
        and moments.moment >= fit.valid_from and moments.moment < fit.valid_to
    left join customers
        on customers.lead_key = moments.lead_key and moments.moment >= customers.valid_from and moments.moment < customers.valid_to
    where not outcomes.has_deal and fit.passes_scope and not fit.is_disqualified and customers.lead_key is null
"""

# where the engine would read them: attributes as they stood at the moment
ROWS = """
    select snapshots.*, readings.* exclude (lead_key, valid_from, valid_to), leads.lead_id
    from snapshots
    inner join main_intermediate.int_leads as leads using (lead_key)
    inner join main_intermediate.int_lead_readings as readings
        on readings.lead_key = snapshots.lead_key and snapshots.moment >= readings.valid_from and snapshots.moment < readings.valid_to
    order by snapshots.row_number
"""

# leads without a deal or an MQL that pass the gate today and did something lately
OPEN_LEADS = """
    with busy as (
        select contacts.lead_key from main_intermediate.int_opportunity_contacts as contacts
        union
        select lead_key from main_intermediate.int_mql_cycles where definition_key = $base
    ),
    lately as (
        select lead_key, max(occurred_epoch) as last_epoch
        from main_intermediate.int_occurrences
        where moment_epoch <= $as_of
        group by lead_key
        having max(occurred_epoch) > $as_of - $recent * 86400
    )
    select
        leads.lead_id, leads.known_epoch, $as_of as moment, readings.* exclude (valid_from, valid_to),
        strftime(make_timestamp(lately.last_epoch * 1000000), '%Y-%m-%d') as last_activity_on
    from main_intermediate.int_leads as leads
    inner join lately using (lead_key)
    inner join main_intermediate.int_lead_readings as readings
        on readings.lead_key = leads.lead_key and $as_of >= readings.valid_from and $as_of < readings.valid_to
    inner join main_intermediate.int_fit_timeline as fit
        on fit.lead_key = leads.lead_key and fit.definition_key = $base and $as_of >= fit.valid_from and $as_of < fit.valid_to
    where fit.passes_gate and leads.lead_key not in (select lead_key from busy)
    order by leads.lead_key
"""


@dataclass
class History:
    """The built database, the moment that it speaks of, and the definition that the draft starts from."""

    connection: duckdb.DuckDBPyConnection
    as_of: int
    first_known: int
    base: dict[str, object]
    base_key: int

    def frame(self, sql: str, **parameters: object) -> pd.DataFrame:
        """The rows of a query as a frame; leaves with one line where a table it reads was never built."""
        try:
            return self.connection.execute(sql, parameters or None).df()
        except duckdb.CatalogException as error:
            raise SystemExit(f"{str(error).splitlines()[0]}. Was the last build finished? Run `make build` again.") from None

    def seed(self, name: str) -> pd.DataFrame:
        """The base definition's rows of a file of the definition language, as text, as they were written."""
        rows = self.frame(
            f"select * from main_seeds.{name} where trim(definition_id) = $definition_id and trim(version) = $version",
            definition_id=self.base["definition_id"],
            version=str(self.base["version"]),
        )
        return rows.astype(object).where(rows.notna(), None)


def open_history(connection: duckdb.DuckDBPyConnection, base: str) -> History:
    """The history of a built database and the latest version of the base definition; leaves with one line where it is not there."""
    found = query(connection, "select definition_id, version, definition_key from main_staging.stg_definitions order by 1, 2")
    versions = [row for row in found if row[0] == base]
    if not versions:
        names = ", ".join(dict.fromkeys(str(row[0]) for row in found))
        raise SystemExit(f"Definition '{base}' is not in this build. It has: {names}.")
    definition_id, version, key = versions[-1]
    as_of, first_known = query(
        connection,
        "select (select max(at_epoch) from main_intermediate.int_looks), (select min(known_epoch) from main_intermediate.int_leads)",
    )[0]
    if as_of is None:
        raise SystemExit("Too little to learn from: there is no lead.")
    row = connection.execute("select * from main_staging.stg_definitions where definition_key = ?", [key]).df().iloc[0].to_dict()
    row = {name: None if pd.isna(value) else value for name, value in row.items()}
    return History(connection, int(str(as_of)), int(str(first_known)), {**row, "definition_id": definition_id, "version": version}, key)


def observations(history: History, landmarks: list[int], horizon: int) -> pd.DataFrame:
    """The rows to learn from and to be judged on, with the attributes as they stood at their moment."""
    parameters = {"landmarks": landmarks, "horizon": horizon, "as_of": history.as_of, "base": history.base_key}
    history.connection.execute(SNAPSHOTS, parameters)
    rows = history.frame(ROWS)
    return rows.assign(cluster=rows["company_domain"].fillna(rows["lead_id"]))


def open_leads(history: History, recent_days: int) -> pd.DataFrame:
    """The leads that are nobody's yet, as they stand at `as_of`."""
    return history.frame(OPEN_LEADS, as_of=history.as_of, base=history.base_key, recent=recent_days)


def split_by_time(rows: pd.DataFrame, split: float | int) -> tuple[np.ndarray, np.ndarray, int]:
    """Masks of the rows to learn from and to test on, and the moment between them.

    Leads known from the split on are tested on. Of those known before, the moments before the split are learned from; their later
    moments are in neither, so that no lead is on both sides and every test moment is later than every moment learned from.
    """
    at = int(split) if split > 1 else int(rows.drop_duplicates("lead_key")["known_epoch"].quantile(split))
    known_before = (rows["known_epoch"] < at).to_numpy()
    return known_before & (rows["moment"] < at).to_numpy(), ~known_before, at
