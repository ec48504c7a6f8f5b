"""The quarter: verdicts, acceptance, rejections, funnel, triggers, service levels."""

from datetime import date

from review_page import charts
from review_page.figures import NO_BREAK, counted, day, number, percent, plain, quarter_name, rate, span
from review_page.figures import points as in_points
from review_page.markup import Content, Markup, badge, grid, paragraph, tag
from review_page.reading import Record, Review
from review_page.shared import HEADLINES, in_sentence, judged, metrics, over_quarters, rate_figure, said, wilson
from review_page.terms import Terms, service_level

STEPS = (
    ("lead_to_mql", "Lead to MQL"),
    ("mql_to_accepted", "MQL to accepted"),
    ("mql_to_sql", "MQL to SQL"),
    ("mql_to_opportunity", "MQL to opportunity"),
    ("opportunity_to_won", "Opportunity to won"),
    ("mql_to_won", "MQL to won"),
)


PROMISES = (
    ("response_within_sla_rate", "First answer within the service level"),
    ("decision_within_hours_rate", "Decided in the committed hours"),
    ("worked_rate", "Worked as agreed: touches, channels, days"),
    ("reason_given_rate", "Rejections with a reason"),
    ("complete_data_rate", "Handed over complete"),
    ("fit_at_rejection_rate", "Not rejected as a bad fit"),
)


TRIGGERS = """
    select
        triggers.name, triggers.tier, triggers.trigger_rank,
        count(mqls.mql_id) as mqls,
        count(mqls.mql_id) filter (where mqls.mql_on >= $starts_on) as mqls_of_quarter,
        count(*) filter (where mqls.decision = 'accepted') as accepted,
        count(mqls.opportunity_reached_at) as opportunities,
        count(mqls.won_reached_at) as won
    from dim_triggers as triggers
    left join fct_mqls as mqls
        on
            triggers.definition_id = mqls.definition_id and triggers.version = mqls.version and triggers.trigger_id = mqls.trigger_id
            and mqls.mql_on < $ends_before
    where triggers.definition_id = $definition and triggers.version = $version and triggers.outcome <> 'review'
    group by triggers.name, triggers.tier, triggers.trigger_rank
    order by triggers.trigger_rank
"""


SERVICE = """
    select
        triggers.name, triggers.trigger_rank, triggers.sla_minutes, triggers.sla_clock, sum(sla.mqls) as mqls,
        sum(sla.answered_in_time) as in_time, sum(sla.answered_late) as late, sum(sla.unanswered_late) as unanswered,
        sum(sla.response_open) as response_open, sum(sla.escalated) as escalated
    from rpt_sla_compliance as sla
    inner join dim_triggers as triggers using (definition_id, version, trigger_id)
    where sla.definition_id = $definition and sla.version = $version and sla.mql_month >= $starts_on and sla.mql_month < $ends_before
    group by triggers.name, triggers.trigger_rank, triggers.sla_minutes, triggers.sla_clock
    order by triggers.trigger_rank
"""


def verdicts(review: Review) -> tuple[Content, ...]:
    """The headline figures, a sentence each."""
    figures = metrics(review)
    shown = [(name, words, figures[metric]) for metric, name, words in HEADLINES if metric in figures]
    by_severity = {level: [name for name, _, row in shown if row["severity"] == level] for level in ("act", "watch", "ok")}
    parts = [
        f"{words}: {', '.join(in_sentence(name) for name in by_severity[level])}"
        for level, words in (("act", "Act on"), ("watch", "Watch"), ("ok", "Fine"))
        if by_severity[level]
    ]
    lead = ". ".join(parts) + "." if parts else "No figure of the quarter lies in a band."
    return lead, tag("ul", *(verdict(name, words, row) for name, words, row in shown), class_="verdicts")


def verdict(name: str, words: str, row: Record) -> Markup:
    """One figure: its value, its interval, its band, and what the band says to do."""
    is_rate = row["unit"] == "rate"
    value = percent(row["value"]) if is_rate else number(row["value"])
    sentence = words.format(part=number(row["numerator"]), whole=number(row["denominator"]), judged=number(row["judged_value"], 1))
    if is_rate and not row["denominator"]:
        sentence = "Nothing to judge in this quarter."
    if row["lower_95"] is not None:
        sentence += f" 95{NO_BREAK}% interval: {span(row['lower_95'], row['upper_95'])}."
    change = row["change"]
    if change is not None and is_rate:
        sentence += f" {in_points(change, 1)} points on the quarter before."
    target = next(
        (
            f"{words} {percent(row[field], 0) if is_rate else number(row[field])}"
            for field, words in (("target_at_least", "at least"), ("target_at_most", "at most"))
            if row[field] is not None
        ),
        None,
    )
    promise = None
    if target and row["is_target_met"] is not None:
        promise = f"Promised: {target}{'' if is_rate else ' a month'}: {'kept' if row['is_target_met'] else 'not kept'}."
    early = "Not mature yet: the figure may still change." if row["is_mature"] is False and row["value"] is not None else None
    return tag(
        "li",
        tag("h3", name),
        tag("p", value, judged(row), class_="figure"),
        paragraph(sentence),
        paragraph(promise) if promise else None,
        paragraph(early, class_="muted") if early else None,
        paragraph(tag("strong", "To do: "), row["action"], ".") if row["action"] and row["severity"] != "ok" else None,
    )


def acceptance(review: Review, terms: Terms) -> tuple[Content, ...]:
    """Acceptance by quarter, on the bands."""
    rows = review.of_definition("rpt_acceptance", "order by quarter_starts_on")
    now = next((row for row in rows if row["quarter_starts_on"] == review.starts_on), None)
    lead: str = "No MQL was made in this quarter."
    if now and now["acceptance_rate"] is not None:
        certain = (
            "The interval lies within the band."
            if now["is_band_certain"]
            else "The interval reaches beyond the band: it may belong to the next."
        )
        lead = (
            f"Of {number(now['mqls'])} MQLs sales accepted {number(now['accepted'])}, rejected {number(now['rejected'])} "
            f"and has not decided on {number(now['pending'])}: {percent(now['acceptance_rate'])} of all, "
            f"{percent(now['acceptance_rate_decided'])} of those decided." + (f" {certain}" if now["band"] is not None else "")
        )
    table = [
        [
            quarter_name(row["quarter_starts_on"]),
            judged(row),
            number(row["mqls"]),
            number(row["accepted"]),
            number(row["rejected"]),
            number(row["pending"]),
            rate(row["acceptance_rate"], row["acceptance_rate_lower"], row["acceptance_rate_upper"]),
            rate(row["acceptance_rate_decided"], row["acceptance_rate_decided_lower"], row["acceptance_rate_decided_upper"]),
        ]
        for row in rows
    ]
    return (
        lead,
        rate_figure(
            "acceptance-chart",
            "Acceptance rate by quarter, on the bands of the definition",
            over_quarters(rows, "acceptance_rate", "mqls"),
            terms,
            "acceptance_rate",
            "Accepted of all MQLs made in the quarter, with the 95 % interval. Hollow: sales may still decide. n: MQLs.",
        ),
        grid(
            "Acceptance by quarter",
            ["Quarter", "Band", "MQLs", "Accepted", "Rejected", "Undecided", "Of all", "Of decided"],
            table,
            texts=2,
            mark=[row["quarter_starts_on"] == review.starts_on for row in rows],
        ),
    )


def rejections(review: Review) -> tuple[Content, ...]:
    """Why sales rejected in the quarter, and what to do about it."""
    rows = review.of_definition("rpt_rejection_reasons", "and quarter_starts_on = $starts_on order by reason_rank")
    if not rows:
        return ("Sales rejected nothing in this quarter.",)
    total = rows[0]["all_rejections"]
    first = rows[0]
    half = [row for row in rows if row["is_more_than_half"]]
    points = [
        {
            "name": plain(row["rejection_reason"]),
            "rate": row["reason_rate"],
            "lower": row["reason_rate_lower"],
            "upper": row["reason_rate_upper"],
            "n": counted(row["rejections"], "rejection"),
            "words": f"{percent(row['reason_rate'], 0)} ({number(row['rejections'])})",
        }
        for row in rows
    ]
    table = [
        [
            plain(row["rejection_reason"]),
            plain(row["component"]),
            row["marketing_action"] or "–",
            number(row["rejections"]),
            rate(row["reason_rate"], row["reason_rate_lower"], row["reason_rate_upper"]),
        ]
        for row in rows
    ]
    remedy = next((row["remedy"] for row in half if row["remedy"]), None)
    note = (
        f"More than half are “{plain(half[0]['rejection_reason'])}”. {remedy or ''}"
        if half
        else ("No reason makes more than half of them, so no remedy of that kind is called for.")
    )
    return (
        f"{counted(total, 'rejection')} in the quarter, those after an accept included. First: {plain(first['rejection_reason'])}, "
        f"{number(first['rejections'])} ({percent(first['reason_rate'], 0)}).",
        tag("div", paragraph(note), class_="note"),
        charts.figure(
            "rejections-chart",
            f"Rejection reasons in {review.quarter}",
            said(points, "name"),
            f"Share of the {number(total)} rejections of the quarter, with the 95 % interval; counts in brackets.",
            charts.bars(points),
        ),
        grid("Reasons and remedies", ["Reason", "About", "What marketing does", "Rejections", "Share"], table, texts=3),
    )


def funnel(review: Review) -> tuple[Content, ...]:
    """Conversion by cohort, mature or not."""
    rows = review.of_definition(
        "fct_funnel_conversions", "and cut = 'all' and cohort_month < $ends_before and entered > 0 order by step, cohort_month"
    )
    earliest = date(review.starts_on.year - 1, review.starts_on.month, 1)
    shown, points, table = [], [], []
    for step, name in STEPS:
        own = [row for row in rows if row["step"] == step and str(row["cohort_month"]) >= str(earliest)]
        if not own:
            continue
        shown.append(name)
        mature = [row["cohort_month"] for row in own if row["is_mature"]]
        points += [
            {
                "step": name,
                "month": f"{row['cohort_month']}T00:00:00",
                "rate": row["conversion_rate"],
                "lower": row["lower_95"],
                "upper": row["upper_95"],
                "mature": bool(row["is_mature"]),
                "last_mature": bool(mature) and row["cohort_month"] == mature[-1],
            }
            for row in own
        ]
        for row in own:
            if row["cohort_month"] >= review.starts_on:
                table.append(
                    [
                        name,
                        f"{row['cohort_month']:%Y-%m}",
                        "mature" if row["is_mature"] else badge("watch", "not mature"),
                        number(row["entered"]),
                        number(row["converted"]),
                        rate(row["conversion_rate"], row["lower_95"], row["upper_95"]),
                        number(row["median_days"], 1),
                    ]
                )
    if not points:
        return ("Nobody entered the funnel of this definition by the end of the quarter.",)
    young = sum(not point["mature"] for point in points)
    lead = f"Each month's cohort is followed to {day(review.as_of)}. "
    lead += (
        f"{young} of the {len(points)} cohorts shown have not had their time yet: they stand hollow, and will still rise."
        if young
        else "All cohorts shown have had their time."
    )
    latest = {step: [point for point in points if point["step"] == step][-1] for step in shown}
    words = "; ".join(
        f"{step}, cohort {str(point['month'])[:7]}: {percent(point['rate'])}{'' if point['mature'] else ' (not mature)'}"
        for step, point in latest.items()
    )
    return (
        lead,
        charts.figure(
            "funnel-chart",
            "Conversion by step and month of entry",
            words,
            "Converted of those who entered in the month, with the 95 % interval. Filled, solid: mature. Hollow, dashed: not mature.",
            charts.cohorts(points, shown),
        ),
        grid(
            f"Cohorts of {review.quarter}", ["Step", "Cohort", "Maturity", "Entered", "Converted", "Share", "Median days"], table, texts=3
        ),
    )


def triggers(review: Review) -> tuple[Content, ...]:
    """What became of the MQLs of each trigger."""
    rows = review.records(TRIGGERS)
    made = [row for row in rows if row["mqls"]]
    if not made:
        return ("No trigger has made an MQL by the end of the quarter.",)
    points = []
    for row in made:
        share, lower, upper = wilson(row["opportunities"], row["mqls"])
        points.append(
            {"name": row["name"], "value": share, "lower": lower, "upper": upper, "n": f"n {number(row['mqls'])}", "kind": "trigger"}
        )
    total = sum(int(str(row["mqls_of_quarter"])) for row in rows)
    table = [
        [
            row["name"],
            row["tier"],
            number(row["mqls_of_quarter"]),
            number(row["mqls"]),
            rate(*wilson(row["accepted"], row["mqls"])),
            rate(*wilson(row["opportunities"], row["mqls"])),
            rate(*wilson(row["won"], row["mqls"])),
        ]
        for row in rows
    ]
    return (
        f"{counted(total, 'MQL')} in the quarter. The shares count every MQL up to its end, for a quarter alone is too few; "
        "the youngest may still convert.",
        charts.figure(
            "triggers-chart",
            "MQLs that became a deal, by trigger",
            said(points, "name", "value"),
            "Share of the MQLs up to the quarter's end that became a deal so far, with the 95 % interval. n: MQLs.",
            charts.forest(points, "became a deal", percent=True),
        ),
        grid("Triggers, by rank", ["Trigger", "Tier", "MQLs, quarter", "MQLs, all", "Accepted", "Became a deal", "Won"], table),
    )


def service(review: Review, terms: Terms) -> tuple[Content, ...]:
    """Answers by trigger, and what both sides promised."""
    rows, figures = review.records(SERVICE), metrics(review)
    if not rows:
        return ("No MQL of this quarter had a service level.",)
    order = ["in time", "late", "none by the deadline"]
    points, table = [], []
    for row in rows:
        at = 0.0
        for place, (field, answer) in enumerate(zip(("in_time", "late", "unanswered"), order, strict=True)):
            count = float(str(row[field]))
            points.append({"name": row["name"], "answer": answer, "count": count, "middle": at + count / 2, "place": place})
            at += count
        due = sum(float(str(row[field])) for field in ("in_time", "late", "unanswered"))
        table.append(
            [
                row["name"],
                service_level(row),
                number(row["mqls"]),
                number(row["in_time"]),
                number(row["late"]),
                number(row["unanswered"]),
                rate(*wilson(row["in_time"], due)),
            ]
        )
    sums = {
        field: sum(float(str(row[field])) for row in rows)
        for field in ("mqls", "in_time", "late", "unanswered", "escalated", "response_open")
    }
    due = sums["in_time"] + sums["late"] + sums["unanswered"]
    promises = [
        [
            name,
            target_words(row),
            "kept" if row["is_target_met"] else "not kept" if row["is_target_met"] is False else "no target",
            f"{number(row['numerator'])} of {number(row['denominator'])}",
            rate(row["value"], row["lower_95"], row["upper_95"]),
        ]
        for metric, name in PROMISES
        if (row := figures.get(metric)) is not None
    ]
    described = "; ".join(
        f"{row['name']}: {number(row['in_time'])} in time, {number(row['late'])} late, {number(row['unanswered'])} none" for row in rows
    )
    return (
        f"Of {number(due)} MQLs whose answer was due, {number(sums['in_time'])} were answered in time "
        f"({percent(sums['in_time'] / due if due else None)}), "
        f"{number(sums['late'])} late and {number(sums['unanswered'])} not by the deadline; {number(sums['escalated'])} escalated.",
        charts.figure(
            "service-chart",
            f"First answers in {review.quarter}, by trigger",
            described,
            "MQLs of the quarter whose first answer was due, on each trigger's own clock.",
            charts.answers(points, order),
        ),
        grid("First answers by trigger", ["Trigger", "Within", "MQLs", "In time", "Late", "None yet", "In time, share"], table, texts=2),
        grid("What both sides promised", ["Promise", "Target", "Kept?", "Counts", "Share"], promises, texts=3),
    )


def target_words(row: Record) -> str:
    """A metric's target as text."""
    ends = [
        (words, row[field]) for field, words in (("target_at_least", "at least"), ("target_at_most", "at most")) if row[field] is not None
    ]
    return ", ".join(f"{words} {percent(value, 0)}" for words, value in ends) or "–"
