"""A compiled workflow: everything the engine needs, nothing about files.

Names: `id` is the local name; `path` the full dotted name (`protection.screening.hold_interview`), which events,
JSON and conditions use; `code` the short code for fingers (`P3.2`). Texts are those of English, else of the first
language given; other languages stand in `Definition.translations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal

from sop.model.condition import Condition, Gate, Value
from sop.model.dotted_path import DottedPath
from sop.model.value import value

Unit = Literal["hours", "working_hours", "days", "working_days", "court_days", "weeks", "months"]
Nature = Literal["law", "policy", "practice", "not_in_force"]
FactType = Literal["choices", "boolean", "integer", "datetime", "text"]
LawStatus = Literal["verified", "to_be_confirmed", "not_in_force"]
Pattern = Literal["absence", "universality", "existence", "precedence", "response", "precondition"]

BACK = "back"
"""The target of an outcome that resumes the visit which an interrupt left."""


@value
class Duration:
    """A length of time as the author wrote it: an amount of units."""

    amount: int
    unit: Unit


@value
class Due:
    """A deadline. `length` None means immediately. Counted from the step's start, from or before a datetime fact."""

    length: Duration | None
    from_fact: str | None = None
    before_fact: str | None = None
    nature: Nature = "practice"
    law: tuple[str, ...] = ()


@value
class Wait:
    """How old the step (or the datetime fact's value) must be before an outcome opens."""

    length: Duration
    from_fact: str | None = None


@value
class Takes:
    """How long a step takes at least and at most, for the critical path."""

    least: Duration | None = None
    most: Duration | None = None


@value
class Stakeholder:
    id: str
    name: str
    short: str
    kind: str = ""


@value
class Fact:
    """A typed piece of information. `anytime` names who may tell it at any moment; empty: only actions record it."""

    id: str
    type: FactType
    ask: str = ""
    choices: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    anytime: tuple[str, ...] = ()
    initially: Value | None = None
    sensitive: bool = False
    seen_by: tuple[str, ...] | None = None  # None: every stakeholder may see it
    at_opening: bool = False

    def domain(self) -> tuple[Value, ...]:
        """Every value the fact can have; empty for datetime and text, which conditions never read by value."""
        if self.type == "choices":
            return self.choices
        if self.type == "boolean":
            return (True, False)
        if self.type == "integer":
            return tuple(range(self.min or 0, (self.max or 0) + 1))
        return ()


@value
class Switch:
    id: str
    value: bool
    about: str = ""
    law: tuple[str, ...] = ()


@value
class Term:
    """A name for a condition: `say` reads on in a sentence."""

    id: str
    when: Condition
    say: str = ""


@value
class Closing:
    """Closing as an act of a person: who may, when, and whether a reason is asked."""

    by: tuple[str, ...]
    when: Gate = ()
    reason_required: bool = False


@value
class LawEntry:
    id: str
    cite: str | None = None
    about: str = ""
    status: LawStatus = "to_be_confirmed"
    source: str = ""


@value
class Action:
    """Something that a step asks of a stakeholder; a checklist item. `title` is the definition's `do:`."""

    id: str
    path: DottedPath
    code: str
    title: str
    by: tuple[str, ...]
    after: tuple[str, ...] = ()  # local ids within the step
    when: Gate = ()
    only_if: Gate = ()
    records: tuple[str, ...] = ()
    may_record: tuple[str, ...] = ()
    form: str | None = None
    due: Due | None = None
    required: bool = True
    waivable_by: tuple[str, ...] = ()
    even_on_hold: bool = False
    again: bool = False
    law: tuple[str, ...] = ()
    warn: str = ""
    say: str = ""


@value
class Outcome:
    """A way out of a step. `to` is a step of the same track or BACK."""

    id: str
    path: DottedPath  # track.step.outcome
    to: str
    by: tuple[str, ...]
    when: Gate = ()
    wait: Wait | None = None
    skips_actions: bool = False
    reason_required: bool = False
    title: str = ""
    law: tuple[str, ...] = ()


@value
class Interrupt:
    """An outcome that is open from many steps at once and never waits for actions.

    `sources` never holds an end or the target.
    """

    id: str
    path: DottedPath  # track.interrupt
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    when: Gate = ()
    reason_required: bool = False
    title: str = ""
    law: tuple[str, ...] = ()


@value
class Step:
    id: str
    path: DottedPath
    code: str
    title: str
    end: bool = False
    purpose: str = ""
    responsible: str = ""  # empty only for an end
    support: tuple[str, ...] = ()
    due: Due | None = None
    escalate_to: str | None = None
    takes: Takes | None = None
    goes_wrong: tuple[str, ...] = ()
    say: str = ""
    if_refused: str = ""  # what to do where the person says no, or cannot answer
    actions: Mapping[str, Action] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def resumes(self) -> bool:
        """Whether an outcome of this step goes back to the visit that an interrupt left."""
        return any(outcome.to == BACK for outcome in self.outcomes.values())


@value
class Track:
    """One line of work of the case: a flat state machine that begins at its first step."""

    id: str
    code: str
    title: str
    lead: str
    steps: Mapping[str, Step]
    interrupts: Mapping[str, Interrupt]
    starts: Gate = ()  # empty: at once
    on_hold_while: Gate | None = None  # None: never held

    @cached_property
    def first(self) -> Step:
        return next(iter(self.steps.values()))


@value
class Guarantee:
    """A property pattern (Dwyer, Avrunin and Corbett 1999). `a` and `b` are the pattern's conditions in the order of
    its keys: (first, then), (trigger, then), (of, holds); one-condition patterns have `a` only."""

    id: str
    pattern: Pattern
    a: Condition
    b: Condition | None = None
    only_runs_with: Condition | None = None  # the definition's `if:`
    within: Duration | None = None
    not_within: Duration | None = None
    because: str = ""
    law: tuple[str, ...] = ()


@value
class Validation:
    """Who reviewed the content, and what the review covers."""

    who: str
    role: str = ""
    on: str = ""
    covers: str = ""


@value
class Language:
    """A language in which the workflow's texts are, or are to be, read. `code` is of BCP 47, `name` is its own."""

    code: str
    name: str


@value
class Review:
    """Who stands for a translation, and on which day (ISO 8601) it was read again."""

    translator: str
    on: str


@value
class WorkingHours:
    """Minutes after midnight, start included, end excluded."""

    start: int
    end: int


@value
class Definition:
    """A whole workflow. `hash` is the SHA-256 (hex) of its content, without scenarios and what is expected of them,
    curricula, comments, layout."""

    id: str
    version: str
    title: str
    stakeholders: Mapping[str, Stakeholder]
    facts: Mapping[str, Fact]
    switches: Mapping[str, Switch]
    terms: Mapping[str, Term]
    law: Mapping[str, LawEntry]
    forms: Mapping[str, str]  # JSON text of each form's schema
    tracks: Mapping[str, Track]
    guarantees: Mapping[str, Guarantee]
    closing: Closing | None = None
    status: str = "draft"
    notice: str = ""
    validated_by: tuple[Validation, ...] = ()
    law_seen_on: str = ""
    timezone: str = "UTC"
    calendar: str | None = None
    working_hours: WorkingHours | None = None
    translations: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # place in the YAML -> language -> text
    languages: Mapping[str, Language] = field(
        default_factory=dict
    )  # the first is that of texts without a language
    reviews: Mapping[str, Mapping[str, Review]] = field(
        default_factory=dict
    )  # as translations, where one was reviewed
    language: int = 1
    hash: str = ""

    def step(self, path: str) -> Step:
        """The step with this dotted path; KeyError when there is none."""
        track, step = path.split(".")
        return self.tracks[track].steps[step]

    def action(self, path: str) -> Action:
        """The action with this dotted path; KeyError when there is none."""
        track, step, action = path.split(".")
        return self.tracks[track].steps[step].actions[action]

    def outcome(self, path: str) -> Outcome:
        """The outcome with this dotted path (track.step.outcome); KeyError when there is none."""
        track, step, outcome = path.split(".")
        return self.tracks[track].steps[step].outcomes[outcome]

    def interrupt(self, path: str) -> Interrupt:
        """The interrupt with this dotted path (track.interrupt); KeyError when there is none."""
        track, interrupt = path.split(".")
        return self.tracks[track].interrupts[interrupt]

    def step_at(self, path: str) -> Step:
        """The step that the path names, or that holds the action or outcome it names; KeyError when there is none."""
        track, step = path.split(".")[:2]
        return self.tracks[track].steps[step]

    def track_at(self, path: str) -> Track:
        """The track that the path begins with; KeyError when there is none."""
        return self.tracks[DottedPath(path).track]

    def steps(self) -> tuple[Step, ...]:
        """Every step of every track, in file order."""
        return self._steps

    def actions(self) -> tuple[Action, ...]:
        """Every action of every step, in file order."""
        return self._actions

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome of every step, in file order."""
        return self._outcomes

    def interrupts(self) -> tuple[Interrupt, ...]:
        """Every interrupt of every track, in file order."""
        return self._interrupts

    def recorders(self, fact: str) -> tuple[Action, ...]:
        """The actions that record or may record the fact, in file order."""
        return self._recorders.get(fact, ())

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        return tuple(step for track in self.tracks.values() for step in track.steps.values())

    @cached_property
    def _actions(self) -> tuple[Action, ...]:
        return tuple(action for step in self._steps for action in step.actions.values())

    @cached_property
    def _outcomes(self) -> tuple[Outcome, ...]:
        return tuple(outcome for step in self._steps for outcome in step.outcomes.values())

    @cached_property
    def _interrupts(self) -> tuple[Interrupt, ...]:
        return tuple(found for track in self.tracks.values() for found in track.interrupts.values())

    @cached_property
    def _recorders(self) -> Mapping[str, tuple[Action, ...]]:
        found: dict[str, list[Action]] = {}
        for action in self._actions:
            for fact in {*action.records, *action.may_record}:
                found.setdefault(fact, []).append(action)
        return {fact: tuple(actions) for fact, actions in found.items()}
