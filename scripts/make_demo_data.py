"""Make the demo data: eighteen months in the life of a B2B SaaS company, told in the nine raw tables of the data contract.

The company sells a revenue analytics platform to marketing, sales and revenue operations. Its best customers have 100 to 5,000
employees, are in software, financial services or health care, and sit in North America or Europe.

*People* come from search, ads, referrals, events, partners and cold outreach; each source brings another quality. Every person has
two traits that no table shows: *fit* (is this someone who could buy?) and *intent* (is this someone who wants to?). Both shape
what can be seen. Fit shows in company and job title. Intent shows in visits: readers read the blog, buyers come back within days
for pricing, comparisons and case studies, and many raise a hand. Between them are those who make a definition of "qualified"
hard: students, job seekers, consultants, competitors, existing customers, people with 200 blog views, and people at
five-person companies who download everything.

*Visits* leave events, named as the tool that saw them names them. Before a form is filled a visitor is anonymous; later a second device
turns up and is recognised a week on. *Sales* works the leads that look hot to a rep, some within minutes, some after days, some never;
accepts or rejects them with a reason, and makes deals of some. Whether a deal is won depends on fit and intent. Some deals come from cold
outreach, with contacts who never clicked on anything. Data is late, is enriched, is merged, and a few dozen rows are simply bad.

Nothing is dated after the end of the story but a few rows that are to be held back. The same seed makes the same bytes.

    python scripts/make_demo_data.py --out demo/raw --leads 5000 --months 18 --seed 7 --end "2026-06-30 23:59:59"

The story is made in blocks of people that know nothing of each other, so a million leads need no more memory than one block;
then `events` is a folder of files, one a block.
"""

import argparse
import os
import shutil
import sys
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BLOCK_SIZE = 50_000
FEWEST_LEADS = 100
MINUTE, HOUR, DAY = 60, 3_600, 86_400
NEVER = 2**62
SITE = "https://www.example-saas.com"

# --------------------------------------------------------------------------------------------------------------------------------
# The world: who there is
# --------------------------------------------------------------------------------------------------------------------------------


def words(text):
    return tuple(text.split())


FIRST_NAMES = words(
    "Ada Aisha Alex Amara Ana Andre Anita Ben Bianca Carlos Chen Chloe Daniel David Diego Elena Emma Eric Fatima Felix Grace Hana "
    "Hannah Hugo Ines Ivan Jack James Jana Jin Jonas Julia Kai Karim Kate Kenji Lars Laura Leila Liam Lina Lucas Maria Marta Max Maya "
    "Mei Michael Mina Mohammed Nadia Nina Noah Nora Olga Oliver Omar Paul Petra Priya Rachel Raj Rosa Ryan Sam Sara Sofia Tom Uma "
    "Victor Wei Yara Yusuf Zoe"
)
LAST_NAMES = words(
    "Adams Ahmed Almeida Andersson Baker Bauer Becker Bianchi Brown Campbell Chen Clark Costa Davis Dubois Evans Fischer Fernandez "
    "Garcia Gomez Green Gupta Haddad Hall Hansen Hughes Ito Jackson Jansen Johnson Jones Kaplan Khan Kim King Kowalski Kumar Larsen "
    "Lee Lewis Lopez Martin Meyer Miller Moreau Morgan Murphy Nakamura Nguyen Novak Okafor Olsen Ortiz Park Patel Perez Reed Rossi "
    "Ruiz Sato Schmidt Shah Silva Singh Smith Suzuki Taylor Thomas Tran Turner Walker Wang Weber White Williams Wilson Wong Wright "
    "Young Zhang"
)
NAME_STARTS = words(
    "Amber Apex Arbor Aspen Atlas Aurora Axis Beacon Birch Blue Bold Bright Bronze Cedar Cinder Clear Cobalt Copper Coral Crest Crown "
    "Delta Drift Eagle Echo Ember Ever Falcon Fern Fjord Flint Garnet Glacier Gold Granite Green Harbor Haven Hazel Helio Indigo Iron "
    "Jade Juniper Keel Lark Laurel Lumen Lunar Maple Marble Mesa Mint Moss Nimbus North Nova Oak Onyx Orbit Osprey Pearl Pine Pixel "
    "Polar Prime Quartz Quill Raven Red River Rowan Sable Sage Silver Sky Slate Solar Spruce Stone Summit Swift Terra Tidal True "
    "Umber Vale Vector Velvet Vertex Violet West Willow Wren Zephyr"
)
NAME_ENDS = words(
    "arc bank base beam bell bend bloom bolt bound bridge brook build cast chain cliff cloud core craft cross dale dash desk dock drive "
    "edge fall field file flow fold ford forge form frame front gate gen glow grid grove guard hill hive hold house hub key lake lane "
    "leaf light line link lock loop mark mast mill mind mode path peak pier point port pulse ridge rise road root scale shift shore "
    "side spark spring stack star stream track trail vale view wave way well wind wing works yard"
)
TOP_LEVELS = (".com", ".io", ".co", ".net")


@dataclass(frozen=True)
class Industry:
    """An industry: how CRMs write it, how often it comes, how well it fits, and how its companies call themselves."""

    spellings: tuple[str, ...]
    share: float
    fit: float
    suffix: str


INDUSTRIES = (
    Industry(("software", "Computer Software", "SaaS", "Software"), 29, 1.00, "Software"),
    Industry(("financial_services", "Financial Services", "Banking"), 13, 0.92, "Capital"),
    Industry(("healthcare", "Hospital & Health Care", "Healthcare"), 10, 0.86, "Health"),
    Industry(("professional_services", "Professional Services"), 9, 0.60, "Partners"),
    Industry(("manufacturing", "Manufacturing"), 8, 0.50, "Industries"),
    Industry(("retail", "Retail", "E-commerce"), 7, 0.40, "Retail"),
    Industry(("agency", "Marketing and Advertising", "Agency"), 7, 0.38, "Agency"),
    Industry(("media", "Media"), 4, 0.35, "Media"),
    Industry(("telecommunications", "Telecommunications"), 3, 0.50, "Telecom"),
    Industry(("education", "Education", "Higher Education"), 3, 0.10, "Academy"),
    Industry(("government", "Government Administration"), 1.5, 0.08, "Council"),
    Industry(("nonprofit", "Nonprofit"), 1.5, 0.12, "Foundation"),
    Industry(("energy", "Energy"), 1.5, 0.15, "Energy"),
    Industry(("real_estate", "Real Estate"), 1.5, 0.12, "Properties"),
    Industry(("transportation", "Transportation", "Logistics"), 1.5, 0.15, "Logistics"),
    Industry(("hospitality", "Hospitality"), 0.7, 0.15, "Hotels"),
    Industry(("construction", "Construction"), 0.4, 0.15, "Construction"),
    Industry(("agriculture", "Agriculture"), 0.2, 0.15, "Farms"),
    Industry(("other", "Other"), 0.2, 0.20, "Group"),
)


@dataclass(frozen=True)
class Country:
    """A country: how CRMs write it, its share of leads, hours from UTC, how well the company can sell there, and which team does."""

    spellings: tuple[str, ...]
    share: float
    utc_hours: int
    fit: float
    team: int = 0


COUNTRIES = (
    Country(("United States", "US", "USA", "United States of America"), 44, -6, 1.0, 1),
    Country(("Canada", "CA", "CAN"), 6, -5, 1.0, 1),
    Country(("United Kingdom", "GB", "UK", "Great Britain"), 10, 0, 0.97),
    Country(("Germany", "DE", "DEU"), 7, 1, 0.95),
    Country(("France", "FR"), 4, 1, 0.9),
    Country(("Netherlands", "NL", "The Netherlands"), 3, 1, 0.95),
    Country(("Spain", "ES"), 2, 1, 0.85),
    Country(("Sweden", "SE"), 2, 1, 0.95),
    Country(("Ireland", "IE"), 2, 0, 0.95),
    Country(("Poland", "PL"), 1.5, 1, 0.8),
    Country(("Switzerland", "CH"), 1.5, 1, 0.9),
    Country(("India", "IN", "IND"), 4, 5, 0.2),
    Country(("Australia", "AU"), 3, 10, 0.6),
    Country(("Singapore", "SG"), 1.5, 8, 0.55),
    Country(("Japan", "JP"), 1, 9, 0.3),
    Country(("Brazil", "BR"), 2, -3, 0.25, 1),
    Country(("Mexico", "MX"), 1, -6, 0.3, 1),
    Country(("South Africa", "ZA"), 1, 2, 0.2),
    Country(("United Arab Emirates", "AE", "UAE"), 1, 4, 0.25),
)
COUNTRY_FIT = np.array([country.fit for country in COUNTRIES])
COUNTRY_TEAM = np.array([country.team for country in COUNTRIES])
COUNTRY_OFFSET = np.array([country.utc_hours * HOUR for country in COUNTRIES])

# Job titles as people write them: (title, seniority, function, share). Seniority runs from 0 (intern) to 5 (C-level, founder, owner).
JOB_TITLES = (
    ("Marketing Manager", 2, "marketing", 7), ("Senior Marketing Manager", 2, "marketing", 3), ("Growth Manager", 2, "marketing", 2),
    ("Marketing Operations Manager", 2, "marketing", 3), ("Content Marketing Manager", 2, "marketing", 2),
    ("Product Marketing Manager", 2, "marketing", 2), ("Demand Generation Manager", 2, "marketing", 3),
    ("Head of Growth", 3, "marketing", 3), ("Head of Marketing", 3, "marketing", 3), ("Director of Demand Generation", 3, "marketing", 5),
    ("Marketing Director", 3, "marketing", 3), ("Dir. Marketing Operations", 3, "marketing", 1), ("VP Marketing", 4, "marketing", 3),
    ("VP of Marketing", 4, "marketing", 2), ("Vice President, Marketing", 4, "marketing", 1), ("Sr. VP, Demand Gen", 4, "marketing", 1),
    ("SVP Marketing", 4, "marketing", 1), ("CMO", 5, "marketing", 2), ("Chief Marketing Officer", 5, "marketing", 1),
    ("Demand Generation Specialist", 1, "marketing", 1), ("Marketing Coordinator", 1, "marketing", 1),
    ("SEO Specialist", 1, "marketing", 1), ("Marketing Analyst", 1, "marketing", 1), ("Marketing Intern", 0, "marketing", 1),
    ("Intern, Growth", 0, "marketing", 0.5), ("Chief Revenue Officer", 5, "sales", 1), ("CRO", 5, "sales", 1),
    ("VP Sales", 4, "sales", 3), ("VP of Sales", 4, "sales", 1.5), ("Head of Sales", 3, "sales", 2), ("Sales Director", 3, "sales", 2),
    ("Regional Sales Director", 3, "sales", 1), ("Sales Manager", 2, "sales", 3), ("Account Executive", 1, "sales", 1),
    ("Business Development Representative", 1, "sales", 1), ("SDR", 1, "sales", 1), ("Customer Success Manager", 2, "sales", 1),
    ("Director of Revenue Operations", 3, "revenue_operations", 2), ("Head of RevOps", 3, "revenue_operations", 2),
    ("RevOps Manager", 2, "revenue_operations", 3), ("Sales Operations Manager", 2, "revenue_operations", 2),
    ("VP Revenue Operations", 4, "revenue_operations", 1), ("Salesforce Administrator", 1, "revenue_operations", 1),
    ("CEO", 5, "executive", 3), ("Founder & CEO", 5, "executive", 2), ("Co-Founder", 5, "executive", 1),
    ("Co-Founder & CTO", 5, "engineering", 1), ("Owner", 5, "executive", 1), ("President", 5, "executive", 1),
    ("Managing Director", 3, "executive", 1), ("Assistant to the CEO", 1, "executive", 1), ("Executive Assistant", 1, "executive", 0.5),
    ("COO", 5, "operations", 1.5), ("Operations Manager", 2, "operations", 2), ("Director of Operations", 3, "operations", 1),
    ("Office Manager", 2, "operations", 1), ("CFO", 5, "finance", 1), ("VP Finance", 4, "finance", 1),
    ("Financial Analyst", 1, "finance", 1), ("CTO", 5, "engineering", 1), ("VP Engineering", 4, "engineering", 1),
    ("Engineering Manager", 2, "engineering", 1), ("Software Engineer", 1, "engineering", 1),
    ("Senior Software Engineer", 1, "engineering", 1), ("Data Scientist", 1, "engineering", 1), ("CIO", 5, "it", 0.5),
    ("Director of IT", 3, "it", 1), ("IT Manager", 2, "it", 1), ("Systems Administrator", 1, "it", 1),
    ("Chief Product Officer", 5, "product", 0.5), ("Head of Product", 3, "product", 1), ("Product Manager", 2, "product", 2),
    ("HR Manager", 2, "hr", 1), ("People Operations Partner", 1, "hr", 0.5), ("Business Analyst", 1, "other", 1),
    ("Project Manager", 2, "other", 1),
)  # fmt: skip
FUNCTION_FIT = {
    "marketing": 1.0, "revenue_operations": 1.0, "sales": 0.9, "executive": 0.85, "product": 0.55, "operations": 0.55,
    "it": 0.5, "engineering": 0.35, "finance": 0.4, "hr": 0.15, "other": 0.3,
}  # fmt: skip
SENIORITY_FIT = np.array([0.03, 0.14, 0.8, 1.0, 1.0, 0.9])
TITLE_SENIORITY = np.array([title[1] for title in JOB_TITLES])
TITLE_FUNCTION_FIT = np.array([FUNCTION_FIT[title[2]] for title in JOB_TITLES])
OUTSIDER_TITLES = {
    "student": ("Student", "MBA Student", "PhD Candidate", "Graduate Student"),
    "job_seeker": ("Seeking new opportunities", "Job Seeker", "Open to work"),
    "consultant": ("Independent Consultant", "Consultant", "Freelance Consultant", "Strategy Consultant"),
}
PROMOTIONS = (
    "Director of Marketing",
    "VP Marketing",
    "Head of Demand Generation",
    "Senior Marketing Manager",
    "Director of Sales Operations",
)

FREE_MAIL = ("gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "icloud.com")
STUDENT_MAIL = ("stanford.edu", "mit.edu", "asu.edu", "nyu.edu", "ox.ac.uk", "ucl.ac.uk")
SCHOOL_NAMES = ("Stanford University", "MIT", "Arizona State University", "New York University", "University of Oxford", "UCL")
COMPETITORS = ("rivalmetrics.com", "otherstack.io", "competigen.com", "altsuite.com")
COMPETITOR_NAMES = ("RivalMetrics", "Otherstack", "Competigen", "AltSuite")
TECHNOLOGIES = ("Salesforce", "HubSpot", "Marketo", "Segment", "Snowflake", "Google Analytics", "Slack", "Zendesk", "Shopify", "WordPress")
TECHNOLOGY_SHARES = np.array([0.42, 0.38, 0.16, 0.18, 0.2, 0.6, 0.45, 0.2, 0.1, 0.2])
TIMELINES = ("Evaluating now", "Next quarter", "Exploring")
USE_CASES = ("Attribution for the board", "Pipeline forecasting", "Replace spreadsheets", "Lead routing", "Unify marketing and sales data")

# Kinds of people. Most are ordinary; the others are the edge cases of every definition.
ORDINARY, STUDENT, JOB_SEEKER, CONSULTANT, COMPETITOR, RESEARCHER, HOARDER, CUSTOMER = range(8)
KIND_SHARES = np.array([0, 0.025, 0.025, 0.03, 0.012, 0.004, 0.045, 0.0])


@dataclass(frozen=True)
class Source:
    """A lead source: how CRMs write it, its share, the share of its people who are in the market, and what a month of it costs."""

    name: str
    spellings: tuple[str, ...]
    share: float
    in_market: float
    cost: float


SOURCES = (
    Source("organic_search", ("organic_search", "Organic Search"), 17, 0.36, 9_000),
    Source("paid_search", ("paid_search", "Paid Search", "Google Ads"), 13, 0.34, 31_000),
    Source("paid_social", ("paid_social", "Paid Social", "LinkedIn Ads"), 12, 0.12, 24_000),
    Source("organic_social", ("organic_social", "Organic Social"), 5, 0.14, 3_000),
    Source("email", ("email", "Email"), 5, 0.22, 2_000),
    Source("referral", ("referral", "Referral"), 6, 0.52, 1_500),
    Source("direct", ("direct", "Direct"), 9, 0.38, 0),
    Source("event", ("event", "Event", "Trade Show"), 6, 0.20, 14_000),
    Source("webinar", ("webinar", "Webinar"), 7, 0.24, 4_000),
    Source("content", ("content", "Content Syndication"), 8, 0.09, 8_000),
    Source("partner", ("partner", "Partner"), 3, 0.46, 5_000),
    Source("outbound", ("outbound", "Outbound"), 5, 0.05, 18_000),
    Source("product", ("product", "Product"), 3, 0.46, 2_500),
    Source("other", ("other", "Other"), 1, 0.10, 0),
)
SOURCE = {source.name: number for number, source in enumerate(SOURCES)}

# --------------------------------------------------------------------------------------------------------------------------------
# The world: what can be done, and how tools call it
# --------------------------------------------------------------------------------------------------------------------------------

PAGE_KINDS = (
    "page_view", "blog_view", "product_page_view", "pricing_page_view", "comparison_page_view", "case_study_view", "careers_page_view",
)  # fmt: skip
FORM_KINDS = (
    "demo_request", "contact_sales_request", "pricing_inquiry", "trial_start", "roi_calculator_completed", "chat_identified",
    "content_download", "bottom_funnel_download", "case_study_download", "lead_form_submit", "webinar_registered",
)  # fmt: skip
OTHER_KINDS = (
    "webinar_attended", "live_demo_attended", "event_attended", "bottom_funnel_email_click", "third_party_intent", "email_click",
    "email_open", "social_engagement", "email_unsubscribe", "email_bounce", "spam_complaint", "sales_requested_mql", "video_watched",
)  # fmt: skip
KINDS = PAGE_KINDS + FORM_KINDS + OTHER_KINDS
KIND = {name: number for number, name in enumerate(KINDS)}
HAND_RAISES = ("demo_request", "contact_sales_request", "pricing_inquiry", "trial_start")
HAND_RAISE_KINDS = np.array([KIND[name] for name in HAND_RAISES])
HAND_RAISE_SHARES = np.array([0.66, 0.17, 0.07, 0.10])

PATHS = (
    "/", "/about", "/integrations", "/docs/getting-started",
    "/blog/what-is-attribution", "/blog/pipeline-math", "/blog/lead-scoring-mistakes", "/blog/revops-in-2026", "/blog/dashboards-that-work",
    "/blog/forecasting-guide", "/product", "/product/analytics", "/product/attribution", "/product/forecasting", "/pricing",
    "/compare/rivalmetrics", "/compare/otherstack", "/case-studies/harborlight", "/case-studies/novabridge", "/case-studies/slatefield",
    "/careers", "/careers/data-engineer", "/demo", "/contact-sales", "/free-trial", "/roi-calculator", "/newsletter",
    "/resources/benchmark-report", "/webinars",
)  # fmt: skip
PATH = {path: number for number, path in enumerate(PATHS)}
URL_VARIANTS = ("", "/", "?utm_source=google&utm_medium=cpc", "?utm_source=linkedin&utm_campaign=launch")
FORM_PATHS = {
    "demo_request": "/demo", "contact_sales_request": "/contact-sales", "pricing_inquiry": "/pricing", "trial_start": "/free-trial",
    "roi_calculator_completed": "/roi-calculator", "chat_identified": "/pricing", "content_download": "/resources/benchmark-report",
    "bottom_funnel_download": "/product", "case_study_download": "/case-studies/harborlight", "lead_form_submit": "/newsletter",
    "webinar_registered": "/webinars",
}  # fmt: skip
PATH_PREFIXES = {
    "/blog": "blog_view", "/product": "product_page_view", "/pricing": "pricing_page_view", "/compare": "comparison_page_view",
    "/case-studies": "case_study_view", "/careers": "careers_page_view",
}  # fmt: skip

# Visits by mood: the share of pages of each kind, in the order of PAGE_KINDS.
COLD, WARM, HOT, CAREER, READER, SPY = range(6)
MOODS = np.array([
    [0.38, 0.44, 0.11, 0.020, 0.005, 0.035, 0.010],
    [0.24, 0.23, 0.27, 0.100, 0.035, 0.120, 0.005],
    [0.16, 0.06, 0.29, 0.270, 0.090, 0.130, 0.000],
    [0.25, 0.05, 0.08, 0.010, 0.000, 0.010, 0.600],
    [0.05, 0.93, 0.02, 0.000, 0.000, 0.000, 0.000],
    [0.15, 0.05, 0.35, 0.200, 0.200, 0.050, 0.000],
])  # fmt: skip
MOOD_PAGES = np.array([0.8, 1.8, 3.0, 1.6, 2.5, 3.0])
MOOD_FORM_CHANCE = np.array([0.07, 0.24, 0.28, 0.03, 0.01, 0.08])
# Which form a visit of each mood ends with, if it does: content, bottom of funnel, case study, ROI calculator, chat, newsletter.
MOOD_FORMS = (
    "content_download",
    "bottom_funnel_download",
    "case_study_download",
    "roi_calculator_completed",
    "chat_identified",
    "lead_form_submit",
)
MOOD_FORM_SHARES = np.array([
    [0.75, 0.02, 0.03, 0.00, 0.00, 0.20],
    [0.50, 0.18, 0.18, 0.04, 0.04, 0.06],
    [0.14, 0.34, 0.26, 0.20, 0.12, 0.00],
    [0.50, 0.00, 0.00, 0.00, 0.00, 0.50],
    [0.60, 0.00, 0.00, 0.00, 0.00, 0.40],
    [0.30, 0.35, 0.30, 0.05, 0.00, 0.00],
])  # fmt: skip

ASSETS = {
    "content_download": ("Benchmark Report 2025", "Attribution 101", "The RevOps Handbook", "Dashboard Templates", "Email Benchmarks",
                         "State of Pipeline", "Forecasting Workbook", "Lead Scoring Checklist", "Marketing Budget Template", "KPI Library"),
    "bottom_funnel_download": ("Buyer's Guide", "Security Whitepaper", "RFP Template", "Implementation Plan"),
    "case_study_download": ("Harborlight Case Study", "Novabridge Case Study", "Slatefield Case Study"),
    "webinar_registered": ("Attribution Live", "Pipeline Clinic", "Ask a RevOps Leader", "Forecasting Masterclass"),
}  # fmt: skip
ASSET_NAMES = tuple(name for names in ASSETS.values() for name in names)
ASSET_FIRST = {kind: sum(len(ASSETS[k]) for k in list(ASSETS)[:n]) for n, kind in enumerate(ASSETS)}
CAMPAIGNS = (
    "newsletter",
    "nurture-basics",
    "nurture-buyers",
    "product-news",
    "spring-launch",
    "brand-search",
    "webinar-series",
    "trade-shows",
)
CHANNELS = ("web", "email", "event", "social", "chat", "sales", "partner_data")
CHANNEL_OF_KIND = {
    "chat_identified": "chat", "webinar_attended": "event", "live_demo_attended": "event", "event_attended": "event",
    "third_party_intent": "partner_data", "social_engagement": "social", "sales_requested_mql": "sales",
} | {kind: "email" for kind in KINDS if "email" in kind or kind == "spam_complaint"}  # fmt: skip

# Tools: the company's own tracker (canonical names, with and without a session), a web analytics tool, and marketing automation.
TRACKER, ANALYTICS, TRACKER_WITHOUT_SESSION, AUTOMATION = range(4)
TOOL_SHARES = np.array([0.38, 0.27, 0.15, 0.20])
RAW_FORMS = ("demo_request", "contact_sales_request", "trial_start", "content_download", "lead_form_submit")
RAW_NAMES = {
    ANALYTICS: {kind: "page_view" for kind in PAGE_KINDS} | {kind: "Form Submission" for kind in RAW_FORMS},
    AUTOMATION: {kind: "Visit Webpage" for kind in PAGE_KINDS} | {kind: "Fill Out Form" for kind in RAW_FORMS}
    | {"email_open": "Open Email", "email_click": "Click Email", "email_unsubscribe": "Unsubscribe Email", "email_bounce": "Email Bounced"},
}  # fmt: skip
EVENT_NAMES = (
    *KINDS,
    "page_view",
    "Form Submission",
    "Visit Webpage",
    "Fill Out Form",
    "Open Email",
    "Click Email",
    "Unsubscribe Email",
    "Email Bounced",
)

# What a rep feels when looking at a lead's activity, by kind; hand raises are looked at in any case.
REP_INTEREST = {
    "pricing_page_view": 6, "comparison_page_view": 7, "product_page_view": 2, "case_study_view": 3, "blog_view": 0.3, "page_view": 0.3,
    "roi_calculator_completed": 9, "chat_identified": 8, "bottom_funnel_download": 6, "case_study_download": 4, "content_download": 2.5,
    "webinar_attended": 8, "live_demo_attended": 14, "event_attended": 4, "bottom_funnel_email_click": 5, "third_party_intent": 5,
    "email_click": 1.5, "email_open": 0.3, "lead_form_submit": 1, "webinar_registered": 2, "careers_page_view": -6,
}  # fmt: skip

# Sales: two teams, in London and in New York, with office hours from nine to five; median minutes until a rep answers.
NEW_YORK = 1
OPENING_HOUR, WORKDAY_HOURS = 9, 8
REPS = ("rep-anna", "rep-bruno", "rep-carla", "rep-dev", "rep-erin", "rep-farid", "rep-gwen", "rep-hiro")
REP_TEAM_SIZE = 4
REP_MEDIAN_MINUTES = np.array([6, 14, 45, 160, 5, 20, 70, 240])
TOUCH_CHANNELS = ("email", "call", "linkedin", "meeting")
REASONS = (
    "bad_fit_company", "bad_fit_person", "not_interested", "unreachable", "timing", "duplicate", "has_solution", "no_budget_or_authority",
    "out_of_territory", "not_a_prospect", "already_customer", "bad lead", "see notes",
)  # fmt: skip
REASON = {reason: number for number, reason in enumerate(REASONS)}
DECISIONS = ("accepted", "rejected", "sales_qualified")
OPEN_STAGES = ("Discovery", "Evaluation", "Proposal", "Negotiation")
STAGES = (*OPEN_STAGES, "Closed Won", "Closed Lost")
DEAL_TYPES = ("new_business", "expansion", "renewal")
DEAL_SOURCES = ("inbound", "outbound", "partner")
ROLES = ("decision_maker", "champion", "evaluator", "user")

# --------------------------------------------------------------------------------------------------------------------------------
# The tables
# --------------------------------------------------------------------------------------------------------------------------------

TEXT, TIME, NUMBER, FLAG = pa.string(), pa.timestamp("us"), pa.float64(), pa.bool_()
# The type of every column that is not text. `decided_at`, `employee_count` and `annual_revenue` are text, as many an export has them.
TYPES = (
    dict.fromkeys(words("created_at occurred_at closed_at changed_at is_customer_since churned_at updated_at loaded_at"), TIME)
    | dict.fromkeys(words("stated_budget duration_seconds amount cost"), NUMBER)
    | dict.fromkeys(words("is_bot is_won is_closed is_primary is_deleted"), FLAG)
)
COLUMNS = {
    "leads": "lead_id email first_name last_name company_name company_domain job_title industry employee_count annual_revenue country "
    "technologies lead_source stated_timeline stated_budget stated_use_case owner_id merged_into created_at",
    "events": "event_id lead_id anonymous_id session_id event_type occurred_at url asset campaign channel duration_seconds is_bot",
    "opportunities": "opportunity_id lead_id company_domain opportunity_type sourced_by created_at stage is_won is_closed closed_at "
    "amount owner_id",
    "opportunity_contacts": "opportunity_id lead_id role is_primary",
    "sales_activities": "activity_id lead_id rep_id channel direction occurred_at",
    "lead_decisions": "decision_id lead_id decision rejection_reason decided_by decided_at",
    "lead_changes": "lead_id field old_value new_value changed_at",
    "accounts": "company_domain is_customer_since churned_at owner_id",
    "channel_costs": "month lead_source cost",
}
SCHEMAS = {
    table: pa.schema([(column, TYPES.get(column, TEXT)) for column in words(columns + " updated_at loaded_at is_deleted")])
    for table, columns in COLUMNS.items()
}


@dataclass(frozen=True)
class Story:
    """What is asked for: how many leads, over which time, from which seed."""

    leads: int
    seed: int
    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """A part of the story: `size` leads from `first_lead` on, with random numbers of its own for each purpose."""

    story: Story
    number: int
    size: int
    first_lead: int

    def random(self, purpose):
        return np.random.default_rng([self.story.seed, self.number, zlib.crc32(purpose.encode())])


@dataclass
class Companies:
    """The companies of a block, by number. Their names are unique over the whole story."""

    number: np.ndarray
    industry: np.ndarray
    country: np.ndarray
    employees: np.ndarray
    revenue: np.ndarray
    fit: np.ndarray
    technologies: np.ndarray
    customer_since: np.ndarray
    churned_at: np.ndarray


@dataclass
class People:
    """The leads of a block: what the tables show of them, and the traits that no table shows."""

    company: np.ndarray
    kind: np.ndarray
    country: np.ndarray
    title: np.ndarray
    source: np.ndarray
    created_at: np.ndarray
    free_mail: np.ndarray
    company_fit: np.ndarray
    person_fit: np.ndarray
    fit: np.ndarray
    in_market: np.ndarray
    intent: np.ndarray
    engagement: np.ndarray
    buying_at: np.ndarray
    second_device_from: np.ndarray
    bounces: np.ndarray
    unsubscribed_at: np.ndarray
    first_form: np.ndarray = field(default=None)
    raises_hand: np.ndarray = field(default=None)

    @property
    def utc_offset(self):
        return COUNTRY_OFFSET[self.country]


# --------------------------------------------------------------------------------------------------------------------------------
# Drawing: small helpers, all over whole arrays
# --------------------------------------------------------------------------------------------------------------------------------


def pick(rng, shares, size):
    """Numbers of the rows of `shares`, as often as their share says."""
    cumulated = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right").clip(max=len(cumulated) - 1)


def pick_by_row(rng, share_table, rows):
    """For each entry of `rows`, a column of that row of `share_table`, as often as its share says."""
    cumulated = np.cumsum(share_table / share_table.sum(axis=1, keepdims=True), axis=1)
    cumulated[:, -1] = 1.0
    flat = (cumulated + np.arange(len(share_table))[:, None]).ravel()
    return np.searchsorted(flat, rows + rng.random(len(rows)), side="right") - rows * share_table.shape[1]


def pick_by_weight(rng, weights):
    """For each row of `weights`, a column, as often as its weight says."""
    with np.errstate(divide="ignore"):
        return np.argmax(np.log(weights) + rng.gumbel(size=weights.shape), axis=1)


def chance(score):
    return 1 / (1 + np.exp(-score))


def lognormal(rng, median, spread, size):
    return np.asarray(median) * np.exp(rng.normal(0, spread, size))


def occurrences(counts):
    """Each index as many times as its count says."""
    return np.repeat(np.arange(len(counts)), counts)


def order_in_group(groups):
    """0, 1, 2, … within each run of equal `groups` (which are sorted)."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.array([], dtype=int)
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)]))


def running_sum_in_group(groups, values):
    """The sum of `values` so far within each run of equal `groups` (which are sorted)."""
    total = np.cumsum(values)
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.array([], dtype=int)
    before = np.repeat(total[first] - np.asarray(values)[first], np.diff(np.r_[first, len(groups)]))
    return total - before


def weekday(at):
    """0 is Monday. (The epoch was a Thursday.)"""
    return (at // DAY + 3) % 7


HOUR_SHARES = np.array([1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.5, 4, 9, 13, 14, 12, 8, 10, 12, 12, 10, 7, 4, 3, 3.5, 3.5, 2.5, 1.5])
MONTH_SHARES = np.array([0.95, 1.0, 1.14, 1.0, 1.02, 1.12, 0.84, 0.72, 1.1, 1.08, 1.0, 0.66])
WEEKDAY_SHARES = np.array([1.0, 1.1, 1.1, 1.05, 0.85, 0.22, 0.25])


def season(at):
    """How busy the day is, by month and weekday, and still less between Christmas and New Year."""
    days = at.astype("datetime64[s]").astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    month = months.astype(int) % 12
    holidays = (month == 11) & ((days - months).astype(int) >= 21)
    return MONTH_SHARES[month] * WEEKDAY_SHARES[weekday(at)] * np.where(holidays, 0.35, 1.0)


def at_human_hours(rng, at, utc_offset):
    """The same times, moved to an hour of the day, and mostly to a weekday, at which people at work look at such things."""
    days = at // DAY
    weekend = weekday(at) >= 5
    days = days + np.where(weekend & (rng.random(len(at)) < 0.7), rng.integers(2, 5, len(at)), 0)
    hours = pick(rng, HOUR_SHARES, len(at))
    return days * DAY + hours * HOUR + rng.integers(0, HOUR, len(at)) - utc_offset


def office_offset(at, team):
    """Seconds from UTC to the clock on the wall of a team's office. (London is taken to keep to UTC; New York saves daylight.)"""
    years = at.astype("datetime64[s]").astype("datetime64[Y]")
    second_sunday = first_sunday(years.astype("datetime64[M]") + 2) + 7 * DAY + 7 * HOUR
    back_again = first_sunday(years.astype("datetime64[M]") + 10) + 6 * HOUR
    return np.where(team == NEW_YORK, np.where((at >= second_sunday) & (at < back_again), -4 * HOUR, -5 * HOUR), 0)


def first_sunday(months):
    first = months.astype("datetime64[s]").astype(np.int64)
    return first + (6 - weekday(first)) * DAY


def working_clock(at, team):
    """Working seconds since the epoch, by the hours of a team."""
    local = at + office_offset(at, team)
    day = local // DAY + 3
    into_day = np.clip(local % DAY - OPENING_HOUR * HOUR, 0, WORKDAY_HOURS * HOUR)
    weekdays = day // 7 * 5 + np.minimum(day % 7, 5)
    return weekdays * WORKDAY_HOURS * HOUR + np.where(day % 7 < 5, into_day, 0)


def from_working_clock(clock, team):
    """The moment at which a team has worked so many seconds since the epoch."""
    weekdays, into_day = np.divmod(clock, WORKDAY_HOURS * HOUR)
    local = (weekdays // 5 * 7 + weekdays % 5 - 3) * DAY + OPENING_HOUR * HOUR + into_day
    return local - office_offset(local, team)


def after_work_time(at, team, seconds):
    """The moment after so many working seconds."""
    return from_working_clock(working_clock(at, team) + np.maximum(seconds, 1).astype(np.int64), team)


# --------------------------------------------------------------------------------------------------------------------------------
# Companies and people
# --------------------------------------------------------------------------------------------------------------------------------


def make_companies(block):
    """The companies whose people turn up, and some that only sales ever speaks to."""
    rng = block.random("companies")
    count = int(block.size * 0.62) + 20
    number = block.first_lead + block.number * 20 + np.arange(count)
    industry = pick(rng, [i.share for i in INDUSTRIES], count)
    country = pick(rng, [c.share for c in COUNTRIES], count)
    employees = lognormal(rng, 300, 1.32, count).clip(2, 180_000).astype(np.int64)
    revenue = np.round(employees * lognormal(rng, 165_000, 0.45, count), -4)
    technologies = ((rng.random((count, len(TECHNOLOGIES))) < TECHNOLOGY_SHARES) << np.arange(len(TECHNOLOGIES))).sum(axis=1)
    is_customer = rng.random(count) < 0.028
    customer_since = block.story.start - rng.integers(30 * DAY, 900 * DAY, count)
    churned_at = block.story.start + rng.integers(0, 700 * DAY, count)
    has_churned = is_customer & (rng.random(count) < 0.2) & (churned_at < block.story.end)
    return Companies(
        number,
        industry,
        country,
        employees,
        revenue,
        company_fit(industry, country, employees),
        technologies,
        np.where(is_customer, customer_since, -1),
        np.where(has_churned, churned_at, -1),
    )


def company_fit(industry, country, employees):
    """How well a company would use the product, from 0 to 1: size above all, then industry, then country."""
    bands = np.searchsorted([10, 50, 100, 1_000, 5_001, 20_000], employees, side="right")
    size = np.array([0.01, 0.06, 0.6, 1.0, 0.95, 0.35, 0.2])[bands]
    industry_fit = np.array([i.fit for i in INDUSTRIES])[industry]
    country_fit = COUNTRY_FIT[country]
    return size * (0.08 + 0.92 * industry_fit) * (0.2 + 0.8 * country_fit)


def creation_times(block, rng, source, utc_offset):
    """When leads turn up: more every month, in the rhythm of the year, the week and the day; at trade shows, all at once."""
    days = np.arange(block.story.start // DAY, block.story.end // DAY + 1) * DAY
    growth = np.linspace(1.0, 1.55, len(days))
    at = days[pick(rng, season(days) * growth, block.size)]
    at = at + pick(rng, HOUR_SHARES, block.size) * HOUR + rng.integers(0, HOUR, block.size) - utc_offset
    shows = trade_shows(block.story)
    at_show = rng.choice(shows, block.size) + rng.integers(9 * HOUR, 17 * HOUR, block.size)
    return np.clip(np.where(source == SOURCE["event"], at_show, at), block.story.start, block.story.end - MINUTE)


def trade_shows(story):
    """The days of the shows, about one a quarter, always midweek."""
    days = np.arange(story.start + 40 * DAY, story.end - 10 * DAY, 88 * DAY) // DAY * DAY
    days = days if len(days) else np.array([story.start // DAY * DAY + DAY])
    return days + (1 - weekday(days)) % 7 * DAY


def webinars(story):
    """The webinars: every other Thursday at 16:00 UTC."""
    first = story.start // DAY * DAY
    first = first + (3 - weekday(first)) % 7 * DAY + 16 * HOUR
    return np.arange(first, story.end + 30 * DAY, 14 * DAY)


def choose_companies(rng, companies, kind):
    """Bigger companies send more people; poor-fit collectors of content come from small ones; customers are known by their company."""
    pull = companies.employees**0.22 * np.where(companies.customer_since >= 0, 1.6, 1.0)
    company = pick(rng, pull, len(kind))
    small = np.flatnonzero(companies.employees < 40)
    company = np.where(kind == HOARDER, rng.choice(small if len(small) else np.arange(len(pull)), len(kind)), company)
    return np.where(np.isin(kind, (STUDENT, JOB_SEEKER, CONSULTANT, COMPETITOR)), -1, company)


def make_people(block, companies):
    """The leads, in order of creation, with their traits."""
    rng = block.random("people")
    size = block.size
    shares = KIND_SHARES.copy()
    shares[ORDINARY] = 1 - shares.sum()
    kind = pick(rng, shares, size)
    company = choose_companies(rng, companies, kind)
    kind = np.where((company >= 0) & (companies.customer_since[company] >= 0), CUSTOMER, kind)
    country = np.where(company >= 0, companies.country[company], pick(rng, [c.share for c in COUNTRIES], size))
    source = pick(rng, [s.share for s in SOURCES], size)
    source = np.where((kind != ORDINARY) & np.isin(source, (SOURCE["outbound"], SOURCE["partner"])), SOURCE["organic_search"], source)
    utc_offset = COUNTRY_OFFSET[country]
    created_at = creation_times(block, rng, source, utc_offset)
    title = pick(rng, [t[3] for t in JOB_TITLES], size)
    of_company = np.where(company >= 0, companies.fit[company], 0.03)
    of_person = SENIORITY_FIT[TITLE_SENIORITY[title]] * TITLE_FUNCTION_FIT[title]
    of_person = np.where(np.isin(kind, (STUDENT, JOB_SEEKER, CONSULTANT)), 0.03, of_person)
    fit = np.sqrt(of_company * of_person)
    in_market = rng.random(size) < np.array([s.in_market for s in SOURCES])[source] * (0.3 + 1.35 * fit)
    in_market &= np.isin(kind, (ORDINARY, CONSULTANT))
    intent = np.where(in_market, rng.beta(5, 2.2, size), rng.beta(1.5, 6, size))
    delay = np.where(rng.random(size) < 0.55, rng.exponential(1.5 * DAY, size), rng.exponential(45 * DAY, size))
    return in_order_of_creation(
        People(
            company=company,
            kind=kind,
            country=country,
            title=title,
            source=source,
            created_at=created_at,
            free_mail=(kind == JOB_SEEKER)
            | (rng.random(size) < np.where(kind == CONSULTANT, 0.6, 0.08)) & (kind != COMPETITOR) & (kind != STUDENT),
            company_fit=of_company,
            person_fit=of_person,
            fit=fit,
            in_market=in_market,
            intent=intent,
            engagement=rng.gamma(1.4, 1 / 1.4, size),
            buying_at=created_at + delay.astype(np.int64),
            second_device_from=np.where(rng.random(size) < 0.22, created_at + rng.integers(2 * DAY, 60 * DAY, size), NEVER),
            bounces=rng.random(size) < 0.03,
            unsubscribed_at=np.where(rng.random(size) < 0.06, created_at + rng.exponential(60 * DAY, size).astype(np.int64), NEVER),
        )
    )


def in_order_of_creation(people):
    """The same people, sorted: lead numbers then rise with time."""
    order = np.argsort(people.created_at, kind="stable")
    return People(**{name: None if values is None else values[order] for name, values in vars(people).items()})


def choose_first_forms(block, people):
    """What made each lead known: by source, and a raised hand for many of those who came to buy. -1: no event."""
    rng = block.random("first forms")
    size = len(people.company)
    form = np.array([KIND[k] for k in ("content_download", "lead_form_submit", "webinar_registered", "chat_identified")])[
        pick(rng, [0.58, 0.22, 0.1, 0.1], size)
    ]
    buying_now = people.in_market & (people.buying_at - people.created_at < 4 * DAY)
    raising = (buying_now & (rng.random(size) < 0.2 + 0.6 * people.intent)) | (rng.random(size) < 0.05)
    raising |= (people.kind == COMPETITOR) & (rng.random(size) < 0.3) | (people.kind == CUSTOMER) & (rng.random(size) < 0.12)
    raising &= ~np.isin(people.kind, (JOB_SEEKER, RESEARCHER))
    form = np.where(raising, HAND_RAISE_KINDS[pick(rng, HAND_RAISE_SHARES, size)], form)
    for source, kind in (
        ("event", "event_attended"),
        ("webinar", "webinar_registered"),
        ("content", "content_download"),
        ("product", "trial_start"),
    ):
        form = np.where(people.source == SOURCE[source], KIND[kind], form)
    form = np.where(np.isin(people.source, (SOURCE["outbound"], SOURCE["partner"])), -1, form)
    people.first_form = form
    later = people.in_market & ~np.isin(form, HAND_RAISE_KINDS) & (rng.random(size) < 0.08 + 0.62 * people.intent)
    people.raises_hand = later & (people.source != SOURCE["outbound"])


# --------------------------------------------------------------------------------------------------------------------------------
# Behaviour: visits, mails, webinars
# --------------------------------------------------------------------------------------------------------------------------------

EVENT_FIELDS = {
    "lead": -1,
    "device": -1,
    "session": -1,
    "kind": -1,
    "at": 0,
    "path": -1,
    "asset": -1,
    "campaign": -1,
    "duration": np.nan,
    "tool": TRACKER,
    "shows_lead": True,
    "shows_device": True,
}


def make_events(size, **columns):
    """Columns of events; what is not given is empty."""
    return {name: np.broadcast_to(np.asarray(columns.get(name, empty)), size).copy() for name, empty in EVENT_FIELDS.items()}


def together(parts):
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def only(columns, keep):
    return {name: values[keep] for name, values in columns.items()}


def make_visits(lead, at, mood, form=-1):
    """Visits to the site. `at` is when the visit ends, with the form if there is one (-1: none, -2: to be drawn)."""
    size = len(lead)
    return {"lead": lead, "at": np.asarray(at, dtype=np.int64), "mood": np.broadcast_to(mood, size), "form": np.broadcast_to(form, size)}


def first_visits(people):
    """The visit in which a lead became known. (Trade shows, syndicated content, partners and reps need none.)"""
    seen_on_site = (people.first_form >= 0) & ~np.isin(people.source, (SOURCE["event"], SOURCE["content"]))
    lead = np.flatnonzero(seen_on_site)
    hand_raised = np.isin(people.first_form[lead], HAND_RAISE_KINDS)
    mood = np.where(hand_raised, HOT, np.where(people.in_market[lead], WARM, COLD))
    return make_visits(lead, people.created_at[lead], mood, people.first_form[lead])


def visits_before_being_known(rng, people):
    """Anonymous visits in the weeks before: of buyers, to the pricing page; those who end up in the chat had looked at it for long."""
    from_site = (people.first_form >= 0) & ~np.isin(people.source, (SOURCE["event"], SOURCE["content"], SOURCE["product"]))
    chatting = people.first_form == KIND["chat_identified"]
    expected = np.where(from_site, 0.35 + 0.8 * people.in_market + 1.6 * (chatting & people.in_market), 0.0)
    lead = occurrences(rng.poisson(expected))
    before = rng.exponential(np.where(people.in_market[lead], 6, 16) * DAY).astype(np.int64)
    at = at_human_hours(rng, people.created_at[lead] - before, people.utc_offset[lead])
    mood = np.where(people.in_market[lead] & (rng.random(len(lead)) < 0.55), HOT, COLD)
    return make_visits(lead, np.minimum(at, people.created_at[lead] - 20 * MINUTE - rng.integers(0, HOUR, len(lead))), mood)


def later_visits(rng, people):
    """Visits over the months after: the more engaged, the more; fewer as time goes by, and in quiet seasons."""
    silent = people.source == SOURCE["outbound"]
    expected = np.where(silent, 0.12, 2.1) * people.engagement * (0.7 + 0.9 * people.in_market)
    lead = occurrences(rng.poisson(expected))
    at = at_human_hours(rng, people.created_at[lead] + rng.exponential(55 * DAY, len(lead)).astype(np.int64), people.utc_offset[lead])
    lively = rng.random(len(lead)) < np.clip(season(at) / 1.1, 0.3, 1)
    lead, at = lead[lively], at[lively]
    warm = rng.random(len(lead)) < 0.05 + 0.5 * people.intent[lead]
    return make_visits(lead, at, np.where(warm, WARM, COLD), -2)


def buying_visits(rng, people):
    """The days around the moment someone wants to buy: several visits in two weeks, to pricing, comparisons and case studies."""
    lead = occurrences(np.where(people.in_market, 1 + rng.poisson(0.8 + 3.2 * people.intent), 0))
    at = at_human_hours(rng, people.buying_at[lead] + rng.normal(0, 4.5 * DAY, len(lead)).astype(np.int64), people.utc_offset[lead])
    return make_visits(lead, at, HOT, -2)


def hand_raising_visits(rng, people):
    """Demo requests and the like of leads already known; and of some who were not won over, another one after a good quarter."""
    lead = np.flatnonzero(people.raises_hand)
    at = people.buying_at[lead] + rng.integers(HOUR, 6 * DAY, len(lead))
    raised_early = np.flatnonzero(np.isin(people.first_form, HAND_RAISE_KINDS) & people.in_market)
    again = np.r_[lead, raised_early]
    again_at = np.r_[at, people.created_at[raised_early]] + rng.integers(92 * DAY, 240 * DAY, len(again))
    keep = rng.random(len(again)) < 0.13
    lead, at = np.r_[lead, again[keep]], np.r_[at, again_at[keep]]
    idle = np.flatnonzero(~people.in_market & (rng.random(len(people.company)) < 0.035) & (people.kind == ORDINARY))
    lead, at = np.r_[lead, idle], np.r_[at, people.created_at[idle] + rng.exponential(50 * DAY, len(idle)).astype(np.int64)]
    form = HAND_RAISE_KINDS[pick(rng, HAND_RAISE_SHARES, len(lead))]
    return make_visits(lead, at_human_hours(rng, at, people.utc_offset[lead]), HOT, form)


def edge_case_visits(rng, people):
    """What makes definitions stumble: readers of everything, collectors of downloads, spies, job seekers, students, customers."""
    mood_of_kind = np.array([COLD, COLD, CAREER, WARM, SPY, READER, COLD, WARM])
    expected = np.array([0, 2.5, 3.5, 2.0, 4.0, 55.0, 7.0, 1.5])[people.kind]
    lead = occurrences(rng.poisson(expected))
    spread = np.array([1, 40, 20, 60, 60, 120, 30, 150])[people.kind[lead]]
    at = at_human_hours(rng, people.created_at[lead] + rng.exponential(spread * DAY).astype(np.int64), people.utc_offset[lead])
    downloads = (people.kind[lead] == HOARDER) & (rng.random(len(lead)) < 0.85) | (people.kind[lead] == STUDENT) & (
        rng.random(len(lead)) < 0.6
    )
    return make_visits(lead, at, mood_of_kind[people.kind[lead]], np.where(downloads, KIND["content_download"], -2))


def all_visits(block, people):
    """Every visit of a lead, with the form it ends with, the device and the tool that saw it."""
    rng = block.random("visits")
    known = [
        first_visits(people),
        later_visits(rng, people),
        buying_visits(rng, people),
        hand_raising_visits(rng, people),
        edge_case_visits(rng, people),
    ]
    visits = together([*known, visits_before_being_known(rng, people)])
    born = people.created_at[visits["lead"]]
    is_first = visits["at"] == born
    near = (visits["at"] < born) & (rng.random(len(born)) < 0.4) & (visits["form"] != -1)
    visits["at"] = np.where(near, born + rng.integers(HOUR, 3 * DAY, len(born)), visits["at"])
    drawn_form = np.array([KIND[k] for k in MOOD_FORMS])[pick_by_row(rng, MOOD_FORM_SHARES, visits["mood"])]
    ends_with_form = rng.random(len(born)) < MOOD_FORM_CHANCE[visits["mood"]]
    form = np.where(visits["form"] == -2, np.where(ends_with_form, drawn_form, -1), visits["form"])
    visits["form"] = np.where((visits["at"] < born) & ~is_first, -1, form)
    second_device = (visits["at"] > people.second_device_from[visits["lead"]]) & (rng.random(len(born)) < 0.55)
    visits["device"] = (block.first_lead + visits["lead"]) * 2 + second_device
    visits["is_second_device"] = second_device
    visits["tool"] = pick(rng, TOOL_SHARES, len(born))
    visits["shows_lead"] = rng.random(len(born)) < 0.5
    visits["number"] = np.arange(len(born))
    return only(visits, visits["at"] <= block.story.end)


def page_views(block, visits):
    """The pages of each visit, in the minutes before it ends."""
    rng = block.random("pages")
    of_visit = occurrences(1 + rng.poisson(MOOD_PAGES[visits["mood"]]))
    size = len(of_visit)
    kind = pick_by_row(rng, MOODS, visits["mood"][of_visit])
    hot_pricing = (kind == KIND["pricing_page_view"]) & (visits["mood"][of_visit] == HOT)
    seconds = lognormal(rng, np.where(hot_pricing, 70, 34), 0.9, size).clip(2, 1_500).astype(np.int64)
    until_end = running_sum_in_group(of_visit[::-1], seconds[::-1])[::-1]
    unmeasured = (visits["tool"][of_visit] == AUTOMATION) | (rng.random(size) < 0.1)
    return make_events(
        size,
        lead=visits["lead"][of_visit],
        device=visits["device"][of_visit],
        session=visits["number"][of_visit],
        kind=kind,
        at=visits["at"][of_visit] - until_end,
        path=draw_paths(rng, kind),
        duration=np.where(unmeasured, np.nan, seconds),
        tool=visits["tool"][of_visit],
        shows_lead=visits["shows_lead"][of_visit],
        campaign=np.where(rng.random(size) < 0.06, 5, -1),
    )


def draw_paths(rng, kind):
    """A page of each kind."""
    of_kind = np.array([KIND[next((k for prefix, k in PATH_PREFIXES.items() if path.startswith(prefix)), "page_view")] for path in PATHS])
    of_kind[PATH["/demo"] :] = -1
    shares = (of_kind[None, :] == np.arange(len(PAGE_KINDS))[:, None]).astype(float)
    shares[KIND["page_view"], PATH["/"]] = 3
    return pick_by_row(rng, shares, kind)


def filled_forms(block, visits):
    """The forms at the end of visits. Filling one in tells who is on the device."""
    rng = block.random("forms")
    filled = only(visits, visits["form"] >= 0)
    path_of_kind = np.full(len(KINDS), -1)
    path_of_kind[[KIND[k] for k in FORM_PATHS]] = [PATH[p] for p in FORM_PATHS.values()]
    return make_events(
        len(filled["lead"]),
        lead=filled["lead"],
        device=filled["device"],
        session=filled["number"],
        kind=filled["form"],
        at=filled["at"],
        path=path_of_kind[filled["form"]],
        asset=draw_assets(rng, filled["form"]),
        tool=filled["tool"],
    )


def draw_assets(rng, kind):
    """Which asset was downloaded, which webinar was signed up for; -1 for all other kinds."""
    first, many = np.full(len(KINDS), -1), np.ones(len(KINDS), dtype=int)
    for name, assets in ASSETS.items():
        first[KIND[name]], many[KIND[name]] = ASSET_FIRST[name], len(assets)
    return np.where(first[kind] < 0, -1, first[kind] + (rng.random(len(kind)) * many[kind]).astype(int))


def hide_identities(block, people, visits, events):
    """Who an event shows: nobody before the lead is known, nor on a new device in its first week; later, what the tool happens to know."""
    rng = block.random("identities")
    first_use = np.full(len(people.company), NEVER)
    np.minimum.at(first_use, visits["lead"], np.where(visits["is_second_device"], visits["at"], NEVER))
    lead, at = events["lead"], events["at"]
    is_form = events["kind"] >= len(PAGE_KINDS)
    on_new_device = (events["device"] % 2 == 1) & (at < first_use[lead] + 7 * DAY)
    events["shows_lead"] = np.where(is_form, True, events["shows_lead"] & ~on_new_device | (events["tool"] == AUTOMATION) & ~on_new_device)
    events["shows_lead"] &= at >= people.created_at[lead]
    no_device = (events["tool"] == AUTOMATION) & events["shows_lead"] & ~is_form & (rng.random(len(lead)) < 0.6)
    events["shows_device"] = ~no_device
    untracked = np.isin(events["tool"], (TRACKER_WITHOUT_SESSION, AUTOMATION))
    events["session"] = np.where(untracked, -1, events["session"])
    return events


def mail_events(block, people):
    """Newsletters and nurture mails: opens, clicks, and the end of it by an unsubscribe, a bounce or a complaint."""
    rng = block.random("mails")
    size = len(people.company)
    silent = np.isin(people.source, (SOURCE["outbound"],)) & (rng.random(size) < 0.85)
    expected = np.where(silent | people.bounces, 0, 4.6) * people.engagement * (0.8 + 0.6 * people.intent)
    lead = occurrences(rng.poisson(expected))
    sent = people.created_at[lead] + rng.exponential(80 * DAY, len(lead)).astype(np.int64)
    at = np.maximum(at_human_hours(rng, sent, people.utc_offset[lead]), people.created_at[lead] + HOUR)
    keep = at < people.unsubscribed_at[lead]
    lead, at = lead[keep], at[keep]
    campaign, tool = rng.integers(0, 5, len(lead)), np.where(rng.random(len(lead)) < 0.4, AUTOMATION, TRACKER)
    opens = make_events(len(lead), lead=lead, kind=KIND["email_open"], at=at, campaign=campaign, tool=tool, shows_device=False)
    clicked = rng.random(len(lead)) < 0.1 + 0.25 * people.intent[lead]
    kind = np.where(rng.random(len(lead)) < 0.45 * people.intent[lead], KIND["bottom_funnel_email_click"], KIND["email_click"])
    clicks = only(opens, clicked) | {"kind": kind[clicked], "at": at[clicked] + rng.integers(8, 240, clicked.sum())}
    leaving = np.flatnonzero(people.unsubscribed_at <= block.story.end)
    bouncing = np.flatnonzero(people.bounces)
    complaining = np.flatnonzero(rng.random(size) < 0.003)
    ends = np.repeat(
        [KIND["email_unsubscribe"], KIND["email_bounce"], KIND["spam_complaint"]], [len(leaving), len(bouncing), len(complaining)]
    )
    ends_at = np.r_[
        people.unsubscribed_at[leaving],
        people.created_at[np.r_[bouncing, complaining]] + rng.integers(DAY, 20 * DAY, len(bouncing) + len(complaining)),
    ]
    endings = make_events(len(ends), lead=np.r_[leaving, bouncing, complaining], kind=ends, at=ends_at, shows_device=False)
    return together([opens, clicks, endings])


def webinar_events(block, people):
    """Signing up for webinars, and coming: less than half do."""
    rng = block.random("webinars")
    size = len(people.company)
    dates = webinars(block.story)
    keen = rng.poisson(np.where(people.source == SOURCE["outbound"], 0.0, 0.05 + 0.1 * people.in_market + 0.25 * (people.kind == HOARDER)))
    lead = occurrences(keen)
    at = at_human_hours(rng, people.created_at[lead] + rng.exponential(60 * DAY, len(lead)).astype(np.int64), people.utc_offset[lead])
    at = np.maximum(at, people.created_at[lead] + HOUR)
    asset = ASSET_FIRST["webinar_registered"] + rng.integers(0, 4, len(lead))
    registered = make_events(len(lead), lead=lead, kind=KIND["webinar_registered"], at=at, asset=asset, campaign=6, shows_device=False)
    by_form = np.flatnonzero(people.first_form == KIND["webinar_registered"])
    who, signed_up = np.r_[lead, by_form], np.r_[at, people.created_at[by_form]]
    which = np.searchsorted(dates, signed_up + 2 * HOUR).clip(max=len(dates) - 1)
    came = rng.random(len(who)) < 0.3 + 0.4 * people.intent[who]
    attended = make_events(
        came.sum(),
        lead=who[came],
        kind=KIND["webinar_attended"],
        at=dates[which[came]] + rng.integers(0, 15 * MINUTE, came.sum()),
        asset=ASSET_FIRST["webinar_registered"] + which[came] % 4,
        campaign=6,
        shows_device=False,
    )
    demo = np.flatnonzero(rng.random(size) < 0.004 + 0.07 * people.in_market)
    demo_at = (people.buying_at[demo] // (7 * DAY) + 1) * 7 * DAY + 6 * DAY + 15 * HOUR + rng.integers(0, 600, len(demo))
    live = make_events(len(demo), lead=demo, kind=KIND["live_demo_attended"], at=demo_at, shows_device=False)
    return together([registered, attended, live])


def offline_events(block, people):
    """Trade shows, syndicated content, intent data bought from others, social media, and what reps ask for."""
    rng = block.random("offline")
    size = len(people.company)
    at_show, by_content = np.flatnonzero(people.source == SOURCE["event"]), np.flatnonzero(people.source == SOURCE["content"])
    shows = make_events(
        len(at_show), lead=at_show, kind=KIND["event_attended"], at=people.created_at[at_show], campaign=7, shows_device=False
    )
    scans = make_events(
        len(at_show),
        lead=at_show,
        kind=KIND["lead_form_submit"],
        at=people.created_at[at_show] + 30,
        campaign=7,
        device=-2 - np.searchsorted(trade_shows(block.story), people.created_at[at_show]),
    )
    syndicated = make_events(
        len(by_content),
        lead=by_content,
        kind=KIND["content_download"],
        at=people.created_at[by_content],
        shows_device=False,
        asset=draw_assets(rng, np.full(len(by_content), KIND["content_download"])),
    )
    bought = np.flatnonzero(rng.random(size) < 0.01 + 0.22 * people.in_market)
    intent = make_events(
        len(bought),
        lead=bought,
        kind=KIND["third_party_intent"],
        at=people.buying_at[bought] - rng.integers(0, 12 * DAY, len(bought)),
        shows_device=False,
    )
    social_lead = occurrences(rng.poisson(np.where(people.source == SOURCE["outbound"], 0.0, 0.08)))
    social = make_events(
        len(social_lead),
        lead=social_lead,
        kind=KIND["social_engagement"],
        shows_device=False,
        at=people.created_at[social_lead] + rng.exponential(60 * DAY, len(social_lead)).astype(np.int64),
    )
    asked = np.flatnonzero(np.isin(people.source, (SOURCE["outbound"], SOURCE["partner"])) & (rng.random(size) < 0.1 + 0.3 * people.fit))
    request = make_events(
        len(asked),
        lead=asked,
        kind=KIND["sales_requested_mql"],
        at=people.created_at[asked] + rng.integers(HOUR, 25 * DAY, len(asked)),
        shows_device=False,
    )
    watched = np.flatnonzero(rng.random(size) < 0.004)
    video = make_events(len(watched), lead=watched, kind=KIND["video_watched"], at=people.created_at[watched] + DAY, shows_device=False)
    return together([shows, scans, syndicated, intent, social, request, video])


def strangers(block):
    """Visitors who never say who they are: most of the traffic of any site, and here a little of it."""
    rng = block.random("strangers")
    visitor = occurrences(1 + rng.poisson(0.5, int(block.size * 0.45)))
    size = len(visitor)
    at = at_human_hours(rng, rng.integers(block.story.start, block.story.end, size), 0)
    visits = make_visits(visitor, at, np.where(rng.random(size) < 0.06, HOT, COLD))
    visits["device"] = (block.story.leads + block.first_lead + visitor) * 2
    visits |= {"tool": pick(rng, [0.6, 0.4], size), "shows_lead": np.zeros(size, dtype=bool), "number": np.arange(size)}
    views = page_views(block, visits)
    views["lead"][:] = -1
    return views


def make_behaviour(block, people):
    """Everything people did, in order of time; nothing after the end of the story."""
    visits = all_visits(block, people)
    on_site = together([page_views(block, visits), filled_forms(block, visits)])
    on_site = hide_identities(block, people, visits, on_site)
    unknown = strangers(block)
    unknown["session"] += len(visits["lead"]) + block.size * 10
    events = together([on_site, unknown, mail_events(block, people), webinar_events(block, people), offline_events(block, people)])
    events = only(events, (events["at"] <= block.story.end) & (events["at"] >= block.story.start - 90 * DAY))
    return only(events, np.lexsort((events["kind"], events["lead"], events["at"])))


# --------------------------------------------------------------------------------------------------------------------------------
# Sales: who is worked, how fast, and what becomes of it
# --------------------------------------------------------------------------------------------------------------------------------


@dataclass
class Handovers:
    """The leads that reps looked at, and what they made of them. -1: it did not happen."""

    lead: np.ndarray
    at: np.ndarray
    raised: np.ndarray
    rep: np.ndarray
    answered_at: np.ndarray
    accepted_at: np.ndarray
    rejected_at: np.ndarray
    reason: np.ndarray
    qualified_at: np.ndarray
    touches: np.ndarray


def looks_hot(block, people, events):
    """When a rep would look at a lead: at a raised hand, or when what it did adds up. Reps have thresholds of their own."""
    rng = block.random("hot")
    of_lead = only(events, events["lead"] >= 0)
    seen_at = np.maximum(of_lead["at"], people.created_at[of_lead["lead"]])
    order = np.lexsort((seen_at, of_lead["lead"]))
    lead, seen_at, kind = of_lead["lead"][order], seen_at[order], of_lead["kind"][order]
    interest = np.zeros(len(KINDS))
    interest[[KIND[k] for k in REP_INTEREST]] = list(REP_INTEREST.values())
    raised = np.isin(kind, [*HAND_RAISE_KINDS, KIND["sales_requested_mql"]])
    threshold = np.maximum(lognormal(rng, 26, 0.35, len(people.company)) - 10 * people.fit, 13)
    hot = raised | (running_sum_in_group(lead, interest[kind]) >= threshold[lead])
    return lead[hot], seen_at[hot], raised[hot]


def hand_over(block, people, events):
    """The handovers of each lead, in order of time: the first hot moment; a hand first raised some days later; and one raised again after
    90 days or more. The last column says which lead sales knows already from less than 90 days before."""
    lead, at, raised = looks_hot(block, people, events)
    first = np.flatnonzero(order_in_group(lead) == 0)
    first_at = np.full(len(people.company), NEVER)
    first_at[lead[first]] = at[first]
    since = at - first_at[lead]
    soon = first_of_each_lead(lead, raised & (since >= DAY) & (since < 90 * DAY))
    renewed = first_of_each_lead(lead, raised & (since >= 90 * DAY))
    rows = np.r_[first, soon, renewed]
    order = np.argsort(at[rows], kind="stable")
    known_already = np.repeat([False, True, False], [len(first), len(soon), len(renewed)])[order]
    rows = rows[order]
    return lead[rows], at[rows], raised[rows], known_already


def first_of_each_lead(lead, wanted):
    """The first row of each lead (which are sorted) that is wanted."""
    rows = np.flatnonzero(wanted)
    return rows[order_in_group(lead[rows]) == 0]


def answer_times(rng, people, lead, at, raised):
    """Which rep answers when: each has a pace of their own, and a raised hand makes it faster. Some leads are never answered."""
    size = len(lead)
    team = COUNTRY_TEAM[people.country[lead]]
    rep = team * REP_TEAM_SIZE + rng.integers(0, REP_TEAM_SIZE, size)
    minutes = lognormal(rng, REP_MEDIAN_MINUTES[rep] * np.where(raised, 0.8, 3.0), 1.1, size)
    answered_at = after_work_time(at, team, minutes * MINUTE)
    at_once = raised & (rng.random(size) < 0.1)
    answered_at = np.where(at_once, at + rng.integers(20, 4 * MINUTE, size), answered_at)
    never = rng.random(size) < np.where(raised, 0.05, 0.16)
    return rep, np.where(never, -1, answered_at)


def draw_reasons(rng, people, lead, answered):
    """Why sales says no. Mostly for what is really wrong with the lead; now and then for no reason at all, or in the rep's own words."""
    fit, person, intent = people.company_fit[lead], people.person_fit[lead], people.intent[lead]
    region = COUNTRY_FIT[people.country[lead]]
    ones = np.ones(len(lead))
    weights = np.column_stack(
        [
            1.5 * (1 - fit) ** 1.5,
            1.1 * (1 - person),
            1.7 * (1 - intent),
            0.4 + 2 * people.bounces[lead],
            0.55 * fit,
            0.09 * ones,
            0.25 * ones,
            0.3 * (1 - person) + 0.08,
            np.where(region < 0.7, 0.9, 0.02),
            0.03 * ones,
            0.01 * ones,
            0.06 * ones,
            0.04 * ones,
        ]
    )
    reason = pick_by_weight(rng, weights)
    outsider = np.isin(people.kind[lead], (STUDENT, JOB_SEEKER, COMPETITOR))
    reason = np.where(outsider, REASON["not_a_prospect"], reason)
    reason = np.where(people.kind[lead] == CUSTOMER, REASON["already_customer"], reason)
    reason = np.where(~answered, REASON["unreachable"], reason)
    return np.where(rng.random(len(lead)) < 0.045, -1, reason)


def work_handovers(block, people, events):
    """What sales did with each lead that was handed over: answer, decide, qualify. Slow answers lose leads."""
    rng = block.random("sales")
    lead, at, raised, known_already = hand_over(block, people, events)
    size = len(lead)
    rep, answered_at = answer_times(rng, people, lead, at, raised)
    answered = answered_at >= 0
    hours = np.where(answered, (answered_at - at) / HOUR, 1_000)
    slowness = np.select([hours < 0.1, hours < 1, hours < 24], [-0.35, 0.0, 0.35], 0.7)
    fit, intent = people.fit[lead], people.intent[lead]
    liking = -6.2 + 5.6 * fit + 3.7 * intent + 0.4 * raised - slowness + rng.normal(0, 0.6, size)
    accepts = rng.random(size) < chance(liking)
    accepts &= answered & ~np.isin(people.kind[lead], (STUDENT, JOB_SEEKER, COMPETITOR, CUSTOMER, RESEARCHER))
    accepts &= (people.kind[lead] != CONSULTANT) | (rng.random(size) < 0.15)
    silent = rng.random(size) < np.where(answered, np.where(accepts, 0.03, 0.1), 0.75)
    silent |= known_already & (rng.random(size) < 0.55)
    lag = lognormal(rng, np.where(rng.random(size) < 0.12, 120, 11), 0.9, size) * HOUR
    team = rep // REP_TEAM_SIZE
    decided_at = after_work_time(np.where(answered, answered_at, at + DAY), team, lag / 3)
    accepted_at = np.where(accepts & ~silent, decided_at, -1)
    rejects = ~accepts & ~silent
    qualifies = (accepted_at >= 0) & (rng.random(size) < chance(-1.9 + 1.9 * fit + 1.8 * intent))
    qualified_at = np.where(qualifies, after_work_time(decided_at, team, rng.integers(4 * HOUR, 80 * HOUR, size)), -1)
    late_no = (accepted_at >= 0) & ~qualifies & (rng.random(size) < 0.4)
    rejected_at = np.where(rejects, decided_at, np.where(late_no, decided_at + rng.integers(3 * DAY, 25 * DAY, size), -1))
    touches = np.where(answered, 1 + rng.poisson(np.where(accepts, 3.4, 2.0)), 0)
    return Handovers(
        lead, at, raised, rep, answered_at, accepted_at, rejected_at, draw_reasons(rng, people, lead, answered), qualified_at, touches
    )


def make_activities(block, people, handovers):
    """Touches: those that follow a handover, replies to them, and cold outreach to people who never asked."""
    rng = block.random("activities")
    row = occurrences(handovers.touches)
    nth = order_in_group(row)
    team = handovers.rep[row] // REP_TEAM_SIZE
    gaps = np.where(nth == 0, 0, rng.integers(2 * HOUR, 14 * HOUR, len(row)))
    offset = running_sum_in_group(row, gaps)
    at = np.where(nth == 0, handovers.answered_at[row], after_work_time(handovers.answered_at[row], team, offset))
    happy = handovers.accepted_at[row] >= 0
    channel = np.where(nth == 0, pick(rng, [0.6, 0.4], len(row)), pick(rng, [0.45, 0.38, 0.17], len(row)))
    channel = np.where(happy & (nth >= 2) & (rng.random(len(row)) < 0.35), TOUCH_CHANNELS.index("meeting"), channel)
    direction = np.where((nth > 0) & (rng.random(len(row)) < np.where(happy, 0.3, 0.08)), 1, np.where(rng.random(len(row)) < 0.05, -1, 0))
    cold = occurrences(np.where(people.source == SOURCE["outbound"], 1 + rng.poisson(2.2, len(people.company)), 0))
    cold_team = COUNTRY_TEAM[people.country[cold]]
    cold_at = after_work_time(people.created_at[cold], cold_team, rng.integers(HOUR, 100 * HOUR, len(cold)))
    return {
        "lead": np.r_[handovers.lead[row], cold],
        "rep": np.r_[handovers.rep[row], cold_team * REP_TEAM_SIZE + people.country[cold] % REP_TEAM_SIZE],
        "channel": np.r_[channel, pick(rng, [0.55, 0.3, 0.15], len(cold))],
        "direction": np.r_[direction, np.zeros(len(cold), dtype=int)],
        "at": np.r_[at, cold_at],
    }


def make_decisions(handovers):
    """Sales' words, one a row, in order of time."""
    words = [("accepted", handovers.accepted_at), ("rejected", handovers.rejected_at), ("sales_qualified", handovers.qualified_at)]
    parts = []
    for word, at in words:
        said = np.flatnonzero(at >= 0)
        reason = handovers.reason[said] if word == "rejected" else np.full(len(said), -1)
        parts.append(
            {
                "lead": handovers.lead[said],
                "decision": np.full(len(said), DECISIONS.index(word)),
                "reason": reason,
                "rep": handovers.rep[said],
                "at": at[said],
            }
        )
    return together(parts)


# --------------------------------------------------------------------------------------------------------------------------------
# Deals
# --------------------------------------------------------------------------------------------------------------------------------


def make_deals(size, **columns):
    """Columns of deals before their outcome; -1: none."""
    empty = {"lead": -1, "company": -1, "type": 0, "source": 0, "at": 0, "rep": 0, "win_score": 0.0, "handover": False}
    return {name: np.broadcast_to(np.asarray(columns.get(name, value)), size).copy() for name, value in empty.items()}


def deals_from_handovers(rng, people, handovers):
    """New business from leads that sales qualified; expansion where the lead's company buys already."""
    chance_of_deal = np.where(
        handovers.qualified_at >= 0, 0.82, np.where((handovers.accepted_at >= 0) & (handovers.rejected_at < 0), 0.12, 0.0)
    )
    customer = people.kind[handovers.lead] == CUSTOMER
    chance_of_deal = np.where(customer & handovers.raised & (handovers.answered_at >= 0), 0.3, chance_of_deal)
    row = np.flatnonzero(rng.random(len(handovers.lead)) < chance_of_deal)
    lead = handovers.lead[row]
    since = np.maximum.reduce([handovers.accepted_at[row], handovers.qualified_at[row], handovers.answered_at[row]])
    return make_deals(
        len(row),
        lead=lead,
        company=people.company[lead],
        type=np.where(customer[row], 1, 0),
        at=since + rng.integers(HOUR, 9 * DAY, len(row)),
        source=np.where(people.source[lead] == SOURCE["partner"], 2, np.where(people.source[lead] == SOURCE["outbound"], 1, 0)),
        rep=handovers.rep[row],
        handover=True,
        win_score=-5.6 + 3.9 * people.fit[lead] + 3.4 * people.intent[lead] + 0.3 * handovers.raised[row],
    )


def deals_from_outreach(rng, block, people, companies):
    """Cold outreach that worked: with contacts who never did anything, or with no contact at all."""
    target = (people.source == SOURCE["outbound"]) & (rng.random(len(people.company)) < 0.27 * people.fit)
    lead = np.flatnonzero(target & (people.company >= 0))
    cold = make_deals(
        len(lead),
        lead=lead,
        company=people.company[lead],
        source=1,
        at=people.created_at[lead] + rng.integers(5 * DAY, 45 * DAY, len(lead)),
        rep=rng.integers(0, len(REPS), len(lead)),
        win_score=-3.1 + 2.4 * people.fit[lead],
    )
    untouched = np.setdiff1d(np.arange(len(companies.number)), people.company)
    untouched = untouched[rng.random(len(untouched)) < 0.018 * companies.fit[untouched]]
    nobody = make_deals(
        len(untouched),
        company=untouched,
        source=rng.choice([1, 2], len(untouched)),
        rep=rng.integers(0, len(REPS), len(untouched)),
        at=rng.integers(block.story.start, block.story.end, len(untouched)),
        win_score=-2.2,
    )
    return together([cold, nobody])


def deals_of_customers(rng, block, companies):
    """Renewals and expansions of companies that were customers before the story began."""
    customers = np.flatnonzero((companies.customer_since >= 0) & (companies.churned_at < 0))
    company = occurrences(rng.poisson(1.1, len(customers)))
    size = len(company)
    return make_deals(
        size,
        company=customers[company],
        type=np.where(rng.random(size) < 0.65, 2, 1),
        at=rng.integers(block.story.start, block.story.end, size),
        rep=rng.integers(0, len(REPS), size),
        win_score=1.1,
    )


def close_deals(rng, block, companies, deals):
    """Won or lost, when, and for how much. Big companies take longer and pay more; much is signed as a quarter ends."""
    size = len(deals["at"])
    employees = np.where(deals["company"] >= 0, companies.employees[deals["company"]], 12)
    deals["won"] = rng.random(size) < chance(deals["win_score"])
    days = lognormal(rng, np.where(deals["won"], 40, 46) * (employees / 300).clip(0.2, 20) ** 0.12, 0.45, size).clip(20, 120)
    closed_at = deals["at"] + (days * DAY).astype(np.int64)
    quarter_end = end_of_quarter(closed_at)
    pulled = deals["won"] & (quarter_end - closed_at < 28 * DAY) & (rng.random(size) < 0.5)
    closed_at = np.where(pulled, quarter_end - rng.integers(0, 6 * DAY, size), closed_at)
    day = closed_at // DAY * DAY
    closed_at = np.maximum(day - np.maximum(weekday(day) - 4, 0) * DAY + rng.integers(9 * HOUR, 18 * HOUR, size), deals["at"] + DAY)
    deals["closed_at"] = np.where(closed_at <= block.story.end, closed_at, -1)
    amount = np.round(lognormal(rng, 7_500 + 480 * employees**0.62, 0.4, size).clip(3_000, 450_000), -2)
    deals["amount"] = np.where(rng.random(size) < 0.02, np.nan, amount)
    return deals


def end_of_quarter(at):
    months = at.astype("datetime64[s]").astype("datetime64[M]").astype(int)
    return ((months // 3 + 1) * 3).astype("datetime64[M]").astype("datetime64[s]").astype(np.int64) - HOUR


def one_deal_a_company(deals):
    """New business is one deal a company: a colleague's request joins it, or, once it is won, is an expansion. Returns also who joined."""
    order = np.lexsort((deals["at"], deals["company"]))
    deals = only(deals, order)
    group = np.where(deals["company"] >= 0, deals["company"], -2 - np.arange(len(deals["at"])))
    is_new = deals["type"] == 0
    first = np.full(group.max(initial=0) + 1, -1)
    new_rows = np.flatnonzero(is_new & (group >= 0))[::-1]
    first[group[new_rows]] = new_rows
    leader = np.where(group >= 0, first[np.maximum(group, 0)], np.arange(len(group)))
    follows = is_new & (leader != np.arange(len(group)))
    after_win = follows & deals["won"][leader] & (deals["closed_at"][leader] >= 0) & (deals["at"] > deals["closed_at"][leader])
    deals["type"] = np.where(after_win, 1, deals["type"])
    joins = follows & ~after_win
    keep = np.flatnonzero(~joins)
    joined = joins & (deals["lead"] >= 0) & (deals["at"] < np.where(deals["closed_at"][leader] >= 0, deals["closed_at"][leader], NEVER))
    return only(deals, keep), {"deal": np.searchsorted(keep, leader[joined]), "lead": deals["lead"][joined]}


def make_opportunities(block, people, companies, handovers):
    """All deals in order of time, and the people who joined another's deal."""
    rng = block.random("deals")
    deals = together(
        [
            deals_from_handovers(rng, people, handovers),
            deals_from_outreach(rng, block, people, companies),
            deals_of_customers(rng, block, companies),
        ]
    )
    deals["at"] = after_work_time(deals["at"], deals["rep"] // REP_TEAM_SIZE, rng.integers(MINUTE, WORKDAY_HOURS * HOUR, len(deals["at"])))
    deals = only(deals, deals["at"] < block.story.end - HOUR)
    deals, joined = one_deal_a_company(close_deals(rng, block, companies, deals))
    order = np.argsort(deals["at"], kind="stable")
    place = np.argsort(order)
    deals = only(deals, order)
    deals["contact"] = deals["lead"].copy()
    only_as_contact = (rng.random(len(order)) < 0.14) & (deals["lead"] >= 0)
    deals["lead"] = np.where(only_as_contact, -1, deals["lead"])
    return deals, {"deal": place[joined["deal"]], "lead": joined["lead"]}


def make_contacts(block, people, deals, joined):
    """Who takes part in a deal: its contact, those who joined, and a colleague who was known by then."""
    rng = block.random("contacts")
    listed = (deals["contact"] >= 0) & ((deals["lead"] < 0) | (rng.random(len(deals["at"])) < 0.85))
    own = {"deal": np.flatnonzero(listed), "lead": deals["contact"][listed]}
    has_company = np.flatnonzero(people.company >= 0)
    by_company = has_company[np.argsort(people.company[has_company], kind="stable")]
    first = np.searchsorted(people.company[by_company], deals["company"])
    some = np.minimum(first + rng.integers(0, 3, len(first)), len(by_company) - 1)
    colleague = by_company[some]
    fits = (
        (deals["company"] >= 0) & (people.company[colleague] == deals["company"]) & (colleague != deals["contact"]) & (deals["type"] == 0)
    )
    fits &= (people.created_at[colleague] < deals["at"]) & (deals["contact"] >= 0) & (rng.random(len(first)) < 0.6)
    others = {"deal": np.r_[joined["deal"], np.flatnonzero(fits)], "lead": np.r_[joined["lead"], colleague[fits]]}
    contacts = together(
        [own | {"is_primary": np.ones(listed.sum(), dtype=bool)}, others | {"is_primary": np.zeros(len(others["deal"]), dtype=bool)}]
    )
    _, unique = np.unique(contacts["deal"] * len(people.company) + contacts["lead"], return_index=True)
    contacts = only(contacts, np.sort(unique))
    contacts["role"] = np.where(
        contacts["is_primary"], rng.integers(0, 2, len(contacts["deal"])), rng.integers(1, 4, len(contacts["deal"]))
    )
    contacts["at"] = deals["at"][contacts["deal"]] + np.where(contacts["is_primary"], 0, rng.integers(0, 2 * DAY, len(contacts["deal"])))
    return contacts


# --------------------------------------------------------------------------------------------------------------------------------
# Rendering: arrays of numbers become the tables of the contract
# --------------------------------------------------------------------------------------------------------------------------------


def text_of(vocabulary, codes):
    """The words behind the codes; null where the code is negative."""
    codes = np.asarray(codes)
    return pa.array(vocabulary, TEXT).take(pa.array(np.maximum(codes, 0), mask=codes < 0))


def ids(letter, numbers, width=7):
    """Ids such as L0000042; null where the number is negative."""
    numbers = np.asarray(numbers)
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers, pa.int64(), mask=numbers < 0), TEXT), width, "0")
    return pc.binary_join_element_wise(pa.scalar(letter), digits, "")


def times(seconds, milliseconds=0):
    """Timestamps; null where the time is negative."""
    seconds = np.asarray(seconds, dtype=np.int64)
    return pa.array(seconds * 1_000_000 + milliseconds * 1_000, pa.timestamp("us"), mask=seconds < 0)


def time_texts(seconds):
    """Timestamps as text."""
    return pc.strftime(pc.cast(times(seconds), pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")


def numbers_or_null(values):
    values = np.asarray(values, dtype=float)
    return pa.array(values, NUMBER, mask=np.isnan(values))


def flags(values, known=True):
    values = np.asarray(values, dtype=bool)
    return pa.array(values, FLAG, mask=~np.broadcast_to(known, values.shape))


def joined_text(*parts, separator=""):
    return pc.binary_join_element_wise(*parts, separator)


def landing_times(rng, story, at):
    """When rows land: mostly minutes later, one in sixty days late; never after the end of the story."""
    delay = np.where(rng.random(len(at)) < 0.016, rng.integers(DAY, 6 * DAY, len(at)), lognormal(rng, 6 * MINUTE, 0.8, len(at)))
    return times(np.minimum(at + delay.astype(np.int64), story.end))


def make_table(name, rng, story, at, updated_at=None, **columns):
    """A table of the contract from its columns; the housekeeping columns are the same everywhere."""
    schema = SCHEMAS[name]
    at = np.asarray(at, dtype=np.int64)
    updated_at = at if updated_at is None else updated_at
    columns |= {"updated_at": times(updated_at), "loaded_at": landing_times(rng, story, updated_at), "is_deleted": flags(np.zeros(len(at)))}
    return pa.table([columns[column].cast(schema.field(column).type) for column in schema.names], schema=schema)


def company_names(companies):
    """(name, domain) of every company: two syllables by its number, so that no two share a domain, and a word of its industry."""
    rest, start = np.divmod(companies.number, len(NAME_STARTS))
    again, end = np.divmod(rest, len(NAME_ENDS))
    lap, level = np.divmod(again, len(TOP_LEVELS))
    end = (end + 37 * start) % len(NAME_ENDS)
    level = (level + np.array([0, 0, 0, 0, 1, 0, 2, 3])[(start * 3 + end) % 8]) % len(TOP_LEVELS)
    stem = joined_text(
        text_of(NAME_STARTS, start), text_of(NAME_ENDS, end), pc.if_else(pa.array(lap > 0), pc.cast(pa.array(lap), TEXT), "")
    )
    name = joined_text(stem, text_of([i.suffix for i in INDUSTRIES], companies.industry), separator=" ")
    return name, joined_text(pc.utf8_lower(stem), text_of(TOP_LEVELS, level))


def spellings_of(rng, things, codes):
    """One of the spellings of each thing, the first one most often; null where the code is negative."""
    words = [word for thing in things for word in thing.spellings]
    many = np.array([len(thing.spellings) for thing in things])
    first = np.cumsum(many) - many
    which = np.where(rng.random(len(codes)) < 0.5, 0, (rng.random(len(codes)) * many[codes]).astype(int))
    return text_of(words, np.where(codes < 0, -1, first[codes] + which))


def of_company(people, values, otherwise):
    """A value of each person's company, or else what the others have."""
    return np.where(people.company >= 0, values[people.company], otherwise)


TITLE_NAMES = (*(t[0] for t in JOB_TITLES), *(title for titles in OUTSIDER_TITLES.values() for title in titles), *PROMOTIONS)


def shown_titles(rng, people, unknown):
    """Job titles: of students, job seekers and consultants their own; unknown for a share of the people."""
    size = len(people.company)
    student, seeker = len(JOB_TITLES), len(JOB_TITLES) + len(OUTSIDER_TITLES["student"])
    consultant = seeker + len(OUTSIDER_TITLES["job_seeker"])
    title = np.where(people.kind == STUDENT, student + rng.integers(0, 4, size), people.title)
    title = np.where(people.kind == JOB_SEEKER, seeker + rng.integers(0, 3, size), title)
    title = np.where(people.kind == CONSULTANT, consultant + rng.integers(0, 4, size), title)
    return np.where(rng.random(size) < unknown, -1, title)


def make_addresses(rng, block, people, first_name, last_name, domain):
    """(email, company domain as the CRM holds it). Some have free or student mail, a few none or a broken one."""
    size = len(people.company)
    number = pc.cast(pa.array(block.first_lead + np.arange(size)), TEXT)
    local = pc.utf8_lower(joined_text(first_name, last_name, separator="."))
    free = text_of(FREE_MAIL, pick(rng, [0.6, 0.15, 0.1, 0.1, 0.05], size))
    student = text_of(STUDENT_MAIL, np.arange(size) % len(STUDENT_MAIL))
    competitor = text_of(COMPETITORS, np.arange(size) % len(COMPETITORS))
    own = joined_text(pc.utf8_lower(last_name), "-advisory", number, ".com", separator="")
    at = pc.if_else(pa.array(people.company >= 0), domain, own)
    for kind, its_domain in ((STUDENT, student), (COMPETITOR, competitor)):
        at = pc.if_else(pa.array(people.kind == kind), its_domain, at)
    at = pc.if_else(pa.array(people.free_mail), free, at)
    numbered = pa.array(people.free_mail | (rng.random(size) < 0.1))
    email = joined_text(pc.if_else(numbered, joined_text(local, number), local), at, separator="@")
    broken = rng.random(size)
    email = pc.if_else(pa.array(broken < 0.004), joined_text(local, "-at-", at), email)
    email = pc.if_else(pa.array(broken > 0.99), pa.scalar(None, TEXT), email)
    known = (people.company >= 0) & (rng.random(size) < np.where(people.free_mail, 0.6, 0.85))
    company_domain = pc.if_else(pa.array(known), domain, pa.scalar(None, TEXT))
    listed = pa.array((people.kind == COMPETITOR) & (rng.random(size) < 0.5))
    return email, pc.if_else(listed, competitor, company_domain)


def outsider_names(people):
    """What students, competitors and some consultants give as their company."""
    number = np.arange(len(people.kind))
    rival, school = len(SCHOOL_NAMES) + number % len(COMPETITOR_NAMES), number % len(SCHOOL_NAMES)
    freelance = len(SCHOOL_NAMES) + len(COMPETITOR_NAMES)
    of_kind = np.select([people.kind == STUDENT, people.kind == COMPETITOR, people.kind == CONSULTANT], [school, rival, freelance], -1)
    return text_of((*SCHOOL_NAMES, *COMPETITOR_NAMES, "Freelance"), of_kind)


def stated_wishes(rng, people, raised_at):
    """What demo forms ask: timeline, budget, use case. Blank for almost all who never filled one in."""
    size = len(people.company)
    asked = rng.random((3, size)) < np.where(raised_at >= 0, np.array([[0.75], [0.4], [0.6]]), np.array([[0.04], [0.01], [0.02]]))
    eager = np.column_stack([2.2 * people.intent**2, np.full(size, 0.45), (1 - people.intent) ** 1.5])
    budget = np.round(lognormal(rng, 9_000 + 12_000 * people.fit, 0.6, size), -3).clip(1_000)
    return (
        np.where(asked[0], pick_by_weight(rng, eager), -1),
        np.where(asked[1], budget, np.nan),
        np.where(asked[2], rng.integers(0, len(USE_CASES), size), -1),
    )


def first_raise(people, events):
    """When each lead first raised a hand; -1: never."""
    raised = only(events, np.isin(events["kind"], HAND_RAISE_KINDS) & (events["lead"] >= 0))
    at = np.full(len(people.company), -1)
    at[raised["lead"][::-1]] = raised["at"][::-1]
    return at


def enrichment_times(rng, people, share, after):
    """When a field that was blank at first was filled, for a share of the leads; -1: it never was blank."""
    size = len(people.company)
    at = people.created_at + rng.integers(DAY, after * DAY, size)
    return np.where((rng.random(size) < share) & (people.company >= 0), at, -1)


def make_leads(block, people, companies, events, handovers):
    """The lead table, and the changes of its fields that the CRM has logged."""
    rng = block.random("leads")
    story, size = block.story, len(people.company)
    lead_id = ids("L", block.first_lead + np.arange(size))
    first_name, last_name = (text_of(names, rng.integers(0, len(names), size)) for names in (FIRST_NAMES, LAST_NAMES))
    name_of_company, domain_of_company = company_names(companies)
    company = pa.array(np.maximum(people.company, 0), mask=people.company < 0)
    email, company_domain = make_addresses(rng, block, people, first_name, last_name, domain_of_company.take(company))
    no_company = np.where(people.kind == COMPETITOR, 350, np.where(people.kind == CONSULTANT, 1, -1))
    raised_at = first_raise(people, events)
    careless = np.where((raised_at >= 0) | people.in_market, 0.15, 1.0)
    employees = np.where(rng.random(size) < 0.05 * careless, -1, of_company(people, companies.employees, no_company))
    revenue = np.where(rng.random(size) < 0.2, -1, of_company(people, companies.revenue, -1).astype(np.int64))
    industry = np.where(
        rng.random(size) < 0.05 * careless, -1, of_company(people, companies.industry, np.where(people.kind == COMPETITOR, 0, -1))
    )
    title = shown_titles(rng, people, 0.05 * careless)
    timeline, budget, use_case = stated_wishes(rng, people, raised_at)
    owner = np.full(size, -1)
    owner[handovers.lead] = handovers.rep
    as_text = {
        "employee_count": pc.cast(pa.array(employees, mask=employees < 0), TEXT),
        "annual_revenue": pc.cast(pa.array(revenue, mask=revenue < 0), TEXT),
        "industry": spellings_of(rng, INDUSTRIES, industry),
        "stated_timeline": text_of(TIMELINES, timeline),
        "stated_use_case": text_of(USE_CASES, use_case),
    }
    filled_later = {
        "employee_count": enrichment_times(rng, people, 0.16, 14),
        "annual_revenue": enrichment_times(rng, people, 0.16, 14),
        "industry": enrichment_times(rng, people, 0.08, 14),
        "stated_timeline": np.where(raised_at > people.created_at + MINUTE, raised_at, -1),
        "stated_use_case": np.where(raised_at > people.created_at + MINUTE, raised_at, -1),
    }
    promoted_at = np.where(
        (rng.random(size) < 0.025) & (title >= 0) & (people.kind == ORDINARY),
        people.created_at + rng.integers(20 * DAY, 300 * DAY, size),
        -1,
    )
    promoted_at = np.where(promoted_at <= story.end, promoted_at, -1)
    new_title = np.where(promoted_at >= 0, len(TITLE_NAMES) - len(PROMOTIONS) + rng.integers(0, len(PROMOTIONS), size), title)
    parts = [change_rows(story, lead_id, name, at, None, as_text[name]) for name, at in filled_later.items()]
    parts.append(change_rows(story, lead_id, "job_title", promoted_at, text_of(TITLE_NAMES, title), text_of(TITLE_NAMES, new_title)))
    not_yet = {name: pa.array(at > story.end) for name, at in filled_later.items()}
    now = {name: pc.if_else(not_yet[name], pa.scalar(None, TEXT), values) for name, values in as_text.items()}
    changed_at = np.maximum.reduce([np.where(at <= story.end, at, -1) for at in (*filled_later.values(), promoted_at)])
    technologies = of_company(people, companies.technologies, 0)
    leads = make_table(
        "leads",
        rng,
        story,
        people.created_at,
        np.maximum(people.created_at, changed_at),
        lead_id=lead_id,
        email=email,
        first_name=first_name,
        last_name=last_name,
        company_name=pc.coalesce(name_of_company.take(company), outsider_names(people)),
        company_domain=company_domain,
        job_title=text_of(TITLE_NAMES, new_title),
        country=spellings_of(rng, COUNTRIES, np.where(rng.random(size) < 0.04 * careless, -1, people.country)),
        technologies=text_of(technology_lists(), np.where((technologies > 0) & (rng.random(size) < 0.6), technologies, -1)),
        lead_source=spellings_of(rng, SOURCES, np.where(rng.random(size) < 0.01, -1, people.source)),
        stated_budget=numbers_or_null(budget),
        owner_id=text_of(REPS, owner),
        merged_into=pa.nulls(size, TEXT),
        created_at=times(people.created_at),
        **now,
    )
    return leads, make_changes(block, parts)


def technology_lists():
    """Every set of technologies as the CRM writes it, by its bits."""
    return [" | ".join(name for bit, name in enumerate(TECHNOLOGIES) if bits >> bit & 1) for bits in range(1 << len(TECHNOLOGIES))]


def change_rows(story, lead_id, name, at, old, new):
    """The changes of one field that happened by the end of the story and to a known value."""
    rows = np.flatnonzero((at >= 0) & (at <= story.end) & np.asarray(pc.is_valid(new)))
    old = pa.nulls(len(lead_id), TEXT) if old is None else old
    return {
        "lead_id": lead_id.take(pa.array(rows)),
        "field": pa.array([name], TEXT).take(pa.array(np.zeros(len(rows), dtype=int))),
        "old_value": old.take(pa.array(rows)),
        "new_value": new.take(pa.array(rows)),
        "at": at[rows],
    }


def make_changes(block, parts):
    columns = {name: pa.concat_arrays([part[name] for part in parts]) for name in ("lead_id", "field", "old_value", "new_value")}
    at = np.concatenate([part["at"] for part in parts])
    table = make_table("lead_changes", block.random("changes"), block.story, at, changed_at=times(at), **columns)
    return table.take(pa.array(np.argsort(at, kind="stable")))


def event_names(kind, tool):
    """The name that each tool gives each kind."""
    number = {name: code for code, name in reversed(list(enumerate(EVENT_NAMES)))}
    names = np.array([[number[RAW_NAMES.get(t, {}).get(k, k)] for k in KINDS] for t in range(len(TOOL_SHARES))])
    return text_of(EVENT_NAMES, names[tool, kind])


def render_events(block, events):
    """The event table. Devices below -1 are the tablets at trade shows, which many people share."""
    rng = block.random("event table")
    size = len(events["at"])
    urls = [SITE + path + variant for path in PATHS for variant in URL_VARIANTS]
    variant = np.where(events["path"] == PATH["/"], 0, pick(rng, [0.86, 0.04, 0.06, 0.04], size))
    tablets = text_of([f"booth-tablet-{n}" for n in range(1_000)], -2 - events["device"])
    device = np.where(events["shows_device"], events["device"], -1)
    channel = np.array([CHANNELS.index(CHANNEL_OF_KIND.get(k, "web")) for k in KINDS])
    fraction = np.where(events["tool"] == ANALYTICS, rng.integers(0, 1_000, size), 0)
    return make_table(
        "events",
        rng,
        block.story,
        events["at"],
        event_id=ids("E", block.number * 10_000_000 + np.arange(size), 9),
        lead_id=ids("L", np.where(events["shows_lead"] & (events["lead"] >= 0), block.first_lead + events["lead"], -1)),
        anonymous_id=pc.coalesce(ids("A", device, 8), pc.if_else(pa.array(events["device"] < -1), tablets, pa.scalar(None, TEXT))),
        session_id=ids("S", np.where(events["session"] >= 0, block.number * 10_000_000 + events["session"], -1), 9),
        event_type=event_names(events["kind"], events["tool"]),
        occurred_at=times(events["at"], fraction),
        url=text_of(urls, np.where(events["path"] >= 0, events["path"] * len(URL_VARIANTS) + variant, -1)),
        asset=text_of(ASSET_NAMES, events["asset"]),
        campaign=text_of(CAMPAIGNS, events["campaign"]),
        channel=text_of(CHANNELS, channel[events["kind"]]),
        duration_seconds=numbers_or_null(events["duration"]),
        is_bot=flags(np.zeros(size)),
    )


def render_opportunities(block, companies, deals):
    """The deal table. Some systems say won and closed, others only the stage."""
    rng = block.random("opportunity table")
    size = len(deals["at"])
    closed = deals["closed_at"] >= 0
    age = (block.story.end - deals["at"]) // (22 * DAY)
    stage = np.where(closed, np.where(deals["won"], 4, 5), np.clip(age, 0, 3))
    told = rng.random(size) >= 0.1
    _, domain = company_names(companies)
    company = np.where((rng.random(size) < 0.9) | (deals["lead"] < 0), deals["company"], -1)
    new_business_is_null = (deals["type"] == 0) & (rng.random(size) < 0.15)
    return make_table(
        "opportunities",
        rng,
        block.story,
        deals["at"],
        np.maximum(deals["at"], deals["closed_at"]),
        opportunity_id=ids("O", block.number * 100_000 + np.arange(size)),
        lead_id=ids("L", np.where(deals["lead"] >= 0, block.first_lead + deals["lead"], -1)),
        company_domain=domain.take(pa.array(np.maximum(company, 0), mask=company < 0)),
        opportunity_type=text_of(DEAL_TYPES, np.where(new_business_is_null, -1, deals["type"])),
        sourced_by=text_of(DEAL_SOURCES, deals["source"]),
        created_at=times(deals["at"]),
        stage=text_of(STAGES, stage),
        is_won=flags(closed & deals["won"], told),
        is_closed=flags(closed, told),
        closed_at=times(deals["closed_at"]),
        amount=numbers_or_null(deals["amount"]),
        owner_id=text_of(REPS, deals["rep"]),
    )


def render_contacts(block, contacts):
    rng = block.random("contact table")
    return make_table(
        "opportunity_contacts",
        rng,
        block.story,
        np.minimum(contacts["at"], block.story.end),
        opportunity_id=ids("O", block.number * 100_000 + contacts["deal"]),
        lead_id=ids("L", block.first_lead + contacts["lead"]),
        role=text_of(ROLES, contacts["role"]),
        is_primary=flags(contacts["is_primary"]),
    )


def render_activities(block, activities):
    rng = block.random("activity table")
    activities = only(activities, activities["at"] <= block.story.end)
    activities = only(activities, np.argsort(activities["at"], kind="stable"))
    return make_table(
        "sales_activities",
        rng,
        block.story,
        activities["at"],
        activity_id=ids("T", block.number * 10_000_000 + np.arange(len(activities["at"])), 9),
        lead_id=ids("L", block.first_lead + activities["lead"]),
        rep_id=text_of(REPS, activities["rep"]),
        channel=text_of(TOUCH_CHANNELS, activities["channel"]),
        direction=text_of(("outbound", "inbound"), activities["direction"]),
        occurred_at=times(activities["at"]),
    )


def render_decisions(block, decisions):
    """The decision table; its times are text, as the system that exports it writes them."""
    rng = block.random("decision table")
    decisions = only(decisions, decisions["at"] <= block.story.end)
    decisions = only(decisions, np.argsort(decisions["at"], kind="stable"))
    return make_table(
        "lead_decisions",
        rng,
        block.story,
        decisions["at"],
        decision_id=ids("D", block.number * 1_000_000 + np.arange(len(decisions["at"]))),
        lead_id=ids("L", block.first_lead + decisions["lead"]),
        decision=text_of(DECISIONS, decisions["decision"]),
        rejection_reason=text_of(REASONS, decisions["reason"]),
        decided_by=text_of(REPS, decisions["rep"]),
        decided_at=time_texts(decisions["at"]),
    )


def make_accounts(block, companies, deals):
    """Companies known to sales: old customers, most of the new ones, and some that are being spoken to."""
    rng = block.random("accounts")
    with_company = only(deals, deals["company"] >= 0)
    won = only(with_company, with_company["won"] & (with_company["closed_at"] >= 0) & (with_company["type"] == 0))
    count = len(companies.number)
    since, first_seen = companies.customer_since.copy(), companies.customer_since.copy()
    since[won["company"]] = np.where(since[won["company"]] >= 0, since[won["company"]], won["closed_at"])
    listed = (companies.customer_since >= 0) | ((since >= 0) & (rng.random(count) < 0.75))
    spoken_to = np.isin(np.arange(count), with_company["company"]) & (since < 0) & (rng.random(count) < 0.5)
    first_seen = np.where(spoken_to, block.story.start, since)
    rows = np.flatnonzero(listed | spoken_to)
    _, domain = company_names(companies)
    churned = companies.churned_at[rows]
    return make_table(
        "accounts",
        rng,
        block.story,
        np.maximum(first_seen[rows], churned),
        company_domain=domain.take(pa.array(rows)),
        is_customer_since=times(since[rows]),
        churned_at=times(churned),
        owner_id=text_of(REPS, rows % len(REPS)),
    )


def make_costs(story, months):
    """What each source cost each month: more with every month, and in proportion to the size of the story."""
    rng = np.random.default_rng([story.seed, zlib.crc32(b"costs")])
    paid = [source for source in SOURCES if source.cost]
    first_days = (np.datetime64(story.start, "s").astype("datetime64[M]") + np.arange(months + 1)).astype("datetime64[D]")
    first_days = first_days[first_days.astype("datetime64[s]").astype(np.int64) <= story.end]
    month, source = np.divmod(np.arange(len(first_days) * len(paid)), len(paid))
    scale = story.leads / 5_000 * 18 / months * np.linspace(0.85, 1.2, len(first_days))[month]
    cost = np.round(np.array([s.cost for s in paid])[source] * scale * rng.normal(1, 0.08, len(month)).clip(0.7, 1.3), 2)
    landed = np.minimum((first_days[month] + 33).astype("datetime64[s]").astype(np.int64), story.end)
    return make_table(
        "channel_costs",
        rng,
        story,
        landed,
        month=pa.array(first_days[month].astype(str)),
        lead_source=text_of([s.name for s in paid], source),
        cost=numbers_or_null(cost),
    )


# --------------------------------------------------------------------------------------------------------------------------------
# A pinch of dirt, in the first block only: a few dozen rows, whatever the size
# --------------------------------------------------------------------------------------------------------------------------------


def overwrite(tables, name, column, rows, values):
    """Put values into a column, one a row."""
    table, rows = tables[name], np.asarray(rows)
    order = np.argsort(rows)
    mask = np.zeros(len(table), dtype=bool)
    mask[rows] = True
    new = pa.array([values[n] for n in order], table.schema.field(column).type)
    old = table[column].combine_chunks()
    tables[name] = table.set_column(
        table.schema.get_field_index(column), table.schema.field(column), pc.replace_with_mask(old, pa.array(mask), new)
    )


def append_copies(tables, name, rows, *changes):
    """Add copies of rows; the n-th copy bears the n-th of the changes. A table without rows stays as it is."""
    if not len(tables[name]):
        return
    copies = tables[name].take(pa.array(np.asarray(rows))).to_pylist()
    table = pa.Table.from_pylist([copy | change for copy, change in zip(copies, changes, strict=True)], schema=SCHEMAS[name])
    tables[name] = pa.concat_tables([tables[name], table])


def as_time(seconds):
    return np.datetime64(int(seconds * 1_000), "ms").astype(datetime)


def spoil_leads(rng, story, people, tables, merged):
    """Placeholders, numbers in words, a row without a key, older versions of rows, deleted rows, and one from after the end."""
    untouched = iter(np.setdiff1d(rng.permutation(len(people.company)), merged, assume_unique=True))

    def some(count):
        return [next(untouched) for _ in range(count)]

    overwrite(tables, "leads", "employee_count", some(6), ["about 50", "51-200", "~1000", "about 50", "10k+", "2 hundred"])
    overwrite(tables, "leads", "annual_revenue", some(2), ["$10M", "undisclosed"])
    for column, words in (
        ("company_name", ["N/A", "-"]),
        ("job_title", ["N/A", "Select", "-"]),
        ("industry", ["Select", "-"]),
        ("country", ["Select", "N/A"]),
    ):
        overwrite(tables, "leads", column, some(len(words)), words)
    overwrite(tables, "leads", "is_deleted", some(3), [True] * 3)
    older = some(6)
    append_copies(
        tables,
        "leads",
        older,
        *[{"job_title": "Marketing Coordinator", "updated_at": as_time(people.created_at[n] - DAY)} for n in older[:4]],
        {"lead_source": "other", "updated_at": as_time(story.start)},
        {"company_name": None, "updated_at": None},
    )
    late = as_time(story.end + 2 * DAY)
    append_copies(tables, "leads", some(2), {"lead_id": None}, {"lead_id": "L9999999", "created_at": late, "updated_at": late})


def merge_leads(rng, people, tables):
    """Pairs of records that are one person, the later one merged into the earlier one; and a chain of two. Returns all of them."""
    with_company = np.flatnonzero(people.company >= 0)
    with_company = with_company[np.argsort(people.company[with_company], kind="stable")]
    nth = order_in_group(people.company[with_company])
    third = np.flatnonzero(nth == 2)
    chain = rng.choice(third) if len(third) else 2
    pairs = np.flatnonzero((nth == 1) & (people.company[with_company] != people.company[with_company[chain]]))
    pairs = rng.permutation(pairs)[:6]
    gone = with_company[np.r_[pairs, chain, chain - 1]]
    stays = with_company[np.r_[pairs - 1, chain - 1, chain - 2]]
    leads = tables["leads"].select(["lead_id", "first_name", "last_name"]).to_pydict()
    overwrite(tables, "leads", "merged_into", gone, [leads["lead_id"][n] for n in stays])
    for column in ("first_name", "last_name"):
        overwrite(tables, "leads", column, gone, [leads[column][n] for n in (*stays[:-2], stays[-1], stays[-1])])
    return np.union1d(gone, stays)


def spoil_events(rng, story, people, tables):
    """Rows without key, person or time; of unknown people; double, deleted and later ones; unknown kinds; robots, and a mail scanner."""
    size = len(tables["events"])
    mails = np.flatnonzero(np.asarray(pc.equal(tables["events"]["channel"], "email")))
    numbers = iter(range(1, 1_000))

    def some(count):
        return rng.choice(size, count, replace=False)

    def new(**changes):
        return {"event_id": f"EX{next(numbers):07d}"} | changes

    overwrite(tables, "events", "is_deleted", some(10), [True] * 10)
    append_copies(tables, "events", some(2), {"event_id": None}, {"event_id": None, "event_type": "email_open"})
    append_copies(tables, "events", some(4), *[new(lead_id=None, anonymous_id=None) for _ in range(4)])
    append_copies(tables, "events", some(4), *[new(lead_id=f"L99{n}", anonymous_id=None) for n in range(4)])
    append_copies(tables, "events", some(2), new(occurred_at=None), new(occurred_at=None))
    append_copies(
        tables, "events", some(8), *[{"updated_at": as_time(story.start - DAY), "event_type": "page_view", "url": SITE + "/about"}] * 8
    )
    append_copies(tables, "events", some(6), *[new(occurred_at=as_time(story.end + (n + 1) * 7 * HOUR)) for n in range(6)])
    append_copies(
        tables, "events", some(8), *[new(event_type=word) for word in ("scroll_depth", "file_open", "Form Abandoned", "unknown") * 2]
    )
    append_copies(tables, "events", rng.choice(mails, 25), *[new(is_bot=True, event_type="email_click") for _ in range(25)])
    scanned = rng.choice(np.flatnonzero(people.created_at < story.end - 3 * DAY), 2, replace=False)
    for lead in scanned:
        at = people.created_at[lead] + 2 * DAY
        click = {"lead_id": tables["leads"]["lead_id"][int(lead)].as_py(), "event_type": "email_click", "updated_at": as_time(at)}
        append_copies(tables, "events", rng.choice(mails, 6), *[new(**click, occurred_at=as_time(at + 0.6 * n)) for n in range(6)])


def spoil_the_rest(rng, story, tables):
    """Bad rows of sales: unknown people, impossible times, a word that is no decision, double deals, closed deals without a date."""
    stray = {"lead_id": "L9900001"}
    late = story.end + 20 * HOUR

    def some(name, count):
        size = len(tables[name])
        return rng.choice(max(size, 1), count, replace=size < count)

    append_copies(
        tables,
        "sales_activities",
        some("sales_activities", 3),
        {"activity_id": None},
        stray | {"activity_id": "TX000001"},
        {"activity_id": "TX000002", "occurred_at": as_time(late)},
    )
    append_copies(
        tables,
        "lead_decisions",
        some("lead_decisions", 6),
        {"decision_id": "DX00001", "decision": "maybe"},
        {"decision_id": "DX00002", "decided_at": "yesterday"},
        {"decision_id": "DX00003", "decided_at": "31/31/2025"},
        stray | {"decision_id": "DX00004"},
        {"decision_id": "DX00005", "is_deleted": True},
        {"decision_id": "DX00006", "decided_at": str(as_time(late))},
    )
    append_copies(tables, "lead_changes", some("lead_changes", 3), stray, {"changed_at": None}, {"changed_at": as_time(late)})
    append_copies(
        tables,
        "opportunities",
        some("opportunities", 4),
        {"opportunity_id": "OX00001"} | stray,
        {"opportunity_id": None},
        {"amount": 1.0, "updated_at": as_time(story.start)},
        {"opportunity_id": "OX00002", "is_deleted": True},
    )
    closed = np.flatnonzero(np.asarray(pc.is_valid(tables["opportunities"]["closed_at"])))
    if len(closed):
        overwrite(tables, "opportunities", "closed_at", [int(rng.choice(closed))], [None])
    append_copies(tables, "opportunity_contacts", some("opportunity_contacts", 1), stray)


def spoil(block, people, tables):
    """The dirt that every landing zone holds."""
    rng = block.random("dirt")
    spoil_events(rng, block.story, people, tables)
    merged = merge_leads(rng, people, tables)
    spoil_leads(rng, block.story, people, tables, merged)
    spoil_the_rest(rng, block.story, tables)


# --------------------------------------------------------------------------------------------------------------------------------
# Writing
# --------------------------------------------------------------------------------------------------------------------------------


def make_block(block):
    """All tables of one block but the costs."""
    companies = make_companies(block)
    people = make_people(block, companies)
    choose_first_forms(block, people)
    events = make_behaviour(block, people)
    handovers = work_handovers(block, people, events)
    deals, joined = make_opportunities(block, people, companies, handovers)
    leads, changes = make_leads(block, people, companies, events, handovers)
    tables = {
        "leads": leads,
        "events": render_events(block, events),
        "opportunities": render_opportunities(block, companies, deals),
        "opportunity_contacts": render_contacts(block, make_contacts(block, people, deals, joined)),
        "sales_activities": render_activities(block, make_activities(block, people, handovers)),
        "lead_decisions": render_decisions(block, make_decisions(handovers)),
        "lead_changes": changes,
        "accounts": make_accounts(block, companies, deals),
    }
    if block.number == 0:
        spoil(block, people, tables)
    return tables


def blocks_of(story, block_size):
    """The story in parts. A last part too small to be one joins the part before."""
    starts = list(range(0, story.leads, block_size))
    if len(starts) > 1 and story.leads - starts[-1] < FEWEST_LEADS:
        starts.pop()
    ends = [*starts[1:], story.leads]
    return [Block(story, number, end - start, start) for number, (start, end) in enumerate(zip(starts, ends, strict=True))]


class TableFiles:
    """The files of one folder: one a table, written block by block; of events a folder of files if there are several blocks."""

    def __init__(self, folder, events_in_parts):
        self.folder, self.events_in_parts, self.writers, self.rows = folder, events_in_parts, {}, {}

    def write(self, name, table, number):
        self.rows[name] = self.rows.get(name, 0) + len(table)
        if name == "events" and self.events_in_parts:
            path = self.folder / "events" / f"part-{number:04d}.parquet"
            path.parent.mkdir(exist_ok=True)
            pq.write_table(table, path, compression="zstd")
            return
        if name not in self.writers:
            self.writers[name] = pq.ParquetWriter(self.folder / f"{name}.parquet", SCHEMAS[name], compression="zstd")
        self.writers[name].write_table(table)

    def close(self):
        for writer in self.writers.values():
            writer.close()


def write_story(story, months, folder, block_size):
    """Write every table into an empty folder; returns the number of rows of each."""
    blocks = blocks_of(story, block_size)
    files = TableFiles(folder, events_in_parts=len(blocks) > 1)
    try:
        for block in blocks:
            for name, table in make_block(block).items():
                files.write(name, table, block.number)
        files.write("channel_costs", make_costs(story, months), 0)
    finally:
        files.close()
    return files.rows


def refuse_to_replace_what_is_not_ours(out):
    """Only an empty folder, or one that holds nothing but these tables, is replaced."""
    if not out.exists():
        return
    if not out.is_dir():
        raise SystemExit(f"make_demo_data: {out} is a file; --out must name a folder.")
    expected = {"events", *(f"{name}.parquet" for name in SCHEMAS)}
    others = sorted(entry.name for entry in out.iterdir() if entry.name not in expected)
    if others:
        raise SystemExit(f"make_demo_data: {out} holds other files ({', '.join(others[:3])}); name an empty or a new folder with --out.")


def write_atomically(story, months, out, block_size):
    """Write beside the target and rename: whoever reads the target sees the old data or the new, never half of it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = (out.with_name(f".{out.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    new.mkdir()
    try:
        rows = write_story(story, months, new, block_size)
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return rows


def parse_end(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as 2026-06-30 23:59:59") from None


def parse_whole_number(at_least):
    def parse(text):
        if not text.isdigit() or int(text) < at_least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {at_least}")
        return int(text)

    return parse


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="make_demo_data", description="Make the demo data: the raw tables of a believable B2B SaaS company."
    )
    parser.add_argument(
        "--out", type=Path, default=Path("demo/raw"), help="folder to write; replaced if it holds demo data (default: demo/raw)"
    )
    parser.add_argument(
        "--leads", type=parse_whole_number(FEWEST_LEADS), default=5_000, help="how many leads (default: 5000, about 100,000 events)"
    )
    parser.add_argument("--months", type=parse_whole_number(2), default=18, help="how many months the story lasts (default: 18)")
    parser.add_argument("--seed", type=parse_whole_number(0), default=7, help="the same seed makes the same files (default: 7)")
    parser.add_argument(
        "--end", type=parse_end, default="2026-06-30 23:59:59", help='the end of the story, in UTC (default: "2026-06-30 23:59:59")'
    )
    parser.add_argument(
        "--block-size",
        type=parse_whole_number(FEWEST_LEADS),
        default=BLOCK_SIZE,
        help=f"leads made at once, and in one file of events where there are several (default: {BLOCK_SIZE})",
    )
    return parser.parse_args(arguments)


def make_story(arguments):
    """The story begins so many calendar months before it ends."""
    end = np.datetime64(arguments.end.replace(tzinfo=None), "s")
    after = end + 1
    month = after.astype("datetime64[M]")
    into_month = after - month.astype("datetime64[s]")
    start = (month - arguments.months).astype("datetime64[s]") + into_month
    return Story(arguments.leads, arguments.seed, int(start.astype(np.int64)), int(end.astype(np.int64)))


def main(arguments=None):
    arguments = parse_arguments(arguments)
    refuse_to_replace_what_is_not_ours(arguments.out)
    try:
        rows = write_atomically(make_story(arguments), arguments.months, arguments.out, arguments.block_size)
    except OSError as error:
        raise SystemExit(f"make_demo_data: cannot write {arguments.out}: {error.strerror or error}") from error
    print(f"{arguments.out}: " + ", ".join(f"{count:,} {name}" for name, count in rows.items()))


if __name__ == "__main__":
    sys.exit(main())
