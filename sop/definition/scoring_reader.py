"""Compiles what a scenario adds for training: injects beside the model way, objectives and what earns points."""

from __future__ import annotations

from typing import Any, Literal, cast

from sop.definition.compile_context import as_map, english_text, number_entries, read_duration
from sop.definition.diagnostics import list_names, quote_value
from sop.definition.scenario_verbs import CallReader
from sop.definition.source_map import PathTo
from sop.model.definition import Duration
from sop.model.scenario import Evidence, Inject, Objective

TRIGGERS = ("at", "after", "if_not")
EVIDENCE = ("chose", "done", "visited", "told", "asked", "not_disclosed_to")


def compile_injects(calls: CallReader, path: PathTo, data: dict[str, Any]) -> tuple[Inject, ...]:
    """What happens beside the model way, in file order."""
    return tuple(
        _inject(calls, (*path, at), entry, data)
        for at, entry in number_entries(data.get("injects"))
    )


def _inject(calls: CallReader, path: PathTo, entry: dict[str, Any], data: dict[str, Any]) -> Inject:
    triggers = [trigger for trigger in TRIGGERS if trigger in entry]
    if len(triggers) != 1:
        found = f"has {list_names(triggers)}" if triggers else "never happens"
        calls.context.report.error(
            "wrong-value",
            path,
            f"the inject {quote_value(entry.get('id'))} {found}",
            f"Give it exactly one of: {list_names(TRIGGERS)}.",
            key=True,
        )
    trigger = triggers[0] if triggers else "at"
    target = _target(calls, (*path, trigger), entry.get(trigger), data) if trigger != "at" else None
    then, _, _ = calls.consequences((*path, "then"), entry.get("then"))
    return Inject(
        id=entry.get("id") or "",
        tell=english_text(entry.get("tell")),
        trigger=cast(Literal["at", "after", "if_not"], trigger),
        target=target,
        at=calls.later((*path, "at"), entry.get("at")),
        within=_length(entry.get("within")),
        channel=entry.get("channel"),
        then=then,
    )


def _target(calls: CallReader, path: PathTo, value: Any, data: dict[str, Any]) -> str | None:
    """What an inject waits for: an action, unless a map says a step, a turn or a fact."""
    if isinstance(value, dict) and len(value) == 1:
        kind, word = next(iter(value.items()))
        return _evidence_target(calls, (*path, kind), kind, word, data)
    return _evidence_target(calls, path, "done", value, data)


def compile_objectives(
    calls: CallReader, path: PathTo, data: dict[str, Any]
) -> tuple[Objective, ...]:
    """What the scenario teaches, and what shows that it was learned."""
    return tuple(
        Objective(
            entry.get("id") or "",
            english_text(entry.get("text")),
            1 if entry.get("weight") is None else entry["weight"],
            tuple(
                _evidence(calls, (*path, at, "earn", number), each, data)
                for number, each in number_entries(entry.get("earn"))
            ),
        )
        for at, entry in number_entries(data.get("objectives"))
    )


def _evidence(
    calls: CallReader, path: PathTo, entry: dict[str, Any], data: dict[str, Any]
) -> Evidence:
    kinds = [kind for kind in EVIDENCE if kind in entry]
    if len(kinds) != 1:
        found = f"has {list_names(kinds)}" if kinds else "says nothing that earns its points"
        calls.context.report.error(
            "wrong-value",
            path,
            f"the entry {found}",
            f"Give it exactly one of: {list_names(EVIDENCE)}.",
        )
    kind = kinds[0] if kinds else "done"
    target = _evidence_target(calls, (*path, kind), kind, entry.get(kind), data)
    before, after = (
        _landmark(calls, (*path, key), entry.get(key), data) for key in ("before", "after")
    )
    return Evidence(
        points=entry.get("points") or 0,
        kind=cast(Literal["chose", "done", "visited", "told", "asked", "not_disclosed_to"], kind),
        target=target or "",
        before=before,
        after=after,
        within=_length(entry.get("within")),
    )


def _evidence_target(
    calls: CallReader, path: PathTo, kind: str, word: Any, data: dict[str, Any]
) -> str | None:
    context, directory = calls.context, calls.directory
    if not isinstance(word, str):
        return None
    if kind == "done":
        return calls.named("action", path, word, directory.actions, only_one=True)
    if kind == "visited":
        return calls.named("step", path, word, directory.steps, only_one=True)
    if kind == "chose":
        known = _choices(data)
        if word not in known:
            context.report.unknown("unknown-turn", path, "turn with choices", word, known)
        return word
    return context.refer("stakeholder" if kind == "not_disclosed_to" else "fact", path, word)


def _choices(data: dict[str, Any]) -> list[str]:
    """The ids of turns with choices, and turn.choice for each choice."""
    turns = [
        turn
        for _, turn in number_entries(data.get("turns"))
        if turn.get("choices") and turn.get("id")
    ]
    return [str(turn["id"]) for turn in turns] + [
        f"{turn['id']}.{as_map(choice).get('id')}"
        for turn in turns
        for _, choice in number_entries(turn["choices"])
    ]


def _landmark(calls: CallReader, path: PathTo, word: Any, data: dict[str, Any]) -> str | None:
    """What comes before or after: a turn, an action or a step."""
    if word is None or word in [turn.get("id") for _, turn in number_entries(data.get("turns"))]:
        return cast("str | None", word)
    places = {**calls.directory.actions, **calls.directory.steps}
    return calls.named("action, step or turn", path, word, places, only_one=True)


def _length(value: Any) -> Duration | None:
    return read_duration(value) if isinstance(value, str) else None
