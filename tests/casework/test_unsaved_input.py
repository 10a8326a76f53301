"""What was typed for an event that can neither be written nor kept is said back, but nothing
private.
"""

from __future__ import annotations

import json
import os

import pytest

from sop.store import syscalls
from tests.commands.typing_in import Typist


@pytest.fixture
def full(sop: Typist) -> Typist:
    """A case in a store whose disk has just filled up."""

    def write(descriptor: int, content: bytes) -> int:
        raise OSError(28, os.strerror(28))

    sop.open("food-recall", as_="plant")
    sop.patch.setattr(syscalls, "write", write)
    return sop


def test_what_was_typed_is_said_back(full: Typist) -> None:
    told = full("do", "take_complaint", "--note", "by telephone, twice")
    assert (told.code, "by telephone, twice" in told.err, "To be entered again" in told.err) == (
        3,
        True,
        True,
    )
    assert "private" not in told.err


def test_a_private_fact_is_named_and_not_said(full: Typist) -> None:
    told = full(
        "do",
        "take_complaint",
        "--set-from",
        "-",
        "--note",
        "by letter",
        stdin="complainant=Nomsa Khumalo\n",
    )
    assert (told.code, "Not shown here because it is private: complainant." in told.err) == (
        3,
        True,
    )
    assert "Nomsa" not in told.err + told.out
    assert "by letter" in told.err


def test_a_confidential_note_is_not_said_back_and_an_open_one_is(full: Typist) -> None:
    told = full("note", "-", "--for", "authority", stdin="she fears her brother")
    assert (told.code, "it is private: the note." in told.err, "fears" in told.err) == (
        3,
        True,
        False,
    )
    assert "rang twice" in full("note", "-", stdin="rang twice").err


def test_json_says_the_same_and_no_form(full: Typist) -> None:
    form = json.dumps({"sample_number": 7117, "cold_chain": True})
    told = full.json(
        "do", "take_complaint", "examine", "--set", "hazard=glass", "--form", "-", stdin=form
    )
    message = told.json["message"]
    assert (told.code, "glass" in message, "it is private: the form." in message) == (3, True, True)
    assert "7117" not in told.out + told.err
