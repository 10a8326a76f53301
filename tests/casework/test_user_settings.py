"""What is saved about the user of a terminal: stakeholder, name, current case."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sop.casework.user_settings import Person, keep_person, read_person

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")  # a Monday


def test_a_person_is_kept_by_user_and_lapses(tmp_path: Path) -> None:
    person = Person("saps", "T. Mokoena").with_case("7K3M-9QTD-X", NOW)
    keep_person(tmp_path, "../t m", person)
    assert read_person(tmp_path, "../t m") == person
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == ["people"]
    assert read_person(tmp_path, "somebody else") == Person()
    assert person.current_case(NOW + timedelta(hours=8)) == "7K3M-9QTD-X"
    assert person.current_case(NOW + timedelta(hours=8, seconds=1)) is None
    assert person.current_case(NOW - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"case": 7}', '{"case": "x", "case_since": "soon"}']
)
def test_a_damaged_note_on_a_person_is_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "me.json").write_text(text, encoding="utf-8")
    assert read_person(tmp_path, "me") == Person()
