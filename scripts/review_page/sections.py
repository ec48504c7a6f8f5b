"""The review's sections, in the order in which a board asks: the verdicts, then what they rest on, then what follows."""

from review_page.evidence import backtest, comparison, drift, missed, signals
from review_page.figures import counted, number, plain
from review_page.markup import Content, Markup, badge, grid, paragraph, section, tag
from review_page.quarter import acceptance, funnel, rejections, service, triggers, verdicts
from review_page.reading import Review
from review_page.shared import HEADLINES, in_sentence, metrics
from review_page.terms import Terms, service_level

Section = tuple[str, str, Markup]


def sections(review: Review, terms: Terms) -> list[Section]:
    """All sections of the review."""
    makers = (
        ("verdicts", "Verdicts", verdicts(review)),
        ("acceptance", "Acceptance", acceptance(review, terms)),
        ("rejections", "Rejections", rejections(review)),
        ("funnel", "Funnel", funnel(review)),
        ("triggers", "Triggers", triggers(review)),
        ("service", "Service levels", service(review, terms)),
        ("missed", "False negatives", missed(review, terms)),
        ("signals", "Signals", signals(review)),
        ("drift", "ICP drift", drift(review)),
        ("backtest", "Back-test", backtest(review)),
        ("comparison", "Definitions compared", comparison(review)),
        ("advice", "Advice", advice(review)),
        ("contract", "The contract", contract(terms)),
        ("caveats", "Caveats", caveats(review)),
    )
    return [(anchor, title, section(anchor, title, *content)) for anchor, title, content in makers]


ACCOUNTING = """
    select table_name, raw_rows, staged_rows, quarantined_rows, deleted_rows, held_rows, superseded_rows
    from audit_row_accounting
    order by raw_rows desc, table_name
"""


def advice(review: Review) -> tuple[Content, ...]:
    """What the calibration rules say to change, and the health of the definition, where the build has them."""
    parts: list[Content] = []
    lead = "This build has no advice: the tables rpt_calibration_advice and rpt_definition_health are not in it."
    if review.has("rpt_calibration_advice"):
        rows = sorted(review.of_definition("rpt_calibration_advice", "order by rule_id, subject"), key=lambda row: row["severity"] != "act")
        acts = sum(row["severity"] == "act" for row in rows)
        lead = (
            f"The calibration rules of the playbooks speak in {counted(len(rows), 'place')}, {number(acts)} of them to act on. "
            "They read the build as it stands; each names the period of its figures."
        )
        table = [
            [
                badge(str(row["severity"]), str(row["severity"])),
                row["what_to_change"],
                row["by_how_much"],
                row["why"],
                row["expected"],
            ]
            for row in rows
        ]
        header = ["Severity", "What", "By how much", "Why, on which figures", "What the back-test expects"]
        parts.append(grid("What to change", header, table, texts=5))
    if review.has("rpt_definition_health"):
        rows = review.of_definition("rpt_definition_health", "order by passes nulls last, kind, check_id")
        table = [[health(row["passes"]), row["asks"], row["evidence"], plain(row["kind"])] for row in rows]
        parts.append(grid("Health of the definition: what fails first", ["Answer", "Question", "Evidence", "Kind"], table, texts=4))
    return (lead, *parts)


def health(passes: object) -> Markup:
    """Whether a check holds; nobody may be able to say."""
    return badge(None, "not known") if passes is None else badge("ok", "holds") if passes else badge("act", "fails")


def contract(terms: Terms) -> tuple[Content, ...]:
    """What is signed, in short, with the signature block."""
    rows = [
        [row["name"], row["tier"], terms.conditions(row["trigger_id"]), service_level(row), row["route_to"] or "–"]
        for row in terms.triggers
    ]
    return (
        terms.about["description"],
        terms.summary(),
        terms.who(),
        grid("What makes an MQL: any one of these", ["Trigger", "Tier", "When", "Answer within", "Goes to"], rows, texts=5),
        terms.promises(),
        paragraph("make contract writes it in full: points, bands, and what each number rests on.", class_="muted"),
        terms.signatures(),
    )


def caveats(review: Review) -> tuple[Content, ...]:
    """What the figures cannot say: sample sizes, censoring, restatements, rows set aside."""
    figures = metrics(review)
    accounting = review.records(ACCOUNTING)
    restated = len(review.of_definition("rpt_restatements"))
    small = [
        in_sentence(name)
        for metric, name, _ in HEADLINES
        if (row := figures.get(metric)) and row["unit"] == "rate" and float(str(row["denominator"] or 0)) < 50
    ]
    young = [in_sentence(name) for metric, name, _ in HEADLINES if (row := figures.get(metric)) and row["is_mature"] is False]
    pending = review.records(
        "select count(*) as undecided from fct_mqls where definition_id = $definition and version = $version "
        "and decision = 'pending' and mql_on >= $starts_on and mql_on < $ends_before"
    )[0]["undecided"]
    totals = {name: sum(int(str(row[name])) for row in accounting) for name in ("raw_rows", "quarantined_rows", "held_rows")}
    notes = [
        (
            "Sample sizes. ",
            f"Fewer than 50 stand behind: {', '.join(small)}. Read their intervals, not their points."
            if small
            else "At least 50 stand behind each headline rate.",
        ),
        ("Intervals. ", "95 % each (Wilson for shares). Of twenty that are compared, one is expected to miss by chance."),
        (
            "Censoring. ",
            f"Nothing after {review.as_of:%Y-%m-%d %H:%M} UTC was seen. {counted(pending, 'MQL')} of the quarter "
            f"{'is' if pending == 1 else 'are'} undecided and count{'s' if pending == 1 else ''} as not accepted."
            + (f" Not mature yet: {', '.join(young)}." if young else ""),
        ),
        (
            "Restatements. ",
            f"{counted(restated, 'status', 'statuses')} reported by earlier builds would be told otherwise today."
            if restated
            else "None: no status reported by an earlier build is told otherwise by this one, or no earlier build is kept.",
        ),
        (
            "Rows set aside. ",
            f"{number(totals['quarantined_rows'])} of {number(totals['raw_rows'])} raw rows break the contract "
            f"and are in audit_quarantine; {number(totals['held_rows'])} lie after the moment of the build.",
        ),
        ("Cause. ", "Signals and triggers go with buying; whether they bring it about, only an experiment tells."),
    ]
    table = [[row["table_name"], *(number(row[name]) for name in list(row)[1:])] for row in accounting]
    return (
        "What to keep in mind before deciding on these figures.",
        tag("ul", *(tag("li", tag("strong", title), text) for title, text in notes), class_="terms"),
        grid("Raw rows, each in exactly one place", ["Table", "Raw", "Staged", "Quarantined", "Deleted", "Held", "Superseded"], table),
    )
