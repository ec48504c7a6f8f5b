"""The reference seeds: what the lists must hold together, and what the mappings make of titles and pages as people really write them."""

import csv
import datetime as dt
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[1] / "seeds" / "reference"

COLUMNS = {
    "attribute_words": ["attribute", "value", "words", "unit"],
    "attributes": ["attribute", "value_type", "is_many", "field", "is_level"],
    "bot_rules": ["rule_id", "event_group", "at_least", "within_seconds", "note"],
    "business_hours": ["iso_weekday", "opens_at", "closes_at", "time_zone"],
    "calibration_rules": [
        "rule_id", "reads", "metric", "bands", "applies_to", "rule", "what_to_change", "by_how_much", "reasons_named", "backtest",
        "severity", "playbook", "basis", "note",
    ],
    "competitor_domains": ["domain"],
    "countries": ["name", "country", "region"],
    "event_type_mapping": ["source", "raw_event_type", "url_pattern", "min_duration_seconds", "event_type", "intent"],
    "free_mail_domains": ["domain"],
    "health_checks": ["check_id", "kind", "asks", "subject", "threshold", "playbook", "basis", "note"],
    "holidays": ["holiday_on", "name"],
    "industry_mapping": ["raw_value", "industry"],
    "lead_source_mapping": ["raw_value", "lead_source"],
    "null_placeholders": ["column_name", "placeholder"],
    "opportunity_stages": ["stage", "is_won", "is_closed"],
    "rejection_remedies": ["component", "remedy", "basis", "note"],
    "segments": ["segment", "employees_from", "employees_to"],
    "silent_channels": ["channel", "note"],
    "student_domains": ["domain"],
    "title_keywords": ["rank", "keyword", "kind", "value"],
}

KEYS = {
    "attribute_words": ["attribute", "value"],
    "attributes": ["attribute", "field"],
    "bot_rules": ["rule_id"],
    "business_hours": ["iso_weekday", "opens_at"],
    "calibration_rules": ["rule_id"],
    "competitor_domains": ["domain"],
    "countries": ["name"],
    "event_type_mapping": ["raw_event_type", "url_pattern", "min_duration_seconds"],
    "free_mail_domains": ["domain"],
    "health_checks": ["check_id"],
    "holidays": ["holiday_on"],
    "industry_mapping": ["raw_value"],
    "lead_source_mapping": ["raw_value"],
    "null_placeholders": ["column_name", "placeholder"],
    "opportunity_stages": ["stage"],
    "rejection_remedies": ["component"],
    "segments": ["segment"],
    "silent_channels": ["channel"],
    "student_domains": ["domain"],
    "title_keywords": ["kind", "rank"],
}

INTENTS = {
    "high": {
        "demo_request", "contact_sales_request", "pricing_inquiry", "trial_start", "live_demo_attended", "pricing_page_view",
        "pricing_page_engaged", "comparison_page_view", "roi_calculator_completed", "sales_requested_mql",
    },
    "medium": {
        "webinar_attended", "event_attended", "bottom_funnel_download", "case_study_download", "case_study_view", "product_page_view",
        "bottom_funnel_email_click", "third_party_intent", "chat_identified",
    },
    "low": {"content_download", "lead_form_submit", "webinar_registered", "email_click", "social_engagement"},
    "passive": {"email_open", "blog_view", "page_view"},
    "negative": {"email_unsubscribe", "email_bounce", "spam_complaint", "careers_page_view"},
    "derived": {"site_visit", "new_asset_download"},
}  # fmt: skip

INDUSTRIES = set(
    [
        "software",
        "financial_services",
        "healthcare",
        "manufacturing",
        "retail",
        "education",
        "professional_services",
        "agency",
        "media",
        "government",
        "nonprofit",
        "energy",
        "real_estate",
        "transportation",
        "hospitality",
        "telecommunications",
        "construction",
        "agriculture",
        "other",
    ]
)
LEAD_SOURCES = set(
    [
        "organic_search",
        "paid_search",
        "paid_social",
        "organic_social",
        "email",
        "referral",
        "direct",
        "event",
        "webinar",
        "content",
        "partner",
        "outbound",
        "product",
        "other",
    ]
)
REGIONS = {"north_america", "latin_america", "europe", "middle_east_africa", "asia_pacific"}
JOB_FUNCTIONS = set(
    ["marketing", "sales", "revenue_operations", "product", "engineering", "it", "finance", "hr", "operations", "executive", "other"]
)
FLAGS = {"student", "job_seeker", "consultant"}

# title, seniority, job function, flags
TITLES = [
    # chief officers, founders, owners
    ("CEO", 5, "executive", ""),
    ("ceo", 5, "executive", ""),
    ("C.E.O.", 5, "executive", ""),
    ("CEO & Founder", 5, "executive", ""),
    ("Founder/CEO", 5, "executive", ""),
    ("Chief Executive Officer", 5, "executive", ""),
    ("President & CEO", 5, "executive", ""),
    ("President", 5, "executive", ""),
    ("President, EMEA", 5, "executive", ""),
    ("Founder", 5, "executive", ""),
    ("Co-Founder", 5, "executive", ""),
    ("Cofounder and COO", 5, "operations", ""),
    ("Co-Founder & CTO", 5, "engineering", ""),
    ("Founder & Head of Sales", 5, "sales", ""),
    ("Owner", 5, "executive", ""),
    ("Owner/Operator", 5, "operations", ""),
    ("Business Owner", 5, "executive", ""),
    ("Managing Partner", 5, "executive", ""),
    ("Chairman of the Board", 5, "executive", ""),
    ("Member of Board", 5, "executive", ""),
    ("Board Member", 5, "executive", ""),
    ("Member of the Board of Directors", 5, "executive", ""),
    ("CMO", 5, "marketing", ""),
    ("Chief Marketing Officer", 5, "marketing", ""),
    ("Interim CMO", 5, "marketing", ""),
    ("Fractional CMO", 5, "marketing", "consultant"),
    ("CRO", 5, "sales", ""),
    ("Chief Revenue Officer (CRO)", 5, "sales", ""),
    ("CFO", 5, "finance", ""),
    ("EVP & CFO", 5, "finance", ""),
    ("Chief Financial Officer", 5, "finance", ""),
    ("COO", 5, "operations", ""),
    ("Chief Operating Officer", 5, "operations", ""),
    ("CIO", 5, "it", ""),
    ("Chief Information Security Officer", 5, "it", ""),
    ("CISO", 5, "it", ""),
    ("CTO", 5, "engineering", ""),
    ("Chief Technology Officer", 5, "engineering", ""),
    ("CPO", 5, "product", ""),
    ("Chief Product Officer", 5, "product", ""),
    ("CHRO", 5, "hr", ""),
    ("Chief People Officer", 5, "hr", ""),
    ("CDO", 5, "engineering", ""),
    ("Chief Data Officer", 5, "engineering", ""),
    ("Chief Growth Officer", 5, "marketing", ""),
    ("Chief Commercial Officer", 5, "sales", ""),
    ("Chief Customer Officer", 5, "sales", ""),
    ("Chief Strategy Officer", 5, "executive", ""),
    ("Deputy CFO", 4, "finance", ""),
    # vice presidents and their like
    ("Vice President", 4, "other", ""),
    ("Vice-President", 4, "other", ""),
    ("VP", 4, "other", ""),
    ("Vice President of Sales", 4, "sales", ""),
    ("VP Sales", 4, "sales", ""),
    ("VP, Sales & Marketing", 4, "marketing", ""),
    ("V.P. of Engineering", 4, "engineering", ""),
    ("Sr. VP, Demand Gen", 4, "marketing", ""),
    ("SVP Marketing", 4, "marketing", ""),
    ("EVP, Global Sales", 4, "sales", ""),
    ("AVP - Finance", 4, "finance", ""),
    ("RVP Enterprise Sales", 4, "sales", ""),
    ("VP of Product", 4, "product", ""),
    ("VP People", 4, "hr", ""),
    ("VP Revenue Operations", 4, "revenue_operations", ""),
    ("VP Sales | President's Club 2024", 4, "sales", ""),
    ("Managing Director", 4, "executive", ""),
    ("Executive Director", 4, "executive", ""),
    ("General Counsel", 4, "other", ""),
    ("Partner", 4, "executive", ""),
    # directors and heads
    ("Director of Marketing", 3, "marketing", ""),
    ("Marketing Director", 3, "marketing", ""),
    ("Sr. Director, Revenue Operations", 3, "revenue_operations", ""),
    ("Senior Director of Product Marketing", 3, "marketing", ""),
    ("Associate Director, Sales", 3, "sales", ""),
    ("Deputy Director of IT", 3, "it", ""),
    ("International Sales Director", 3, "sales", ""),
    ("Director, Demand Generation", 3, "marketing", ""),
    ("Director of Engineering", 3, "engineering", ""),
    ("Director of Finance", 3, "finance", ""),
    ("Director of Sales Operations", 3, "revenue_operations", ""),
    ("Dir. of IT", 3, "it", ""),
    ("Director", 3, "other", ""),
    ("Creative Director", 3, "marketing", ""),
    ("Head of Growth", 3, "marketing", ""),
    ("Head of IT", 3, "it", ""),
    ("Head of RevOps", 3, "revenue_operations", ""),
    ("Head of People & Culture", 3, "hr", ""),
    ("Global Head of Partnerships", 3, "sales", ""),
    ("Marketing Head", 3, "marketing", ""),
    ("Head, Product Design", 3, "product", ""),
    ("Chief of Staff", 3, "executive", ""),
    ("Chief of Staff to the CEO", 3, "executive", ""),
    ("General Manager", 3, "executive", ""),
    ("Country Manager Germany", 3, "executive", ""),
    ("Financial Controller", 3, "finance", ""),
    ("Dean of Students", 3, "other", ""),
    # managers, leads and supervisors
    ("Marketing Manager", 2, "marketing", ""),
    ("Sr. Marketing Manager", 2, "marketing", ""),
    ("Marketing Mgr", 2, "marketing", ""),
    ("Product Manager", 2, "product", ""),
    ("Senior Product Manager, Growth", 2, "product", ""),
    ("Product Marketing Manager", 2, "marketing", ""),
    ("Project Manager", 2, "operations", ""),
    ("IT Project Manager", 2, "it", ""),
    ("Engineering Manager", 2, "engineering", ""),
    ("Sales Manager", 2, "sales", ""),
    ("Internal Audit Manager", 2, "finance", ""),
    ("IT Manager", 2, "it", ""),
    ("HR Manager", 2, "hr", ""),
    ("Operations Manager", 2, "operations", ""),
    ("Marketing Operations Manager", 2, "revenue_operations", ""),
    ("Procurement Manager", 2, "operations", ""),
    ("Senior Manager, Customer Success", 2, "sales", ""),
    ("Lead Generation Manager", 2, "marketing", ""),
    ("CRO Manager", 2, "sales", ""),
    ("Team Lead", 2, "other", ""),
    ("Customer Support Team Leader", 2, "operations", ""),
    ("Sales Supervisor", 2, "sales", ""),
    ("Growth Lead", 2, "marketing", ""),
    ("PR Manager", 2, "marketing", ""),
    ("Engineering Manager, CSM", 2, "engineering", ""),
    ("Senior Partner Marketing Manager", 2, "marketing", ""),
    ("Demand Planning Manager", 2, "operations", ""),
    ("Intern Program Manager", 2, "operations", ""),
    # individual contributors, whatever word of rank their title borrows
    ("Account Executive", 1, "sales", ""),
    ("Enterprise Account Executive", 1, "sales", ""),
    ("Account Manager", 1, "sales", ""),
    ("Key Account Manager", 1, "sales", ""),
    ("Customer Success Manager", 1, "sales", ""),
    ("Business Development Manager", 1, "sales", ""),
    ("Sales Development Representative", 1, "sales", ""),
    ("SDR", 1, "sales", ""),
    ("Sales Engineer", 1, "sales", ""),
    ("Office Manager", 1, "operations", ""),
    ("Product Owner", 1, "product", ""),
    ("Business Process Owner", 1, "operations", ""),
    ("Assistant to the CEO", 1, "other", ""),
    ("Executive Assistant to CEO", 1, "other", ""),
    ("EA to the CFO", 1, "other", ""),
    ("HR Business Partner", 1, "hr", ""),
    ("Software Engineer", 1, "engineering", ""),
    ("Sr. Software Engineer II", 1, "engineering", ""),
    ("Principal Engineer", 1, "engineering", ""),
    ("Lead Developer", 1, "engineering", ""),
    ("Founding Engineer", 1, "engineering", ""),
    ("DevOps Engineer", 1, "engineering", ""),
    ("Data Scientist", 1, "engineering", ""),
    ("Solutions Architect", 1, "engineering", ""),
    ("System Administrator", 1, "it", ""),
    ("Salesforce Administrator", 1, "revenue_operations", ""),
    ("Revenue Operations Analyst", 1, "revenue_operations", ""),
    ("Business Analyst", 1, "operations", ""),
    ("Marketing Coordinator", 1, "marketing", ""),
    ("Marketing Executive", 1, "marketing", ""),
    ("SEO Specialist", 1, "marketing", ""),
    ("Growth Marketer", 1, "marketing", ""),
    ("UX Designer", 1, "product", ""),
    ("Accountant", 1, "finance", ""),
    ("FP&A Analyst", 1, "finance", ""),
    ("Technical Recruiter", 1, "hr", ""),
    ("Art Director", 1, "marketing", ""),
    ("Professor of Marketing", 1, "other", ""),
    ("Attorney", 1, "other", ""),
    ("Registered Nurse", 1, "other", ""),
    ("Retired", 1, "other", ""),
    ("Retired CEO", 1, "executive", ""),
    ("Account Executive, 2x President's Club", 1, "sales", ""),
    ("Channel Partner Executive", 1, "sales", ""),
    ("Advisory Board Member", 1, "other", ""),
    # interns and students; an intern is no student by the flag
    ("Marketing Intern", 0, "marketing", ""),
    ("Intern", 0, "other", ""),
    ("Software Engineering Internship", 0, "engineering", ""),
    ("Intern, Office of the CEO", 0, "executive", ""),
    ("Trainee", 0, "other", ""),
    ("Student", 0, "other", "student"),
    ("Graduate Student", 0, "other", "student"),
    ("Working student Marketing", 0, "marketing", "student"),
    ("Werkstudent Vertrieb", 0, "sales", "student"),
    ("PhD candidate", 0, "other", "student"),
    ("Ph.D. Candidate in Economics", 0, "other", "student"),
    ("MBA Candidate", 0, "other", "student"),
    ("Undergraduate", 0, "other", "student"),
    ("Estudiante", 0, "other", "student"),
    ("Étudiant en marketing", 0, "marketing", "student"),
    # consultants and people who look for work
    ("Consultant", 1, "other", "consultant"),
    ("Freelance Consultant", 1, "other", "consultant"),
    ("Independent Marketing Consultant", 1, "marketing", "consultant"),
    ("Freelancer", 1, "other", "consultant"),
    ("Unternehmensberater", 1, "other", "consultant"),
    ("Director of Consulting", 3, "other", ""),
    ("Looking for opportunities", 1, "other", "job_seeker"),
    ("Open to work", 1, "other", "job_seeker"),
    ("Marketing Manager | #OpenToWork", 2, "marketing", "job_seeker"),
    ("Seeking new opportunities", 1, "other", "job_seeker"),
    ("Unemployed", 1, "other", "job_seeker"),
    ("Former VP Sales, actively looking", 4, "sales", "job_seeker"),
    # other languages
    ("Directeur Commercial", 3, "sales", ""),
    ("Directrice Marketing", 3, "marketing", ""),
    ("Directeur général", 5, "executive", ""),
    ("Responsable RH", 2, "hr", ""),
    ("Geschäftsführer", 5, "executive", ""),
    ("Geschaeftsfuehrerin", 5, "executive", ""),
    ("Leiter Marketing", 3, "marketing", ""),
    ("Vertriebsleiter", 3, "sales", ""),
    ("Assistentin der Geschäftsführung", 1, "other", ""),
    ("Projektleiter", 2, "operations", ""),
    ("Director Comercial", 3, "sales", ""),
    ("Gerente de ventas", 2, "sales", ""),
    ("Gerente de TI", 2, "it", ""),
    ("Gerente General", 5, "executive", ""),
    ("Diretor de Marketing", 3, "marketing", ""),
    ("Estagiário", 0, "other", ""),
    ("Sócio-fundador", 5, "executive", ""),
    ("Président", 5, "executive", ""),
    ("Vice-président Ventes", 4, "sales", ""),
    ("DSI", 3, "it", ""),
    ("Amministratore Delegato", 5, "executive", ""),
    ("Directeur", 3, "other", ""),
    ("代表取締役", 1, "other", ""),
]

# raw name, path of the url, seconds, canonical type
PAGES = [
    ("page_view", None, None, "page_view"),
    ("page_view", "/", None, "page_view"),
    ("page_view", "/pricing", None, "pricing_page_view"),
    ("page_view", "/pricing/enterprise", 300, "pricing_page_view"),
    ("page viewed", "/de/pricing", None, "pricing_page_view"),
    ("visit webpage", "/compare/acme", None, "comparison_page_view"),
    ("page visited", "/product/vs-acme", None, "product_page_view"),
    ("page visited", "/acme/vs-globex", None, "comparison_page_view"),
    ("$pageview", "/docs/vs-code", None, "page_view"),
    ("$pageview", "/integrations/vs-code", None, "product_page_view"),
    ("pageview", "/customers", None, "page_view"),
    ("pageview", "/customers/acme", None, "case_study_view"),
    ("page", "/case-studies/acme", None, "case_study_view"),
    ("e_visited_page", "/features/reports", None, "product_page_view"),
    ("page_view", "/blog", None, "blog_view"),
    ("page_view", "/blog/how-we-price/vs-others", None, "blog_view"),
    ("page_view", "/careers/sales", None, "careers_page_view"),
    ("page_view", "/jobs", None, "careers_page_view"),
    ("page_view", "/demo", None, "page_view"),
    ("page_view", "/demo/thanks", None, "demo_request"),
    ("page_view", "/pricing/thank-you", None, "pricing_inquiry"),
    ("page_view", "/webinars/funnel/watch", 30, "page_view"),
    ("page_view", "/webinars/funnel/watch", 1800, "webinar_attended"),
    ("fill out form", None, None, "lead_form_submit"),
    ("fill out form", "/newsletter", None, "lead_form_submit"),
    ("form submission", "/demo", None, "demo_request"),
    ("form_submit", "/request-a-demo", None, "demo_request"),
    ("form submission", "/democracy-report", None, "lead_form_submit"),
    ("generate_lead", "/contact-sales", None, "contact_sales_request"),
    ("form submission", "/contact-support", None, "lead_form_submit"),
    ("form submission", "/pricing", None, "pricing_inquiry"),
    ("form submission", "/free-trial", None, "trial_start"),
    ("form submission", "/webinars/funnel", None, "webinar_registered"),
    ("form submission", "/resources/webinars/funnel", None, "webinar_registered"),
    ("form submission", "/resources/guide", None, "content_download"),
    ("form submission", "/resources/buyers-guide", None, "bottom_funnel_download"),
    ("form submission", "/careers/apply", None, "careers_page_view"),
    ("sign_up", None, None, "lead_form_submit"),
    ("sign_up", "/trial", None, "trial_start"),
    ("trial started", None, None, "trial_start"),
    ("file_download", "/files/whitepaper.pdf", None, "content_download"),
    ("file_download", "/files/acme-case-study.pdf", None, "case_study_download"),
    ("click email", None, None, "email_click"),
    ("click email", "/blog/post", None, "email_click"),
    ("email clicked", "/pricing", None, "bottom_funnel_email_click"),
    ("email clicked", "/unsubscribe", None, "email_unsubscribe"),
    ("email_click", "/pricing", None, "email_click"),
    ("invitee.created", "/acme/intro", None, "lead_form_submit"),
    ("invitee.created", "/acme/demo-30min", None, "demo_request"),
    ("change status in progression", None, None, None),
]


@cache
def table(name):
    with (REFERENCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(name, of):
    return [row[of] for row in table(name)]


def words(text):
    """The normal form of titles and keywords, padded."""
    return f" {re.sub('[^a-z0-9]+', ' ', text.lower()).strip()} "


def from_title(title, kind, otherwise):
    ranked = sorted(
        (int(row["rank"]), row) for row in table("title_keywords") if row["kind"] == kind and words(row["keyword"]) in words(title)
    )
    return ranked[0][1]["value"] if ranked else otherwise


def flags_of(title):
    return {row["value"] for row in table("title_keywords") if row["kind"] == "flag" and words(row["keyword"]) in words(title)}


def matches(row, name, path, seconds):
    glob = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in row["url_pattern"])
    return (
        row["raw_event_type"] == name
        and (not row["url_pattern"] or (path is not None and re.fullmatch(glob, path) is not None))
        and (not row["min_duration_seconds"] or (seconds is not None and seconds >= int(row["min_duration_seconds"])))
    )


def canonical_types(name, path, seconds):
    """The types of the most specific rows: the longest pattern, then the largest minimum duration."""
    found = [row for row in table("event_type_mapping") if matches(row, name, path, seconds)]
    specific = [(len(row["url_pattern"]), int(row["min_duration_seconds"] or 0)) for row in found]
    return {row["event_type"] for row, rank in zip(found, specific, strict=True) if rank == max(specific)}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_has_its_columns_and_clean_rows(name):
    raw = (REFERENCE / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert list(table(name)[0]) == COLUMNS[name]
    for row in table(name):
        assert None not in row
        assert None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_unique(name):
    keys = Counter(tuple(row[part] for part in KEYS[name]) for row in table(name))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("event_type_mapping", "raw_event_type"),
        ("event_type_mapping", "url_pattern"),
        ("industry_mapping", "raw_value"),
        ("lead_source_mapping", "raw_value"),
        ("countries", "name"),
        ("null_placeholders", "placeholder"),
        ("opportunity_stages", "stage"),
        ("free_mail_domains", "domain"),
        ("student_domains", "domain"),
        ("competitor_domains", "domain"),
    ],
)
def test_what_raw_values_are_matched_to_is_lower_case(name, of):
    assert [value for value in column(name, of) if value != value.lower()] == []


def test_every_canonical_event_type_maps_to_itself_once():
    own = [row for row in table("event_type_mapping") if row["source"] == "canonical" and row["raw_event_type"] == row["event_type"]]
    own = [row["event_type"] for row in own if not row["url_pattern"] and not row["min_duration_seconds"]]
    assert Counter(own) == Counter(event_type for types in INTENTS.values() for event_type in types)


def test_every_mapped_type_is_canonical_and_has_its_intent():
    intent_of = {event_type: intent for intent, types in INTENTS.items() for event_type in types}
    assert [row for row in table("event_type_mapping") if intent_of.get(row["event_type"]) != row["intent"]] == []


def test_only_names_that_say_what_they_are_map_to_derived_types():
    derived = INTENTS["derived"] | {"pricing_page_engaged"}
    assert {row["raw_event_type"] for row in table("event_type_mapping") if row["event_type"] in derived} == derived


def test_every_raw_name_with_a_pattern_has_a_row_without_one():
    plain = {row["raw_event_type"] for row in table("event_type_mapping") if not row["url_pattern"] and not row["min_duration_seconds"]}
    assert set(column("event_type_mapping", "raw_event_type")) - plain == set()


@pytest.mark.parametrize(("name", "path", "seconds", "expected"), PAGES)
def test_a_raw_event_has_its_canonical_type(name, path, seconds, expected):
    assert canonical_types(name, path, seconds) == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("name", "of", "canonical"), [("industry_mapping", "industry", INDUSTRIES), ("lead_source_mapping", "lead_source", LEAD_SOURCES)]
)
def test_canonical_values_map_to_themselves(name, of, canonical):
    mapping = {row["raw_value"]: row[of] for row in table(name)}
    assert set(mapping.values()) == canonical
    assert {value: mapping.get(value) for value in canonical} == {value: value for value in canonical}


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        ("organic_search", "organic_search"),
        ("paid_search", "paid_search"),
        ("social_media", "organic_social"),
        ("social", "organic_social"),
        ("email_marketing", "email"),
        ("referrals", "referral"),
        ("direct_traffic", "direct"),
        ("offline", "other"),
        ("trade show", "event"),
        ("partner referral", "partner"),
        ("purchased list", "outbound"),
        ("google / cpc", "paid_search"),
        ("google / organic", "organic_search"),
        ("(direct) / (none)", "direct"),
        ("paid social", "paid_social"),
        ("webinar", "webinar"),
        ("free trial", "product"),
    ],
)
def test_lead_sources_of_the_usual_tools(raw, source):
    assert {row["raw_value"]: row["lead_source"] for row in table("lead_source_mapping")}[raw] == source


@pytest.mark.parametrize(
    ("raw", "industry"),
    [
        ("saas", "software"),
        ("computer software", "software"),
        ("computer_software", "software"),
        ("information technology and services", "software"),
        ("information technology & services", "software"),
        ("banking", "financial_services"),
        ("insurance", "financial_services"),
        ("hospital & health care", "healthcare"),
        ("marketing and advertising", "agency"),
        ("oil & energy", "energy"),
        ("not for profit", "nonprofit"),
        ("higher education", "education"),
        ("law practice", "professional_services"),
        ("logistics and supply chain", "transportation"),
        ("food & beverage", "manufacturing"),
        ("food & beverages", "hospitality"),
    ],
)
def test_industries_of_the_usual_tools(raw, industry):
    assert {row["raw_value"]: row["industry"] for row in table("industry_mapping")}[raw] == industry


def test_every_country_has_its_codes_and_one_region():
    regions = {}
    for row in table("countries"):
        regions.setdefault(row["country"], set()).add(row["region"])
    assert set().union(*regions.values()) == REGIONS
    assert {country for country, found in regions.items() if len(found) > 1} == set()
    # the 249 of ISO 3166, and Kosovo by its user-assigned code
    assert len(regions) == 250
    names = {row["name"]: row["country"] for row in table("countries")}
    assert {country for country in regions if names.get(country.lower()) != country} == set()
    three_letters = {row["country"] for row in table("countries") if re.fullmatch("[a-z]{3}", row["name"])}
    assert set(regions) - three_letters == set()
    spelled_out = {row["country"] for row in table("countries") if len(row["name"]) > 3}
    assert set(regions) - spelled_out == set()


@pytest.mark.parametrize(
    ("name", "country", "region"),
    [
        ("us", "US", "north_america"),
        ("usa", "US", "north_america"),
        ("u.s.", "US", "north_america"),
        ("canada", "CA", "north_america"),
        ("bermuda", "BM", "north_america"),
        ("mexico", "MX", "latin_america"),
        ("méxico", "MX", "latin_america"),
        ("jamaica", "JM", "latin_america"),
        ("puerto rico", "PR", "latin_america"),
        ("brasil", "BR", "latin_america"),
        ("uk", "GB", "europe"),
        ("england", "GB", "europe"),
        ("scotland", "GB", "europe"),
        ("great britain", "GB", "europe"),
        ("deutschland", "DE", "europe"),
        ("the netherlands", "NL", "europe"),
        ("holland", "NL", "europe"),
        ("españa", "ES", "europe"),
        ("czechia", "CZ", "europe"),
        ("czech republic", "CZ", "europe"),
        ("russia", "RU", "europe"),
        ("turkey", "TR", "middle_east_africa"),
        ("uae", "AE", "middle_east_africa"),
        ("na", "NA", "middle_east_africa"),
        ("côte d'ivoire", "CI", "middle_east_africa"),
        ("south korea", "KR", "asia_pacific"),
        ("korea, republic of", "KR", "asia_pacific"),
        ("viet nam", "VN", "asia_pacific"),
        ("vietnam", "VN", "asia_pacific"),
        ("hong kong sar", "HK", "asia_pacific"),
        ("taiwan", "TW", "asia_pacific"),
        ("australia", "AU", "asia_pacific"),
    ],
)
def test_a_country_by_its_names_and_codes(name, country, region):
    assert [(row["country"], row["region"]) for row in table("countries") if row["name"] == name] == [(country, region)]


def test_keywords_are_in_normal_form_and_stand_once_a_kind():
    assert [row for row in table("title_keywords") if words(row["keyword"]) != f" {row['keyword']} "] == []
    found = Counter((row["kind"], row["keyword"], row["value"] if row["kind"] == "flag" else "") for row in table("title_keywords"))
    assert [key for key, count in found.items() if count > 1] == []


def test_keyword_values_are_of_their_kind():
    values = {"seniority": {str(level) for level in range(6)}, "job_function": JOB_FUNCTIONS, "flag": FLAGS}
    found = {kind: {row["value"] for row in table("title_keywords") if row["kind"] == kind} for kind in values}
    assert found == values
    assert set(column("title_keywords", "kind")) == set(values)


@pytest.mark.parametrize(("title", "seniority", "job_function", "flags"), TITLES)
def test_a_title_says_who_someone_is(title, seniority, job_function, flags):
    found = (int(from_title(title, "seniority", "1")), from_title(title, "job_function", "other"), flags_of(title))
    assert found == (seniority, job_function, set(flags.split()))


def test_unknown_is_a_value_and_no_placeholder():
    assert "unknown" not in column("null_placeholders", "placeholder")
    for mapping, of in [("industry_mapping", "raw_value"), ("lead_source_mapping", "raw_value"), ("countries", "name")]:
        assert "unknown" not in column(mapping, of)


def test_no_placeholder_swallows_a_value_that_a_mapping_names():
    named = {
        "industry": column("industry_mapping", "raw_value"),
        "lead_source": column("lead_source_mapping", "raw_value"),
        "country": column("countries", "name"),
        "stage": column("opportunity_stages", "stage"),
    }
    swallowed = [
        (column_name, value)
        for column_name, values in named.items()
        for value in values
        for row in table("null_placeholders")
        if row["column_name"] in ("*", column_name) and row["placeholder"] == value
    ]
    assert swallowed == []


def test_a_placeholder_of_every_column_is_listed_once():
    everywhere = {row["placeholder"] for row in table("null_placeholders") if row["column_name"] == "*"}
    assert [row for row in table("null_placeholders") if row["column_name"] != "*" and row["placeholder"] in everywhere] == []


@pytest.mark.parametrize("placeholder", ["n/a", "none", "null", "-", "--", "select", "please select", "--none--", "tbd", "#n/a", "(blank)"])
def test_a_placeholder_that_crms_write_holds_for_every_column(placeholder):
    assert {"column_name": "*", "placeholder": placeholder} in table("null_placeholders")


def test_mail_domains_are_domains_and_of_one_kind():
    free, competitors = set(column("free_mail_domains", "domain")), set(column("competitor_domains", "domain"))
    suffixes = tuple(column("student_domains", "domain"))
    assert all(re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", domain) for domain in free | competitors)
    assert all(re.fullmatch(r"(\.[a-z0-9-]+)+", suffix) for suffix in suffixes)
    assert free & competitors == set()
    assert [domain for domain in free | competitors if f".{domain}".endswith(suffixes)] == []
    assert {"gmail.com", "googlemail.com", "outlook.com", "yahoo.com", "gmx.de", "web.de", "qq.com", "proton.me", "icloud.com"} <= free
    assert len(free) > 150
    for domain in ("x.edu", "cs.x.edu", "x.ac.uk", "x.edu.au", "x.ac.jp", "x.edu.br"):
        assert domain.endswith(suffixes)


def test_a_stage_is_won_only_if_it_is_closed():
    stages = {row["stage"]: (row["is_won"], row["is_closed"]) for row in table("opportunity_stages")}
    assert set(stages.values()) == {("true", "true"), ("false", "true"), ("false", "false")}
    for won in ("closed won", "closedwon", "closed_won"):
        assert stages[won] == ("true", "true")
    for lost in ("closed lost", "closedlost", "closed_lost"):
        assert stages[lost] == ("false", "true")
    for open_stage in ("prospecting", "proposal/price quote", "appointmentscheduled", "contractsent", "discovery"):
        assert stages[open_stage] == ("false", "false")


def test_segments_follow_each_other_without_gap():
    segments = [(row["segment"], row["employees_from"], row["employees_to"]) for row in table("segments")]
    assert segments == [("smb", "1", "99"), ("mid_market", "100", "999"), ("enterprise", "1000", "")]


def test_attributes_name_the_fields_that_they_are_made_from():
    fields = {}
    for row in table("attributes"):
        fields.setdefault(row["attribute"], set()).add(row["field"])
    own = ["employee_count", "annual_revenue", "stated_budget", "industry", "lead_source", "job_title", "stated_timeline", "country"]
    assert fields == {attribute: {attribute} for attribute in own} | {
        "region": {"country"},
        "seniority": {"job_title"},
        "job_function": {"job_title"},
        "segment": {"employee_count"},
        "technology": {"technologies"},
        "email_kind": {"email"},
        "is_competitor": {"company_domain", "email"},
        "is_student": {"job_title", "email"},
        "is_job_seeker": {"job_title"},
        "is_consultant": {"job_title"},
        "has_use_case": {"stated_use_case"},
        "is_customer": {"company_domain", "email"},
        "has_open_opportunity": {""},
    }
    assert {row["attribute"] for row in table("attributes") if row["is_many"] == "true"} == {"technology"}
    assert set(column("attributes", "value_type")) == {"number", "text", "boolean"}
    assert len({(row["attribute"], row["value_type"]) for row in table("attributes")}) == len(fields)


def test_every_attribute_has_a_name_for_people_and_values_are_of_attributes():
    named = {row["attribute"] for row in table("attribute_words") if not row["value"]}
    assert named == set(column("attributes", "attribute"))
    assert set(column("attribute_words", "attribute")) == named
    assert {row["value"] for row in table("attribute_words") if row["attribute"] == "seniority"} == {"", *"012345"}


def test_every_component_that_a_rejection_speaks_of_has_a_remedy():
    components = {row["component"] or "none" for row in table("rejection_reasons")}
    assert components == set(column("rejection_remedies", "component"))
    assert all(row["remedy"] and row["note"] and row["basis"] in {"quoted", "chosen"} for row in table("rejection_remedies"))


def test_business_hours_and_holidays_make_a_calendar():
    assert [int(row["iso_weekday"]) for row in table("business_hours")] == [1, 2, 3, 4, 5]
    assert all(row["opens_at"] < row["closes_at"] for row in table("business_hours"))
    assert len(set(column("business_hours", "time_zone"))) == 1
    holidays = [dt.date.fromisoformat(day) for day in column("holidays", "holiday_on")]
    assert holidays == sorted(holidays)
    # observed on a weekday: a holiday on a weekend would take no business minute away
    assert [day for day in holidays if day.isoweekday() > 5] == []
    assert {day.year for day in holidays} == set(range(2023, 2029))
    # New Year's Day of 2028 is observed on 31 December 2027
    assert Counter(day.year for day in holidays) == {2023: 11, 2024: 11, 2025: 11, 2026: 11, 2027: 12, 2028: 10}


def test_a_bot_rule_needs_several_events_in_a_short_time():
    groups = set(column("event_groups", "event_group")) | {event_type for types in INTENTS.values() for event_type in types}
    for row in table("bot_rules"):
        assert row["event_group"] in groups
        assert int(row["at_least"]) >= 5
        assert 1 <= int(row["within_seconds"]) <= 60
        assert row["note"]


def test_a_marketing_touch_is_something_that_a_person_did_and_marketing_asked_for():
    touches = {row["event_type"] for row in table("event_groups") if row["event_group"] == "marketing_touch"}
    assert touches <= {event_type for types in INTENTS.values() for event_type in types} - INTENTS["negative"]
    # mail programs open mails by themselves; a vendor's hint and a colleague's request are nobody's visit
    assert not touches & {"email_open", "third_party_intent", "sales_requested_mql"}
    assert {"page_view", "email_click", "webinar_attended", "demo_request"} <= touches


def test_silent_channels_are_lead_sources():
    assert set(column("silent_channels", "channel")) <= set(LEAD_SOURCES)


DEFINITIONS = REFERENCE.parent / "definitions"


def rule_of(definition: str, metric: str, value: float) -> str | None:
    """The calibration rule that a figure of a shipped definition makes speak."""
    with (DEFINITIONS / "metric_bands.csv").open(encoding="utf-8") as file:
        bands = [
            row
            for row in csv.DictReader(file)
            if (row["definition_id"], row["metric"]) == (definition, metric)
            and float(row["lower"] or "-inf") <= value < float(row["upper"] or "inf")
        ]
    (band,) = bands
    if band["severity"] == "ok":
        return None
    named = [row["rule_id"] for row in table("calibration_rules") if row["metric"] == metric and band["band"] in row["bands"].split("|")]
    (rule,) = named or ["outside_band"]
    return rule


@pytest.mark.parametrize(
    ("definition", "metric", "value", "rule"),
    [
        ("framework", "acceptance_rate", 0.29, "acceptance_broken"),
        ("framework", "acceptance_rate", 0.3, "acceptance_low"),
        ("framework", "acceptance_rate", 0.4, None),
        ("framework", "acceptance_rate", 0.6, "acceptance_too_strict"),
        ("framework", "false_negative_rate", 0.09, None),
        ("framework", "false_negative_rate", 0.1, "false_negatives"),
        ("framework", "response_within_sla_rate", 0.84, "response_late"),
        ("framework", "response_within_sla_rate", 0.85, None),
        ("framework", "mql_to_won_rate", 0.02, "outside_band"),
        ("fit_and_intent", "mql_to_sql_rate", 0.14, "sql_rate_low"),
        ("fit_and_intent", "mql_to_sql_rate", 0.3, None),
        ("fit_and_intent", "mql_to_sql_rate", 0.5, "sql_rate_high"),
        ("fit_and_intent", "rejection_rate", 0.19, None),
        ("fit_and_intent", "rejection_rate", 0.2, "rejection_rate_high"),
        ("three_part", "acceptance_rate", 0.69, "acceptance_too_loose"),
        ("three_part", "acceptance_rate", 0.7, None),
        ("three_part", "acceptance_rate", 0.9, "acceptance_too_strict"),
        ("three_part", "mql_to_sql_rate", 0.12, "sql_rate_low"),
        ("staged", "mql_to_sql_rate", 0.04, "sql_rate_low"),
        ("staged", "mql_to_sql_rate", 0.4, "sql_rate_high"),
        ("staged", "mqls_per_rep", 2, "load_too_low"),
        ("staged", "mqls_per_rep", 100, None),
        ("staged", "mqls_per_rep", 833, "load_too_high"),
        ("points", "acceptance_rate", 0.79, "acceptance_too_loose"),
    ],
)
def test_a_figure_makes_the_rule_of_its_playbook_speak(definition: str, metric: str, value: float, rule: str | None) -> None:
    assert rule_of(definition, metric, value) == rule


def test_calibration_rules_name_bands_that_there_are_and_one_rule_takes_the_rest() -> None:
    with (DEFINITIONS / "metric_bands.csv").open(encoding="utf-8") as file:
        known = {(row["metric"], row["band"]) for row in csv.DictReader(file)}
    rules = table("calibration_rules")
    assert {(row["metric"], band) for row in rules for band in row["bands"].split("|") if band} <= known
    assert [row["rule_id"] for row in rules if row["reads"] == "band" and not row["metric"]] == ["outside_band"]


def test_the_playbook_names_four_requirements_and_eight_anti_patterns() -> None:
    kinds = Counter((row["kind"], row["playbook"]) for row in table("health_checks"))
    assert kinds["requirement", "framework"] == 4
    assert kinds["anti_pattern", "framework"] == 8
    assert sum(count for (kind, _), count in kinds.items() if kind in {"requirement", "anti_pattern"}) == 12
