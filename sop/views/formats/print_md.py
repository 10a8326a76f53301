"""The checklist on paper as Markdown: boxes to tick, lines to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sop.views.print_content import Paper, PaperAction, PaperEvent, PaperTrack, PaperWay
from sop.views.sanitize import clean

SIGN = "Done by: ______________________   Date, time: __________________   Signature: __________________"
# An underscore inside a word is a letter to Markdown too.
_SPECIAL = re.compile(r"([\\`*\[\]<>|&~]|(?<![^\W_])_|_(?![^\W_]))")


def print_markdown(paper: Paper) -> str:
    """The whole document."""
    return "\n".join(_lines(paper)) + "\n"


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows every letter of it and reads none as markup.

    >>> escaped("see [red] *now*")
    'see \\\\[red\\\\] \\\\*now\\\\*'
    """
    return _SPECIAL.sub(r"\\\1", clean(text))


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {escape_markdown(paper.title)}"
    yield ""
    yield from (f"- {label}: {escape_markdown(text)}" for label, text in paper.facts)
    for track in paper.tracks:
        yield from _track(track)
    yield from _history(paper.history)
    yield ""
    yield "## Notice"
    for part in paper.notice:
        yield ""
        yield escape_markdown(part)


def _history(events: tuple[PaperEvent, ...]) -> Iterator[str]:
    if events:
        yield from ("", "## History", "")
    for event in events:
        yield f"- {escape_markdown(event.number)}. {escape_markdown(event.when)}, {escape_markdown(event.who)}: {escape_markdown(event.what)}"
        yield from (f"  - {escape_markdown(note)}" for note in event.notes)


def _track(track: PaperTrack) -> Iterator[str]:
    yield ""
    yield f"## {escape_markdown(track.title)}"
    if track.facts or track.remarks:
        yield ""
    yield from (f"- {label}: {escape_markdown(text)}" for label, text in track.facts)
    yield from (f"- {escape_markdown(text)}" for text in track.remarks)
    for title, required in (("Required", True), ("Optional", False)):
        actions = [action for action in track.actions if action.required is required]
        if actions:
            yield from ("", f"### {title}", "")
            for action in actions:
                yield from _action(action)
    yield from _ways("Outcomes", track.outcomes)
    yield from _ways("Interrupts", track.interrupts)


def _action(action: PaperAction) -> Iterator[str]:
    said = "; ".join(
        f"{label}: {escape_markdown(text)}"
        for label, text in (("who", action.who), ("due", action.due), ("state", action.state))
        if text
    )
    yield f"- {action.mark} **{escape_markdown(action.code)}** {escape_markdown(action.title)} ({said})"
    yield from (f"  - {escape_markdown(note)}" for note in action.notes)
    if action.is_open:
        yield f"  - {SIGN}"


def _ways(title: str, ways: tuple[PaperWay, ...]) -> Iterator[str]:
    if not ways:
        return
    yield from ("", f"### {title}", "")
    for way in ways:
        state = f"; {escape_markdown(way.state)}" if way.state else ""
        yield f"- [ ] **{escape_markdown(way.name)}** -> {escape_markdown(way.target)} (decided by: {escape_markdown(way.who)}{state})"
        yield from (f"  - {escape_markdown(note)}" for note in way.notes)
    yield ""
    yield SIGN.replace("Done", "Decided")
