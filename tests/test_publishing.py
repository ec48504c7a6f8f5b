"""Builds that are killed, meet readers and each other, and find no room: what is published is whole, and nothing is lost.

What `make build` does around dbt is tested with a stand-in for dbt that takes a moment; crashes of dbt itself with real builds.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT

SCRIPTS = ROOT / "scripts"
SECONDS = 60

# what stands in for dbt: each argument is a step
STEPS = """
import os, signal, sys, time, duckdb
from pathlib import Path
path = Path(os.environ["MQL_DUCKDB_PATH"])
for step in sys.argv[1:]:
    name, _, value = step.partition("=")
    if name == "row":
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table if not exists mart (n integer)")
            connection.execute("insert into mart values (?)", [int(value)])
    elif name == "wal":
        connection = duckdb.connect(str(path))
        connection.execute("create table late as select 1 as n")
        os._exit(0)
    elif name == "fill":
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table if not exists big (n ubigint)")
            connection.execute("insert into big select hash(range) from range(?)", [int(value)])
    elif name == "say":
        print(os.environ.get(value, ""), flush=True)
    elif name == "touch":
        Path(value).write_text("")
    elif name == "append":
        with Path(value).open("a") as file:
            file.write("x")
    elif name == "once":
        # a file that arrives during the first build and is there in the second
        Path(value).mkdir(exist_ok=True)
        if not Path(value, "1.csv").exists():
            Path(value, "1.csv").write_text("")
    elif name == "wait":
        while not Path(value).exists():
            time.sleep(0.02)
    elif name == "replace":
        Path(value + ".new").write_text("somebody else's")
        os.replace(value + ".new", value)
    elif name == "die":
        os.kill(os.getpid(), getattr(signal, value))
    elif name == "exit":
        sys.exit(int(value))
"""
KILLED_AT_EVENT = """
import os, sys
seen = 0
def count(event, arguments):
    global seen
    changes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "subprocess.Popen", "open")
    if changes and {folder!r} in repr(arguments):
        seen += 1
        if seen == {number}:
            os.kill(os.getpid(), 9)
sys.addaudithook(count)
"""
# root without what lets it write anywhere
CAPABILITIES = {"dac_override": 1, "dac_read_search": 2}
PR_CAPBSET_DROP = 24


@dataclass
class Run:
    """How a build ended, and what it said."""

    code: int
    said: str

    @property
    def last(self) -> str:
        """The last line."""
        return self.said.strip().splitlines()[-1]


class Process(subprocess.Popen[str]):
    """A build in a session of its own, which ends with the test."""

    def __exit__(self, *failed: object) -> None:
        if failed[0] and self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        super().__exit__(*failed)

    def end(self) -> Run:
        """Waits for its end."""
        with self:
            said, _ = self.communicate(timeout=SECONDS)
        return Run(self.returncode, said)


class Place:
    """A folder with a database in it, and builds of it in which something stands in for dbt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "data" / "mql.duckdb"
        self.raw = folder / "raw"
        self.database.parent.mkdir()
        self.raw.mkdir()
        (self.raw / "leads.csv").write_text("lead_id\n")
        (folder / "steps.py").write_text(STEPS)
        self.steps = [sys.executable, str(folder / "steps.py")]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("MQL_", "DBT_"))}
        self.environment |= {"MQL_DUCKDB_PATH": str(self.database), "MQL_RAW_PATH": str(self.raw)}

    def start(self, *arguments: str, patch: str = "", **options: object) -> Process:
        """Starts a build, with something in it patched."""
        # a shell's background jobs, and so their children, are deaf to the keyboard
        program = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {str(SCRIPTS)!r})
from pathlib import Path
import build, publishing
build.DBT = {self.steps!r}
build.CHECK_RAW = Path({str(self.folder / "check_raw.py")!r})
build.TARGET = Path({str(self.folder / "target")!r})
{patch}
build.main({list(arguments)!r})
"""
        return Process(
            [sys.executable, "-c", program],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )

    def build(self, *arguments: str, **options: object) -> Run:
        """A build, to its end."""
        return self.start("--", *arguments, **options).end()

    def rows(self, table: str = "mart") -> list[int]:
        """What is published, as another process sees it."""
        return rows(self.database, table)

    def files(self) -> set[str]:
        """The files beside the database."""
        return {path.name for path in self.database.parent.iterdir()}

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """What is published is, byte by byte and inode by inode, what it was, and nothing lies beside it."""
        before, inode = self.database.read_bytes(), self.database.stat().st_ino
        yield
        assert (self.database.read_bytes(), self.database.stat().st_ino) == (before, inode)
        assert self.files() <= {"mql.duckdb", "mql.duckdb.lock"}


def rows(database: Path, table: str = "mart") -> list[int]:
    """The numbers in a table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return [n for (n,) in connection.execute(f"select n from {table} order by n").fetchall()]


def until(happened: Callable[[], object]) -> None:
    """Waits until something is so."""
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place in which a build was published."""
    place = Place(tmp_path)
    with duckdb.connect(str(place.database), config={"storage_compatibility_version": "v1.2.0"}) as connection:
        connection.execute("create table mart (n integer)")
        connection.execute("insert into mart values (1)")
    return place


def test_a_build_goes_on_from_what_is_published_and_leaves_one_file(place: Place) -> None:
    place.database.chmod(0o640)
    run = place.build("row=2", "say=MQL_DUCKDB_PATH", "say=MQL_NOTIFICATION_LOG")
    assert (run.code, place.rows()) == (0, [1, 2])
    assert place.files() == {"mql.duckdb", "mql.duckdb.lock"}
    assert place.database.stat().st_mode & 0o777 == 0o640
    # the views in it name the catalog, which is named for the file; the log stays where notify.py writes it
    private, log = run.said.splitlines()[:2]
    assert Path(private).name == place.database.name
    assert private != str(place.database)
    assert log == str(place.database.with_name("notifications.csv"))
    # what dbt left beside the private file is in what is published
    assert (place.build("wal").code, place.rows("late"), "mql.duckdb.wal" in place.files()) == (0, [1], False)


def test_where_the_system_cannot_copy_within_itself_bytes_are_copied(place: Place) -> None:
    assert place.build("fill=1000000").code == 0
    cannot = "import os\ndef cannot(*_): raise OSError(95, 'not supported')\nos.copy_file_range = cannot"
    assert place.start("--", "row=2", patch=cannot).end().code == 0
    with duckdb.connect(str(place.database), read_only=True) as connection:
        assert connection.execute("select count(*), count(distinct n) from big").fetchall() == [(1_000_000, 1_000_000)]


def test_a_build_that_fails_publishes_nothing_and_is_kept_for_a_look(place: Place) -> None:
    before = place.database.read_bytes()
    run = place.build("row=2", "exit=1")
    kept = place.database.parent / ".mql.failed" / "mql.duckdb"
    assert run.code == 1
    assert run.last == f"dbt failed (exit code 1); nothing was published. What it made is in {kept} until the next build."
    assert (place.database.read_bytes(), rows(kept)) == (before, [1, 2])
    assert place.build("row=3").code == 0
    assert (place.rows(), place.files()) == ([1, 3], {"mql.duckdb", "mql.duckdb.lock"})


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (["row=2", "exit=2"], "dbt failed (exit code 2); nothing was published."),
        (["row=2", "die=SIGKILL"], "dbt was killed by SIGKILL (out of memory?); nothing was published."),
        (["row=2", "die=SIGSEGV"], "dbt was killed by SIGSEGV; nothing was published."),
    ],
)
def test_of_a_dbt_that_did_not_come_to_its_end_nothing_is_kept(place: Place, steps: list[str], words: str) -> None:
    with place.untouched():
        run = place.build(*steps)
    assert (run.code, run.last) == (1, words)


def test_killed_at_any_step_it_leaves_the_old_or_the_new(place: Place) -> None:
    old, new = [1], [1, 2]
    seen, number = [], 0
    image = place.database.read_bytes()
    while True:
        number += 1
        shutil.rmtree(place.database.parent / ".mql.building", ignore_errors=True)
        place.database.write_bytes(image)
        killed = place.start("--", "row=2", patch=KILLED_AT_EVENT.format(folder=str(place.database.parent), number=number)).end()
        assert place.rows() in (old, new)
        seen.append(place.rows())
        assert "mql.duckdb.wal" not in place.files()
        if killed.code == 0:
            break
        assert killed.code == -signal.SIGKILL
        found, left = place.rows(), (place.database.parent / ".mql.building").exists()
        if number % 4 == 0:
            run = place.build("row=3")
            assert (run.code, place.rows(), place.files()) == (0, [*found, 3], {"mql.duckdb", "mql.duckdb.lock"})
            assert ("left by a build that was killed; thrown away" in run.said) == left
    # it was killed before and after the step that publishes
    assert number > 8
    assert seen == sorted(seen)
    assert seen.count(new) > 1


def test_what_dbt_does_ends_with_the_build_that_is_killed(place: Place) -> None:
    started, go_on, ended = place.folder / "started", place.folder / "go-on", place.folder / "ended"
    with place.start("--", "row=2", f"touch={started}", f"wait={go_on}", f"touch={ended}") as killed:
        until(started.exists)
        os.kill(killed.pid, signal.SIGKILL)
    run = place.build("row=3")
    assert (run.code, place.rows()) == (0, [1, 3])
    go_on.touch()
    time.sleep(0.2)
    assert not ended.exists()


def test_where_the_system_cannot_end_it_the_next_build_knows_that_it_is_still_at_work(place: Place) -> None:
    started, go_on = place.folder / "started", place.folder / "go-on"
    cannot = "build._die_with_parent = lambda: None"
    with place.start("--", "row=2", f"touch={started}", f"wait={go_on}", patch=cannot) as killed:
        until(started.exists)
        os.kill(killed.pid, signal.SIGKILL)
    run = place.start("--no-wait", "--", "row=3").end()
    go_on.touch()
    assert (run.code, f"another build is at work (pid {killed.pid}, since" in run.last) == (1, True)
    assert place.build("row=3").code == 0
    assert place.rows() == [1, 3]


def test_stopped_from_the_keyboard_it_says_so_and_leaves_nothing(place: Place) -> None:
    started = place.folder / "started"
    with place.untouched(), place.start("--", "row=2", f"touch={started}", "wait=never") as stopped:
        until(started.exists)
        os.killpg(stopped.pid, signal.SIGINT)
        run = stopped.end()
    assert (run.code, run.last) == (1, f"Stopped; nothing was published. {place.database} is as it was.")


def test_of_two_builds_the_second_waits_or_says_so(place: Place) -> None:
    started, go_on = place.folder / "started", place.folder / "go-on"
    with place.start("--", "row=2", f"touch={started}", f"wait={go_on}") as first:
        until(started.exists)
        left = place.start("--no-wait", "--", "row=4").end()
        with place.start("--", "row=3") as second:
            assert second.stdout
            said = second.stdout.readline()
            go_on.touch()
            assert first.end().code == 0
            assert second.end().code == 0
    who = f"{place.database}.lock: another build is at work (pid {first.pid}, since "
    assert (left.code, left.said.startswith(who)) == (1, True)
    assert left.said.endswith(" UTC); nothing was built by this one.\n")
    assert (said.startswith(who), said.endswith(" UTC); this one waits for its end.\n")) == (True, True)
    assert place.rows() == [1, 2, 3]


def test_two_builds_of_one_project_do_not_meet_in_dbts_files(place: Place) -> None:
    started, go_on = place.folder / "started", place.folder / "go-on"
    with place.start("--", f"touch={started}", f"wait={go_on}") as first:
        until(started.exists)
        place.environment["MQL_DUCKDB_PATH"] = str(place.folder / "other.duckdb")
        run = place.start("--no-wait", "--", "row=4").end()
        go_on.touch()
        assert first.end().code == 0
    assert (run.code, f"build.lock: another build is at work (pid {first.pid}, since" in run.said) == (1, True)


def test_a_reader_neither_blocks_a_build_nor_is_disturbed_by_it(place: Place) -> None:
    program = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute("select list(n order by n) from mart").fetchall()[0][0], flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(place.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:

        def sees() -> str:
            assert reader.stdin
            assert reader.stdout
            reader.stdin.write("look\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert sees() == "[1]"
        # what it has open is another file than what comes: nothing is written into it
        opened = place.folder / "opened.duckdb"
        opened.hardlink_to(place.database)
        run = place.build("row=2")
        assert rows(opened) == [1]
        assert (run.code, sees(), place.rows()) == (0, "[1]", [1, 2])
        assert place.build("row=3").code == 0
        assert (sees(), place.rows()) == ("[1]", [1, 2, 3])
        assert reader.stdin
        reader.stdin.close()


def test_nobody_writes_to_what_is_published_while_the_next_is_built(place: Place) -> None:
    with place.untouched():
        with duckdb.connect(str(place.database)):
            run = place.build("row=2")
        assert (run.code, "another process writes there now (a bare `dbt build`?)" in run.last) == (1, True)
    started, go_on = place.folder / "started", place.folder / "go-on"
    with place.start("--", "row=2", f"touch={started}", f"wait={go_on}") as process:
        until(started.exists)
        with pytest.raises(duckdb.IOException, match="Conflicting lock"):
            duckdb.connect(str(place.database))
        assert place.rows() == [1]
        go_on.touch()
        assert process.end().code == 0
    assert place.rows() == [1, 2]


def test_a_file_that_somebody_else_puts_there_during_a_build_is_not_replaced(place: Place) -> None:
    run = place.build("row=2", f"replace={place.database}")
    assert (run.code, "changed by somebody else during the build, so it is not replaced. Run again." in run.last) == (1, True)
    assert place.database.read_text() == "somebody else's"


def test_what_a_crashed_writer_had_committed_is_brought_in(place: Place) -> None:
    subprocess.run([*place.steps, "wal"], env=place.environment, check=True)
    assert "mql.duckdb.wal" in place.files()
    with duckdb.connect(str(place.database), read_only=True):
        run = place.build("row=2")
    assert (run.code, "mql.duckdb.wal: left by a process that died, and cannot be brought in" in run.last) == (1, True)
    assert place.rows("late") == [1]
    assert place.build("row=2").code == 0
    assert (place.rows(), place.rows("late")) == ([1, 2], [1])
    assert "mql.duckdb.wal" not in place.files()


def test_what_a_deleted_database_left_is_not_brought_in(place: Place) -> None:
    subprocess.run([*place.steps, "wal"], env=place.environment, check=True)
    place.database.unlink()
    assert place.build("row=2").code == 0
    assert (place.rows(), place.files()) == ([2], {"mql.duckdb", "mql.duckdb.lock"})


@pytest.mark.parametrize("step", ["copy", "dbt", "publish"])
def test_a_full_disk_is_said_in_one_line_and_nothing_is_lost(place: Place, step: str) -> None:
    if step == "copy":
        assert place.build("fill=1000000").code == 0
    room = 1_000_000
    with place.untouched():
        # so few rows are in the .wal when dbt ends, and find no place in the file
        run = place.build(f"fill={100_000 if step == 'publish' else 1_000_000}", preexec_fn=lambda: limit(room))
    where = place.database.parent / ".mql.building/mql.duckdb" if step == "copy" else place.database.parent
    assert run.code == 1
    assert run.last.startswith(f"{where}: the disk is full; nothing was published. The copy alone takes ")
    assert ("Traceback" in run.said) == (step == "dbt")
    assert place.build("row=2").code == 0
    assert place.rows() == [1, 2]


def limit(room: int) -> None:
    """Lets a child write no file that is larger."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def powerless(uid: int = os.geteuid()) -> None:
    """Takes from root, in a child, what lets it write anywhere."""
    if uid == 0:
        for number in CAPABILITIES.values():
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, number, 0, 0, 0)


def test_a_folder_or_a_file_that_may_not_be_written_is_said_in_one_line(place: Place) -> None:
    folder = place.database.parent
    with place.untouched():
        folder.chmod(0o555)
        run = place.build("row=2", preexec_fn=powerless)
        folder.chmod(0o755)
        assert run.code == 1
        assert run.said.startswith(
            f"{folder}/mql.duckdb.lock: Permission denied; nothing was published. A build writes beside the database"
        )
        place.database.chmod(0o000)
        run = place.build("row=2", preexec_fn=powerless)
        assert (run.code, run.said.startswith(f"{place.database}: read-only, so it is not replaced. `chmod u+w` it")) == (1, True)
        place.database.chmod(0o200)
        run = place.build("row=2", preexec_fn=powerless)
        assert (run.code, run.said.startswith(f"{place.database}: Permission denied; nothing was published.")) == (1, True)
        assert run.said.count("\n") == 1
        place.database.chmod(0o644)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("data", "data: a folder; expected the name of a file"),
        ("nowhere/mql.duckdb", "nowhere/mql.duckdb.lock: No such file or directory; nothing was published."),
        ("raw/leads.csv", "nothing was published."),
        (":memory:", "For any other target run `dbt build`."),
        ("md:cloud", "For any other target run `dbt build`."),
    ],
)
def test_a_path_that_cannot_be_published_is_said_in_one_line(place: Place, path: str, words: str) -> None:
    place.environment["MQL_DUCKDB_PATH"] = path if ":" in path else str(place.folder / path)
    run = place.build("row=2")
    assert (run.code, words in run.last) == (1, True)
    assert (place.raw / "leads.csv").read_text() == "lead_id\n"


def test_another_target_than_duckdb_is_left_to_dbt(place: Place) -> None:
    place.environment["MQL_TARGET"] = "warehouse"
    with place.untouched():
        assert "For any other target run `dbt build`." in place.build("row=2").last


def test_behind_a_link_the_file_is_replaced_and_not_the_link(place: Place) -> None:
    link = place.folder / "link.duckdb"
    link.symlink_to(place.database)
    place.environment["MQL_DUCKDB_PATH"] = str(link)
    run = place.build("row=2", "say=MQL_DUCKDB_PATH")
    assert (run.code, Path(run.said.splitlines()[0]).name) == (0, "link.duckdb")
    assert (link.is_symlink(), place.rows()) == (True, [1, 2])


def test_a_raw_file_that_changes_while_it_is_read_is_read_again(place: Place) -> None:
    file = place.raw / "leads.csv"
    run = place.build("row=2", f"once={place.raw / 'events'}")
    assert (run.code, run.said.splitlines()[0], place.rows()) == (
        0,
        f"{place.raw / 'events/1.csv'} changed while it was read: building again.",
        [1, 2],
    )
    with place.untouched():
        run = place.build("row=3", f"append={file}", "exit=1")
    assert run.code == 1
    assert run.said.splitlines() == [
        f"{file} changed while it was read: building again.",
        f"{file} changed while it was read, again; nothing was published. Build when the load is over, or from a copy of the folder.",
    ]


def test_checks_that_fail_stop_the_build(place: Place) -> None:
    (place.folder / "check_raw.py").write_text("import sys; print('leads.csv, row 7: no lead_id.', file=sys.stderr); sys.exit(1)")
    with place.untouched():
        run = place.build("row=2")
    assert (run.code, run.said.splitlines()) == (1, ["leads.csv, row 7: no lead_id.", "The raw files stop the build; nothing was built."])
    (place.folder / "check_raw.py").write_text("print('a warning')")
    run = place.build("row=2")
    assert (run.code, run.said.startswith("a warning\n"), place.rows()) == (0, True, [1, 2])
