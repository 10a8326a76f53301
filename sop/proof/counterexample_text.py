"""Shows a run in two forms: turn by turn in words, with places in the files, and as a scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from sop.definition.source_map import PathTo, SourceMap
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import say_value
from sop.model.commands import Advance, Close, Command, Do, Raise, SetFacts, Waive
from sop.model.condition import Value
from sop.model.definition import BACK, Definition, Step
from sop.model.dotted_path import DottedPath
from sop.model.fact import NOT_KNOWN
from sop.model.finding import FlowPlace
from sop.proof.counterexample_replay import PlayedRun

PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
"""Keys that need no quotation marks in YAML."""


def locate_command(command: Command) -> PathTo:
    """Return the keys that lead to what the command uses in the document."""
    match command:
        case Do(_, path) | Waive(_, path):
            used = DottedPath(path)
            return ("tracks", used.track, "steps", used.step, "actions", used.name)
        case Advance(_, path):
            used = DottedPath(path)
            return ("tracks", used.track, "steps", used.step, "outcomes", used.name)
        case Raise(_, path):
            used = DottedPath(path)
            return ("tracks", used.track, "interrupts", used.name)
        case SetFacts(_, facts):
            return ("facts", next(iter(facts)))
    return ("closing",)


def describe_run(run: PlayedRun, source: SourceMap) -> tuple[FlowPlace, ...]:
    """Return the run in words, each turn with the place that allows it."""
    places = []
    for turn in run.turns:
        position = source.at(locate_command(turn.command), key=True)
        places.append(FlowPlace(position, describe_turn(run.definition, turn.command)))
    return tuple(places)


def describe_turn(definition: Definition, command: Command) -> str:
    """Return one turn in words: `WARDEN does A2 Count the people (everyone_out: yes)`."""
    who = definition.stakeholders[command.act.as_].short
    match command:
        case Do(_, path, facts):
            action = definition.action(path)
            return f"{who} does {action.code} {action.title}{_describe_facts(definition, facts)}"
        case Waive(_, path):
            action = definition.action(path)
            return f"{who} waives {action.code} {action.title}"
        case Advance(_, path):
            return f"{who} takes {_describe_outcome(definition, path)}"
        case Raise(_, path):
            return f"{who} raises {_describe_interrupt(definition, path)}"
        case SetFacts(_, facts, from_now):
            since = " from now on" if from_now else ""
            return f"{who} sets{_describe_facts(definition, facts)}{since}"
    return f"{who} closes the case"


def _describe_outcome(definition: Definition, path: str) -> str:
    outcome = definition.outcome(path)
    steps = definition.track_at(path).steps
    to = "back" if outcome.to == BACK else _describe_step(steps[outcome.to])
    here = _describe_step(definition.step_at(path))
    return f'"{outcome.title or outcome.id}": {here} -> {to}'


def _describe_interrupt(definition: Definition, path: str) -> str:
    interrupt, track = definition.interrupt(path), definition.track_at(path)
    target = _describe_step(track.steps[interrupt.to])
    return f'"{interrupt.title or interrupt.id}": {track.title} goes to {target}'


def _describe_step(step: Step) -> str:
    return f"{step.code} {step.title}".strip()


def _describe_facts(definition: Definition, facts: Mapping[str, Value]) -> str:
    """The facts in brackets; of moments and texts only that they were recorded."""
    shown, recorded = [], []
    for name, fact_value in facts.items():
        if definition.facts[name].domain() or fact_value == NOT_KNOWN:
            shown.append(f"{name}: {say_value(fact_value)}")
        else:
            recorded.append(f"{name} recorded")
    return f" ({', '.join((*shown, *recorded))})" if facts else ""


def format_scenario(
    run: PlayedRun, title: str, ends: Mapping[str, str], broken: tuple[str, ...]
) -> str:
    """Return the run as a scenario file that names its workflow (YAML text)."""
    lines = [
        "# A case that a proof found. It can be replayed as a test of its workflow.",
        f"workflow: {run.definition.id}",
        f"title: {json.dumps(title)}",
        f"opens: {json.dumps(_format_time(run, run.opens))}",
    ]
    if run.switched:
        lines.append(f"switches: {_format_flow(run.switched)}")
    if run.opening.facts:
        lines.append(f"facts: {_format_flow(_format_facts(run, run.opening.facts))}")
    lines.append("turns:")
    lines += [f"  - {_format_flow(turn)}" for turn in _list_turns(run)]
    if ends:
        lines.append(f"ends: {_format_flow(ends)}")
    if broken:
        lines.append(f"guarantees: {_format_flow({'broken': list(broken)})}")
    return "\n".join(lines) + "\n"


def _list_turns(run: PlayedRun) -> Iterator[Mapping[str, object]]:
    if not run.turns:
        yield {"tell": "The case is opened."}
    for turn in run.turns:
        act = turn.command.act
        reason = {"why": act.why} if act.why else {}
        when = _format_time(run, turn.at)
        yield {"at": when, "as": act.as_, **_list_verb_keys(run, turn.command), **reason}


def _list_verb_keys(run: PlayedRun, command: Command) -> Mapping[str, object]:
    match command:
        case Do():
            return _list_do_keys(run, command)
        case Advance(_, path):
            outcome = DottedPath(path)
            return {"advance": outcome.track, "outcome": outcome.name}
        case Waive(_, path):
            return {"waive": path}
        case Raise(_, path):
            return {"raise": path}
        case SetFacts(_, facts, from_now):
            more = {"from_now": True} if from_now else {}
            return {"set": _format_facts(run, facts), **more}
        case Close():
            return {"close": True}
    raise AssertionError(f"the proof plays no {command}")


def _list_do_keys(run: PlayedRun, command: Do) -> Mapping[str, object]:
    keys: dict[str, object] = {"do": command.action}
    if command.facts:
        keys["with"] = _format_facts(run, command.facts)
    if command.form is not None:
        keys["form"] = json.loads(command.form)
    return keys


def _format_facts(run: PlayedRun, facts: Mapping[str, Value]) -> Mapping[str, Value]:
    """Values as scenarios write them: moments in the workflow's time zone."""
    shown = dict(facts)
    for name, fact_value in facts.items():
        fact = run.definition.facts[name]
        if fact.type == "datetime" and not fact.is_not_known(fact_value):
            shown[name] = _format_time(run, datetime.fromisoformat(str(fact_value)))
    return shown


def _format_time(run: PlayedRun, moment: datetime) -> str:
    """The moment in the workflow's time zone."""
    return f"{moment.astimezone(zone_of(run.definition.timezone)):%Y-%m-%d %H:%M}"


def _format_key(key: object) -> str:
    text = str(key)
    return text if PLAIN_KEY.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _format_flow(value: object) -> str:
    """The value on one line of YAML (flow style)."""
    if isinstance(value, Mapping):
        entries = (f"{_format_key(key)}: {_format_flow(part)}" for key, part in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_format_flow(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)
