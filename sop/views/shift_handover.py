"""The handover of a shift on a screen and on paper: by case, what is to do and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop.casework.assignees import HandedBack, Unaccepted
from sop.casework.shift_report import CaseChanges, ShiftCase, ShiftReport
from sop.casework.visibility import VisibleEvent
from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.assignee_text import whom_text
from sop.views.case_name import case_name
from sop.views.event_text import happened_text, sentence
from sop.views.foreign_deadlines import UNTIL_THEN, foreign_lines, foreign_text
from sop.views.labels import Wording, count_text
from sop.views.note_text import note_text
from sop.views.print_content import Paper, PaperTrack
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Tone,
    labelled,
    line,
    row,
    text_of,
)
from sop.views.worklist import urgency_of

WORK = (Column(most=9), Column(most=8), Column(flex=True), Column(most=20))
CHANGES = (Column(most=16), Column(flex=True))
SIGN_LABELS = ("Handed over by", "Taken over by")
ROOM = f"{'.' * 20}  time {'.' * 8}  signature {'.' * 15}"
NOTHING = "Nothing is urgent, due or undecided, and nothing was recorded in this time."


def shift_screen(
    report: ShiftReport,
    cases: Sequence[ShiftCase],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str,
    to_sign: bool,
    others: Blocks = (),
) -> Blocks:
    """Return the report by case; `to_sign`: with room to sign, because it goes into a file.

    `wordings` are by workflow, `zone` is that of the report's own times. `others` is the line about
    the work that the report leaves out.
    """
    blocks: list[Block] = [line(_period_text(report, zone, now)), line(_counts_text(report))]
    if not cases:
        blocks += [BLANK, line(NOTHING, indent=1)]
    for one in cases:
        blocks += _case_blocks(one, wordings.get(one.workflow), now, zone)
    blocks += _unaccepted_blocks(report.unaccepted, wordings)
    blocks += handed_back_blocks(report.handed_back, now)
    if others:
        blocks += [BLANK, *others]
    if to_sign:
        blocks += [BLANK, *(line(f"{label}: {ROOM}") for label in SIGN_LABELS)]
    return tuple(blocks)


def _case_blocks(
    one: ShiftCase, wording: Wording | None, now: datetime, zone: str
) -> Iterator[Block]:
    mark = Span(labelled("  ", _mark_text(one)), "late")
    yield BLANK
    known = labelled(", ", ", ".join(one.references))
    yield line(Span(f"{case_name(one.case, one.label)}{known}  {one.workflow}", "strong"), mark)
    if one.items:
        yield Table(WORK, tuple(_work_row(item, wording, now, zone) for item in one.items))
    undated = _undated_text(one)
    if undated:
        yield line(undated, indent=1, hang=2)
    yield from foreign_lines(one.for_others, wording, now, zone=zone)
    if one.changes is not None:
        yield line(_changes_title(one.changes), indent=1)
        texts = _change_texts(one.changes, now)
        yield Table(CHANGES, tuple(row(when, what) for when, what in texts), indent=2)


def _mark_text(one: ShiftCase) -> str:
    """Return `IN DANGER`, or `VOID, a duplicate of 7K3M-9QTD-X`; else an empty text."""
    if one.in_danger:
        return "IN DANGER"
    voided = None if one.changes is None else one.changes.file.case.voided
    if voided is None:
        return ""
    return "VOID" + labelled(", a duplicate of ", voided.duplicate_of or "")


def _work_row(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> Row:
    tone: Tone = "late" if item.overdue_by is not None else ""
    word = Span(urgency_of(item).word, tone)
    who = whom_text(wording, item.row.by, item.row.assigned)
    if item.due is None:
        return row(word, item.row.code, item.row.title, who)
    due = _due_text(item, wording, now, zone)
    return row(word, item.row.code, item.row.title, due, notes=(who,))


def _undated_text(one: ShiftCase) -> str:
    """Return `To do, without a deadline: I1.2 "Ask", I1.3 "Write" (on hold)`; empty for none."""
    if not one.undated:
        return ""
    return f"To do, without a deadline: {', '.join(map(_undated_item, one.undated))}"


def _undated_item(item: WorkItem) -> str:
    text, word = f'{item.row.code} "{item.row.title}"', urgency_of(item).word
    return text if word == "TO DO" else f"{text} ({word.lower()})"


def _due_text(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> str:
    assert item.due is not None
    own_zone = zone if wording is None else wording.definition.timezone
    return f"due {date_text.deadline(item.due, own_zone, now)}"


def _changes_title(changes: CaseChanges) -> str:
    return f"Recorded in this time: {count_text(len(changes.events), 'event')}"


def _change_texts(changes: CaseChanges, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield when, and who did what: `Mon 2 Mar 10:00`, `A. Person, CLINIC: Done: …`."""
    wording = Wording(changes.file.definition, now)
    for seen in changes.events:
        when = happened_text(wording, seen.event, changes.file.case)
        yield when, _change_text(wording, seen, changes)


def _change_text(wording: Wording, seen: VisibleEvent, changes: CaseChanges) -> str:
    event = seen.event
    text = f"{wording.signature(event)}: {text_of(sentence(wording, event))}"
    text += labelled(". Reason: ", event.why or "")
    text += note_text(seen)
    if event.id in changes.file.case.times:
        text = f"{text} (time corrected, recorded with {wording.moment(event.at)})"
    undone = changes.file.case.undone.get(event.id)
    return text if undone is None else f"{text} (undone by event {undone})"


def _unaccepted_blocks(
    found: Sequence[Unaccepted], wordings: Mapping[str, Wording]
) -> Iterator[Block]:
    """Yield what no one has looked at: it is assigned, and not accepted."""
    if not found:
        return
    yield BLANK
    yield line(Span("ASSIGNED AND NOT ACCEPTED", "strong"))
    for one in found:
        yield line(_unaccepted_text(one, wordings.get(one.workflow)), indent=1, hang=2)


def handed_back_blocks(
    found: Sequence[HandedBack], now: datetime, *, names_command: bool = False
) -> Iterator[Block]:
    """Yield what was handed back and is given to no one since.

    `names_command`: with the command that takes it, for a reader who gave it to someone.
    """
    if not found:
        return
    yield BLANK
    yield line(Span("HANDED BACK: NO ONE HAS IT NOW", "strong"))
    for one in found:
        yield line(_handed_back_text(one, now), indent=1, hang=2)
        if names_command:
            target = "case" if one.action is None else one.action.code
            take = Suggestion("assign", target, options=(("me", None),), case=one.file.id)
            yield line("Take it yourself: ", take, indent=3)


def _handed_back_text(one: HandedBack, now: datetime) -> str:
    """Return the case, the work, who handed it back when, and the reason."""
    wording, event = Wording(one.file.definition, now), one.seen.event
    what = "The whole case"
    if one.action is not None:
        what = f'{one.action.code} "{one.action.title}"'
    who = f"{wording.signature(event)}, {wording.moment(event.at)}"
    why = labelled(". Reason: ", event.why or "")
    return f"{case_name(one.file.id, one.file.case.label)}: {what}, by {who}{why}"


def _unaccepted_text(one: Unaccepted, wording: Wording | None) -> str:
    agency = one.assignee.as_ if wording is None else wording.short(one.assignee.as_)
    what = f'{one.code} "{one.title}"' if one.code else one.title
    return f"{case_name(one.case, one.label)}: {what}, {one.assignee.person} ({agency})"


def _period_text(report: ShiftReport, zone: str, now: datetime) -> str:
    since = date_text.moment(report.since, zone, now)
    until = date_text.moment(report.until, zone, now)
    end = f"{until} ({date_text.zone_name(now, zone)})"
    return f"Since {since}; due until the end of the next shift, {end}"


def _counts_text(report: ShiftReport) -> str:
    events = sum(len(one.events) for one in report.changed)
    others = f"{len(report.for_others)} due for others, " if report.for_others else ""
    return (
        f"{len(report.overdue)} overdue, {len(report.due)} due, {others}"
        f"{_decisions_text(report.decisions)} to take, "
        f"{len(report.undated)} without a deadline, "
        f"{count_text(events, 'event')} in {count_text(len(report.changed), 'case')}"
    )


def _decisions_text(decisions: Sequence[WorkItem]) -> str:
    """Return how many decisions can be taken now; one on hold cannot."""
    return count_text(sum(not one.row.held for one in decisions), "decision")


# ---- on paper


def shift_paper(
    report: ShiftReport,
    cases: Sequence[ShiftCase],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str,
    whose: str,
    dangers: tuple[str, ...],
    others: str = "",
) -> Paper:
    """Return the report for paper, with room to sign; the arguments are those of the screen.

    `whose` says for whom it is, `dangers` has a sentence for each danger of a case,
    `others` what the report leaves out.
    """
    printed = date_text.moment(now, zone, now)
    facts = (
        ("Work", whose),
        ("Time", _period_text(report, zone, now)),
        ("Together", _counts_text(report)),
        *((("Not here", others),) if others else ()),
        ("Printed", printed),
        *((label, ROOM) for label in SIGN_LABELS),
    )
    tracks = [_paper_case(one, wordings.get(one.workflow), now, zone) for one in cases]
    if report.unaccepted:
        texts = [_unaccepted_text(one, wordings.get(one.workflow)) for one in report.unaccepted]
        tracks.append(PaperTrack("Assigned and not accepted", remarks=tuple(texts)))
    if report.handed_back:
        texts = [_handed_back_text(one, now) for one in report.handed_back]
        tracks.append(PaperTrack("Handed back: no one has it now", remarks=tuple(texts)))
    return Paper(
        title="Handover of the shift",
        facts=facts,
        tracks=tuple(tracks),
        notice=("This paper is as old as its time of printing. The cases are in the store.",),
        mark=f"Handover of the shift, printed {printed}",
        dangers=dangers,
    )


def _paper_case(one: ShiftCase, wording: Wording | None, now: datetime, zone: str) -> PaperTrack:
    texts = [_work_text(item, wording, now, zone) for item in (*one.items, *one.undated)]
    for item in one.for_others:
        texts.append(f"{UNTIL_THEN}: {foreign_text(item, wording, now, zone)}")
    if one.changes is not None:
        changes = _change_texts(one.changes, now)
        texts += [f"{when}, {what}" for when, what in changes]
    mark = labelled(", ", _mark_text(one))
    name = case_name(one.case, one.label) + labelled(", ", ", ".join(one.references))
    return PaperTrack(f"Case {name} ({one.workflow}){mark}", remarks=tuple(texts))


def _work_text(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> str:
    """Return `[ ] OVERDUE: R1.1 "Tell the office", due Mon 2 Mar 10:00, for OFFICE`."""
    due = "" if item.due is None else _due_text(item, wording, now, zone)
    who = whom_text(wording, item.row.by, item.row.assigned)
    what = f'{item.row.code} "{item.row.title}"' if item.row.code else item.row.title
    return f"[ ] {urgency_of(item).word}: {what}{labelled(', ', due)}, {who.text}"
