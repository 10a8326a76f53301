"""The first lines of every screen: case, workflow, store, stakeholder and time."""

from __future__ import annotations

from datetime import datetime

from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.value import value
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Blocks, Span, Words, labelled, line, words


@value
class Heading:
    """What the heading shows. `you` is person and stakeholder in words: `A. Person, CLINIC`.

    With `you` or `now` there is a second line.
    """

    case: str | None = None
    workflow: str = ""
    version: str = ""
    store: str = ""
    you: str | None = None
    now: datetime | None = None
    zone: str = "UTC"
    simulated: bool = False
    dry_run: bool = False
    in_danger: bool = False
    label: str | None = None  # of the case
    title: str = ""  # in place of the case: `Worklist`, `Cases`


def heading_lines(heading: Heading) -> Blocks:
    """Return the warnings, then case and workflow; the store at the right."""
    store = labelled("store: ", heading.store)
    first = line(*_warnings(heading), _subject(heading), right=store)
    you = labelled("You: ", heading.you or "")
    now = _clock(heading)
    clock = Span(now, plain_text=labelled("now: ", now))
    if you:
        return (first, line(you, right=clock))
    if now:
        return (first, line(clock))
    return (first,)


def void_lines(definition: Definition, case: Case, now: datetime) -> Blocks:
    """Return the line that a screen of a void case has below its heading; else nothing."""
    voided = case.voided
    if voided is None:
        return ()
    by = definition.stakeholders[voided.as_].short
    when = date_text.moment(voided.at, definition.timezone, now)
    text = f": this case does not count. Made void by {by}, {when}."
    if voided.duplicate_of is not None:
        text = f"{text} A duplicate of case {voided.duplicate_of}."
    return (line(Span("VOID", "late"), text),)


def _warnings(heading: Heading) -> Words:
    found: list[Span] = []
    if heading.in_danger:
        found.append(Span("IN DANGER  ", "late", "IN DANGER; "))
    if heading.dry_run:
        found.append(Span("DRY RUN  ", "caution", "DRY RUN; "))
    if heading.simulated:
        found.append(Span("SIMULATED CLOCK  ", "caution", "SIMULATED CLOCK; "))
    return tuple(found)


def _subject(heading: Heading) -> Words:
    case = labelled("Case ", case_name(heading.case or "", heading.label)) or heading.title
    workflow = " ".join(part for part in (heading.workflow, heading.version) if part)
    if not (case and workflow):
        return words(Span(case, "strong"), workflow)
    return words(Span(case, "strong"), Span("   ", plain_text=" workflow: "), workflow)


def _clock(heading: Heading) -> str:
    now, zone = heading.now, heading.zone
    if now is None:
        return ""
    return f"{date_text.moment(now, zone, now)} {date_text.zone_name(now, zone)}"
