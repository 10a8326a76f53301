"""Who may do something, see something or waive something: more people is looser, fewer is stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.comparison.change import Change, listed, looser, more_or_less, stricter
from sop.comparison.judging import Judge


def who(
    judge: Judge, place: str, old: Iterable[str], new: Iterable[str], now: str, no_longer: str
) -> Iterator[Change]:
    """`now` and `no_longer` say what they may: `may do it too`, `may no longer do it`."""
    more, less = more_or_less(old, new)
    if more:
        yield looser(place, f"{short(judge, more)} {now}")
    if less:
        yield stricter(place, f"{short(judge, less)} {no_longer}")


def short(judge: Judge, ids: Iterable[str]) -> str:
    """`CLINIC, LAB and SHOP`; an id that neither version knows stays as it is."""
    known = {**judge.old.stakeholders, **judge.new.stakeholders}
    return listed([known[one].short if one in known else one for one in ids])
