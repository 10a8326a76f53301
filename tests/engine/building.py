"""Small definitions written as values, and a case that commands are given to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.engine.decide import Answer, judge
from sop.engine.evolve import evolve
from sop.model.calendar import Calendar
from sop.model.case_state import Case, Visit
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Open,
    Raise,
    SetFacts,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    TrackStatus,
    Value,
)
from sop.model.definition import (
    MEANING,
    Action,
    Closing,
    Definition,
    Interrupt,
    Outcome,
    Stakeholder,
    Step,
    Switch,
    Term,
    Track,
)
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due, Duration, Unit, Wait
from sop.model.events import Event
from sop.model.fact import Fact
from sop.model.refusal import Reason, Refusal

SHORT = {"lab": "LAB", "office": "OFFICE", "shop": "SHOP"}
MONDAY = datetime.fromisoformat("2026-03-02T08:00:00+00:00")


def yes(fact: str) -> Condition:
    return FactIs(fact, (True,), fact)


def no(fact: str) -> Condition:
    return Not(yes(fact), f"not {fact}")


def is_(fact: str, *values: Value) -> Condition:
    listed = ", ".join(map(str, values))
    text = f"{fact} is one of {listed}" if len(values) > 1 else f"{fact} is {listed}"
    return FactIs(fact, values, text)


def at_least(fact: str, number: int) -> Condition:
    return FactBetween(fact, number, None, f"{fact} is at least {number}")


def at_most(fact: str, number: int) -> Condition:
    return FactBetween(fact, None, number, f"{fact} is at most {number}")


def known(fact: str) -> Condition:
    return FactKnown(fact, f"{fact} is known")


def unknown(fact: str) -> Condition:
    return Not(known(fact), f"{fact} is unknown")


def done(path: str) -> Condition:
    return ActionIsDone(*path.split("."), f"{path} is done")


def current(path: str) -> Condition:
    return StepCurrent(*path.split("."), f"{path} is current")


def visited(path: str) -> Condition:
    return StepVisited(*path.split("."), f"{path} is visited")


def status(track: str, word: TrackStatus) -> Condition:
    return TrackIs(track, word, f"{track} is {word}")


def both(*parts: Condition) -> Condition:
    return And(parts, " and ".join(map(_as_part, parts)))


def either(*parts: Condition) -> Condition:
    return Or(parts, " or ".join(map(_as_part, parts)))


def _as_part(part: Condition) -> str:
    return f"({part.text})" if isinstance(part, And | Or) else part.text


def negated(part: Condition) -> Condition:
    return Not(part, f"not ({part.text})")


def switch(name: str) -> Condition:
    return SwitchOn(name, name)


def term(name: str) -> Condition:
    return TermHolds(name, name)


def flag(name: str, **rest: object) -> Fact:
    return Fact(name, "boolean", f"Is it {name}?", **rest)  # type: ignore[arg-type]


def choice(name: str, *choices: str, **rest: object) -> Fact:
    return Fact(name, "choices", f"Which {name}?", choices, **rest)  # type: ignore[arg-type]


def number(name: str, low: int, high: int, **rest: Any) -> Fact:
    return Fact(name, "integer", f"How many {name}?", min=low, max=high, **rest)


def moment(name: str, **rest: object) -> Fact:
    return Fact(name, "datetime", f"When was {name}?", **rest)  # type: ignore[arg-type]


def day(name: str, **rest: object) -> Fact:
    return Fact(name, "date", f"On which day was {name}?", **rest)  # type: ignore[arg-type]


def text(name: str, **rest: object) -> Fact:
    return Fact(name, "text", f"What is {name}?", **rest)  # type: ignore[arg-type]


def length(words: str) -> Duration:
    """`3 days` as a Duration."""
    amount, unit = words.split()
    units: dict[str, Unit] = {
        name: name
        for name in (
            "hours",
            "working_hours",
            "days",
            "working_days",
            "court_days",
            "weeks",
            "months",
        )
    }
    return Duration(int(amount), units[unit])


def due(words: str | None, **rest: object) -> Due:
    return Due(length(words) if words else None, **rest)  # type: ignore[arg-type]


def wait(words: str, from_fact: str | None = None) -> Wait:
    return Wait(length(words), from_fact)


def action(name: str, by: str = "lab", **rest: object) -> Action:
    """`by` are stakeholders separated by blanks."""
    rest.setdefault("title", name.replace("_", " ").capitalize())
    return Action(name, "", "", by=tuple(by.split()), **rest)  # type: ignore[arg-type]


def outcome(name: str, to: str, by: str = "lab", **rest: object) -> Outcome:
    return Outcome(name, "", to, tuple(by.split()), **rest)  # type: ignore[arg-type]


def interrupt(name: str, sources: str, to: str, by: str = "lab", **rest: Any) -> Interrupt:
    return Interrupt(name, DottedPath(""), tuple(sources.split()), to, tuple(by.split()), **rest)


def step(name: str, *parts: Action | Outcome, **rest: object) -> Step:
    """A step of its actions and outcomes; without outcomes it is an end."""
    actions = {one.id: one for one in parts if isinstance(one, Action)}
    outcomes = {one.id: one for one in parts if isinstance(one, Outcome)}
    rest.setdefault("responsible", "lab" if outcomes else "")
    return Step(
        name, "", "", name.capitalize(), not outcomes, actions=actions, outcomes=outcomes, **rest
    )  # type: ignore[arg-type]


def track(
    name: str,
    *steps: Step,
    starts: Gate = (),
    hold: Gate | None = None,
    interrupts: tuple[Interrupt, ...] = (),
) -> Track:
    """A track, with the paths and codes of everything in it."""
    letter = name[0].upper()
    placed = {
        one.id: _placed(one, f"{name}.{one.id}", f"{letter}{n}") for n, one in enumerate(steps, 1)
    }
    raised = {one.id: replace(one, path=DottedPath(f"{name}.{one.id}")) for one in interrupts}
    return Track(name, letter, name.capitalize(), "lab", placed, raised, starts, hold)


def _placed(one: Step, path: str, code: str) -> Step:
    actions = {
        a.id: replace(a, path=DottedPath(f"{path}.{a.id}"), code=f"{code}.{n}")
        for n, a in enumerate(one.actions.values(), 1)
    }
    outcomes = {o.id: replace(o, path=DottedPath(f"{path}.{o.id}")) for o in one.outcomes.values()}
    return replace(one, path=DottedPath(path), code=code, actions=actions, outcomes=outcomes)


def workflow(
    *tracks: Track, facts: tuple[Fact, ...] = (), closing: Closing | None = None, **rest: object
) -> Definition:
    switches: tuple[Switch, ...] = rest.pop("switches", ())  # type: ignore[assignment]
    terms: tuple[Term, ...] = rest.pop("terms", ())  # type: ignore[assignment]
    return Definition(
        "recall",
        "1.0.0",
        "A recall",
        {id_: Stakeholder(id_, short.capitalize(), short) for id_, short in SHORT.items()},
        {fact.id: fact for fact in facts},
        {one.id: one for one in switches},
        {one.id: one for one in terms},
        {},
        rest.pop("forms", {}),
        {one.id: one for one in tracks},
        {},
        closing,
        meaning=rest.pop("meaning", MEANING),  # type: ignore[arg-type]
        hash="0" * 64,
        **rest,  # type: ignore[arg-type]
    )


class Run:
    """A case of the definition.

    Each method gives one command as `as_` at `self.now`; an accepted command changes the case.
    """

    def __init__(
        self,
        definition: Definition,
        now: datetime = MONDAY,
        calendar: Calendar | None = None,
        **facts: Value,
    ) -> None:
        self.definition, self.now, self.calendar = definition, now, calendar or Calendar()
        self.events: tuple[Event, ...] = ()
        self.case = Case(id="CASE")
        self.give(Open(Act("lab"), facts))

    def give(self, command: Command) -> Answer:
        decision = judge(
            self.definition,
            self.case,
            command,
            now=self.now,
            history=self.events,
            calendar=self.calendar,
        )
        if isinstance(decision, Refusal):
            return decision
        self.events += decision.events
        self.case = evolve(self.definition, self.events, self.case.id)
        assert decision.case == self.case  # the decision's case is the fold of its history
        return decision.events

    def act(self, as_: str, why: str | None, at: datetime | None) -> Act:
        return Act(as_, at=at, why=why)

    def do(
        self,
        action: str,
        as_: str = "lab",
        *,
        at: datetime | None = None,
        form: str | None = None,
        note: str | None = None,
        **facts: Value,
    ) -> Answer:
        return self.give(Do(self.act(as_, None, at), action, facts, form, note))

    def set(
        self,
        as_: str = "lab",
        *,
        why: str | None = None,
        at: datetime | None = None,
        from_now: bool = False,
        **facts: Value,
    ) -> Answer:
        return self.give(SetFacts(self.act(as_, why, at), facts, from_now))

    def advance(
        self, outcome: str, as_: str = "lab", *, why: str | None = None, at: datetime | None = None
    ) -> Answer:
        return self.give(Advance(self.act(as_, why, at), outcome))

    def raise_(
        self,
        interrupt: str,
        as_: str = "lab",
        *,
        why: str | None = None,
        at: datetime | None = None,
    ) -> Answer:
        return self.give(Raise(self.act(as_, why, at), interrupt))

    def waive(
        self, action: str, as_: str = "lab", *, why: str | None = None, at: datetime | None = None
    ) -> Answer:
        return self.give(Waive(self.act(as_, why, at), action))

    def close(
        self, as_: str = "lab", *, why: str | None = None, at: datetime | None = None
    ) -> Answer:
        return self.give(Close(self.act(as_, why, at)))

    def undo(self, event: int, as_: str = "lab", *, why: str | None = "by mistake") -> Answer:
        return self.give(Undo(self.act(as_, why, None), event))

    def note(self, words: str, as_: str = "lab") -> Answer:
        return self.give(WriteNote(self.act(as_, None, None), words))

    def list(self, as_: str | None = None) -> Checklist:
        return build_checklist(self.definition, self.case, self.now, as_, self.calendar)

    def line(self, track: str, as_: str | None = None) -> TrackLine:
        return next(one for one in self.list(as_).tracks if one.track == track)

    def action(self, path: str, as_: str | None = None) -> ActionLine:
        return next(one for one in self.list(as_).actions() if one.path == path)

    def way(self, path: str) -> TransitionLine:
        lines = self.list().tracks
        return next(
            way for one in lines for way in (*one.outcomes, *one.interrupts) if way.path == path
        )

    def step(self, track: str) -> str | None:
        return self.case.tracks[track].step

    def visit(self, track: str) -> Visit:
        visit = self.case.tracks[track].visit
        assert visit is not None
        return visit

    def due(self, path: str) -> str | None:
        """The due time of a current step, its action or outcome, in the workflow's zone."""
        return said(self.visit(path.split(".")[0]).dues.get(path))


def said(when: datetime | None) -> str | None:
    return None if when is None else when.strftime("%Y-%m-%d %H:%M:%S %z")


def codes(answer: Answer) -> list[str]:
    """The reason codes of a refusal in their order; none when it was accepted."""
    return list(answer.codes) if isinstance(answer, Refusal) else []


def accepted(answer: Answer) -> tuple[Event, ...]:
    """The events; fails with the reasons when the answer is a refusal."""
    assert not isinstance(answer, Refusal), [reason.what for reason in answer.reasons]
    return answer


def reason(answer: Answer, code: str) -> Reason:
    """The only reason with that code."""
    assert isinstance(answer, Refusal), "accepted"
    found = [one for one in answer.reasons if one.code == code]
    assert len(found) == 1, [one.what for one in answer.reasons]
    return found[0]


def helps(reason: Reason) -> str:
    """What a reason suggests: `do F1.1, asks agreed`, and who may if the user may not.

    Empty if it suggests nothing.
    """
    found = reason.suggest
    if found is None:
        return ""
    options = (f"{name} {value}" for name, value in found.options)
    asks = (f"asks {', '.join(found.asks)}",) if found.asks else ()
    others = () if found.yours else (f"by {' or '.join(found.who)}",)
    return ", ".join(
        (" ".join((found.verb, *filter(None, (found.target,)))), *options, *asks, *others)
    )


def one_step(*parts: Action, facts: tuple[Fact, ...] = (), **rest: Any) -> Run:
    """A case in a track of one step with these actions and one outcome."""
    look = step("look", *parts, outcome("over", "end"))
    return Run(workflow(track("find", look, step("end"), **rest), facts=facts))


def chain_of_two() -> Definition:
    look = step("look", action("ask"), outcome("on", "weigh"))
    weigh = step("weigh", action("ask"), outcome("over", "end"), outcome("return", "look"))
    return workflow(track("find", look, weigh, step("end")))


def two_steps() -> Run:
    look = step(
        "look",
        action("ask", "lab shop", records=("agreed",)),
        action("sum"),
        outcome("on", "weigh", when=(yes("agreed"),)),
        responsible="office",
    )
    weigh = step("weigh", action("sum"), outcome("over", "end"))
    find = track(
        "find", look, weigh, step("end"), interrupts=(interrupt("stop", "look weigh", "end"),)
    )
    return Run(
        workflow(find, facts=(flag("agreed"), flag("alarm", anytime=("lab",), initially=False)))
    )
