"""The first lines of every screen: which case, which workflow, which store, who asks, what time it is."""

from __future__ import annotations

from datetime import datetime

from sop.model.value import value
from sop.views import date_text
from sop.views.terminal.blocks import Blocks, Span, Words, line, words


@value
class Heading:
    """`you` is person and stakeholder in words: `A. Person, CLINIC`. With `you` or `now` there is a second line."""

    case: str | None = None
    workflow: str = ""
    version: str = ""
    store: str = ""
    you: str | None = None
    now: datetime | None = None
    zone: str = "UTC"
    simulated: bool = False
    dry_run: bool = False
    title: str = ""  # in place of the case: `Worklist`, `Cases`


def heading_lines(heading: Heading) -> Blocks:
    """The warnings first, then case and workflow; the store at the right."""
    first = line(
        *_warnings(heading),
        _subject(heading),
        right=f"store: {heading.store}" if heading.store else (),
    )
    you = f"You: {heading.you}" if heading.you else ""
    now = _clock(heading)
    if you or now:
        clock = Span(now, said=f"now: {now}" if now else None)
        return (first, line(you, right=clock) if you else line(clock))
    return (first,)


def _warnings(heading: Heading) -> Words:
    found: list[Span] = []
    if heading.dry_run:
        found.append(Span("DRY RUN  ", "caution", "DRY RUN; "))
    if heading.simulated:
        found.append(Span("SIMULATED CLOCK  ", "caution", "SIMULATED CLOCK; "))
    return tuple(found)


def _subject(heading: Heading) -> Words:
    case = f"Case {heading.case}" if heading.case else heading.title
    workflow = " ".join(part for part in (heading.workflow, heading.version) if part)
    between = Span("   ", said=" workflow: ") if case and workflow else ""
    return words(Span(case, "strong"), between, workflow)


def _clock(heading: Heading) -> str:
    if heading.now is None:
        return ""
    return f"{date_text.moment(heading.now, heading.zone, heading.now)} {date_text.zone_name(heading.now, heading.zone)}"
