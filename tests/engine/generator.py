"""Small random definitions with every feature of the language, and random commands for them.

Everything is drawn from one `Random`, so that a seed is enough to see a failure again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from sop.model.case_state import Case
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Open,
    Raise,
    SetFacts,
    Waive,
    WriteNote,
)
from sop.model.condition import Condition, Gate, Value
from sop.model.definition import (
    BACK,
    Action,
    Closing,
    Definition,
    Interrupt,
    Outcome,
    Step,
    Switch,
    Term,
    Track,
    WorkingHours,
)
from sop.model.duration import Due, Duration, Unit, Wait
from sop.model.fact import NOT_KNOWN, Fact
from tests.engine import building as b

WHO = tuple(b.SHORT)
UNITS: tuple[Unit, ...] = (
    "hours",
    "working_hours",
    "days",
    "working_days",
    "court_days",
    "weeks",
    "months",
)
DATES = ("2026-02-27", "2026-02", "2025", "about_2024")
TIMES = ("2026-02-27T10:00:00+00:00", "2026-03-02T09:30:00+00:00", "2026-03-20T23:15:00+02:00")


def some(random: Random, things: Sequence[str], least: int = 1, most: int = 2) -> tuple[str, ...]:
    """A few of the things, in their order."""
    chosen = random.sample(things, min(len(things), random.randint(least, most)))
    return tuple(one for one in things if one in chosen)


class Author:
    """Writes one definition."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.facts = self._facts()
        self.moments = tuple(fact.id for fact in self.facts if fact.is_moment) or ("found_at",)
        self.readable = [
            fact for fact in self.facts if fact.type in ("boolean", "choices", "integer")
        ]
        self.switches = tuple(
            Switch(name, random.random() < 0.5, "a trial") for name in ("in_force", "late_hours")
        )
        self.terms: tuple[Term, ...] = ()
        self.shape: dict[str, list[str]] = {}  # track -> its steps, ends last
        self.pauses: dict[str, list[str]] = {}  # track -> its steps with a way back
        self.actions: dict[str, list[str]] = {}  # track.step -> its actions

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def _facts(self) -> tuple[Fact, ...]:
        random = self.random
        anytime = some(random, WHO, 1, 3)
        initially = {"initially": random.random() < 0.3} if random.random() < 0.6 else {}
        hidden = {"sensitive": True, "seen_by": WHO[:2]} if random.random() < 0.2 else {}
        changes = {"changes": some(random, WHO, 1, 2)} if random.random() < 0.7 else {}
        needed = {"needed_at_opening": True} if random.random() < 0.3 else {}
        not_known = {"may_be_not_known": True} if random.random() < 0.5 else {}
        return (
            b.flag("safe"),
            b.flag("agreed", **hidden),
            b.flag("alarm", anytime=anytime, **initially),
            b.choice("kind", "glass", "metal", "none_seen", **changes),
            b.choice("region", "north", "south", at_opening=True, **needed),
            b.number("tests", 0, 3, **not_known),
            b.moment("found_at", anytime=WHO[:1] if random.random() < 0.5 else (), **not_known),
            b.day("made_on", precision="about", past_only=True, may_be_not_known=True, **changes),
            b.text("remark"),
        )

    # Conditions

    def gate(self, often: float) -> Gate:
        """No line, one or two."""
        if not self.chance(often):
            return ()
        return tuple(self.condition() for _ in range(1 if self.chance(0.75) else 2))

    def condition(self, depth: int = 0) -> Condition:
        kind = self.random.random()
        if depth < 2 and kind < 0.18:
            return b.both(self.condition(depth + 1), self.condition(depth + 1))
        if depth < 2 and kind < 0.36:
            return b.either(self.condition(depth + 1), self.condition(depth + 1))
        if depth < 2 and kind < 0.45:
            return b.negated(self.condition(depth + 1))
        return self.question()

    def question(self) -> Condition:
        random = self.random
        ask = random.choice(
            (self._about_fact,) * 5 + (self._about_known, self._about_place, self._about_place)
        )
        if self.terms and self.chance(0.12):
            return b.term(random.choice(self.terms).id)
        return b.switch(random.choice(self.switches).id) if self.chance(0.06) else ask()

    def _about_fact(self) -> Condition:
        random = self.random
        fact = random.choice(self.readable)
        if fact.type == "boolean":
            return random.choice((b.yes, b.no))(fact.id)
        if fact.type == "choices":
            condition = b.is_(fact.id, *some(random, fact.choices, 1, 2))
            return condition if self.chance(0.7) else b.negated(condition)
        return random.choice((b.at_least, b.at_most))(fact.id, random.randint(0, 3))

    def _about_known(self) -> Condition:
        facts = [fact.id for fact in self.facts if fact.type != "text"]
        return self.random.choice((b.known, b.unknown))(self.random.choice(facts))

    def _about_place(self) -> Condition:
        random = self.random
        if not self.shape:
            return self._about_fact()
        track = random.choice(list(self.shape))
        step = f"{track}.{random.choice(self.shape[track])}"
        kind = random.randrange(4)
        if kind == 0 and self.actions.get(step):
            return b.done(f"{step}.{random.choice(self.actions[step])}")
        if kind <= 1:
            return b.visited(step)
        if kind == 2:
            return b.current(step)
        return b.status(track, random.choice(("waiting", "running", "ended")))

    # Parts

    def definition(self) -> Definition:
        random = self.random
        for name in ("find", "mend", "inform")[: random.randint(1, 3)]:
            work = [f"s{n}" for n in range(1, random.randint(2, 4))]
            self.pauses[name] = [f"pause{n}" for n in range(1, random.choice((1, 2, 3, 3, 4)))]
            self.shape[name] = [
                *work,
                *self.pauses[name],
                *(f"end{n}" for n in range(1, random.randint(2, 3))),
            ]
            for step in (*work, *self.pauses[name]):
                self.actions[f"{name}.{step}"] = [f"a{n}" for n in range(1, random.randint(1, 4))]
        self.terms = (Term("urgent", self.condition(1), "is urgent"),)
        self.terms += (Term("settled", self.condition(1), "is settled"),)
        tracks = [self._track(name, number) for number, name in enumerate(self.shape)]
        closing = None
        if self.chance(0.45):
            closing = Closing(some(random, WHO, 1, 2), self.gate(0.4), self.chance(0.4))
        return b.workflow(
            *tracks,
            facts=self.facts,
            closing=closing,
            switches=self.switches,
            terms=self.terms,
            timezone=random.choice(("UTC", "Europe/London", "Africa/Johannesburg")),
            calendar="ZA",
            working_hours=WorkingHours(8 * 60, 16 * 60),
        )

    def _track(self, name: str, number: int) -> Track:
        steps = [self._step(name, step) for step in self.shape[name]]
        hold = self.gate(1) if self.chance(0.3) else None
        starts = self.gate(1) if number and self.chance(0.6) else ()
        return b.track(name, *steps, starts=starts, hold=hold, interrupts=self._interrupts(name))

    def _step(self, track: str, name: str) -> Step:
        if name.startswith("end"):
            return b.step(name)
        actions = [self._action(track, name, one) for one in self.actions[f"{track}.{name}"]]
        outcomes = [
            self._outcome(track, name, f"o{n}") for n in range(1, self.random.randint(2, 4))
        ]
        if name in self.pauses[track]:
            outcomes[0] = b.outcome("resume", BACK, self._by(), when=self.gate(0.3))
        due = self._due() if self.chance(0.3) else None
        return b.step(name, *actions, *outcomes, due=due, responsible=self.random.choice(WHO))

    def _by(self) -> str:
        return " ".join(some(self.random, WHO, 1, 3))

    def _action(self, track: str, step: str, name: str) -> Action:
        names = [fact.id for fact in self.facts]
        records = some(self.random, names, 1, 2) if self.chance(0.55) else ()
        may_record = tuple(n for n in some(self.random, names, 0, 2) if n not in records)
        earlier = [one for one in self.actions[f"{track}.{step}"] if one < name]
        required = self.chance(0.8)
        return b.action(
            name,
            self._by(),
            records=records,
            may_record=may_record,
            after=some(self.random, earlier, 0, 2) if earlier else (),
            when=self.gate(0.35),
            only_if=self.gate(0.2),
            due=self._due() if self.chance(0.3) else None,
            required=required,
            waivable_by=some(self.random, WHO, 1, 2) if self.chance(0.3) else (),
            even_on_hold=self.chance(0.3),
            again=self.chance(0.25),
        )

    def _length(self) -> Duration:
        return Duration(self.random.randint(1, 3), self.random.choice(UNITS))

    def _moment(self) -> str:
        """A fact that times count from; where there is one, nothing is drawn."""
        return self.moments[0] if len(self.moments) == 1 else self.random.choice(self.moments)

    def _due(self) -> Due:
        if self.chance(0.15):
            return Due(None)
        kind = self.random.random()
        where = (
            {"from_fact": self._moment()}
            if kind < 0.3
            else {"before_fact": self._moment()}
            if kind < 0.45
            else {}
        )
        return Due(self._length(), **where)

    def _outcome(self, track: str, step: str, name: str) -> Outcome:
        targets = [one for one in self.shape[track] if one not in self.pauses[track]]
        wait = (
            Wait(self._length(), self._moment() if self.chance(0.4) else None)
            if self.chance(0.15)
            else None
        )
        skips = self.chance(0.12)
        return b.outcome(
            name,
            self.random.choice(targets),
            self._by(),
            when=self.gate(0.4),
            wait=wait,
            skips_actions=skips,
            drops_waiting=self.chance(0.5),
            reason_required=skips or self.chance(0.15),
        )

    def _interrupts(self, track: str) -> tuple[Interrupt, ...]:
        places = [step for step in self.shape[track] if not step.startswith("end")]
        found = []
        targets = [*self.pauses[track], *some(self.random, self.shape[track], 0, 1)]
        for number, to in enumerate(targets, 1):
            sources = [one for one in places if one != to]
            if self.chance(0.3) or to not in self.pauses[track]:
                sources = list(some(self.random, sources, 1, 3)) if sources else []
            if sources:
                reason = self.chance(0.2)
                found.append(
                    b.interrupt(
                        f"i{number}",
                        " ".join(sources),
                        to,
                        self._by(),
                        when=self.gate(0.25),
                        reason_required=reason,
                        tells=self._tells(),
                        drops_waiting=self.chance(0.5),
                    )
                )
        return tuple(found)

    def _tells(self) -> dict[str, Value]:
        """What an interrupt records: often the value of one fact, at times of two."""
        told = [fact for fact in self.readable if self.chance(0.15)]
        return {fact.id: self.random.choice(fact.domain()) for fact in told}


def a_definition(random: Random) -> Definition:
    """A small random definition."""
    return Author(random).definition()


def a_value(random: Random, fact: Fact) -> Value:
    if fact.may_be_not_known and random.random() < 0.25:
        return NOT_KNOWN
    if fact.type == "date":
        return random.choice(DATES)
    if fact.type == "datetime":
        return random.choice(TIMES)
    return "a word" if fact.type == "text" else random.choice(fact.domain())


def an_opening(random: Random, definition: Definition) -> Open:
    asked = [f for f in definition.facts.values() if f.at_opening]
    given = [f for f in asked if f.needed_at_opening or random.random() < 0.6]
    return Open(
        Act(random.choice(list(definition.stakeholders))), {f.id: a_value(random, f) for f in given}
    )


def values_for(
    random: Random, definition: Definition, action: Action, missing: float = 0.0
) -> dict[str, Value]:
    """Values for what the action records; one may be missing, others are added at times."""
    names = [name for name in action.records if random.random() >= missing]
    names += [name for name in action.may_record if random.random() < 0.5]
    return {name: a_value(random, definition.facts[name]) for name in names}


def form_of(definition: Definition, action: Action) -> str | None:
    """Evidence as the action's form asks for it, if it asks for one."""
    if action.form is None:
        return None
    schema = json.loads(definition.forms[action.form])
    return json.dumps(_fitting(schema, schema))


def _fitting(schema: dict[str, Any], root: dict[str, Any]) -> object:
    """A small value that the schema allows; knows what the shipped forms use."""
    if "$ref" in schema:
        return _fitting(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    match schema["type"]:
        case "object":
            return {
                name: _fitting(schema["properties"][name], root)
                for name in schema.get("required", ())
            }
        case "array":
            return [_fitting(schema["items"], root)] * schema.get("minItems", 0)
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get("minimum", 0)
    return "2026-03-02" if "pattern" in schema or schema.get("format") == "date" else "some words"


def a_command(
    random: Random, definition: Definition, case: Case, open_now: Sequence[str] = ()
) -> Command:
    """Mostly a command about a current step by a stakeholder who may; sometimes any command."""
    kind = random.random()
    why = "because" if random.random() < 0.75 else None
    if kind < 0.16:
        facts = random.sample(list(definition.facts.values()), random.choice((1, 1, 2)))
        likely = facts[0].anytime or tuple(
            one for a in definition.recorders(facts[0].id) for one in a.by
        )
        from_now = bool(facts[0].changes) and random.random() < 0.5
        likely = facts[0].changes if from_now else likely
        act = Act(_someone(random, definition, likely), why=why)
        return SetFacts(act, {fact.id: a_value(random, fact) for fact in facts}, from_now)
    if kind < 0.2:
        by = definition.closing.by if definition.closing else ()
        return Close(Act(_someone(random, definition, by), why=why))
    if kind < 0.22:
        return WriteNote(Act(_someone(random, definition, ())), "seen")
    return _about_a_step(random, definition, case, why, open_now)


def _someone(random: Random, definition: Definition, likely: Sequence[str]) -> str:
    return random.choice(
        list(likely if likely and random.random() < 0.85 else definition.stakeholders)
    )


def _about_a_step(
    random: Random, definition: Definition, case: Case, why: str | None, open_now: Sequence[str]
) -> Command:
    tracks = list(definition.tracks.values())
    track = random.choice([t for t in tracks if case.tracks[t.id].status == "running"] or tracks)
    state = case.tracks[track.id]
    steps = [step for step in track.steps.values() if not step.end]
    here = (
        track.steps[state.step] if state.step and random.random() < 0.88 else random.choice(steps)
    )
    here = random.choice(steps) if here.end else here
    actions, outcomes, interrupts = (
        list(x.values()) for x in (here.actions, here.outcomes, track.interrupts)
    )
    if open_now and random.random() < 0.5:
        actions, outcomes, interrupts = (
            [w for w in x if w.path in open_now] for x in (actions, outcomes, interrupts)
        )
    ways: list[Action | Outcome | Interrupt] = [*actions * 3, *outcomes * 2, *interrupts]
    if not ways:
        ways = list(here.outcomes.values())
    way = random.choice(ways)
    if isinstance(way, Action) and random.random() < 0.15:
        return Waive(Act(_someone(random, definition, way.waivable_by), why=why), way.path)
    act = Act(_someone(random, definition, way.by), why=why)
    if isinstance(way, Action):
        values = values_for(random, definition, way, 0.04)
        return Do(act, way.path, values, form_of(definition, way))
    return Advance(act, way.path) if isinstance(way, Outcome) else Raise(act, way.path)
