"""Posts the notifications of the last build that were not sent yet to a webhook, as Slack reads them. A dry run unless --send.

At least once, and never again after the webhook confirmed (2xx): each confirmed one is written to a log outside the database
before the next is sent, so that no rebuild loses it. What a crash leaves between a confirmation and its line in the log, and what
the webhook took without answering, may be sent once more; the header Idempotency-Key bears the notification's id.
"""

import argparse
import csv
import email.utils
import fcntl
import http.client
import io
import json
import os
import random
import re
import signal
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from types import FrameType
from typing import IO

from database import database_path, open_database, query

KINDS = ["new_mql", "sla_due_soon", "sla_missed", "escalated", "review_due"]
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
# a webhook that fails for so many notifications in a row is down: the rest waits for the next run
FAILURES_IN_A_ROW = 3
LONGEST_TEXT = 1000

NOTIFICATIONS = """
    select notification_id, kind, notify_at, recipient, title, message, company_name, trigger_name, sla_due_at, total_score, as_of
    from fct_notifications
    order by notify_at, notification_id
"""


@dataclass(frozen=True)
class Notification:
    """A row of fct_notifications."""

    notification_id: str
    kind: str
    notify_at: datetime
    recipient: str | None
    title: str
    message: str
    company_name: str | None
    trigger_name: str | None
    sla_due_at: datetime | None
    total_score: float | None
    as_of: datetime

    def payload(self) -> dict[str, object]:
        """What a Slack-compatible webhook takes: a line for those who show no blocks, and blocks."""
        facts = {
            "For": self.recipient,
            "Company": self.company_name,
            "Trigger": self.trigger_name,
            "Answer due": f"{self.sla_due_at:%Y-%m-%d %H:%M:%S} UTC" if self.sla_due_at else None,
            "Score": f"{self.total_score:g}" if self.total_score is not None else None,
        }
        fields = [marked(f"*{name}*\n{escaped(value)}") for name, value in facts.items() if value]
        blocks: list[dict[str, object]] = [
            {"type": "header", "text": {"type": "plain_text", "text": self.title}},
            {"type": "section", "text": marked(escaped(self.message))},
        ]
        if fields:
            blocks.append({"type": "section", "fields": fields})
        return {"text": escaped(self.message), "blocks": blocks}


def marked(text: str) -> dict[str, object]:
    """A text object of Slack in which nothing is made a link but what says so."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escaped(text: str) -> str:
    """One line in which nothing is a mention, a link or a control sequence to Slack."""
    return one_line(text)[:LONGEST_TEXT].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str) -> str:
    """The text without line breaks and doubled blanks."""
    return " ".join(text.split())


class SentLog:
    """The file of the notifications that were sent: notification_id, sent_at, status. A line is one notification, and ends with one."""

    HEADER = "notification_id,sent_at,status"

    def __init__(self, path: Path) -> None:
        self.path = path

    def sent(self) -> set[str]:
        """The ids in the log. A line that is not whole is left out, with a word."""
        if not self.path.exists():
            return set()
        lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")
        broken = [line for line in lines if line.strip() not in ("", self.HEADER) and not self._row(line)]
        if broken:
            print(f"{self.path}: {len(broken)} line(s) that are not whole are left out; what they spoke of may be sent again.")
        return {row[0] for row in map(self._row, lines) if row}

    @staticmethod
    def _row(line: str) -> list[str] | None:
        row = next(csv.reader([line]), [])
        return row if len(row) == 3 and re.fullmatch(r"2\d\d", row[2].strip()) else None

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The log, for appending: begun where it is new, and where its last line was torn off, without what is left of that."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            file.seek(0)
            rest = file.read().rpartition(b"\n")[2]
            if rest and self._row(rest.decode(errors="replace")):
                self._write(file, "\n")
            elif rest:
                file.truncate(file.tell() - len(rest))
            if file.seek(0, os.SEEK_END) == 0:
                self._write(file, self.HEADER + "\n")
                folder = os.open(self.path.parent, os.O_RDONLY)
                os.fsync(folder)
                os.close(folder)
            yield file

    def record(self, file: IO[bytes], notification_id: str, status: int) -> None:
        """Writes that a notification was sent, and waits until the disk has it."""
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([notification_id, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z", status])
        self._write(file, line.getvalue())

    @staticmethod
    def _write(file: IO[bytes], text: str) -> None:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def alone(log: Path) -> Iterator[None]:
    """Only one process sends from a log at a time; the lock ends with its process, however that ends."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.with_name(log.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"{log}: another notify.py is sending; nothing was sent by this one.")
        yield


class Refused(Exception):
    """The webhook will not take this one, now or later."""


class Failed(Exception):
    """The webhook did not take it; it may later. Bears how long it asks to wait, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that moved is told to the person: a POST that is redirected arrives as a GET."""

    def redirect_request(self, *_: object) -> None:
        return None


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Cuts what takes longer, also a webhook that answers a byte at a time."""

    def cut(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer within {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, cut)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def asked_wait(header: str | None) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date."""
    if not header:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", header.strip()):
        return float(header)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


class Webhook:
    """Where notifications are posted to."""

    def __init__(self, url: str, timeout: float, attempts: int) -> None:
        self.url = url
        self.timeout = timeout
        self.attempts = attempts
        self._opener = urllib.request.build_opener(NoRedirect)

    @property
    def name(self) -> str:
        """Its host. The rest of a webhook's URL is a secret."""
        parts = urllib.parse.urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}/…"

    def post(self, notification: Notification) -> int:
        """Posts once, and returns the status that confirms it."""
        request = urllib.request.Request(
            self.url,
            data=json.dumps(notification.payload()).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": urllib.parse.quote(notification.notification_id, safe="|:@"),
                "User-Agent": "mql-notify",
            },
        )
        status, answer, wait = 0, b"", None
        try:
            with at_most(self.timeout):
                try:
                    response = self._opener.open(request, timeout=self.timeout)
                except urllib.error.HTTPError as error:
                    response = error
                with response:
                    status, wait = response.status, asked_wait(response.headers.get("Retry-After"))
                    answer = b"" if status < 300 else response.read(200)
        except (OSError, http.client.HTTPException) as error:
            # the status says all; the rest of the answer may be lost
            if not status:
                raise Failed(str(getattr(error, "reason", "") or error) or type(error).__name__) from error
        if status < 300:
            return status
        reason = " ".join([str(status), http.client.responses.get(status, ""), *answer.decode(errors="replace").split()])
        raise Failed(reason, wait) if status in (408, 429) or status >= 500 else Refused(reason)

    def send(self, notification: Notification) -> int:
        """Posts until it is confirmed: waits longer each time, by chance more or less, or as long as the webhook asks."""
        for attempt in range(1, self.attempts + 1):
            try:
                return self.post(notification)
            except Failed as failure:
                if attempt == self.attempts:
                    raise Failed(f"{failure}, {attempt} times") from failure
                wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempt - 1)) * random.uniform(0.5, 1)
                if failure.wait is not None and failure.wait > LONGEST_WAIT_SECONDS:
                    raise Failed(f"{failure}, asks to wait {failure.wait:.0f} seconds", failure.wait) from failure
                sleep(wait if failure.wait is None else failure.wait)
        raise AssertionError("an attempt either returns or raises")

    def hidden(self, text: str) -> str:
        """The text without the secret part of the URL."""
        parts = urllib.parse.urlsplit(self.url)
        for secret in [self.url, f"{parts.path}?{parts.query}", parts.path, parts.query]:
            if len(secret) > 1:
                text = text.replace(secret, "…")
        return text


def webhook_url(given: str | None) -> str:
    """The URL to post to; leaves with one line, that does not repeat it, where it is none."""
    url = (given or os.environ.get("MQL_WEBHOOK_URL", "")).strip()
    if not url:
        sys.exit("Where to? MQL_WEBHOOK_URL names the webhook (or --url, which others on this machine can read in the list of processes).")
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not re.fullmatch(r"[!-~]+", url):
        sys.exit("The webhook's URL is none: expected https://…, without blanks.")
    return url


def send_all(webhook: Webhook, log: SentLog, due: Sequence[Notification]) -> int:
    """Sends what is due, in order, and returns how many were confirmed."""
    confirmed, failed_in_a_row = 0, 0
    with log.opened() as file:
        for notification in due:
            try:
                status = webhook.send(notification)
            except Refused as refusal:
                print(webhook.hidden(f"not sent, refused: {notification.notification_id}: {refusal}"), file=sys.stderr)
                continue
            except Failed as failure:
                print(webhook.hidden(f"not sent, for now: {notification.notification_id}: {failure}"), file=sys.stderr)
                failed_in_a_row += 1
                if failed_in_a_row == FAILURES_IN_A_ROW or (failure.wait or 0) > LONGEST_WAIT_SECONDS:
                    print(f"{webhook.name} takes nothing now; the rest waits for the next run.", file=sys.stderr)
                    break
                continue
            log.record(file, notification.notification_id, status)
            confirmed, failed_in_a_row = confirmed + 1, 0
            print(f"sent: {notification.notification_id}")
    return confirmed


def chosen(arguments: argparse.Namespace, log: SentLog) -> list[Notification]:
    """The notifications to send now; says how many are left out, and why."""
    with open_database() as connection:
        rows = [Notification(re.sub(r"[\r\n]+", " ", str(row[0])), *row[1:]) for row in query(connection, NOTIFICATIONS)]
    wanted = [row for row in rows if not arguments.kind or row.kind in arguments.kind]
    sent = log.sent()
    unsent = [row for row in wanted if row.notification_id not in sent]
    due = [row for row in unsent if row.notify_at >= row.as_of - timedelta(hours=arguments.max_age_hours)]
    print(f"{len(wanted):,} notifications: {len(wanted) - len(unsent):,} sent before, {len(due):,} to send.")
    if len(due) < len(unsent):
        print(
            f"{len(unsent) - len(due):,} are not sent: older than {arguments.max_age_hours:g} hours at {unsent[0].as_of} UTC, "
            "the as_of of the build (--max-age-hours)."
        )
    if arguments.limit is not None and len(due) > arguments.limit:
        print(f"The first {arguments.limit:,} now, the rest at the next run (--limit).")
    return due[: arguments.limit]


def positive(text: str) -> float:
    """A number above 0."""
    number = float(text)
    if not 0 < number < 1e6:
        raise ValueError(text)
    return number


def count(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Posts the notifications of the last build that were not sent yet to a webhook.")
    parser.add_argument("--send", action="store_true", help="send; without it only show what would be sent")
    parser.add_argument("--url", help="the webhook; default MQL_WEBHOOK_URL")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these kinds; may be given several times")
    parser.add_argument("--max-age-hours", type=positive, default=24.0, help="older ones at the build's as_of are not sent; default 24")
    parser.add_argument("--limit", type=count, help="send at most so many")
    parser.add_argument("--timeout", type=positive, default=10.0, help="seconds for one attempt; default 10")
    parser.add_argument("--attempts", type=count, default=5, help="attempts for one notification; default 5")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Shows or sends what is due; leaves with 1 where anything that should have been sent was not."""
    options = parsed(arguments)
    log = SentLog(Path(os.environ.get("MQL_NOTIFICATION_LOG", "") or database_path().with_name("notifications.csv")))
    if not options.send:
        for notification in chosen(options, log):
            print(f"  {notification.notify_at} UTC  for {notification.recipient or 'nobody named'}  {notification.message}")
        print("Dry run: nothing was sent. --send sends.")
        return
    webhook = Webhook(webhook_url(options.url), options.timeout, options.attempts)
    with alone(log.path):
        due = chosen(options, log)
        confirmed = send_all(webhook, log, due) if due else 0
    print(f"{confirmed:,} sent to {webhook.name}" + (f", {len(due) - confirmed:,} not sent." if confirmed < len(due) else "."))
    if confirmed < len(due):
        sys.exit(1)


if __name__ == "__main__":
    main()
