"""A scenario in play: the simulated case, its clock, the happenings, and the injects.

Every command goes through the engine's `decide`, as in a real case.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from sop.engine.deadlines import TimeCounter, make_counter
from sop.engine.decide import Answer
from sop.engine.rehearse import Rehearser
from sop.engine.resolve_names import resolve_action, resolve_stakeholder
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Command, Do, Waive
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Call, Inject, Scenario, Turn
from sop.model.training import Happening, Kind
from sop.training.injects import is_due
from sop.training.prepare_scenario import find_outcome, prepare_scenario

CallNames = tuple[str, str | None, str | None]
"""The kind, the target and the outcome of a call."""


class LiveScenario(Rehearser):
    """Plays the turns of the model path, and what comes in addition to them.

    A shallow copy goes on independently: values are replaced, never changed in place. The one
    exception is the cache of paths, which is the same for every copy.
    """

    def __init__(
        self, definition: Definition, scenario: Scenario, calendar: Calendar | None = None
    ) -> None:
        super().__init__(definition, prepare_scenario(definition, scenario), calendar)
        self.count: TimeCounter = make_counter(definition, self.calendar)
        self.opened_at = self.now
        self.happenings: tuple[Happening, ...] = ()
        self.turn_index = 0  # of the current turn; the number of turns at the end
        self._last_arrival = -1  # the index of the last turn that was begun
        self._past_injects: frozenset[str] = frozenset()
        self._fixed_paths: dict[CallNames, str | None] = {}

    @property
    def current_turn(self) -> Turn:
        """The turn that is being played; the last one at the end."""
        return self.scenario.turns[min(self.turn_index, len(self.scenario.turns) - 1)]

    @property
    def current_turn_name(self) -> str:
        return self.current_turn.id or ""

    def find_turn(self, name: str) -> Turn | None:
        return next((turn for turn in self.scenario.turns if turn.id == name), None)

    def pass_time(self, at: str | None) -> None:
        """Move the clock to the turn's time, never back: answers may have cost more time."""
        before = self.now
        super().pass_time(at)
        self.now = max(self.now, before)

    def spend(self, minutes: int) -> None:
        """Move the clock by minutes. In UTC: a change of the clocks adds or removes none."""
        self.now = (self.now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)

    # ---- commands

    def command(self, call: Call) -> Command:
        """Return the command of a call. A name that does not depend on the case is cached.

        Raises UsageError if a name of the call means nothing now.
        """
        path = self._cached_path(call)
        if path is None or not call.as_:
            return super().command(call)
        act = Act(resolve_stakeholder(self.definition, call.as_), why=call.why)
        match call.kind:
            case "do":
                return Do(act, path, self.facts(call.facts), call.form)
            case "waive":
                return Waive(act, path)
        return Advance(act, path)

    def _cached_path(self, call: Call) -> str | None:
        """Return the path of the call's target; None if it depends on the case, or is not one."""
        if call.kind not in ("do", "waive", "advance"):
            return None
        key = (call.kind, call.target, call.outcome)
        if key not in self._fixed_paths:
            self._fixed_paths[key] = self._fixed_path(call)
        return self._fixed_paths[key]

    def _fixed_path(self, call: Call) -> str | None:
        """Return the path that the call names in every state of the case, or None."""
        try:
            if call.kind == "advance":
                return find_outcome(self.definition, call).path
            return resolve_action(self.definition, Case(id=""), call.target or "").path
        except UsageError:
            return None

    def find_command(self, call: Call) -> Command | None:
        """Return the command of a call; None if it has none, or its names mean nothing now."""
        if call.kind in ("tell", "expect"):
            return None
        try:
            return self.command(call)
        except UsageError:
            return None

    def put(self, call: Call) -> Answer:
        """Put the call to the engine. Names that mean nothing now are a refusal too."""
        try:
            return self.take(self.command(call))
        except UsageError as error:
            return Refusal(error.message, ())

    def put_and_record(self, call: Call, own: bool) -> None:
        """Put the call to the engine, and record its events or its refusal."""
        answer = self.put(call)
        if isinstance(answer, Refusal):
            self.record("refused", by=call.as_, own=own, refusal=answer, text=answer.message)
        else:
            self.record_events(answer, own)

    # ---- turns

    def arrive(self) -> None:
        """Begin the current turn: its time, what is due by then, its text. Only once per turn."""
        if self._last_arrival == self.turn_index:
            return
        self._last_arrival = self.turn_index
        turn = self.current_turn
        self.pass_time(turn.at)
        self.fire_due_injects()
        self.record("turn", by=turn.call.as_)
        if turn.tell:
            self.record("told", text=turn.tell, channel=turn.channel, by=turn.call.as_)

    def perform(self) -> None:
        """Do what the model path does at this turn; skip it if the case no longer allows it."""
        turn = self.current_turn
        call = turn.call
        if call.kind in ("tell", "expect"):
            return
        answer = self.put(call)
        if isinstance(answer, Refusal):
            kind: Kind = "skipped"
            if turn.refused is not None:  # the turn shows that the procedure refuses it
                kind = "refused"
            self.record(kind, by=call.as_, refusal=answer, text=answer.message)
        else:
            self.record_events(answer, own=False)
        self.fire_due_injects()

    # ---- injects

    def fire_due_injects(self) -> None:
        """Fire every inject that is due. One may make another due, so repeat until none is."""
        fired = True
        while fired:
            fired = self._fire_each_due()

    def _fire_each_due(self) -> bool:
        """Fire, in the scenario's order, each inject that is due; return whether there was one."""
        before = self._past_injects
        for inject in self.scenario.injects:
            if inject.id not in self._past_injects and is_due(self, inject):
                self.fire(inject)
        return self._past_injects != before

    def fire(self, inject: Inject) -> None:
        """Let the inject happen, due or not."""
        self._past_injects |= {inject.id}
        self.record("inject", text=inject.tell, channel=inject.channel, choice=inject.id)
        for call in inject.then:
            self.put_and_record(call, own=False)

    # ---- happenings

    def record_events(self, events: tuple[Event, ...], own: bool) -> None:
        for event in events:
            self.record("event", by=event.as_, own=own, event=event)

    def record(
        self,
        kind: Kind,
        *,
        by: str | None = None,
        own: bool = False,
        text: str = "",
        channel: str | None = None,
        choice: str = "",
        event: Event | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        """Add a happening, now and at the current turn."""
        happening = Happening(
            number=len(self.happenings) + 1,
            kind=kind,
            at=self.now,
            turn=self.current_turn_name,
            by=by,
            own=own,
            text=text,
            channel=channel,
            choice=choice,
            event=event,
            refusal=refusal,
        )
        self.happenings += (happening,)
