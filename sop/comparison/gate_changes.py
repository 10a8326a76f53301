"""Reports what a changed gate means: open, needed or on hold in more cases, or in fewer."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.satisfiability import Given
from sop.comparison.change import (
    Change,
    Group,
    make_changed,
    make_looser,
    make_stricter,
    make_text_change,
)
from sop.comparison.gate_strength import (
    OTHER_TERMS,
    SHIFT_WORDS,
    Judge,
    Shift,
    describe_difference,
)
from sop.model.condition import Gate


def compare_opening_gates(
    judge: Judge, place: str, verb: str, *, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """Compare a gate that permits something: permitting it in more cases is looser.

    `verb` begins the message: `open`, `may be done`.
    """
    shift = judge.holds(old, new, given)
    yield from _report_shift(shift, place, verb, old=old, new=new, wider_is="looser")


def compare_duty_gates(
    judge: Judge, place: str, verb: str, *, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """Compare a gate that makes something a duty: a duty in more cases is stricter."""
    shift = judge.is_not_false(old, new, given)
    yield from _report_shift(shift, place, verb, old=old, new=new, wider_is="stricter")


def compare_starts(
    judge: Judge, place: str, *, old: Gate, new: Gate, given: Given
) -> Iterator[Change]:
    """Compare the gates at which a track starts: starting in more cases is stricter."""
    shift = judge.holds(old, new, given)
    yield from _report_shift(shift, place, "starts", old=old, new=new, wider_is="stricter")


def compare_holds(
    judge: Judge, place: str, *, old: Gate | None, new: Gate | None, given: Given
) -> Iterator[Change]:
    """Compare `on_hold_while`; None means that the track is never on hold."""
    if old is None:
        if new is not None:
            yield make_stricter(place, f"is now on hold while {_quote_lines(new)}")
        return
    if new is None:
        yield make_looser(place, f"is no longer put on hold; it was while {_quote_lines(old)}")
        return
    shift = judge.is_not_false(old, new, given)
    yield from _report_shift(shift, place, "on hold", old=old, new=new, wider_is="stricter")


def _quote_lines(gate: Gate) -> str:
    return " and ".join(f"'{line.text}'" for line in gate)


def _report_shift(
    shift: Shift, place: str, verb: str, *, old: Gate, new: Gate, wider_is: Group
) -> Iterator[Change]:
    difference = describe_difference(old, new)
    if shift == "same":
        if difference != OTHER_TERMS:
            yield make_text_change(place, f"{verb} in the same cases, reworded: {difference}")
        return
    if shift in SHIFT_WORDS:
        yield make_changed(place, f"{verb} {SHIFT_WORDS[shift]}: {difference}")
        return
    is_wider = shift == "wider"
    amount = "more" if is_wider else "fewer"
    is_looser = is_wider == (wider_is == "looser")
    make = make_looser if is_looser else make_stricter
    yield make(place, f"{verb} in {amount} cases: {difference}")
