"""Annotations as GitHub's runner reads them: every finding one command, and nothing else is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop.model.finding import Finding, Position
from sop.views.formats.github import escape_log_line, github
from tests.commands.typing_in import new_typist
from tests.formats.faults import EVERYTHING, checked, finding

COMMAND = re.compile(r"^::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<text>.*)$")


def read(row: str) -> tuple[str, dict[str, str], str]:
    """The command as the runner takes it apart."""
    found = COMMAND.match(row)
    assert found is not None, row
    pairs = (pair.split("=", 1) for pair in (found["properties"] or "").split(","))
    return found["name"], {key: unescaped(value) for key, value in pairs}, unescaped(found["text"])


def unescaped(text: str) -> str:
    for code, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def rows_of(text: str) -> list[str]:
    """The lines as the runner splits them: at carriage returns too."""
    return re.split(r"\r\n|\r|\n", text.removesuffix("\n"))


def test_every_finding_is_one_command_with_its_place() -> None:
    *commands, last = rows_of(github([EVERYTHING], "3 errors.", str))
    told = [read(row) for row in commands]
    assert [(name, where.get("line"), where["title"]) for name, where, _ in told] == [
        ("error", "7", "sop: constant-condition"),
        ("warning", "7", "sop: long-text"),
        ("notice", "7", "sop: unused-term"),
        ("error", "7", "sop: yaml-syntax"),
        ("error", "9", "sop: guarantee"),
        ("warning", None, "sop: undecided"),
    ]
    assert told[0][1]["file"] == "w/a b.yaml"
    assert last == "3 errors."


def test_a_hostile_message_starts_no_command_of_its_own() -> None:
    text = github([EVERYTHING], "::stop-commands::x\n##[error]y", str)
    names = [row.split(" ")[0] for row in rows_of(text) if row.lstrip().startswith("::")]
    assert set(names) == {"::error", "::warning", "::notice"}
    message = read(rows_of(text)[0])[2]
    assert "100 % wrong,\n::set-output name=a::b\n##[error]x <ESC>[2J<U+202E><b>&" in message
    assert rows_of(text)[-1] == "[sop] ::stop-commands::x # #[error]y"


def test_a_hostile_path_stays_inside_its_property() -> None:
    path = "w/a,line=1::evil%0A\n::x.yaml"
    at = Finding("long-text", "error", Position(path, 3, 4), "too long")
    name, where, text = read(rows_of(github([checked(at)], "", str))[0])
    assert (name, where["line"], text) == ("error", "3", "too long")
    assert where["file"] == "w/a,line=1::evil%0A<LF>::x.yaml"


def test_a_counterexample_is_told_turn_by_turn() -> None:
    text = read(rows_of(github([EVERYTHING], "", str))[4])[2]
    assert "\n1. the warden opens the case\n2. the warden goes home" in text


def test_what_is_not_decided_is_told_once_beside_its_line_as_a_warning() -> None:
    said = finding("proof-undecided", "note", "'nothing_dead' is not decided within 100 nodes", 3)
    (row, _) = rows_of(github([checked(said, proofs=EVERYTHING.proofs)], "", str))
    name, where, text = read(row)
    assert (name, where["line"], where["title"]) == ("warning", "3", "sop: proof-undecided")
    assert text.splitlines()[0] == "'nothing_dead' is not decided within 100 nodes"


def test_a_plain_line_of_the_log_stays_as_it_is() -> None:
    assert escape_log_line("No findings in 2 workflows.") == "No findings in 2 workflows."


def test_the_command_prints_annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sop = new_typist(tmp_path, monkeypatch)
    told = sop("check", "fire-drill", "--format", "github")
    assert (told.code, told.out) == (0, "No findings in 1 workflow.\n")
    (sop.folder / "workflows" / "odd.yaml").write_text(
        "language: 1\ntitle: 3\nfoo: 1\n", encoding="utf-8"
    )
    told = sop("check", "odd", "--format", "github")
    assert told.code == 1
    assert {read(row)[1]["file"] for row in rows_of(told.out)[:-1]} == {"workflows/odd.yaml"}
