"""What `--prove` and its options mean: the budget, where verdicts are kept, what is told as it goes."""

from __future__ import annotations

from pathlib import Path

from sop.casework.prove_workflow import ProofOptions
from sop.casework.scenario_tests import HolidaysOfCountry
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.model.finding import FlowPlace
from sop.model.proof import Proof
from sop.model.refusal import UsageError


def make_proof_options(
    session: CommandContext, prove: bool, budget: int | None, counterexamples: str | None
) -> ProofOptions | None:
    """How to prove; None where it was not asked for."""
    if not prove:
        if budget is not None or counterexamples is not None:
            raise UsageError("--budget and --counterexamples are for a proof.", "add --prove")
        return None
    from sop.proof.prove import DEFAULT_NODES

    folder = None if counterexamples is None else Path(counterexamples)
    where = None if folder is None else session.here / folder
    return ProofOptions(budget or DEFAULT_NODES, where, folder, session.workspace.data / "proofs")


def holidays_for(session: CommandContext, proving: ProofOptions | None) -> HolidaysOfCountry | None:
    """The public holidays that a replayed case counts with; nothing is looked up without a proof."""
    return None if proving is None else session.store.holidays


def proof_json(proof: Proof) -> Json:
    """One property with its verdict, and the case that shows why it is violated."""
    shown = proof.counterexample
    case = (
        None
        if shown is None
        else {
            "turns": [turn_json(one) for one in shown.turns],
            "scenario": shown.scenario,
            "path": shown.path,
        }
    )
    said: Json = {
        "guarantee": proof.guarantee,
        "verdict": proof.verdict,
        "configurations": proof.configurations,
        "seconds": proof.seconds,
        "counterexample": case,
        "bound": proof.bound or None,
    }
    return said | {"dead": list(proof.dead)} if proof.guarantee == "nothing_dead" else said


def turn_json(one: FlowPlace) -> Json:
    """One turn of such a case, with the place that allows it."""
    at = one.position
    return {"text": one.text, "path": at.path, "line": at.line, "column": at.column}
