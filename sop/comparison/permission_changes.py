"""Who may do something, see something or waive something: more people is looser, fewer is stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.comparison.change import Change, list_names, make_looser, make_stricter, split_changes
from sop.comparison.gate_strength import Judge


def compare_roles(
    judge: Judge, place: str, old: Iterable[str], new: Iterable[str], now: str, no_longer: str
) -> Iterator[Change]:
    """`now` and `no_longer` say what they may: `may do it too`, `may no longer do it`."""
    more, less = split_changes(old, new)
    if more:
        yield make_looser(place, f"{list_short_names(judge, more)} {now}")
    if less:
        yield make_stricter(place, f"{list_short_names(judge, less)} {no_longer}")


def list_short_names(judge: Judge, ids: Iterable[str]) -> str:
    """`CLINIC, LAB and SHOP`; an id that neither version knows stays as it is."""
    known = {**judge.old.stakeholders, **judge.new.stakeholders}
    return list_names([known[one].short if one in known else one for one in ids])
