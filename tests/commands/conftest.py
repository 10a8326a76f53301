"""A workspace with a simulated clock and somebody to type into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


@pytest.fixture
def recall(sop: Typist) -> Typist:
    """A food recall, the plant acting."""
    sop.open("food-recall", as_="plant")
    return sop


@pytest.fixture
def closed(sop: Typist) -> Typist:
    """A food recall that a person closed."""
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=nothing", "--form", "-", stdin=form)
    sop.ok("advance", "dismiss", "--why", "sugar")
    sop.ok("close", "--as", "authority", "--why", "nothing found")
    return sop
