"""Scenarios: walks through a case that the engine rehearses and that training plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sop.model.condition import Value
from sop.model.duration import Duration
from sop.model.value import value

TurnKind = Literal[
    "do", "advance", "raise", "set", "waive", "close", "note", "try", "expect", "tell"
]


@value
class Call:
    """What a turn does, in the words of the file: names may be short, values are unconverted."""

    kind: TurnKind
    as_: str | None = None
    target: str | None = None  # action, track, interrupt or note text
    outcome: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)  # `with:` of do, the values of set
    form: str | None = None  # JSON text
    why: str | None = None
    from_now: bool = False  # of set


@value
class Expect:
    """What must hold after this turn.

    `due` maps paths to due times as local time text, or to None for no due time. `facts` maps facts
    to values, or to None for unknown. `current` maps tracks to local step IDs. `needed` has actions
    without which their step cannot be left. `who` maps the path of an action or outcome to exactly
    the stakeholders who may use it now.
    """

    due: Mapping[str, str | None] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    not_open: tuple[str, ...] = ()
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    current: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    who: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@value
class Choice:
    """A wrong answer that is offered with the right one, and what follows from it.

    `minutes` is the case time that it costs; `points` may be negative. A `critical` choice fails
    the exercise.
    """

    id: str
    say: str
    then: tuple[Call, ...] = ()
    tell: str = ""
    minutes: int = 0
    mistake: str = ""
    law: tuple[str, ...] = ()
    points: int = 0
    critical: bool = False


@value
class Turn:
    """One turn of the model path.

    `at` is a time after the previous turn (`+20 minutes`), or a local date and time.
    """

    call: Call
    id: str | None = None
    at: str | None = None
    channel: str | None = None
    tell: str = ""
    say: str = ""
    refused: tuple[str, ...] | None = None  # reason codes that a `try` must meet
    expect: Expect | None = None
    choices: tuple[Choice, ...] = ()


@value
class Evidence:
    """One thing that earns points: what the learner did (`kind`), and with what (`target`).

    `before` and `after` limit it to a part of the session: a turn, an action or a step.
    """

    points: int
    kind: Literal["chose", "done", "visited", "told", "asked", "not_disclosed_to"]
    target: str
    before: str | None = None
    after: str | None = None
    within: Duration | None = None


@value
class Objective:
    id: str
    text: str
    weight: int = 1
    earn: tuple[Evidence, ...] = ()


@value
class Inject:
    """An event outside the model path. `trigger` states when it happens, with its `target`."""

    id: str
    tell: str
    trigger: Literal["at", "after", "if_not"] = "at"
    target: str | None = None
    at: str | None = None
    within: Duration | None = None
    channel: str | None = None
    then: tuple[Call, ...] = ()


@value
class Scenario:
    """A scenario: the model path as turns, and what training adds.

    `opens` is a local date and time. `ends` maps tracks to an end step, `any` or `stuck_at.STEP`.
    `broken` has the guarantees that the scenario must violate; without any, all must hold.
    `switches` overrides values of the workflow, for a counterexample that needs them.
    """

    id: str
    title: str
    workflow: str
    opens: str
    turns: tuple[Turn, ...]
    path: str = ""  # the file, as given
    level: str = ""
    audience: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    minutes: int | None = None
    roles: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)
    content_note: str = ""
    story: str = ""
    injects: tuple[Inject, ...] = ()
    objectives: tuple[Objective, ...] = ()
    ends: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
