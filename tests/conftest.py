"""The order of test files, and what they share: folders of worked cases and of real data, the demo data built, a browser."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from tests.support.project import DEMO_AS_OF, WITHOUT_TESTS, Project, copy_project, demo_raw

# pyspark takes a process whose main module has neither file nor spec, as a worker of pytest-xdist, for a run of its doctests, and exits
main = sys.modules["__main__"]
if main.__spec__ is None and not hasattr(main, "__file__"):
    main.__spec__ = ModuleSpec("__main__", None)

# files whose one long test would run alone if it began last
LONGEST = {"test_parity.py", "test_spark.py", "test_spilling.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others in their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def _folder(variable: str) -> Path:
    path = os.environ.get(variable, "")
    if not path or not Path(path).is_dir():
        pytest.skip(f"{variable} names no folder: these cases are run where it does")
    return Path(path)


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of worked cases: raw data and definitions with the rows that must come out."""
    return _folder("MQL_GOLDEN_PATH")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo data, built once for all tests that only read it (or roll back what they write)."""
    project = Project(tmp_path_factory.mktemp("demo") / "project")
    # of the workers of pytest-xdist, who share the folder above their own, each takes a copy of what one has built
    built_by_another = tmp_path_factory.getbasetemp().parent / "demo-built" if os.environ.get("PYTEST_XDIST_WORKER") else None
    if built_by_another and built_by_another.exists():
        shutil.copytree(built_by_another, project.folder)
        return project
    copy_project(project.folder)
    backtest = ["--vars", "{backtest_definitions: [framework]}"]
    project.run("build", *WITHOUT_TESTS, *backtest, MQL_RAW_PATH=str(demo_raw()), MQL_AS_OF=DEMO_AS_OF)
    if built_by_another:
        shutil.copytree(project.folder, copied := project.folder.with_name("copied"))
        # whole or not at all; where another was as fast, his stays
        with suppress(OSError):
            copied.rename(built_by_another)
    return project


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, where the machine has one."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("no chromium on this machine: the pages are measured where there is one")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*flags, "--disable-component-update", "--disable-sync"])
        yield chromium
        chromium.close()
