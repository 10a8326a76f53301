"""The keys of every turn of the guided way: list, why, danger, note, undo, others, help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sop.commands.guided_drafts import GuidedDraft, write_kept_text
from sop.commands.guided_identity import ask_person
from sop.commands.guided_start import choose_other_case, has_other_case
from sop.commands.guided_time import ask_when
from sop.commands.guided_undo import undo_last
from sop.commands.guided_visit import (
    Back,
    GuidedVisit,
    Leave,
    OtherCase,
    TurnState,
)
from sop.commands.guided_writes import GuidedWriter
from sop.engine.checklist_lines import ActionLine, TransitionLine
from sop.engine.danger import list_answering_interrupts
from sop.engine.decision_context import Situation
from sop.engine.guided_way import Task
from sop.engine.urgent_values import find_urgent_values
from sop.grammar import Words
from sop.model.commands import Act, Advance, Command, Raise, SetFacts, Waive, WriteNote
from sop.model.condition import Value
from sop.model.definition import Interrupt
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.port import StoreError
from sop.views.case_name import case_name
from sop.views.remedy import with_command
from sop.views.terminal.blocks import Blocks, line
from sop.views.turn_screen import full_screen, held_lines, outcome_text, task_row

HELP = (
    "Enter: it is done. Where a question is asked, Enter alone answers nothing.",
    "A number: the answer with that number.",
    "s: later; see the next thing. b: return to what you left last.",
    "l: list everything that is open, and choose. w: why, by which rule.",
    "!: report an emergency, at every question. n: write a note.",
    "x: it is not possible; you say why, and see what is allowed instead.",
    "t: it happened earlier; you give the time, and then the answer.",
    "u: undo the last thing that you recorded; the history keeps both.",
    "h: another agency reported something, or another person sits here now.",
    "c: go on with another case; each keeps what you left in it.",
    "q: leave. What is recorded stays, and the next visit continues here.",
    "Ctrl-C in a question: back to the turn; nothing is written.",
)


class ListLeft(Exception):
    """The user leaves a list for the question before it."""


@dataclass
class GuidedKeys:
    """The keys of one turn; `task` is None where nothing can be done now."""

    visit: GuidedVisit
    writer: GuidedWriter
    state: TurnState
    task: Task | None
    skipped_now: str | None = None  # the path of a task that was found to be not possible
    recorded: Task | None = None  # what was recorded for another agency

    # ---- to see more

    def help(self) -> None:
        """Show all texts of the task, and what the keys do."""
        blocks: Blocks = ()
        if self.task is not None:
            blocks = full_screen(self.state.wording, self.state.checklist, self.task)
        wrong_time = Suggestion("case time", case=self.state.file.id)
        keys = [line(text, indent=2) for text in HELP]
        last = line("A time was recorded wrong: leave with q, then ", wrong_time, indent=2)
        self.visit.show_pages((*blocks, *keys, last))

    def explain_rule(self) -> None:
        """Show the rule of the task, as `sop why` does."""
        from sop.commands.why import why  # late: start-up; few turns ask why

        words: tuple[str, ...] = ("advance",)
        if self.task is not None and self.task.kind == "action":
            words = (self.task.path,)
        elif self.task is not None and self.task.choices:
            words = (self.task.choices[0].path,)
        answer = why(self.visit.context(), Words("why", words))
        self.visit.show_pages(tuple(answer.blocks()))

    def choose_task(self) -> str:
        """Return the path of the task that the user chooses from everything that is open."""
        return self._choose(self.state.listed, lambda one: True).path

    def _choose(self, tasks: Sequence[Task], is_listed: Callable[[ActionLine], bool]) -> Task:
        """Return the task that the user chooses from a list; what is on hold is named above it."""
        held = tuple(held_lines(self.state.wording, self.state.checklist, is_listed))
        if not tasks:
            self.visit.screen.show(held)
            raise UsageError("Nothing is open.", "To look again: Enter.")
        rows = [task_row(self.state.wording, task) for task in tasks]
        return tasks[self.visit.choose("What is open:", rows, above=held)]

    def change_case(self) -> None:
        """Go on with another case, which the user chooses."""
        raise OtherCase(choose_other_case(self.visit))

    def quit(self) -> None:
        raise Leave

    def say_mistake(self, error: UsageError | StoreError) -> None:
        self.visit.screen.say(error.message, " ", with_command(error.remedy, error.suggest))

    # ---- danger

    def report_danger(self) -> Blocks | None:
        """Record an emergency that the user chooses: an interrupt, or a fact that is urgent."""
        interrupts = self._list_interrupts()
        facts = self._list_reports()
        may_report = facts or any(open_line for _, open_line in interrupts)
        if not may_report and not has_other_case(self.visit):
            raise UsageError("No emergency can be reported now.", "To see all that is open: l.")
        rows = [self._name_interrupt(*one) for one in interrupts]
        rows += [f"{text} {said}" for _, _, text, said in facts]
        case = case_name(self.state.file.id, self.state.file.case.label)
        self.visit.screen.say(f"Emergency in case {case}.")
        others = ["It is another case"] if has_other_case(self.visit) else []
        place = self.visit.choose("What has happened? It is recorded at once.", [*rows, *others])
        if place == len(rows):
            raise OtherCase(choose_other_case(self.visit), is_emergency=True)
        viewer = self.state.viewer
        if place < len(interrupts):
            chosen, _ = interrupts[place]
            return self.writer.write(
                self.state,
                viewer,
                lambda act: Raise(act, chosen.path),
                needs_reason=chosen.reason_required,
            )
        name, value, _, _ = facts[place - len(interrupts)]

        def make(act: Act) -> Command:
            return SetFacts(act, {name: value}, False, True)

        return self.writer.write(self.state, viewer, make, {name: value})

    def _list_interrupts(self) -> list[tuple[Interrupt, TransitionLine | None]]:
        """Return the interrupts that the user may raise, urgent first, with those open now.

        An urgent one is listed where it cannot be raised now too: in an emergency people type the
        number that they know, and it must not have become the number of another emergency.
        """
        lines = [one for track in self.state.checklist.tracks for one in track.interrupts]
        by_path = {one.path: one for one in lines if one.open}
        mine = [one for one in self.state.definition.interrupts() if self.state.viewer in one.by]
        found = [(one, by_path.get(one.path)) for one in mine]
        listed = [(one, open_line) for one, open_line in found if one.urgent or open_line]
        return sorted(listed, key=lambda pair: not pair[0].urgent)

    def _name_interrupt(self, interrupt: Interrupt, open_line: TransitionLine | None) -> str:
        if open_line is not None:
            return outcome_text(self.state.wording, open_line)
        title = interrupt.title or interrupt.id.replace("_", " ")
        return f"{title} (reported already, or not possible now)"

    def _list_reports(self) -> list[tuple[str, Value, str, str]]:
        """Return the urgent facts that the user may report and that no interrupt states."""
        definition, facts = self.state.definition, self.state.checklist.facts
        at = Situation(definition, self.state.file.case, self.state.checklist.now)
        found: list[tuple[str, Value, str, str]] = []
        for fact in definition.facts.values():
            if self.state.viewer not in fact.anytime or fact.sensitive:
                continue
            for value in find_urgent_values(definition, fact):
                if facts.get(fact.id) != value and not list_answering_interrupts(at, fact, value):
                    said = "yes" if value is True else str(value).replace("_", " ")
                    found.append((fact.id, value, fact.ask or fact.id, said))
        return found

    # ---- what is not possible

    def report_obstacle(self) -> Blocks | None:
        """Record why the task is not possible, in the way that the user chooses."""
        if self.task is None:
            raise UsageError("There is nothing to do here.", "To look again: Enter.")
        exits = self._list_exits()
        may_waive = self._may_waive()
        answers = ["Write down why, and go on with something else; it stays to be done"]
        if may_waive:
            answers.append("Leave it out: it need not be done (waive it)")
        answers += [outcome_text(self.state.wording, one) for one in exits]
        place = self.visit.choose(f"{self.task.code} is not possible. What now?", answers)
        if place == 0:
            return self._write_obstacle(self.task)
        if may_waive and place == 1:
            path = self.task.path
            return self.writer.write(
                self.state, self.state.viewer, lambda act: Waive(act, path), needs_reason=True
            )
        chosen = exits[place - 1 - may_waive]
        return self.writer.write(
            self.state,
            self.state.viewer,
            lambda act: Advance(act, chosen.path),
            needs_reason=chosen.reason_required,
        )

    def _may_waive(self) -> bool:
        action = None if self.task is None else self.task.action
        return action is not None and self.state.viewer in action.waivable_by

    def _list_exits(self) -> list[TransitionLine]:
        """Return the open outcomes of the task's track by which the user may leave its step."""
        if self.task is None or self.task.kind in ("decision", "closing"):
            return []
        return [
            one
            for track in self.state.checklist.tracks
            if track.track == self.task.track
            for one in track.outcomes
            if one.open and self.state.viewer in one.by
        ]

    def _write_obstacle(self, task: Task) -> Blocks | None:
        draft = self._draft_of(f"obstacle {task.code}")
        self.visit.screen.say("It is written as a note. Everyone on the case can read it.")
        why = write_kept_text(draft, "Why is it not possible? (Enter: go back):")
        text = f"{task.code} {task.title}: not possible now. {why}"
        news = self.writer.write(self.state, self.state.viewer, lambda act: WriteNote(act, text))
        if news is None:
            return None
        draft.remove()
        self.skipped_now = task.path
        return news

    # ---- when it happened, notes, corrections, other people

    def set_time(self) -> None:
        """Ask when what is recorded next in this turn happened."""
        if self.task is None:
            raise UsageError("There is nothing to record here.", "To look again: Enter.")
        self.visit.happened = ask_when(self.visit, self.state)
        when = "with the present time"
        if self.visit.happened is not None:
            moment = datetime.fromisoformat(self.visit.happened)
            when = f"with {self.state.wording.moment(moment)}"
        self.visit.screen.say(f"What you record in this turn is recorded {when}. Now the answer.")

    def write_note(self) -> Blocks | None:
        """Write a note for everyone on the case, or for the user's own agency."""
        draft = self._draft_of("note")
        short = self.state.wording.short(self.state.viewer)
        self.visit.screen.say(
            f"Before it is written you choose who can read it: everyone on the case, or {short}."
        )
        text = write_kept_text(draft, "Note (Enter: none):")
        place = self.visit.choose("Who may read it?", ["Everyone on the case", f"Only {short}"])
        readers = () if place == 0 else (self.state.viewer,)
        news = self.writer.write(
            self.state, self.state.viewer, lambda act: WriteNote(act, text, readers)
        )
        if news is not None:
            draft.remove()
        return news

    def _draft_of(self, act: str) -> GuidedDraft:
        """Return where a text is kept until it is recorded."""
        return GuidedDraft(self.visit, self.state.file.id, f"go {act}", self.state.viewer)

    def undo(self) -> Blocks | None:
        """Undo the last thing that this person recorded, for whichever agency."""
        if self.writer.has_left(self.state):
            return None
        elsewhere, self.visit.elsewhere = self.visit.elsewhere, ""
        if elsewhere:  # asked once: `u` after it is about this case again
            raise OtherCase(elsewhere, is_undo=True)
        return undo_last(self.visit, self.state)

    def hand_over(self) -> str | None:
        """Let the user record what another agency reported, or another person sit down here.

        Return the path of the task that was reported; None after a change of the person.
        """
        ways = (
            "Another agency reported something: record it for them",
            "Another person sits here now",
        )
        while self.visit.choose("Who else?", ways) == 0:
            try:
                return self._report_for_others()
            except ListLeft:  # Enter goes back by one list only
                continue
        others = [task for task in self.state.tasks if not task.is_own]
        may = dict.fromkeys(name for task in others for name in task.by)
        ask_person(self.visit, self.state.definition, tuple(may), is_other_person=True)
        return None

    def _report_for_others(self) -> str | None:
        """Let the user choose what another agency reported; return the path of its task.

        What the user's own agency may do too is recorded here for the agency that did it.
        """
        others = {task.path: self._others_of(task) for task in self.state.tasks}
        if not any(others.values()):
            raise UsageError("No other agency can do anything now.", "To look again: Enter.")
        task = self._choose_of_others(others)
        if task.kind not in ("action", "closing"):
            return task.path  # its turn asks what was decided
        news = self._record_for_others(task, others[task.path])
        self.visit.news = news or ()
        if news is not None:
            self.recorded = task
        return None

    def _choose_of_others(self, others: Mapping[str, Sequence[str]]) -> Task:
        """Return what another agency reported. Raise ListLeft if the user leaves the list."""
        viewer = self.state.viewer
        try:
            return self._choose(
                [task for task in self.state.listed if others[task.path]],
                lambda one: set(one.by) != {viewer},
            )
        except Back:
            raise ListLeft from None

    def _record_for_others(self, task: Task, by: Sequence[str]) -> Blocks | None:
        """Record what one of the agencies did; the texts of the task are shown first."""
        # late: start-up; few turns record for others
        from sop.commands.guided_turns import ActionTurn, choose_agency, turn_of
        from sop.views.guidance import guidance_lines

        if task.kind == "closing":
            return turn_of(self.visit, self.writer, self.state, task).take(0)
        as_ = choose_agency(self.visit, self.state, by)
        action = self.state.definition.action(task.path)
        self.visit.show_pages(guidance_lines(self.state.definition, [action]))
        return ActionTurn(self.visit, self.writer, self.state, task, as_).report()

    def _others_of(self, task: Task) -> tuple[str, ...]:
        """Return the other agencies that may have done the task; none for an own decision."""
        if task.is_own and task.kind != "action":
            return ()
        return tuple(name for name in task.by if name != self.state.viewer)
