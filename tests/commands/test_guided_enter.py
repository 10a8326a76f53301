"""Enter that records counts only where it was typed for the turn on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands.guided_desk import GuidedDesk, begin, events, script
from tests.commands.guided_terminal import GuidedTerminal
from tests.commands.typing_in import Typist

WORKFLOW = """language: 1
version: 1.0.0
title: A short night
stakeholders: {w: {name: Warden, short: W}}
tracks:
  night:
    title: Night
    lead: w
    steps:
      call:
        title: Call
        responsible: w
        actions: {ring: {do: Ring}, write: {do: Write}}
        outcomes: {go_on: {to: over}}
      over: {title: Over, end: true}
"""
TIME_FOR_THE_LIST = 1.0
"""Seconds until all of it was read or discarded."""
AGAIN = "Nothing was recorded. Press Enter again to record S2.1"


def in_danger(sop: Typist, *answers: str | BaseException) -> str:
    """The text of a visit in which the first answer is a danger: its turn takes Enter."""
    opening = (*begin(sop)[:3], "1", "")
    return GuidedDesk(sop).go(script(*opening, *answers)).text


def done(sop: Typist) -> list[str]:
    return [event["action"] for event in events(sop) if event["type"] == "action_done"]


@pytest.mark.parametrize(
    "before",
    [
        ("h", "1", "", ""),
        ("l", ""),
        ("l", "b"),
        ("x", ""),
        ("n", ""),
        ("n", "a grey van", ""),
        ("!", ""),
        ("nonsense",),
        ("t", "tomorrow 10:00", ""),
        ("u", "a slip", "2", ""),
    ],
    ids=lambda typed: "-".join(one or "enter" for one in typed),
)
def test_one_enter_too_many_after_a_menu_records_nothing(
    sop: Typist, before: tuple[str, ...]
) -> None:
    """Enter went back from a list, and the second Enter recorded a call that no one made."""
    text = " ".join(in_danger(sop, *before, "").split())
    assert AGAIN in text
    assert done(sop) == []


def test_the_second_enter_records_it(sop: Typist) -> None:
    in_danger(sop, "l", "", "", "")
    assert [path.rpartition(".")[2] for path in done(sop)] != []


def test_enter_after_a_record_goes_on_without_a_second_one(sop: Typist) -> None:
    text = in_danger(sop, "s", "b", "")
    assert "Press Enter again" not in text
    assert len(done(sop)) == 1


def test_enter_directly_after_an_undo_records_nothing(sop: Typist) -> None:
    in_danger(sop, "s", "b", "", "u", "a slip", "1", "")
    assert len(done(sop)) == 1  # the one that was undone
    assert [event["type"] for event in events(sop)].count("event_undone") == 1


def test_lines_that_were_typed_before_the_turn_was_shown_are_not_read(tmp_path: Path) -> None:
    """A pasted or impatient Enter answered a turn that the person had not seen."""
    run_program(tmp_path, "init")
    (tmp_path / "workflows" / "night.yaml").write_text(WORKFLOW)
    run_program(tmp_path, "open", "night", "--as", "w")
    terminal = GuidedTerminal(tmp_path)
    for _ in range(3):  # which case, for whom, the name
        if "Enter: done" in terminal.shown:
            break
        terminal.type("" if "Your name" in terminal.shown else "1")
    os.write(terminal._screen, b"l\n\n\n\n\n")
    time.sleep(TIME_FOR_THE_LIST)
    terminal.read()
    terminal.type("q")
    assert terminal.end() == 0
    assert not any("Done:" in screen for screen in terminal.screens)


def run_program(folder: Path, *words: str) -> None:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("SOP_")}
    subprocess.run([sys.executable, "-m", "sop", *words], cwd=folder, env=environ, check=True)
