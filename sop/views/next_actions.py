"""The screen of `sop next`: safety, the viewer's own work and decisions; the rest as a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop.engine.checklist_lines import ActionLine, Checklist
from sop.engine.condition_text import track_name
from sop.engine.guided_way import list_tasks, next_task
from sop.engine.standstill import find_escapes
from sop.engine.work import WorkLine, list_current_work
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value
from sop.views.checklist_transitions import local_id
from sop.views.escape_list import escape_lines
from sop.views.labels import Wording
from sop.views.next_guidance import first_guidance
from sop.views.next_requests import describe_own_wait, list_own_questions
from sop.views.remedy import offer
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Parts,
    Row,
    Table,
    Words,
    labelled,
    line,
    pieces,
    words,
)
from sop.views.urgency import Urgency, count_urgencies
from sop.views.work_rows import COLUMNS, action_row, decision_row, late_step_row, urgency_at

ALL = Suggestion("next", options=(("all", None),))
EVERYTHING = Suggestion("checklist")
EVERY_TEXT = Suggestion("checklist", options=(("all", None),))
"""Where texts are cut it shows them whole."""
FEW_ESCAPES = 4
"""Exits that fit one screen with the rest of it."""


@value
class Detail:
    """What a screen has room for besides the list itself.

    `guidance`: what to say and to avoid at the first thing. `notes`: the rows below an item.
    `escapes`: how many exits of a case in which nothing can be done; None: all.
    """

    guidance: bool = True
    notes: bool = True
    escapes: int | None = FEW_ESCAPES


WHOLE = Detail()


def next_screen(
    definition: Definition,
    checklist: Checklist,
    items: Sequence[ActionLine],
    viewer: str | None = None,
    *,
    everything: bool = False,
    most: int | None = None,
    whole: Checklist | None = None,
    detail: Detail = WHOLE,
) -> Blocks:
    """Return what is to be done now; the items are actions in the order of their urgency.

    `viewer` is the stakeholder who looks; None: not given, all work counts as theirs. `everything`:
    also the work of others. `most`: how many rows of the list fit; None: all. `whole`: that of all
    tracks, where the checklist has one of them. `detail`: what there is room for.
    """
    found = NextList(Wording(definition, checklist.now), checklist, items, viewer, everything)
    rows = found.rows[:most]
    if not detail.notes:
        rows = [replace(row, notes=()) for row in rows]
    listed: Block = line("Nothing to do now.", indent=1)
    if rows:
        listed = Table(COLUMNS, tuple(rows))
    guidance: Blocks = ()
    if detail.guidance and checklist.takes_work:
        guidance = first_guidance(definition, checklist, items, viewer)
    if guidance:
        guidance = (BLANK, *guidance)
    most_escapes = None if everything else detail.escapes
    exits = find_escapes(definition, whole or checklist)
    escapes = escape_lines(found.wording, exits, most_escapes)
    footer = found.footer(len(found.rows) - len(rows), EVERY_TEXT if guidance else EVERYTHING)
    return (BLANK, listed, *guidance, *escapes, BLANK, footer)


@dataclass
class NextList:
    """The rows of the list, and what its last lines say."""

    wording: Wording
    checklist: Checklist
    items: Sequence[ActionLine]
    viewer: str | None
    everything: bool = False

    @property
    def rows(self) -> list[Row]:
        """The rows, in the order of the list."""
        return [row for row, _ in self._lines]

    def _list_urgencies(self) -> tuple[list[Urgency], list[Urgency]]:
        """Return those that count as the viewer's, then those of others' duties in danger."""
        if self.viewer is None or self.everything:
            return [urgency for _, urgency in self._lines], []
        others = [one for one in self.items if self._is_safety(one) and not self._is_mine(one.by)]
        number = len(others)
        foreign = [self._action_line(item)[1] for item in others]
        safety = [item for item in self.items if self._is_safety(item)]
        own = [self._action_line(item)[1] for item in safety if item not in others]
        rest = [urgency for _, urgency in self._lines[len(own) + number :]]
        return [*own, *rest], foreign

    @cached_property
    def _lines(self) -> list[tuple[Row, Urgency]]:
        """Safety, late steps, own actions, own decisions, own actions that wait; then others'."""
        safety = [item for item in self.items if self._is_safety(item)]
        others = [item for item in self.items if item not in safety and not self._is_mine(item.by)]
        own = [item for item in self.items if item not in safety and item not in others]
        first = [item for item in own if item.overdue or item.state == "open"]
        later = [item for item in own if item not in first]
        lines = [self._action_line(item) for item in safety]
        lines += [self._late_step_line(one) for one in self._late_steps if self._is_near(one)]
        lines += [self._action_line(item) for item in first]
        lines += [self._decision_line(one) for one in self._decisions if self._is_mine(one.by)]
        lines += [self._action_line(item) for item in later]
        if self.everything:
            lines += self._lines_of_others(others)
        return lines

    def _lines_of_others(self, actions: Sequence[ActionLine]) -> list[tuple[Row, Urgency]]:
        late_steps = [one for one in self._late_steps if not self._is_near(one)]
        decisions = [one for one in self._decisions if not self._is_mine(one.by)]
        lines = [self._late_step_line(one) for one in late_steps]
        lines += [self._action_line(item) for item in actions]
        return lines + [self._decision_line(one) for one in decisions]

    @cached_property
    def _work(self) -> dict[str, WorkLine]:
        """What counts now, by path."""
        found = list_current_work(self.wording.definition, self.checklist)
        return {one.path: one for one in found}

    @property
    def _late_steps(self) -> list[WorkLine]:
        return [one for one in self._work.values() if one.kind == "escalation"]

    @property
    def _decisions(self) -> list[WorkLine]:
        return [one for one in self._work.values() if one.kind == "decision"]

    # ---- whose it is

    def _is_mine(self, by: Sequence[str]) -> bool:
        return self.viewer is None or self.viewer in by

    def _is_safety(self, item: ActionLine) -> bool:
        """Whether it answers a danger now: everyone sees it, not only those who may do it."""
        return item.path in self.checklist.urgent_paths and item.state == "open"

    def _is_near(self, late_step: WorkLine) -> bool:
        """Whether a late step concerns the viewer, who is responsible for it before or after."""
        responsible = self.wording.definition.step(late_step.path).responsible
        return self._is_mine((*late_step.by, responsible))

    # ---- its rows

    def _action_line(self, item: ActionLine) -> tuple[Row, Urgency]:
        work = self._work[item.path]
        urgency = urgency_at(work, self.wording.now, not item.required)
        return action_row(self.wording, item, work, self._held_track(item)), urgency

    def _held_track(self, item: ActionLine) -> str:
        """Return the name of the track, if it is on hold and this action goes on; else nothing."""
        if item.state != "open" or item.held:
            return ""
        track = DottedPath(item.path).track
        if all(one.track != track or one.status != "held" for one in self.checklist.tracks):
            return ""
        return track_name(self.wording.definition.tracks[track])

    def _late_step_line(self, work: WorkLine) -> tuple[Row, Urgency]:
        return late_step_row(self.wording, work), urgency_at(work, self.wording.now)

    def _decision_line(self, work: WorkLine) -> tuple[Row, Urgency]:
        tracks = self.checklist.tracks
        outcomes = {one.path: one for track in tracks for one in track.outcomes}
        row = decision_row(self.wording, work, outcomes.get(work.path))
        return row, urgency_at(work, self.wording.now)

    # ---- the last lines

    def footer(self, cut: int, everything: Suggestion = EVERYTHING) -> Parts:
        """Return the counts, the one next command, and how to see the rest.

        `cut` is the number of rows that did not fit; `everything` is the command that has all.
        """
        if not self.checklist.takes_work:
            return pieces(
                words("The whole history: ", Suggestion("case timeline")),
                words("Work in other cases: ", Suggestion("worklist")),
                indent=1,
            )
        return pieces(
            self._counts(),
            *self._next_step(),
            *self._rest(cut),
            *self._emergencies(),
            words("Everything: ", everything),
            indent=1,
        )

    def _emergencies(self) -> Iterator[Words]:
        """Yield how an emergency is reported, while there is none."""
        if self.checklist.dangers:
            return
        for track in self.checklist.tracks:
            for interrupt in track.interrupts:
                if interrupt.open and interrupt.urgent and interrupt.suggest is not None:
                    title = interrupt.title or local_id(interrupt)
                    label = f'In an emergency ("{title}"): '
                    yield offer(label, interrupt.suggest, self.wording.stakeholder_names)

    def _counts(self) -> str:
        """Return `For OFFICE: 1 overdue, 2 to do.`"""
        own, others = map(count_urgencies, self._list_urgencies())
        who = "All stakeholders"
        if self.viewer is not None and not self.everything:
            who = f"For {self.wording.short(self.viewer)}"
        found = labelled(f"{who}: ", own and f"{own}.")
        danger = labelled("For others, in danger: ", others and f"{others}.")
        return " ".join(filter(None, (found, danger)))

    def _rest(self, cut: int) -> Iterator[Words]:
        """Yield how many rows are not shown, and whose they are."""
        if self.everything:
            return
        others = NextList(self.wording, self.checklist, self.items, self.viewer, everything=True)
        more = len(others.rows) - len(self.rows)
        counts: list[str] = []
        if cut:
            counts.append(f"{cut} more")
        if more:
            counts.append(f"{more} more for others")
        if counts:
            yield words(f"{', '.join(counts)}: ", ALL)

    def _next_step(self) -> Iterator[Words]:
        """Yield the one command that comes next, or who is to be asked, and for what.

        In danger the first line of the screen has it. To leave actions undone is a person's
        decision, never a suggestion.
        """
        if self.checklist.dangers:
            return
        tasks = list_tasks(self.wording.definition, self.checklist, self.viewer, self.items)
        task = next_task(task for task in tasks if task.is_required)
        if task is not None and task.is_own and task.action is not None:
            yield offer("Start: ", task.action.suggest, self.wording.stakeholder_names)
        elif task is not None and task.kind == "decision":
            yield offer("Move on: ", task.choices[0].suggest, self.wording.stakeholder_names)
        elif self.viewer is not None and self.items:
            open_ones = (one for one in self.items if one.state == "open" and one.required)
            yield from self._requests(self.viewer, next(open_ones, None))
        else:
            yield words("What is missing to move on: ", Suggestion("why", "advance"))

    def _requests(self, viewer: str, first: ActionLine | None) -> Iterator[Words]:
        """Yield whom the viewer has to ask; `first` is the most urgent action that is open."""
        own = [item for item in self.items if viewer in item.by]
        yield from describe_own_wait(self.wording, own, first, viewer)
        yield from list_own_questions(self.wording, self.items, viewer)
