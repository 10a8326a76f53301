"""Tells a played case in plain words: most turns in a line, the important ones on the screens of the daily commands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sop.casework.case_service import CaseService, LoadedCase, WriteResult
from sop.casework.demo_player import DemoTurn
from sop.casework.visibility import filter_events, filter_facts
from sop.engine.checklist_lines import Checklist
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal
from sop.model.scenario import Call, Scenario
from sop.views.case import case_screen, timeline_screen
from sop.views.checklist import checklist_screen
from sop.views.event_text import sentence
from sop.views.heading import Heading, heading_lines
from sop.views.labels import Wording, count_text
from sop.views.next_actions import next_screen
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, line
from sop.views.terminal.screen import Screen
from sop.views.write_result import write_result_screen

LAST_EVENTS = 12
"""How much of the history the demo prints at the end."""


@dataclass
class Narrator:
    """Writes to the screen as the case goes on. `silent`: only counts."""

    screen: Screen
    definition: Definition
    silent: bool = False
    refusals: int = 0
    has_shown_overdue: bool = False

    def introduce(self, scenario: Scenario) -> None:
        self._show(
            line(Span(scenario.title, "strong")),
            line(f"{self.definition.title}, {self.definition.id} {self.definition.version}"),
            BLANK,
            *(line(part) for part in _paragraphs(scenario.story)),
            *((line(f"Content: {scenario.content_note}"),) if scenario.content_note else ()),
        )

    def opened(self, file: LoadedCase, service: CaseService) -> None:
        self._say("A case is opened. Its reference says nothing about the person.")
        self._show(*self._heading(file, service), *self._lines(file.history, service))

    def show_passed_time(self, played: DemoTurn) -> None:
        """Once in the demo: time passed, and a deadline ran out meanwhile."""
        if self.has_shown_overdue or played.turn.at is None:
            return
        shown = played.service.checklist(played.before)
        late = tuple(action for action in shown.actions() if action.overdue)
        if late:
            self.has_shown_overdue = True
            self._say(
                "Time passes, and a deadline runs out. Nothing moves by itself; what is late is listed first:"
            )
            self._type("sop next")
            self._show(
                *self._heading(played.before, played.service),
                *next_screen(self.definition, shown, late),
            )
            self._say("The work goes on.")

    def show_turn(self, played: DemoTurn) -> None:
        """A turn in a line or two."""
        self._tell(played)
        if isinstance(played.answer, Refusal):
            self.refusals += 1
            who = Wording(self.definition, played.service.now).short(played.turn.call.as_ or "")
            self._show(
                line(
                    "  ", Span("Refused", "late"), f" for {who}: {played.answer.message}.", hang=4
                ),
                *(line(f"- {reason.what}", indent=4, hang=6) for reason in played.answer.reasons),
            )
        elif isinstance(played.answer, WriteResult):
            self._show(*self._lines(played.answer.events, played.service))

    def show_refusal(self, played: DemoTurn) -> None:
        """The checklist of the track, the attempt, and every reason why not."""
        self._tell(played)
        track = played.turn.call.target
        shown = played.service.checklist(played.before, played.turn.call.as_)
        self._say("What does this step ask for?")
        self._type(f"sop checklist --track {track}")
        self._show(*self._heading(played.before, played.service), *self._checklist(shown, track))
        self._say("Move on all the same?")
        self._type(_command_text(played.turn.call))
        if isinstance(played.answer, Refusal):
            self.refusals += 1
            wording = Wording(self.definition, played.service.now)
            self._show(
                *self._heading(played.before, played.service),
                *refusal_screen(played.answer, wording),
            )
            self._say("So what is missing is done first.")

    def show_acceptance(self, played: DemoTurn) -> None:
        """The same request once more, accepted now."""
        self._tell(played)
        self._say("Now the same once more:")
        self._type(_command_text(played.turn.call))
        if isinstance(played.answer, WriteResult):
            answer, wording = played.answer, Wording(self.definition, played.service.now)
            after = answer.after
            screen = write_result_screen(
                wording, answer.events, answer.opened, answer.closed, after.checklist
            )
            self._show(*self._heading(after, played.service), *screen)
            self._say("And so on, through every track:")

    def closing(self, file: LoadedCase, service: CaseService) -> None:
        """The end of the history, and the closed case."""
        wording = Wording(self.definition, service.now)
        seen = filter_events(self.definition, file.history, None)[-LAST_EVENTS:]
        self._say(
            f"Every event is kept, in order; here are the last {len(seen)} of {file.version}:"
        )
        self._type("sop case timeline")
        self._show(*self._heading(file, service), *timeline_screen(wording, seen, file.case.undone))
        viewer = file.history[-1].as_
        facts = {name: record.value for name, record in file.case.facts.items()}
        seen_by_viewer = filter_facts(self.definition, facts, viewer)
        self._type(f"sop case show --as {viewer}")
        shown = service.checklist(file)
        self._show(
            *self._heading(file, service), *case_screen(wording, file.case, shown, seen_by_viewer)
        )
        deadline = "" if self.has_shown_overdue else " No deadline ran out."
        self._say(
            f"{count_text(file.version, 'event')} written, {count_text(self.refusals, 'request')} refused.{deadline}"
        )

    # ---- lines

    def _lines(self, events: tuple[Event, ...], service: CaseService) -> list[Block]:
        wording = Wording(self.definition, service.now)
        return [
            line(
                f"  {wording.moment(event.at)}  {wording.short(event.as_)}  ",
                sentence(wording, event),
                hang=4,
            )
            for event in events
        ]

    def _checklist(self, shown: Checklist, track: str | None) -> Blocks:
        """The checklist of one track, without the notice that the real screen ends with."""
        only = replace(
            shown, tracks=tuple(one for one in shown.tracks if one.track == track), closing=None
        )
        return checklist_screen(self.definition, only)

    def _heading(self, file: LoadedCase, service: CaseService) -> Blocks:
        return heading_lines(
            Heading(
                file.id,
                self.definition.id,
                self.definition.version,
                "data",
                None,
                service.now,
                self.definition.timezone,
                simulated=True,
            )
        )

    def _tell(self, played: DemoTurn) -> None:
        if played.turn.tell:
            self._show(BLANK, *(line(part) for part in _paragraphs(played.turn.tell)))

    def _say(self, text: str) -> None:
        self._show(BLANK, line(Span(text, "strong")))

    def _type(self, typed: str) -> None:
        self._show(BLANK, line(f"$ {typed}"))

    def _show(self, *blocks: Block) -> None:
        if not self.silent:
            self.screen.show(blocks)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line, to be wrapped anew."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _command_text(call: Call) -> str:
    """The command that a person would type for this turn."""
    words = [
        call.kind,
        call.target or "",
        (call.outcome or "").rsplit(".", 1)[-1],
        f"--as {call.as_}",
    ]
    return f"sop {' '.join(word for word in words if word)}"
