"""The turns of the guided way in one case: show the next thing, read what the user types, do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import filter_events
from sop.commands.guided_enter import read_entered_line
from sop.commands.guided_identity import ask_person
from sop.commands.guided_keys import GuidedKeys
from sop.commands.guided_progress import describe_case_end, find_last_track, progress_lines
from sop.commands.guided_turns import HandOver, Skip, TaskTurn, turn_of
from sop.commands.guided_visit import Back, Emergency, GuidedVisit, TurnState
from sop.commands.guided_writes import GuidedWriter
from sop.commands.incident_siblings import mention_incident
from sop.commands.prompts import EMERGENCY_KEY, EndOfInput
from sop.engine.guided_way import (
    Task,
    list_repetitions,
    list_tasks,
    next_task,
    sort_actions,
)
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.store.port import StoreError, VersionConflict
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.recorded_news import news_lines
from sop.views.terminal.blocks import BLANK, Blocks, Span, line
from sop.views.turn_screen import (
    DETAILS,
    TurnContent,
    banner_lines,
    keys_line,
    missing_texts,
    turn_screen,
)

ROWS = 23
"""A terminal has 24 rows; the last one is for what the user types."""
KEYS = (
    "! emergency",
    "x not possible",
    "s later",
    "l list",
    "w why",
    "n note",
    "t time",
    "u undo",
    "h others",
    "c case",
    "b back",
    "? help",
    "q quit",
)
"""What can be typed at every turn, in pieces that are not torn apart."""
FEW_KEYS = ("! emergency", "x not possible", "? all texts and keys", "q quit")
"""The keys of a turn that hardly fits: a warning matters more than the others."""
FEWER_FROM = 6
"""From this place of DETAILS on, a turn names few keys."""
WORDS = {
    "skip": "s",
    "later": "s",
    "not possible": "x",
    "list": "l",
    "why": "w",
    "danger": EMERGENCY_KEY,
    "emergency": EMERGENCY_KEY,
    "d": EMERGENCY_KEY,
    "others": "h",
    "note": "n",
    "time": "t",
    "when": "t",
    "undo": "u",
    "hand over": "h",
    "handover": "h",
    "back": "b",
    "case": "c",
    "another case": "c",
    "help": "?",
    "quit": "q",
    "exit": "q",
}
"""Words that are accepted for the keys."""


@dataclass
class GuidedCase:
    """The turns in one case.

    `focus` is the track in which the user is at work, `skipped` has the paths of what was left, the
    latest last. `chosen` is a path that the user chose from a list. `seen` is the version up to
    which the events of others were shown. `left` is the action that was done or put off just now.
    """

    visit: GuidedVisit
    case: str
    focus: str | None = None
    skipped: list[str] = field(default_factory=list)
    chosen: str | None = None
    seen: int = 0
    left: Task | None = None

    def __post_init__(self) -> None:
        self.writer = GuidedWriter(self.visit)

    def run(self) -> None:
        """Take turns until the user leaves or the case has ended."""
        while True:
            state = self._read_state()
            if not state.checklist.takes_work:
                self._show_end(state.file)
                return
            task = self._find_task(state)
            self.visit.news = (*self.visit.news, *self._list_progress(state, task))
            self._take_turn(state, task)

    def _show_end(self, file: LoadedCase) -> None:
        """Show that the case takes no work, and lead to another one instead of back to it."""
        text, self.visit.onward = describe_case_end(file)
        self.visit.screen.show((*self.visit.news, line(text)))

    # ---- what the turn is about

    def find_next(self) -> tuple[TurnState, Task | None]:
        """Return the first thing to do, for a turn that is about another case."""
        state = self._read_state()
        return state, self._find_task(state)

    def _read_state(self) -> TurnState:
        while True:
            session = self.visit.context()
            file = session.file()
            viewer = session.viewer(file.definition)
            if viewer is not None:
                break
            # The terminal was not used for hours: another person may sit here.
            tasks = list_tasks(file.definition, session.service.checklist(file, None))
            ask_person(self.visit, file.definition, [name for task in tasks for name in task.by])
        checklist = session.service.checklist(file, viewer)
        items = sort_actions(checklist, viewer, session.by)
        tasks = list_tasks(file.definition, checklist, viewer, items)
        wording = Wording(file.definition, session.now)
        if not self.seen:
            self.visit.news = (*self.visit.news, *mention_incident(session, file))
        self._report_others(file, viewer, wording)
        return TurnState(session, file, viewer, checklist, tasks, wording)

    def _report_others(self, file: LoadedCase, viewer: str, wording: Wording) -> None:
        """Add what others recorded since the last turn to what the next one says first."""
        if not self.seen:
            self.focus = find_last_track(file.history, viewer)
        if self.seen:
            new = [
                seen
                for seen in filter_events(file.definition, file.history, viewer)
                if seen.event.id > self.seen and seen.event.id not in self.visit.written
            ]
            self.visit.news = (*self.visit.news, *news_lines(wording, new, own=False))
        self.seen = file.version

    def _find_task(self, state: TurnState) -> Task | None:
        by_path = {task.path: task for task in state.tasks}
        if self.chosen in by_path:
            return by_path[self.chosen]
        self.chosen = None
        repeated = list_repetitions(state.checklist)
        found = next_task(state.tasks, self.skipped, self.focus, repeated)
        if found is None and self.skipped:
            self.skipped.clear()
            self.visit.news = (
                *self.visit.news,
                line("That was everything that is open. It begins again."),
            )
            found = next_task(state.tasks, (), self.focus)
        return found

    def _list_progress(self, state: TurnState, task: Task | None) -> Blocks:
        """Return what the next turn says about the action that was done or put off just now."""
        left, self.left = self.left, None
        return progress_lines(state, left, task, self.skipped)

    # ---- one turn

    def _take_turn(self, state: TurnState, task: Task | None) -> None:
        """Show the turn and act on what is typed. Ctrl-C at the turn's own question leaves."""
        turn = None if task is None else turn_of(self.visit, self.writer, state, task)
        keys = GuidedKeys(self.visit, self.writer, state, task)
        prompt = "Enter: look again" if turn is None else turn.prompt
        is_shown, self.visit.happened = False, None
        while True:
            try:
                if not is_shown:
                    self._show_turn(state, turn)
                is_shown, self.visit.news = True, ()
                typed = self._read_line(turn, prompt)
            except Emergency:
                typed = EMERGENCY_KEY
            try:
                if self._is_over(keys, turn, typed):
                    return
            except Back:
                self.visit.prompt.takes_enter = False
                return
            except Emergency:
                self._press(keys, EMERGENCY_KEY)
                return
            except KeyboardInterrupt as stopped:
                if isinstance(stopped, EndOfInput):
                    raise
                self.visit.news = (line("Stopped. Nothing was written by this."),)
                return

    def _read_line(self, turn: TaskTurn | None, prompt: str) -> str:
        """Return what is typed at the turn; Enter that records only where it was typed for it."""
        if turn is None or not turn.does_by_enter:
            return self.visit.prompt.text(f"{prompt}:")
        return read_entered_line(self.visit, prompt, turn.task.code)

    def act_once(self, key: str) -> None:
        """Do what the key does and nothing else; what is recorded is the news."""
        state = self._read_state()
        self.visit.news = ()
        self._press(GuidedKeys(self.visit, self.writer, state, None), key)

    def _press(self, keys: GuidedKeys, key: str) -> None:
        """Do what the key does, such as `!` at a question; Ctrl-C there returns to the turn."""
        try:
            self._is_over(keys, None, key)
        except (Back, Emergency):
            return
        except EndOfInput:
            raise
        except KeyboardInterrupt:
            self.visit.news = (line("Stopped. Nothing was written by this."),)

    def _is_over(self, keys: GuidedKeys, turn: TaskTurn | None, typed: str) -> bool:
        """Act on what was typed; return whether the turn is over.

        If not, the question is asked again, and what is wrong was shown.
        """
        try:
            return self._act_on(keys, turn, typed)
        except UsageError as wrong:
            self.visit.prompt.takes_enter = False
            keys.say_mistake(wrong)
            return False
        except VersionConflict:
            self.visit.prompt.takes_enter = False
            text = "Others recorded something at the same moment. Nothing of yours was written."
            self.visit.news = (line(Span("Conflict", "caution"), f": {text}"),)
            return True
        except StoreError as failure:
            keys.say_mistake(failure)
            return False

    def _act_on(self, keys: GuidedKeys, turn: TaskTurn | None, typed: str) -> bool:
        word = " ".join(typed.lower().split())
        key = WORDS.get(word, word)
        if turn is not None and turn.takes_word(word):
            return self._answer(turn, typed)
        if key == "n" and word == "n" and turn is not None and turn.answers == ("yes", "no"):
            raise UsageError("n may mean no, or a note.", "For no type 2; for a note type note.")
        if key in ("s", "b"):
            return self._go_on(turn) if key == "s" else self._go_back()
        shown = {"w": keys.explain_rule, "t": keys.set_time, "?": keys.help}
        if key in shown:
            shown[key]()
            return False
        written: dict[str, Callable[[], Blocks | None]] = {
            EMERGENCY_KEY: keys.report_danger,
            "x": keys.report_obstacle,
            "n": keys.write_note,
            "u": keys.undo,
        }
        if key in written:
            self.visit.news = written[key]() or ()
            if key == "u":  # the next turn differs from the one on the screen
                self.visit.prompt.takes_enter = False
            if keys.skipped_now is not None:
                self._skip(keys.skipped_now)
                self.left = keys.task
            return True
        choosing = {"l": keys.choose_task, "h": keys.hand_over}
        if key in choosing:
            self.chosen = choosing[key]()
            self._go_on_after(keys.state, keys.recorded)
            return True
        leaving = {"c": keys.change_case, "q": keys.quit}
        if key in leaving:
            leaving[key]()
        return turn is None or self._answer(turn, typed)

    def _answer(self, turn: TaskTurn, typed: str) -> bool:
        """Record the answer. The track of the task becomes the one in which the user is at work."""
        try:
            news = turn.answer(typed)
        except Skip:
            return self._go_on(turn)
        except HandOver as other:
            ask_person(self.visit, turn.state.definition, other.may, is_other_person=True)
            return True
        if news is None:
            self.visit.prompt.takes_enter = False
            return True
        self.visit.news = news
        self._go_on_after(turn.state, turn.task)
        return True

    def _go_on_after(self, state: TurnState, task: Task | None) -> None:
        """Go on where the task was recorded; None: nothing was."""
        if task is None:
            return
        self.chosen, self.focus = None, task.track
        if task.kind != "action":
            return
        self.left = task
        if state.definition.action(task.path).again:
            self.skipped.append(task.path)  # it can be done again, but that does not come next

    def _go_on(self, turn: TaskTurn | None) -> bool:
        if turn is not None:
            self._skip(turn.task.path)
        return True

    def _skip(self, path: str) -> None:
        self.skipped.append(path)
        self.chosen = None

    def _go_back(self) -> bool:
        if not self.skipped:
            raise UsageError("There is nothing before this.", "To choose from everything open: l.")
        self.chosen = self.skipped.pop()
        return True

    def _show_turn(self, state: TurnState, turn: TaskTurn | None) -> None:
        """Show the turn with as much of its texts as fits one screen."""
        if turn is None:
            self._show_wait(state)
            return
        shown = TurnContent(
            heading=_heading(state),
            question=turn.question,
            answers=turn.answers,
            side_by_side=turn.is_short,
            keys=KEYS,
            news=self.visit.news,
            before=turn.before,
            missing=missing_texts(state.wording, state.checklist, turn.task),
        )
        few = replace(shown, keys=FEW_KEYS)
        sizes = [(shown, detail) for detail in DETAILS[:FEWER_FROM]]
        sizes += [(few, detail) for detail in DETAILS[FEWER_FROM:]]
        for content, detail in sizes:
            blocks = turn_screen(state.wording, state.checklist, turn.task, content, detail)
            if self.visit.count_rows(blocks) <= ROWS - self.visit.prompt.rows_above:
                self.visit.screen.show(blocks)
                return
        self.visit.show_pages(blocks)

    def _show_wait(self, state: TurnState) -> None:
        """Show that nothing can be done now: what waits, for what, and what leads out."""
        from sop.commands.one_screen import fit_items  # late: start-up; few turns wait
        from sop.views.next_actions import NextList, next_screen

        head = (
            *self.visit.news,
            BLANK,
            line(Span(_heading(state), "strong")),
            *banner_lines(state.wording, state.checklist.dangers),
            line("Nothing can be done now. What waits, and for whom:"),
        )
        items = sort_actions(state.checklist, state.viewer)
        whole = (state.definition, state.checklist, items, state.viewer)
        rows = NextList(state.wording, state.checklist, items, state.viewer, True).rows
        keys = keys_line(KEYS)
        blocks = fit_items(
            self.visit.screen,
            lambda most: (*head, *next_screen(*whole, everything=True, most=most), keys),
            len(rows),
        )
        self.visit.show_pages(blocks)


def _heading(state: TurnState) -> str:
    """Return `Case 7K3M-9QTD-X   fire-drill   N. Dlamini, WARDEN   Mon 23 Nov 10:15`."""
    session, zone = state.session, state.definition.timezone
    who = state.wording.person(state.viewer, session.by)
    when = date_text.moment(session.now, zone, session.now)
    mark = "SIMULATED CLOCK   " if session.workspace.simulated else ""
    case = case_name(state.file.id, state.file.case.label)
    return f"{mark}Case {case}   {state.definition.id}   {who}   {when}"
