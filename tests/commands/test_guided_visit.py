"""The guided way on a real terminal: its keys, Ctrl-C, Ctrl-D and a window that is closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sop.commands.common_options import CommonOptions
from sop.commands.context import CommandContext
from sop.commands.guided_visit import GuidedVisit
from sop.views.terminal.blocks import line
from tests.commands.guided_desk import GuidedDesk, script
from tests.commands.guided_terminal import GuidedTerminal
from tests.commands.typing_in import Typist

WORKFLOW = """language: 1
version: 1.0.0
title: A short night
stakeholders: {w: {name: Warden, short: W}}
facts:
  hurt: {type: boolean, ask: Is anyone hurt?}
  place: {choices: [street, house], ask: Where is it?}
tracks:
  night:
    title: Night
    lead: w
    steps:
      call:
        title: Call
        responsible: w
        say: You are safe here.
        actions: {ask: {do: Ask, records: [hurt, place]}, write: {do: Write it down}}
        outcomes: {go_on: {to: over}}
      over: {title: Over, end: true}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    run_sop(folder, "init")
    (folder / "workflows" / "night.yaml").write_text(WORKFLOW)
    run_sop(folder, "open", "night", "--as", "w")
    return folder


def run_sop(folder: Path, *words: str) -> dict[str, Any]:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("SOP_")}
    done = subprocess.run(
        [sys.executable, "-m", "sop", *words, "--json"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def count_events(folder: Path) -> int:
    (case,) = run_sop(folder, "case", "list")["data"]["cases"]
    run_sop(folder, "case", "verify", case["case"])
    return len(run_sop(folder, "case", "timeline", case["case"], "--as", "w")["data"]["events"])


def at_question(folder: Path) -> GuidedTerminal:
    """A terminal at the second question of the first action; the first one is answered."""
    terminal = GuidedTerminal(folder)
    for _ in range(4):  # which case, for whom, the name
        if "Is anyone hurt?" in terminal.shown:
            break
        terminal.type("" if "Your name" in terminal.shown else "1")
    assert "Say to the person: You are safe here." in terminal.shown
    assert "Where is it?" in terminal.type("1")
    return terminal


def test_ctrl_c_in_a_question_returns_to_the_turn_and_the_answer_is_kept(office: Path) -> None:
    terminal = at_question(office)
    assert "Nothing was written by this." in terminal.press(b"\x03")
    assert count_events(office) == 1
    assert "Use these answers again?" in terminal.type("1")
    terminal.type("y")
    assert "Recorded as event 2" in terminal.type("2")
    terminal.type("q")
    assert terminal.end() == 0
    assert count_events(office) == 2


def test_ctrl_c_at_a_turn_and_the_end_of_input_leave_with_what_was_recorded(office: Path) -> None:
    for key in (b"\x03", b"\x04"):
        terminal = GuidedTerminal(office)
        for _ in range(20):
            if "Ask" in terminal.shown:
                break
            terminal.type("" if "Your name" in terminal.shown else "1")
        assert "Ask" in terminal.shown
        left = terminal.press(key)
        assert "To go on:" in " ".join(left.split())
        assert terminal.end() == 130
    assert count_events(office) == 1


def test_a_window_that_is_closed_writes_nothing_half(office: Path) -> None:
    at_question(office).close_window()
    assert count_events(office) == 1


def test_forty_columns_show_every_word(office: Path) -> None:
    terminal = GuidedTerminal(office, columns=40)
    for _ in range(20):
        if "Say to the" in terminal.shown:
            break
        terminal.type("" if "Your name" in terminal.shown else "1")
    assert "Say to the" in terminal.shown
    assert max(map(len, terminal.shown.splitlines())) <= 40
    terminal.type("q")
    assert terminal.end() == 0


def test_a_list_longer_than_the_terminal_is_shown_in_parts(
    monkeypatch: pytest.MonkeyPatch, sop: Typist
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    for number in range(12):
        sop.ok("open", "food-recall", "--as", "plant", "--label", f"lot {number} of the night")
    visit = GuidedDesk(sop).go(script("m", "m", "13"))
    first, second = visit.shown[:2]
    assert "m more, Enter to go back:" in " ".join(first.split())
    assert all(shown.count("\n") < 24 for shown in visit.shown)
    assert "Open a new case" in first + second + visit.shown[2]
    assert "A new case of which procedure?" in visit.text


def test_a_text_longer_than_the_terminal_waits_for_enter_after_each_page(sop: Typist) -> None:
    session = CommandContext("go", CommonOptions(), {}, sop.folder)
    visit, asked = GuidedVisit(session), []
    visit.prompt.text = lambda question, hidden=False: asked.append(question) or ""  # type: ignore
    visit.show_pages([line(f"row {number}") for number in range(50)])
    assert asked == ["Enter: more:", "Enter: more:"]


def test_others_are_faster_while_the_question_is_open(office: Path) -> None:
    """Nothing is written, both answers are offered again, and Enter alone records none of them."""
    terminal = at_question(office)
    (case,) = run_sop(office, "case", "list")["data"]["cases"]
    run_sop(office, "do", "write", "--as", "w", "-c", case["case"])
    assert "Nothing of yours was written." in " ".join(terminal.type("2").split())
    assert count_events(office) == 2
    assert "Your answer before: yes. To give it again, type =" in terminal.shown
    assert "Enter alone answers nothing here." in terminal.type("")
    assert "Use these answers again?" in terminal.type("=")
    assert "Type 1 for yes or 2 for no." in terminal.type("")
    assert "Record these answers?" in terminal.type("1")
    assert "Record these answers?" in terminal.type("")
    assert count_events(office) == 2
    assert "Recorded as event 3" in terminal.type("yes")
    terminal.type("q")
    assert terminal.end() == 0
    assert count_events(office) == 3


LEFT_AT = {
    "which case": (),
    "for whom": ("1",),
    "the name": ("1", "1"),
    "a fact": ("1", "1", ""),
    "the text of a note": ("1", "1", "", "note"),
    "who may read the note": ("1", "1", "", "note", "the gate is open"),
    "what has happened": ("1", "1", "", "x"),
}
"""A question -> what is typed before it."""


@pytest.mark.parametrize("question", LEFT_AT)
def test_at_every_question_a_closed_window_writes_nothing(office: Path, question: str) -> None:
    terminal = GuidedTerminal(office)
    for typed in LEFT_AT[question]:
        terminal.type(typed)
    terminal.close_window()
    assert count_events(office) == 1
    if question != "who may read the note":
        return
    again = GuidedTerminal(office)
    for _ in range(20):
        if "Ask" in again.shown:
            break
        again.type("" if "Your name" in again.shown else "1")
    assert "Your answer before: the gate is open." in again.type("note")
    again.close_window()
