"""The menu of cases: label, danger and place of each open case, those in danger first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sop.casework.listed_case import LAST, ListedCase
from sop.views.case_name import case_name

MOST_TRACKS = 2
"""Running tracks that a line names; more would break it on a usual screen."""


def menu_of_cases(cases: Iterable[ListedCase], current: str | None) -> dict[str, str]:
    """Return the open cases to choose from, each with its line.

    Those in danger come first, then they are in the order of opening: a number that a person has
    learned must not lead to another case because time passed or work was recorded.
    """
    found = sorted((one for one in cases if one.line.status == "open"), key=_place)
    return {one.line.case: _menu_text(one, one.line.case == current) for one in found}


def _place(one: ListedCase) -> tuple[bool, datetime, str]:
    return not one.in_danger, one.opened_at or LAST, one.line.case


def _menu_text(one: ListedCase, is_current: bool) -> str:
    parts = (
        case_name("", one.line.label).strip(),
        "* current" if is_current else "",
        "IN DANGER" if one.in_danger else "",
        f"{one.overdue} overdue" if one.overdue else "",
        ", ".join(f"{track.code} {track.title}" for track in one.running[:MOST_TRACKS]),
        one.line.workflow or "",
    )
    return "  ".join(filter(None, parts))
