"""Explains errors of the YAML reader to authors who have never read a YAML specification."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sop.definition.finding_report import quote_value
from sop.definition.source_map import find_line_starts
from sop.definition.yaml_lookalikes import find_lookalike
from sop.model.finding import Finding, Position

IN_BRACES = (
    "Inside {…} and […], YAML ends a text at ',' and cannot read [ ] { } or a closing '?' in it: "
    "put quotes around the text before it."
)
TOO_DEEP = "too many levels of lists and maps inside each other"

Explanation = tuple[str, str, int]
"""Message, remedy, and the offset of the mistake in the text."""


def explain_yaml_error(error: Any, text: str, file: str) -> Finding:
    """Return the finding for a YAML error, at the mistake and not where YAML noticed it."""
    mark = getattr(error, "problem_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    message, remedy, at = _explain_problem(error, text, index)
    starts = find_line_starts(text)
    line = max(number for number, start in enumerate(starts, 1) if start <= at)
    rule = "too-large" if message == TOO_DEEP else "yaml-syntax"
    return Finding(rule, "error", Position(file, line, at - starts[line - 1] + 1), message, remedy)


def _explain_problem(error: Any, text: str, index: int) -> Explanation:
    """Explain by the words of the YAML reader; what it says first decides."""
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", ""))
    opened = _context_index(error)
    char = text[index : index + 1]
    if "maximum nesting depth" in problem:  # newer readers stop before our own limit is reached
        return TOO_DEEP, "Bring this to fewer levels; count the opening brackets.", index
    if (tab := _find_indenting_tab(text, index)) is not None:
        return "a tab is not allowed here", "Indent with blanks, two per level.", tab
    if (above := _find_cause_above(text, index, opened)) is not None:
        return above
    if "cannot start any token" in problem and char:
        message = f"a text cannot start with {quote_value(char)}"
        return message, f'Put quotes around the text, as in "{char}…".', index
    if "mapping values are not allowed" in problem:
        return _explain_second_colon(text, index)
    if "flow" in context and opened is not None:
        return _explain_in_braces(text, index, opened)
    if "quoted scalar" in context:
        return _explain_in_quotes(problem, opened, index)
    if "could not find expected ':'" in problem or "found undefined" in problem:
        return _explain_missing_colon(text, index if opened is None else opened)
    if "did not find expected key" in problem or "did not find expected '-'" in problem:
        return _explain_misplaced(text, index, char)
    return _explain_by_sign(problem, char, index)


def _find_cause_above(text: str, index: int, opened: int | None) -> Explanation | None:
    """Return a mistake that YAML notices only later, under another name."""
    return _find_lookalike(text, index, opened) or _find_unclosed_quote(text, index)


def _find_lookalike(text: str, index: int, opened: int | None) -> Explanation | None:
    """Return the misleading character where YAML stopped, or where the construct around it began.

    The place is looked at first: the construct may have begun far above and be in order.
    """
    for at in (index, opened):
        if at is not None and (found := find_lookalike(text, _line_start(text, at))) is not None:
            return found
    return None


def _find_unclosed_quote(text: str, index: int) -> Explanation | None:
    """Return the quotation mark that opens lines above and is closed only where YAML stopped.

    Nearly always it belongs at the end of its own line; the text up to the next quotation mark
    was then read as a part of it.
    """
    line = text.count("\n", 0, index)
    for start, end in _list_quoted_texts(text):
        if start.line < end.line == line and end.index <= index:
            message = f"the quotation mark that starts here is closed only in line {line + 1}"
            return message, 'Close it at the end of its text; " inside "…" is \\".', start.index
    return None


def _list_quoted_texts(text: str) -> list[tuple[Any, Any]]:
    """Return start and end of each text in quotation marks, up to where YAML cannot read on."""
    found: list[tuple[Any, Any]] = []
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                found.append((token.start_mark, token.end_mark))
    except (yaml.YAMLError, ValueError):  # a ValueError for an escape beyond Unicode
        return found
    return found


def _explain_by_sign(problem: str, char: str, index: int) -> Explanation:
    if "document start" in problem:
        message = "the file goes on after its content has ended"
        return message, "Write the whole file as 'key: value' lines.", index
    if "directive" in problem:
        remedy = "Put quotes around the text, or write # for a comment."
        return "a line cannot start with '%'", remedy, index
    if char and char in "]}":
        return _explain_lone_bracket(char, index)
    return (
        f"YAML cannot read on from here: {problem or 'unknown reason'}",
        "Compare the line with its neighbours: indentation, colons, quotes, brackets.",
        index,
    )


def _find_indenting_tab(text: str, index: int) -> int | None:
    """Return the offset of a tab in the indentation of the line up to here; None without one."""
    start = _line_start(text, index)
    if text[start:index].strip() or "\t" not in text[start : index + 1]:
        return None
    return text.index("\t", start)


def _explain_missing_colon(text: str, at: int) -> Explanation:
    line = text[at:].split("\n", 1)[0].strip()
    if re.match(r"[^\s:]+:\S", line):
        return _explain_missing_blank(line, at)
    return (
        "this line has no 'key: value'",
        "Write 'key: value' with a blank after the colon, "
        "or indent the line if it belongs to the text above.",
        at,
    )


def _explain_missing_blank(line: str, at: int) -> Explanation:
    message = f"{quote_value(line)} has no blank after the colon"
    return message, "Write 'key: value' with a blank after the colon.", at


def _explain_lone_bracket(char: str, index: int) -> Explanation:
    remedy = f"Delete it, or put quotes around the text. {IN_BRACES}"
    return f"{quote_value(char)} closes nothing", remedy, index


def _context_index(error: Any) -> int | None:
    mark = getattr(error, "context_mark", None)
    return None if mark is None else int(mark.index)


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _explain_second_colon(text: str, index: int) -> Explanation:
    start = _line_start(text, index)
    before = text[start:index]
    if re.search(r":\s", before):
        remedy = "Put quotes around the text: a colon with a blank after it starts a new key."
        return "a second ': ' in one line", remedy, index
    above = text[: max(start - 1, 0)].rsplit("\n", 1)[-1]
    if re.fullmatch(r"[^\s:]+:\S+", above.strip()):
        at = start - 1 - len(above.lstrip())
        return _explain_missing_blank(above.strip(), at)
    return (
        f"the key {quote_value(before.strip())} is indented too far: "
        "the line above already has a value",
        "Indent keys of one map alike; put quotes around a text that contains ': '.",
        start + len(before) - len(before.lstrip()),
    )


def _explain_in_braces(text: str, index: int, opened: int) -> Explanation:
    """Explain a mistake between brackets; `opened` is the offset of the opening one."""
    char = text[index : index + 1]
    if char and char in "[]{}":
        message = f"{quote_value(char)} inside {{…}} or […] is read as a bracket, not as text"
        return message, IN_BRACES, index
    start, end = _line_start(text, opened), text.find("\n", opened)
    line = text[start:] if end < 0 else text[start:end]
    if line.count('"') % 2:
        return (
            "the quotation marks of this line do not match",
            'Write the missing one; " inside "…" is \\".',
            start + line.rindex('"'),
        )
    bracket = text[opened : opened + 1]
    if not bracket or bracket not in "{[":
        return "a '{' or '[' is not closed", IN_BRACES, min(opened, len(text))
    closing = "}" if bracket == "{" else "]"
    message = f"the {quote_value(bracket)} that starts here is not closed"
    return message, f"Write the {quote_value(closing)}. {IN_BRACES}", opened


def _explain_in_quotes(problem: str, opened: int | None, index: int) -> Explanation:
    if "escape" in problem:
        remedy = "Write a backslash twice (\\\\), or put the text into single quotes."
        return "unknown escape in a text in double quotes", remedy, index
    message = "the quotation mark that starts here is not closed"
    remedy = "Write the closing one; a ' inside '…' is written twice."
    return message, remedy, index if opened is None else opened


def _explain_misplaced(text: str, index: int, char: str) -> Explanation:
    before = text[_line_start(text, index) : index]
    if char and re.search(r"['\"]\s*$", before):
        message = "the text goes on after its closing quotation mark"
        remedy = "Put the whole text into quotes; a ' inside '…' is written twice."
        return message, remedy, index
    if char and char in "]}":
        return _explain_lone_bracket(char, index)
    if char == "-":
        remedy = "Indent it under its key, or give it a key."
        return "a list item where a key is expected", remedy, index
    message = "the indentation of this line matches no line above it"
    return message, "Indent it exactly like the keys it belongs to.", index
