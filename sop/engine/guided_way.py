"""The guided way: everything that comes next in a case for one stakeholder, in its order.

`sop go` shows the first of it, one thing at a time. `sop next` names the same thing as the one
command that comes next, and lists actions in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.engine.danger import DangerAnswer
from sop.engine.work import CLOSING
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.person_name import is_same_assignee
from sop.model.value import value

ORDER = ("open", "unknown", "gated", "waiting")
"""The states of actions that are still to be done, in the order of the list."""
LAST = datetime.max.replace(tzinfo=UTC)
"""An action without a deadline comes after all others."""

TaskKind = Literal["action", "decision", "interrupt", "exception", "closing"]
"""An action to do; outcomes of a step that lacks nothing; an interrupt that answers a danger;
outcomes that leave actions undone; the closing of the case."""


@value
class Task:
    """One thing that someone can do now.

    `path` is that of the action or the interrupt, of a decision that of the step. `by` may do it;
    `is_own` if the viewer is one of them. `is_urgent`: it answers a danger. `presses`: it is
    overdue, or due by now. `is_required`: its step cannot be left without it. The lines are those
    of the checklist: of an action the one in `action`, else those in `choices`.
    """

    kind: TaskKind
    path: str
    code: str
    title: str
    by: tuple[str, ...]
    is_own: bool
    is_urgent: bool = False
    presses: bool = False
    is_required: bool = True
    action: ActionLine | None = None
    choices: tuple[TransitionLine, ...] = ()

    @property
    def track(self) -> str:
        """The local ID of its track; that of the closing is empty."""
        return self.path.partition(".")[0] if self.kind != "closing" else ""


def sort_actions(
    shown: Checklist, viewer: str | None = None, name: str | None = None
) -> tuple[ActionLine, ...]:
    """Return the actions still to be done: safety first, then the viewer's, overdue first.

    Among equals what can be done comes before what waits, what must be done before what may be,
    what is assigned to the person `name` before the rest, and earlier deadlines first.
    """
    urgent = shown.urgent_paths

    def rank(line: ActionLine) -> tuple[bool, bool, bool, int, bool, bool, datetime]:
        is_others = viewer is not None and viewer not in line.by
        return (
            line.path not in urgent or line.state != "open",
            is_others,
            not line.overdue,
            ORDER.index(line.state),
            not line.required,
            not _is_assigned_to(line, name, viewer),
            line.due or LAST,
        )

    pending = [line for line in shown.actions() if line.state in ORDER]
    return tuple(sorted(pending, key=rank))


def _is_assigned_to(line: ActionLine, name: str | None, viewer: str | None) -> bool:
    return any(
        viewer in (None, one.as_) and is_same_assignee(one.person, name) for one in line.assignments
    )


def list_tasks(
    definition: Definition,
    checklist: Checklist,
    viewer: str | None = None,
    items: Sequence[ActionLine] | None = None,
) -> tuple[Task, ...]:
    """Return everything that can be done now, each once, in the order in which it comes.

    What answers a danger, the viewer's own before that of others; the viewer's required actions;
    their decisions; the required actions and the decisions of others; optional actions; the
    closing; outcomes that leave actions undone. Without a viewer everything counts as their own.
    What is private to the viewer is not listed. `items` are the actions as `sort_actions` returns
    them; None: in the order that knows no person's name.
    """
    if not checklist.takes_work:
        return ()
    found: dict[str, Task] = {}
    if items is None:
        items = sort_actions(checklist, viewer)
    for task in _TaskList(definition, checklist, viewer, items).tasks():
        found.setdefault(task.path, task)
    return tuple(found.values())


def list_repetitions(checklist: Checklist) -> frozenset[str]:
    """Return the paths of open actions that an urgent step has done: the same ID and title.

    The urgent step is the current one of another track.
    """
    done = {
        (one.path.rpartition(".")[2], one.title)
        for track in checklist.tracks
        if track.urgent
        for one in track.actions
        if one.state == "done"
    }
    return frozenset(
        one.path
        for track in checklist.tracks
        if not track.urgent
        for one in track.actions
        if one.state == "open" and (one.path.rpartition(".")[2], one.title) in done
    )


def next_task(
    tasks: Iterable[Task],
    skipped: Collection[str] = (),
    focus: str | None = None,
    repeated: Collection[str] = (),
) -> Task | None:
    """Return the task that comes next; None if there is none that was not skipped.

    `skipped` has paths. `focus` is the track in which the viewer is at work: unless something
    presses, its tasks come first, so that a person in care is not asked by turns about two things.
    `repeated` has the paths of what was done just now elsewhere: it comes after the viewer's other
    required tasks.
    """
    left = [task for task in tasks if task.path not in skipped and task.kind != "exception"]
    others = [task for task in left if task.path not in repeated]
    if any(task.is_required and task.is_own for task in others):
        left = others
    first = next(iter(left), None)
    if first is None or first.is_urgent or first.presses:
        return first
    here = (task for task in left if task.track == focus and task.is_required)
    return next(here, first)


def find_alarm(
    definition: Definition, checklist: Checklist, told: Mapping[str, Value], viewer: str
) -> str | None:
    """Return the path of the interrupt that states what was reported; None if there is none.

    It can be raised now, by the viewer, without a reason. Raising it says the same and no more, and
    it leads at once to what has to be done.
    """
    for track in checklist.tracks:
        for line in track.interrupts:
            tells = definition.interrupt(line.path).tells
            says_it = bool(tells) and all(told.get(name) == said for name, said in tells.items())
            if says_it and line.open and viewer in line.by and not line.reason_required:
                return line.path
    return None


@dataclass(frozen=True)
class _TaskList:
    """Makes the tasks of a checklist for its viewer."""

    definition: Definition
    checklist: Checklist
    viewer: str | None
    items: Sequence[ActionLine]

    def tasks(self) -> Iterator[Task]:
        urgent = list(self._list_answers())
        yield from _own_first(urgent)
        required = [task for task in self._actions if task.is_required]
        decisions = list(self._list_decisions())
        yield from (task for task in (*required, *decisions) if task.is_own)
        yield from (task for task in (*required, *decisions) if not task.is_own)
        optional = [task for task in self._actions if not task.is_required]
        yield from _own_first(optional)
        yield from self._list_closing()
        yield from self._list_exceptions()

    def _is_own(self, by: Sequence[str]) -> bool:
        return self.viewer is None or self.viewer in by

    # ---- danger

    def _list_answers(self) -> Iterator[Task]:
        for danger in self.checklist.dangers:
            for answer in danger.answers:
                yield from self._answer_task(answer)

    def _answer_task(self, answer: DangerAnswer) -> Iterator[Task]:
        """Yield the answer; of an outcome the decision of its step."""
        action = self._action_lines.get(answer.path)
        if action is not None:
            yield self._action_task(action, is_urgent=True)
            return
        for track in self.checklist.tracks:
            for line in track.interrupts:
                if line.path == answer.path and line.open:
                    yield self._interrupt_task(track, line)
            if any(line.path == answer.path for line in track.outcomes):
                yield from self._decision_task(track, is_urgent=True)

    def _interrupt_task(self, track: TrackLine, line: TransitionLine) -> Task:
        return Task(
            "interrupt",
            line.path,
            track.code,
            line.title or line.to_title,
            line.by,
            self._is_own(line.by),
            is_urgent=True,
            choices=(line,),
        )

    # ---- actions

    @cached_property
    def _action_lines(self) -> dict[str, ActionLine]:
        return {line.path: line for line in self.checklist.actions()}

    @cached_property
    def _actions(self) -> tuple[Task, ...]:
        return tuple(self._action_task(line) for line in self.items if line.state == "open")

    def _action_task(self, line: ActionLine, is_urgent: bool = False) -> Task:
        return Task(
            "action",
            line.path,
            line.code,
            line.title,
            line.by,
            self._is_own(line.by),
            is_urgent=is_urgent,
            presses=line.overdue or self._is_due(line.due),
            is_required=line.required,
            action=line,
        )

    def _is_due(self, due: datetime | None) -> bool:
        return due is not None and due <= self.checklist.now

    # ---- decisions

    def _list_decisions(self) -> Iterator[Task]:
        for track in self.checklist.tracks:
            yield from self._decision_task(track)

    def _decision_task(self, track: TrackLine, is_urgent: bool = False) -> Iterator[Task]:
        """Yield the decision of a step that lacks nothing: its open outcomes, own ones first."""
        lines = [line for line in track.outcomes if line.open and not line.skips_actions]
        if not lines:
            return
        own = [line for line in lines if self._is_own(line.by)]
        by = dict.fromkeys(name for line in (own or lines) for name in line.by)
        yield Task(
            "decision",
            f"{track.track}.{track.step}",
            track.step_code or "",
            track.step_title,
            tuple(by),
            bool(own),
            is_urgent=is_urgent,
            presses=track.overdue or self._is_due(track.due),
            choices=tuple(sorted(lines, key=lambda line: line not in own)),
        )

    def _list_exceptions(self) -> Iterator[Task]:
        """Yield the outcomes that leave actions undone. No one has to take them."""
        for track in self.checklist.tracks:
            for line in track.outcomes:
                if line.open and line.skips_actions:
                    yield Task(
                        "exception",
                        line.path,
                        track.step_code or "",
                        line.title or line.to_title,
                        line.by,
                        self._is_own(line.by),
                        is_required=False,
                        choices=(line,),
                    )

    def _list_closing(self) -> Iterator[Task]:
        closing = self.checklist.closing
        if closing is not None and closing.open:
            by = closing.by
            yield Task("closing", CLOSING, "", "Close the case", by, self._is_own(by))


def _own_first(tasks: Sequence[Task]) -> Iterator[Task]:
    yield from (task for task in tasks if task.is_own)
    yield from (task for task in tasks if not task.is_own)
