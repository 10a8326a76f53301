"""Typer's own usage errors are sentences like ours: what is wrong, and the command that helps."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("do --jsn", "There is no option --jsn here. Did you mean --json? For help: sop do --help"),
        ("do --zz", "There is no option --zz here. For help: sop do --help"),
        ("simulate", "WORKFLOW is missing. For help: sop simulate --help"),
        ("train print x", "--sheet is missing. For help: sop train print --help"),
        ("do D1.1 --note", "--note needs a value."),
        ("do --dry-run=1", "--dry-run does not take a value."),
        ("simulate w --cases x", "--cases: 'x' is not a whole number."),
        ("check --budget 3", "--budget: the number must be at least 1000."),
        ("config list extra", "Too many arguments: 'extra'."),
        ("case foo", "There is no command 'case foo'. To list the commands: sop case --help"),
        ("case lst", "There is no command 'case lst'. Did you mean list?"),
        ("nxt", "There is no command 'nxt'. Did you mean next?"),
        ("frobnicate", "There is no command 'frobnicate'. To list the commands: sop --help"),
        ("case", "'sop case' needs a second word. Choose one of: list, show, timeline, verify"),
    ],
)
def test_a_wrong_command_line_is_explained_in_plain_words(
    sop: Typist, line: str, message: str
) -> None:
    answer = sop(*line.split())
    assert (answer.code, answer.out) == (2, "")
    assert message in " ".join(answer.err.split())


@pytest.mark.parametrize("words", [("close",), ("waive", "D1.1"), ("case", "label", "red cap")])
def test_a_command_for_one_case_names_those_for_an_incident(
    sop: Typist, words: tuple[str, ...]
) -> None:
    told = sop(*words, "--incident", "factory")
    assert told.code == 2
    assert (
        "For all cases of an incident: do, advance, raise, set, note, undo. Its lists: worklist, "
        "case list."
    ) in " ".join(told.err.split())
