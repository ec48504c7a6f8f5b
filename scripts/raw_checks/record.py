"""What the last loads held, in a small file beside the database: rows and columns by table."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from raw_checks.measures import Load

KEPT = 2


@dataclass(frozen=True)
class Entry:
    """A load that was checked to the end: from where, and of which files."""

    raw_path: str
    files: str
    load: Load


class Record:
    """The last two loads. A check of the same files again is the same load, and is compared with the same one before."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(f"{database.stem}.checks.json")
        self.entries = self._read()

    def _read(self) -> list[Entry]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return [Entry(**{**entry, "load": Load(**entry["load"])}) for entry in kept]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            print(f"{self.path} cannot be read ({error}): this load is compared with none before.", file=sys.stderr)
            return []

    def before(self, raw_path: str, files: str) -> Load | None:
        """The load before this one from the same folder, where one was checked."""
        return next((entry.load for entry in self.entries if entry.raw_path == raw_path and entry.files != files), None)

    def add(self, entry: Entry) -> None:
        """Keeps a load, whole or not at all."""
        others = [kept for kept in self.entries if kept.raw_path == entry.raw_path and kept.files != entry.files]
        entries = [entry, *others][:KEPT]
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            partial.write_text(json.dumps([asdict(kept) for kept in entries], indent=1) + "\n", encoding="utf-8")
            partial.replace(self.path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            print(f"{self.path} cannot be written ({error.strerror}): the next load is compared with an older one.", file=sys.stderr)


def fingerprint(files: list[str]) -> str:
    """Names, sizes and times of files: another load has others."""
    stats = [(file, Path(file).stat()) for file in sorted(files)]
    return sha256(repr([(file, stat.st_size, stat.st_mtime_ns) for file, stat in stats]).encode()).hexdigest()
