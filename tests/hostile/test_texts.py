# ruff: noqa: E501
"""Texts in, texts out: what was typed comes back from note, timeline, JSON, HTML and Markdown, letter by letter."""

from __future__ import annotations

import html
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop.views.print_html import escaped as as_html
from sop.views.print_md import escaped as as_markdown
from sop.views.visible import clean
from tests.commands.typing_in import Typist
from tests.hostile.controls import dangerous

COUNT = 2_000
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: text.strip() != "")


@pytest.mark.parametrize("share", range(4))
def test_a_note_comes_back_as_it_was_typed(sop: Typist, share: int) -> None:
    sop.patch.setattr(os, "fsync", lambda fd: None)  # what a power cut does is asked elsewhere
    seen: list[str] = []

    @settings(max_examples=COUNT // 4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
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
    for text in seen:
        assert html.unescape(as_html(text)) == clean(text)
        assert re.sub(r"\\([\\`*\[\]<>|&~_])", r"\1", as_markdown(text)) == clean(text)
        assert dangerous(as_html(text) + as_markdown(text)) == []
    print(f"{len(seen)} texts")
