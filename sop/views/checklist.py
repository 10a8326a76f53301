"""The checklist of a case: what each current step asks, of whom, until when, and what comes next.

The rows of actions are in checklist_actions.py, outcomes and closing in checklist_transitions.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TrackView
from sop.engine.work import WorkLine, list_current_work
from sop.model.definition import Definition, Step
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.checklist_actions import STATES, action_table
from sop.views.checklist_transitions import advance_hint, closing_lines, transition_table
from sop.views.interrupted_steps import INTERRUPTED, join_waiting
from sop.views.labels import NO_DATE, Wording, notice_lines
from sop.views.remedy import remedy_pieces
from sop.views.terminal.blocks import (
    BLANK,
    WIDE,
    Block,
    Blocks,
    Column,
    Line,
    Span,
    Table,
    Words,
    Wordy,
    labelled,
    labelled_lines,
    line,
    pieces,
    row,
    words,
)

# Where work goes on comes first, then what waits, then what has ended.
RANKS: dict[TrackView, int] = {"running": 0, "held": 0, "waiting": 1, "private": 1, "ended": 2}

NOT_DONE = "not done"
COUNTED = (STATES["waived"], NOT_DONE, STATES["unknown"], STATES["private"])
"""The words of the summary after `done`, in their order."""

NOT_STARTED = (Column(most=24), Column(flex=True))


def checklist_screen(
    definition: Definition, checklist: Checklist, everything: bool = False
) -> Blocks:
    """Return the whole checklist.

    `everything` adds ended tracks, purposes, words to say, warnings, sources and reasons.
    """
    wording = Wording(definition, checklist.now)
    tracks = sort_by_work(checklist.tracks)
    detailed = _detailed_tracks(tracks, everything)
    groups: list[Blocks] = []
    if len(tracks) > 1:
        groups.append(overdue_lines(wording, checklist))
    is_closed = not checklist.takes_work
    groups += [track_lines(wording, track, everything, is_closed) for track in detailed]
    waiting = [track for track in tracks if track.status == "waiting" and track not in detailed]
    groups.append(_not_started(wording, waiting, is_closed))
    if checklist.closed_at is not None:
        closed = wording.moment(checklist.closed_at)
        groups.append((line("This case was closed on ", closed, "."),))
    if checklist.closing is not None:
        groups.append(closing_lines(wording, checklist.closing, everything))
    groups.append(notice_lines(definition))
    return tuple(_separate_groups(groups))


def _separate_groups(groups: Iterable[Blocks]) -> Iterator[Block]:
    for group in groups:
        if group:
            yield BLANK
            yield from group


def sort_by_work(tracks: Iterable[TrackLine]) -> list[TrackLine]:
    """Return urgent tracks, then the others in the order of RANKS, otherwise that of the file."""
    return sorted(tracks, key=lambda track: (not track.urgent, RANKS[track.status]))


def _detailed_tracks(tracks: Sequence[TrackLine], everything: bool) -> list[TrackLine]:
    """Return the tracks that are shown in full: of several tracks those on which work goes on."""
    if everything or len(tracks) == 1:
        return list(tracks)
    return [track for track in tracks if track.status in ("running", "held")]


def overdue_lines(wording: Wording, checklist: Checklist) -> Blocks:
    """Return what is late, and the command that lists it; nothing where nothing is late."""
    work = list_current_work(wording.definition, checklist)
    late = sorted((one for one in work if one.is_overdue(checklist.now)), key=_due_moment)
    if not late:
        return ()
    lines = [_late_line(wording, one) for one in late]
    return (*lines, line("What to do first: ", Suggestion("next"), indent=1))


def _due_moment(work: WorkLine) -> datetime:
    assert work.due is not None  # only what has a due time is late
    return work.due


def _late_line(wording: Wording, work: WorkLine) -> Line:
    assert work.due is not None
    distance = date_text.distance(work.due, wording.now)
    if work.held:
        distance += ", on hold"
    word = "ESCALATED" if work.state == "escalated" else "OVERDUE"
    who = wording.stakeholder_names(work.by)
    text = f" {work.code} {work.title}: {distance}. Who: {who}"
    return line(Span(word, "late"), text, indent=1, hang=9)


def _not_started(wording: Wording, waiting: Sequence[TrackLine], is_closed: bool) -> Blocks:
    """Return a line for each track that waits; the reasons are one command away.

    In a closed case no track waits any more, so only the names are shown.
    """
    if not waiting:
        return ()
    if is_closed:
        names = ", ".join(track_heading(track) for track in waiting)
        return (line(Span(names, "strong"), WIDE, "not started before the case was closed"),)
    rows = tuple(row(track_heading(track), _wait_reason(wording, track)) for track in waiting)
    reasons = Suggestion("checklist", options=(("track", waiting[0].track),))
    hint = line("Why: ", reasons, indent=1)
    return (line(Span("NOT STARTED", "strong")), Table(NOT_STARTED, rows), hint)


def _wait_reason(wording: Wording, track: TrackLine) -> str:
    """Return what the track waits for: the open question, else its condition."""
    for reason in track.reasons:
        if reason.ask:
            return f"waits for the answer: {reason.ask}"
    starts = wording.definition.tracks[track.track].starts
    return f"starts when {wording.gate(starts)}"


def track_lines(wording: Wording, track: TrackLine, everything: bool, is_closed: bool) -> Blocks:
    """Return one track: its heading, and where it runs the parts of its step."""
    state = _track_state(wording, track, is_closed)
    heading = line(Span(track_heading(track), "strong"), WIDE, *state, hang=3)
    if track.status in ("ended", "private"):
        return (heading,)
    reasons = [line(_track_reason(track, reason), indent=1) for reason in track.reasons]
    questions = [_question(wording, reason) for reason in track.reasons if reason.ask]
    if track.status == "waiting":
        return (heading, *reasons, *questions)
    return (
        heading,
        *reasons,
        *questions,
        *_step_details(wording, track, everything),
        *action_table(wording, track, everything),
        *transition_table("OUTCOMES", wording, track.outcomes, everything),
        *transition_table("INTERRUPTS", wording, track.interrupts, everything),
        *_summary(wording, track),
    )


def _track_reason(track: TrackLine, reason: Reason) -> str:
    """Return the reason without the words that the heading shows already."""
    return reason.what.removeprefix(f"{track_heading(track)} has not started. ")


def track_heading(track: TrackLine) -> str:
    """Return the track's id, which `--track` takes, in capitals."""
    return track.track.replace("_", " ").upper()


def _track_state(wording: Wording, track: TrackLine, is_closed: bool) -> Words:
    if track.status == "waiting" and is_closed:
        return words("not started before the case was closed")
    if track.status == "waiting":
        return words("not started")
    if track.status == "private":
        return words("private: you may not see it")
    if track.status == "ended":
        since = labelled(" on ", wording.moment(track.since))
        return words("ended", since, f', at the end step "{track.step_title}"')
    responsible = wording.short(track.responsible)
    parts: list[Wordy] = [f"{track.step_code} {track.step_title}, run by {responsible}"]
    parts.append(labelled(", since ", wording.moment(track.since)))
    parts += _due_parts(wording, track)
    if track.status == "held":
        parts += [", ", Span("ON HOLD", "caution")]
    return words(*parts)


def _due_parts(wording: Wording, track: TrackLine) -> Iterator[Wordy]:
    if track.due is not None and track.overdue:
        yield ", "
        yield Span(f"OVERDUE, {date_text.distance(track.due, wording.now)}", "late")
    elif track.due is not None:
        late = "POSSIBLY LATE, " if track.possibly_overdue else ""
        yield f", {late}due {wording.open_deadline(track.due, track.at_latest)}"
    elif track.due_not_running:
        text = NO_DATE[track.uncertain_start].format(track.due_not_running)
        yield f", {text.replace('No date', 'no due date').replace('No time', 'no time')}"


def _question(wording: Wording, reason: Reason) -> Block:
    """Return the open question of a waiting or held track, and the command that answers it."""
    help_pieces = remedy_pieces(reason, wording.stakeholder_names, show_who=False)
    return pieces(*help_pieces, indent=1)


def _step_details(wording: Wording, track: TrackLine, everything: bool) -> Blocks:
    step = wording.definition.tracks[track.track].steps[track.step or ""]
    texts = [("Rule: ", wording.rule_of_due(step.due)), ("If no, or no answer: ", step.if_refused)]
    if everything:
        texts = list(_all_step_details(wording, track, step))
    texts.append((INTERRUPTED, join_waiting(track.waits)))
    return labelled_lines(*texts, indent=1, hang=3)


def _all_step_details(wording: Wording, track: TrackLine, step: Step) -> Iterator[tuple[str, str]]:
    yield "Track: ", track.title
    yield "Purpose: ", track.purpose
    yield "Support: ", ", ".join(map(wording.short, track.support))
    yield "Rule: ", wording.rule_of_due(step.due)
    if step.due is not None:
        yield "Source: ", wording.source(step.due.law)
    yield "Escalate to: ", wording.short(track.escalate_to)
    yield "Say: ", track.say
    yield "If no, or no answer: ", step.if_refused
    yield "What can go wrong: ", " ".join(step.goes_wrong)


def _summary(wording: Wording, track: TrackLine) -> Blocks:
    """Return how many required actions are done, and the command for what comes next."""
    count, hint = _required_text(track), advance_hint(wording, track)
    if not count and not hint:
        return ()
    return (BLANK, pieces(count, hint, indent=1))


def _required_text(track: TrackLine) -> str:
    """Return `Required: 1 done, 3 not done. 1 does not apply in this case.`"""
    found = Counter(_count_word(action) for action in track.actions if action.required)
    if not found:
        return ""
    counts = [f"{found['done']} done"]
    counts += [f"{found[word]} {word}" for word in COUNTED if word in found]
    text = f"Required: {', '.join(counts)}."
    without = found[STATES["not_needed"]]
    if without == 0:
        return text
    verb = "does" if without == 1 else "do"
    return f"{text} {without} {verb} not apply in this case."


def _count_word(action: ActionLine) -> str:
    """Return under which word the action is counted: all that remains to do is one number."""
    if action.state in ("open", "waiting", "gated"):
        return NOT_DONE
    return STATES[action.state]
