"""Known spellings of an incident, and a warning of near ones."""

from __future__ import annotations

import pytest

from sop.commands.incident_names import match_incident, settle_spelling
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseLine

LINES = [
    CaseLine(case, "drill", "open", None, incident, 1)
    for case, incident in (("A", "night-7"), ("B", None), ("C", "NIGHT-7"), ("D", "harbour"))
]


def test_cases_of_every_spelling_belong_to_one_incident() -> None:
    assert [line.case for line in match_incident(LINES, "Night-7")] == ["A", "C"]
    with pytest.raises(UsageError, match="There is no incident"):
        match_incident(LINES, "night-8")


def test_the_spelling_of_the_first_use_is_kept() -> None:
    assert settle_spelling(LINES, "NIGHT-7") == ("night-7", ())
    assert settle_spelling(LINES, "night-8") == ("night-8", ())
    word, warnings = settle_spelling(LINES, "harbor")
    assert (word, len(warnings), "'harbour'" in warnings[0]) == ("harbor", 1, True)
