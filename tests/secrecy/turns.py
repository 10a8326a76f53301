"""The turns of a scenario as command lines, for a case that is worked on by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

LATER = re.compile(r"\+ ?(\d+) ?(minute|hour|day|week)s?")
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}
ZONE = ZoneInfo("Africa/Johannesburg")


@dataclass(frozen=True)
class Turn:
    """One command: when, who, its words, the facts that it records, the form that it hands in."""

    now: datetime
    as_: str
    words: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None


def read_turns(scenario: Path) -> Iterator[Turn]:
    """Yield the turns that write something, in order."""
    content = yaml.safe_load(scenario.read_text(encoding="utf-8"))
    now = datetime.fromisoformat(content["opens"]).replace(tzinfo=ZONE)
    for turn in content["turns"]:
        now = _next_moment(now, turn.get("at"))
        words = _list_words(turn)
        if words and "as" in turn:
            given = turn.get("with") or turn.get("set") or {}
            facts = {name: _write_value(value) for name, value in given.items()}
            yield Turn(now, turn["as"], words, facts, turn.get("form"))


def _next_moment(now: datetime, at: str | None) -> datetime:
    if at is None:
        return now
    later = LATER.fullmatch(at)
    if later is None:
        return datetime.fromisoformat(at).replace(tzinfo=ZONE)
    return now + timedelta(minutes=int(later[1]) * MINUTES[later[2]])


def _list_words(turn: Mapping[str, Any]) -> tuple[str, ...]:
    why = ("--why", turn["why"]) if "why" in turn else ()
    if "do" in turn:
        return ("do", turn["do"])
    if "advance" in turn:
        return ("advance", turn["advance"], turn["outcome"], *why)
    if "raise" in turn:
        return ("raise", turn["raise"], *why)
    if "set" in turn:
        return ("set", *why)
    return ()


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
