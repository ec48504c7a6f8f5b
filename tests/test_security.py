"""No secret in the repository, no SQL from what a user types, and the scan of dependencies on a database of our own."""

import ast
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.support.project import ROOT, only_these

GENERATED = {".git", ".venv", ".uv", "target", "logs", "demo", "drafts", "report", ".definitions"}
CACHES = {"__pycache__", ".ruff_cache", ".pytest_cache", ".hypothesis"}
BINARY = {".duckdb", ".wal", ".pyc"}
# composes what it runs of the project's own macros and the names of the contract
OF_MACROS = "scripts/raw_checks/"
SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a cloud key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token": r"\b(gh[pousr]_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{20,}|sk-[0-9A-Za-z]{32,}|pypi-[0-9A-Za-z_-]{40,})\b",
    "a webhook": r"hooks\.slack\.com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{20,}",
    "a signed token": r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.",
}
# what scripts put into SQL by themselves: names of tables and columns that the code or the catalog gives, quoted, and paths as text
REVIEWED = {
    # one of the marts that the catalog lists
    ("scripts/export.py", "mart"),
    ("scripts/calibration/history.py", "name"),
    ("scripts/forget.py", "**built"),
    ("scripts/forget.py", "BLANKS"),
    ("scripts/forget.py", "STORAGE_VERSION"),
    ("scripts/forget.py", "is_theirs"),
    ("scripts/forget.py", "quoted(schema, name)"),
    ("scripts/forget.py", "quoted(table)"),
    ("scripts/forget.py", "table"),
    ("scripts/forget.py", "text(fresh)"),
    ("scripts/forget.py", "text(path)"),
    # settings of the project's own profile, and what DuckDB is told by the benchmark's options
    ("scripts/benchmark.py", "name"),
    ("scripts/benchmark.py", "value"),
    ("scripts/benchmarking/statements.py", "name"),
    ("scripts/benchmarking/statements.py", "value"),
    ("scripts/benchmarking/data.py", "str(added).replace(\"'\", \"''\")"),
    ("scripts/benchmarking/plain.py", "ENGINE_MQLS"),
    ("scripts/benchmarking/plain.py", "_quoted(plain)"),
    # what dbt compiled of the project's own model
    ("scripts/profile_model.py", "query"),
    # names in quotes, files of a temporary folder, and types of the contract
    ("scripts/load_raw.py", "', '.join(selected)"),
    ("scripts/load_raw.py", "reader"),
    ("scripts/load_raw.py", "written"),
    ("scripts/load_raw.py", "', '.join((f'{quoted(name)} {kind}' for name, kind in types.items()))"),
    ("scripts/load_raw.py", "quoted(schema)"),
    ("scripts/load_raw.py", "quoted(table)"),
    ("scripts/load_raw.py", "relation"),
}


def sources() -> Iterator[Path]:
    """The text files of the repository."""
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not (GENERATED | CACHES) & set(path.relative_to(ROOT).parts) and path.suffix not in BINARY:
            yield path


def secrets(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if re.search(pattern, text)]


def test_no_secret_is_in_the_repository() -> None:
    key = "-----BEGIN RSA PRIVATE " + "KEY-----"
    assert secrets(key + " AKIA" + "ABCDEFGHIJKLMNOP") == ["a private key", "a cloud key"]
    paths = list(sources())
    assert len(paths) > 300
    assert [(str(path), found) for path in paths if (found := secrets(path.read_text(encoding="utf-8", errors="replace")))] == []


def interpolated(tree: ast.AST) -> Iterator[str]:
    """What is put into the text of a statement that a script runs."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for argument in call.args[:2] if name in ("execute", "executemany", "sql", "query", "column", "frame") else []:
            if isinstance(argument, ast.JoinedStr):
                yield from (ast.unparse(part.value) for part in argument.values if isinstance(part, ast.FormattedValue))
            elif isinstance(argument, ast.BinOp):
                yield ast.unparse(argument)
            elif isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format":
                yield from (f"**{ast.unparse(one.value)}" if one.arg is None else ast.unparse(one.value) for one in argument.keywords)
                yield from map(ast.unparse, argument.args)


def test_no_script_builds_sql_from_what_a_user_types() -> None:
    careless = "c.execute(f'select {lead}'); c.sql('a' + lead); query(c, 'x {}'.format(lead))"
    assert list(interpolated(ast.parse(careless))) == ["lead", "'a' + lead", "lead"]
    scripts = {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in (ROOT / "scripts").rglob("*.py")}
    found = {(path, one) for path, tree in scripts.items() for one in interpolated(tree) if not path.startswith(OF_MACROS)}
    assert found == REVIEWED


class Advisories(BaseHTTPRequestHandler):
    """Knows of one bad package that has a mended version, and of one advisory that was withdrawn."""

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        ids = {"duckdb": ["OSV-1", "OSV-2"]}
        self.answer({"results": [{"vulns": [{"id": one} for one in ids.get(query["package"]["name"], [])]} for query in queries]})

    def do_GET(self) -> None:
        fixed = {"package": {"name": "duckdb"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}]}
        self.answer({"affected": [fixed]} | ({"withdrawn": "2026-01-01"} if self.path.endswith("OSV-2") else {}))

    def answer(self, body: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def advisories() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def scan(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    with only_these({"MQL_OSV_URL": url, "no_proxy": "127.0.0.1"}):
        command = [sys.executable, "scripts/audit_dependencies.py", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_scan_of_dependencies_reports_and_is_strict_only_where_asked() -> None:
    with advisories() as url:
        reported, strict = scan(url), scan(url, "--strict")
    assert "mended in 99.0. https://osv.dev/OSV-1" in reported.stdout
    assert re.search(r"\d{2,} packages scanned, 1 known vulnerabilities", reported.stdout)
    assert (reported.returncode, strict.returncode) == (0, 1)


@pytest.mark.parametrize("arguments", [[], ["--strict"]])
def test_without_a_network_the_scan_says_so_and_stops_nothing(arguments: list[str]) -> None:
    run = scan("http://127.0.0.1:9", *arguments)
    assert run.returncode == 0
    assert "Dependencies were not scanned" in run.stdout
