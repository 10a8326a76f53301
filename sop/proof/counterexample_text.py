"""A run told twice: turn by turn in words, each with the place in the files that allows it, and as a scenario file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from sop.definition.source_map import PathTo, SourceMap
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import say_value
from sop.model.commands import Advance, Close, Command, Do, Raise, Tell, Waive
from sop.model.condition import Value
from sop.model.definition import BACK, Definition
from sop.model.finding import FlowPlace
from sop.proof.counterexample_replay import PlayedRun

PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


def locate_command(command: Command) -> PathTo:
    """Where in the document stands what the command uses."""
    match command:
        case Do(_, path) | Waive(_, path):
            track, step, action = path.split(".")
            return ("tracks", track, "steps", step, "actions", action)
        case Advance(_, path):
            track, step, outcome = path.split(".")
            return ("tracks", track, "steps", step, "outcomes", outcome)
        case Raise(_, path):
            track, interrupt = path.split(".")
            return ("tracks", track, "interrupts", interrupt)
        case Tell(_, facts):
            return ("facts", next(iter(facts)))
    return ("closing",)


def describe_run(run: PlayedRun, source: SourceMap) -> tuple[FlowPlace, ...]:
    """The run in words."""
    return tuple(
        FlowPlace(
            source.at(locate_command(turn.command), key=True),
            describe_turn(run.definition, turn.command),
        )
        for turn in run.turns
    )


def describe_turn(definition: Definition, command: Command) -> str:
    """One turn in words, such as `WARDEN does A2 Count the people (everyone_out: yes)`."""
    who = definition.stakeholders[command.act.as_].short
    match command:
        case Do(_, path, facts):
            action = definition.action(path)
            return f"{who} does {action.code} {action.title}{_values(definition, facts)}"
        case Waive(_, path):
            action = definition.action(path)
            return f"{who} waives {action.code} {action.title}"
        case Advance(_, path):
            return f"{who} takes {_way(definition, path)}"
        case Raise(_, path):
            interrupt = definition.interrupt(path)
            track = definition.tracks[path.split(".")[0]]
            goes = f"{track.title} goes to {_step(track.steps[interrupt.to])}"
            return f'{who} raises "{interrupt.title or interrupt.id}": {goes}'
        case Tell(_, facts):
            return f"{who} tells{_values(definition, facts)}"
    return f"{who} closes the case"


def _way(definition: Definition, path: str) -> str:
    outcome = definition.outcome(path)
    track, step, _ = path.split(".")
    steps = definition.tracks[track].steps
    to = "back" if outcome.to == BACK else _step(steps[outcome.to])
    return f'"{outcome.title or outcome.id}": {_step(steps[step])} -> {to}'


def _step(step: object) -> str:
    code, title = getattr(step, "code", ""), getattr(step, "title", "")
    return f"{code} {title}".strip()


def _values(definition: Definition, facts: Mapping[str, Value]) -> str:
    shown = [
        f"{name}: {say_value(value)}"
        for name, value in facts.items()
        if definition.facts[name].domain()
    ]
    shown += [f"{name} recorded" for name in facts if not definition.facts[name].domain()]
    return f" ({', '.join(shown)})" if shown else ""


def format_scenario(
    run: PlayedRun, title: str, ends: Mapping[str, str], broken: tuple[str, ...]
) -> str:
    """The run as a scenario that stands alone."""
    lines = [
        "# A case that a proof found. It can be replayed as a test of its workflow.",
        f"workflow: {run.definition.id}",
        f"title: {json.dumps(title)}",
        f"opens: {json.dumps(_local(run, run.opens))}",
    ]
    if run.switched:
        lines.append(f"switches: {_flow(run.switched)}")
    if run.opening.facts:
        lines.append(f"facts: {_flow(_format_facts(run, run.opening.facts))}")
    lines.append("turns:")
    lines += [f"  - {_flow(turn)}" for turn in _turns(run)]
    if ends:
        lines.append(f"ends: {_flow(ends)}")
    if broken:
        lines.append(f"guarantees: {_flow({'broken': list(broken)})}")
    return "\n".join(lines) + "\n"


def _turns(run: PlayedRun) -> Iterator[Mapping[str, object]]:
    if not run.turns:
        yield {"tell": "The case is opened."}
    for turn in run.turns:
        yield {
            "at": _local(run, turn.at),
            "as": turn.command.act.as_,
            **_verb(run, turn.command),
            **_why(turn.command),
        }


def _why(command: Command) -> Mapping[str, object]:
    return {"why": command.act.why} if command.act.why else {}


def _verb(run: PlayedRun, command: Command) -> Mapping[str, object]:
    match command:
        case Do(_, path, facts, form):
            asked: dict[str, object] = {"do": path}
            if facts:
                asked["with"] = _format_facts(run, facts)
            return asked if form is None else asked | {"form": json.loads(form)}
        case Advance(_, path):
            track, _, outcome = path.split(".")
            return {"advance": track, "outcome": outcome}
        case Waive(_, path):
            return {"waive": path}
        case Raise(_, path):
            return {"raise": path}
        case Tell(_, facts):
            return {"set": _format_facts(run, facts)}
        case Close():
            return {"close": True}
    raise AssertionError(f"the proof plays no {command}")


def _format_facts(run: PlayedRun, facts: Mapping[str, Value]) -> Mapping[str, Value]:
    """Values as scenarios write them: dates in the workflow's zone."""
    definition = run.definition
    return {
        name: _local(run, datetime.fromisoformat(str(value)))
        if definition.facts[name].type == "datetime"
        else value
        for name, value in facts.items()
    }


def _local(run: PlayedRun, moment: datetime) -> str:
    return f"{moment.astimezone(zone_of(run.definition.timezone)):%Y-%m-%d %H:%M}"


def _key(key: object) -> str:
    return str(key) if PLAIN_KEY.fullmatch(str(key)) else json.dumps(str(key), ensure_ascii=False)


def _flow(value: object) -> str:
    """The value in one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
