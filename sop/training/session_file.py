"""A session as lines of text: what stands in its file, and what a file holds.

    crc32-hex SPACE {"TRAINING": id, "training": true, … the scenario itself}
    crc32-hex SPACE {"n": 0, "move": null, "clock": …, "happenings": […], "prev": sha256 of the line before}
    crc32-hex SPACE {"n": 1, "move": {…}, …}

A line is a whole turn: an end that is cut off is left aside, and the session goes on at the last whole turn. A line
inside that is not as written is damage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import pairwise
from typing import Any
from zlib import crc32

from sop.definition.scenario_codec import scenario_from_json, scenario_to_json
from sop.model.refusal import Refusal, UsageError
from sop.model.scenario import Scenario
from sop.model.training import Happening, Header, Move
from sop.model.value import replace, value
from sop.store.event_codec import canonical, event_to_json
from sop.store.port import Corrupt

Json = dict[str, Any]
MARK = "TRAINING"
FORMAT = 1
_CRC = 8


@value
class TrainingSession:
    """A session as its file has it. `lines` are the whole ones, `end` the byte after them; `torn`: what follows."""

    header: Header
    scenario: Scenario
    moves: tuple[Move, ...]
    lines: tuple[bytes, ...]
    torn: bool = False
    end: int = 0

    @property
    def started(self) -> bool:
        """Whether the opening is written."""
        return len(self.lines) > 1

    def with_turn(self, move: Move | None, line: bytes) -> TrainingSession:
        """The session with one more line in its file; `move` None: the opening. What was torn off is gone then."""
        moves = self.moves if move is None else (*self.moves, move)
        return replace(
            self, moves=moves, lines=(*self.lines, line), torn=False, end=self.end + len(line)
        )

    @property
    def head(self) -> str:
        """The hash of all that is written."""
        return sha256(self.lines[-1]).hexdigest()


def header_line(header: Header, scenario: Scenario) -> bytes:
    """The first line."""
    known = asdict(header)
    name = known.pop("id")
    return _line(
        {
            MARK: name,
            "training": True,
            "format": FORMAT,
            **known,
            "played": scenario_to_json(scenario),
        }
    )


def turn_line(
    number: int, move: Move | None, clock: str, happenings: Sequence[Happening], before: bytes
) -> bytes:
    """The line of one move and all that it brought; `move` None: the opening."""
    told = [happening_json(one) for one in happenings]
    said = None if move is None else asdict(move)
    return _line(
        {
            "n": number,
            "move": said,
            "clock": clock,
            "happenings": told,
            "prev": sha256(before).hexdigest(),
        }
    )


def happening_json(one: Happening) -> Json:
    """A happening as it is written; keys without a value are left out."""
    found = {
        "number": one.number,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "turn": one.turn,
        "by": one.by,
        "own": one.own,
        "text": one.text,
        "channel": one.channel,
        "choice": one.choice,
        "event": None if one.event is None else event_to_json(one.event),
        "reasons": None if one.refusal is None else _reasons(one.refusal),
    }
    return {key: value for key, value in found.items() if value not in (None, "", False)}


def _reasons(refusal: Refusal) -> list[Json]:
    return [{"code": one.code, "what": one.what, "at": one.at} for one in refusal.reasons]


def read_session(content: bytes, place: str) -> TrainingSession:
    """The session that these bytes hold. Corrupt where they are not as written; Misuse where they are no session."""
    lines, torn = _whole_lines(content, place)
    if not lines:
        raise UsageError(
            f"{place} is no training session.", "a session's first line has the word TRAINING"
        )
    first = _content(lines[0])
    if first is None or MARK not in first:
        raise UsageError(
            f"{place} is no training session.", "a session's first line has the word TRAINING"
        )
    if first.get("format") != FORMAT:
        raise UsageError(
            f"{place} was written by a later sop.", "update sop, then repeat the command"
        )
    try:
        header, scenario = _header(first), scenario_from_json(first["played"])
        moves = tuple(_moves(lines, place))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damage_error(place, "does not say what a session says") from error
    return TrainingSession(
        header, scenario, moves, tuple(lines), torn, sum(len(line) for line in lines)
    )


def _whole_lines(content: bytes, place: str) -> tuple[list[bytes], bool]:
    pieces = content.split(b"\n")
    tail = pieces.pop()
    lines = [piece + b"\n" for piece in pieces]
    torn = bool(tail)
    if lines and _content(lines[-1]) is None and len(lines) > 1:
        lines.pop()
        torn = True
    for number, line in enumerate(lines, 1):
        if _content(line) is None and (number > 1 or len(lines) > 1):
            raise _damage_error(place, f"line {number} is not as written")
    return lines, torn


def _content(line: bytes) -> Json | None:
    """What the line says; None where it is not whole."""
    text = line[_CRC + 1 : -1]
    if line[: _CRC + 1] != b"%08x " % crc32(text):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _header(first: Mapping[str, Any]) -> Header:
    names = [name for name in Header.__dataclass_fields__ if name not in ("id", "roles")]
    return Header(
        id=str(first[MARK]), roles=tuple(first["roles"]), **{name: first[name] for name in names}
    )


def _moves(lines: Sequence[bytes], place: str) -> list[Move]:
    moves = []
    for number, (before, line) in enumerate(pairwise(lines)):
        content = _content(line)
        assert content is not None
        if content["n"] != number or content["prev"] != sha256(before).hexdigest():
            raise _damage_error(place, f"line {number + 2} does not follow from the one before")
        if number:
            moves.append(Move(**content["move"]))
    return moves


def _line(content: Mapping[str, Any]) -> bytes:
    payload = canonical(content) if MARK not in content else _first(content)
    return b"%08x %s\n" % (crc32(payload), payload)


def _first(content: Mapping[str, Any]) -> bytes:
    """The first line begins with the word TRAINING, whatever the order of letters."""
    rest = canonical({key: value for key, value in content.items() if key != MARK})
    return b'{"%s":%s,%s' % (MARK.encode(), canonical(content[MARK]), rest[1:])


def _damage_error(place: str, how: str) -> Corrupt:
    return Corrupt(
        f"The training session {place} is damaged: it {how}.",
        "Take a copy of the file that is whole; the session cannot be gone on with.",
    )
