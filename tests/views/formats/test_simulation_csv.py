"""A simulation as CSV: no cell starts a formula, and no letter is unseen."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist

DRILL = """language: 1
version: 1.0.0
title: Drill
stakeholders: {{warden: {{name: "{name}", short: W}}}}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather:
        title: Gather
        responsible: warden
        actions: {{look: {{do: "{name}", due: 1 day}}}}
        outcomes: {{here: {{to: over}}}}
      over: {{title: Over, end: true}}
"""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("Ward\U000e0041en", "Ward<U+E0041>en"),
        ("Fire warden", "Fire warden"),
    ],
)
def test_a_cell_is_text_as_on_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, shown: str
) -> None:
    sop: Typist = new_typist(tmp_path, monkeypatch)
    escaped = name.encode("unicode_escape").decode()
    (sop.folder / "d.yaml").write_text(DRILL.format(name=escaped), "utf-8")
    told = sop("simulate", "d.yaml", "--cases", "2", "--format", "csv")
    assert told.code == 0, told.out + told.err
    titles = {row["title"] for row in csv.DictReader(io.StringIO(told.out))}
    assert shown in titles
    assert not [one for one in titles if one.lstrip()[:1] in ("=", "+", "-", "@", "\uff1d")]
