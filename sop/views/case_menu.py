"""The menu of cases: label, danger and place of each open case, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable

from sop.casework.listed_case import ListedCase
from sop.views.case_name import case_name

MOST_TRACKS = 2
"""Running tracks that a line names; more would break it on a usual screen."""


def menu_of_cases(cases: Iterable[ListedCase], current: str | None) -> dict[str, str]:
    """Return the open cases to choose from, each with its line, in the order of the list."""
    found = [one for one in cases if one.line.status == "open"]
    return {one.line.case: _menu_text(one, one.line.case == current) for one in found}


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
