"""Reads an answers file: a YAML list of `{choice: ID}` or `{command: TEXT}`, with line numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sop.definition.bounded_file import read_file
from sop.definition.source_map import SourceSpan
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import YamlDocument, read_yaml
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.model.value import value

KEYS = ("choice", "command")
SHAPE = "Write a list with one line per turn: - {choice: ID} or - {command: TEXT}"


@value
class ScriptedAnswer:
    """One answer. `kind` is one of KEYS; `line` is its line in the file, 0 if not known."""

    kind: str
    text: str
    line: int


@value
class Answers:
    """The answers in order; `made_for` is what the file was written for, empty if not stated.

    A file is a list, or a map with `answers:` and `for: {workflow, version, hash}`.
    """

    answers: tuple[ScriptedAnswer, ...]
    made_for: Mapping[str, str]


def read_answers(path: Path) -> Answers:
    """Return the answers of the file.

    Raises:
        UsageError: The file cannot be read or is not an answers file; the message names the line.
    """
    document = _read_document(path)
    answers, place = document.data, document.place
    made_for: Mapping[str, str] = {}
    if isinstance(answers, dict):
        made_for = _read_made_for(answers.get("for"))
        place = (place.children or {}).get("answers", place)
        answers = answers.get("answers")
    if not isinstance(answers, list):
        raise UsageError(f"{path} does not contain a list of answers.", SHAPE)
    entries = [
        _read_answer(answer, _get_line(place, number), path)
        for number, answer in enumerate(answers)
    ]
    return Answers(tuple(entries), made_for)


def _read_document(path: Path) -> YamlDocument:
    try:
        raw = read_file(path)
    except OSError as error:
        raise UsageError(
            f"The answers file '{path}' cannot be read: {error.strerror}.", "Give a YAML file."
        ) from error
    text, findings = decode(raw, str(path))
    if text is None:
        raise _unreadable(path, findings)
    document = read_yaml(text, str(path))
    problems = [*findings, *document.findings]
    if problems or document.place.lost:
        raise _unreadable(path, problems)
    return document


def _unreadable(path: Path, problems: list[Finding]) -> UsageError:
    if not problems:
        return UsageError(f"The answers file '{path}' cannot be read.", SHAPE)
    first = problems[0]
    place = f"{first.position.path}:{first.position.line}"
    return UsageError(f"The answers file cannot be read. {place}: {first.message}.", SHAPE)


def _read_made_for(entry: Any) -> dict[str, str]:
    if not isinstance(entry, dict):
        return {}
    return {str(key): str(value) for key, value in entry.items()}


def _get_line(place: SourceSpan, number: int) -> int:
    child = (place.children or {}).get(number)
    return child.line if child else 0


def _read_answer(answer: object, line: int, path: Path) -> ScriptedAnswer:
    if isinstance(answer, dict) and len(answer) == 1:
        kind, text = next(iter(answer.items()))
        if kind in KEYS and isinstance(text, str) and text.strip():
            return ScriptedAnswer(kind, text, line)
    raise UsageError(f"{path}:{line}: This is not a valid answer.", SHAPE)
