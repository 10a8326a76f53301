"""What a label and a reference may be, and how they are compared in a search."""

from __future__ import annotations

import pytest

from sop.model.label_text import (
    label_order,
    read_label,
    read_reference,
    read_references,
    search_key,
)
from sop.model.limits import LABEL_CHARACTERS, MOST_REFERENCES, REFERENCE_CHARACTERS
from sop.model.refusal import UsageError


def test_a_label_is_one_line_without_surplus_blanks() -> None:
    assert read_label("  person 3,\n green\tjersey ") == "person 3, green jersey"
    assert read_label("e\u0301te") == "\u00e9te"  # one spelling of an accent
    assert read_label("x" * LABEL_CHARACTERS) == "x" * LABEL_CHARACTERS


def test_a_label_that_is_too_long_is_refused_with_a_shorter_one() -> None:
    with pytest.raises(UsageError) as refused:
        read_label("person 3, green jersey and red shoes")
    assert "36 characters" in refused.value.message
    assert "'person 3, green jersey and red'" in str(refused.value.remedy)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_label_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        read_label(text)


def test_a_reference_has_a_number() -> None:
    assert read_reference(" SAPS  CAS 123/11/2026") == "SAPS CAS 123/11/2026"
    with pytest.raises(UsageError, match="'the hospital' is not a valid reference"):
        read_reference("the hospital")
    with pytest.raises(UsageError, match="characters"):
        read_reference("1" * (REFERENCE_CHARACTERS + 1))


def test_a_reference_is_kept_once_and_only_so_many() -> None:
    assert read_references(["A 1", "A  1", "B 2"], ("B 2",)) == ("A 1",)
    many = [f"A {number}" for number in range(MOST_REFERENCES)]
    assert len(read_references(many, ())) == MOST_REFERENCES
    with pytest.raises(UsageError, match=f"at most {MOST_REFERENCES} references"):
        read_references(["B 1"], many)


def test_a_search_ignores_capital_letters_accents_and_blanks() -> None:
    assert search_key("Gr\u00e9EN  Jersey") == "green jersey"
    assert search_key("STRASSE") == search_key("stra\u00dfe")


def test_labels_are_in_the_order_in_which_people_count() -> None:
    labels = ["person 10", None, "Person 2", "green jersey", None]
    ordered = ["green jersey", "Person 2", "person 10", None, None]
    assert sorted(labels, key=label_order) == ordered
