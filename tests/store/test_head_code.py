"""A head is given by twelve symbols, or by the digits of the hash."""

from __future__ import annotations

from hashlib import sha256

import pytest

from sop.store.head_code import head_code, is_head, names_head

HEAD = sha256(b"a history").hexdigest()


@pytest.mark.parametrize(
    "text", [head_code(HEAD), head_code(HEAD).lower().replace("-", " "), HEAD, HEAD[:16].upper()]
)
def test_symbols_and_digits_name_the_head(text: str) -> None:
    assert is_head(text)
    assert names_head(text, HEAD)
    assert not names_head(text, sha256(b"another").hexdigest())


@pytest.mark.parametrize("text", ["", "abc", HEAD[:15], HEAD + "0", "04HM-ASR9-NF6", "é" * 12])
def test_another_text_is_not_a_head(text: str) -> None:
    assert not is_head(text)


def test_one_changed_digit_among_the_first_fifteen_changes_the_symbols() -> None:
    others = [f"{HEAD[:n]}{int(HEAD[n], 16) ^ 1:x}{HEAD[n + 1 :]}" for n in range(15)]
    codes = set(map(head_code, others))
    assert len(codes) == 15
    assert head_code(HEAD) not in codes
