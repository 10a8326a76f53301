"""What went wrong where YAML itself gave up, in words for somebody who has never read a YAML specification."""

from __future__ import annotations

import re
from typing import Any

from sop.definition.diagnostics import quote_value
from sop.definition.source_map import line_starts
from sop.model.finding import Finding, Position

IN_BRACES = (
    "Inside {…} and […] YAML ends a text at ',' and trips over [ ] { } and a closing '?': "
    "put quotes around the text before it."
)
TOO_DEEP = "too many levels of lists and maps inside each other"
_QUOTE_IT = "Put quotes around the text."


def explain_yaml_error(error: Any, text: str, file: str) -> Finding:
    """The finding for a YAML error, at the place where the mistake stands rather than where it was noticed."""
    mark = getattr(error, "problem_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    message, remedy, at = _explain_problem(
        str(getattr(error, "problem", "") or ""), error, text, index
    )
    starts = line_starts(text)
    line = max(number for number, start in enumerate(starts, 1) if start <= at)
    rule = "too-large" if message == TOO_DEEP else "yaml-syntax"
    return Finding(rule, "error", Position(file, line, at - starts[line - 1] + 1), message, remedy)


def _explain_problem(problem: str, error: Any, text: str, index: int) -> tuple[str, str, int]:
    """Message, remedy and offset."""
    opened = _context_index(error)
    if (
        "maximum nesting depth" in problem
    ):  # newer readers stop by themselves, before our own limit is reached
        return TOO_DEEP, "Bring this to fewer levels; count the opening brackets.", index
    char = text[index : index + 1]
    if (
        "\t" in text[_line_start(text, index) : index + 1]
        and not text[_line_start(text, index) : index].strip()
    ):
        at = text.index("\t", _line_start(text, index))
        return "a tab is not allowed here", "Indent with blanks, two a level.", at
    if "cannot start any token" in problem and char:
        return (
            f"a text cannot start with {quote_value(char)}",
            f'{_QUOTE_IT[:-1]}, as in "{char}…".',
            index,
        )
    if "mapping values are not allowed" in problem:
        return _explain_second_colon(text, index)
    if "flow" in str(getattr(error, "context", "")) and opened is not None:
        return _explain_in_braces(text, index, opened)
    if "quoted scalar" in str(getattr(error, "context", "")):
        return _explain_in_quotes(problem, opened, index)
    if "could not find expected ':'" in problem or "found undefined" in problem:
        at = index if opened is None else opened
        line = text[at:].split("\n", 1)[0].strip()
        if re.match(r"[^\s:]+:\S", line):
            return (
                f"{quote_value(line)} has no blank after the colon",
                "Write 'key: value' with a blank after the colon.",
                at,
            )
        return (
            "this line has no 'key: value'",
            "Write 'key: value' with a blank after the colon, or indent the line if it belongs to the text above.",
            at,
        )
    if "document start" in problem:
        return (
            "the file goes on after its content has ended",
            "Write the whole file as 'key: value' lines.",
            index,
        )
    if "directive" in problem:
        return (
            "a line cannot start with '%'",
            "Put quotes around the text, or write # for a comment.",
            index,
        )
    if "did not find expected key" in problem or "did not find expected '-'" in problem:
        return _explain_misplaced(text, index, char)
    if char and char in "]}":
        return (
            f"{quote_value(char)} closes nothing",
            f"Delete it, or put quotes around the text. {IN_BRACES}",
            index,
        )
    return (
        f"YAML cannot read on from here: {problem or 'unknown reason'}",
        "Compare the line with its neighbours: indentation, colons, quotes, brackets.",
        index,
    )


def _context_index(error: Any) -> int | None:
    mark = getattr(error, "context_mark", None)
    return None if mark is None else int(mark.index)


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _explain_second_colon(text: str, index: int) -> tuple[str, str, int]:
    start = _line_start(text, index)
    before = text[start:index]
    if re.search(r":\s", before):
        return (
            "a second ': ' in one line",
            "Put quotes around the text: a colon with a blank after it starts a new key.",
            index,
        )
    word = before.strip()
    above = text[: max(start - 1, 0)].rsplit("\n", 1)[-1].strip()
    if re.fullmatch(r"[^\s:]+:\S+", above):
        at = start - 1 - len(text[: start - 1].rsplit("\n", 1)[-1].lstrip())
        return (
            f"{quote_value(above)} has no blank after the colon",
            "Write 'key: value' with a blank after the colon.",
            at,
        )
    return (
        f"the key {quote_value(word)} stands too deep: the line above has a value already",
        "Indent keys of one map alike; put quotes around a text that holds ': '.",
        start + len(before) - len(before.lstrip()),
    )


def _explain_in_braces(text: str, index: int, opened: int) -> tuple[str, str, int]:
    char = text[index : index + 1]
    if char and char in "[]{}":
        return (
            f"{quote_value(char)} inside {{…}} or […] is read as a bracket, not as text",
            IN_BRACES,
            index,
        )
    line_end = min(at for at in (text.find("\n", opened), len(text)) if at >= 0)
    line = text[_line_start(text, opened) : line_end]
    if line.count('"') % 2:
        at = _line_start(text, opened) + line.rindex('"')
        return (
            "the quotation marks of this line do not match",
            'Write the missing one; " inside "…" is \\".',
            at,
        )
    bracket = text[opened : opened + 1]
    if not bracket or bracket not in "{[":
        return "a '{' or '[' is not closed", IN_BRACES, min(opened, len(text))
    closing = {"{": "}", "[": "]"}.get(bracket, "}")
    return (
        f"the {quote_value(bracket)} that starts here is not closed",
        f"Write the {quote_value(closing)}. {IN_BRACES}",
        opened,
    )


def _explain_in_quotes(problem: str, opened: int | None, index: int) -> tuple[str, str, int]:
    if "escape" in problem:
        return (
            "unknown escape in a text in double quotes",
            "Write a backslash twice (\\\\), or put the text into single quotes.",
            index,
        )
    return (
        "the quotation mark that starts here is not closed",
        "Write the closing one; a ' inside '…' is written twice.",
        index if opened is None else opened,
    )


def _explain_misplaced(text: str, index: int, char: str) -> tuple[str, str, int]:
    before = text[_line_start(text, index) : index]
    if re.search(r"['\"]\s*$", before) and char:
        return (
            "the text goes on after its closing quotation mark",
            "Put the whole text into quotes; a ' inside '…' is written twice.",
            index,
        )
    if char and char in "]}":
        return (
            f"{quote_value(char)} closes nothing",
            f"Delete it, or put quotes around the text. {IN_BRACES}",
            index,
        )
    if char == "-":
        return (
            "a list item where a key is expected",
            "Indent it under its key, or give it a key.",
            index,
        )
    return (
        "this line is indented like nothing above it",
        "Indent it exactly like the keys it belongs to.",
        index,
    )
