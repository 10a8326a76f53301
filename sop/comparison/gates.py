"""What a changed gate means: open, needed or held in more cases or in fewer."""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.worlds import Given
from sop.comparison.change import Change, Group, changed, looser, stricter
from sop.comparison.judging import HOW, Judge, Shift, in_words
from sop.model.condition import Gate


def opens(
    judge: Judge, place: str, verb: str, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """A gate that lets something pass: in more cases is looser. `verb` goes before: `open`, `may be done`."""
    yield from _told(judge.holds(old, new, given), place, verb, old, new, wider_is="looser")


def obliges(
    judge: Judge, place: str, verb: str, old: Gate, new: Gate, given: Given | None = None
) -> Iterator[Change]:
    """A gate that makes something a duty: in more cases is stricter."""
    yield from _told(
        judge.is_not_false(old, new, given), place, verb, old, new, wider_is="stricter"
    )


def starts(judge: Judge, place: str, old: Gate, new: Gate, given: Given) -> Iterator[Change]:
    yield from _told(judge.holds(old, new, given), place, "starts", old, new, wider_is="stricter")


def holds_back(
    judge: Judge, place: str, old: Gate | None, new: Gate | None, given: Given
) -> Iterator[Change]:
    """`on_hold_while`: None is never held."""
    if old is None and new is not None:
        yield stricter(place, f"is now on hold while {_lines(new)}")
    elif new is None and old is not None:
        yield looser(place, f"is never on hold any more; it was while {_lines(old)}")
    elif old is not None and new is not None:
        yield from _told(
            judge.is_not_false(old, new, given), place, "on hold", old, new, wider_is="stricter"
        )


def _lines(gate: Gate) -> str:
    return " and ".join(f"'{line.text}'" for line in gate)


def _told(
    shift: Shift, place: str, verb: str, old: Gate, new: Gate, *, wider_is: Group
) -> Iterator[Change]:
    words = in_words(old, new)
    if shift == "same":
        if words != "by what its terms mean":
            yield Change(
                "texts", "changed", place, f"{verb} in the same cases, said otherwise: {words}"
            )
        return
    if shift in HOW:
        yield changed(place, f"{verb} {HOW[shift]}: {words}")
        return
    make = looser if (shift == "wider") == (wider_is == "looser") else stricter
    yield make(place, f"{verb} in {'more' if shift == 'wider' else 'fewer'} cases: {words}")
