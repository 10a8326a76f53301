"""Compiles what a scenario adds for training: injects, objectives and what earns points."""

from __future__ import annotations

from typing import Any, Literal, cast

from sop.definition.compile_context import as_map, english_text, number_entries, read_duration
from sop.definition.finding_report import list_names, quote_value
from sop.definition.scenario_verbs import CallReader
from sop.definition.source_map import PathTo
from sop.model.duration import Duration
from sop.model.scenario import Evidence, Inject, Objective

TRIGGERS = ("at", "after", "if_not")
EVIDENCE = ("chose", "done", "visited", "told", "asked", "not_disclosed_to")


def compile_injects(calls: CallReader, path: PathTo, data: dict[str, Any]) -> tuple[Inject, ...]:
    """Return the events outside the model path, in file order."""
    return tuple(
        _inject(calls, (*path, at), entry, data)
        for at, entry in number_entries(data.get("injects"))
    )


def _inject(calls: CallReader, path: PathTo, entry: dict[str, Any], data: dict[str, Any]) -> Inject:
    triggers = [trigger for trigger in TRIGGERS if trigger in entry]
    if len(triggers) != 1:
        problem = f"has {list_names(triggers)}" if triggers else "never happens"
        calls.context.report.error(
            "wrong-value",
            path,
            f"the inject {quote_value(entry.get('id'))} {problem}",
            f"Give it exactly one of: {list_names(TRIGGERS)}.",
            key=True,
        )
    trigger = triggers[0] if triggers else "at"
    target = None
    if trigger != "at":
        target = _target(calls, (*path, trigger), entry.get(trigger), data)
    then, _, _ = calls.consequences((*path, "then"), entry.get("then"))
    return Inject(
        id=entry.get("id") or "",
        tell=english_text(entry.get("tell")),
        trigger=cast(Literal["at", "after", "if_not"], trigger),
        target=target,
        at=calls.read_time((*path, "at"), entry.get("at")),
        within=_length(entry.get("within")),
        channel=entry.get("channel"),
        then=then,
    )


def _target(calls: CallReader, path: PathTo, value: Any, data: dict[str, Any]) -> str | None:
    """Return what an inject waits for: an action, or what a map names (a step, turn or fact)."""
    if isinstance(value, dict) and len(value) == 1:
        kind, word = next(iter(value.items()))
        return _evidence_target(calls, (*path, kind), kind, word, data)
    return _evidence_target(calls, path, "done", value, data)


def compile_objectives(
    calls: CallReader, path: PathTo, data: dict[str, Any]
) -> tuple[Objective, ...]:
    """Return what the scenario teaches, and what shows that it was learned."""
    return tuple(
        _objective(calls, (*path, at), entry, data)
        for at, entry in number_entries(data.get("objectives"))
    )


def _objective(
    calls: CallReader, path: PathTo, entry: dict[str, Any], data: dict[str, Any]
) -> Objective:
    weight = entry.get("weight")
    earn = tuple(
        _evidence(calls, (*path, "earn", number), evidence, data)
        for number, evidence in number_entries(entry.get("earn"))
    )
    return Objective(
        id=entry.get("id") or "",
        text=english_text(entry.get("text")),
        weight=1 if weight is None else weight,  # 0 is allowed
        earn=earn,
    )


def _evidence(
    calls: CallReader, path: PathTo, entry: dict[str, Any], data: dict[str, Any]
) -> Evidence:
    kinds = [kind for kind in EVIDENCE if kind in entry]
    if len(kinds) != 1:
        problem = f"has {list_names(kinds)}" if kinds else "does not state what earns its points"
        calls.context.report.error(
            "wrong-value",
            path,
            f"the entry {problem}",
            f"Give it exactly one of: {list_names(EVIDENCE)}.",
        )
    kind = kinds[0] if kinds else "done"
    target = _evidence_target(calls, (*path, kind), kind, entry.get(kind), data)
    return Evidence(
        points=entry.get("points") or 0,
        kind=cast(Literal["chose", "done", "visited", "told", "asked", "not_disclosed_to"], kind),
        target=target or "",
        before=_landmark(calls, (*path, "before"), entry.get("before"), data),
        after=_landmark(calls, (*path, "after"), entry.get("after"), data),
        within=_length(entry.get("within")),
    )


def _evidence_target(
    calls: CallReader, path: PathTo, kind: str, word: Any, data: dict[str, Any]
) -> str | None:
    context, directory = calls.context, calls.directory
    if not isinstance(word, str):
        return None
    if kind == "done":
        return calls.resolve_word("action", path, word, directory.actions, only_one=True)
    if kind == "visited":
        return calls.resolve_word("step", path, word, directory.steps, only_one=True)
    if kind == "chose":
        known = _choices(data)
        if word not in known:
            context.report.unknown("unknown-turn", path, "turn with choices", word, known)
        return word
    return context.refer("stakeholder" if kind == "not_disclosed_to" else "fact", path, word)


def _choices(data: dict[str, Any]) -> list[str]:
    """Return the IDs of turns with choices, then TURN.CHOICE for each choice."""
    turns: list[str] = []
    choices: list[str] = []
    for _, turn in number_entries(data.get("turns")):
        name = turn.get("id")
        if not name or not turn.get("choices"):
            continue
        turns.append(str(name))
        for _, choice in number_entries(turn["choices"]):
            choices.append(f"{name}.{as_map(choice).get('id')}")
    return turns + choices


def _landmark(calls: CallReader, path: PathTo, word: Any, data: dict[str, Any]) -> str | None:
    """Return what evidence must come before or after: a turn, an action or a step."""
    turns = [turn.get("id") for _, turn in number_entries(data.get("turns"))]
    if word is None or word in turns:
        return cast("str | None", word)
    places = {**calls.directory.actions, **calls.directory.steps}
    return calls.resolve_word("action, step or turn", path, word, places, only_one=True)


def _length(value: Any) -> Duration | None:
    return read_duration(value) if isinstance(value, str) else None
