"""Budget, interruption and cached verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import sop.proof.prove as proof_of
from sop.proof.prove import prove_workflow
from tests.commands.typing_in import Typist, new_typist
from tests.proof.planted_faults import load_faults

FAULTS = {fault.name: fault for fault in load_faults()}
BUDGET = "65536"


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def test_a_proof_that_its_budget_stops_is_unknown_and_fails_only_if_strict(sop: Typist) -> None:
    found = sop.json("check", "food-recall", "--prove", "--budget", "2000")
    assert found.code == 0, found
    proofs = found.data["proofs"]
    assert {one["verdict"] for one in proofs} == {"unknown"} and {
        one["bound"] for one in proofs
    } == {"2,000 nodes"}
    notes = [one for one in found.data["findings"] if one["rule"] == "proof-undecided"]
    assert len(notes) == len(proofs) and "Raise the budget" in notes[0]["remedy"]
    assert sop("check", "food-recall", "--prove", "--budget", "2000", "--strict").code == 1
    assert "Not decided: always_can_close, within 2,000 nodes" in sop(
        "check", "food-recall", "--prove", "--budget", "2000"
    ).out.replace("\n     ", " ")


def interrupting(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The user presses Ctrl-C after this number of answers."""

    def answers(*given: object, **how: object) -> Iterator[object]:
        for number, answered in enumerate(prove_workflow(*given, **how)):  # type: ignore[arg-type]
            if number == after:
                raise KeyboardInterrupt
            yield answered

    monkeypatch.setattr(proof_of, "prove_workflow", answers)


def test_an_interrupted_proof_reports_what_was_decided_and_caches_nothing(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS["an existence that a waiver breaks"].load(Path("workflows"))
    with monkeypatch.context() as patch:
        interrupting(patch, after=2)
        told = sop("check", "planted", "--prove", "--budget", BUDGET)
        assert told.code == 130, told
        assert "interrupted; 2 of 4 properties decided" in told.out + told.err
        assert "2 of 2 properties proved" in told.out
        found = sop.json("check", "planted", "--prove", "--budget", BUDGET)
        assert (found.code, found.json["code"], len(found.data["proofs"])) == (
            130,
            "interrupted",
            2,
        )
    assert len(sop.json("check", "planted", "--prove", "--budget", BUDGET).data["proofs"]) == 4


def test_an_unchanged_workflow_is_not_proved_again(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS["an existence that a waiver breaks"].load(Path("workflows"))
    proving: list[int] = []

    def counted(*given: object, **how: object) -> Iterator[object]:
        proving.append(1)
        yield from prove_workflow(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(proof_of, "prove_workflow", counted)
    words = ("check", "planted", "--prove", "--budget")
    first, second = sop.json(*words, BUDGET), sop.json(*words, BUDGET)
    assert proving == [1] and first.json == second.json
    sop(*words, "70000")
    assert proving == [1, 1]
    FAULTS["an existence that a waiver breaks"].load(Path("workflows"), corrected=True)
    assert sop.json(*words, BUDGET).data["proofs"][3]["verdict"] == "proved"
    assert proving == [1, 1, 1]


def test_kept_verdicts_that_cannot_be_read_are_worked_out_again(sop: Typist) -> None:
    FAULTS["an existence that a waiver breaks"].load(Path("workflows"))
    words = ("check", "planted", "--prove", "--budget", BUDGET)
    first = sop.json(*words)
    (kept,) = Path().rglob("proofs/*.json")
    kept.write_text('{"proofs": [{', "utf-8")
    again = sop.json(*words)
    assert [one["verdict"] for one in again.data["proofs"]] == [
        one["verdict"] for one in first.data["proofs"]
    ]
    sealed = json.loads(kept.read_text("utf-8"))
    assert str(sealed).count("'verdict'") == 4
