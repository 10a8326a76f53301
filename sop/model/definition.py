"""A compiled workflow: everything that the engine needs, and nothing about files.

`id` is the local ID. `path` is the full dotted path (`protection.screening.hold_interview`), which
events, JSON and conditions use. `code` is the short code for typing (`P3.2`). Texts are those of
the workflow's own language, or else of English; `Definition.translations` has all languages.
Mappings keep file order and are not changed after they are built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal

from sop.model.condition import Condition, Gate, Value
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due, Duration, Takes, Wait
from sop.model.fact import Fact
from sop.model.value import value

LawStatus = Literal["verified", "to_be_confirmed", "not_in_force"]
Pattern = Literal["absence", "universality", "existence", "precedence", "response", "precondition"]

MEANING = 2
"""The meaning of interrupts that a compiled workflow gets now. The key says which rules hold:

1: an interrupt out of a step with `to: back` keeps what that step remembers (one step per track).
2: each step with `to: back` remembers the step that it interrupted, and several can wait.
"""
BACK = "back"
"""The target of an outcome that resumes the visit that an interrupt left."""


@value
class Stakeholder:
    """An agency or person that takes part. `short` is the name in lists, such as CLINIC.

    `shown_as` is what others see of its private duties.
    """

    id: str
    name: str
    short: str
    kind: str = ""
    shown_as: str = ""


@value
class Switch:
    """A constant of one version of the workflow, such as whether a law is in force."""

    id: str
    value: bool
    about: str = ""
    law: tuple[str, ...] = ()


@value
class Term:
    """A name for a condition. `say` continues a sentence: `the case is urgent`."""

    id: str
    when: Condition
    say: str = ""


@value
class Closing:
    """How a person closes a case: who may do it, when, and whether a reason is required."""

    by: tuple[str, ...]
    when: Gate = ()
    reason_required: bool = False


@value
class LawEntry:
    """A legal or other source. `cite` is the citation; `source` is where the text was found."""

    id: str
    cite: str | None = None
    about: str = ""
    status: LawStatus = "to_be_confirmed"
    source: str = ""


@value
class Action:
    """Something that a step asks of a stakeholder: an item of the checklist.

    `title` is `do:` in the file. `by`, `waivable_by` have IDs of stakeholders; `after` has local
    IDs of actions of the same step; `records` and `may_record` have IDs of facts. `when` says in
    which cases the action is needed, `only_if` when it may be done.
    """

    id: str
    path: DottedPath
    code: str
    title: str
    by: tuple[str, ...]
    after: tuple[str, ...] = ()
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
    """An outcome of a step (a guarded transition). `to` is a step of the same track, or BACK."""

    id: str
    path: DottedPath  # track.step.outcome
    to: str
    by: tuple[str, ...]
    when: Gate = ()
    wait: Wait | None = None
    skips_actions: bool = False
    reason_required: bool = False
    drops_waiting: bool = False  # it may end interrupted visits that still owe actions
    title: str = ""
    law: tuple[str, ...] = ()


@value
class Interrupt:
    """A transition that is open in many steps of a track and never waits for actions.

    `sources` has local IDs of steps; an end or the target is never one of them. `urgent`: a screen
    lists it first. `tells` has the facts that raising it records.
    """

    id: str
    path: DottedPath  # track.interrupt
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    when: Gate = ()
    reason_required: bool = False
    drops_waiting: bool = False  # it may end interrupted visits that still owe actions
    tells: Mapping[str, Value] = field(default_factory=dict)
    title: str = ""
    law: tuple[str, ...] = ()
    urgent: bool = False


@value
class Step:
    """A state of a track. An end has no actions, no outcomes and no responsible stakeholder.

    `actions` and `outcomes` are by local ID, in file order, which gives the short codes. `urgent`:
    a case is in danger while the step is current.
    """

    id: str
    path: DottedPath
    code: str
    title: str
    end: bool = False
    purpose: str = ""
    responsible: str = ""
    support: tuple[str, ...] = ()
    due: Due | None = None
    escalate_to: str | None = None
    takes: Takes | None = None
    goes_wrong: tuple[str, ...] = ()
    say: str = ""
    if_refused: str = ""  # what to do if the person refuses or cannot answer
    urgent: bool = False
    actions: Mapping[str, Action] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def resumes(self) -> bool:
        """Whether an outcome of this step resumes the visit that an interrupt left."""
        return any(outcome.to == BACK for outcome in self.outcomes.values())


@value
class Track:
    """One line of work in a case: a flat state machine that begins at its first step.

    It starts at once if `starts` is empty. It is never on hold if `on_hold_while` is None.
    """

    id: str
    code: str
    title: str
    lead: str
    steps: Mapping[str, Step]
    interrupts: Mapping[str, Interrupt]
    starts: Gate = ()
    on_hold_while: Gate | None = None

    @cached_property
    def first(self) -> Step:
        return next(iter(self.steps.values()))


@value
class Guarantee:
    """A property pattern (Dwyer, Avrunin and Corbett 1999).

    `a` and `b` are the conditions of the pattern in the order of its keys: (first, then), (trigger,
    then), (of, holds). Patterns with one condition have `a` only. `only_runs_with` is `if:` in the
    file: the guarantee holds only for cases with that condition.
    """

    id: str
    pattern: Pattern
    a: Condition
    b: Condition | None = None
    only_runs_with: Condition | None = None
    within: Duration | None = None
    not_within: Duration | None = None
    because: str = ""
    law: tuple[str, ...] = ()


@value
class Validation:
    """Who reviewed the content, and what the review covers. `on` is an ISO 8601 date."""

    who: str
    role: str = ""
    on: str = ""
    covers: str = ""


@value
class Language:
    """A language of the workflow's texts. `code` is a BCP 47 tag, `name` its own name."""

    code: str
    name: str


@value
class Review:
    """Who made a translation, and the day (ISO 8601) on which it was reviewed."""

    translator: str
    on: str


@value
class WorkingHours:
    """Working hours in minutes after local midnight; the start is included, the end is not."""

    start: int
    end: int


@value
class Definition:
    """A whole workflow. All mappings are by local ID, in file order.

    `forms` has the JSON text of each form's schema. `timezone` is an IANA name; `calendar` names
    the country or region of the public holidays. `law_seen_on` is an ISO 8601 date. `translations`
    maps a place in the file to language -> text, `reviews` to language -> review; the first of
    `languages` is that of texts that name none. `meaning` is 1 in compiled forms that have no such
    key (see MEANING); a case keeps the meaning of the definition that it is pinned to. `hash` is
    the SHA-256 (hex) of the content and its meaning: scenarios, expectations, curricula, comments
    and layout do not count.
    """

    id: str
    version: str
    title: str
    stakeholders: Mapping[str, Stakeholder]
    facts: Mapping[str, Fact]
    switches: Mapping[str, Switch]
    terms: Mapping[str, Term]
    law: Mapping[str, LawEntry]
    forms: Mapping[str, str]
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
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)
    reviews: Mapping[str, Mapping[str, Review]] = field(default_factory=dict)
    language: int = 1
    meaning: int = 1
    hash: str = ""

    def step(self, path: str) -> Step:
        """Return the step track.step. Raise KeyError if it does not exist."""
        track, step = path.split(".")
        return self.tracks[track].steps[step]

    def action(self, path: str) -> Action:
        """Return the action track.step.action. Raise KeyError if it does not exist."""
        track, step, action = path.split(".")
        return self.tracks[track].steps[step].actions[action]

    def outcome(self, path: str) -> Outcome:
        """Return the outcome track.step.outcome. Raise KeyError if it does not exist."""
        track, step, outcome = path.split(".")
        return self.tracks[track].steps[step].outcomes[outcome]

    def interrupt(self, path: str) -> Interrupt:
        """Return the interrupt track.interrupt. Raise KeyError if it does not exist."""
        track, interrupt = path.split(".")
        return self.tracks[track].interrupts[interrupt]

    def step_at(self, path: str) -> Step:
        """Return the step at this path, or the step of the action or outcome at this path.

        Raise KeyError if it does not exist.
        """
        track, step = path.split(".")[:2]
        return self.tracks[track].steps[step]

    def track_at(self, path: str) -> Track:
        """Return the track that the path begins with. Raise KeyError if it does not exist."""
        return self.tracks[DottedPath(path).track]

    def steps(self) -> tuple[Step, ...]:
        """Return every step of every track, in file order."""
        return self._steps

    def actions(self) -> tuple[Action, ...]:
        """Return every action of every step, in file order."""
        return self._actions

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return every outcome of every step, in file order."""
        return self._outcomes

    def interrupts(self) -> tuple[Interrupt, ...]:
        """Return every interrupt of every track, in file order."""
        return self._interrupts

    def recorders(self, fact: str) -> tuple[Action, ...]:
        """Return the actions that record or may record the fact, in file order."""
        return self._recorders.get(fact, ())

    def tellers(self, fact: str) -> tuple[Interrupt, ...]:
        """Return the interrupts that record the fact when they are raised, in file order."""
        return tuple(interrupt for interrupt in self._interrupts if fact in interrupt.tells)

    def certainly_records(self, action: Action, fact: str) -> bool:
        """Whether the fact is known once the action is done: it takes no "not known" for it."""
        return fact in action.records and not self.facts[fact].may_be_not_known

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
