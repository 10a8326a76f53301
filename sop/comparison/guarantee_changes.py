"""What changed about what must hold in every case: a guarantee removed, weakened, strengthened or new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from sop.comparison.change import Change, Direction, compare_references, compare_texts, quote_names
from sop.comparison.deadline_changes import compare_lengths, length_words
from sop.comparison.gate_strength import Judge, Shift, describe_difference
from sop.model.condition import Condition
from sop.model.definition import Definition, Duration, Guarantee

Sense = Literal["promises more", "promises less"]
VerdictsOf = Callable[[Definition], Mapping[str, str]]
"""What the prover says of each guarantee: `proved`, `violated` or `unknown`, by id."""

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
"""What a guarantee does when a condition of its pattern holds in more cases."""

UNKNOWN_COUNTS = {("absence", "a"), ("precedence", "b")}
"""Conditions that count as true while they are unknown."""


def compare_guarantees(judge: Judge, verdicts_of: VerdictsOf | None = None) -> Iterator[Change]:
    old, new = judge.old.guarantees, judge.new.guarantees
    for name in (name for name in old if name not in new):
        yield _change(name, f"the guarantee is gone{_explain_reason(old[name])}", "looser")
    for name, guarantee in new.items():
        if name in old:
            yield from _compare_guarantee(judge, old[name], guarantee)
        else:
            yield _change(name, f"a new guarantee{_explain_reason(guarantee)}", "stricter")
    if verdicts_of is not None:
        yield from _compare_verdicts(verdicts_of(judge.old), verdicts_of(judge.new))


def _change(name: str, text: str, way: Direction = "changed") -> Change:
    return Change("guarantees", way, name, text)


def _explain_reason(guarantee: Guarantee) -> str:
    return f": {guarantee.because}" if guarantee.because else ""


def _compare_guarantee(judge: Judge, old: Guarantee, new: Guarantee) -> Iterator[Change]:
    if old.pattern != new.pattern:
        yield _change(new.id, f"is now of the pattern '{new.pattern}'; it was '{old.pattern}'")
    else:
        yield from _compare_conditions(judge, old, new, "a", old.a, new.a)
        if old.b is not None and new.b is not None:
            yield from _compare_conditions(judge, old, new, "b", old.b, new.b)
    yield from _compare_limits(judge, old, new)
    yield from _compare_lengths(new.id, "within", old.within, new.within, longer_is="looser")
    yield from _compare_lengths(
        new.id, "not within", old.not_within, new.not_within, longer_is="stricter"
    )
    yield from compare_references(new.id, old.law, new.law)
    yield from compare_texts(new.id, "because", old.because, new.because)


def _compare_conditions(
    judge: Judge, old: Guarantee, new: Guarantee, part: str, was: Condition, now: Condition
) -> Iterator[Change]:
    key = (new.pattern, part)
    judged = judge.is_not_false if key in UNKNOWN_COUNTS else judge.holds
    shift = judged((was,), (now,))
    yield from _report_shift(
        new.id, shift, WIDER[key], describe_difference((was,), (now,)), (was, now)
    )


def _report_shift(
    name: str, shift: Shift, wider: Sense, words: str, texts: tuple[Condition, Condition]
) -> Iterator[Change]:
    if shift == "same":
        yield from compare_texts(
            name, "condition, with the same meaning", texts[0].text, texts[1].text
        )
    elif shift in ("both", "undecided"):
        yield _change(name, f"promises something else: {words}")
    elif (shift == "wider") == (wider == "promises less"):
        yield _change(name, f"weakened: {words}", "looser")
    else:
        yield _change(name, f"strengthened: {words}", "stricter")


def _compare_limits(judge: Judge, old: Guarantee, new: Guarantee) -> Iterator[Change]:
    """`if:` limits a guarantee to some cases."""
    was, now = old.only_runs_with, new.only_runs_with
    if was is None and now is not None:
        yield _change(
            new.id, f"weakened: holds only for cases in which {quote_names([now.text])}", "looser"
        )
    elif was is not None and now is None:
        yield _change(
            new.id,
            f"strengthened: no longer only for cases in which {quote_names([was.text])}",
            "stricter",
        )
    elif was is not None and now is not None:
        shift = judge.holds((was,), (now,))
        yield from _report_shift(
            new.id, shift, "promises more", describe_difference((was,), (now,)), (was, now)
        )


def _compare_lengths(
    name: str, key: str, old: Duration | None, new: Duration | None, *, longer_is: Direction
) -> Iterator[Change]:
    if old == new:
        return
    other: Direction = "stricter" if longer_is == "looser" else "looser"
    if old is None or new is None:
        way: Direction = "looser" if new is None else "stricter"
    else:
        longer = compare_lengths(old, new)
        way = "changed" if longer == 0 else longer_is if longer > 0 else other
    word = {"looser": "weakened", "stricter": "strengthened", "changed": "changed"}[way]
    was, now = (length_words(one) if one else "nothing" for one in (old, new))
    yield _change(name, f"{word}: {key} {now}; it was {was}", way)


def _compare_verdicts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """What was proved of all cases and is no longer, and the other way round."""
    for name in (name for name in new if name in old and old[name] != new[name]):
        was, now = old[name], new[name]
        if was == "proved":
            yield _change(name, f"is no longer proved: {now}", "looser")
        elif now == "proved":
            yield _change(name, f"is now proved; it was {was}", "stricter")
        else:
            yield _change(name, f"is now {now}; it was {was}")
    for name in (name for name, verdict in new.items() if name not in old and verdict != "proved"):
        yield _change(name, f"is new, and {new[name]}")
