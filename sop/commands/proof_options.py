"""The options of a proof, and its verdicts as JSON."""

from __future__ import annotations

from pathlib import Path

from sop.casework.prove_workflow import ProofOptions
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.model.calendar import HolidaysOfCountry
from sop.model.finding import FlowPlace
from sop.model.proof import Counterexample, Proof
from sop.model.refusal import UsageError


def make_proof_options(
    session: CommandContext, prove: bool, budget: int | None, counterexamples: str | None
) -> ProofOptions | None:
    """Return the options of the proof; None without `--prove`."""
    if not prove:
        if budget is not None or counterexamples is not None:
            raise UsageError("--budget and --counterexamples need a proof.", "Add --prove.")
        return None
    from sop.proof.prove import DEFAULT_NODES  # late: start-up

    folder = where = None
    if counterexamples is not None:
        folder = Path(counterexamples)
        where = session.here / folder
    return ProofOptions(budget or DEFAULT_NODES, where, folder, session.workspace.data / "proofs")


def holidays_for(session: CommandContext, proving: ProofOptions | None) -> HolidaysOfCountry | None:
    """Return the public holidays for a replayed counterexample; None without a proof."""
    return None if proving is None else session.store.holidays


def proof_json(proof: Proof) -> Json:
    """Return a property with its verdict, and the counterexample if it is violated."""
    found: Json = {
        "guarantee": proof.guarantee,
        "verdict": proof.verdict,
        "configurations": proof.configurations,
        "seconds": proof.seconds,
        "counterexample": _counterexample_json(proof.counterexample),
        "bound": proof.bound or None,
    }
    if proof.guarantee == "nothing_dead":
        found["dead"] = list(proof.dead)
    return found


def _counterexample_json(shown: Counterexample | None) -> Json | None:
    if shown is None:
        return None
    return {
        "turns": list(map(turn_json, shown.turns)),
        "scenario": shown.scenario,
        "path": shown.path,
    }


def turn_json(one: FlowPlace) -> Json:
    """Return one turn of a counterexample, with the place in the workflow that allows it."""
    at = one.position
    return {"text": one.text, "path": at.path, "line": at.line, "column": at.column}
