"""The guided way from the first call to an accepted referral, and every way to leave it."""

from __future__ import annotations

from typing import Any

import pytest

from sop.views.sanitize import cells
from tests.commands.guided_desk import GuidedDesk, Visit, last_line
from tests.commands.guided_terminal import GuidedTerminal
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist

MOST_KEYS = 120
"""Keys from the first call to an accepted referral; before, an expert needed 590."""
FORM = {
    "place_private": True,
    "interpreter": "not_needed",
    "act": "seen",
    "means": "seen",
    "purpose": "seen",
}


def case_of(sop: Typist) -> str:
    """The one case of the workspace, as the police see it."""
    sop.patch.setenv("SOP_AS", "saps")
    found: str = sop.ok("case", "list").data["cases"][0]["case"]
    sop.patch.setenv("SOP_CASE", found)
    return found


def events(sop: Typist) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sop.ok("case", "timeline").data["events"]
    return found


def forget_terminal_variables(sop: Typist) -> None:
    for name in ("SOP_AS", "SOP_CASE"):
        sop.patch.delenv(name, raising=False)


def whole_night(sop: Typist) -> Visit:
    return GuidedDesk(sop).go(NightCall())


def test_the_night_call_takes_at_most_120_keys_and_no_other_command(sop: Typist) -> None:
    night = whole_night(sop)
    assert (night.code, night.keys <= MOST_KEYS) == (0, True), "".join(night.shown[-14:])
    case_of(sop)
    done = [str(event) for event in events(sop)]
    for path in ("call_help", "accept_referral"):
        assert any(path in text for text in done), path
    assert night.recorded == list(range(1, len(done) + 1))
