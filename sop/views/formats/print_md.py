"""The checklist on paper as Markdown: boxes to tick, lines to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sop.views.form_text import PaperQuestion
from sop.views.print_content import (
    Paper,
    PaperAction,
    PaperEvent,
    PaperTrack,
    PaperTransition,
)
from sop.views.sanitize import clean

SIGN_LINE = f"by: {'_' * 22}   Date, time: {'_' * 18}   Signature: {'_' * 18}"

WRITE_WIDTH = 70
"""Letters of a line to write on: it fits a page in a fixed font."""

# An underscore inside a word is a letter to Markdown too.
_SPECIAL = re.compile(r"([\\`*\[\]<>|&~]|(?<![^\W_])_|_(?![^\W_]))")


def print_markdown(paper: Paper) -> str:
    """Return the whole document."""
    return "\n".join(_lines(paper)) + "\n"


def escape_markdown(text: str) -> str:
    """Return the text so that Markdown shows every letter of it and reads none as markup.

    >>> escape_markdown("see [red] *now*")
    'see \\\\[red\\\\] \\\\*now\\\\*'
    """
    return _SPECIAL.sub(r"\\\1", clean(text))


def _lines(paper: Paper) -> Iterator[str]:
    yield f"# {escape_markdown(paper.title)}"
    yield ""
    yield from (f"- {label}: {escape_markdown(text)}" for label, text in paper.facts)
    if paper.dangers:
        yield from ("", "## IN DANGER", "")
        yield from (f"- **{escape_markdown(text)}**" for text in paper.dangers)
    for one in paper.lists:
        yield from ("", f"## {escape_markdown(one.title)}", "")
        yield from (f"- {escape_markdown(text)}" for text in one.items)
    for track in paper.tracks:
        yield from _track(track)
    yield from _questions(paper.questions)
    yield from _history(paper.history)
    yield ""
    yield "## Notice"
    for part in paper.notice:
        yield ""
        yield escape_markdown(part)


def _questions(questions: tuple[PaperQuestion, ...]) -> Iterator[str]:
    if questions:
        yield from ("", "## Questions", "")
    for question in questions:
        note = f" ({escape_markdown(question.note)})" if question.note else ""
        yield f"{question.number}. **{escape_markdown(question.title)}**{note}"
        if question.boxes:
            boxes = (f"[ ] {escape_markdown(box)}" for box in question.boxes)
            yield f"   {'   '.join(boxes)}"
        yield from (f"   {'_' * WRITE_WIDTH}" for _ in range(question.lines))
    if questions:
        yield from ("", f"Filled in {SIGN_LINE}")


def _history(events: tuple[PaperEvent, ...]) -> Iterator[str]:
    if events:
        yield from ("", "## History", "")
    for event in events:
        number, when = escape_markdown(event.number), escape_markdown(event.when)
        who, what = escape_markdown(event.who), escape_markdown(event.what)
        yield f"- {number}. {when}, {who}: {what}"
        yield from _notes(event.notes)


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    return (f"  - {escape_markdown(note)}" for note in notes)


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
    yield from _transitions("Outcomes", track.outcomes)
    yield from _transitions("Interrupts", track.interrupts)


def _action(action: PaperAction) -> Iterator[str]:
    texts = (("who", action.who), ("due", action.due), ("state", action.state))
    about = "; ".join(f"{label}: {escape_markdown(text)}" for label, text in texts if text)
    code, title = escape_markdown(action.code), escape_markdown(action.title)
    yield f"- {action.mark} **{code}** {title} ({about})"
    yield from _notes(action.notes)
    if action.is_open:
        yield f"  - Done {SIGN_LINE}"


def _transitions(title: str, transitions: tuple[PaperTransition, ...]) -> Iterator[str]:
    if not transitions:
        return
    yield from ("", f"### {title}", "")
    for transition in transitions:
        name, target = escape_markdown(transition.name), escape_markdown(transition.target)
        about = f"decided by: {escape_markdown(transition.who)}"
        if transition.state:
            about += f"; {escape_markdown(transition.state)}"
        yield f"- [ ] **{name}** -> {target} ({about})"
        yield from _notes(transition.notes)
    yield ""
    yield f"Decided {SIGN_LINE}"
