"""Leads, the company and the deals they belong to, and the attributes of a lead at any time."""

import re
from dataclasses import dataclass, field

from .raw import cast
from .reference import fold

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass
class Lead:
    """A person known to marketing: its own row, and the changes of each of its fields in order of time (held ones too)."""

    lead_id: str
    known_at: int
    row: dict
    changes: dict = field(default_factory=dict)

    def value(self, name, t):
        """A field at time t: from its changes where it has any, otherwise from the lead's row."""
        changes = self.changes.get(name)
        if not changes:
            return self.row.get(name)
        applied = [change for change in changes if change["changed_at"] <= t]
        return cast(name, applied[-1]["new_value"] if applied else changes[0]["old_value"])


@dataclass
class Deal:
    """A deal; `closed_at` is None while it is open as of the build."""

    opportunity_id: str
    is_new_business: bool
    created_at: int
    closed_at: int | None
    is_won: bool
    amount: float | None
    primary: str | None
    contacts: set
    company: str | None = None

    @property
    def won_at(self):
        return self.closed_at if self.is_won else None

    @property
    def lost_at(self):
        return None if self.is_won else self.closed_at


class People:
    """All leads and deals of a build, and what is known of a lead at a time."""

    def __init__(self, tables, survivors, reference, as_of):
        self.reference = reference
        self.survivors = survivors
        self.leads = self._leads(tables)
        self.accounts = tables["accounts"].rows
        self.deals = self._deals(tables, as_of)

    def _leads(self, tables):
        """Survivors only; known from the earliest `created_at` of those merged into them."""
        rows = {row["lead_id"]: row for row in tables["leads"].rows}
        leads = {}
        for lead_id, survivor in self.survivors.items():
            created_at = rows[lead_id]["created_at"]
            lead = leads.setdefault(survivor, Lead(survivor, created_at, rows[survivor]))
            lead.known_at = min(lead.known_at, created_at)
        for change in sorted(tables["lead_changes"].rows + tables["lead_changes"].held, key=_in_order):
            if change["lead_id"] in leads:
                leads[change["lead_id"]].changes.setdefault(change["field"], []).append(change)
        return leads

    def _deals(self, tables, as_of):
        """The deals with their contacts and their company; a lead that is none (any more) is no contact."""
        contacts = {}
        for row in tables["opportunity_contacts"].rows:
            if row["lead_id"] in self.survivors:
                contacts.setdefault(row["opportunity_id"], []).append((self.survivors[row["lead_id"]], bool(row["is_primary"])))
        deals = []
        for row in tables["opportunities"].rows:
            own = contacts.get(row["opportunity_id"], [])
            lead_id = self.survivors.get(row["lead_id"])
            marked = sorted(contact for contact, is_primary in own if is_primary)
            is_won, closed_at = self._closing(row, as_of)
            deal = Deal(
                opportunity_id=row["opportunity_id"],
                is_new_business=fold(row["opportunity_type"] or "new_business") == "new_business",
                created_at=row["created_at"],
                closed_at=closed_at,
                is_won=is_won,
                amount=row["amount"],
                primary=lead_id or (marked[0] if marked else None),
                contacts={contact for contact, _ in own} | ({lead_id} if lead_id else set()),
            )
            deal.company = fold(row["company_domain"]) if row["company_domain"] else None
            if deal.company is None and deal.primary:
                deal.company = self.company(self.leads[deal.primary], deal.created_at)
            deals.append(deal)
        return deals

    def _closing(self, row, as_of):
        """Whether a deal is won, and when it closed: (False, None) while it is open, whatever its stage says."""
        stage_won, stage_closed = self.reference.stages.get(fold(row["stage"] or ""), (False, False))
        is_won = stage_won if row["is_won"] is None else row["is_won"]
        is_closed = stage_closed if row["is_closed"] is None else row["is_closed"]
        if not is_closed:
            return False, None
        closed_at = next(time for time in (row["closed_at"], row["updated_at"], row["created_at"]) if time is not None)
        return (bool(is_won), closed_at) if closed_at <= as_of else (False, None)

    def email_domain(self, lead, t):
        """The domain of a valid email, in lower case; None where there is none."""
        email = lead.value("email", t)
        email = fold(email) if email else ""
        return email.rpartition("@")[2] if EMAIL.match(email) else None

    def company(self, lead, t):
        """`company_domain`, or else the domain of `email` unless that is a free-mail or student domain."""
        own = lead.value("company_domain", t)
        if own:
            return fold(own)
        domain = self.email_domain(lead, t)
        if domain is None or domain in self.reference.free_mail or self.reference.in_student_domain(domain):
            return None
        return domain

    def attribute(self, lead, name, t):
        """The values of an attribute at time t as a list: empty where it is missing."""
        value = getattr(self, f"_{name}")(lead, t)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def _employee_count(self, lead, t):
        return lead.value("employee_count", t)

    def _annual_revenue(self, lead, t):
        return lead.value("annual_revenue", t)

    def _stated_budget(self, lead, t):
        return lead.value("stated_budget", t)

    def _text(self, lead, name, t, mapping=None):
        """A text field, trimmed and in lower case, through its mapping where one exists."""
        value = lead.value(name, t)
        return None if value is None else (mapping or {}).get(fold(value), fold(value))

    def _industry(self, lead, t):
        return self._text(lead, "industry", t, self.reference.industries)

    def _lead_source(self, lead, t):
        return self._text(lead, "lead_source", t, self.reference.lead_sources)

    def _job_title(self, lead, t):
        return self._text(lead, "job_title", t)

    def _stated_timeline(self, lead, t):
        return self._text(lead, "stated_timeline", t)

    def _country(self, lead, t):
        country = self._text(lead, "country", t)
        return None if country is None else self.reference.countries.get(country, (country, None))[0]

    def _region(self, lead, t):
        return self.reference.countries.get(self._text(lead, "country", t), (None, None))[1]

    def _from_title(self, lead, t, kind, otherwise):
        """By the keyword mapping: the lowest rank wins; `otherwise` if no keyword matches; missing without a title."""
        title = lead.value("job_title", t)
        if title is None:
            return None
        return next((value for of, value in self.reference.keywords_in(title) if of == kind), otherwise)

    def _seniority(self, lead, t):
        seniority = self._from_title(lead, t, "seniority", "1")
        return None if seniority is None else float(seniority)

    def _job_function(self, lead, t):
        return self._from_title(lead, t, "job_function", "other")

    def _segment(self, lead, t):
        count = lead.value("employee_count", t)
        if count is None:
            return None
        return next(
            (segment for segment, low, high in self.reference.segments if (low or 0) <= count and (high is None or count <= high)), None
        )

    def _technology(self, lead, t):
        technologies = lead.value("technologies", t)
        return None if technologies is None else [fold(one) for one in technologies.split("|") if one.strip()]

    def _email_kind(self, lead, t):
        if lead.value("email", t) is None:
            return None
        domain = self.email_domain(lead, t)
        if domain is None:
            return "invalid"
        if self.reference.in_student_domain(domain):
            return "student"
        return "free" if domain in self.reference.free_mail else "corporate"

    def _is_competitor(self, lead, t):
        company = self.company(lead, t)
        return None if company is None else _word(company in self.reference.competitors)

    def _has_flag(self, lead, t, flag):
        return ("flag", flag) in self.reference.keywords_in(lead.value("job_title", t) or "")

    def _is_student(self, lead, t):
        domain = self.email_domain(lead, t)
        return _word(self._has_flag(lead, t, "student") or (domain is not None and self.reference.in_student_domain(domain)))

    def _is_job_seeker(self, lead, t):
        return _word(self._has_flag(lead, t, "job_seeker"))

    def _is_consultant(self, lead, t):
        return _word(self._has_flag(lead, t, "consultant"))

    def _has_use_case(self, lead, t):
        return _word(lead.value("stated_use_case", t) is not None)

    def _is_customer(self, lead, t):
        """Of a company: some membership has begun, and no churn after its beginning ended it. Without one: a deal it is on was won."""
        company = self.company(lead, t)
        won = [deal for deal in self.deals if deal.is_new_business and deal.won_at is not None and deal.won_at <= t]
        if company is None:
            return _word(any(lead.lead_id in deal.contacts for deal in won))
        accounts = [account for account in self.accounts if account["company_domain"] == company]
        begun = [account["is_customer_since"] for account in accounts if account["is_customer_since"] is not None]
        begun = [start for start in begun if start <= t] + [deal.won_at for deal in won if deal.company == company]
        ends = [account["churned_at"] for account in accounts if account["churned_at"] is not None and account["churned_at"] <= t]
        return _word(any(not any(start < end for end in ends) for start in begun))

    def _has_open_opportunity(self, lead, t):
        return _word(
            any(
                lead.lead_id in deal.contacts and deal.created_at <= t and (deal.closed_at is None or t < deal.closed_at)
                for deal in self.deals
            )
        )


def _in_order(change):
    """Changes in order of time; those of one field in one second by (`old_value`, `new_value`), nulls first."""
    texts = (change["old_value"], change["new_value"])
    return (change["changed_at"], [(text is not None, text or "") for text in texts])


def _word(holds):
    """Booleans are the texts `true` and `false`."""
    return "true" if holds else "false"
