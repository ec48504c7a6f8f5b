"""`scripts/notify.py` against a real webhook on this machine that fails, hangs, drops the line, refuses, and comes back."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT

SCRIPTS = ROOT / "scripts"
AS_OF = datetime(2026, 6, 30, 12, 0, 0)
SECRET = "T000/B000/a-secret-that-nobody-may-read"

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Notes what it was sent, and answers as the webhook of the test says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        webhook = self.server.webhook
        webhook.received.append((self.headers["Idempotency-Key"], json.loads(body)))
        answer = webhook.answers.pop(0) if webhook.answers else status(200)
        answer(self)

    def do_GET(self) -> None:
        status(200)(self)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def status(code: int, body: str = "", **headers: str) -> Answer:
    """Answers with a status."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def hang(seconds: float = 1.0) -> Answer:
    """Takes the message and says nothing for a while."""
    return lambda _: time.sleep(seconds)


def drop(handler: Handler) -> None:
    """Takes the message and drops the line."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.connection.close()
    handler.wfile = handler.rfile = open(os.devnull, "r+b", buffering=0)  # noqa: SIM115, PTH123


def drip(handler: Handler) -> None:
    """Answers a byte at a time, for longer than anybody should wait."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 30:
        try:
            handler.connection.sendall(bytes([byte]))
        except OSError:
            return
        time.sleep(0.05)


class Webhook:
    """A server that answers what the test puts in `answers`, and then 200."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, object]]] = []
        self.answers: list[Answer] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.webhook = self
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/services/{SECRET}"

    @property
    def ids(self) -> list[str]:
        """The notifications it was sent, in order."""
        return [notification for notification, _ in self.received]


def build(database: Path, ids: list[str], **values: object) -> None:
    """A database with notifications: the last is an hour old, each one before it a minute older."""
    row = {
        "kind": "new_mql",
        "recipient": "rep-1",
        "title": "New MQL",
        "message": "New MQL: L1, director of it at Acme. Demo request.",
        "company_name": "Acme",
        "trigger_name": "Demo request",
        "sla_due_at": AS_OF,
        "total_score": 62.5,
        **values,
    }
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create table fct_notifications (
                notification_id text, notify_at timestamp, as_of timestamp, kind text, recipient text, title text, message text,
                company_name text, trigger_name text, sla_due_at timestamp, total_score double
            )
            """
        )
        for age, notification in enumerate(reversed(ids)):
            at = row.get("notify_at", AS_OF - timedelta(minutes=60 + age))
            connection.execute(
                f"insert into fct_notifications values ({', '.join('?' * 11)})",
                [notification, at, AS_OF, *[row[name] for name in list(row)[:8]]],
            )


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    webhook = Webhook()
    yield webhook
    webhook.server.shutdown()
    webhook.server.server_close()


@pytest.fixture
def database(tmp_path: Path, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with three notifications, and the environment that names it and the webhook."""
    for name in [name for name in os.environ if name.startswith("MQL_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    path = tmp_path / "mql.duckdb"
    monkeypatch.setenv("MQL_DUCKDB_PATH", str(path))
    monkeypatch.setenv("MQL_WEBHOOK_URL", webhook.url)
    build(path, ["a", "b", "c"])
    return path


class Run:
    """What a run of notify.py said, and how it ended."""

    def __init__(self, code: object, said: str, waits: list[float]) -> None:
        self.code = code if isinstance(code, int) else 1
        self.said = said + (code if isinstance(code, str) else "")
        self.waits = waits


@pytest.fixture
def notify(database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs notify.py in this process; waits between attempts are noted, not waited."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import notify as script

    waits: list[float] = []
    monkeypatch.setattr(script, "sleep", waits.append)

    def run(*arguments: str) -> Run:
        waits.clear()
        code: object = 0
        try:
            script.main(arguments)
        except SystemExit as left:
            code = left.code
        out, err = capsys.readouterr()
        return Run(code, out + err, list(waits))

    return run


def started(*arguments: str, patch: str = "") -> subprocess.Popen[str]:
    """notify.py in a process of its own, with something in it patched."""
    program = f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import notify, os\n{patch}\nnotify.main({list(arguments)!r})"
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def logged(database: Path) -> list[str]:
    """The ids in the log."""
    with database.with_name("notifications.csv").open(newline="") as file:
        return [row["notification_id"] for row in csv.DictReader(file)]


def test_a_dry_run_shows_what_it_would_send_and_posts_nothing(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    run = notify()
    assert run.code == 0
    assert run.said.count("New MQL: L1, director of it at Acme.") == 3
    assert "for rep-1" in run.said
    assert "Dry run: nothing was sent." in run.said
    assert webhook.received == []
    assert list(database.parent.iterdir()) == [database]


def test_each_is_sent_once_in_order_also_over_many_runs_and_builds(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    run = notify("--send")
    assert (run.code, webhook.ids, logged(database)) == (0, ["a", "b", "c"], ["a", "b", "c"])
    assert "3 sent to http://127.0.0.1/…." in run.said
    assert notify("--send").code == 0
    build(database, ["a", "b", "c", 'd, the "fourth"'])
    assert "3 sent before, 1 to send" in notify("--send").said
    assert notify("--send").code == 0
    assert webhook.ids == ["a", "b", "c", "d%2C%20the%20%22fourth%22"]
    assert logged(database) == ["a", "b", "c", 'd, the "fourth"']


def test_what_fails_is_tried_again_until_it_is_confirmed(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    webhook.answers = [status(500), status(503), drop, hang(), status(200), status(429, Retry_After="7"), status(200), drip]
    run = notify("--send", "--timeout", "0.3")
    assert (run.code, logged(database)) == (0, ["a", "b", "c"])
    assert webhook.ids == ["a"] * 5 + ["b"] * 2 + ["c"] * 2
    backoff, asked = run.waits[:4], run.waits[4]
    assert asked == 7
    for number, wait in enumerate(backoff):
        assert 2**number / 2 <= wait <= 2**number
    assert len(set(backoff)) == 4
    assert notify("--send").code == 0
    assert len(webhook.ids) == 9


def test_a_webhook_that_is_down_is_left_in_peace_until_the_next_run(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    build(database, ["a", "b", "c", "d", "e"])
    webhook.answers = [status(500)] * 6
    run = notify("--send", "--attempts", "2")
    assert run.code == 1
    assert webhook.ids == ["a", "a", "b", "b", "c", "c"]
    assert "takes nothing now; the rest waits for the next run" in run.said
    assert "500 Internal Server Error, 2 times" in run.said
    assert "5 not sent" in run.said
    assert notify("--send").code == 0
    assert webhook.ids[6:] == ["a", "b", "c", "d", "e"] == logged(database)


def test_nobody_listening_is_said_and_nothing_is_lost(
    notify: Callable[..., Run], webhook: Webhook, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MQL_WEBHOOK_URL", f"http://127.0.0.1:{free.getsockname()[1]}/{SECRET}")
    run = notify("--send", "--attempts", "1")
    assert run.code == 1
    assert "Connection refused" in run.said
    monkeypatch.setenv("MQL_WEBHOOK_URL", webhook.url)
    assert notify("--send").code == 0
    assert logged(database) == webhook.ids == ["a", "b", "c"]


def test_one_that_fails_for_good_does_not_stop_the_others(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    webhook.answers = [status(500), status(500)]
    run = notify("--send", "--attempts", "2")
    assert (run.code, logged(database)) == (1, ["b", "c"])
    assert notify("--send").code == 0
    assert logged(database) == ["b", "c", "a"]


def test_what_is_refused_is_given_up_with_the_reason_and_the_rest_goes_on(
    notify: Callable[..., Run], webhook: Webhook, database: Path
) -> None:
    webhook.answers = [status(200), status(400, "invalid_payload"), status(200)]
    run = notify("--send")
    assert (run.code, logged(database), run.waits) == (1, ["a", "c"], [])
    assert "not sent, refused: b: 400 Bad Request invalid_payload" in run.said
    webhook.answers = [status(302, Location=webhook.url)]
    run = notify("--send")
    assert (run.code, logged(database)) == (1, ["a", "c"])
    assert "302 Found" in run.said
    assert notify("--send").code == 0
    assert webhook.ids == ["a", "b", "c", "b", "b"]


def test_a_webhook_that_asks_to_wait_for_long_is_asked_at_the_next_run(
    notify: Callable[..., Run], webhook: Webhook, database: Path
) -> None:
    webhook.answers = [status(200), status(429, Retry_After="3600")]
    run = notify("--send")
    assert (run.code, webhook.ids, logged(database), run.waits) == (1, ["a", "b"], ["a"], [])
    assert "asks to wait 3600 seconds" in run.said


def test_killed_between_the_confirmation_and_the_log_it_sends_that_one_once_more(
    notify: Callable[..., Run], webhook: Webhook, database: Path
) -> None:
    killed = started("--send", patch=f"notify.SentLog.record = lambda *_: os.kill(os.getpid(), {signal.SIGKILL})")
    assert killed.wait(20) == -signal.SIGKILL
    assert webhook.ids == ["a"]
    assert notify("--send").code == 0
    assert webhook.ids == ["a", "a", "b", "c"]
    assert notify("--send").code == 0
    assert len(webhook.ids) == 4


def test_killed_while_the_webhook_has_it_the_next_run_goes_on_there(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    processes: list[subprocess.Popen[str]] = []
    ready = threading.Event()

    def kill(_: Handler) -> None:
        ready.wait(20)
        processes[0].kill()
        processes[0].wait(20)

    webhook.answers = [status(200), kill]
    processes.append(started("--send"))
    ready.set()
    assert processes[0].wait(20) == -signal.SIGKILL
    assert logged(database) == ["a"]
    assert notify("--send").code == 0
    assert webhook.ids == ["a", "b", "b", "c"]


@pytest.mark.parametrize("torn", ["b", "b,2026-06", "b,2026-06-30T12:00:00Z,", "b,2026-06-30T12:00:00Z,2", '"b'])
def test_a_line_that_was_torn_off_is_left_out_with_a_word_and_ended(
    notify: Callable[..., Run], webhook: Webhook, database: Path, torn: str
) -> None:
    log = database.with_name("notifications.csv")
    log.write_text(f"notification_id,sent_at,status\na,2026-06-30T12:00:00Z,200\n{torn}")
    run = notify("--send")
    assert (run.code, webhook.ids) == (0, ["b", "c"])
    assert "1 line(s) that are not whole are left out" in run.said
    again = notify("--send")
    assert (again.code, webhook.ids, logged(database)) == (0, ["b", "c"], ["a", "b", "c"])
    assert "not whole" not in again.said


def test_a_last_line_without_its_end_is_as_good_as_any(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    database.with_name("notifications.csv").write_text("notification_id,sent_at,status\na,2026-06-30T12:00:00Z,200")
    assert notify("--send").code == 0
    assert (webhook.ids, logged(database)) == (["b", "c"], ["a", "b", "c"])


def test_of_two_at_once_the_second_says_so_and_leaves(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def wait(handler: Handler) -> None:
        arrived.set()
        go_on.wait(20)
        status(200)(handler)

    webhook.answers = [wait]
    first = started("--send", "--timeout", "30")
    assert arrived.wait(20)
    second = notify("--send")
    assert second.code == 1
    assert second.said == f"{database.with_name('notifications.csv')}: another notify.py is sending; nothing was sent by this one."
    go_on.set()
    assert first.wait(20) == 0
    assert webhook.ids == ["a", "b", "c"]


def test_what_is_posted_is_what_slack_takes_and_no_name_of_a_company_is_markup(
    notify: Callable[..., Run], webhook: Webhook, database: Path
) -> None:
    evil = '<!channel> <https://evil.example|Acme> & "=HYPERLINK()"\n*Sons*'
    build(database, ["a"], company_name=evil, message=f"New MQL: L1 at {evil}. " + "x" * 5000)
    assert notify("--send").code == 0
    _, payload = webhook.received[0]
    assert payload.keys() == {"text", "blocks"}
    header, message, facts = payload["blocks"]
    assert header == {"type": "header", "text": {"type": "plain_text", "text": "New MQL"}}
    assert (message["type"], message["text"]["type"]) == ("section", "mrkdwn")
    assert len(facts["fields"]) == 5
    texts = [payload["text"], message["text"]["text"], *[field["text"] for field in facts["fields"]]]
    assert all(len(text) <= 2000 for text in texts)
    assert not any(mark in text for text in texts for mark in "<>")
    company = next(text for text in texts if text.startswith("*Company*"))
    assert company == '*Company*\n&lt;!channel&gt; &lt;https://evil.example|Acme&gt; &amp; "=HYPERLINK()" *Sons*'
    assert "\n" not in payload["text"]


def test_a_review_has_no_lead_and_no_time_to_answer(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    nothing = {"company_name": None, "trigger_name": None, "sla_due_at": None, "total_score": None}
    build(database, ["a"], kind="review_due", title="Review due", message="Review due: Framework, version 1.", recipient=None, **nothing)
    assert notify("--send").code == 0
    assert [block["type"] for block in webhook.received[0][1]["blocks"]] == ["header", "section"]


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (["--max-age-hours", "1.025"], ["b", "c"]),
        (["--limit", "1"], ["a"]),
        (["--kind", "escalated"], []),
        (["--kind", "new_mql", "--kind", "escalated"], ["a", "b", "c"]),
    ],
)
def test_what_is_sent_can_be_narrowed(notify: Callable[..., Run], webhook: Webhook, arguments: list[str], sent: list[str]) -> None:
    assert notify("--send", *arguments).code == 0
    assert webhook.ids == sent


def test_the_first_run_does_not_flood_a_channel_with_the_past(notify: Callable[..., Run], webhook: Webhook, database: Path) -> None:
    build(database, ["a", "b"], notify_at=AS_OF - timedelta(hours=24, seconds=1))
    run = notify("--send")
    assert (run.code, webhook.ids) == (0, [])
    assert "2 are not sent: older than 24 hours at 2026-06-30 12:00:00 UTC" in run.said


def test_the_url_is_never_said_whole(notify: Callable[..., Run], webhook: Webhook) -> None:
    webhook.answers = [status(404, f"no such hook: /services/{SECRET}"), status(500), hang(), drop, drop, drop]
    run = notify("--send", "--timeout", "0.3", "--attempts", "2")
    assert run.code == 1
    assert "404 Not Found no such hook: …" in run.said
    assert "secret" not in run.said


@pytest.mark.parametrize("url", ["", "ftp://example.com/x", "https:///x", "https://example.com/a b", "example.com/secret"])
def test_a_url_that_is_none_is_said_in_one_line(notify: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("MQL_WEBHOOK_URL", url)
    run = notify("--send")
    assert run.code == 1
    assert run.said.startswith("Where to? MQL_WEBHOOK_URL" if not url else "The webhook's URL is none")
    assert "\n" not in run.said
    assert not url or url not in run.said


def test_a_database_without_notifications_is_said_in_one_line(notify: Callable[..., Run], database: Path, webhook: Webhook) -> None:
    database.unlink()
    duckdb.connect(str(database)).close()
    run = notify("--send")
    assert run.code == 1
    assert "fct_notifications" in run.said
    assert "make build" in run.said
    assert webhook.received == []
