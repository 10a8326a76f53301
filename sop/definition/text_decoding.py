"""From bytes to text: UTF-8 only, and no character that shows something else than it is.

A byte order mark at the start is skipped with a note, because editors on Windows write it unasked; CRLF line ends are
read like LF for the same reason, without a word. Everything else that is invisible and changes what a reader sees
(control characters, bidirectional overrides, exotic line ends) is refused, also in the form of a YAML or JSON escape.
"""

from __future__ import annotations

import re
import unicodedata

from sop.definition.source_map import line_starts
from sop.model.finding import Finding, Position

MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 200_000
MOST_CHARACTERS_NAMED = 20
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
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
    """The text of a file without its byte order mark, or None with the findings that say why not."""
    if len(raw) > MOST_BYTES:
        message = f"the file has {len(raw)} bytes; at most {MOST_BYTES} are read"
        return None, [
            _make_finding(
                "too-large", file, 1, 1, message, "Split the workflow into smaller files."
            )
        ]
    encoding = _other_encoding(raw)
    if encoding:
        return None, [
            _make_finding(
                "encoding", file, 1, 1, f"the file is written in {encoding}, not in UTF-8", _SAVE
            )
        ]
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
        return None, [
            *notes,
            _make_finding(
                "too-large", file, 1, 1, message, "Split the workflow into smaller files."
            ),
        ]
    forbidden = _forbidden_characters(text, file)
    return (None if forbidden else text), [*notes, *forbidden]


def character_name(char: str) -> str:
    """The character as a message names it, never the character itself."""
    name = _NAMES.get(char) or unicodedata.name(char, "a control character")
    return f"U+{ord(char):04X} ({name})"


def why_forbidden(char: str) -> tuple[str, str]:
    """What is wrong with this character, and what to do about it."""
    if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        what = "a bidirectional override makes the text read differently from what it says"
    elif char in "\u2028\u2029\x85":
        what = "an invisible line end"
    elif char == "\ufeff":
        what = "a byte order mark inside the text"
    else:
        what = "a control character"
    return (
        f"{character_name(char)} is not allowed: {what}",
        "Delete the character; retype the words around it.",
    )


def _other_encoding(raw: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding
    start = raw[:64]
    if len(start) >= 4 and start.count(0) * 3 >= len(start) and start.count(0) < len(start):
        return "UTF-16 or UTF-32"
    return None


def _not_utf8(raw: bytes, error: UnicodeDecodeError, file: str) -> Finding:
    before = raw[: error.start].decode("utf-8")
    starts = line_starts(before)
    message = f"byte 0x{raw[error.start]:02X} is not UTF-8"
    remedy = "Save the file as UTF-8 (in an editor: Save as, encoding UTF-8)."
    return _make_finding(
        "encoding", file, len(starts), len(before) - starts[-1] + 1, message, remedy
    )


def _forbidden_characters(text: str, file: str) -> list[Finding]:
    if FORBIDDEN.search(text) is None:
        return []
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        for match in FORBIDDEN.finditer(line):
            message, remedy = why_forbidden(match.group())
            found.append(
                _make_finding("encoding", file, number, match.start() + 1, message, remedy)
            )
            if len(found) == MOST_CHARACTERS_NAMED:
                return found
    return found


def _make_finding(
    rule: str, file: str, line: int, column: int, message: str, remedy: str
) -> Finding:
    return Finding(rule, "error", Position(file, line, column), message, remedy)
