"""Compiles scenarios.

Every name must exist in the workflow, and every value must be in the domain of its fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sop.definition.compile_context import Context, as_map, english_text, number_entries
from sop.definition.finding_report import list_names, quote_value
from sop.definition.scenario_names import NameIndex
from sop.definition.scenario_verbs import CallReader
from sop.definition.scoring_reader import compile_injects, compile_objectives
from sop.definition.source_map import PathTo
from sop.grammar import TURN_VERBS
from sop.model.dotted_path import DottedPath
from sop.model.refusal import REASON_CODES
from sop.model.scenario import Call, Choice, Expect, Scenario, Turn
from sop.model.value import replace

ANY_END = "any"
"""In `ends:`, the track may end anywhere."""

STUCK = "stuck_at."
"""In `ends:`, the track must not get past the step that follows."""


def compile_scenario(
    path: PathTo,
    name: str,
    data: dict[str, Any],
    file: str,
    workflow: str,
    context: Context,
    index: NameIndex,
) -> Scenario:
    """Return the scenario. Use it only if the report has no new error."""
    reader = _ScenarioReader(path, context, index)
    wanted = data.get("workflow")
    if wanted is not None and wanted != workflow:
        context.report.error(
            "unknown-workflow",
            (*path, "workflow"),
            f"the scenario is for the workflow {quote_value(wanted)}, "
            f"not for {quote_value(workflow)}",
            "Correct the name, or use the scenario with its workflow.",
        )
    turns = tuple(
        reader.read_turn((*path, "turns", at), entry)
        for at, entry in number_entries(data.get("turns"))
    )
    reader.check_repeated_ids(data)
    calls = reader.calls
    return Scenario(
        id=name,
        title=english_text(data.get("title")),
        workflow=wanted or workflow,
        opens=context.moment((*path, "opens"), data.get("opens")),
        turns=turns,
        path=file,
        level=data.get("level") or "",
        audience=tuple(map(str, _list_entries(data.get("for")))),
        about=tuple(map(english_text, _list_entries(data.get("about")))),
        minutes=data.get("minutes"),
        roles=context.refer_all("stakeholder", (*path, "roles"), data.get("roles")),
        facts=calls.values((*path, "facts"), data.get("facts"), at_opening=True),
        switches=reader.read_switches((*path, "switches"), data.get("switches")),
        content_note=english_text(data.get("content_note")),
        story=english_text(data.get("story")),
        injects=compile_injects(calls, (*path, "injects"), data),
        objectives=compile_objectives(calls, (*path, "objectives"), data),
        ends=reader.read_ends((*path, "ends"), data.get("ends")),
        broken=context.refer_all(
            "guarantee",
            (*path, "guarantees", "broken"),
            as_map(data.get("guarantees")).get("broken"),
        ),
    )


def add_expectations(
    scenario: Scenario, path: PathTo, data: dict[str, Any], context: Context, index: NameIndex
) -> Scenario:
    """Return the scenario with its expectations, each added to the turn that it names."""
    reader = _ScenarioReader(path, context, index)
    turns = list(scenario.turns)
    numbers = {turn.id: number for number, turn in enumerate(turns) if turn.id}
    for at, entry in number_entries(data.get("turns")):
        entry = as_map(entry)
        after, place = entry.get("after"), (*path, "turns", at, "after")
        expect = reader.read_expect((*path, "turns", at, "expect"), entry.get("expect"))
        if after is None or expect is None:
            continue  # reported with the schema
        number = after - 1 if isinstance(after, int) else numbers.get(str(after), len(turns))
        if number >= len(turns):
            message = f"{scenario.id} has no turn {quote_value(str(after))}"
            context.report.error(
                "wrong-value", place, message, "Write a turn's id, or its number, counted from 1."
            )
        elif turns[number].expect is not None:
            message = f"the turn {quote_value(str(after))} of {scenario.id} already has an 'expect'"
            context.report.error("wrong-value", place, message, "Keep one of the two.")
        else:
            turns[number] = replace(turns[number], expect=expect)
    return replace(scenario, turns=tuple(turns))


class _ScenarioReader:
    """Reads the parts of one scenario; `path` is its place in the document."""

    def __init__(self, path: PathTo, context: Context, index: NameIndex) -> None:
        self._path = path
        self._context = context
        self._index = index
        self.calls = CallReader(context, index)

    def read_turn(self, path: PathTo, entry: dict[str, Any]) -> Turn:
        """Return one turn: one verb, or only a text (`tell`) or an expectation."""
        return Turn(
            call=self._turn_call(path, entry),
            id=entry.get("id"),
            at=self.calls.read_time((*path, "at"), entry.get("at")),
            channel=entry.get("channel"),
            tell=english_text(entry.get("tell")),
            say=english_text(entry.get("say")),
            refused=self._read_refused((*path, "refused"), entry),
            expect=self.read_expect((*path, "expect"), entry.get("expect")),
            choices=tuple(
                self._choice((*path, "choices", at), choice)
                for at, choice in number_entries(entry.get("choices"))
            ),
        )

    def _read_refused(self, path: PathTo, entry: dict[str, Any]) -> tuple[str, ...] | None:
        """Return the reason codes that the engine must give; None if the turn names none."""
        if "refused" not in entry:
            return None
        codes = tuple(map(str, _list_entries(entry.get("refused"))))
        for at, code in enumerate(codes):
            if code not in REASON_CODES:
                self._context.report.unknown(
                    "unknown-reason",
                    (*path, at),
                    "reason of a refusal",
                    code,
                    REASON_CODES,
                    remedy=f"Reasons: {', '.join(REASON_CODES)}.",
                )
        return codes

    def read_switches(self, path: PathTo, entry: Any) -> Mapping[str, bool]:
        """Return the switches that have another value in this scenario."""
        for name in as_map(entry):
            self._context.refer_among(
                "switch", (*path, name), name, self._context.names.switches, "this workflow"
            )
        return dict(as_map(entry))

    def _turn_call(self, path: PathTo, entry: dict[str, Any]) -> Call:
        if "try" not in entry:
            return self.calls.call(path, entry, lone=("tell", "expect"))
        inner = as_map(entry.get("try"))
        also = [verb for verb in (*TURN_VERBS, "expect") if verb in entry]
        if also:
            self._context.report.error(
                "wrong-value",
                (*path, also[0]),
                f"a turn with 'try' cannot have {quote_value(also[0])} as well",
                "Write two turns.",
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

    def read_expect(self, path: PathTo, entry: Any) -> Expect | None:
        """Return what the checklist must show; report names that do not exist."""
        if not isinstance(entry, dict):
            return None
        index = self._index
        timed = {**index.actions, **index.steps, **index.outcomes}
        usable = {**index.actions, **index.outcomes, **index.interrupts}
        kinds = "action, outcome or interrupt"
        for name, due in as_map(entry.get("due")).items():
            self._context.moment((*path, "due", name), due)
        for name, who in as_map(entry.get("who")).items():
            self._context.refer_all("stakeholder", (*path, "who", name), who)
        current = {track: str(step) for track, step in as_map(entry.get("current")).items()}
        for track, step in current.items():
            self._check_step((*path, "current", track), track, step)
        who = self._resolve_keys((*path, "who"), entry.get("who"), usable, kinds)
        return Expect(
            due=self._resolve_keys((*path, "due"), entry.get("due"), timed, "action"),
            open=self._resolve_list((*path, "open"), entry.get("open"), usable, kinds),
            not_open=self._resolve_list((*path, "not_open"), entry.get("not_open"), usable, kinds),
            facts=self.calls.values((*path, "facts"), entry.get("facts"), may_be_unknown=True),
            current=current,
            needed=self._resolve_list(
                (*path, "needed"), entry.get("needed"), index.actions, "action"
            ),
            who={name: tuple(stakeholders) for name, stakeholders in who.items()},
        )

    def _resolve_list(
        self, path: PathTo, names: Any, known: Mapping[str, str], kinds: str
    ) -> tuple[str, ...]:
        """Return the full paths of a list of short names; a name that is unknown stays."""
        resolved: list[str] = []
        for at, name in number_entries(names):
            full = self.calls.resolve_word(kinds, (*path, at), name, known, only_one=True)
            resolved.append(full or str(name))
        return tuple(resolved)

    def _resolve_keys(
        self, path: PathTo, entries: Any, known: Mapping[str, str], kinds: str
    ) -> dict[str, Any]:
        """Return the map with full paths as keys; a key that is unknown stays."""
        resolved: dict[str, Any] = {}
        for name, value in as_map(entries).items():
            full = self.calls.resolve_word(
                kinds, (*path, name), name, known, key=True, only_one=True
            )
            resolved[full or name] = value
        return resolved

    def read_ends(self, path: PathTo, entry: Any) -> Mapping[str, str]:
        """Return where each track must be after the last turn."""
        ends = {track: str(end) for track, end in as_map(entry).items()}
        for track, end in ends.items():
            self._check_end((*path, track), track, end)
        return ends

    def _check_end(self, path: PathTo, track: str, end: str) -> None:
        if end == ANY_END:
            self._check_track(path, track)
            return
        if end.startswith(STUCK):
            self._check_step(path, track, end.removeprefix(STUCK))
            return
        if not self._check_step(path, track, end) or f"{track}.{end}" in self._index.ends:
            return
        ends = [DottedPath(step) for step in self._index.ends]
        known = sorted(step.name for step in ends if step.track == track)
        self._context.report.error(
            "wrong-value",
            path,
            f"the step {quote_value(end)} of {track} is not an end",
            f"Ends of {track}: {list_names(known)}; or any, or {STUCK}{end}.",
        )

    def _check_track(self, path: PathTo, track: str) -> bool:
        """Whether the workflow has that track; report it if not."""
        if track in self._context.known["track"]:
            return True
        self._context.report.unknown(
            "unknown-track", path, "track", track, self._context.known["track"], key=True
        )
        return False

    def _check_step(self, path: PathTo, track: str, step: str) -> bool:
        """Whether the track has that step; report it if not."""
        if not self._check_track(path, track):
            return False
        steps = self._context.names.tracks.get(track)
        if steps is None:
            return False
        self._context.refer_among("step", path, step, steps, track)
        return step in steps

    def check_repeated_ids(self, data: dict[str, Any]) -> None:
        """Report repeated IDs of turns, choices of a turn, injects and objectives."""
        for part in ("turns", "injects", "objectives"):
            self._check_unique((*self._path, part), data.get(part))
        for at, turn in number_entries(data.get("turns")):
            self._check_unique((*self._path, "turns", at, "choices"), turn.get("choices"))

    def _check_unique(self, path: PathTo, found: Any) -> None:
        seen: set[str] = set()
        for at, entry in number_entries(found):
            name = entry.get("id")
            if name in seen:
                self._context.report.error(
                    "duplicate-key",
                    (*path, at, "id"),
                    f"the id {quote_value(name)} is used twice in {quote_value(path[-1])}",
                    "Give each its own id.",
                )
            if name is not None:
                seen.add(name)


def _list_entries(value: Any) -> list[Any]:
    """Return the entries of a list that could be read."""
    return [entry for _, entry in number_entries(value)]
