"""Names of persons are compared without capitals and accents."""

from __future__ import annotations

from sop.model.person_name import is_same_assignee, is_same_person, person_key


def test_capitals_accents_and_blanks_do_not_make_another_person() -> None:
    assert is_same_person("N. Dlámini", " n.  DLAMINI ")
    assert not is_same_person("N. Dlamini", "S. Dlamini")


def test_no_name_is_no_person() -> None:
    assert person_key("  ") is None
    assert not is_same_person(None, None)
    assert not is_same_person("", " ")


def test_work_is_that_of_a_person_whose_name_was_written_without_full_stops() -> None:
    for written in ("T Mokoena", "t.mokoena", " T.  MOKÓENA"):
        assert is_same_assignee(written, "T. Mokoena")
    assert not is_same_person("T Mokoena", "T. Mokoena")  # who recorded an event
    assert not is_same_assignee("S. Mokoena", "T. Mokoena")
    assert not is_same_assignee("...", ".")
    assert not is_same_assignee(None, None)
