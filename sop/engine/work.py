"""The work of a case: what every list, count and calendar shows of it.

Lists of several cases are made when a case changes and read later, so a piece of work does not
depend on the moment: it says from when it counts, and after when it is overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from sop.engine.assignments import pick_case_assignments
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.engine.deadlines import is_overdue, is_possibly_overdue
from sop.model.case_state import Assignment
from sop.model.definition import Definition
from sop.model.value import replace, value

WorkKind = Literal["action", "escalation", "decision"]
"""An action to do; a step whose deadline has passed, for the stakeholder who is then responsible;
an outcome to take, or the closing of the case."""
WorkState = Literal["open", "waiting", "gated", "unknown", "exception", "escalated"]
"""That of the action; `exception` is an outcome that leaves needed actions undone, `escalated` a
late step that goes to the stakeholder named in `escalate_to`."""

CLOSING = "closing"
"""The path of the decision to close the case, which belongs to no track."""


@value
class WorkLine:
    """One thing that a stakeholder has to do or decide.

    `path` is the full path of the action; of an escalation that of the step, of a decision that of
    the outcome, or CLOSING. `track` and `step` are local names. `since`: not before this moment.
    `late_after` is the moment after which it is overdue, None if it cannot become so as things are.
    Where a coarse date leaves the due time open, `due` is the earliest and `at_latest` the latest.
    If `held`, its track is on hold. If `private`, the viewer may not see what it is. Lists of
    several cases show what is `listed`. If `optional`, no one has to do it.
    """

    kind: WorkKind
    path: str
    track: str
    step: str
    code: str
    title: str
    by: tuple[str, ...]
    state: WorkState = "open"
    due: datetime | None = None
    late_after: datetime | None = None
    at_latest: datetime | None = None
    since: datetime | None = None
    held: bool = False
    private: bool = False
    listed: bool = True
    optional: bool = False
    assignments: tuple[Assignment, ...] = ()

    def has_begun(self, now: datetime) -> bool:
        """Whether it counts already: its wait is over, or the step's deadline has passed."""
        if self.kind == "escalation":
            return is_overdue(self.since, now)
        return self.since is None or self.since <= now

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is late; the same everywhere."""
        return is_overdue(self.late_after, now)

    def is_possibly_overdue(self, now: datetime) -> bool:
        """Whether a due time that counts from a coarse date may have passed, and may not have."""
        return self.at_latest is not None and is_possibly_overdue(self.due, self.late_after, now)


def list_work(definition: Definition, checklist: Checklist) -> tuple[WorkLine, ...]:
    """Return the work of the case, now and by time alone: of each track, then the closing.

    Titles are those of `definition`. Of a late step without `escalate_to` the stakeholder who is
    responsible for the step is reminded, unless other work of the step is late by then.
    """
    found: list[WorkLine] = []
    for track in checklist.tracks:
        found += _list_track_work(definition, track)
    closing = checklist.closing
    if closing is not None and closing.open:
        found.append(
            WorkLine("decision", CLOSING, "", "", code="", title="Close the case", by=closing.by)
        )
    if not checklist.assigned:
        return tuple(found)
    return tuple(_with_assignments(checklist, one) for one in found)


def _with_assignments(checklist: Checklist, work: WorkLine) -> WorkLine:
    """Return the work; a decision or a late step belongs to those who have the case."""
    if work.kind == "action":
        return work
    return replace(work, assignments=pick_case_assignments(checklist.assigned, work.by))


def list_current_work(definition: Definition, checklist: Checklist) -> tuple[WorkLine, ...]:
    """Return the work that counts at the moment of the checklist."""
    work = list_work(definition, checklist)
    return tuple(one for one in work if one.has_begun(checklist.now))


def _list_track_work(definition: Definition, track: TrackLine) -> list[WorkLine]:
    if not track.step or not track.step_code:
        return []
    found = [
        _describe_action(definition, track, line)
        for line in track.actions
        if line.state in ("open", "waiting", "gated", "unknown")
    ]
    found += _describe_decisions(definition, track)
    return [*found, *_describe_late_step(definition, track, found)]


def _describe_action(definition: Definition, track: TrackLine, line: ActionLine) -> WorkLine:
    return WorkLine(
        kind="action",
        path=line.path,
        track=track.track,
        step=track.step or "",
        code=line.code,
        title=definition.action(line.path).title,
        by=line.by,
        state=_as_state(line),
        due=line.due,
        late_after=line.late_after,
        at_latest=line.at_latest,
        held=line.held,
        listed=_is_listed(line),
        optional=not line.required,
        assignments=line.assignments,
    )


def _as_state(line: ActionLine) -> WorkState:
    match line.state:
        case "open" | "gated" | "unknown":
            return line.state
    return "waiting"


def _is_listed(line: ActionLine) -> bool:
    """Whether lists of several cases show the action.

    They show what can be done now, what only a hold prevents, every deadline, and what a person
    has by name: who waits for it has to find it in a list.
    """
    if line.state == "open" or any(not one.of_case for one in line.assignments):
        return True
    if not line.required:
        return False
    waits_for_hold_only = all(reason.code == "on_hold" for reason in line.reasons)
    return line.due is not None or waits_for_hold_only


def _describe_decisions(definition: Definition, track: TrackLine) -> Iterator[WorkLine]:
    """Yield the outcomes that only wait for a person, for time, or for the end of a hold.

    An outcome that leaves needed actions undone is possible, but no one has to take it.
    """
    is_missing_action = any(line.is_needed for line in track.actions)
    for outcome in track.outcomes:
        codes = {reason.code for reason in outcome.reasons}
        if codes - {"too_early", "on_hold"}:
            continue
        yield WorkLine(
            kind="decision",
            path=outcome.path,
            track=track.track,
            step=track.step or "",
            code=track.step_code or "",
            title=_decision_title(definition, track, outcome),
            by=outcome.by,
            state="exception" if is_missing_action else "open",
            due=None if is_missing_action else track.due,
            late_after=None if is_missing_action else track.late_after,
            at_latest=None if is_missing_action else track.at_latest,
            since=outcome.opens_at,
            held=track.status == "held",
            listed=not is_missing_action,
        )


def _decision_title(definition: Definition, track: TrackLine, line: TransitionLine) -> str:
    """Return the outcome and the step that it leads to: `Recall it -> Recall`."""
    outcome = definition.outcome(line.path)
    target = "back"
    if line.to:
        target = definition.step(f"{track.track}.{line.to}").title or target
    return f"{outcome.title or outcome.id} -> {target}"


def _describe_late_step(
    definition: Definition, track: TrackLine, others: Iterable[WorkLine]
) -> Iterator[WorkLine]:
    """Yield the step from its deadline on, for the stakeholder who is then responsible."""
    late_after = track.late_after
    if late_after is None:
        return
    path = f"{track.track}.{track.step}"
    step = definition.step(path)
    by = tuple(filter(None, [track.escalate_to or step.responsible]))
    lateness = [one.late_after for one in others if one.late_after is not None]
    is_shown_otherwise = any(moment <= late_after for moment in lateness)
    if not by or (is_shown_otherwise and not track.escalate_to):
        return
    yield WorkLine(
        kind="escalation",
        path=path,
        track=track.track,
        step=track.step or "",
        code=track.step_code or "",
        title=step.title,
        by=by,
        state="escalated" if track.escalate_to else "open",
        due=track.due,
        late_after=late_after,
        at_latest=track.at_latest,
        since=late_after,
        held=track.status == "held",
    )
