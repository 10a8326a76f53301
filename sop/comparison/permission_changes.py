"""Who may do something, see it or waive it: more stakeholders is looser, fewer is stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.comparison.change import Change, list_names, make_looser, make_stricter, split_changes
from sop.comparison.gate_strength import Judge


def compare_roles(
    judge: Judge,
    place: str,
    old: Iterable[str],
    new: Iterable[str],
    *,
    now: str,
    no_longer: str,
) -> Iterator[Change]:
    """Report stakeholders who gained or lost a permission.

    `now` and `no_longer` follow their names: `may do it too`, `may no longer do it`.
    """
    added, removed = split_changes(old, new)
    if added:
        yield make_looser(place, f"{list_short_names(judge, added)} {now}")
    if removed:
        yield make_stricter(place, f"{list_short_names(judge, removed)} {no_longer}")


def list_short_names(judge: Judge, ids: Iterable[str], empty: str = "no one") -> str:
    """Return `CLINIC, LAB and SHOP`; `empty` without IDs.

    An ID that neither version declares is shown unchanged.
    """
    declared = {**judge.old.stakeholders, **judge.new.stakeholders}
    names: list[str] = []
    for identifier in ids:
        known = identifier in declared
        names.append(declared[identifier].short if known else identifier)
    return list_names(names) if names else empty


def name_stakeholder(judge: Judge, identifier: str | None) -> str:
    """Return the short name of one stakeholder; `no one` where none is named."""
    return list_short_names(judge, [identifier] if identifier else [])
