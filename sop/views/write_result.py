"""What a write did, or with `--dry-run` would do: the events, what opened and closed, due times, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine
from sop.model.condition import Value
from sop.model.events import Event
from sop.model.suggestion import Suggestion
from sop.views.event_text import details, sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import BLANK, Blocks, Column, Line, Span, Table, line, row, words


def write_result_screen(
    wording: Wording,
    events: Sequence[Event],
    opened: Iterable[str],
    closed: Iterable[str],
    after: Checklist,
    dry_run: bool = False,
) -> Blocks:
    """`opened` and `closed` are paths of actions and ids of tracks; `after` is the checklist as it now stands."""
    news = [block for event in events for block in _event(wording, event, dry_run)]
    opened = tuple(opened)
    told = [
        *_opening_lines(wording, opened, after),
        *_closing_lines(wording, closed, after, events),
    ]
    told += _dues(wording, events, set(opened))
    last = line(Span("Nothing was written (dry run).", "strong")) if dry_run else _what_next(after)
    return (*news, *told, BLANK, last)


def no_change_screen(wording: Wording, checklist: Checklist, path: str | None = None) -> Blocks:
    """What was asked for stands already: who did it and when. Nothing was written."""
    action = next((one for one in checklist.actions() if one.path == path), None)
    if action is None or action.record is None:
        return (line("This stands already. Nothing was written."),)
    record = action.record
    who, when = wording.person(record.as_, record.by), wording.moment(record.at)
    said = f"{action.code} {action.title}: already {record.state} by {who}, {when} (event {record.event})."
    return (line(said), line("Nothing was written."))


def undo_screen(
    wording: Wording,
    event: Event,
    opened: Iterable[str],
    closed: Iterable[str],
    facts: Mapping[str, Value | None],
    correction: int,
    after: Checklist,
) -> Blocks:
    """What undoing the event would do. `facts` are those whose value changes; `correction` the number of the new event.

    `after` is the checklist as it would stand.
    """
    room = Span("  ", said=" ")
    signed = words(
        ":", room, wording.moment(event.at), room, wording.person(event.as_, event.by), room
    )
    says = line(Span(f"Event {event.id} says", "strong"), signed, sentence(wording, event))
    consequences = list(_states(wording, opened, after, "is open again"))
    consequences += _states(wording, closed, after, "is closed again")
    consequences += [
        f'the fact "{name}" becomes {"unknown" if value is None else wording.value(name, value)}'
        for name, value in facts.items()
    ]
    consequences.append(
        f'event {event.id} stays in the history, marked "corrected by {correction}"'
    )
    first, other = Span("If you go on:", "strong", "If you go on"), Span("", said="and")
    rows = (row(first if number == 0 else other, text) for number, text in enumerate(consequences))
    return (says, Table((Column(most=13), Column(flex=True)), tuple(rows), indent=0))


def _states(wording: Wording, paths: Iterable[str], after: Checklist, said: str) -> Iterator[str]:
    for path in paths:
        action = _action(after, path)
        due = f", due {wording.deadline(action.due)}" if action is not None and action.due else ""
        yield f"{_code(wording, path)} {said}{due}"


def _event(wording: Wording, event: Event, would: bool) -> Iterator[Line]:
    number = "" if would else words(Span("   ", said=" "), f"(event {event.id})")
    yield line(
        sentence(wording, event, would),
        f", by {wording.person(event.as_, event.by)}, {wording.moment(event.at)}",
        number,
    )
    yield from (line(text, indent=2) for text in details(wording, event, event.as_))


def _opening_lines(wording: Wording, paths: Iterable[str], after: Checklist) -> Iterator[Line]:
    for path in paths:
        action, track = _action(after, path), _track(after, path)
        if action is not None:
            late = words(", ", Span("OVERDUE", "late")) if action.overdue else ()
            due = f", due {wording.deadline(action.due)}" if action.due else ""
            who = wording.stakeholder_names(action.by)
            yield line(
                f"Now to do: {action.code} {action.title}, for {who}{due}", late, indent=2, hang=13
            )
        elif track is not None:
            yield line(
                f"Now running: {track.title}, at {track.step_code} {track.step_title}",
                indent=2,
                hang=13,
            )


def _closing_lines(
    wording: Wording, paths: Iterable[str], after: Checklist, events: Sequence[Event]
) -> Iterator[Line]:
    """What can no longer be done, apart from what was just done."""
    done = {getattr(event.body, "action", None) for event in events}
    names = []
    for path in paths:
        track = _track(after, path)
        if track is not None:
            yield line(f"Ended: {track.title}, at {track.step_title}", indent=2, hang=13)
        elif path not in done:
            names.append(_code(wording, path))
    if names:
        yield line(f"No longer to do: {', '.join(names)}", indent=2, hang=13)
    if after.closed_at is not None and any(event.at == after.closed_at for event in events):
        yield line(Span("The case is closed.", "strong"), indent=2)


def _dues(wording: Wording, events: Sequence[Event], told: set[str]) -> Iterator[Line]:
    """The due times that the events fixed, apart from those of actions that were named above."""
    found: dict[str, datetime | None] = {}
    for event in events:
        found.update(event.dues)
    for path, due in found.items():
        if path in told:
            continue
        name, is_wait = _clock(wording, path)
        when = (
            f"{'opens' if is_wait else 'due'} {wording.deadline(due)}"
            if due
            else "its clock is not running"
        )
        yield line(f"{name}: {when}", indent=2, hang=4)


def _clock(wording: Wording, path: str) -> tuple[str, bool]:
    """What a due time belongs to, in words, and whether it is the wait of an outcome."""
    track, step, *rest = path.split(".")
    model = wording.definition.tracks[track].steps[step]
    if not rest:
        return f"Step {model.code} {model.title}", False
    if rest[0] in model.actions:
        action = model.actions[rest[0]]
        return f"{action.code} {action.title}", False
    return f"Outcome {rest[0]} of {model.code} {model.title}", True


def _what_next(after: Checklist) -> Line:
    if after.closed_at is not None:
        return line("The whole story: ", Suggestion("case timeline", case=after.case))
    return line("What next: ", Suggestion("next", case=after.case))


def _action(checklist: Checklist, path: str) -> ActionLine | None:
    return next((action for action in checklist.actions() if action.path == path), None)


def _track(checklist: Checklist, path: str) -> TrackLine | None:
    return next((track for track in checklist.tracks if track.track == path), None)


def _code(wording: Wording, path: str) -> str:
    if path.count(".") == 2:
        return wording.definition.action(path).code
    return wording.definition.tracks[path].title if path in wording.definition.tracks else path
