"""Compiles scenarios: every name in them must mean something in the workflow, every value lie in its fact's domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sop.definition.compile_context import Context, as_map, english_text, number_entries
from sop.definition.diagnostics import list_names, quote_value
from sop.definition.name_index import NameIndex
from sop.definition.scenario_verbs import CallReader
from sop.definition.scoring_reader import compile_injects, compile_objectives
from sop.definition.source_map import PathTo
from sop.grammar import IN_TURNS
from sop.model.refusal import REASON_CODES
from sop.model.scenario import Call, Choice, Expect, Scenario, Turn
from sop.model.value import replace

ANY_END = "any"
STUCK = "stuck_at."


def compile_scenario(
    path: PathTo,
    name: str,
    data: dict[str, Any],
    file: str,
    workflow: str,
    context: Context,
    directory: NameIndex,
) -> Scenario:
    """The scenario, to be used only if the report has no new error."""
    reader = _ScenarioReader(path, context, directory)
    named = data.get("workflow")
    if named is not None and named != workflow:
        context.report.error(
            "unknown-workflow",
            (*path, "workflow"),
            f"the scenario is for the workflow {quote_value(named)}, not for {quote_value(workflow)}",
            "Correct the name, or use the scenario with its workflow.",
        )
    turns = tuple(
        reader.turn((*path, "turns", at), entry) for at, entry in number_entries(data.get("turns"))
    )
    reader.check_repeated_ids(data)
    calls = reader.calls
    return Scenario(
        id=name,
        title=english_text(data.get("title")),
        workflow=named or workflow,
        opens=context.moment((*path, "opens"), data.get("opens")),
        turns=turns,
        path=file,
        level=data.get("level") or "",
        audience=tuple(str(each) for _, each in number_entries(data.get("for"))),
        about=tuple(english_text(each) for _, each in number_entries(data.get("about"))),
        minutes=data.get("minutes"),
        roles=context.refer_all("stakeholder", (*path, "roles"), data.get("roles")),
        facts=calls.values((*path, "facts"), data.get("facts"), at_opening=True),
        switches=reader.switches((*path, "switches"), data.get("switches")),
        content_note=english_text(data.get("content_note")),
        story=english_text(data.get("story")),
        injects=compile_injects(calls, (*path, "injects"), data),
        objectives=compile_objectives(calls, (*path, "objectives"), data),
        ends=reader.ends((*path, "ends"), data.get("ends")),
        broken=context.refer_all(
            "guarantee",
            (*path, "guarantees", "broken"),
            as_map(data.get("guarantees")).get("broken"),
        ),
    )


def add_expectations(
    scenario: Scenario, path: PathTo, data: dict[str, Any], context: Context, directory: NameIndex
) -> Scenario:
    """The scenario with what stands beside it in `expectations`, each after the turn that it names."""
    reader = _ScenarioReader(path, context, directory)
    turns = list(scenario.turns)
    numbers = {turn.id: number for number, turn in enumerate(turns) if turn.id}
    for at, entry in number_entries(data.get("turns")):
        entry = as_map(entry)
        after, place = entry.get("after"), (*path, "turns", at, "after")
        expect = reader.expect((*path, "turns", at, "expect"), entry.get("expect"))
        if after is None or expect is None:
            continue  # reported with the shape
        number = after - 1 if isinstance(after, int) else numbers.get(str(after), len(turns))
        if number >= len(turns):
            message = f"{scenario.id} has no turn {quote_value(str(after))}"
            context.report.error(
                "wrong-value", place, message, "Write a turn's id, or its number, counted from 1."
            )
        elif turns[number].expect is not None:
            message = f"the turn {quote_value(str(after))} of {scenario.id} has an 'expect' already"
            context.report.error("wrong-value", place, message, "Keep one of the two.")
        else:
            turns[number] = replace(turns[number], expect=expect)
    return replace(scenario, turns=tuple(turns))


class _ScenarioReader:
    def __init__(self, path: PathTo, context: Context, directory: NameIndex) -> None:
        self._path = path
        self._context = context
        self._directory = directory
        self.calls = CallReader(context, directory)

    def turn(self, path: PathTo, entry: dict[str, Any]) -> Turn:
        """One turn: a single verb, or only something told."""
        call = self._turn_call(path, entry)
        refused = (
            tuple(str(code) for _, code in number_entries(entry.get("refused")))
            if "refused" in entry
            else None
        )
        for at, code in enumerate(refused or ()):
            if code not in REASON_CODES:
                self._context.report.unknown(
                    "unknown-reason",
                    (*path, "refused", at),
                    "reason of a refusal",
                    code,
                    REASON_CODES,
                    remedy=f"Reasons: {', '.join(REASON_CODES)}.",
                )
        return Turn(
            call=call,
            id=entry.get("id"),
            at=self.calls.later((*path, "at"), entry.get("at")),
            channel=entry.get("channel"),
            tell=english_text(entry.get("tell")),
            say=english_text(entry.get("say")),
            refused=refused,
            expect=self.expect((*path, "expect"), entry.get("expect")),
            choices=tuple(
                self._choice((*path, "choices", at), each)
                for at, each in number_entries(entry.get("choices"))
            ),
        )

    def switches(self, path: PathTo, entry: Any) -> Mapping[str, bool]:
        """Switches of the workflow that have another value in this scenario."""
        for name in as_map(entry):
            self._context.refer_among(
                "switch", (*path, name), name, self._context.names.switches, "this workflow"
            )
        return dict(as_map(entry))

    def _turn_call(self, path: PathTo, entry: dict[str, Any]) -> Call:
        if "try" not in entry:
            return self.calls.call(path, entry, lone=("tell", "expect"))
        inner = as_map(entry.get("try"))
        also = [verb for verb in (*IN_TURNS, "expect") if verb in entry]
        if also:
            self._context.report.error(
                "wrong-value",
                (*path, also[0]),
                f"a turn with 'try' has no {quote_value(also[0])} beside it",
                "Make two turns of it.",
                key=True,
            )
        call = self.calls.call((*path, "try"), inner, as_=entry.get("as"), why=entry.get("why"))
        self._context.refer("stakeholder", (*path, "as"), entry.get("as"))
        return call

    def _choice(self, path: PathTo, entry: dict[str, Any]) -> Choice:
        then, tell, minutes = self.calls.consequences((*path, "then"), entry.get("then"))
        return Choice(
            id=entry.get("id") or "",
            say=english_text(entry.get("say")),
            then=then,
            tell=tell,
            minutes=minutes,
            mistake=english_text(entry.get("mistake")),
            law=self._context.refer_all("law", (*path, "law"), entry.get("law")),
            points=entry.get("points") or 0,
            critical=entry.get("critical") is True,
        )

    def expect(self, path: PathTo, entry: Any) -> Expect | None:
        """What the checklist must say, with every name known."""
        if not isinstance(entry, dict):
            return None
        directory, calls = self._directory, self.calls
        timed = {**directory.actions, **directory.steps, **directory.outcomes}
        ways = {**directory.actions, **directory.outcomes, **directory.interrupts}

        def named(key: str, known: Mapping[str, str], what: str) -> tuple[str, ...]:
            listed_ = number_entries(entry.get(key))
            return tuple(
                calls.named(what, (*path, key, at), name, known, only_one=True) or str(name)
                for at, name in listed_
            )

        def keyed(key: str, known: Mapping[str, str], what: str) -> Mapping[str, Any]:
            return {
                calls.named(what, (*path, key, name), name, known, key=True, only_one=True)
                or name: value
                for name, value in as_map(entry.get(key)).items()
            }

        for name, due in as_map(entry.get("due")).items():
            self._context.moment((*path, "due", name), due)
        for name, who in as_map(entry.get("who")).items():
            self._context.refer_all("stakeholder", (*path, "who", name), who)
        current = {track: str(step) for track, step in as_map(entry.get("current")).items()}
        for track, step in current.items():
            self._check_step((*path, "current", track), track, step)
        return Expect(
            due=keyed("due", timed, "action"),
            open=named("open", ways, "action, outcome or interrupt"),
            not_open=named("not_open", ways, "action, outcome or interrupt"),
            facts=calls.values((*path, "facts"), entry.get("facts"), may_be_unknown=True),
            current=current,
            needed=named("needed", directory.actions, "action"),
            who={
                name: tuple(who)
                for name, who in keyed("who", ways, "action, outcome or interrupt").items()
            },
        )

    def ends(self, path: PathTo, entry: Any) -> Mapping[str, str]:
        """Where each track is to stand when the last turn is played."""
        ends = {track: str(end) for track, end in as_map(entry).items()}
        for track, end in ends.items():
            if end == ANY_END:
                self._check_track((*path, track), track)
            elif end.startswith(STUCK):
                self._check_step((*path, track), track, end.removeprefix(STUCK))
            elif (
                self._check_step((*path, track), track, end)
                and f"{track}.{end}" not in self._directory.ends
            ):
                known = [
                    step.split(".")[1]
                    for step in self._directory.ends
                    if step.startswith(track + ".")
                ]
                self._context.report.error(
                    "wrong-value",
                    (*path, track),
                    f"the step {quote_value(end)} of {track} is no end",
                    f"Ends of {track}: {list_names(sorted(known))}; or any, or {STUCK}{end}.",
                )
        return ends

    def _check_track(self, path: PathTo, track: str) -> bool:
        if track in self._context.known["track"]:
            return True
        self._context.report.unknown(
            "unknown-track", path, "track", track, self._context.known["track"], key=True
        )
        return False

    def _check_step(self, path: PathTo, track: str, step: str) -> bool:
        """Whether the track has that step; reported if not."""
        if not self._check_track(path, track):
            return False
        steps = self._context.names.tracks.get(track)
        if steps is None:
            return False
        self._context.refer_among("step", path, step, steps, track)
        return step in steps

    def check_repeated_ids(self, data: dict[str, Any]) -> None:
        """Turns, choices of a turn, injects and objectives are told apart by their ids."""
        turns = list(number_entries(data.get("turns")))
        for part in ("turns", "injects", "objectives"):
            self._check_unlike((*self._path, part), data.get(part))
        for at, turn in turns:
            self._check_unlike((*self._path, "turns", at, "choices"), turn.get("choices"))

    def _check_unlike(self, path: PathTo, found: Any) -> None:
        seen: set[str] = set()
        for at, entry in number_entries(found):
            name = entry.get("id")
            if name in seen:
                self._context.report.error(
                    "duplicate-key",
                    (*path, at, "id"),
                    f"the id {quote_value(name)} stands twice in {quote_value(path[-1])}",
                    "Give each its own id.",
                )
            if name is not None:
                seen.add(name)
