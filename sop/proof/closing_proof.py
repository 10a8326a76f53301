"""Proves that each case can be closed, or shows a case that is stuck (deadlock freedom)."""

from __future__ import annotations

from collections.abc import Mapping

from sop.definition.source_map import PathTo
from sop.engine.condition_text import quote_step
from sop.engine.decision_context import Situation
from sop.engine.guards import find_closing_obstacles, find_outcome_obstacles
from sop.model.definition import Track
from sop.model.proof import Counterexample, ProofAnswer
from sop.model.value import value
from sop.proof.bdd import is_empty
from sop.proof.case_abstraction import abstract_case
from sop.proof.counterexample_replay import PlayedRun
from sop.proof.counterexample_search import find_trace
from sop.proof.counterexample_text import describe_run, format_scenario
from sop.proof.proof_session import ProofSession
from sop.proof.properties import PropertyChecker

TITLE = "A case that can never be closed"
STUCK = "a case can reach a point from which it can never be closed"
REMEDY = "Add an outcome or an interrupt that leads on from there."


@value
class StuckCase:
    """A case that can never be closed, and its track that can never end, if it is one track."""

    played: PlayedRun
    track: str | None
    shown: Counterexample


def prove_can_close(session: ProofSession) -> ProofAnswer:
    """Decide `always_can_close`."""
    if is_empty(session.checker.stuck):
        return ProofAnswer(session.make_proof("always_can_close", "proved"))
    return _report_stuck(session, "always_can_close", as_told=False)


def prove_can_close_as_told(session: ProofSession) -> ProofAnswer:
    """Decide `can_close_as_told`; the finding of `always_can_close` reports a graver fault."""
    name = "can_close_as_told"
    if is_empty(session.checker.stuck_as_told):
        return ProofAnswer(session.make_proof(name, "proved"))
    if is_empty(session.checker.stuck):
        return _report_stuck(session, name, as_told=True)
    shown = _find_stuck_case(session, as_told=False).shown
    return ProofAnswer(session.make_proof(name, "violated", shown))


def _report_stuck(session: ProofSession, name: str, as_told: bool) -> ProofAnswer:
    stuck = _find_stuck_case(session, as_told)
    place, message = _explain(session, stuck)
    if as_told:
        message += ", unless a known fact is set to another value"
    rule = name.replace("_", "-")
    finding = session.make_finding(rule, place, message, REMEDY, stuck.shown.turns)
    return ProofAnswer(session.make_proof(name, "violated", stuck.shown), (finding,))


def _find_stuck_case(session: ProofSession, as_told: bool) -> StuckCase:
    checker = session.exact_checker
    goal = checker.stuck_as_told if as_told else checker.stuck

    def is_stuck(run: PlayedRun) -> bool:
        here = abstract_case(checker.model, run.case, run.definition)
        return checker.symbolic.space.holds(goal, here)

    played = session.replay(checker, find_trace(checker.symbolic, goal), is_stuck)
    track = _find_stuck_track(checker, played, as_told)
    ends: Mapping[str, str] = {}
    if track is not None:
        ends = {track: f"stuck_at.{played.case.tracks[track].step}"}
    turns = describe_run(played, session.loaded.source)
    return StuckCase(played, track, Counterexample(turns, format_scenario(played, TITLE, ends, ())))


def _find_stuck_track(checker: PropertyChecker, played: PlayedRun, as_told: bool) -> str | None:
    """A running track of the case that can never end; None if only the closing is not possible."""
    here = abstract_case(checker.model, played.case, played.definition)
    for name, state in played.case.tracks.items():
        if state.status == "running":
            ending = checker.find_ending_states(name, as_told)
            if not checker.symbolic.space.holds(ending, here):
                return name
    return None


def _explain(session: ProofSession, stuck: StuckCase) -> tuple[PathTo, str]:
    """Where the case is stuck, and what each outcome still requires."""
    played = stuck.played
    at = Situation(played.definition, played.case, played.events[-1].at, None, session.calendar)
    if stuck.track is None:
        obstacles = "; ".join(reason.what for reason in find_closing_obstacles(at))
        return ("closing",), f"{STUCK}: {obstacles or 'it never closes automatically'}"
    track = played.definition.tracks[stuck.track]
    step = track.steps[played.case.tracks[track.id].step or track.first.id]
    message = f"{STUCK}: {track.title} at {quote_step(step)}"
    obstacles = "; ".join(_list_obstacles(at, track, step.id))
    return ("tracks", track.id, "steps", step.id), f"{message} ({obstacles})"


def _list_obstacles(at: Situation, track: Track, step: str) -> list[str]:
    """For each outcome of the step, what it still requires."""
    found = []
    for outcome in track.steps[step].outcomes.values():
        reasons = " ".join(reason.what for reason in find_outcome_obstacles(at, outcome))
        found.append(f"{track.id}: {reasons or 'open, but it leads no further'}")
    return found
