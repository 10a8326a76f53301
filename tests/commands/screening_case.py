"""A case of za-trafficking that has come to its screening, whose form is `screening`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.commands.typing_in import Typist

CODE = "I6.2"
_STEPS = (
    ("do", "I1.1", "--set", "signal_source=police"),
    ("do", "I1.2", "--set", "information_given=yes"),
    ("do", "I1.3", "--set", "alone=yes"),
    ("advance", "go_on"),
    ("do", "I2.1", "--set", "in_danger=no"),
    ("do", "I2.3"),
    ("do", "I2.4", "--set", "health_need=routine"),
    ("advance", "go_on"),
    ("do", "I3.1", "--set", "language_shared=yes"),
    ("do", "I3.2"),
    ("advance", "go_on"),
    ("do", "I4.1"),
    ("do", "I4.2", "--set", "age_group=adult"),
    ("do", "I4.3", "--set", "screening_consent=given"),
    ("advance", "go_on"),
)

FORM = {
    "place_private": True,
    "interpreter": "by_telephone",
    "act": "seen",
    "means": "told",
    "purpose": "no_sign",
    "papers_kept_by_others": False,
    "breaks_taken": 2,
    "wishes": "to sleep",
}
FORM_ANSWERS = "y\n3\nseen\nT\nno s\nn\n2\nto sleep\n"
FACT_ANSWERS = "2\n1\n1\n2\nno\nno\n"


def come_to_screening(sop: Typist) -> str:
    """Open a case for the police and do all that comes before the screening; return its ID."""
    case = sop.open("za-trafficking", as_="saps")
    for words in _STEPS:
        sop.ok(*words)
    return case


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


def recorded_form(sop: Typist) -> Any:
    events = sop.ok("case", "timeline").data["events"]
    return events[-1]["form"]


def drafts(sop: Typist) -> list[Path]:
    return sorted((sop.folder / "data" / "people").glob("*.answers/*.json"))
