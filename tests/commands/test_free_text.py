"""Free text on the command line: one rule for names."""

from __future__ import annotations

import pytest

from sop.commands.free_text import seems_to_name_a_person
from tests.commands.typing_in import Typist


@pytest.mark.parametrize(
    "text",
    [
        "moved to her aunt in Soweto",
        "Thandi Mokoena said so",
        "asked Dr Naidoo",
        "mr. x called; Mr x called",
        "call 082 555 1234",
        "ID 8001015009087",
    ],
)
def test_a_name_or_a_number_of_a_person_is_noticed(text: str) -> None:
    assert seems_to_name_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "The shelter is full, asked SAPS and DSD",
        "Refused. The reason: no bed until Monday",
        "NIGHT-7",
        "since 2026-11-30T11:40",
        "P1.2 was done twice",
        "",
    ],
)
def test_ordinary_words_agencies_codes_and_days_are_not_names(text: str) -> None:
    assert not seems_to_name_a_person(text)


def test_a_reason_with_a_name_is_written_with_a_warning_that_does_not_repeat_it(
    recall: Typist,
) -> None:
    quiet = recall("do", "take_complaint", "--note", "asked the office")
    assert (quiet.code, "Warning" in quiet.err) == (0, False)
    warned = recall("undo", "2", "--why", "wrong shop, says Thandi Mokoena")
    assert warned.code == 0
    assert "Warning: --why seems to name a person." in " ".join(warned.err.split())
    assert "Mokoena" not in warned.err


def test_an_incident_and_a_note_follow_the_same_rule(recall: Typist) -> None:
    opened = recall("open", "fire-drill", "--as", "warden", "--incident", "Mrs Mokoena")
    assert (opened.code, "--incident seems to name" in " ".join(opened.err.split())) == (0, True)
    done = recall("do", "take_complaint", "--note", "Call 082 555 1234")
    assert (done.code, "--note seems to name" in " ".join(done.err.split())) == (0, True)


def test_a_text_from_stdin_is_not_warned_of(recall: Typist) -> None:
    done = recall("do", "take_complaint", "--note", "-", stdin="Mrs Mokoena called")
    assert (done.code, "Warning" in done.err) == (0, False)
