"""The law of the trafficking workflow against the list of references that were seen, kept beside
it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.model.definition import Definition, LawEntry

FOLDER = Path(__file__).resolve().parents[2] / "workflows" / "za-trafficking"
SEEN = {"yes": "verified", "yes, not in force": "not_in_force"}


@cache
def definition() -> Definition:
    loaded = load_workflow(FOLDER)
    assert loaded.definition is not None
    return loaded.definition


@cache
def references() -> dict[str, tuple[str, str, str]]:
    """Entry -> citation, status and source, from the table in references.md."""
    lines = (FOLDER / "references.md").read_text("utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ")
    ][1:]
    return {row[0]: (row[1], SEEN[row[3]], row[4]) for row in rows if row[0] != "---"}


def wrong(entry: LawEntry) -> str:
    """What is wrong with the entry; empty when it agrees with the list."""
    if entry.status == "to_be_confirmed":
        return (
            "cites what was not seen" if entry.cite is not None or entry.id in references() else ""
        )
    if entry.id not in references():
        return "is not in references.md"
    return (
        ""
        if references()[entry.id] == (entry.cite, entry.status, entry.source)
        else "differs from references.md"
    )


def test_every_law_entry_agrees_with_the_references_that_were_seen() -> None:
    assert {entry.id: wrong(entry) for entry in definition().law.values() if wrong(entry)} == {}


def test_every_reference_names_its_source_and_is_used() -> None:
    assert len(references()) >= 60
    assert set(references()) <= set(definition().law)
    assert all(source for _, _, source in references().values())


@pytest.mark.parametrize(
    "change",
    [{"id": "pacotip_99"}, {"cite": "PACOTIP Act 7 of 2013, section 99"}, {"status": "verified"}],
)
def test_a_reference_that_was_not_seen_is_noticed(change: dict[str, str]) -> None:
    entry = definition().law["pacotip_16"]
    assert (wrong(entry), bool(wrong(replace(entry, **change)))) == ("", True)  # type: ignore[arg-type]


def test_a_deadline_of_law_rests_on_a_reference_that_was_seen_and_is_in_force() -> None:
    dues = [
        due
        for track in definition().tracks.values()
        for step in track.steps.values()
        for due in (step.due, *(action.due for action in step.actions.values()))
        if due is not None and due.nature == "law"
    ]
    assert len(dues) >= 23
    assert all(any(definition().law[name].status == "verified" for name in due.law) for due in dues)


def test_what_is_not_in_force_hangs_on_a_switch_that_is_off() -> None:
    not_in_force = {
        entry.id for entry in definition().law.values() if entry.status == "not_in_force"
    }
    switched = {name for switch in definition().switches.values() for name in switch.law}
    assert not_in_force == switched
    assert not any(switch.value for switch in definition().switches.values())
