"""The file of a session: one line per turn, each with a checksum and the hash of the line before.

    crc32-hex SPACE {"TRAINING": id, "training": true, … the scenario itself}
    crc32-hex SPACE {"n": 0, "move": null, "clock": …, "happenings": […], "prev": sha256 of line 1}
    crc32-hex SPACE {"n": 1, "move": {…}, …}

A last line that was cut off is ignored, and the session continues after the last complete turn. Any
other line that does not match its checksum is damage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
"""The first word of every session: who opens the file sees that it is not a real case."""
FORMAT = 1
"""A later sop that writes other lines raises it, so that this one refuses them."""
CHECKSUM_LENGTH = 8
"""CRC-32 as hexadecimal digits. A blank follows it."""
FIELDS = tuple(name for name in Header.__dataclass_fields__ if name not in ("id", "roles"))
"""The fields of a header that the first line has under their own names."""


@value
class TrainingSession:
    """A session as read from its file.

    `lines` are the complete lines, `end` the offset of the first byte after them. `torn`: the file
    has more bytes than that, from a line that was cut off.
    """

    header: Header
    scenario: Scenario
    moves: tuple[Move, ...]
    lines: tuple[bytes, ...]
    torn: bool = False
    end: int = 0

    @property
    def started(self) -> bool:
        """Whether the file has the opening."""
        return len(self.lines) > 1

    def with_turn(self, move: Move | None, line: bytes) -> TrainingSession:
        """Return the session with one more line, which overwrote a torn one.

        Without a move the line is the opening.
        """
        moves = self.moves
        if move is not None:
            moves = (*moves, move)
        lines, end = (*self.lines, line), self.end + len(line)
        return replace(self, moves=moves, lines=lines, torn=False, end=end)

    @property
    def head(self) -> str:
        """The SHA-256 of the last line, and through it of every line (hash chain)."""
        return sha256(self.lines[-1]).hexdigest()

    def happenings(self) -> Iterator[Json]:
        """Yield the happenings as they are in the file, without playing the session again."""
        for line in self.lines[1:]:  # the first line is the header
            yield from json.loads(line[CHECKSUM_LENGTH + 1 :])["happenings"]


def header_line(header: Header, scenario: Scenario) -> bytes:
    """Return the first line. It begins with the word TRAINING; the other keys are sorted."""
    fields = asdict(header)
    name = fields.pop("id")
    fields |= {"training": True, "format": FORMAT, "played": scenario_to_json(scenario)}
    rest = canonical(fields).removeprefix(b"{")
    return _line(b'{"%s":%s,%s' % (MARK.encode(), canonical(name), rest))


def turn_line(
    number: int, move: Move | None, clock: str, happenings: Sequence[Happening], before: bytes
) -> bytes:
    """Return the line of one move and what it brought; without a move it is the opening."""
    content: Json = {
        "n": number,
        "move": None,
        "clock": clock,
        "happenings": [happening_json(happening) for happening in happenings],
        "prev": sha256(before).hexdigest(),
    }
    if move is not None:
        content["move"] = asdict(move)
    return _line(canonical(content))


def _line(payload: bytes) -> bytes:
    return b"%08x %s\n" % (crc32(payload), payload)


def happening_json(happening: Happening) -> Json:
    """Return the happening as JSON; keys without a value are left out."""
    found: Json = {
        "number": happening.number,
        "kind": happening.kind,
        "at": happening.at.isoformat(),
        "turn": happening.turn,
        "by": happening.by,
        "own": happening.own,
        "text": happening.text,
        "channel": happening.channel,
        "choice": happening.choice,
    }
    if happening.event is not None:
        found["event"] = event_to_json(happening.event)
    if happening.refusal is not None:
        found["reasons"] = _reasons(happening.refusal)
    return {key: value for key, value in found.items() if value not in (None, "", False)}


def _reasons(refusal: Refusal) -> list[Json]:
    return [
        {"code": reason.code, "what": reason.what, "at": reason.at} for reason in refusal.reasons
    ]


def read_session(content: bytes, place: str) -> TrainingSession:
    """Return the session that the bytes hold; `place` names the file in messages.

    Raises UsageError if it is not a session that this sop reads, Corrupt if it is damaged.
    """
    lines, torn = _split_lines(content, place)
    first = _read_header_line(lines, place)
    try:
        header, scenario = _header(first), scenario_from_json(first["played"])
        moves = tuple(_read_moves(lines, place))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damage(place, "A value is missing or has the wrong type.") from error
    return TrainingSession(
        header=header,
        scenario=scenario,
        moves=moves,
        lines=tuple(lines),
        torn=torn,
        end=sum(map(len, lines)),
    )


def _split_lines(content: bytes, place: str) -> tuple[list[bytes], bool]:
    """Return the complete lines, and whether a line that was cut off follows them.

    Raises Corrupt if an earlier line is not intact. The first line of a file that has no other is
    not judged here: the file may not be a session at all.
    """
    *pieces, tail = content.split(b"\n")
    lines = [piece + b"\n" for piece in pieces]
    torn = bool(tail)
    if len(lines) > 1 and _parse_line(lines[-1]) is None:
        lines.pop()
        torn = True
    if len(lines) > 1:
        _check_lines(lines, place)
    return lines, torn


def _check_lines(lines: Sequence[bytes], place: str) -> None:
    """Raise Corrupt for the first line that is not intact."""
    for number, line in enumerate(lines, 1):
        if _parse_line(line) is None:
            raise _damage(place, f"Line {number} is not intact.")


def _parse_line(line: bytes) -> Json | None:
    """Return the content of the line; None if it is not intact."""
    checksum, text = line[: CHECKSUM_LENGTH + 1], line[CHECKSUM_LENGTH + 1 : -1]
    if checksum != b"%08x " % crc32(text):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return found


def _read_header_line(lines: Sequence[bytes], place: str) -> Json:
    """Return the content of the first line. Raises UsageError if it is not a session's."""
    first = None
    if lines:
        first = _parse_line(lines[0])
    if first is None or MARK not in first:
        raise UsageError(
            f"{place} is not a training session.",
            f"The first line of a session has the word {MARK}.",
        )
    if first.get("format") != FORMAT:
        raise UsageError(
            f"{place} was written by a later version of sop.",
            "Update sop, then repeat the command.",
        )
    return first


def _header(first: Mapping[str, Any]) -> Header:
    fields = {name: first[name] for name in FIELDS}
    return Header(id=str(first[MARK]), roles=tuple(first["roles"]), **fields)


def _read_moves(lines: Sequence[bytes], place: str) -> Iterator[Move]:
    """Yield the moves. Raises Corrupt if a line does not follow from the line before it."""
    for number, (before, line) in enumerate(pairwise(lines)):
        content = _parse_line(line) or {}  # every line was checked before
        if content["n"] != number or content["prev"] != sha256(before).hexdigest():
            raise _damage(
                place, f"Line {number + 2} does not follow from the line before it (hash chain)."
            )
        if number:  # 0 is the opening
            yield Move(**content["move"])


def _damage(place: str, problem: str) -> Corrupt:
    return Corrupt(
        f"The training session {place} is damaged. {problem}",
        "Restore an intact copy of the file: this session cannot continue.",
    )
