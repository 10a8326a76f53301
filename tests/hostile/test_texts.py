"""Texts in, texts out: what was typed comes back from note, timeline, JSON, HTML and Markdown,
letter by letter.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop.views.formats.print_md import escape_markdown as as_markdown
from sop.views.sanitize import clean, clean_lines
from tests.commands.typing_in import Typist
from tests.hostile.controls import dangerous
from tests.volume import times

COUNT = times(2_000)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(
    lambda text: text.strip() != ""
)


@pytest.mark.parametrize("share", range(4))
def test_a_note_comes_back_as_it_was_typed(sop: Typist, share: int) -> None:
    sop.patch.setattr(os, "fsync", lambda fd: None)  # what a power cut does is asked elsewhere
    seen: list[str] = []

    @settings(
        max_examples=COUNT // 4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TEXTS)
    def collect(text: str) -> None:
        seen.append(f"{share}{text}.")

    collect()
    assert len(seen) >= COUNT // 4
    for start in range(0, len(seen), 50):
        some = seen[start : start + 50]
        sop.open()
        for text in some:
            sop.ok("note", "-", stdin=text)
        told = [one["text"] for one in sop.ok("case", "timeline").data["events"][1:]]
        assert [clean(text) for text in told] == [clean(text) for text in some]
        shown, printed = sop("case", "timeline").out, sop("case", "print", "--format", "html").out
        assert notes_on_screen(shown) == [lines_of(text) for text in some]
        assert notes_on_paper(printed) == [lines_of(text) for text in some]
        assert dangerous(shown + printed) == []
    for text in seen:
        assert re.sub(r"\\([\\`*\[\]<>|&~_])", r"\1", as_markdown(text)) == clean(text)
        assert dangerous(as_markdown(text)) == []
    print(f"{len(seen)} texts")


def lines_of(text: str) -> list[str]:
    """The lines as they are to be seen; room around a line is the page's matter."""
    return seen_lines(clean_lines(text))


def seen_lines(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def notes_on_screen(shown: str) -> list[list[str]]:
    """The note of each event but the opening, as the timeline of a pipe has it."""
    events = re.split(r"^event [0-9]+, .*$", shown.rsplit("\n\n", 1)[0], flags=re.MULTILINE)[2:]
    return [seen_lines(event.strip().removeprefix("Note: ").split("\n")) for event in events]


def notes_on_paper(printed: str) -> list[list[str]]:
    """The note of each event but the opening, as the printed case has it."""
    history = printed[printed.index('<section aria-labelledby="history">') :].split("</section>")[0]
    rows = history.split('<tr><th scope="row">')[2:]
    notes = [
        [_read_item(item) for item in re.findall("<li>(.*?)</li>", one, re.DOTALL)] for one in rows
    ]
    return [seen_lines((first.removeprefix("Note: "), *more)) for first, *more in notes]


def _read_item(item: str) -> str:
    """Return the words that a browser shows; the direction of writing is marked around them."""
    return html.unescape(re.sub(r'<bdi dir="auto">|</bdi>', "", item))
