"""Proves a definition: each property over all possible cases, with the findings that tell it to the author."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal

from sop.definition.load import LoadedWorkflow
from sop.definition.source_map import PathTo
from sop.engine.deadlines import make_counter
from sop.engine.decision_context import Situation
from sop.engine.guards import find_closing_obstacles, find_outcome_obstacles
from sop.model.calendar import Calendar
from sop.model.definition import Definition, Guarantee
from sop.model.finding import Finding, FlowPlace, Severity
from sop.model.proof import BUILT_IN, Counterexample, Proof, ProofVerdict
from sop.proof.answered import ProofAnswer
from sop.proof.bdd import has_diagrams, is_empty
from sop.proof.counterexample_replay import (
    PlayedRun,
    ReplayRefused,
    abstract_case,
    replay_trace,
    shorten_run,
)
from sop.proof.counterexample_search import Trace, find_trace
from sop.proof.counterexample_text import describe_run, format_scenario, locate_command
from sop.proof.explicit_proof import locate_path, prove_by_listing
from sop.proof.history_audit import Judgement, audit_history
from sop.proof.monitored_model import BROKEN, add_monitor
from sop.proof.properties import Questions, UnknowableFact
from sop.proof.reachability import SymbolicModel

ProofPart = Literal["all", "built in", "guarantees"]
DEFAULT_NODES = 24_000_000
"""The budget: nodes of all diagrams together, about 32 bytes each with what goes with them."""
RULE_OF = {name: name.replace("_", "-") for name in BUILT_IN}
EXACT_BITS = 70
"""Up to this many bits the unreduced model is searched for counterexamples, so that the shortest is found."""


def prove_workflow(
    loaded: LoadedWorkflow,
    nodes: int = DEFAULT_NODES,
    calendar: Calendar | None = None,
    part: ProofPart = "all",
) -> Iterator[ProofAnswer]:
    """The built-in properties, what is asked where it may not be known, then each guarantee in file order.

    `part` asks for the guarantees alone, or for all the rest: each takes about half of the time. Yields nothing where
    the definition could not be compiled. Where the library of diagrams is missing, every configuration is listed, up
    to a bound.
    """
    if loaded.definition is None:
        return
    if not has_diagrams():
        if part != "guarantees":
            yield from prove_by_listing(loaded, loaded.definition)
        return
    prover = Prover(loaded, loaded.definition, nodes, calendar or Calendar())
    if part != "guarantees":
        yield from prover.prove_built_in()
    if part != "built in":
        yield from prover.guarantees()


class Prover:
    """Answers one definition's questions within one budget, and tells them."""

    def __init__(
        self, loaded: LoadedWorkflow, definition: Definition, nodes: int, calendar: Calendar
    ) -> None:
        self.loaded, self.definition, self.nodes, self.calendar = (
            loaded,
            definition,
            nodes,
            calendar,
        )
        self._questions: Questions | None = None

    @property
    def questions(self) -> Questions:
        if self._questions is None:
            self._questions = Questions(self.definition, self.nodes)
        return self._questions

    def prove_built_in(self) -> Iterator[ProofAnswer]:
        """Whether each case can close, what is dead, and findings about single places, no property by themselves."""
        yield self._decide_property("can_close_as_told", self._prove_can_close_as_told)
        yield self._decide_property("always_can_close", self._prove_can_close)
        yield self._decide_property("nothing_dead", self._prove_nothing_dead)
        yield from self._findings_only(self._switches)
        yield from self._findings_only(self._unknowable)

    def guarantees(self) -> Iterator[ProofAnswer]:
        """Whether each run keeps each guarantee."""
        for guarantee in self.definition.guarantees.values():
            prove_it = partial(self._prove_guarantee, guarantee)
            yield self._decide_property(guarantee.id, prove_it)

    def _decide_property(self, name: str, asked: Callable[[], ProofAnswer]) -> ProofAnswer:
        """The answer; `unknown` where the budget does not reach."""
        try:
            answered = asked()
            if self._questions is not None:
                self._questions.symbolic.space.collect(self.nodes // 2)
            return answered
        except MemoryError:  # the diagrams' nodes are used up
            return self._answer_undecided(name)
        except ReplayRefused as disagreement:
            return self._report_disagreement(name, disagreement)

    def _report_disagreement(self, name: str, met: ReplayRefused) -> ProofAnswer:
        """The proof found a case that the engine does not play: one of the two is wrong, and it is said."""
        place: PathTo = ("guarantees", name) if name in self.definition.guarantees else ("title",)
        message = (
            f"'{name}' does not hold, but the engine refuses the case that the proof found ({met})"
        )
        remedy = "This is a mistake of the program: tell the maintainers."
        rule = RULE_OF.get(name, "guarantee")
        return ProofAnswer(
            self._proof(name, "violated"),
            (self._make_finding(rule, "error", place, message, remedy),),
        )

    def _answer_undecided(self, name: str) -> ProofAnswer:
        came = self.questions.symbolic.count_reached() if self._questions is not None else 0
        bound = f"{self.nodes:,} nodes"
        place: PathTo = ("guarantees", name) if name in self.definition.guarantees else ("title",)
        message = f"'{name}' is not decided within {bound}; {came:.3g} configurations were reached"
        finding = self._make_finding(
            "proof-undecided", "note", place, message, "Raise the budget of nodes."
        )
        return ProofAnswer(Proof(name, "unknown", came, 0.0, bound=bound), (finding,))

    def _findings_only(self, asked: Callable[[], Iterator[Finding]]) -> Iterator[ProofAnswer]:
        try:
            yield ProofAnswer(None, tuple(asked()))
        except MemoryError:
            return

    def _proof(
        self,
        name: str,
        verdict: ProofVerdict,
        shown: Counterexample | None = None,
        dead: tuple[str, ...] = (),
    ) -> Proof:
        return Proof(name, verdict, self.questions.configurations(), 0.0, shown, dead=dead)

    # Closing

    def _prove_can_close(self) -> ProofAnswer:
        if is_empty(self.questions.stuck):
            return ProofAnswer(self._proof("always_can_close", "proved"))
        return self._stuck("always_can_close", "always-can-close", as_told=False)

    def _prove_can_close_as_told(self) -> ProofAnswer:
        if is_empty(self.questions.stuck_as_told):
            return ProofAnswer(self._proof("can_close_as_told", "proved"))
        if not is_empty(self.questions.stuck):  # told once, by the graver finding
            return ProofAnswer(
                self._proof("can_close_as_told", "violated", self._stuck_case(as_told=False)[2])
            )
        return self._stuck("can_close_as_told", "can-close-as-told", as_told=True)

    def _stuck(self, name: str, rule: str, as_told: bool) -> ProofAnswer:
        played, track, shown = self._stuck_case(as_told)
        place, message = self._blame(played, track)
        if as_told:
            message += ", unless somebody tells something else"
        severity: Severity = "warning" if as_told else "error"
        finding = self._make_finding(
            rule, severity, place, message, "Give the case a way on from there.", shown.turns
        )
        return ProofAnswer(self._proof(name, "violated", shown), (finding,))

    def _stuck_case(self, as_told: bool) -> tuple[PlayedRun, str | None, Counterexample]:
        """The case, the track of it that is stuck, and the case in words."""
        asked = self._exact()
        goal = asked.stuck_as_told if as_told else asked.stuck

        def is_stuck(run: PlayedRun) -> bool:
            here = abstract_case(asked.model, run.case, run.definition)
            return asked.symbolic.space.holds(goal, here)

        played = self._replay_counterexample(asked, find_trace(asked.symbolic, goal), is_stuck)
        ends = {}
        stuck = self._stuck_track(asked, played, as_told)
        if stuck is not None:
            ends[stuck] = f"stuck_at.{played.case.tracks[stuck].step}"
        title = "A case that can never be closed"
        return (
            played,
            stuck,
            Counterexample(
                describe_run(played, self.loaded.source), format_scenario(played, title, ends, ())
            ),
        )

    def _stuck_track(self, asked: Questions, played: PlayedRun, as_told: bool) -> str | None:
        """A running track of the case that can never end; None where only the closing is in the way."""
        here = abstract_case(asked.model, played.case, played.definition)
        running = [name for name, state in played.case.tracks.items() if state.status == "running"]
        for name in running:
            if not asked.symbolic.space.holds(asked.can_end(name, as_told), here):
                return name
        return None

    def _blame(self, played: PlayedRun, name: str | None) -> tuple[PathTo, str]:
        """Where the case is stuck, and what every way out still asks for."""
        definition, case = played.definition, played.case
        at = Situation(definition, case, played.events[-1].at, None, self.calendar)
        if name is None:
            wants = (
                "; ".join(reason.what for reason in find_closing_obstacles(at))
                or "it never closes by itself"
            )
            return ("closing",), f"a case can come to where it can never be closed: {wants}"
        track = definition.tracks[name]
        step = track.steps[case.tracks[name].step or track.first.id]
        reasons = {
            outcome.id: find_outcome_obstacles(at, outcome) for outcome in step.outcomes.values()
        }
        asks = [
            f"{name}: {' '.join(reason.what for reason in found) or 'open, and leads no further'}"
            for name, found in reasons.items()
        ]
        message = f"a case can come to where it can never be closed: {track.title} at {step.code} {step.title}"
        return ("tracks", name, "steps", step.id), f"{message} ({'; '.join(asks)})"

    # What is dead

    def _prove_nothing_dead(self) -> ProofAnswer:
        dead = self.questions.dead()
        if not dead and not self.questions.dead_places():
            return ProofAnswer(self._proof("nothing_dead", "proved"))
        findings = tuple(self._dead_findings(dead))
        return ProofAnswer(self._proof("nothing_dead", "violated", dead=dead), findings)

    def _dead_findings(self, dead: tuple[str, ...]) -> Iterator[Finding]:
        places = self.questions.dead_places()
        for path in places:
            kind = "step" if "." in path else "track"
            what = (
                f"no case ever comes to the step '{path}'"
                if kind == "step"
                else f"the track '{path}' never starts"
            )
            yield self._make_finding(
                "nothing-dead",
                "error",
                locate_path(self.definition, path),
                what,
                "Open a way there, or delete it.",
            )
        for path in dead:
            if not any(path.startswith(f"{place}.") for place in places):
                yield self._make_finding(
                    "nothing-dead",
                    "error",
                    locate_path(self.definition, path),
                    f"'{path}' can happen in no case",
                    "Mend the condition that shuts it, or delete it.",
                )

    def _switches(self) -> Iterator[Finding]:
        for name, value, paths in self.questions.dead_under():
            listed = ", ".join(paths[:6]) + (
                f" and {len(paths) - 6} more" if len(paths) > 6 else ""
            )
            message = f"with '{name}' {'on' if value else 'off'} no case can use {listed}"
            yield self._make_finding("dead-under-switch", "note", ("switches", name), message)

    # Guarantees

    def _prove_guarantee(self, guarantee: Guarantee) -> ProofAnswer:
        watched = self.questions.check_guarantee(guarantee.id)
        if watched.is_broken():
            return self._answer_broken(guarantee)
        findings: tuple[Finding, ...] = ()
        if watched.is_vacuous():
            message = f"the guarantee '{guarantee.id}' speaks of what happens in no case"
            remedy = "Correct its condition, or the workflow."
            findings = (
                self._make_finding(
                    "vacuous-guarantee", "warning", ("guarantees", guarantee.id), message, remedy
                ),
            )
        return ProofAnswer(self._proof(guarantee.id, "proved"), findings)

    def _answer_broken(self, guarantee: Guarantee) -> ProofAnswer:
        asked = self._exact()
        model = add_monitor(asked.model, guarantee)
        symbolic = SymbolicModel(model, self.nodes)
        run = find_trace(symbolic, symbolic.set(BROKEN))

        def is_broken(played: PlayedRun) -> bool:
            return self._judge_run(played, guarantee).verdict == "broken"

        played = self._replay_counterexample(asked, run, is_broken)
        what = self._judge_run(played, guarantee).what
        turns = describe_run(played, self.loaded.source)
        broken = tuple(one.guarantee.id for one in self._audit(played) if one.verdict == "broken")
        text = format_scenario(played, f"A case that breaks {guarantee.id}", {}, broken)
        place = (
            locate_command(played.turns[-1].command)
            if played.turns
            else ("guarantees", guarantee.id)
        )
        at = self.loaded.source.at(("guarantees", guarantee.id), key=True)
        because = f" {guarantee.because}" if guarantee.because else ""
        finding = self._make_finding(
            "guarantee",
            "error",
            place,
            f"a case can break the guarantee '{guarantee.id}': {what}",
            f"It stands at {at.path}:{at.line}.{because}",
            turns,
        )
        return ProofAnswer(
            self._proof(guarantee.id, "violated", Counterexample(turns, text)), (finding,)
        )

    def _judge_run(self, played: PlayedRun, guarantee: Guarantee) -> Judgement:
        return next(one for one in self._audit(played) if one.guarantee.id == guarantee.id)

    def _audit(self, played: PlayedRun) -> tuple[Judgement, ...]:
        """The audit of the run; lengths of time are no part of a proof."""
        timeless = _drop_lengths(played.definition)
        return audit_history(
            timeless,
            played.events,
            played.events[-1].recorded,
            make_counter(timeless, self.calendar),
        )

    # What is asked where it may not be known

    def _unknowable(self) -> Iterator[Finding]:
        for one in self.questions.unknowable():
            fact = self.definition.facts[one.fact]
            message = f"'{fact.id}' may still be unknown here, and nothing that happens at {one.step} makes it known"
            turns: tuple[FlowPlace, ...] = ()
            shown = self._unknown_case(one)
            if shown is not None:
                turns = describe_run(shown, self.loaded.source)
            remedy = "Record it before this step, or in it."
            yield self._make_finding(
                "unknown-where-read", "warning", one.place, message, remedy, turns
            )

    def _unknown_case(self, one: UnknowableFact) -> PlayedRun | None:
        asked = self._exact()
        track = one.step.split(".")[0]
        lines = asked.lines_at(one.place)
        goal = asked.unknown_there(
            self.definition.tracks[track], self.definition.step(one.step), lines, one.fact
        )
        run = find_trace(asked.symbolic, goal)
        try:
            return None if run is None else replay_trace(asked.model, run, self.calendar)
        except ReplayRefused:
            return None  # the finding stands without a case

    # Shared

    def _exact(self) -> Questions:
        """Small definitions are searched unreduced, so that the shortest case is found; else the model at hand."""
        if self.questions.bits() > EXACT_BITS:
            return self.questions
        if self._unreduced is None:
            self._unreduced = Questions(self.definition, self.nodes, reduced=False)
        return self._unreduced

    _unreduced: Questions | None = None

    def _replay_counterexample(
        self, asked: Questions, run: Trace | None, is_faulty: Callable[[PlayedRun], bool]
    ) -> PlayedRun:
        """The run as the engine plays it, without turns that can be left out."""
        if run is None:
            raise ReplayRefused("no run leads to a fault that the proof has found")
        played = replay_trace(asked.model, run, self.calendar)
        if not is_faulty(played):
            raise ReplayRefused("the engine plays the run and sees no fault")
        return shorten_run(played, is_faulty, self.calendar)

    def _make_finding(
        self,
        rule: str,
        severity: Severity,
        place: PathTo,
        message: str,
        remedy: str = "",
        flow: tuple[FlowPlace, ...] = (),
    ) -> Finding:
        position = self.loaded.source.at(place, key=True)
        return Finding(
            rule,
            severity,
            position,
            message,
            remedy,
            self.loaded.source.excerpt(position),
            (),
            flow,
        )


def _drop_lengths(definition: Definition) -> Definition:
    from sop.model.value import replace

    kept: Mapping[str, Guarantee] = {
        name: replace(one, within=None, not_within=None)
        for name, one in definition.guarantees.items()
    }
    return replace(definition, guarantees=kept)
