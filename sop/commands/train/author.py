"""`sop train check`, `new` and `print`: for the authors of scenarios."""

from __future__ import annotations

from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import write_answer
from sop.commands.headings import short_path
from sop.commands.output import CommandResult, as_failure
from sop.commands.train.review import print_page
from sop.commands.train.training_context import holidays_of, pass_mark, training_library
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.training.exercise import Exercise
from sop.training.model_path import list_model_turns, play_model_path
from sop.training.scenario_checks import ScenarioCheck, check_scenario
from sop.training.scenario_draft import draft_scenario
from sop.training.scenario_library import find_scenario, list_scenarios
from sop.views.findings import findings_screen
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, line
from sop.views.train.sheets import SHEETS, sheet_page


def check_scenarios(
    session: CommandContext, word: str | None, walks: int | None, mark: int | None
) -> CommandResult:
    """Check one scenario, or all."""
    from sop.commands.main import COMMANDS  # late: main imports this package

    library = training_library(session)
    if walks is not None and walks < 1:
        raise UsageError(f"{walks} is not a valid number of walks.", "Give 1 or more.")
    found = [find_scenario(library, word)] if word else list(list_scenarios(library))
    results = []
    for playable in found:
        if len(found) > 1:
            session.talk.say(f"TRAINING  {playable.name} …")
        calendar = calendar_of(playable.definition, holidays_of(session))
        results.append(check_scenario(playable, calendar, list(COMMANDS), walks, pass_mark(mark)))
    answer = CommandResult(
        data={"scenarios": [_check_json(one) for one in results]},
        blocks=lambda: _blocks(results),
    )
    problem = _unusable_text(results)
    return as_failure(answer, problem) if problem else answer


def _unusable_text(results: list[ScenarioCheck]) -> str:
    """Return how many scenarios cannot be used; empty for none."""
    bad = sum(not one.ok for one in results)
    if not bad:
        return ""
    return f"{bad} of {count_text(len(results), 'scenario')} cannot be used."


def _blocks(results: list[ScenarioCheck]) -> Blocks:
    blocks: list[Block] = [line(Span("TRAINING", "caution"), "  Check of scenarios")]
    for one in results:
        blocks += [BLANK, line(Span(one.name, "strong"))]
        if one.findings:
            blocks += findings_screen(one.findings, [one.name])
        blocks.append(line(_coverage(one), indent=1))
    blocks.append(BLANK)
    problem = _unusable_text(results)
    if problem:
        blocks.append(line(Span(problem, "late")))
    else:
        blocks.append(line(Span("Ready for a class.", "good")))
    return tuple(blocks)


def _coverage(one: ScenarioCheck) -> str:
    found = one.walk_result
    if found is None:
        return "It was not walked: the model path is refused."
    walks = count_text(found.paths, "seeded walk")
    if found.is_complete:
        walks = f"All {count_text(found.paths, 'path')} walked"
    return (
        f"{walks}, the longest of {count_text(found.longest, 'answer')}. "
        f"Met: {len(found.turns)} of {one.turns} turns, "
        f"{len(found.choices)} of {one.choices} answers. "
        f"The model answers reach {one.model_percent} %, no answer {one.empty_percent} %."
    )


def _check_json(one: ScenarioCheck) -> Json:
    data: Json = {
        "scenario": one.name,
        "ok": one.ok,
        "findings": [_finding_json(each) for each in one.findings],
        "paths": 0,
        "every": False,
        "longest": 0,
        "turns": one.turns,
        "turns_met": 0,
        "choices": one.choices,
        "choices_met": 0,
        "model_percent": one.model_percent,
        "empty_percent": one.empty_percent,
    }
    found = one.walk_result
    if found is None:
        return data  # the model path is refused, so nothing was walked
    return data | {
        "paths": found.paths,
        "every": found.is_complete,
        "longest": found.longest,
        "turns_met": len(found.turns),
        "choices_met": len(found.choices),
    }


def _finding_json(one: Finding) -> Json:
    at = one.position
    return {
        "rule": one.rule,
        "severity": one.severity,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "message": one.message,
        "remedy": one.remedy,
    }


def new_scenario(
    session: CommandContext, named: str | None, workflow: str | None, out: str | None
) -> CommandResult:
    """Write a draft that can be played.

    A workflow that is a folder of the workspace gets it among its scenarios; else it is written
    to this folder.
    """
    library = training_library(session)
    listed = session.ask_workflow(library) if workflow is None else library.find(workflow)
    missing = UsageError("No ID of a scenario given.", "Use small letters, digits and underscores.")
    name = session.require_text(named, "ID of the scenario:", missing)
    definition = library.definition(listed)
    text = draft_scenario(definition, name, calendar_of(definition, holidays_of(session)))
    folder = session.here
    if listed.path.is_dir() and listed.origin != "shipped":
        folder = listed.path / "scenarios"
    path = session.here / out if out else folder / f"{name}.yaml"
    if out:
        write_answer(str(path), text, session.given.force)
    else:
        _write_new(path, text)
    shown = short_path(session, path)
    blocks = (
        line(f"TRAINING  Written: {shown}"),
        line("Change it, then: ", Suggestion("train check", shown)),
    )
    return CommandResult(
        data={"scenario": name, "workflow": definition.id, "path": shown},
        changed=True,
        blocks=lambda: blocks,
    )


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as taken:
        raise UsageError(f"The file {path.name} already exists.", "Use another name.") from taken
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be written: {error.strerror}.", "Name another file with -o."
        ) from error


def print_sheet(
    session: CommandContext, word: str, sheet: str, seed: int, out: str | None
) -> CommandResult:
    """Return one sheet of the scenario, for paper."""
    if sheet not in SHEETS:
        raise UsageError(f"There is no sheet '{sheet}'.", f"Choose one of: {', '.join(SHEETS)}.")
    playable = find_scenario(training_library(session), word)
    calendar = calendar_of(playable.definition, holidays_of(session))
    model = play_model_path(playable.definition, playable.scenario, calendar)
    exercise = Exercise(playable.definition, playable.scenario, calendar, seed)
    page = sheet_page(
        sheet,
        playable.definition,
        exercise.scenario,
        list_model_turns(model),
        _answer_orders(exercise),
        seed,
    )
    data: Json = {
        "scenario": playable.scenario.id,
        "workflow": playable.definition.id,
        "sheet": sheet,
        "seed": seed,
    }
    return print_page(session, page, data, out)


def _answer_orders(exercise: Exercise) -> dict[str, tuple[str, ...]]:
    """Return the IDs of the answers by turn, in the order that the seed gives them."""
    orders: dict[str, tuple[str, ...]] = {}
    for turn in exercise.scenario.turns:
        if turn.choices:
            orders[turn.id or ""] = tuple(one.id for one in exercise.shuffle_answers(turn))
    return orders
