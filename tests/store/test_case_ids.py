"""Case IDs are valid, tolerate how they are typed, and catch what is misread on the telephone."""

from __future__ import annotations

import doctest
import random

import pytest

from sop.store import case_ids


@pytest.mark.parametrize("case_id", ["7K3M-9QTD-X", "ABCD-EFGH-2", "K7QP-2XVN-F"])
def test_three_valid_ids(case_id: str) -> None:
    assert case_ids.is_valid(case_id)


def test_fresh_ids_are_valid_and_differ() -> None:
    source = random.Random(4)
    fresh = [case_ids.new_case_id(source) for _ in range(2000)]
    assert all(map(case_ids.is_valid, fresh))
    assert len(set(fresh)) == 2000
    assert {symbol for case_id in fresh for symbol in case_id} == {*case_ids.SYMBOLS, "-"}


def test_every_wrong_symbol_is_caught() -> None:
    source, tried = random.Random(5), 0
    for symbols in (case_ids.new_case_id(source).replace("-", "") for _ in range(100)):
        for place in range(9):
            for wrong in set(case_ids.SYMBOLS) - {symbols[place]}:
                assert (
                    case_ids.parse_case_id(symbols[:place] + wrong + symbols[place + 1 :]) is None
                )
                tried += 1
    assert tried == 100 * 9 * 31


def test_every_swap_of_neighbours_is_caught() -> None:
    source, tried = random.Random(6), 0
    for symbols in (case_ids.new_case_id(source).replace("-", "") for _ in range(1000)):
        for place in range(8):
            if symbols[place] != symbols[place + 1]:
                swapped = (
                    symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
                )
                assert case_ids.parse_case_id(swapped) is None
                tried += 1
    assert tried > 7500


@pytest.mark.parametrize("typed", ["7k3m-9qtd-x", "7K3M9QTDX", "7k3m 9qtd x", "7-K-3-M-9-Q-T-D-X"])
def test_case_dashes_and_spaces_do_not_matter(typed: str) -> None:
    assert case_ids.parse_case_id(typed) == "7K3M-9QTD-X"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert case_ids.parse_prefix("oO iI lL") == "001111"


@pytest.mark.parametrize(
    "text", ["", "7K3M", "7K3M-9QTD", "7K3M-9QTD-XX", "7K3M-9QTU-X", "７K3M-9QTD-X", "../x"]
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert case_ids.parse_case_id(text) is None


def test_only_one_spelling_is_valid() -> None:
    assert not case_ids.is_valid("7k3m-9qtd-x")
    assert not case_ids.is_valid("7K3M9QTDX")


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(case_ids).failed == 0
