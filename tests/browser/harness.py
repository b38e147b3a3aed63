"""Owns what a browser test holds in its hands: the open page and all that came of opening it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]


@dataclass
class Visit:
    """One page, and everything that went wrong or was asked for while it was open."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of complaints that the test means to cause; a browser may tell them late."""


Opener = Callable[..., Visit]

everywhere = pytest.mark.parametrize(
    "open_site", ["http", "file", "firefox-http", "firefox-file"], indirect=True
)
"""For what must hold in every browser: the test runs in Firefox too, both ways."""
