"""Gathers every finding about a definition, each with its place; nothing stops at the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from sop.definition.source_map import PathTo, SourceMap
from sop.model.finding import Finding, Position, Severity

MOST_LISTED = 12
MOST_COMPARED = 400
MOST_FINDINGS = 500
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\uffff]"
)


class TooManyFindings(Exception):
    """Nobody reads on; and hostile files must not keep the program busy."""

    def __init__(self, position: Position) -> None:
        message = f"more than {MOST_FINDINGS} findings; the rest is not looked at"
        self.make_finding = Finding(
            "too-large", "error", position, message, "Correct the others first."
        )


class Report:
    """The findings so far. `source` may be None while the files are still being read."""

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
        """A finding at the node; `inside` is an offset in its text, with that text."""
        position = (
            self.source.at(path, key) if inside is None else self.source.inside(path, *inside)
        )
        self.add(rule, position, message, remedy, severity)

    def add(
        self,
        rule: str,
        position: Position,
        message: str,
        remedy: str = "",
        severity: Severity = "error",
    ) -> None:
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
        """A name that stands for nothing: with the nearest name, else with all that there are."""
        message = f"unknown {what} {quote_value(name)}{suggest_nearest(name, known)}"
        self.error(
            rule, path, message, remedy or f"Known: {list_names(known)}.", key=key, inside=inside
        )


def quote_value(value: object) -> str:
    """The value as the message shows it: short, on one line, nothing invisible."""
    text = (
        {True: "true", False: "false", None: "nothing"}.get(value)
        if value is None or value is True or value is False
        else str(value)
    )
    text = INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text or "")
    return f"'{text if len(text) <= 60 else text[:57] + '…'}'"


def list_names(names: Iterable[object]) -> str:
    """The names, comma by comma; a long list is cut."""
    shown = [str(name) for name in names]
    if not shown:
        return "none"
    more = len(shown) - MOST_LISTED
    return ", ".join(shown[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def find_nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that the writer probably meant, if any is near."""
    if len(name) > 80 or len(known) > MOST_COMPARED:
        return None
    lower = {known_name.lower(): known_name for known_name in known}
    folded = name.lower().replace("-", "_").replace(" ", "_")
    match = difflib.get_close_matches(folded, list(lower), n=1, cutoff=0.6)
    return lower[match[0]] if match else None


def suggest_nearest(name: str, known: Collection[str]) -> str:
    """The end of a message about an unknown name."""
    near = find_nearest(name, known)
    return f", did you mean {quote_value(near)}?" if near is not None else ""
