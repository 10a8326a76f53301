"""A scenario: a walk through a case, read with the definition, rehearsed by the engine, played by training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sop.model.condition import Value
from sop.model.definition import Duration
from sop.model.value import value

TurnKind = Literal[
    "do", "advance", "raise", "set", "waive", "close", "note", "try", "expect", "tell"
]


@value
class Call:
    """What a turn does, in the words of the file: names may be short, values are as written."""

    kind: TurnKind
    as_: str | None = None
    target: str | None = None  # action, track, interrupt or note text
    outcome: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)  # `with:` of do, the values of set
    form: str | None = None  # JSON text
    why: str | None = None


@value
class Expect:
    """What must hold at this turn: due times by path (local time text), outcomes and actions that are open, codes…"""

    due: Mapping[str, str | None] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    not_open: tuple[str, ...] = ()
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    current: Mapping[str, str] = field(default_factory=dict)  # track -> step
    needed: tuple[str, ...] = ()  # actions without which their step cannot be left now
    who: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # action or way -> exactly those who may, now


@value
class Choice:
    """An answer offered beside the right one, and what follows."""

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
    """One turn of the model way. `at` is `+20 minutes` from the turn before, or a date and time."""

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
    """What earns points: exactly one of the names, with the points."""

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
    """Something that happens beside the model way. `trigger` is `at`, `after` or `if_not` with its target."""

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
    """`ends`: track -> end step, `any` or `stuck_at.STEP`. `broken`: guarantees that must break; empty: all kept.

    `switches`: values other than the workflow's, for a case that the proof found under them.
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
