"""Planted faults: the proof finds each with a shortest case, and proves the corrected workflow."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.model.definition import Definition
from sop.model.finding import Finding
from sop.model.proof import Proof
from sop.proof import explicit_verdicts
from sop.proof.prove import prove_workflow
from tests.commands.typing_in import new_typist
from tests.proof.planted_faults import Fault, load_faults

FAULTS = load_faults()
OF_A_RUN = [fault for fault in FAULTS if fault.shortest is not None]
OF_DEATH = [fault for fault in FAULTS if fault.dead]
REPORTED_ONLY = [fault for fault in FAULTS if fault.rule]
NODES = 1 << 16


def names(found: list[Fault]) -> list[str]:
    return [fault.name for fault in found]


def find_answer(fault: Fault, folder: Path, corrected: bool = False) -> tuple[Proof, list[Finding]]:
    """The verdict on the property that has the fault, and all findings."""
    answers = list(prove_workflow(fault.load(folder, corrected), NODES))
    proofs = {
        answer.proof.guarantee: answer.proof for answer in answers if answer.proof is not None
    }
    return proofs[fault.property], [finding for answer in answers for finding in answer.findings]


def fewest(fault: Fault, definition: Definition) -> int | None:
    """The fewest turns of a case that shows the fault, by brute force."""
    all_of = explicit_verdicts.list_configurations(definition, 5000)
    assert all_of is not None
    if fault.property in definition.guarantees:
        found = [
            explicit_verdicts.find_break(one, definition.guarantees[fault.property])
            for one in all_of
        ]
    else:
        as_told = fault.property == "can_close_as_told"
        found = [
            explicit_verdicts.count_events_to(
                one, set(one.cases) - explicit_verdicts.find_closable(one, as_told)
            )
            for one in all_of
        ]
    return min((one for one in found if one is not None), default=None)


def test_there_are_as_many_planted_faults_as_promised() -> None:
    counts = (len(OF_A_RUN), len(OF_DEATH), len(REPORTED_ONLY))
    print(f"{len(FAULTS)} faults: of a run, of what is dead, reported only: {counts}")
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
    assert counts == (46, 9, 7)


@pytest.mark.parametrize("fault", OF_A_RUN, ids=names(OF_A_RUN))
def test_the_case_that_shows_a_planted_fault_is_the_shortest_there_is(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = fault.load(tmp_path).definition
    assert definition is not None and fewest(fault, definition) == fault.shortest
    proof, _ = find_answer(fault, tmp_path)
    assert proof.verdict == "violated" and proof.counterexample is not None
    assert len(proof.counterexample.turns) == fault.shortest
    sop = new_typist(tmp_path, monkeypatch)
    fault.load(Path("workflows"))
    strict = () if fault.property != "can_close_as_told" else ("--strict",)  # a warning
    found = sop(
        "check", "planted", "--prove", "--budget", str(NODES), "--counterexamples", "cases", *strict
    )
    assert found.code == 1, found
    replay = sop("workflow", "test", f"cases/{fault.property}.yaml")
    assert replay.code == 0, replay


@pytest.mark.parametrize("fault", OF_A_RUN, ids=names(OF_A_RUN))
def test_a_corrected_workflow_is_proved(fault: Fault, tmp_path: Path) -> None:
    definition = fault.load(tmp_path, corrected=True).definition
    assert definition is not None and fewest(fault, definition) is None
    assert find_answer(fault, tmp_path, corrected=True)[0].verdict == "proved"


@pytest.mark.parametrize("fault", OF_DEATH, ids=names(OF_DEATH))
def test_what_no_case_can_use_is_listed(fault: Fault, tmp_path: Path) -> None:
    for corrected, dead, verdict in ((False, fault.dead, "violated"), (True, (), "proved")):
        definition = fault.load(tmp_path, corrected).definition
        assert definition is not None
        all_of = explicit_verdicts.list_configurations(definition, 5000)
        assert all_of is not None and explicit_verdicts.find_dead_parts(all_of) == set(dead)
        proof, found = find_answer(fault, tmp_path, corrected)
        assert (proof.verdict, set(proof.dead)) == (verdict, set(dead))
        messages = [one.message for one in found if one.rule == "nothing-dead"]
        assert [
            place for place in fault.places if not any(f"'{place}'" in one for one in messages)
        ] == [] or corrected


@pytest.mark.parametrize("fault", REPORTED_ONLY, ids=names(REPORTED_ONLY))
def test_a_fault_that_no_run_shows_is_reported_with_its_place(fault: Fault, tmp_path: Path) -> None:
    source = fault.load(tmp_path).source
    proof, found = find_answer(fault, tmp_path)
    assert proof.verdict == "proved"
    assert [one.position for one in found if one.rule == fault.rule] == [
        source.at(fault.place, key=True)
    ]
    assert [
        one for one in find_answer(fault, tmp_path, corrected=True)[1] if one.rule == fault.rule
    ] == []
