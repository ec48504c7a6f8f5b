"""The evidence for and against the definition: what it missed, signals, drift, back-test, the other definitions."""

from review_page import charts
from review_page.figures import counted, day, number, percent, plain, quarter_name, rate, span
from review_page.figures import points as in_points
from review_page.markup import Content, grid, joined, paragraph, tag
from review_page.reading import Record, Review
from review_page.shared import over_quarters, rate_figure, said
from review_page.terms import Terms

MOST_SIGNALS, MOST_DEALS = 22, 25

REASONS = {
    "no_lead": "nobody of the company was known",
    "no_activity": "nobody had done anything",
    "disqualified": "everybody was turned away",
    "missing_data": "a field that the gate asks for was empty",
    "fit_gate": "nobody passed the gate",
    "below_threshold": "no trigger was met",
    "out_of_scope": "out of the definition's scope",
}


VERDICTS = {"weight_up": "weight up", "weight_down": "weight down", "keep": "keep", "too_few": "too few"}


MISSED = """
    select
        deals.opportunity_id, deals.company_domain, deals.closed_on, deals.amount_usd, missed.reason, missed.counts_in_rate,
        triggers.name as trigger_name, missed.lacking
    from rpt_false_negatives as missed
    inner join fct_opportunities as deals using (opportunity_id, definition_id, version)
    left join dim_triggers as triggers
        on
            missed.definition_id = triggers.definition_id and missed.version = triggers.version
            and missed.nearest_trigger_id = triggers.trigger_id
    where
        missed.definition_id = $definition and missed.version = $version
        and deals.closed_on >= $starts_on and deals.closed_on < $ends_before
    order by missed.counts_in_rate desc, deals.amount_usd desc nulls last, deals.opportunity_id
"""


def missed(review: Review, terms: Terms) -> tuple[Content, ...]:
    """Won deals that the definition missed, each with its reason."""
    rows = review.of_definition("rpt_false_negative_rate", "order by quarter_starts_on")
    now = next((row for row in rows if row["quarter_starts_on"] == review.starts_on), None)
    deals = review.records(MISSED)
    lead = "No deal in scope was won in this quarter."
    if now and now["false_negative_rate"] is not None:
        reasons = "; ".join(
            f"{REASONS.get(reason, plain(reason))} ({sum(deal['reason'] == reason for deal in deals)})"
            for reason in dict.fromkeys(str(deal["reason"]) for deal in deals if deal["counts_in_rate"])
        )
        lead = (
            f"Of {number(now['won_deals_in_scope'])} deals won in scope, {number(now['false_negatives'])} had no MQL before them: "
            f"{percent(now['false_negative_rate'])} ({span(now['false_negative_rate_lower'], now['false_negative_rate_upper'])})."
            + (f" Why: {reasons}." if reasons else "")
        )
    table = [
        [
            f"{deal['company_domain'] or 'company unknown'} ({deal['opportunity_id']})",
            REASONS.get(str(deal["reason"]), plain(deal["reason"])),
            joined(tag("span", f"{deal['trigger_name']}: ", class_="muted") if deal["trigger_name"] else "", plain(deal["lacking"])),
            day(deal["closed_on"]),
            number(deal["amount_usd"]),
        ]
        for deal in deals[:MOST_DEALS]
    ]
    more = paragraph(f"{len(deals) - MOST_DEALS} more are in rpt_false_negatives.", class_="muted") if len(deals) > MOST_DEALS else None
    return (
        lead,
        rate_figure(
            "missed-chart",
            "False-negative rate by quarter, on the bands of the definition",
            over_quarters(rows, "false_negative_rate", "won_deals_in_scope"),
            terms,
            "false_negative_rate",
            "Won new-business deals in scope without an MQL before the closing, with the 95 % interval. n: won deals. Hollow: not over.",
        ),
        grid(
            f"Deals won without an MQL in {review.quarter}",
            ["Deal", "Why", "Nearest trigger, and what it lacked", "Won on", "USD"],
            table,
            texts=3,
        ),
        more,
    )


def signals(review: Review) -> tuple[Content, ...]:
    """Which signals go with buying, and which the definition should weigh otherwise."""
    rows = review.of_definition("rpt_signal_lift", "order by risk_ratio desc nulls last, subject, signal_value")
    if not rows:
        return ("There is no signal to judge.",)
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}
    drawable = [row for row in rows if row["risk_ratio"] and row["risk_ratio_lower"] and row["risk_ratio_upper"]]
    urgent = [row for row in drawable if row["verdict"] in ("weight_up", "weight_down")]
    certain = [row for row in drawable if row["verdict"] == "keep" and row["finding"] in ("more_often", "less_often")]
    picked = sorted([*urgent, *certain][:MOST_SIGNALS], key=lambda row: -float(str(row["risk_ratio"])))
    points = [
        {
            "name": signal_name(row),
            "value": row["risk_ratio"],
            "lower": row["risk_ratio_lower"],
            "upper": row["risk_ratio_upper"],
            "n": f"{number(row['won_leads_with_signal'])} won",
            "kind": VERDICTS[str(row["verdict"])],
        }
        for row in picked
    ]
    words = "; ".join(
        f"{point['name']}: {number(point['value'], 1)} times ({number(point['lower'], 1)}–{number(point['upper'], 1)}), {point['n']}, "
        f"{point['kind']}"
        for point in points
    )
    table = [
        [
            signal_name(row),
            VERDICTS[str(row["verdict"])],
            plain(row["finding"]),
            plain(row["mql_finding"]),
            f"{number(row['won_leads_with_signal'])} of {number(row['won_leads'])}",
            percent(row["won_share"]),
            percent(row["all_share"]),
            ratio(row["risk_ratio"], row["risk_ratio_lower"], row["risk_ratio_upper"]),
        ]
        for row in rows
        if row["verdict"] in ("weight_up", "weight_down")
    ]
    return (
        f"Of {number(len(rows))} signals {number(counts['weight_up'])} deserve more weight, {number(counts['weight_down'])} less, "
        f"{number(counts['keep'])} stay, "
        f"and {number(counts['too_few'])} have too few won deals for a verdict. Over all the build's data, not the quarter alone.",
        charts.figure(
            "signals-chart",
            "How many times as often leads with the signal buy",
            words,
            "Against leads of the same age without the signal, with the 95 % interval, on a log scale; right of the dashed line: more "
            "often. The strongest with a verdict, and those that stay for certain; at the right the won leads that had it.",
            charts.forest(points, "times as often (log scale)", one=1.0),
        )
        if points
        else None,
        grid(
            "Signals to weigh otherwise",
            ["Signal", "Verdict", "Among leads", "Among MQLs", "Won with it", "Share of won", "Share of others", "Times as often"],
            table,
            texts=4,
        ),
    )


def ratio(value: object, lower: object, upper: object) -> Content:
    """A ratio with its interval."""
    if value is None:
        return None
    one, *ends = (number(each, 1 if each is not None and float(str(each)) >= 1 else 2) for each in (value, lower, upper))
    return joined(one, " ", tag("span", "–".join(ends), class_="muted"))


def signal_name(row: Record) -> str:
    """A signal as words: the event group, or the attribute and its value."""
    return plain(row["subject"]) if row["signal_value"] == "seen" else f"{plain(row['subject'])}: {plain(row['signal_value'])}"


def drift(review: Review) -> tuple[Content, ...]:
    """Whether those who buy still are those the definition asks for."""
    rows = review.of_definition("rpt_icp_drift", "and quarter_starts_on < $ends_before order by rule_id, quarter_starts_on")
    drawn = [row for row in rows if row["within_rule_rate"] is not None]
    now = [row for row in rows if row["quarter_starts_on"] == review.starts_on]
    if not drawn:
        return ("The definition has no rule on who a lead must be, or nothing was won: there is no drift to see.",)
    names = {str(row["rule_id"]): plain(row["attribute"]) for row in drawn}
    points = [
        {
            "rule": names[str(row["rule_id"])],
            "quarter": quarter_name(row["quarter_starts_on"]),
            "rate": row["within_rule_rate"],
            "lower": row["within_rule_rate_lower"],
            "upper": row["within_rule_rate_upper"],
            "n": f"n {number(row['known_deals'])}",
            "now": row["quarter_starts_on"] == review.starts_on,
        }
        for row in drawn
    ]
    moved = [names.get(str(row["rule_id"]), plain(row["rule_id"])) for row in now if row["verdict"] not in ("steady", "too_few", None)]
    table = [
        [
            row["rule_in_words"],
            plain(row["verdict"]),
            f"{number(row['deals_within_rule'])} of {number(row['known_deals'])}",
            rate(row["within_rule_rate"], row["within_rule_rate_lower"], row["within_rule_rate_upper"]),
            points_change(row, "previous"),
            points_change(row, "earlier"),
        ]
        for row in now
    ]
    lead = (
        f"Moved in this quarter: {', '.join(moved)}."
        if moved
        else "No rule has moved for certain: those who buy are those the definition asks for."
    )
    described = "; ".join(f"{point['rule']} {point['quarter']}: {percent(point['rate'])}, {point['n']}" for point in points)
    return (
        lead,
        charts.figure(
            "drift-chart",
            "Won deals within each rule, by quarter",
            described,
            "Share of the won deals whose value is known that the rule would let in, with the 95 % interval. n: those deals. "
            "Diamond: the quarter under review.",
            charts.drift(points, list(dict.fromkeys(names.values()))),
        ),
        grid(
            f"Rules in {review.quarter}",
            ["Rule", "Verdict", "Deals within", "Share", "On the quarter before", "On all before"],
            table,
            texts=2,
        ),
    )


def points_change(row: Record, against: str) -> Content:
    """A change in points of percent with its interval."""
    change, lower, upper = (row[f"change_on_{against}{end}"] for end in ("", "_lower", "_upper"))
    if change is None:
        return None
    ends = "" if lower is None else f"{in_points(lower)} to {in_points(upper)}"
    return joined(in_points(change, 1), " ", tag("span", ends, class_="muted"))


def backtest(review: Review) -> tuple[Content, ...]:
    """What other thresholds, gates and triggers would have done."""
    rows = review.of_definition("rpt_threshold_backtest") if review.has("rpt_threshold_backtest") else []
    if not rows:
        command = f"dbt build --vars '{{backtest_definitions: [{review.definition.definition_id}]}}'"
        return (
            "No back-test of this definition is in the build.",
            tag(
                "div",
                paragraph("To replay its variants through the engine, run ", tag("code", command), " and make this page again."),
                class_="note",
            ),
        )
    today = next((row for row in rows if row["variant_kind"] == "as_is"), None)
    curve = [{**row, "factor": 1.0} for row in rows if row["variant_kind"] == "as_is"] + [
        row for row in rows if row["variant_kind"] == "threshold"
    ]
    fields = ("mqls_per_month", "acceptance_rate_decided", "win_rate", "false_negative_rate")
    points = [
        {"factor": row["factor"], **{f"{field}{end}": row.get(f"{field}{end}") for field in fields for end in ("", "_lower", "_upper")}}
        for row in sorted(curve, key=lambda row: float(str(row["factor"])))
    ]
    panels = [
        ("mqls_per_month", "MQLs a month", False),
        ("acceptance_rate_decided", "Accepted, of those decided", True),
        ("win_rate", "Deals won, of those closed", True),
        ("false_negative_rate", "Won deals missed", True),
    ]
    described = "; ".join(
        f"at {percent(point['factor'], 0)}: {number(point['mqls_per_month'])} MQLs a month, "
        f"{percent(point['acceptance_rate_decided'])} accepted of decided, {percent(point['false_negative_rate'])} missed"
        for point in points
    )
    table = [
        [
            variant_name(row),
            number(row["mqls_per_month"], 1),
            rate(row["acceptance_rate_decided"], row["acceptance_rate_decided_lower"], row["acceptance_rate_decided_upper"]),
            rate(row["win_rate"], row["win_rate_lower"], row["win_rate_upper"]),
            rate(row["false_negative_rate"], row["false_negative_rate_lower"], row["false_negative_rate_upper"]),
            f"+{number(row['won_deals_gained'])} −{number(row['won_deals_lost'])}",
        ]
        for row in sorted(
            rows,
            key=lambda row: (
                row["variant_kind"] != "as_is",
                row["variant_kind"] != "threshold",
                str(row["variant_kind"]),
                float(str(row["factor"] or 1)),
                str(row["subject"]),
            ),
        )
    ]
    gained = [row for row in rows if row["won_deals_gained"]]
    best = max(gained, key=lambda row: int(str(row["won_deals_gained"])), default=None)
    lead = f"Every variant was put through the same engine over {number(rows[0]['months_observed'], 1)} months."
    if best and today:
        lead += (
            f" Most won deals, {number(best['won_deals_gained'])}, would be gained by this variant: {variant_name(best)}; at "
            f"{number(best['mqls_per_month'])} MQLs a month instead of {number(today['mqls_per_month'])}."
        )
    return (
        lead,
        charts.figure(
            "backtest-chart",
            "What the score thresholds do, from 50 % to 150 % of today's",
            described,
            "The height of every score threshold against today's (diamond, dashed line); shaded: 95 % interval. "
            "Rates under variants see only what sales really did.",
            charts.curve(points, panels),
        )
        if len(points) > 1
        else None,
        grid(
            "Variants",
            ["What changes", "MQLs a month", "Accepted of decided", "Won of closed", "Won deals missed", "Gained, lost"],
            table,
            mark=[place == 0 and today is not None for place in range(len(table))],
        ),
    )


def variant_name(row: Record) -> str:
    """A variant in words; what each score threshold asks then stands in the mart."""
    if row["variant_kind"] == "as_is":
        return "As it is today"
    if row["variant_kind"] == "threshold":
        return f"Score thresholds at {percent(row['factor'], 0)}"
    return plain(row["what_changes"])


def comparison(review: Review) -> tuple[Content, ...]:
    """All definitions of the build on the same leads."""
    rows = review.records(
        "select compared.*, names.name from rpt_definition_comparison as compared "
        "inner join dim_definitions as names using (definition_id, version) order by compared.definition_id, compared.version"
    )
    own = [row["definition_id"] == review.definition.definition_id and row["version"] == review.definition.version for row in rows]
    points = [
        {
            "name": f"{row['definition_id']} {row['version']}",
            "value": row["acceptance_rate_decided"],
            "lower": row["acceptance_rate_decided_lower"],
            "upper": row["acceptance_rate_decided_upper"],
            "n": f"n {number(int(str(row['accepted'])) + int(str(row['rejected'])))}",
            "kind": "under review" if is_own else "other",
        }
        for row, is_own in zip(rows, own, strict=True)
        if row["acceptance_rate_decided"] is not None
    ]
    table = [
        [
            f"{row['definition_id']} {row['version']}",
            number(row["mqls_per_month"], 1),
            rate(row["acceptance_rate_decided"], row["acceptance_rate_decided_lower"], row["acceptance_rate_decided_upper"]),
            rate(row["mql_to_opportunity_rate"], row["mql_to_opportunity_rate_lower"], row["mql_to_opportunity_rate_upper"]),
            rate(row["win_rate"], row["win_rate_lower"], row["win_rate_upper"]),
            rate(row["false_negative_rate"], row["false_negative_rate_lower"], row["false_negative_rate_upper"]),
            number(row["median_mql_before_deal_days"], 1),
        ]
        for row in rows
    ]
    words = said(points, "name", "value")
    return (
        f"{counted(len(rows), 'definition')} of the build on the same leads, over all its data. Sales decided under the one on duty: "
        "read the others' acceptance as an estimate.",
        charts.figure(
            "comparison-chart",
            "Accepted, of those decided, by definition",
            words,
            "With the 95 % interval; n: decided MQLs. The shape of the mark tells the definition under review.",
            charts.forest(points, "accepted, of those decided", percent=True),
        )
        if points
        else None,
        grid(
            "Definitions",
            ["Definition", "MQLs a month", "Accepted of decided", "Became a deal", "Won of closed", "Won deals missed", "Days before deal"],
            table,
            mark=own,
        ),
    )
