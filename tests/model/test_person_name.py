"""Names of persons are compared without capitals and accents."""

from __future__ import annotations

from sop.model.person_name import is_same_person, person_key


def test_capitals_accents_and_blanks_do_not_make_another_person() -> None:
    assert is_same_person("N. Dlámini", " n.  DLAMINI ")
    assert not is_same_person("N. Dlamini", "S. Dlamini")


def test_no_name_is_no_person() -> None:
    assert person_key("  ") is None
    assert not is_same_person(None, None)
    assert not is_same_person("", " ")
