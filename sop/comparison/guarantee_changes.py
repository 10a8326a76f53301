"""Changes of the guarantees: one that was removed, weakened, strengthened or added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from sop.comparison.change import Change, Direction, compare_references, compare_texts, quote_names
from sop.comparison.deadline_changes import compare_lengths, describe_length, reverse
from sop.comparison.gate_strength import Judge, Shift, describe_difference
from sop.model.condition import Condition
from sop.model.definition import Definition, Guarantee
from sop.model.duration import Duration

Sense = Literal["promises more", "promises less"]
VerdictsOf = Callable[[Definition], Mapping[str, str]]
"""Returns the prover's verdict on each guarantee by ID: `proved`, `violated` or `unknown`."""

WIDER: Mapping[tuple[str, str], Sense] = {
    ("absence", "a"): "promises more",
    ("universality", "a"): "promises less",
    ("existence", "a"): "promises less",
    ("precedence", "a"): "promises less",
    ("precedence", "b"): "promises more",
    ("response", "a"): "promises more",
    ("response", "b"): "promises less",
    ("precondition", "a"): "promises more",
    ("precondition", "b"): "promises less",
}
"""(Pattern, condition) -> what the guarantee does if that condition holds in more cases."""

UNKNOWN_COUNTS = {("absence", "a"), ("precedence", "b")}
"""Conditions that count as true while they are unknown: what must not happen, or only later."""

STRENGTH: Mapping[Direction, str] = {
    "looser": "weakened",
    "stricter": "strengthened",
    "changed": "changed",
}


def compare_guarantees(judge: Judge, verdicts_of: VerdictsOf | None = None) -> Iterator[Change]:
    """Compare guarantees by ID; with `verdicts_of`, also the verdicts of both versions."""
    old, new = judge.old.guarantees, judge.new.guarantees
    for name, guarantee in old.items():
        if name not in new:
            yield _change(name, f"the guarantee is removed{_explain(guarantee)}", "looser")
    for name, guarantee in new.items():
        if name in old:
            yield from _compare_guarantee(judge, old[name], guarantee)
        else:
            yield _change(name, f"a new guarantee{_explain(guarantee)}", "stricter")
    if verdicts_of is not None:
        yield from _compare_verdicts(verdicts_of(judge.old), verdicts_of(judge.new))


def _change(name: str, text: str, direction: Direction = "changed") -> Change:
    return Change("guarantees", direction, name, text)


def _explain(guarantee: Guarantee) -> str:
    return f": {guarantee.because}" if guarantee.because else ""


def _compare_guarantee(judge: Judge, old: Guarantee, new: Guarantee) -> Iterator[Change]:
    if old.pattern != new.pattern:
        yield _change(new.id, f"is now of the pattern '{new.pattern}'; it was '{old.pattern}'")
    else:
        yield from _compare_condition(judge, new, "a", old.a, new.a)
        if old.b is not None and new.b is not None:
            yield from _compare_condition(judge, new, "b", old.b, new.b)
    yield from _compare_limits(judge, old, new)
    yield from _compare_lengths(new.id, "within", old.within, new.within, longer_is="looser")
    yield from _compare_lengths(
        new.id, "not within", old.not_within, new.not_within, longer_is="stricter"
    )
    yield from compare_references(new.id, old.law, new.law)
    yield from compare_texts(new.id, "because", old.because, new.because)


def _compare_condition(
    judge: Judge, guarantee: Guarantee, part: str, old: Condition, new: Condition
) -> Iterator[Change]:
    key = (guarantee.pattern, part)
    compare = judge.is_not_false if key in UNKNOWN_COUNTS else judge.holds
    shift = compare((old,), (new,))
    yield from _report_shift(guarantee.id, shift, WIDER[key], old, new)


def _report_shift(
    name: str, shift: Shift, wider: Sense, old: Condition, new: Condition
) -> Iterator[Change]:
    difference = describe_difference((old,), (new,))
    if shift == "same":
        yield from compare_texts(name, "condition, with the same meaning", old.text, new.text)
    elif shift in ("both", "undecided"):
        yield _change(name, f"promises something else: {difference}")
    elif (shift == "wider") == (wider == "promises less"):
        yield _change(name, f"weakened: {difference}", "looser")
    else:
        yield _change(name, f"strengthened: {difference}", "stricter")


def _compare_limits(judge: Judge, old: Guarantee, new: Guarantee) -> Iterator[Change]:
    """Compare `if:`, which limits a guarantee to some cases."""
    was, now = old.only_runs_with, new.only_runs_with
    if was is None:
        if now is not None:
            text = f"weakened: holds only for cases in which {quote_names([now.text])}"
            yield _change(new.id, text, "looser")
        return
    if now is None:
        text = f"strengthened: no longer only for cases in which {quote_names([was.text])}"
        yield _change(new.id, text, "stricter")
        return
    shift = judge.holds((was,), (now,))
    yield from _report_shift(new.id, shift, "promises more", was, now)


def _compare_lengths(
    name: str, key: str, old: Duration | None, new: Duration | None, *, longer_is: Direction
) -> Iterator[Change]:
    """Compare a limit in time; without one, the guarantee promises less."""
    if old == new:
        return
    direction = _judge_lengths(old, new, longer_is)
    was, now = _describe_limit(old), _describe_limit(new)
    yield _change(name, f"{STRENGTH[direction]}: {key} {now}; it was {was}", direction)


def _judge_lengths(old: Duration | None, new: Duration | None, longer_is: Direction) -> Direction:
    if new is None:
        return "looser"
    if old is None:
        return "stricter"
    longer = compare_lengths(old, new)
    if longer == 0:
        return "changed"
    return longer_is if longer > 0 else reverse(longer_is)


def _describe_limit(limit: Duration | None) -> str:
    return describe_length(limit) if limit else "nothing"


def _compare_verdicts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Report guarantees that lost their proof or gained one, then new ones without a proof."""
    for name, verdict in new.items():
        if name in old and old[name] != verdict:
            yield _compare_verdict(name, old[name], verdict)
    for name, verdict in new.items():
        if name not in old and verdict != "proved":
            yield _change(name, f"is new, and {verdict}")


def _compare_verdict(name: str, old: str, new: str) -> Change:
    if old == "proved":
        return _change(name, f"is no longer proved: {new}", "looser")
    if new == "proved":
        return _change(name, f"is now proved; it was {old}", "stricter")
    return _change(name, f"is now {new}; it was {old}")
