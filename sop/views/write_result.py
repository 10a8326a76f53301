"""The result of a write or a dry run: the events, what opened and ended, due times, what next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, WaitingLine
from sop.model.condition import Value
from sop.model.dotted_path import DottedPath
from sop.model.events import Event, InterruptRaised
from sop.model.suggestion import Suggestion
from sop.views.checklist_transitions import for_stakeholder, usual_outcomes
from sop.views.event_text import details, sentence
from sop.views.hold_lines import hold_lines, list_going_on
from sop.views.interrupted_steps import (
    INTERRUPTED,
    NONE_INTERRUPTED,
    InterruptedSteps,
    dropped_text,
    join_waiting,
)
from sop.views.labels import Wording
from sop.views.onward import ways_onward
from sop.views.remedy import offer
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Line,
    Span,
    Table,
    Words,
    labelled,
    line,
    row,
    words,
)

UNDER = 13  # the second row of a line begins here: under the text after "Now to do: "


def write_result_screen(
    wording: Wording,
    events: Sequence[Event],
    opened: Iterable[str],
    closed: Iterable[str],
    after: Checklist,
    dry_run: bool = False,
    *,
    interrupted: InterruptedSteps = NONE_INTERRUPTED,
    stays: Sequence[Line] = (),
) -> Blocks:
    """Return what was written. `opened`, `closed`: paths of actions and ids of tracks.

    `after` is the checklist after the write; `stays` are the actions whose facts were corrected.
    """
    blocks: list[Block] = []
    for event in events:
        blocks += _event(wording, event, dry_run)
    blocks += stays
    opened = tuple(opened)
    blocks += _opening_lines(wording, opened, after)
    ended, paused = interrupted.part_paused(interrupted.without_owed(closed))
    blocks += _closing_lines(wording, ended, after, events)
    blocks += _paused_lines(wording, paused)
    blocks += _interrupted_lines(interrupted)
    blocks += due_lines(wording, events, set(opened), after)
    if dry_run:
        return (*blocks, BLANK, line(Span("Nothing was written (dry run).", "strong")))
    return (*blocks, BLANK, *_what_next(wording, after, events))


def no_change_screen(
    wording: Wording,
    action: ActionLine | None = None,
    undo: Suggestion | None = None,
) -> Blocks:
    """Return that the request was recorded before; for an action by whom and when.

    `undo` is the command that undoes this event, or the later one that must be undone first.
    """
    if action is None or action.record is None:
        return (line("Already recorded. Nothing changed."),)
    record = action.record
    who, when = wording.signature(record), wording.moment(record.at)
    text = f"already {record.state} by {who}, {when} (event {record.event})."
    return (
        line(f"{action.code} {action.title}: {text}"),
        line("Nothing changed.", *_undo_hint(wording, record.event, undo)),
    )


def _undo_hint(wording: Wording, number: int, undo: Suggestion | None) -> Words:
    if undo is None:
        return ()
    label = f" If event {number} is wrong, undo it: "
    if undo.target != str(number):
        label = f" If event {number} is wrong, undo event {undo.target} first: "
    return offer(label, undo, wording.stakeholder_names)


def undo_screen(
    wording: Wording,
    event: Event,
    opened: Iterable[str],
    closed: Iterable[str],
    facts: Mapping[str, Value | None],
    correction: int,
    after: Checklist,
    happened: datetime | None = None,
    *,
    times: Iterable[tuple[int, datetime, datetime]] = (),
    dues: Iterable[Block] = (),
) -> Blocks:
    """Return what undoing the event would change.

    `times` are the events whose time goes back, each as (ID, is, becomes); `dues` the lines of the
    due times that change.

    `happened` is when the event happened, where its time was corrected.
    `facts` are those whose value would change; `correction` is the number of the new event;
    `after` is the checklist as it would be.
    """
    room = Span("  ", plain_text=" ")
    who = wording.signature(event)
    when = wording.moment(happened or event.at)
    if happened is not None:
        when = f"{when} (corrected, recorded with {wording.moment(event.at)})"
    signed = words(":", room, when, room, who, room)
    event_line = line(Span(f"Event {event.id}", "strong"), signed, sentence(wording, event))
    changes = [
        *_state_changes(wording, opened, after, ('is "to do" again', "runs again")),
        *_state_changes(wording, closed, after, ('is no longer "to do"', "no longer runs")),
        *_fact_changes(wording, facts),
        *(
            f"event {number} happened: {wording.moment(was)} -> {wording.moment(to)}"
            for number, was, to in times
        ),
        f'event {event.id} stays in the history, marked "undone by event {correction}"',
    ]
    first = Span("If you go on:", "strong", "If you go on")
    rows = [row(first, changes[0])]
    rows += [row(Span("", plain_text="and"), change) for change in changes[1:]]
    columns = (Column(most=UNDER), Column(flex=True))
    return (event_line, Table(columns, tuple(rows), indent=0), *dues)


def _state_changes(
    wording: Wording, paths: Iterable[str], after: Checklist, changes: tuple[str, str]
) -> Iterator[str]:
    """Yield each path with its change; `changes` are the words for an action and for a track."""
    for path in paths:
        change = changes[path in wording.definition.tracks]
        due = ""
        action = _action(after, path)
        if action is not None:
            due = labelled(", due ", wording.deadline(action.due))
        yield f"{_code(wording, path)} {change}{due}"


def _fact_changes(wording: Wording, facts: Mapping[str, Value | None]) -> Iterator[str]:
    for name, value in facts.items():
        text = "unknown" if value is None else wording.value(name, value)
        yield f'the fact "{name}" becomes {text}'


def action_stays_line(
    wording: Wording, path: str, fact: str, number: int, undo: Suggestion | None
) -> Line:
    """Return that the action which recorded a corrected fact stays done, and how to undo it."""
    action = wording.definition.action(path)
    text = f'{action.code} "{action.title}" (event {number}) recorded {fact} and stays done.'
    label = " If it has to be done again, undo it: "
    if undo is not None and undo.target != str(number):
        label = f" If it has to be done again, undo event {undo.target} and then {number}: "
    again = offer(label, undo, wording.stakeholder_names)
    return line(text, *again, indent=2, hang=2)


def _event(wording: Wording, event: Event, would: bool) -> Iterator[Line]:
    number = words(Span("   ", plain_text=" "), f"(event {event.id})")
    if would:
        number = ()  # it gets its number only when it is written
    signed = f", by {wording.signature(event)}, {wording.moment(event.at)}"
    yield line(sentence(wording, event, would), signed, number)
    for text in details(wording, event, event.as_):
        yield line(text, indent=2)


def _opening_lines(wording: Wording, paths: Iterable[str], after: Checklist) -> Iterator[Line]:
    for path in paths:
        action, track = _action(after, path), _track(after, path)
        if action is not None:
            yield _opening_line(wording, action)
        elif track is not None:
            where = f'{track.title}, at {track.step_code} "{track.step_title}"'
            yield line(f"Now running: {where}", indent=2, hang=UNDER)


def _opening_line(wording: Wording, action: ActionLine) -> Line:
    who = wording.stakeholder_names(action.by)
    due = labelled(", due ", wording.open_deadline(action.due, action.at_latest))
    late = words(", ", Span("OVERDUE", "late")) if action.overdue else ()
    # In quotes: a title can have a comma itself, and then the stakeholders seem to belong to it.
    text = f'Now to do: {action.code} "{action.title}", for {who}{due}'
    return line(text, late, indent=2, hang=UNDER)


def _closing_lines(
    wording: Wording, paths: Iterable[str], after: Checklist, events: Sequence[Event]
) -> Iterator[Line]:
    """Yield what can no longer be done, except what was just done."""
    done = {getattr(event.body, "action", None) for event in events}
    codes, held, tracks = [], [], set()
    for path in paths:
        track = _track(after, path)
        if track is not None:
            end = f'{track.title}, at the end step "{track.step_title}"'
            yield line(f"Track ended: {end}", indent=2, hang=UNDER)
        elif _is_held(after, path):
            held.append(_code(wording, path))
            tracks.add(DottedPath(path).track)
        elif path not in done:
            codes.append(_code(wording, path))
    if held:
        yield line(f"On hold: {', '.join(held)}", indent=2, hang=UNDER)
    if any(isinstance(event.body, InterruptRaised) for event in events):
        tracks |= {track.track for track in after.tracks if list_going_on(track)}
    yield from hold_lines(wording, after, tracks, indent=2)
    if codes:
        yield line(f"No longer to do: {', '.join(codes)}", indent=2, hang=UNDER)
    if after.closed_at is not None and any(event.at == after.closed_at for event in events):
        yield line(Span("The case is closed.", "strong"), indent=2)


def _is_held(after: Checklist, path: str) -> bool:
    """Whether it is an action that is only on hold: it comes back."""
    action = _action(after, path)
    return action is not None and action.held


def _paused_lines(
    wording: Wording, paused: Sequence[tuple[WaitingLine, Sequence[str]]]
) -> Iterator[Line]:
    """Yield what can be done again once its step goes on: it is only paused."""
    for step, paths in paused:
        codes = ", ".join(_code(wording, path) for path in paths)
        yield line(
            f"Interrupted with {step.code}, and to do when it goes on: {codes}",
            indent=2,
            hang=UNDER,
        )


def _interrupted_lines(interrupted: InterruptedSteps) -> Iterator[Line]:
    """Yield what is resumed later, and what is dropped."""
    if interrupted.waiting:
        text = f"{INTERRUPTED}{join_waiting(interrupted.waiting)}"
        yield line(text, indent=2, hang=UNDER)
    for dropped in interrupted.dropped:
        caution = Span("Not done, and not asked for any more: ", "caution")
        yield line(caution, dropped_text(dropped), indent=2, hang=UNDER)


def due_lines(
    wording: Wording, events: Sequence[Event], shown: set[str], after: Checklist
) -> Iterator[Line]:
    """Yield the due times that the events set, except those of actions that are shown above.

    What is not needed is left out: it would read as a duty.
    """
    found: dict[str, datetime | None] = {}
    for event in events:
        found.update(event.dues)
    latest = _list_latest(after)
    states = {action.path: action.state for action in after.actions()}
    for path, due in found.items():
        state = states.get(path)
        if path in shown or state == "not_needed":
            continue
        need = " (if needed)" if state == "unknown" else ""
        yield line(_due_text(wording, path, due, latest.get(path)), need, indent=2, hang=4)


def _list_latest(after: Checklist) -> dict[str, datetime | None]:
    """Return the latest due times, by the path of the step or action."""
    found: dict[str, datetime | None] = {}
    for track in after.tracks:
        found[f"{track.track}.{track.step}"] = track.at_latest
        found |= {action.path: action.at_latest for action in track.actions}
    return found


def _due_text(wording: Wording, path: str, due: datetime | None, at_latest: datetime | None) -> str:
    name, verb = _clock(wording, path)
    if due is None:
        return f"{name}: no date yet"
    return f"{name}: {verb} {wording.open_deadline(due, at_latest)}"


def _clock(wording: Wording, path: str) -> tuple[str, str]:
    """Return the step, action or outcome of a due time in words, and what it does at that time."""
    step = wording.definition.step_at(path)
    if path == step.path:
        return f"Step {step.code} {step.title}", "due"
    name = path.removeprefix(f"{step.path}.")
    if name in step.actions:
        action = step.actions[name]
        return f"{action.code} {action.title}", "due"
    return f"Outcome {name} of {step.code} {step.title}", "possible from"


def _what_next(wording: Wording, after: Checklist, events: Sequence[Event]) -> Blocks:
    if not after.takes_work:
        return (line("The whole history: ", Suggestion("case timeline", case=after.case)),)
    track = _finished_step(after, events)
    if track is None:
        return (line("What next: ", Suggestion("next", case=after.case)),)
    return ways_onward(wording, for_stakeholder(track, events[-1].as_), after.case)


def _finished_step(after: Checklist, events: Sequence[Event]) -> TrackLine | None:
    """Return the track whose step lacks no action since the last event, if it can move on.

    In danger that does not come next.
    """
    path = getattr(events[-1].body, "action", None) if events else None
    if path is None or after.dangers:
        return None
    track = _track(after, path.partition(".")[0])
    if track is None or any(action.is_needed for action in track.actions):
        return None
    return track if usual_outcomes(track) else None


def _action(checklist: Checklist, path: str) -> ActionLine | None:
    return next((action for action in checklist.actions() if action.path == path), None)


def _track(checklist: Checklist, path: str) -> TrackLine | None:
    return next((track for track in checklist.tracks if track.track == path), None)


def _code(wording: Wording, path: str) -> str:
    """Return an action's code or a track's title; an unknown track's id unchanged."""
    if path.count(".") == 2:
        return wording.definition.action(path).code
    track = wording.definition.tracks.get(path)
    return track.title if track else path
