"""A wrapped text is the whole text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.sanitize import cells, clean
from sop.views.terminal.blocks import (
    line,
    words,
)
from sop.views.terminal.rows import as_text
from sop.views.terminal.wrap import wrap

LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cn",))
LABELS = st.text(LETTERS, min_size=1, max_size=400)


@given(LABELS, st.integers(4, 120), st.integers(4, 120))
@settings(max_examples=300)
def test_the_rows_of_a_wrapped_text_are_the_whole_text(text: str, first: int, rest: int) -> None:
    rows = ["".join(span.text for span in row) for row in wrap(words(text), first, rest)]
    assert "".join(rows).replace(" ", "") == clean(text).replace(" ", "")
    assert all(cells(row) <= (first if index == 0 else rest) for index, row in enumerate(rows))


def test_words_are_not_broken_where_they_fit() -> None:
    assert as_text(
        (line("tell the office of the finding at once", indent=1, hang=3),), 40
    ).splitlines() == [" tell the office of the finding at once"]
    assert as_text((line("one two three", hang=2),), 8).splitlines() == ["one two", "  three"]
    assert as_text((line("abcdefghijkl", hang=0),), 5).splitlines() == ["abcde", "fghij", "kl"]
