"""The handover of a case on one sheet: the current steps, what is open, whom to call, who signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import VisibleEvent, filter_events
from sop.definition.translations import language_of_texts
from sop.engine.checklist_lines import Checklist
from sop.engine.work import WorkLine
from sop.views.assignee_text import assignee_note
from sop.views.case_name import case_name
from sop.views.danger_banner import danger_text
from sop.views.event_text import happened_text, sentence
from sop.views.labels import Wording
from sop.views.note_text import note_text
from sop.views.paper_tracks import choose_tracks
from sop.views.paper_work import describe_steps, describe_work, list_work_of, sort_work
from sop.views.print_content import printed_text, time_of_printing, workflow_text
from sop.views.referral_sheet import URGENT, state_text
from sop.views.sheet import Sheet, SheetPart, fit_sheet
from sop.views.terminal.blocks import labelled, text_of

LATEST = 4
"""The events that a person who takes over reads first."""
MOST_STEPS = 10
"""Tracks that are printed before other lists are."""
MOST_CALLED = 6


def handover_sheet(
    wording: Wording, file: LoadedCase, viewer: str | None, name: str | None
) -> Sheet:
    """Return the handover as the viewer may see the case, cut to one sheet."""
    checklist = file.checklist_for(viewer)
    own, others = choose_tracks(checklist.tracks, viewer)
    work = list_work_of(wording, checklist, None)
    dated = [one for one in work if one.due is not None]
    undated = [one for one in work if one.due is None]
    groups = _group_work(undated, checklist, viewer)
    still_open = tuple(
        text for one in groups for text in describe_work(wording, checklist, one, names_people=True)
    )
    steps = describe_steps(wording, (*own, *others))
    dangers = tuple(danger_text(wording, danger) for danger in checklist.dangers)
    parts = (
        SheetPart(URGENT, dangers, keep=len(dangers), is_urgent=True),
        SheetPart("Current steps", steps, keep=min(len(steps), MOST_STEPS)),
        SheetPart(
            "Late, and due next",
            describe_work(wording, checklist, dated, names_people=True),
            keep=4,
        ),
        SheetPart("Open", still_open, keep=2),
        SheetPart("Latest events", _latest(wording, file, viewer)),
        SheetPart(
            "Whom to call (name, telephone)",
            rows=_called(wording, checklist, work),
            spread=True,
        ),
        SheetPart("To know, in your own words", rows=("", "")),
        SheetPart(
            "Signatures (name, time)",
            rows=("Handed over by", "Taken over by"),
            spread=True,
        ),
    )
    return fit_sheet(
        Sheet(
            title=f"Handover: case {case_name(file.id, file.case.label)}",
            facts=(
                ("By", wording.person(viewer, name) if viewer else "all stakeholders"),
                ("Case", f"{file.id}, {state_text(wording, file)}, {file.version} events"),
                *_known_as(wording, file),
                ("Printed", time_of_printing(wording)),
            ),
            parts=tuple(part for part in parts if part.items or part.rows),
            mark=f"Case {case_name(file.id, file.case.label)}, {printed_text(wording)}",
            heading=workflow_text(wording),
            languages=language_of_texts(file.definition),
        )
    )


def _known_as(wording: Wording, file: LoadedCase) -> Iterator[tuple[str, str]]:
    """Yield the numbers of the case elsewhere, and who has all of it."""
    case = file.case
    if case.references:
        yield "References", ", ".join(case.references)
    if case.assigned:
        yield "Whole case", assignee_note(wording, tuple(case.assigned.values()))


def _group_work(
    work: Sequence[WorkLine], checklist: Checklist, viewer: str | None
) -> tuple[list[WorkLine], ...]:
    """Return the answers to dangers, the viewer's own work, and that of others."""
    urgent = [one for one in work if one.path in checklist.urgent_paths]
    rest = [one for one in work if one.path not in checklist.urgent_paths]
    own = [one for one in rest if viewer in one.by]
    return urgent, own, [one for one in rest if viewer not in one.by]


def _latest(wording: Wording, file: LoadedCase, viewer: str | None) -> tuple[str, ...]:
    """Return the events recorded last, the latest first, with number and what undid them."""
    seen = filter_events(file.definition, file.history, viewer)[-LATEST:]
    return tuple(_event_text(wording, file, one) for one in reversed(seen))


def _event_text(wording: Wording, file: LoadedCase, seen: VisibleEvent) -> str:
    """Return the event; the mark of an undone one comes before what it did, so it is never cut."""
    event, undone = seen.event, file.case.undone.get(seen.event.id)
    mark = "" if undone is None else f" (undone by event {undone})"
    when = happened_text(wording, event, file.case)
    what = f"{text_of(sentence(wording, event))} ({wording.signature(event)})"
    why = labelled(". Reason: ", event.why or "")
    return f"Event {event.id}{mark}, {when}: {what}{why}{note_text(seen, None)}"


def _called(wording: Wording, checklist: Checklist, work: Iterable[WorkLine]) -> tuple[str, ...]:
    """Return who answers the dangers, then who has the work, as labels with room for a number."""
    answering = [who for one in checklist.dangers for answer in one.answers for who in answer.by]
    acting = [who for one in sort_work(checklist, work) for who in one.by]
    called = dict.fromkeys((*answering, *acting))
    return tuple(wording.short(who) for who in list(called)[:MOST_CALLED])
