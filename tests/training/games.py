"""Play scenarios in tests without a disk: the test workflow and the shipped ones.

One player answers right, another at random.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

from sop.definition.load import LoadedWorkflow, load_workflow
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.training import Header, Move
from sop.training.exercise import Exercise
from sop.training.session_file import header_line, turn_line

HERE = Path(__file__).parent
WORKFLOWS = HERE.parents[1] / "workflows"
COMMANDS = (
    "do listen --set ticking=true",
    "do warn --as post",
    "do listen --set ticking=no",
    "set hurt=yes --as clinic",
    "do open_gate --as guard",
    "do count --as clinic",
    'note "the gate is open"',
    'note "for you" --for clinic',
    'note "for us" --for guard',
    "undo --why slip",
    "advance parcel clear_room --as guard",
    "raise bang",
    "do look_after --as clinic",
    'advance leave --as guard --why "too late"',
    "waive warn --why no",
    "close",
)


@lru_cache(maxsize=8)
def loaded(path: Path) -> LoadedWorkflow:
    found = load_workflow(path)
    assert found.definition is not None, found.findings
    assert found.scenarios, found.findings
    return found


def scenario_names(workflow: Path) -> tuple[str, ...]:
    """Return the names of a workflow's scenarios without compiling it: they name tests."""
    if workflow.is_dir():
        return tuple(sorted(path.stem for path in (workflow / "scenarios").glob("*.yaml")))
    text = workflow.read_text("utf-8")
    _, rest = re.split(r"^scenarios:.*\n", text, maxsplit=1, flags=re.MULTILINE)
    scenarios = re.split(r"^\w", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return tuple(re.findall(r"^  (\w+):", scenarios, re.MULTILINE))


def game(name: str = "monday", path: Path = HERE / "parcel.yaml") -> tuple[Definition, Scenario]:
    """Return the workflow and one of its scenarios."""
    found = loaded(path)
    assert found.definition is not None
    return found.definition, next(one for one in found.scenarios if one.id == name)


def started(
    seed: int = 0, roles: tuple[str, ...] = (), name: str = "monday", path: Path | None = None
) -> Exercise:
    stage = Exercise(*game(name, path or HERE / "parcel.yaml"), None, seed, roles)
    stage.start()
    return stage


def choose(stage: Exercise, *choices: str) -> Exercise:
    for one in choices:
        stage.move(Move("choice", one))
    return stage


def right_to_the_end(stage: Exercise) -> Exercise:
    while stage.question is not None:
        choose(stage, stage.question.turn)
    return stage


def random_session(
    number: int, name: str = "monday", path: Path | None = None
) -> tuple[Exercise, str]:
    """Return a random session and the text of its file.

    The player chooses, types commands and fires injects, and sometimes leaves before the end.
    """
    rng = random.Random(number)
    stage = Exercise(*game(name, path or HERE / "parcel.yaml"), None, number)
    header = Header(f"T-{number}", "w", "1", "0", name, "0", number)
    lines = [header_line(header, stage.scenario), b""]
    happened, move = stage.start(), None
    lines[1:] = [turn_line(0, None, "", happened, lines[0])]
    while stage.question is not None and rng.random() > 0.02:
        kind = rng.random()
        if kind < 0.5:
            move = Move(
                "choice", rng.choice(stage.question.options).id, waited=rng.choice((0, 0, 7))
            )
        elif kind < 0.97 or not stage.scenario.injects:
            move = Move("command", rng.choice(COMMANDS), by=rng.choice((None, "post", "guard")))
        else:
            move = Move("inject", rng.choice(stage.scenario.injects).id)
        try:
            happened = stage.move(move)
        except UsageError:
            continue
        lines.append(turn_line(len(stage.moves), move, "", happened, lines[-1]))
    return stage, b"".join(lines).decode()
