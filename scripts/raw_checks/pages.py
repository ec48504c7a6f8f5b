"""Makes the data docs pages that need no network: nothing is loaded, nothing runs, and the looks are in the page."""

from pathlib import Path


def offline(folder: Path) -> None:
    """x"""
