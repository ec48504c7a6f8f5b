"""The definition in words, from its rows: the part of both pages that a person reads before signing."""

from compare import Definition
from duckdb import DuckDBPyConnection

from review_page.figures import counted, day, duration, number, plain
from review_page.markup import Content, Markup, badge, grid, joined, paragraph, section, tag
from review_page.reading import Record, records

DEFINITION = """
    select dim.*, definitions.definition_key
    from dim_definitions as dim
    inner join main_staging.stg_definitions as definitions using (definition_id, version)
    where definition_id = $1 and version = $2
"""

WORDS = "select file_name, rule_id, words from main_intermediate.int_definition_terms where definition_key = $1 order by file_name, rule_id"

FIT_RULES = "select rule_id, role, basis, note, reason from main_staging.stg_fit_rules where definition_key = $1 order by fit_rule_key"

POINTS = """
    select rules.rule_id, rules.points, rules.basis, rules.note
    from main_staging.stg_scoring_rules as rules
    where definition_key = $1
    order by points desc, rule_id
"""

COMMITMENTS = """
    select commitments.*
    from main_staging.stg_commitments as commitments
    where definition_key = $1
    order by side, metric, comparison, commitment_id
"""

BANDS = """
    select metric, band, lower, upper, severity, action, basis, note
    from main_staging.stg_metric_bands
    where definition_key = $1
    order by metric, lower
"""

TRIGGERS = "select * from dim_triggers where definition_id = $1 and version = $2 order by trigger_rank"

CHANGES = """
    select change, old_words, new_words, change_in_words, other_version
    from rpt_definition_diff
    where definition_id = $1 and version = $2 and compared_with = 'previous_version'
    order by file_name, rule_id
"""

ROLES = {
    "scope": "Spoken of at all (nobody else is)",
    "gate": "Required: all of these",
    "disqualify": "Turned away: any of these",
    "fit": "Points for who they are",
    "bant": "Points for budget, authority, need and timing",
}


class Terms:
    """A definition version's rows and their words."""

    def __init__(self, connection: DuckDBPyConnection, definition: Definition) -> None:
        self.name = definition.name
        self.about: Record = records(connection, DEFINITION, definition.key)[0]
        key = [self.about["definition_key"]]
        self.words = {(row["file_name"], row["rule_id"]): row["words"] for row in records(connection, WORDS, key)}
        self.fit_rules = records(connection, FIT_RULES, key)
        self.points = records(connection, POINTS, key)
        self.commitments = records(connection, COMMITMENTS, key)
        self.bands = records(connection, BANDS, key)
        self.triggers = records(connection, TRIGGERS, definition.key)
        self.changes = records(connection, CHANGES, definition.key)

    def conditions(self, trigger_id: object) -> str:
        """What a trigger asks, in words."""
        asked = [
            str(words)
            for (name, rule), words in self.words.items()
            if name == "trigger_conditions.csv" and str(rule).startswith(f"{trigger_id}: ")
        ]
        return "; and ".join(asked) if asked else "–"

    def sections(self) -> list[tuple[str, str, Markup]]:
        """The contract, section by section, for a page of its own."""
        parts = [
            (
                "who",
                "Who it is for",
                "A lead that fails one required rule, or meets one that turns it away, is no MQL whatever it does.",
                self.who(),
            ),
            ("what", "What makes an MQL", "Any one of these triggers does; within a trigger all its conditions must hold.", self.what()),
            ("points", "Points", "How the scores that a trigger asks for come about.", self.scores()),
            ("commitments", "What each side commits to", "Kept or not, it is measured and shown in the quarterly review.", self.promises()),
            (
                "bands",
                "How it will be judged",
                "Each figure lies in one band, and the band says what to do. From the lower end, below the upper.",
                self.judged(),
            ),
            ("changes", "What changed", "Against the version before it.", self.changed()),
            ("signatures", "Signatures", "Both sides read the same page. It is in force when both have signed.", self.signatures()),
            (
                "rests",
                "What the numbers rest on",
                "Quoted: the playbook gives the number. Chosen: it leaves it open, and we set it.",
                self.rests(),
            ),
        ]
        return [(anchor, title, section(anchor, title, lead, content)) for anchor, title, lead, content in parts]

    def summary(self) -> Markup:
        """Version, dates, calibration and review, as a list of terms."""
        about = self.about
        until = day(about["effective_to_on"]) if about["effective_to_on"] else "further notice"
        analysed = about["deals_analysed"]
        pairs: list[tuple[str, Content]] = [
            ("Version", f"{about['version']}, {'signed' if about['is_signed'] else 'not signed'}"),
            ("In effect", f"{day(about['effective_from_on'])} until {until}"),
            ("Made for", "; ".join(str(about[name]) for name in ("company_stage", "segment") if about[name]) or "not said"),
            ("Playbook", plain(about["playbook"])),
            ("Won deals it was drawn from", "not stated" if analysed is None else number(analysed)),
            ("Evidence", about["evidence"] or "none stated"),
            ("Calibration", "each quarter, on closed-won deals"),
            ("Review due", f"{day(about['review_on'])}{self._days_to_review()}"),
            ("Another MQL of the same lead", self.words.get(("mql_definitions.csv", "requalify_gap_days"), "never")),
            ("Points over time", self.words.get(("mql_definitions.csv", "decay"), "points do not decay")),
        ]
        return tag("dl", *(joined(tag("dt", name), tag("dd", value)) for name, value in pairs if value is not None))

    def _days_to_review(self) -> str:
        days = self.about["days_to_review"]
        if not isinstance(days, int):
            return ""
        return f", in {counted(days, 'day')}" if days >= 0 else f", overdue by {counted(-days, 'day')}"

    def who(self) -> Markup:
        """Scope, gate and disqualifiers in words."""
        return joined(*(self._role(role) for role in ("scope", "gate", "disqualify"))) or paragraph("Everybody: it has no gate.")

    def _role(self, role: str) -> Markup | None:
        rules = [row for row in self.fit_rules if row["role"] == role]
        if not rules:
            return None
        listed = [tag("li", self.words.get(("fit_rules.csv", row["rule_id"]), row["rule_id"]), " ", basis(row)) for row in rules]
        return joined(tag("h3", ROLES[role]), tag("ul", *listed, class_="terms"))

    def what(self) -> Markup:
        """Triggers with tier, conditions, service level, route and escalation."""
        rows = [
            [
                joined(tag("strong", row["name"]), " ", basis(row)),
                row["tier"],
                self.conditions(row["trigger_id"]),
                {"mql": "MQL", "sql": "SQL at once", "review": "a look first, no MQL"}.get(str(row["outcome"]), str(row["outcome"])),
                service_level(row),
                row["route_to"] or "–",
                f"{row['escalate_to']} after {duration(row['escalate_after_minutes'])}" if row["escalate_to"] else "–",
            ]
            for row in self.triggers
        ]
        header = ["Trigger", "Tier", "When", "Makes", "Answer within", "Goes to", "Escalates to"]
        return grid("Triggers, by rank: of several at once the first names the MQL", header, rows, texts=7)

    def scores(self) -> Markup:
        """What earns points, for who they are and for what they do."""
        parts: list[Content] = [self._role(role) for role in ("fit", "bant")]
        rows = [[self.words.get(("scoring_rules.csv", row["rule_id"]), row["rule_id"]), basis(row)] for row in self.points]
        if rows:
            parts.append(grid("Points for what they do", ["What", "Rests on"], rows, texts=2))
        caps = [str(words) for (name, rule), words in self.words.items() if name == "mql_definitions.csv" and str(rule).endswith("_cap")]
        parts += [paragraph(f"{one[:1].upper()}{one[1:]}.") for one in caps]
        return joined(*parts) or paragraph("It gives no points.")

    def promises(self) -> Markup:
        """Commitments, a table a side."""
        tables = []
        for side in dict.fromkeys(str(row["side"]) for row in self.commitments):
            rows = [[row["description"], promised(row), basis(row)] for row in self.commitments if row["side"] == side]
            tables.append(grid(f"{side.capitalize()} commits to", ["What", "How much", "Rests on"], rows, texts=3))
        return joined(*tables) or paragraph("Neither side commits to anything: agree on it before signing.", class_="empty")

    def judged(self) -> Markup:
        """Bands of each figure."""
        rows = [
            [plain(row["metric"]), band_range(row), badge(str(row["severity"]), plain(row["band"])), row["action"], basis(row)]
            for row in self.bands
        ]
        return grid("Bands", ["Figure", "From, to", "Band", "What to do", "Rests on"], rows, texts=5)

    def changed(self) -> Markup:
        """Rule by rule, what this version changes."""
        if not self.changes:
            return paragraph("No version came before it in this build, or nothing differs.")
        return tag("ul", *(tag("li", row["change_in_words"]) for row in self.changes), class_="terms")

    def rests(self) -> Markup:
        """Every number with its source, counted and listed."""
        sources = [("rule", "fit_rules.csv", row, row["rule_id"]) for row in self.fit_rules]
        sources += [("points", "scoring_rules.csv", row, row["rule_id"]) for row in self.points]
        rows = [[kind, self.words.get((name, rule), plain(rule)), basis(row), row["note"] or "–"] for kind, name, row, rule in sources]
        rows += [["trigger", row["name"], basis(row), row["note"] or "–"] for row in self.triggers]
        rows += [["commitment", row["description"], basis(row), row["note"] or "–"] for row in self.commitments]
        rows += [["band", f"{plain(row['metric'])}: {plain(row['band'])}", basis(row), row["note"] or "–"] for row in self.bands]
        everything = [*self.fit_rules, *self.points, *self.triggers, *self.commitments, *self.bands]
        quoted = sum(row["basis"] == "quoted" for row in everything)
        return joined(
            paragraph(f"{number(quoted)} of {number(len(everything))} rows are quoted from the playbook."),
            paragraph(str(self.about["note"])) if self.about["note"] else None,
            grid("Each row and its source", ["Kind", "Row", "Rests on", "Where, or why"], rows, texts=4),
        )

    def signatures(self) -> Markup:
        """Two signature blocks; blank until somebody has signed."""
        blocks = []
        for side, words in (("marketing", "For marketing"), ("sales", "For sales")):
            owner, signed_on = self.about[f"{side}_owner"], self.about[f"{side}_signed_on"]
            lines = ((owner, "Name"), (None, "Signature"), (day(signed_on) if signed_on else None, "Date"))
            blocks.append(
                tag(
                    "div",
                    tag("h3", words),
                    *(joined(tag("div", value or "", class_="line"), paragraph(name, class_="muted")) for value, name in lines),
                )
            )
        return tag("div", *blocks, class_="signatures")


def basis(row: Record) -> Markup:
    """What a number rests on, as a quiet word."""
    return tag("span", row["basis"] or "not said", class_="muted")


def service_level(row: Record) -> str:
    """The time to answer, with its clock."""
    if row["sla_minutes"] is None:
        return "–"
    return f"{duration(row['sla_minutes'])}{' of business hours' if row['sla_clock'] == 'business' else ''}"


def promised(row: Record) -> str:
    """A commitment's target in words."""
    target, unit = float(str(row["target"])), str(row["unit"])
    amount = f"{100 * target:g} %" if unit == "rate" else duration(target) if unit == "minutes" else f"{target:,g} {plain(unit)}"
    return f"{plain(row['comparison'])} {amount}"


def band_range(row: Record) -> str:
    """A band's ends; open where it has none."""
    share = str(row["metric"]).endswith("_rate") or str(row["metric"]).startswith("acceptance_rate")
    lower, upper = (None if row[end] is None else f"{float(str(row[end])) * (100 if share else 1):g}" for end in ("lower", "upper"))
    unit = " %" if share else ""
    if upper is None:
        return f"{lower}{unit} or more"
    return f"below {upper}{unit}" if lower in (None, "0") else f"{lower}–{upper}{unit}"
