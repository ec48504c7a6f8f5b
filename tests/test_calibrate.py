"""`make calibrate` on a history with known truth: what was planted comes back, noise gets nothing, leaks are refused."""

import csv
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project

sys.path.insert(0, str(ROOT / "scripts"))

import calibrate
from calibration import draft, evaluation, features, leaks, scorecard, volume
from calibration.baseline import base_scores
from calibration.history import observations, open_history, split_by_time

# one for each kind of decay
DEFINITIONS = ("framework", "fit_and_intent", "three_part", "points")
AS_OF = "2026-06-30 00:00:00"
START = datetime(2024, 7, 1)
LEADS = 1_600
TITLES = ["Marketing Manager", "Director of Sales", "VP Marketing", "Sales Manager"]
COUNTRIES = ["United States", "Germany", "France"]
INDUSTRIES = ["Software", "Financial Services", "Healthcare", "Professional Services"]


def planted_history(folder: Path) -> Path:
    """Leads that are won for being in software and for looking at prices, and for nothing else that a definition may use.

    Against the playbook, a comparison page is a bad sign here and the careers page a good one. `stated_budget` is known of won leads only;
    `stated_timeline` is filled on the day of the win, and the log says so; `lead_source` is overwritten, and no log says so. Sales asks for
    those that it will win, and shows them the product.
    """
    random = np.random.default_rng(11)
    names = ("leads", "events", "opportunities", "sales_activities", "lead_changes")
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    for number in range(LEADS):
        lead_id, created = f"L{number:05}", START + timedelta(days=float(random.uniform(0, 700)))
        industry = str(random.choice(INDUSTRIES))
        pages = ("pricing_page_view", "comparison_page_view", "careers_page_view", "webinar_attended")
        seen = {name: bool(random.random() < 0.3) for name in pages}
        odds = -4.2 + 1.8 * (industry == "Software") + 2.2 * seen["pricing_page_view"]
        odds += 1.2 * seen["careers_page_view"] - 1.2 * seen["comparison_page_view"]
        won = random.random() < 1 / (1 + np.exp(-odds))
        closed = created + timedelta(days=float(random.uniform(50, 90)))
        opened = created + timedelta(days=float(random.uniform(20, 45)))
        tables["leads"].append(
            {
                "lead_id": lead_id,
                "email": f"someone@company{number}.com",
                "company_domain": f"company{number}.com",
                "job_title": str(random.choice(TITLES)),
                "industry": industry,
                "employee_count": int(random.choice([60, 150, 400, 900])),
                "country": str(random.choice(COUNTRIES)),
                "technologies": str(random.choice(["salesforce", "hubspot", "marketo"])),
                "lead_source": "upsell" if won and number % 2 else str(random.choice(["paid_search", "referral", "webinar"])),
                "stated_budget": float(random.choice([5_000, 20_000])) if won else None,
                "stated_timeline": "this_quarter" if won else None,
                "created_at": created,
            }
        )
        did = [name for name, done in seen.items() if done] + ["blog_view"] * int(random.integers(0, 4))
        times = [(name, created + timedelta(days=float(random.uniform(0, 5)))) for name in did]
        if won:
            times += [("sales_requested_mql", created + timedelta(days=9)), ("live_demo_attended", created + timedelta(days=10))]
            tables["lead_changes"].append(
                {"lead_id": lead_id, "field": "stated_timeline", "changed_at": closed, "old_value": None, "new_value": "this_quarter"}
            )
        times += [("email_click", created + timedelta(days=float(random.uniform(0, 100)))) for _ in range(int(random.integers(0, 7)))]
        known = [(lead_id, None, event_type, at) for event_type, at in times]
        if number % 5 == 0:
            # a visitor who is recognised later: what she did before counts from then on
            before = [(None, f"A{number}", "product_page_view", created - timedelta(days=back)) for back in (50, 29, 12, 3)]
            known += [*before, (lead_id, f"A{number}", "lead_form_submit", created + timedelta(hours=2))]
        for who, visitor, event_type, at in known:
            event = {"event_id": f"E{len(tables['events']):06}", "lead_id": who, "anonymous_id": visitor, "event_type": event_type}
            tables["events"].append({**event, "occurred_at": at})
        if won or random.random() < 0.3:
            activity = {"activity_id": f"S{number:05}", "lead_id": lead_id, "channel": "call", "occurred_at": created + timedelta(days=8)}
            tables["sales_activities"].append(activity)
        if won or random.random() < 0.08:
            deal = {"opportunity_id": f"O{number:05}", "lead_id": lead_id, "created_at": opened, "closed_at": closed, "amount": 1_000.0}
            tables["opportunities"].append({**deal, "stage": "won" if won else "lost", "is_won": bool(won), "is_closed": True})
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("calibrate")
    project = copy_project(folder / "project")
    variables = f"{{definitions: [{', '.join(DEFINITIONS)}]}}"
    models = ["--select", "+fct_mqls", "+fct_lead_scores", "resource_type:seed"]
    project.run("build", *models, "--vars", variables, *WITHOUT_TESTS, MQL_RAW_PATH=str(planted_history(folder / "raw")), MQL_AS_OF=AS_OF)
    return project


@dataclass
class Call:
    """What a call of the script left: its exit code and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def call(database: Path, folder: Path, *arguments: str) -> Call:
    """Calls the script's main in this process, which has loaded scikit-learn already; a message it leaves with goes to stderr."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as printed:
        patch.setattr(sys, "argv", ["calibrate.py", "--out", str(folder), *arguments])
        patch.setenv("MQL_DUCKDB_PATH", str(database))
        try:
            calibrate.main()
        except SystemExit as left:
            return Call(1 if left.code else 0, printed.getvalue(), f"{left.code}\n")
    return Call(0, printed.getvalue(), "")


@pytest.fixture(scope="module")
def drafted(built: Project) -> tuple[Path, str]:
    """The draft with its base, and what was printed."""
    folder = built.folder.parent / "drafted"
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "calibrate.py"), "--out", str(folder), "--with-base"],
        env={**os.environ, "MQL_DUCKDB_PATH": str(built.database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return folder, run.stdout


def rows_of(folder: Path, file: str, definition: str = "calibrated") -> list[dict[str, str]]:
    """The rows of a definition in a file of a folder."""
    with (folder / f"{file}.csv").open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["definition_id"] == definition]


def test_the_planted_signal_comes_back_with_its_sign_and_noise_gets_no_points(drafted: tuple[Path, str]) -> None:
    folder, _ = drafted
    fit = {row["value_list"]: float(row["points"]) for row in rows_of(folder, "fit_rules") if row["role"] == "fit"}
    assert set(fit) == {"software"}
    assert fit["software"] > 0
    scored = {row["event_group"]: float(row["points"]) for row in rows_of(folder, "scoring_rules")}
    assert scored["pricing_page_view"] > 0
    assert not scored.keys() & {"webinar_attended", "blog_view"}


def test_points_never_go_against_the_intent_of_an_event(drafted: tuple[Path, str]) -> None:
    folder, _ = drafted
    scored = {row["event_group"]: float(row["points"]) for row in rows_of(folder, "scoring_rules")}
    assert not scored.keys() & {"comparison_page_view", "careers_page_view"}


def test_what_only_sales_can_know_is_refused_with_feature_share_and_rule(drafted: tuple[Path, str]) -> None:
    folder, printed = drafted
    assert re.search(r"stated_timeline is refused \(set after sales\): 100% of the \d+ leads", printed)
    assert re.search(r"stated_budget is refused \(known after sales only\): 100% of the \d+ leads .* of all leads \d\d% were", printed)
    assert re.search(
        r"lead_source is refused \(known after sales only\): 100% of the \d+ leads that have the value upsell had a deal", printed
    )
    assert "sales_requested_mql is refused (made by sales)" in printed
    assert re.search(r"live_demo_attended is refused \(done after sales\): 100% of the \d+ events", printed)
    assert not {row["attribute"] for row in rows_of(folder, "fit_rules") if row["role"] == "fit"} & {
        "stated_timeline",
        "stated_budget",
        "lead_source",
    }
    assert not {row["event_group"] for row in rows_of(folder, "scoring_rules")} & {"sales_requested_mql", "live_demo_attended"}


def test_a_feature_that_holds_for_won_leads_only_is_refused_whatever_made_it() -> None:
    won = np.arange(200) < 40
    columns = np.column_stack([np.arange(200) < 30, np.arange(200) % 2 == 0, np.arange(200) < 10]).astype(float)
    levels = [features.Level("industry", values=(name,)) for name in ("sure", "even", "few")]
    [leak] = leaks.outcome_leaks(levels, columns, won, np.arange(200))
    assert str(leak).startswith(
        "industry is refused (knows the outcome): industry sure: 100% of the 30 leads that it held for at their moment were won"
    )


def test_rows_are_leads_without_a_deal_whose_horizon_is_over_and_the_test_comes_after(built: Project) -> None:
    raw = built.folder.parent / "raw"
    deals = pd.read_parquet(raw / "opportunities.parquet").rename(columns={"created_at": "opened"})
    leads = pd.read_parquet(raw / "leads.parquet").merge(deals, on="lead_id", how="left")
    expected = {}
    for landmark in (7, 30):
        moment = leads["created_at"] + pd.Timedelta(days=landmark)
        end = moment + pd.Timedelta(days=120)
        used = (end <= pd.Timestamp(AS_OF)) & ~(leads["opened"] <= moment)
        won = leads["is_won"].eq(True) & (leads["closed_at"] <= end)
        expected |= dict(zip(((lead, landmark) for lead in leads["lead_id"][used]), won[used], strict=True))
    with built.connect() as connection:
        rows = observations(open_history(connection, "framework"), [7, 30], 120)
    assert dict(zip(zip(rows["lead_id"], rows["landmark_days"], strict=True), rows["is_won"], strict=True)) == expected
    learns, tests, at = split_by_time(rows, 0.7)
    assert not set(rows[learns]["lead_key"]) & set(rows[tests]["lead_key"])
    assert rows[learns]["moment"].max() < at <= rows[tests]["known_epoch"].min()


def test_the_draft_keeps_gate_and_requests_of_the_base_and_is_signed_by_nobody(drafted: tuple[Path, str]) -> None:
    folder, _ = drafted
    key = {"definition_id", "version"}

    def without_key(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{name: value for name, value in row.items() if name not in key} for row in rows]

    for role in ("gate", "disqualify"):
        base, own = ([row for row in rows_of(folder, "fit_rules", name) if row["role"] == role] for name in ("framework", "calibrated"))
        assert base
        assert without_key(base) == without_key(own)
    kept = {row["trigger_id"] for row in rows_of(folder, "triggers")}
    assert kept == {"demo_request", "contact_sales", "pricing_inquiry", "sales_request", "high_volume_low_intent", "scorecard"}
    [definition] = rows_of(folder, "mql_definitions")
    assert not any(definition[name] for name in ("marketing_owner", "marketing_signed_on", "sales_owner", "sales_signed_on"))
    assert int(definition["deals_analysed"]) > 40
    assert "AUC" in definition["evidence"]
    assert all("coefficient" in row["note"] and "leads" in row["note"] for row in rows_of(folder, "scoring_rules"))


def test_look_alikes_are_open_leads_without_names_and_software_that_saw_prices_comes_first(
    built: Project, drafted: tuple[Path, str]
) -> None:
    found = pd.read_csv(drafted[0] / draft.LOOK_ALIKES)
    assert not {"email", "first_name", "last_name"} & set(found)
    assert found["probability"].is_monotonic_decreasing
    assert {found.loc[0, "reason_1"].split(" (")[0], found.loc[0, "reason_2"].split(" (")[0]} == {
        "industry software",
        "pricing page view, at least once",
    }
    with built.connect() as connection:
        taken = connection.execute(
            "select lead_id from fct_mqls where definition_id = 'framework' union select lead_id from main_staging.stg_opportunities"
        ).fetchall()
    assert not {row[0] for row in taken} & set(found["lead_id"])


def add_every_step(folder: Path, built: Project) -> None:
    """Adds a definition to the folder that gives a point for each step of each event type."""
    with built.connect() as connection:
        types = [row[0] for row in connection.execute("select distinct event_type from main_intermediate.int_event_types").fetchall()]
    rows = [
        {"rule_id": f"{name}_{count}", "event_group": name, "points": 1, "min_count": count, "within_hours": 720 if count > 1 else None}
        for name in types
        for count in features.STEPS
    ]
    definition = [{"name": "Steps", "decay_kind": "none", "requalify_gap_days": 90}]
    for file, new in (("mql_definitions", definition), ("scoring_rules", [row | {"max_awards": 1} for row in rows])):
        with (folder / f"{file}.csv").open("a+", newline="", encoding="utf-8") as lines:
            lines.seek(0)
            columns = next(csv.reader(lines))
            writer = csv.DictWriter(lines, columns, lineterminator="\n")
            writer.writerows([row | {"definition_id": "steps", "version": 1} for row in new])


def test_the_engine_gives_the_draft_the_points_that_were_promised_and_finds_its_mqls(built: Project, drafted: tuple[Path, str]) -> None:
    folder, printed = built.folder.parent / "with_steps", drafted[1]
    shutil.copytree(drafted[0], folder)
    add_every_step(folder, built)
    variables = {"MQL_RAW_PATH": str(built.folder.parent / "raw"), "MQL_AS_OF": AS_OF, "MQL_DEFINITIONS_PATH": str(folder)}
    again = built.folder.parent / "drafted.duckdb"
    shutil.copy(built.database, again)
    with_draft = Project(built.folder)
    variables["MQL_DUCKDB_PATH"] = str(again)
    checks = ["--select", "+tag:definitions", "--indirect-selection", "cautious", "--exclude-resource-type", "unit_test"]
    with_draft.run("build", *checks, **variables)
    with_draft.run("build", "--select", "+fct_mqls", "+fct_lead_scores", *WITHOUT_TESTS, **variables)
    promised = pd.read_csv(folder / draft.LOOK_ALIKES)
    with duckdb.connect(str(again), read_only=True) as connection:
        scores = connection.execute("select * from fct_lead_scores where definition_id = 'calibrated'").df().set_index("lead_id")
        steps = connection.execute(
            "select lead_id, behavior_score from fct_lead_scores where definition_id = 'steps' order by 1"
        ).fetchall()
        history = open_history(connection, "framework")
        taken = features.steps_taken(history, 30)
        leads = connection.execute("select lead_id, lead_key from main_intermediate.int_leads order by 1").fetchall()
        mqls = connection.execute(
            "select count(*), count(*) filter (where is_in_force) from fct_mqls where definition_id = 'calibrated'"
        ).fetchone()
    engine = scores.loc[promised["lead_id"]]
    assert engine["fit_score"].tolist() == promised["fit_points"].tolist()
    assert engine["behavior_score"].tolist() == promised["behavior_points"].tolist()
    expected = float(re.search(r"points make (\d+) MQLs a month", printed)[1]) * 24
    assert mqls[0] == pytest.approx(expected, rel=0.15)
    assert mqls[1] == 0
    by_lead = taken[taken["at_epoch"] <= history.as_of].groupby("lead_key").size()
    assert {2, 4} <= set(taken["step"])
    assert steps == [(lead_id, float(by_lead.get(lead_key, 0))) for lead_id, lead_key in leads]


def test_scores_of_the_base_at_a_moment_are_those_of_the_engine(built: Project) -> None:
    with built.connect() as connection:
        for name in DEFINITIONS:
            history = open_history(connection, name)
            leads = connection.execute("select lead_key, lead_id from main_intermediate.int_leads order by 1").df()
            engine = connection.execute("select * from fct_lead_scores where definition_id = $1", [name]).df()
            engine = engine.set_index("lead_id").loc[leads["lead_id"]]
            found = base_scores(history, leads.assign(moment=history.as_of))
            for column in ("fit_score", "behavior_score", "total_score"):
                assert np.allclose(found[column].astype(float), engine[column].astype(float), atol=1e-5), (name, column)


def spoiled(built: Project, name: str, *statements: str) -> Path:
    """A copy of the database in which something was changed."""
    path = built.folder.parent / f"{name}.duckdb"
    shutil.copy(built.database, path)
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def test_too_little_history_is_said_in_one_line_and_nothing_is_written(built: Project, tmp_path: Path) -> None:
    run = call(built.database, tmp_path / "draft", "--horizon-days", "3000")
    assert run.returncode != 0
    assert run.stderr.startswith("Too little to learn from: 0 leads won and 0 not, expected at least 40 of each.")
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "draft").exists()


def test_wins_that_nothing_tells_in_advance_make_no_draft(built: Project, tmp_path: Path) -> None:
    blind = spoiled(
        built,
        "blind",
        "update main_intermediate.int_lead_readings set industry = null",
        "delete from main_intermediate.int_occurrences",
    )
    run = call(blind, tmp_path / "draft", "--force")
    assert run.returncode != 0
    assert re.match(r"No signal: none of \d+ features tells won leads from the others beyond chance", run.stderr)
    assert not (tmp_path / "draft").exists()


def test_a_signal_that_has_gone_since_is_written_only_by_force(built: Project, tmp_path: Path) -> None:
    # what the leads of the test period did and are is somebody else's
    gone = spoiled(
        built,
        "gone",
        "update main_intermediate.int_lead_readings set industry = 'retail' where valid_from >= epoch(timestamp '2025-06-01')",
        "delete from main_intermediate.int_occurrences where occurred_epoch >= epoch(timestamp '2025-06-01')",
    )
    run = call(gone, tmp_path / "draft", "--split", "2025-06-01")
    assert run.returncode != 0
    assert "No signal out of time: the AUC is 0.500" in run.stderr
    assert not (tmp_path / "draft").exists()
    assert call(gone, tmp_path / "draft", "--split", "2025-06-01", "--force").returncode == 0
    assert rows_of(tmp_path / "draft", "scoring_rules")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "ours"], "Definition 'ours' is not in this build. It has: fit_and_intent, framework"),
        (["--name", "framework"], "--name is framework, the base itself"),
        (["--split", "2026-06-01"], "Too little on one side of 2026-06-01"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(built: Project, tmp_path: Path, arguments: list[str], words: str) -> None:
    run = call(built.database, tmp_path / "draft", *arguments)
    assert run.returncode != 0
    assert run.stderr.startswith(words)
    assert run.stderr.count("\n") == 1


def test_a_folder_that_is_there_is_not_overwritten(built: Project, drafted: tuple[Path, str]) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in drafted[0].iterdir()}
    run = call(built.database, drafted[0])
    assert run.returncode != 0
    assert "is there already" in run.stderr
    assert before == {path.name: path.stat().st_mtime_ns for path in drafted[0].iterdir()}


def test_without_scikit_learn_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util, runpy\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'sklearn' else found(name, *more)\n"
        f"sys.argv = ['calibrate.py', '--out', {str(tmp_path / 'draft')!r}]\n"
        f"runpy.run_path({str(ROOT / 'scripts' / 'calibrate.py')!r}, run_name='__main__')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert run.stderr.startswith("calibrate needs scikit-learn, which is not installed. `make calibrate` installs it")
    assert run.stderr.count("\n") == 1


def test_without_bounds_the_fit_is_that_of_scikit_learn_and_with_them_they_hold() -> None:
    random = np.random.default_rng(3)
    columns = (random.random((800, 3)) < 0.4).astype(float)
    won = random.random(800) < 1 / (1 + np.exp(1 - columns @ np.array([1.5, -1.0, 0.0])))
    free = np.full(3, np.inf)
    intercept, found = scorecard.bounded_fit(columns, won, 0.5, -free, free)
    known = LogisticRegression(C=0.5, tol=1e-10, max_iter=5_000).fit(columns, won)
    assert found == pytest.approx(known.coef_[0], abs=1e-4)
    assert intercept == pytest.approx(known.intercept_[0], abs=1e-4)
    _, bounded = scorecard.bounded_fit(columns, won, 0.5, np.zeros(3), free)
    assert bounded[1] == 0
    assert bounded[0] > 1


def test_more_of_a_high_intent_event_never_lowers_and_negative_intent_never_raises_the_score() -> None:
    random = np.random.default_rng(5)
    steps = [features.Step("demo_request", count, 30, lowest=0.0) for count in features.STEPS]
    steps += [features.Step("spam_complaint", count, 30, highest=0.0) for count in features.STEPS]
    counts = random.integers(0, 6, (3_000, 2))
    columns = np.column_stack([counts[:, [event]] >= np.array([features.STEPS]) for event in (0, 1)]).astype(float)
    # the truth is against both: one request is best, many are worse, and complaints help
    won = random.random(3_000) < 1 / (1 + np.exp(2 - 2.0 * columns[:, 0] + 1.5 * columns[:, 2] - 1.0 * columns[:, 4]))
    order = np.arange(3_000)
    card = scorecard.learn(steps, columns, np.empty((3_000, 0)), won, order, order, order, (50.0, 50.0))
    of_request = {weight.feature.count: weight.points for weight in card.weights if weight.feature.event_type == "demo_request"}
    assert of_request[1] > 0
    assert all(points > 0 for points in of_request.values())
    assert all(weight.points < 0 for weight in card.weights if weight.feature.event_type == "spam_complaint")


def test_noise_alone_gets_no_points() -> None:
    random = np.random.default_rng(9)
    levels = [features.Level("industry", values=(str(number),)) for number in range(40)]
    columns = (random.random((2_000, 40)) < 0.3).astype(float)
    order = np.arange(2_000)
    card = scorecard.learn(levels, columns, np.empty((2_000, 0)), random.random(2_000) < 0.1, order, order, order, (50.0, 50.0))
    assert card.weights == []


def test_the_auc_of_a_sample_counts_ties_half_and_rows_as_often_as_they_were_drawn() -> None:
    score, won = np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, False, True, True])
    order = np.argsort(score, kind="stable")
    groups = np.unique(score[order], return_inverse=True)[1]
    assert evaluation.weighted_auc(order, groups, won, np.ones(4)) == pytest.approx(3.5 / 4)
    assert evaluation.weighted_auc(order, groups, won, np.array([0.0, 2.0, 1.0, 0.0])) == pytest.approx(0.5)


def test_picked_alike_takes_as_many_rows_and_shares_ties() -> None:
    score, won = np.array([9.0, 5.0, 5.0, 5.0, 1.0]), np.array([True, True, False, False, True])
    was_mql = np.array([False, False, False, True, True])
    assert evaluation.chosen_alike(score, was_mql, np.ones(5, dtype=bool), won) == (2, 1, pytest.approx(1 + 1 / 3))


def test_cycles_are_the_first_activation_and_then_the_first_new_one_after_each_gap() -> None:
    leads, moments = np.array([1, 1, 1, 1, 2]), np.array([0, 50, 100, 130, 20])
    assert volume.cycles(leads, moments, np.array([True] * 5), 90) == 3
    assert volume.cycles(leads, moments, np.array([True, True, False, False, True]), 90) == 2


def test_rules_of_one_attribute_with_the_same_points_are_one_rule() -> None:
    def weight(feature: features.Level, points: int) -> scorecard.Weight:
        return scorecard.Weight(feature, 0.5, 0.1, 0.9, points, 100, 20)

    rows = draft.fit_rows(
        [
            weight(features.Level("employee_count", 50, 99), 4),
            weight(features.Level("employee_count", 100, 249), 4),
            weight(features.Level("employee_count", 250, None), -2),
            weight(features.Level("industry", values=("media",)), 3),
            weight(features.Level("industry", values=("retail",)), 1),
            weight(features.Level("industry", values=("software",)), 3),
        ]
    )
    assert [(row["value_low"], row["value_high"], row["value_list"], row["points"]) for row in rows] == [
        ("50", "249", None, 4),
        ("250", None, None, -2),
        (None, None, "media|software", 3),
        (None, None, "retail", 1),
    ]
    assert len({row["rule_id"] for row in rows}) == len(rows)
