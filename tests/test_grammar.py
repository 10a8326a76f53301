"""One table of the daily commands: what is made from it, and that nothing beside it writes
commands.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer

import sop
from sop.commands.main import COMMANDS, app
from sop.engine.command_builder import CommandInput, build_command
from sop.grammar import (
    SHOWING_VERBS,
    TURN_KEYS,
    TURN_VERBS,
    VERBS,
    WRITING_VERBS,
    Verb,
    Words,
    find_verb,
    parse_line,
)
from sop.model.case_state import Case
from sop.model.commands import Act
from sop.model.refusal import UsageError
from sop.training.typed_command import READ_OPTIONS, parse_command
from tests.commands.suggestion_runs import pieces

ROOT = Path(sop.__file__).parent
SHELL = re.compile(rf"\bsop ({'|'.join(COMMANDS)})\b|\bpip install\b|(?<![\w-])--[a-z]")
MAY = {
    "grammar.py": "the table itself",
    "model/suggestion.py": "the name of another program",
    "casework/git_revisions.py": "options of git",
    "casework/pdf_printing.py": "options of the browser",
    "proof/proof_pages.py": "pages of the manual",
    "views/raised_hints.py": "how the author of a workflow writes a command into a text",
    "views/formats/junit.py": "the name of the tool in its report",
}


def test_nothing_below_the_commands_writes_shell_syntax() -> None:
    found = [f"{name}: {text[:80]}" for name, text in _texts_below_commands() if SHELL.search(text)]
    assert [one for one in found if one.split(":")[0] not in MAY] == []


def test_each_exception_is_still_needed() -> None:
    assert {name for name, text in _texts_below_commands() if SHELL.search(text)} == set(MAY)


def test_among_the_commands_only_the_demo_types_any() -> None:
    """A mistake or a hint of a command is a suggestion too, so that it has what the asker had to
    give.
    """
    typed = re.compile(rf"\bsop ({'|'.join(COMMANDS)})\b")
    texts = {
        path.name: _texts(ast.parse(path.read_text("utf-8")))
        for path in sorted(ROOT.glob("commands/*.py"))
    }
    found = {(name, text) for name, many in texts.items() for text in many if typed.search(text)}
    assert {name for name, _ in found - {("store.py", "What sop store backup made.")}} == {
        "narrator.py"
    }


def _texts_below_commands() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("commands/"):
            yield from ((name, text) for text in _texts(ast.parse(path.read_text("utf-8"))))


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text of the module but docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_program_takes_the_words_and_options_of_the_table(verb: Verb) -> None:
    command = typer.main.get_command(app)
    for word in verb.name.split():
        command = command.get_command(None, word)  # type: ignore[attr-defined]
    own = [one for one in command.params if one.name.startswith(("word_", "option_"))]
    words = [one.metavar for one in own if one.name.startswith("word_")]
    options = {one.opts[-1].removeprefix("--") for one in own if one.name.startswith("option_")}
    assert words == [one.metavar for one in verb.arguments]
    assert options == {one.name for one in verb.options}


def test_a_turn_of_a_scenario_and_the_prompt_of_an_exercise_have_the_verbs_of_the_table() -> None:
    assert TURN_VERBS == ("do", "advance", "raise", "set", "waive", "close", "note")
    assert TURN_KEYS == {"with": "do", "form": "do", "outcome": "advance", "from_now": "set"}
    assert set(WRITING_VERBS) == {*TURN_VERBS, "undo"}
    assert SHOWING_VERBS == ("next", "checklist", "why")


@pytest.mark.parametrize("verb", WRITING_VERBS)
def test_each_verb_that_writes_has_a_meaning(verb: str) -> None:
    definition = pieces("fire-drill")[0].definition
    words = {
        "do": "D1.1",
        "waive": "D1.1",
        "advance": "started",
        "raise": "fire",
        "undo": "2",
        "note": "x",
    }
    given = CommandInput(
        tuple(words[verb].split()) if verb in words else (), {"everyone_out": True}
    )
    command = build_command(definition, Case(id="x"), verb, given, Act("warden"))
    assert type(command).__name__ == {"set": "SetFacts", "note": "WriteNote"}.get(
        verb, verb.capitalize()
    )


def test_a_line_of_an_exercise_and_a_turn_come_to_the_same_command() -> None:
    definition = pieces("fire-drill")[0].definition
    now, case = datetime(2026, 3, 2, tzinfo=UTC), Case(id="x")
    text = "sop do D2.1 --set everyone_out=yes"
    typed = parse_command(definition, case, text=text, role="warden", now=now, zone=ZoneInfo("UTC"))
    assert typed == build_command(
        definition, case, "do", CommandInput(("count",), {"everyone_out": True}), Act("warden")
    )


def test_a_line_is_taken_apart_by_the_options_of_its_verb() -> None:
    assert parse_line('note "the gate is open" --for guard --for=post') == Words(
        "note", ("the gate is open",), {"for": ("guard", "post")}
    )
    assert parse_line("checklist --all --track drill").options == {
        "all": ("",),
        "track": ("drill",),
    }
    for text in ("open fire-drill", "do x --form y", "do x --why", "dance", 'do "x', ""):
        with pytest.raises(UsageError):
            parse_line(text)


def test_a_command_outside_the_table_is_no_verb() -> None:
    assert find_verb("doctor") is None


def test_what_a_learner_may_type_is_read() -> None:
    typed = {
        option.name
        for verb in VERBS
        if verb.learner and verb.writes
        for option in verb.options
        if option.learner
    }
    assert typed <= READ_OPTIONS
    assert "set" in typed
