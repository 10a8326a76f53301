"""The screen of `sop next`: what to do now, overdue first, with the reason of each date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, WayLine
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.labels import Wording
from sop.views.remedy import offer
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Parts,
    Row,
    Span,
    Table,
    Tone,
    Words,
    Wordy,
    line,
    pieces,
    row,
    words,
)

COLUMNS = (Column(most=9), Column(most=8), Column(flex=True), Column(most=24))


def next_screen(
    definition: Definition,
    checklist: Checklist,
    items: Sequence[ActionLine],
    viewer: str | None = None,
) -> Blocks:
    """`items` are the actions to show, in the order in which they are to be shown. `viewer` is who looks, if told."""
    wording = Wording(definition, checklist.now)
    rows = (
        *_escalations(wording, checklist),
        *(_row(wording, item) for item in items),
        *_ways(wording, checklist),
    )
    listed = Table(COLUMNS, rows) if rows else line("Nothing to do now.", indent=1)
    return (BLANK, listed, BLANK, _footer(definition, checklist, items, viewer))


def urgency(action: ActionLine) -> str:
    """The word at the left of the row."""
    if action.overdue:
        return "OVERDUE"
    return {"open": "TO DO", "unknown": "TO ASK"}.get(action.state, "WAITING")


def _row(wording: Wording, action: ActionLine) -> Row:
    who = f"for {wording.stakeholder_names(action.by)}"
    due = f"due {wording.deadline(action.due)}" if action.due else ""
    tone: Tone = "late" if action.overdue else ""
    return row(
        Span(urgency(action), tone),
        action.code,
        action.title,
        due or who,
        notes=_notes(wording, action, who),
    )


def _notes(wording: Wording, action: ActionLine, who: str) -> Iterator[Wordy]:
    rule = wording.definition.action(action.path).due
    if action.due is not None and rule is not None:
        yield f"{date_text.distance(action.due, wording.now)}, {who}: {wording.rule_of_due(rule)}"
    elif action.due_not_running and rule is not None:
        missing = action.due_not_running
        yield f"{wording.rule_of_due(rule)}, not running: {missing} is not yet known"
    if action.state != "open":
        yield from (
            f"{reason.what} Ask: {reason.ask}" if reason.ask else reason.what
            for reason in action.reasons
        )


def _escalations(wording: Wording, checklist: Checklist) -> Iterator[Row]:
    """The steps past their deadline, for whom they escalate to."""
    for track in checklist.tracks:
        if track.is_escalated and track.due is not None and track.escalate_to is not None:
            due, who = (
                f"due {wording.deadline(track.due)}",
                f"to {wording.short(track.escalate_to)}",
            )
            notes = (f"{date_text.distance(track.due, wording.now)}, {who}",)
            yield row(
                Span("ESCALATED", "late"), track.step_code or "", track.step_title, due, notes=notes
            )


def _ways(wording: Wording, checklist: Checklist) -> tuple[Row, ...]:
    """The outcomes that are open: somebody decides."""
    return tuple(
        row(
            _kind(track, way),
            track.step_code or "",
            f"{way.title or _local(way)} -> {_target(way)}",
            f"for {wording.stakeholder_names(way.by)}",
        )
        for track in checklist.tracks
        for way in track.outcomes
        if way.open
    )


def _kind(track: TrackLine, way: WayLine) -> str:
    """A way that would leave needed actions undone is an exception, not what comes next."""
    return (
        "EXCEPTION"
        if way.skips_actions and any(one.is_needed for one in track.actions)
        else "DECIDE"
    )


def _target(way: WayLine) -> str:
    return way.to_title if way.to_end else f"{way.to_code} {way.to_title}".strip() or "back"


def _local(way: WayLine) -> str:
    return way.path.rsplit(".", 1)[1]


def _footer(
    definition: Definition, checklist: Checklist, items: Sequence[ActionLine], viewer: str | None
) -> Parts:
    """`1 overdue, 2 to do, 1 waiting.`, the command for what can be done first, and for the first of yours."""
    found = [urgency(item) for item in items]
    counts = ", ".join(f"{found.count(word)} {word.lower()}" for word in dict.fromkeys(found))
    can_be_done = [item for item in items if item.state == "open"]
    wording = Wording(definition, checklist.now)
    return pieces(
        f"{counts}." if counts else "",
        *_starts(wording, can_be_done, viewer),
        _next_outcome_command(wording, definition, checklist),
        words("Everything: ", Suggestion("checklist")),
        indent=1,
    )


def _next_outcome_command(wording: Wording, definition: Definition, checklist: Checklist) -> Words:
    """The first open outcome that leaves no action undone, one of the viewer's own first; to skip actions is nobody's
    advice."""
    found: list[Suggestion] = []
    for track in checklist.tracks:
        outcomes = definition.tracks[track.track].steps[track.step].outcomes if track.step else {}
        ways = [
            way for way in track.outcomes if way.open and not outcomes[_local(way)].skips_actions
        ]
        found += [way.suggest for way in ways if way.suggest]
    if not found:
        return words("Move on: ", Suggestion("why", "advance"))
    return offer(
        "Move on: ", next((one for one in found if one.yours), found[0]), wording.stakeholder_names
    )


def _starts(
    wording: Wording, can_be_done: Sequence[ActionLine], viewer: str | None
) -> Iterator[Words]:
    """The most urgent action; where it is not the viewer's, whom to ask for it, and the viewer's own first."""
    if not can_be_done:
        return
    first = can_be_done[0]
    if viewer is None or viewer in first.by:
        yield offer("Start: ", first.suggest, wording.stakeholder_names)
        return
    yield words(
        f"Start: ask {wording.stakeholder_names(first.by)} for {first.code}"
        if first.by
        else f"Start: {first.code}"
    )
    own = next((item for item in can_be_done if viewer in item.by), None)
    if own is None:
        yield words("None of these is yours to do now.")
    else:
        yield offer("Yours first: ", own.suggest, wording.stakeholder_names)
