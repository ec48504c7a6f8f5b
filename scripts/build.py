"""`make build`: checks the raw files, builds in a private copy of the database, publishes it whole, and says what came out.

Until the last step nobody sees anything of it; if it fails or is killed, the database is as it was. docs/builds.md says the rest.
"""

import argparse
import ctypes
import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import summary
from database import database_path, suppression_path
from publishing import Published, Stop, alone

DBT = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build"]
CHECK_RAW = Path(__file__).with_name("check_raw.py")
TARGET = Path(__file__).resolve().parents[1] / "target"
# a folder of raw files that changes during two builds is still being loaded
BUILDS = 2
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PR_SET_PDEATHSIG = 1

Stamps = dict[str, tuple[int, int, int]]


def raw_stamps() -> Stamps:
    """Size and time of each raw file; nothing where the folder is not on this machine."""
    folder = Path(os.environ.get("MQL_RAW_PATH", "") or "demo/raw")
    stamps = {}
    for path in [*folder.glob("*"), *folder.glob("*/*")]:
        # a file may be gone since it was listed
        with suppress(FileNotFoundError):
            if path.suffix in (".parquet", ".csv"):
                found = path.stat()
                stamps[str(path)] = (found.st_size, found.st_mtime_ns, found.st_ino)
    return stamps


def changed(before: Stamps, after: Stamps) -> list[str]:
    """The files that are not what they were."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def check_raw() -> None:
    """The checks before a build, where the project has them; what stops it they say themselves."""
    if CHECK_RAW.exists() and subprocess.run([sys.executable, str(CHECK_RAW)], check=False).returncode:
        raise Stop("The raw files stop the build; nothing was built.")


def says_disk_full(text: str) -> OSError | None:
    """The error of the system that a text speaks of, where it is that of a full disk."""
    code = next((code for code in DISK_FULL if os.strerror(code) in text), None)
    return OSError(code, os.strerror(code)) if code else None


class Dbt:
    """A run of dbt: how it ended, and what it said of a full disk."""

    def __init__(self, private: Path, arguments: Sequence[str], lock: int) -> None:
        log = os.environ.get("MQL_NOTIFICATION_LOG", "") or str(database_path().absolute().with_name("notifications.csv"))
        self.disk_full: OSError | None = None
        with subprocess.Popen(
            [*DBT, *arguments],
            env={
                **os.environ,
                "MQL_DUCKDB_PATH": str(private),
                "MQL_NOTIFICATION_LOG": log,
                "MQL_SUPPRESSION_PATH": str(suppression_path()),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # whoever comes next must wait for it, and it must not outlive this process
            pass_fds=[lock],
            preexec_fn=_die_with_parent(),
        ) as process:
            for line in process.stdout or []:
                print(line, end="", flush=True)
                self.disk_full = self.disk_full or says_disk_full(line)
        self.code = process.returncode

    @property
    def end(self) -> str:
        """How it ended, in words."""
        if self.code < 0:
            why = " (out of memory?)" if -self.code == signal.SIGKILL else ""
            return f"dbt was killed by {signal.Signals(-self.code).name}{why}"
        return f"dbt failed (exit code {self.code})"


def _die_with_parent() -> Callable[[], object] | None:
    """What a child calls so that the system kills it when this process dies; None where the system cannot."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    return prctl and (lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL))


def build(published: Published, arguments: Sequence[str], lock: int) -> None:
    """Builds in a private copy and publishes it; once more if raw files changed meanwhile. Raises Stop where nothing was published."""
    for number in range(1, BUILDS + 1):
        before = raw_stamps()
        check_raw()
        with published.private_copy() as private:
            dbt = Dbt(private, arguments, lock)
            differ = changed(before, raw_stamps())
            if not differ and not dbt.code:
                return published.publish()
            if not differ and dbt.disk_full:
                raise dbt.disk_full
            if not differ:
                # with another code dbt did not come to build anything
                kept = published.keep() if dbt.code == 1 else None
                look = f" What it made is in {kept} until the next build." if kept else ""
                raise Stop(f"{dbt.end}; nothing was published.{look}")
        which = f"{differ[0]}{f' and {len(differ) - 1} more' if len(differ) > 1 else ''} changed while it was read"
        if number < BUILDS:
            print(f"{which}: building again.", flush=True)
    raise Stop(f"{which}, again; nothing was published. Build when the load is over, or from a copy of the folder.")


def words(error: OSError, published: Published) -> str:
    """An error of the system as a line for a person."""
    where = error.filename or published.path.parent
    if error.errno in DISK_FULL:
        size = f" The copy alone takes {published.path.stat().st_size / 1e6:,.0f} MB." if published.path.exists() else ""
        return f"{where}: the disk is full; nothing was published.{size} Make room, or name a file elsewhere with MQL_DUCKDB_PATH."
    return f"{where}: {error.strerror}; nothing was published. A build writes beside the database, and to target/ and logs/."


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Builds in a private copy of the database and publishes it whole.")
    parser.add_argument("--no-wait", action="store_true", help="leave where another build is at work, instead of waiting for its end")
    parser.add_argument("dbt", nargs="*", help="after --: arguments for dbt build, for instance --full-refresh")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Builds; leaves with one line, and not with 0, where nothing was published."""
    options = parsed(arguments)
    given = database_path()
    if os.environ.get("MQL_TARGET", "") not in ("", "duckdb") or re.match(r":|\w+:", str(given)):
        sys.exit("`make build` publishes a DuckDB file of this machine. For any other target run `dbt build`.")
    published = Published(given)
    try:
        published.check()
        TARGET.mkdir(exist_ok=True)
        # the database, and dbt's files in the project
        with alone(published.lock, not options.no_wait) as lock, alone(TARGET / "build.lock", not options.no_wait):
            build(published, options.dbt, lock)
    except Stop as stop:
        sys.exit(str(stop))
    except OSError as error:
        sys.exit(words(error, published))
    except duckdb.Error as error:
        full = says_disk_full(str(error))
        sys.exit(words(full, published) if full else f"{given}: {str(error).splitlines()[0]}; nothing was published.")
    except KeyboardInterrupt:
        sys.exit(f"Stopped; nothing was published. {given} is as it was.")
    # what a build of some models cannot say is no failure of the build
    try:
        summary.main()
    except SystemExit as left:
        print(left)


if __name__ == "__main__":
    main()
