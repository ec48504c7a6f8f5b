"""A command run as a process of its own, with what it took of the machine; and what the machine is."""

import os
import platform
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TAIL = 15
BLOCK_BYTES = 512


class Stop(Exception):
    """It cannot go on. The message is for a person: what was found, what was expected, what to do."""


@dataclass(frozen=True)
class Usage:
    """What a process took: seconds on the clock, seconds of CPU, its largest resident memory, bytes handed to the disk.

    `others_cpu_seconds` is what everybody else took of the machine meanwhile; None where the system does not say.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    written_bytes: int
    others_cpu_seconds: float | None


def run(command: Sequence[str], log: Path, cwd: Path, environment: Mapping[str, str]) -> Usage:
    """Runs a command and waits for its end; what it prints goes to a file. Raises Stop with its last lines where it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    busy_before, begin = _busy_seconds(), time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=cwd, env=dict(environment), stdout=out, stderr=subprocess.STDOUT)
        # not process.wait(): only this tells what that one process took, its largest memory among it
        _, status, used = os.wait4(process.pid, 0)
    seconds, busy_after = time.monotonic() - begin, _busy_seconds()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Stop(_end(command, process.returncode, log))
    cpu_seconds = used.ru_utime + used.ru_stime
    others = None if busy_before is None or busy_after is None else max(0.0, busy_after - busy_before - cpu_seconds)
    # kilobytes, but on macOS bytes
    unit = 1 if platform.system() == "Darwin" else 1024
    return Usage(seconds, cpu_seconds, used.ru_maxrss * unit, used.ru_oublock * BLOCK_BYTES, others)


def _end(command: Sequence[str], code: int, log: Path) -> str:
    """How a command ended, in words."""
    name = Path(command[0]).name
    if code < 0:
        why = " Out of memory? --memory-limit lets DuckDB spill to disk earlier." if -code == signal.SIGKILL else ""
        return f"{name} was killed by {signal.Signals(-code).name}.{why} What it printed: {log}"
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-TAIL:]
    return "\n".join([f"{name} failed (exit code {code}); its last lines, of {log}:", *lines])


def _busy_seconds() -> float | None:
    """CPU seconds that the machine worked since it started, of all processes; None where the system does not say."""
    try:
        first = Path("/proc/stat").read_text().splitlines()[0].split()
    except OSError:
        return None
    user, nice, system, _, _, irq, softirq = (int(ticks) for ticks in first[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def memory_bytes() -> int:
    """The memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def processor() -> str:
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
