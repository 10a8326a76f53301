"""Proves one guarantee, or shows a case that breaks it (counterexample)."""

from __future__ import annotations

from collections.abc import Mapping

from sop.engine.deadlines import make_counter
from sop.model.definition import Definition, Guarantee
from sop.model.finding import Finding
from sop.model.proof import Counterexample, ProofAnswer
from sop.model.value import replace
from sop.proof.counterexample_replay import PlayedRun
from sop.proof.counterexample_search import find_trace
from sop.proof.counterexample_text import describe_run, format_scenario, locate_command
from sop.proof.history_audit import Judgement, audit_history
from sop.proof.monitored_model import BROKEN, add_monitor
from sop.proof.proof_session import ProofSession
from sop.proof.reachability import SymbolicModel


def prove_guarantee(session: ProofSession, guarantee: Guarantee) -> ProofAnswer:
    """Decide whether each run keeps the guarantee; a kept one may be vacuous."""
    check = session.checker.check_guarantee(guarantee.id)
    if check.is_broken():
        return _report_broken(session, guarantee)
    findings: tuple[Finding, ...] = ()
    if check.is_vacuous():
        message = f"the guarantee '{guarantee.id}' is about a situation that occurs in no case"
        remedy = "Correct its condition, or the workflow."
        place = ("guarantees", guarantee.id)
        findings = (session.make_finding("vacuous-guarantee", place, message, remedy),)
    return ProofAnswer(session.make_proof(guarantee.id, "proved"), findings)


def _report_broken(session: ProofSession, guarantee: Guarantee) -> ProofAnswer:
    played = _find_breaking_case(session, guarantee)
    turns = describe_run(played, session.loaded.source)
    judgements = _audit(session, played)
    broken = tuple(found.guarantee.id for found in judgements if found.verdict == "broken")
    text = format_scenario(played, f"A case that breaks {guarantee.id}", {}, broken)
    own_place = ("guarantees", guarantee.id)
    at = session.loaded.source.at(own_place, key=True)
    because = f" {guarantee.because}" if guarantee.because else ""
    what = _select_judgement(judgements, guarantee).what
    finding = session.make_finding(
        "guarantee",
        locate_command(played.turns[-1].command) if played.turns else own_place,
        f"a case can break the guarantee '{guarantee.id}': {what}",
        f"The guarantee is defined at {at.path}:{at.line}.{because}",
        turns,
    )
    proof = session.make_proof(guarantee.id, "violated", Counterexample(turns, text))
    return ProofAnswer(proof, (finding,))


def _find_breaking_case(session: ProofSession, guarantee: Guarantee) -> PlayedRun:
    checker = session.exact_checker
    symbolic = SymbolicModel(add_monitor(checker.model, guarantee), session.nodes)
    trace = find_trace(symbolic, symbolic.encode_formula(BROKEN))

    def is_broken(played: PlayedRun) -> bool:
        judgement = _select_judgement(_audit(session, played), guarantee)
        return judgement.verdict == "broken"

    return session.replay(checker, trace, is_broken)


def _select_judgement(judgements: tuple[Judgement, ...], guarantee: Guarantee) -> Judgement:
    return next(found for found in judgements if found.guarantee.id == guarantee.id)


def _audit(session: ProofSession, played: PlayedRun) -> tuple[Judgement, ...]:
    """The audit of the run without lengths of time, which a proof does not cover."""
    timeless = drop_lengths(played.definition)
    counter = make_counter(timeless, session.calendar)
    return audit_history(timeless, played.events, played.events[-1].recorded, counter)


def drop_lengths(definition: Definition) -> Definition:
    """Return the definition without the lengths of time of its guarantees."""
    kept: Mapping[str, Guarantee] = {
        name: replace(guarantee, within=None, not_within=None)
        for name, guarantee in definition.guarantees.items()
    }
    return replace(definition, guarantees=kept)
