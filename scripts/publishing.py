"""A DuckDB file that others only ever see whole: what is new is written to a private copy beside it, and published by rename."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import duckdb

Identity = tuple[int, int, int] | None


class Stop(Exception):
    """It cannot go on. The message is one line for a person: what was found, what is as it was, what to do."""


@contextmanager
def alone(lock: Path, wait: bool) -> Iterator[int]:
    """Only one process at a time holds a lock file, and the system takes it from a process that dies. Gives the file's descriptor.

    Where another holds it, says who and waits, or raises Stop.
    """
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            other = f"{lock}: another build is at work ({file.read() or 'just begun'})"
            if not wait:
                raise Stop(f"{other}; nothing was built by this one.") from None
            print(f"{other}; this one waits for its end.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"pid {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        try:
            yield file.fileno()
        finally:
            file.truncate(0)


class Published:
    """A database file that others read, and the folder beside it in which the next one is made."""

    def __init__(self, given: Path) -> None:
        self.given = given.absolute()
        # behind a link: a rename onto the link would leave its target as it is
        self.path = given.resolve()
        self.lock = self.path.with_name(f"{self.path.name}.lock")
        self.building = self.path.with_name(f".{self.given.stem}.building")
        self.failed = self.path.with_name(f".{self.given.stem}.failed")
        # the catalog that dbt writes into views is named for the file, so the private one bears the same name
        self.private = self.building / self.given.name

    def _identity(self) -> Identity:
        if not self.path.exists():
            return None
        found = self.path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def check(self) -> None:
        """Raises Stop where no file can be published."""
        if self.path.is_dir():
            raise Stop(f"{self.given}: a folder; expected the name of a file. MQL_DUCKDB_PATH names it.")
        if self.path.exists() and not (self.path.stat().st_mode & 0o200 and os.access(self.path, os.W_OK)):
            raise Stop(f"{self.given}: read-only, so it is not replaced. `chmod u+w` it, or name another with MQL_DUCKDB_PATH.")

    @contextmanager
    def private_copy(self) -> Iterator[Path]:
        """A private copy of the file, or the name of one that is yet to be made; nobody else writes to the original meanwhile.

        On an error the copy is removed. Publish it before the end, or keep it.
        """
        if self.building.exists():
            print(f"{self.building}: left by a build that was killed; thrown away.", flush=True)
        for folder in (self.building, self.failed):
            shutil.rmtree(folder, ignore_errors=True)
        self._replay()
        with self._held() as original:
            self.building.mkdir(mode=0o700)
            try:
                if original:
                    _copy(original, self.private)
                self._copied = self._identity()
                yield self.private
            finally:
                shutil.rmtree(self.building, ignore_errors=True)

    def _replay(self) -> None:
        """Brings into the file what a process that died while it wrote there had committed."""
        wal = self.given.with_name(f"{self.given.name}.wal")
        if not wal.exists():
            return
        if not self.path.exists():
            wal.unlink()
            return
        try:
            with duckdb.connect(str(self.given)) as connection:
                connection.execute("checkpoint")
        except duckdb.Error as error:
            raise Stop(f"{wal}: left by a process that died, and cannot be brought in: {_first_line(error)}") from error

    @contextmanager
    def _held(self) -> Iterator[IO[bytes] | None]:
        """The file, open for reading, under the lock that a DuckDB reader has; the lock goes with the first descriptor closed."""
        if not self.path.exists():
            yield None
            return
        with self.path.open("rb", buffering=0) as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError) as error:
                raise Stop(f"{self.given}: another process writes there now (a bare `dbt build`?). Run again after its end.") from error
            yield file

    def publish(self) -> None:
        """Puts the private copy in the file's place, in one step. Raises Stop where somebody else put a file there meanwhile."""
        if not self.private.exists():
            raise Stop(f"dbt built nothing, so there is nothing to publish as {self.given}.")
        with duckdb.connect(str(self.private)) as connection:
            connection.execute("checkpoint")
        if self._identity() != self._copied:
            raise Stop(f"{self.given}: changed by somebody else during the build, so it is not replaced. Run again.")
        if self._copied:
            self.private.chmod(self.path.stat().st_mode & 0o777)
        _sync(self.private)
        self.private.replace(self.path)
        # the rename is done; where a folder cannot be synced there is no more to do
        with suppress(OSError):
            _sync(self.path.parent)

    def keep(self) -> Path | None:
        """Keeps the private copy, until the next build, for somebody to look at. None where there is none."""
        if not self.private.exists():
            return None
        self.building.rename(self.failed)
        return self.failed / self.private.name


def _copy(original: IO[bytes], target: Path) -> None:
    """Copies a file within the system, as a shared extent where the file system can, else byte by byte."""
    with target.open("wb", buffering=0) as copy:
        with suppress(AttributeError, OSError):
            while os.copy_file_range(original.fileno(), copy.fileno(), 1 << 30):
                pass
        try:
            shutil.copyfileobj(original, copy, 1 << 20)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(target)) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
