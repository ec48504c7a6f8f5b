"""Asks the advisory database of the Open Source Vulnerabilities project (osv.dev) about every package of the lock file.

A report, not a gate: without --strict it leaves with 0 whatever it finds, so that an advisory of this morning does not stop a build
that changed nothing. With --strict it leaves with 1 where a fixed version is there to be had. Where the network does not reach the
database it says so, and leaves with 0.
"""

import argparse
import json
import os
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "uv.lock"
API = "https://api.osv.dev/v1"
TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """An advisory about a package as it is locked, and the versions that mend it."""

    package: str
    version: str
    advisory: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = f"mended in {', '.join(self.fixed_in)}" if self.fixed_in else "no version mends it yet"
        return f"{self.package} {self.version}: {self.advisory}, {mended}. https://osv.dev/{self.advisory}"


def locked(lock: Path) -> list[tuple[str, str]]:
    """Name and version of each package that comes from a registry."""
    packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    return sorted({(one["name"], one["version"]) for one in packages if "registry" in one.get("source", {})})


def asked(path: str, body: object = None) -> dict:
    """The answer of the database. Raises OSError where there is none, ValueError where it is not JSON."""
    base = os.environ.get("MQL_OSV_URL", "") or API
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}/{path}", data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        return json.load(response)


def findings(packages: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """What is known against these packages; advisories that were withdrawn are left out."""
    queries = [{"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in packages]
    answers = asked("querybatch", {"queries": queries})["results"]
    for (name, version), answer in zip(packages, answers, strict=True):
        for known in answer.get("vulns", []):
            advisory = asked(f"vulns/{known['id']}")
            if "withdrawn" in advisory:
                continue
            events = [
                event
                for affected in advisory.get("affected", [])
                if affected.get("package", {}).get("name", "").lower() == name
                for span in affected.get("ranges", [])
                if span.get("type") == "ECOSYSTEM"
                for event in span.get("events", [])
            ]
            yield Finding(name, version, known["id"], tuple(sorted({event["fixed"] for event in events if "fixed" in event})))


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints what is known; leaves with 1 only where --strict was asked for and there is something to do."""
    parser = argparse.ArgumentParser(description="Looks for known vulnerabilities of the locked packages.")
    parser.add_argument("--strict", action="store_true", help="leave with 1 where a fixed version exists")
    options = parser.parse_args(arguments)
    packages = locked(LOCK)
    try:
        found = list(findings(packages))
    except (OSError, ValueError, KeyError) as error:
        reason = getattr(error, "reason", "") or error
        print(f"Dependencies were not scanned: the advisory database gave no answer ({reason}).")
        return
    for finding in found:
        print(finding)
    print(f"{len(packages)} packages scanned, {len(found)} known vulnerabilities.")
    if options.strict and any(finding.fixed_in for finding in found):
        sys.exit("Raise the versions named above: uv lock --upgrade-package <name>")


if __name__ == "__main__":
    main()
