"""An answers file: a YAML list of `{choice: ID}` or `{command: TEXT}`, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import read_yaml
from sop.model.refusal import UsageError
from sop.model.value import value

KEYS = ("choice", "command")
SHAPE = "write a list with a line for each turn: - {choice: ID} or - {command: TEXT}"


@value
class ScriptedAnswer:
    """One answer. `line` is where it stands in the file."""

    kind: str
    text: str
    line: int


@value
class Answers:
    """The answers in order, and what the file says it was written for (`for: {workflow, version, hash}`), if it does.

    A file is a bare list, or a map with `for:` and `answers:`.
    """

    answers: tuple[ScriptedAnswer, ...]
    made_for: Mapping[str, str]


def read_answers(path: Path) -> Answers:
    """What the file says; Misuse with file and line where it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the answers '{path}' cannot be read: {error.strerror}.", "give a YAML file"
        ) from error
    text, findings = decode(raw, str(path))
    reading = read_yaml(text, str(path)) if text is not None else None
    problems = [*findings, *(reading.findings if reading else ())]
    if reading is None or reading.place.lost or problems:
        first = problems[0] if problems else None
        where = (
            f"{first.position.path}:{first.position.line}: {first.message}"
            if first
            else f"{path}: unreadable"
        )
        raise UsageError(f"the answers cannot be read: {where}.", SHAPE)
    found, place = reading.data, reading.place
    made_for: Mapping[str, str] = {}
    if isinstance(found, dict):
        given = found.get("for")
        made_for = (
            {str(key): str(value) for key, value in given.items()}
            if isinstance(given, dict)
            else {}
        )
        found, place = found.get("answers"), (place.children or {}).get("answers", place)
    if not isinstance(found, list):
        raise UsageError(f"{path} holds no list of answers.", SHAPE)
    lines = [(place.children or {}).get(number) for number in range(len(found))]
    return Answers(
        tuple(
            _answer(one, at.line if at else 0, path) for one, at in zip(found, lines, strict=True)
        ),
        made_for,
    )


def _answer(one: object, line: int, path: Path) -> ScriptedAnswer:
    if isinstance(one, dict) and len(one) == 1:
        kind, text = next(iter(one.items()))
        if kind in KEYS and isinstance(text, str) and text.strip():
            return ScriptedAnswer(kind, text, line)
    raise UsageError(f"{path}:{line}: this is no answer.", SHAPE)
