"""Collects every finding about a definition, each with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from sop.definition.source_map import PathTo, SourceMap
from sop.model.finding import Finding, Position, Severity

MOST_LISTED = 12
"""Names that one message lists; more would hide the rest of the message."""

MOST_COMPARED = 400
LONGEST_COMPARED = 80
"""Limits for the search of a similar name, whose time grows with their product."""

MOST_FINDINGS = 500
"""No author reads more; and a hostile file must not keep the program busy."""

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes."""

INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\ud800-\udfff\ufeff\ufff9-\uffff]"
)
"""Characters that a reader cannot see, or that change what they see."""


class TooManyFindings(Exception):
    """Stops the reading after MOST_FINDINGS; `finding` reports that."""

    def __init__(self, position: Position) -> None:
        message = f"more than {MOST_FINDINGS} findings; the rest is not checked"
        self.finding = Finding("too-large", "error", position, message, "Correct the others first.")


class Report:
    """The findings so far. `source` locates the nodes that they are about."""

    def __init__(self, source: SourceMap) -> None:
        self.source = source
        self.findings: list[Finding] = []

    def error(
        self,
        rule: str,
        path: PathTo,
        message: str,
        remedy: str = "",
        *,
        key: bool = False,
        inside: tuple[int, str] | None = None,
        severity: Severity = "error",
    ) -> None:
        """Add a finding at the node, or at its key.

        `inside` is an offset in the text of the node, with that text. Raises TooManyFindings.
        """
        position = self.source.at(path, key)
        if inside is not None:
            position = self.source.inside(path, *inside)
        self.add(rule, position, message, remedy, severity)

    def add(
        self,
        rule: str,
        position: Position,
        message: str,
        remedy: str = "",
        severity: Severity = "error",
    ) -> None:
        """Add a finding with its excerpt. Raise TooManyFindings after MOST_FINDINGS."""
        if len(self.findings) >= MOST_FINDINGS:
            raise TooManyFindings(position)
        excerpt = self.source.excerpt(position)
        self.findings.append(Finding(rule, severity, position, message, remedy, excerpt))

    def unknown(
        self,
        rule: str,
        path: PathTo,
        what: str,
        name: str,
        known: Collection[str],
        *,
        key: bool = False,
        inside: tuple[int, str] | None = None,
        remedy: str = "",
    ) -> None:
        """Report an unknown name, with the nearest known name and a list of all."""
        message = f"unknown {what} {quote_value(name)}{suggest_nearest(name, known)}"
        self.error(
            rule, path, message, remedy or f"Known: {list_names(known)}.", key=key, inside=inside
        )


def quote_value(value: object) -> str:
    """Return the value as a message quotes it: short, on one line, without invisible characters."""
    text = INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", _spell_value(value))
    if len(text) > LONGEST_QUOTE:
        text = text[: LONGEST_QUOTE - 3] + "…"
    return f"'{text}'"


def _spell_value(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def list_names(names: Iterable[object]) -> str:
    """Return the names with commas, cut after MOST_LISTED; `none` without any."""
    shown = [str(name) for name in names]
    if not shown:
        return "none"
    text = ", ".join(shown[:MOST_LISTED])
    more = len(shown) - MOST_LISTED
    return f"{text} and {more} more" if more > 0 else text


def find_nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name most similar to this one, ignoring case; None if none is similar."""
    if len(name) > LONGEST_COMPARED or len(known) > MOST_COMPARED:
        return None
    lower = {known_name.lower(): known_name for known_name in known}
    folded = name.lower().replace("-", "_").replace(" ", "_")
    match = difflib.get_close_matches(folded, list(lower), n=1, cutoff=0.6)
    return lower[match[0]] if match else None


def suggest_nearest(name: str, known: Collection[str]) -> str:
    """Return the end of a message about an unknown name; empty if no name is similar."""
    near = find_nearest(name, known)
    return f", did you mean {quote_value(near)}?" if near is not None else ""
