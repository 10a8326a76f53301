"""Narrate the demo: most turns in one line, the important ones on the screens of commands."""

from __future__ import annotations

from collections.abc import Iterator
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
"""How much of the history the demo shows at the end: half a screen."""


@dataclass
class Narrator:
    """Shows the case on the screen as it is played. `silent`: it only counts, for --json."""

    screen: Screen
    definition: Definition
    silent: bool = False
    refusals: int = 0
    has_shown_overdue: bool = False

    def introduce(self, scenario: Scenario) -> None:
        """Show the scenario's title, workflow, story and content note."""
        self._show(
            line(Span(scenario.title, "strong")),
            line(f"{self.definition.title}, {self.definition.id} {self.definition.version}"),
            BLANK,
            *_paragraph_lines(scenario.story),
        )
        if scenario.content_note:
            self._show(line(f"Content: {scenario.content_note}"))

    def show_opening(self, file: LoadedCase, service: CaseService) -> None:
        self._announce("A case is opened. Its ID contains nothing about the person.")
        self._show(*self._heading(file, service), *self._event_lines(file.history, service))

    def show_passed_time(self, played: DemoTurn) -> None:
        """Show the first turn in which time passes and a deadline runs out; nothing for others."""
        if self.has_shown_overdue or played.turn.at is None:
            return
        checklist = played.service.checklist(played.before)
        late = tuple(action for action in checklist.actions() if action.overdue)
        if not late:
            return
        self.has_shown_overdue = True
        self._announce(
            "Time passes, and a deadline runs out. No step ends on its own. "
            "Overdue actions are listed first:"
        )
        self._show_command("sop next")
        self._show(
            *self._heading(played.before, played.service),
            *next_screen(self.definition, checklist, late),
        )
        self._announce("The work continues.")

    def show_turn(self, played: DemoTurn) -> None:
        """Show a turn in a line or two."""
        self._show_story(played)
        if isinstance(played.answer, Refusal):
            self._show_short_refusal(played, played.answer)
        elif isinstance(played.answer, WriteResult):
            self._show(*self._event_lines(played.answer.events, played.service))

    def _show_short_refusal(self, played: DemoTurn, refusal: Refusal) -> None:
        self.refusals += 1
        who = Wording(self.definition, played.service.now).short(played.turn.call.as_ or "")
        self._show(
            line("  ", Span("Refused", "late"), f" for {who}: {refusal.message}.", hang=4),
            *(line(f"- {reason.what}", indent=4, hang=6) for reason in refusal.reasons),
        )

    def show_refusal(self, played: DemoTurn) -> None:
        """Show the checklist of the track, the attempt, and every reason of the refusal."""
        self._show_story(played)
        track = played.turn.call.target
        checklist = played.service.checklist(played.before, played.turn.call.as_)
        heading = self._heading(played.before, played.service)
        self._announce("What does this step require?")
        self._show_command(f"sop checklist --track {track}")
        self._show(*heading, *self._checklist(checklist, track))
        self._announce("Try to move on anyway:")
        self._show_command(_command_text(played.turn.call))
        if isinstance(played.answer, Refusal):
            self.refusals += 1
            wording = Wording(self.definition, played.service.now)
            self._show(*heading, *refusal_screen(played.answer, wording))
            self._announce("So the missing work is done first.")

    def show_acceptance(self, played: DemoTurn) -> None:
        """Show the request that was refused before, and its result."""
        self._show_story(played)
        self._announce("Now the same request again:")
        self._show_command(_command_text(played.turn.call))
        answer = played.answer
        if not isinstance(answer, WriteResult):
            return
        screen = write_result_screen(
            Wording(self.definition, played.service.now),
            answer.events,
            answer.opened,
            answer.closed,
            answer.after.checklist,
        )
        self._show(*self._heading(answer.after, played.service), *screen)
        self._announce("The case continues through every track:")

    def show_end(self, file: LoadedCase, service: CaseService) -> None:
        """Show the end of the history, the closed case, and how much was written and refused."""
        self._show_timeline(file, service)
        self._show_case(file, service)
        counts = f"{count_text(file.version, 'event')} written"
        counts += f", {count_text(self.refusals, 'request')} refused."
        if not self.has_shown_overdue:
            counts += " No deadline ran out."
        self._announce(counts)

    def _show_timeline(self, file: LoadedCase, service: CaseService) -> None:
        wording = Wording(self.definition, service.now)
        last = filter_events(self.definition, file.history, None)[-LAST_EVENTS:]
        self._announce(
            f"Every event is recorded, in order. The last {len(last)} of {file.version}:"
        )
        self._show_command("sop case timeline")
        self._show(*self._heading(file, service), *timeline_screen(wording, last, file.case))

    def _show_case(self, file: LoadedCase, service: CaseService) -> None:
        """Show the case to the stakeholder who acted last."""
        wording = Wording(self.definition, service.now)
        viewer = file.history[-1].as_
        facts = {name: record.value for name, record in file.case.facts.items()}
        visible = filter_facts(self.definition, facts, viewer)
        self._show_command(f"sop case show --as {viewer}")
        self._show(
            *self._heading(file, service),
            *case_screen(wording, file.case, service.checklist(file), visible),
        )

    # ---- blocks

    def _event_lines(self, events: tuple[Event, ...], service: CaseService) -> Iterator[Block]:
        wording = Wording(self.definition, service.now)
        for event in events:
            who = f"  {wording.moment(event.at)}  {wording.short(event.as_)}  "
            yield line(who, sentence(wording, event), hang=4)

    def _checklist(self, checklist: Checklist, track: str | None) -> Blocks:
        """Return the checklist of one track, without the notice at the end of the real screen."""
        tracks = tuple(one for one in checklist.tracks if one.track == track)
        return checklist_screen(self.definition, replace(checklist, tracks=tracks, closing=None))

    def _heading(self, file: LoadedCase, service: CaseService) -> Blocks:
        return heading_lines(
            Heading(
                case=file.id,
                workflow=self.definition.id,
                version=self.definition.version,
                store="data",
                now=service.now,
                zone=self.definition.timezone,
                simulated=True,
            )
        )

    def _show_story(self, played: DemoTurn) -> None:
        if played.turn.tell:
            self._show(BLANK, *_paragraph_lines(played.turn.tell))

    def _announce(self, text: str) -> None:
        self._show(BLANK, line(Span(text, "strong")))

    def _show_command(self, text: str) -> None:
        self._show(BLANK, line(f"$ {text}"))

    def _show(self, *blocks: Block) -> None:
        if not self.silent:
            self.screen.show(blocks)


def _paragraph_lines(text: str) -> Iterator[Block]:
    """Yield each paragraph of the text as one line, which the screen wraps."""
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        if words:
            yield line(" ".join(words))


def _command_text(call: Call) -> str:
    """Return the command that a person would type for this turn."""
    outcome = (call.outcome or "").rsplit(".", 1)[-1]
    words = (call.kind, call.target or "", outcome, f"--as {call.as_}")
    return f"sop {' '.join(word for word in words if word)}"
