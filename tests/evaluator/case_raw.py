"""Random raw tables: groups of leads whose events, decisions, changes and deals fall on the edges that the engine must get right."""

import csv
import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq

from .case_definitions import (
    COUNTRIES,
    DOWNLOADS,
    EMPLOYEES,
    GROUPS,
    HIGH,
    HOURS,
    INDUSTRIES,
    LOW,
    MEDIUM,
    NEGATIVE,
    PASSIVE,
    SOURCES,
    TECHNOLOGIES,
    TIMELINES,
    TITLES,
    one_of,
)
from .raw import BOOLEANS, CONTRACTS, HOUSEKEEPING, NUMBERS, TIMES

START = dt.datetime(2024, 1, 1)
AS_OF = dt.datetime(2025, 7, 1)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
REASONS = {
    "bad_fit_company": 90,
    "bad_fit_person": 90,
    "not_interested": 90,
    "unreachable": 60,
    "duplicate": 90,
    "not_a_prospect": None,
    "already_customer": None,
    "timing": 30,
    "has_solution": 90,
    "no_budget_or_authority": 90,
    "out_of_territory": 90,
    "unspecified": 90,
    "dog ate the phone": 90,
    None: 90,
}
PAGES = ["pricing_page_view", "page_view", "blog_view", "product_page_view", "comparison_page_view", "case_study_view", "careers_page_view"]
FIELDS = {
    "job_title": TITLES,
    "industry": INDUSTRIES,
    "country": COUNTRIES,
    "lead_source": SOURCES,
    "employee_count": EMPLOYEES,
    "annual_revenue": (1000000, 10000000, 50000000, 500000000),
    "stated_budget": (5000, 10000, 50000),
    "stated_timeline": TIMELINES,
    "stated_use_case": ("reporting", "automation", "  "),
    "technologies": (*TECHNOLOGIES, "salesforce|hubspot", " Marketo | snowflake"),
}


class Group:
    """A few leads with all that belongs to them, independent of every other group: its ids and companies bear its prefix."""

    def __init__(self, rng, prefix, leads, dirty):
        self.rng = rng
        self.prefix = prefix
        self.dirty = dirty
        self.tables = {table: [] for table in CONTRACTS}
        self.companies = [f"{prefix.lower()}company{number}.com" for number in range(1, max(2, leads // 3) + 1)]
        self.anonymous = [f"{prefix}a{number}" for number in range(1, leads + 2)]
        self.leads = []
        self.anchors = {}
        for number in range(1, leads + 1):
            self.add_lead(f"{prefix}L{number}")
        for number in range(rng.choice([0, 1, 1, 2])):
            self.add_stranger_deal(number)
        self.add_accounts()
        if dirty:
            self.add_merges()

    def chance(self, share):
        return self.rng.random() < share

    def maybe(self, values, share=0.85):
        return self.rng.choice(values) if self.chance(share) else None

    def moment(self):
        """Any second of the story, now and then with a fraction that must be cut."""
        return START + dt.timedelta(seconds=self.rng.randint(0, int((AS_OF - START).total_seconds())))

    def near(self, lead_id):
        """A time on the edge of what happened to a lead before: the same second, one off, or exactly a window, gap or period away."""
        anchor = self.rng.choice(self.anchors[lead_id][-6:])
        step = one_of(
            self.rng,
            [
                (4, dt.timedelta(0)),
                (2, dt.timedelta(minutes=self.rng.choice([5, 29, 30, 31]))),
                (3, dt.timedelta(hours=self.rng.choice(HOURS))),
                (4, dt.timedelta(days=self.rng.choice([7, 14, 30, 60, 90, 120]))),
                (2, dt.timedelta(seconds=self.rng.randint(0, 20 * 86400))),
            ],
        )
        time = anchor + (-step if self.chance(0.12) else step) + self.rng.choice([0, 0, 0, 1, -1]) * SECOND
        self.anchors[lead_id].append(time)
        return self.with_fraction(time)

    def with_fraction(self, time):
        return time + dt.timedelta(microseconds=self.rng.choice([1000, 250000, 999000])) if self.chance(0.05) else time

    def add(self, table, **row):
        self.tables[table].append(row)
        return row

    def next_id(self, table, letter):
        return f"{self.prefix}{letter}{len(self.tables[table]) + 1}"

    def email(self, number, company):
        domain = one_of(
            self.rng,
            [(5, company), (2, "gmail.com"), (1, "unitest.edu"), (0.3, "rivalsoft.com"), (0.5, None), (0.3, "")],
        )
        if domain is None:
            return None
        name = f"{self.rng.choice(['p', 'P'])}{number}"
        return f"{name}@{self.rng.choice([domain, domain.upper()])}" if domain else "not-an-email"

    def add_lead(self, lead_id):
        known_at = self.moment() if self.chance(0.94) else AS_OF + self.rng.choice([0, 1, 86400]) * SECOND
        company = self.rng.choice([*self.companies, *self.companies, "rivalsoft.com"])
        row = {name: self.maybe(values) for name, values in FIELDS.items()}
        self.leads.append(lead_id)
        self.anchors[lead_id] = [known_at]
        self.add(
            "leads",
            lead_id=lead_id,
            email=self.email(len(self.leads), company),
            first_name=self.maybe(["Ann", "Bo"]),
            last_name=self.maybe(["Archer", "Baker"]),
            company_name=self.maybe(["Acme", "Globex"]),
            company_domain=self.rng.choice([company, f" {company.title()}", None, None]),
            **row,
            owner_id=self.maybe(["r1", "r2"]),
            created_at=self.with_fraction(known_at),
        )
        if self.chance(0.06):
            self.add_blocked(lead_id, known_at)
            return
        ids = self.rng.sample(self.anonymous, self.rng.choice([0, 1, 1, 2]))
        self.add_behaviour(lead_id, ids, known_at)
        for _ in range(self.rng.choice([0, 0, 1, 2, 3])):
            self.add_change(lead_id, row)
        for _ in range(self.rng.choice([0, 1, 2, 3])):
            self.add_activity(lead_id)
        created_at = None
        for _ in range(self.rng.choice([0, 0, 0, 1, 1, 2])):
            created_at = self.add_deal(lead_id, self.rng.choice([created_at, None]))

    def add_blocked(self, lead_id, known_at):
        """Interest while another deal is open, and nothing new once that is over: the deal that is won then was never seen coming."""
        self.add_burst(
            lead_id, self.rng.choice(["hand raise", "count", "session"]), known_at + self.rng.choice([0, 1]) * DAY, lead_id, None
        )
        for kind, created, closed, is_won in (("expansion", -1, 20, False), ("new_business", 30, 60, True)):
            self.add(
                "opportunities",
                opportunity_id=self.next_id("opportunities", "o"),
                lead_id=lead_id,
                opportunity_type=kind,
                created_at=known_at + created * DAY,
                stage="closed_won" if is_won else "closed_lost",
                closed_at=known_at + closed * DAY,
                amount=20000.0,
            )

    def add_behaviour(self, lead_id, ids, known_at):
        """Bursts of events before and after the lead is known, and what sales said in between."""
        if self.chance(0.1):
            return
        for anonymous_id in ids:
            if self.chance(0.6):
                start = known_at - dt.timedelta(hours=self.rng.choice([0, *HOURS]))
                self.add_burst(lead_id, self.rng.choice(["session", "run", "count"]), start, None, anonymous_id)
        if ids and self.chance(0.8):
            self.add_event(lead_id, ids[0], self.rng.choice(["chat_identified", "lead_form_submit"]), self.near(lead_id))
        for _ in range(self.rng.choice([1, 2, 3, 5])):
            anonymous_id = self.rng.choice([None, *ids])
            named = None if anonymous_id is not None and self.chance(0.4) else lead_id
            kind = one_of(
                self.rng, [(3, "hand raise"), (2, "session"), (2, "run"), (2, "count"), (1, "downloads"), (0.7, "clicks"), (3, "other")]
            )
            self.add_burst(lead_id, kind, self.near(lead_id), named, anonymous_id)
            if self.chance(0.5):
                self.add_decision(lead_id)

    def add_burst(self, lead_id, kind, start, named, anonymous_id):
        """Several events that belong together."""
        rng = self.rng
        if kind == "hand raise":
            self.add_event(named, anonymous_id, rng.choice([*GROUPS["gen_hand_raise"], "trial_start", "sales_requested_mql"]), start)
        elif kind in ("session", "run"):
            session_id = f"{self.prefix}s{len(self.tables['events'])}" if kind == "session" else None
            for _ in range(rng.randint(2, 5)):
                self.add_event(named, anonymous_id, rng.choice(PAGES), start, session_id)
                start += rng.choice([0, 5, 61, 1799, 1800, 1801]) * SECOND
                if named is None and self.chance(0.25):
                    named = lead_id
        elif kind == "count":
            event_type = rng.choice(["pricing_page_view", "blog_view", "email_open", "content_download", *MEDIUM])
            gap = dt.timedelta(hours=rng.choice(HOURS[:5])) + rng.choice([0, 0, 1, -1]) * SECOND
            for place in range(rng.randint(2, 4)):
                self.add_event(named, anonymous_id, event_type, start + place * gap)
        elif kind == "downloads":
            for _ in range(rng.randint(2, 4)):
                asset = rng.choice(["asset-1", "Asset-1 ", "asset-2", None])
                self.add_event(named, anonymous_id, rng.choice(DOWNLOADS), start, asset=asset)
                start += rng.choice([0, 60, 86400]) * SECOND
        elif kind == "clicks":
            for _ in range(rng.randint(2, 5)):
                self.add_event(named, anonymous_id, "email_click", start)
                start += rng.choice([0, 3, 5, 10]) * SECOND
        else:
            for _ in range(rng.randint(1, 3)):
                self.add_event(named, anonymous_id, rng.choice([*HIGH, *MEDIUM, *LOW, *PASSIVE, *NEGATIVE]), start)
                start += rng.choice([0, 1, 3600]) * SECOND

    def add_event(self, lead_id, anonymous_id, event_type, occurred_at, session_id=None, asset=None):
        row = self.add(
            "events",
            event_id=self.next_id("events", "e"),
            lead_id=lead_id,
            anonymous_id=anonymous_id,
            session_id=session_id,
            event_type=event_type,
            occurred_at=self.with_fraction(occurred_at),
            asset=asset,
            duration_seconds=float(self.rng.choice([5, 60, 61, 300])) if event_type in PAGES and self.chance(0.5) else None,
            is_bot=True if self.chance(0.01) else None,
        )
        if self.dirty and event_type in PAGES and self.chance(0.3):
            row["event_type"] = " Gen Pageview"
            row["url"] = self.rng.choice(
                ["https://x.io/Pricing?a=1", "/pricing/plan-b", "https://x.io/en/case/acme#top", "https://x.io/about", None]
            )
        if self.dirty and event_type == "email_click" and self.chance(0.3):
            row["event_type"] = "gen click"
            row["duration_seconds"] = self.rng.choice([None, 29.0, 30.0])

    def add_decision(self, lead_id):
        """A word of sales; after a rejection often a new hand raise at the very second at which the lead reopens, or one beside it."""
        decision = self.rng.choice(["accepted", "rejected", "rejected", "rejected", "sales_qualified"])
        reason = self.rng.choice(list(REASONS)) if decision == "rejected" or self.chance(0.05) else None
        decided_at = self.near(lead_id)
        self.add(
            "lead_decisions",
            decision_id=self.next_id("lead_decisions", "d"),
            lead_id=lead_id,
            decision=decision,
            rejection_reason=reason,
            decided_by=self.maybe(["r1", "r2"]),
            decided_at=decided_at,
        )
        if decision == "rejected" and self.chance(0.7):
            reopens_at = decided_at + (REASONS[reason] or 100) * DAY + self.rng.choice([0, 0, 1, -1]) * SECOND
            self.anchors[lead_id].append(reopens_at)
            self.add_burst(lead_id, self.rng.choice(["hand raise", "count", "session"]), reopens_at, lead_id, None)

    def add_activity(self, lead_id):
        self.add(
            "sales_activities",
            activity_id=self.next_id("sales_activities", "x"),
            lead_id=lead_id,
            rep_id=self.maybe(["r1", "r2"]),
            channel=self.rng.choice(["email", "call", "linkedin", "meeting"]),
            direction=self.rng.choice(["outbound", "outbound", "inbound", None]),
            occurred_at=self.near(lead_id),
        )

    def add_change(self, lead_id, row):
        """A chain of one to three changes of one field, some in one second, some to the same value, some before `known_at`."""
        company = self.rng.choice([*self.companies, "rivalsoft.com", None])
        field = self.rng.choice([*FIELDS, *FIELDS, "company_domain", "email", "first_name"])
        values = {
            "company_domain": [company, None],
            "email": [f"new@{self.rng.choice(self.companies)}", "new@gmail.com", None],
            "first_name": ["Ann", "Bo"],
        }.get(field, FIELDS.get(field))
        value = row.get(field)
        changed_at = self.near(lead_id)
        for _ in range(self.rng.randint(1, 3)):
            new = self.rng.choice([*values, None])
            if (changed_at, value, new) not in [
                (change["changed_at"], change["old_value"], change["new_value"])
                for change in self.tables["lead_changes"]
                if change["lead_id"] == lead_id and change["field"] == field
            ]:
                self.add(
                    "lead_changes",
                    lead_id=lead_id,
                    field=field,
                    changed_at=changed_at,
                    old_value=None if value is None else str(value),
                    new_value=None if new is None else str(new),
                )
            value = new
            changed_at += self.rng.choice([0, 1, 1, 86400, 86400 * 40]) * SECOND

    def add_deal(self, lead_id, created_at):
        """A deal of a lead: of any type, open, won or lost, before or after first contact, with or without a contact or a company."""
        rng = self.rng
        first = self.anchors[lead_id][0]
        created_at = created_at or rng.choice([self.near(lead_id), self.near(lead_id), first, first - 5 * DAY])
        state = rng.choice(["won", "won", "won", "lost", "open"])
        bare = self.chance(0.15)
        closed_at = created_at + rng.choice([0, 1, 10 * 86400, 60 * 86400]) * SECOND
        opportunity_id = self.next_id("opportunities", "o")
        is_named = self.chance(0.7)
        self.add(
            "opportunities",
            opportunity_id=opportunity_id,
            lead_id=lead_id if is_named else None,
            company_domain=rng.choice([None, None, *self.companies[:2]]),
            opportunity_type=rng.choice(["new_business", "new_business", None, "expansion", "renewal"]),
            sourced_by=self.maybe(["inbound", "outbound", "partner"]),
            created_at=created_at,
            stage={"won": "closed_won", "lost": "closed_lost", "open": "discovery"}[state],
            is_won=None if bare else state == "won",
            is_closed=None if bare else state != "open",
            closed_at=closed_at if state != "open" and self.chance(0.9) else None,
            amount=rng.choice([None, 5000.0, 125000.5]),
            updated_at=closed_at + DAY if self.chance(0.3) else None,
        )
        others = rng.sample(self.leads, min(len(self.leads), rng.choice([0, 0, 1, 2])))
        for other in others if is_named or lead_id in others else [lead_id, *others]:
            self.add(
                "opportunity_contacts",
                opportunity_id=opportunity_id,
                lead_id=other,
                role=self.maybe(["champion", "buyer"]),
                is_primary=self.chance(0.4),
            )
        return created_at

    def add_stranger_deal(self, number):
        """A deal of which no lead is a contact, of a known company, of an unknown one, or of none."""
        created_at = self.moment()
        self.add(
            "opportunities",
            opportunity_id=f"{self.prefix}oS{number}",
            company_domain=self.rng.choice([None, f"{self.prefix.lower()}stranger.com", *self.companies]),
            created_at=created_at,
            stage="closed_won",
            is_won=True,
            is_closed=True,
            closed_at=created_at + self.rng.choice([0, 20, 400]) * DAY,
            amount=5000.0,
        )

    def add_accounts(self):
        for company in self.companies:
            if self.chance(0.35):
                since = self.maybe([self.moment()])
                churned_at = self.moment() if since is None else since + self.rng.choice([-10, 0, 30, 300]) * DAY
                self.add(
                    "accounts",
                    company_domain=company,
                    is_customer_since=since,
                    churned_at=churned_at if self.chance(0.4) else None,
                    owner_id="ae1",
                )

    def add_merges(self):
        """Leads merged into others: pairs, chains, cycles, and into nobody."""
        leads = self.tables["leads"]
        for row in leads:
            if len(leads) > 1 and self.chance(0.15):
                row["merged_into"] = self.rng.choice([*self.leads, f"{self.prefix}nobody"])


def spoil(rng, tables):
    """What real exports do: duplicates, older and deleted versions, values that do not cast, placeholders, and rows that are no rows."""
    for table, rows in tables.items():
        for row in list(rows):
            if rng.random() < 0.06:
                rows.append(dict(row))
            if rng.random() < 0.06:
                add_version(rng, table, rows, row)
            if rng.random() < 0.04:
                spoil_value(rng, table, row)
        if rows:
            add_bad_rows(rng, table, rows)
        rng.shuffle(rows)


def add_version(rng, table, rows, row):
    """Another version of a row: older, newer, deleted, or one that only its text tells apart."""
    if table == "lead_changes":
        return
    other = dict(row)
    for column in set(other) & {"job_title", "event_type", "decision", "channel", "amount", "role", "stage"}:
        other[column] = {"job_title": "CEO", "event_type": "blog_view", "decision": "accepted", "channel": "call", "amount": 1.0}.get(
            column, row[column]
        )
    kind = rng.choice(["older", "newer", "text", "deleted", "landed later"])
    if kind in ("older", "newer", "deleted"):
        row["updated_at"] = row.get("updated_at") or START + 200 * DAY
        other["updated_at"] = row["updated_at"] + (-DAY if kind == "older" else DAY)
    if kind == "landed later":
        row["loaded_at"], other["loaded_at"] = START, START + DAY
    if kind == "deleted":
        other["is_deleted"] = True
    rows.append(other)


def spoil_value(rng, table, row):
    """One value of a row written as a careless system writes it."""
    column = rng.choice(CONTRACTS[table].columns)
    value = row.get(column)
    if isinstance(value, dt.datetime):
        row[column] = rng.choice([value.isoformat(), value.isoformat(sep=" "), f"{value.isoformat()}Z"])
        if column in CONTRACTS[table].optional and rng.random() < 0.3:
            row[column] = "soon"
    elif column in CONTRACTS[table].optional and column not in ("lead_id", "anonymous_id", "merged_into"):
        row[column] = "about 50" if column in NUMBERS | BOOLEANS else rng.choice(["gen nothing", " Gen Nothing ", "", value])
    elif column == "event_type":
        row[column] = "gen unheard of"


def add_bad_rows(rng, table, rows):
    """Rows that must be quarantined."""
    contract = CONTRACTS[table]
    key = contract.key[0]
    base = dict(rng.choice(rows))
    bad = [{**base, key: None}]
    fresh = {**base, key: f"{base[key]}bad"} if len(contract.key) == 1 else None
    if contract.time and fresh:
        bad += [{**fresh, contract.time: None}, {**fresh, contract.time: "yesterday"}]
    if table == "events":
        bad += [{**fresh, "lead_id": None, "anonymous_id": None}, {**fresh, "lead_id": "nobody at all"}]
    if table == "lead_decisions":
        bad.append({**fresh, "decision": "perhaps"})
    if table in ("sales_activities", "lead_decisions"):
        bad.append({**fresh, "lead_id": "nobody at all"})
    rows += [row for row in bad if rng.random() < 0.5]


def as_text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_table(folder, table, rows, kind):
    """One raw table as a parquet file (typed where its values are) or a CSV file; housekeeping columns only where they say something."""
    columns = [*CONTRACTS[table].columns, *(column for column in HOUSEKEEPING if any(row.get(column) is not None for row in rows))]
    if kind == "csv":
        with (folder / f"{table}.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([as_text(row.get(column)) for column in columns] for row in rows)
        return
    arrays = {}
    for column in columns:
        values = [row.get(column) for row in rows]
        kind_of = {
            **dict.fromkeys(TIMES, pa.timestamp("us")),
            **dict.fromkeys(NUMBERS, pa.float64()),
            **dict.fromkeys(BOOLEANS, pa.bool_()),
        }
        if column in kind_of and not any(isinstance(value, str) for value in values):
            arrays[column] = pa.array(values, kind_of[column])
        else:
            arrays[column] = pa.array([as_text(value) for value in values], pa.string())
    pq.write_table(pa.table(arrays), folder / f"{table}.parquet")


def write_raw(folder, rng, groups, leads, dirty, kind):
    """The raw tables of so many groups of so many leads; `dirty` adds everything that staging must sort out."""
    tables = {table: [] for table in CONTRACTS}
    for number in range(1, groups + 1):
        group = Group(rng, f"G{number}" if groups > 1 else "", leads, dirty)
        for table, rows in group.tables.items():
            tables[table] += rows
    if dirty:
        spoil(rng, tables)
    for table, rows in tables.items():
        if rows or CONTRACTS[table].required:
            write_table(folder, table, rows, kind)
