"""Folders of worked cases and of real data, where the machine has them."""

import os
from pathlib import Path

import pytest


def _folder(variable: str) -> Path:
    path = os.environ.get(variable, "")
    if not path or not Path(path).is_dir():
        pytest.skip(f"{variable} names no folder: these cases are run where it does")
    return Path(path)


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of worked cases: raw data and definitions with the rows that must come out."""
    return _folder("MQL_GOLDEN_PATH")
