"""Decodes files: UTF-8 only, and no character that changes what a reader sees.

A byte order mark at the start is skipped with a note, because editors on Windows add it; CRLF line
ends are read like LF without a note. Other invisible characters that change what a reader sees
(control characters, bidirectional overrides, rare line ends) are refused, also as YAML or JSON
escapes.
"""

from __future__ import annotations

import re
import unicodedata

from sop.definition.source_map import find_line_starts
from sop.model.finding import Finding, Position
from sop.model.limits import FILE_BYTES

# Far above any real workflow; limits for hostile files.
MOST_BYTES = FILE_BYTES
MOST_LINES = 200_000

MOST_CHARACTERS_NAMED = 20
"""Findings about characters in one file: after that, the author saves it again anyway."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAVE = "Save the file as UTF-8 without a byte order mark (in an editor: Save as, encoding UTF-8)."
_NAMES = {
    "\u2028": "LINE SEPARATOR",
    "\u2029": "PARAGRAPH SEPARATOR",
    "\x00": "NUL",
    "\x7f": "DELETE",
    "\x1b": "ESCAPE",
    "\x85": "NEXT LINE",
    "\x08": "BACKSPACE",
}


def decode(raw: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """Return the text without its byte order mark, and findings; None if it cannot be used."""
    if len(raw) > MOST_BYTES:
        message = f"the file has more than {MOST_BYTES:,} bytes, and no more are read"
        return None, [_make_too_large(file, message)]
    encoding = _detect_other_encoding(raw)
    if encoding:
        message = f"the file is written in {encoding}, not in UTF-8"
        return None, [_make_finding("encoding", Position(file), message, _SAVE)]
    notes = []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        message = "the file starts with a byte order mark (BOM), which is skipped"
        notes.append(Finding("encoding", "note", Position(file), message, _SAVE))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*notes, _not_utf8(raw, error, file)]
    if text.count("\n") + text.count("\r") > MOST_LINES:
        message = f"the file has more than {MOST_LINES} lines"
        return None, [*notes, _make_too_large(file, message)]
    forbidden = _find_forbidden(text, file)
    if forbidden:
        return None, [*notes, *forbidden]
    return text, notes


def character_name(char: str) -> str:
    """Return the code and name of the character, never the character itself."""
    name = _NAMES.get(char) or unicodedata.name(char, "a control character")
    return f"U+{ord(char):04X} ({name})"


def why_forbidden(char: str) -> tuple[str, str]:
    """Return message and remedy for a character of FORBIDDEN."""
    if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        problem = "a bidirectional override shows the text in another order"
    elif char in "\u2028\u2029\x85":
        problem = "an invisible line end"
    elif char == "\ufeff":
        problem = "a byte order mark inside the text"
    else:
        problem = "a control character"
    return (
        f"{character_name(char)} is not allowed: {problem}",
        "Delete the character; retype the words around it.",
    )


def _detect_other_encoding(raw: bytes) -> str | None:
    """Return UTF-16 or UTF-32 if the bytes look like it, else None."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding
    start = raw[:64]  # enough to judge: in these encodings, a third of the bytes of text are zero
    zeros = start.count(0)
    if len(start) >= 4 and len(start) <= zeros * 3 and zeros < len(start):
        return "UTF-16 or UTF-32"
    return None


def _not_utf8(raw: bytes, error: UnicodeDecodeError, file: str) -> Finding:
    before = raw[: error.start].decode("utf-8")
    starts = find_line_starts(before)
    message = f"byte 0x{raw[error.start]:02X} is not UTF-8"
    remedy = "Save the file as UTF-8 (in an editor: Save as, encoding UTF-8)."
    position = Position(file, len(starts), len(before) - starts[-1] + 1)
    return _make_finding("encoding", position, message, remedy)


def _find_forbidden(text: str, file: str) -> list[Finding]:
    if FORBIDDEN.search(text) is None:
        return []
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        for match in FORBIDDEN.finditer(line):
            message, remedy = why_forbidden(match.group())
            position = Position(file, number, match.start() + 1)
            found.append(_make_finding("encoding", position, message, remedy))
            if len(found) == MOST_CHARACTERS_NAMED:
                return found
    return found


def _make_too_large(file: str, message: str) -> Finding:
    remedy = "Split the workflow into smaller files."
    return _make_finding("too-large", Position(file), message, remedy)


def _make_finding(rule: str, position: Position, message: str, remedy: str) -> Finding:
    return Finding(rule, "error", position, message, remedy)
