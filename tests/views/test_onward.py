"""After the last action of a step its ways onward are listed, each with its command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist

HELP_LINE = """
language: 1
version: 1.0.0
title: Help line
stakeholders: {desk: {name: Desk, short: DESK}, head: {name: Head of the line, short: HEAD}}
tracks:
  call:
    title: Call
    lead: desk
    steps:
      answer:
        title: Answer
        responsible: desk
        actions: {listen: {do: Listen}}
        outcomes:
          visit: {to: visiting, title: A visit is needed}
          settled: {to: over}
          sue: {to: over, by: head, title: The case goes to court}
      visiting:
        title: Visit
        responsible: desk
        actions: {go_there: {do: Go there}}
        outcomes: {home: {to: over, by: head, title: The visit is over}}
      over: {end: true, title: Over}
"""


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    (typist.folder / "workflows" / "help-line.yaml").write_text(HELP_LINE, encoding="utf-8")
    return typist


def test_each_outcome_has_its_command_and_that_of_another_stakeholder_its_name(
    sop: Typist,
) -> None:
    case = sop.open("help-line", as_="desk")
    lines = sop("do", "listen").out.splitlines()
    at = lines.index("C1 may move on. Choose one:")
    assert lines[at + 1 :] == [
        f"  A visit is needed leads to C2 Visit: sop advance call visit -c {case} --as desk",
        f"  settled leads to Over: sop advance call settled -c {case} --as desk",
        "  The case goes to court leads to Over, for HEAD",
    ]


def test_the_decision_of_another_stakeholder_alone_is_no_command(sop: Typist) -> None:
    sop.open("help-line", as_="desk")
    sop.ok("do", "listen")
    sop.ok("advance", "visit")
    told = sop("do", "go_there").out
    assert told.splitlines()[-2:] == [
        "C2 may move on.",
        "  The visit is over leads to Over, for HEAD",
    ]
    assert "sop advance" not in told
