"""The proof without the library of diagrams: a list of all configurations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sop.proof import explicit_verdicts
from sop.proof.explicit_proof import prove_by_listing
from sop.proof.prove import prove_workflow
from tests.commands.typing_in import Typist, new_typist
from tests.proof.planted_faults import Fault
from tests.proof.test_prove import FAULTS


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


@pytest.fixture
def without_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("oxidd", "oxidd.bcdd", "oxidd.util"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("without_diagrams")
@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_without_diagrams_small_workflows_get_the_same_verdicts(
    fault: Fault, tmp_path: Path
) -> None:
    for corrected in (False, True):
        answers = list(prove_workflow(fault.load(tmp_path, corrected), 1 << 16))
        verdicts = {
            one.proof.guarantee: one.proof.verdict for one in answers if one.proof is not None
        }
        violated = not corrected and not fault.rule
        assert verdicts[fault.property] == ("violated" if violated else "proved")


@pytest.mark.usefixtures("without_diagrams")
def test_without_diagrams_a_large_workflow_is_unknown_and_the_remedy_says_what_to_install(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sop.proof.explicit_proof.list_configurations",
        lambda definition, bound: explicit_verdicts.list_configurations(definition, 40),
    )
    found = sop.json("check", "food-recall", "--prove")
    assert found.code == 0, found
    assert {one["verdict"] for one in found.data["proofs"]} == {"unknown"}
    notes = [one["remedy"] for one in found.data["findings"] if one["rule"] == "proof-undecided"]
    assert set(notes) == {
        "Install the library of diagrams: the extra 'prove' of the package sop-workflow."
    }
    assert sop("check", "food-recall", "--prove", "--strict").code == 1


def test_a_listing_reports_how_many_turns_a_fault_takes(tmp_path: Path) -> None:
    loaded = FAULTS["an existence that a waiver breaks"].load(tmp_path)
    assert loaded.definition is not None
    found = [
        one for answer in prove_by_listing(loaded, loaded.definition) for one in answer.findings
    ]
    assert [one.message for one in found] == ["after 2 turns a case breaks the guarantee 'kept'"]
