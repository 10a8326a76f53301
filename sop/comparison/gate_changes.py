"""What a changed gate means: open, needed or held in more cases or in fewer."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.satisfiability import Given
from sop.comparison.change import Change, Group, make_changed, make_looser, make_stricter
from sop.comparison.gate_strength import SHIFT_WORDS, Judge, Shift, describe_difference
from sop.model.condition import Gate


def compare_opening_gates(
    judge: Judge, place: str, verb: str, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """A gate that lets something pass: in more cases is looser. `verb` goes before: `open`, `may be done`."""
    yield from _report_shift(judge.holds(old, new, given), place, verb, old, new, wider_is="looser")


def compare_duty_gates(
    judge: Judge, place: str, verb: str, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """A gate that makes something a duty: in more cases is stricter."""
    yield from _report_shift(
        judge.is_not_false(old, new, given), place, verb, old, new, wider_is="stricter"
    )


def compare_starts(
    judge: Judge, place: str, old: Gate, new: Gate, given: Given
) -> Iterator[Change]:
    yield from _report_shift(
        judge.holds(old, new, given), place, "starts", old, new, wider_is="stricter"
    )


def compare_holds(
    judge: Judge, place: str, old: Gate | None, new: Gate | None, given: Given
) -> Iterator[Change]:
    """`on_hold_while`: None is never held."""
    if old is None and new is not None:
        yield make_stricter(place, f"is now on hold while {_quote_lines(new)}")
    elif new is None and old is not None:
        yield make_looser(place, f"is never on hold any more; it was while {_quote_lines(old)}")
    elif old is not None and new is not None:
        yield from _report_shift(
            judge.is_not_false(old, new, given), place, "on hold", old, new, wider_is="stricter"
        )


def _quote_lines(gate: Gate) -> str:
    return " and ".join(f"'{line.text}'" for line in gate)


def _report_shift(
    shift: Shift, place: str, verb: str, old: Gate, new: Gate, *, wider_is: Group
) -> Iterator[Change]:
    words = describe_difference(old, new)
    if shift == "same":
        if words != "by what its terms mean":
            yield Change(
                "texts", "changed", place, f"{verb} in the same cases, said otherwise: {words}"
            )
        return
    if shift in SHIFT_WORDS:
        yield make_changed(place, f"{verb} {SHIFT_WORDS[shift]}: {words}")
        return
    make = make_looser if (shift == "wider") == (wider_is == "looser") else make_stricter
    yield make(place, f"{verb} in {'more' if shift == 'wider' else 'fewer'} cases: {words}")
