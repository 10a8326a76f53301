"""No text of a file or person moves the cursor, hides or reorders letters."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.sanitize import JOINERS, UNSEEN, cells, clean_lines
from sop.views.terminal.blocks import Span, line
from sop.views.terminal.screen import Screen, clean

MARKUP = (
    "[x] done",
    "[/] not needed",
    "[red]x[/red]",
    ":smile:",
    "[bold",
    "[link=http://x]y[/]",
    "[[x]]",
    "\\[x]",
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("approved\rREFUSED", "approved<CR>REFUSED"),
        ("a\x1b[2Jb", "a<ESC>[2Jb"),
        ("a\x1b]52;c;eA==\x07", "a<ESC>]52;c;eA==<BEL>"),
        ("one\ntwo\tthree", "one<LF>two<TAB>three"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("zero\u200bwidth\ufeff\u00ad", "zero<U+200B>width<U+FEFF><U+00AD>"),
        ("\udc80", "<U+DC80>"),
        ("\x00\x7f", "<NUL><DEL>"),
        ("\u2028\u2029", "<U+2028><U+2029>"),
        ("\u3164", "<U+3164>"),
        ("d\u032d t\u032d", "\u1e13 \u1e71"),
        ("ǃ ǀ ǂ š ê ’n ṋ ḽ 漢", "ǃ ǀ ǂ š ê ’n ṋ ḽ 漢"),
    ],
)
def test_what_has_no_picture_is_shown_by_name_and_letters_stay(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم کمک کنم",  # Persian
        "क\u094d\u200dष",  # Hindi, a half letter
        "क\u094d\u200d",  # a joiner after a virama may end the word
        "র\u200d\u09cdয",  # Bengali
        "ක\u0dca\u200dර",  # Sinhala
        "👨\u200d👩\u200d👧",
        "👩🏽\u200d⚕\ufe0f",
    ],
)
def test_a_joiner_that_the_spelling_or_a_picture_needs_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pass\u200cword", "pass<U+200C>word"),
        ("\u200cا", "<U+200C>ا"),
        ("ا\u200c\u200cب", "ا<U+200C><U+200C>ب"),
        ("ا\u200c", "ا<U+200C>"),
        ("👨\u200cx", "👨<U+200C>x"),
        ("م\u200ba", "م<U+200B>a"),
    ],
)
def test_a_joiner_that_only_hides_is_named(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_joiner_takes_no_column() -> None:
    assert cells("می\u200cخ") == 3


@given(TEXTS)
@settings(max_examples=400)
def test_clean_text_has_no_control_or_format_characters_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    unseen = [letter for letter in once if unicodedata.category(letter) in UNSEEN]
    assert set(unseen) <= set(JOINERS)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(TEXTS, st.booleans())
@settings(max_examples=200)
def test_every_text_reaches_the_stream_unchanged_but_for_the_filter(
    text: str, colour: bool
) -> None:
    stream = io.StringIO()
    Screen(stream, 200, colour).show((line(text, hang=0),))
    assert stream.getvalue() == _rows_of(clean(text))


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("text", MARKUP)
def test_markup_and_emoji_codes_come_out_as_they_were_typed(text: str, colour: bool) -> None:
    stream = io.StringIO()
    Screen(stream, 80, colour).show((line(Span(text, "strong"), " ", text),))
    printed = stream.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert printed == f"{text} {text}\n"


def test_a_stream_that_cannot_take_a_letter_shows_its_code() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="")
    Screen(stream, 80).say("Tshivenḓa")
    stream.flush()
    assert raw.getvalue() == b"Tshiven\\u1e13a\n"


def test_a_longer_text_keeps_its_own_lines() -> None:
    assert clean_lines("one\r\ntwo\rthree\n\nfour\n") == ("one", "two<CR>three", "", "four")


def test_width_counts_cells_not_letters() -> None:
    assert [cells(text) for text in ("abc", "漢字", "e\u0323\u0302", "")] == [3, 4, 1, 0]


def _rows_of(text: str) -> str:
    """What a screen of 200 columns makes of a short text: one row without the blanks at its end."""
    return text.rstrip(" ") + "\n" if cells(text) <= 200 else _wrapped(text)


def _wrapped(text: str) -> str:
    from sop.views.terminal.rows import as_text

    return as_text((line(text, hang=0),), 200)
