"""`sop train check`, `new` and `print`: writing scenarios, and the sheets of one."""

from __future__ import annotations

from contextlib import suppress

from sop.casework.case_service import calendar_of
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
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
    """The check of one scenario, or of all."""
    from sop.commands.main import COMMANDS

    library = training_library(session)
    if walks is not None and walks < 1:
        raise UsageError(f"{walks} is no number of walks.", "give 1 or more")
    found = [find_scenario(library, word)] if word else list(list_scenarios(library))
    results = []
    for piece in found:
        if len(found) > 1:
            session.talk.say(f"TRAINING  {piece.name} …")
        calendar = calendar_of(piece.definition, holidays_of(session))
        results.append(check_scenario(piece, calendar, list(COMMANDS), walks, pass_mark(mark)))
    bad = sum(not one.ok for one in results)
    return CommandResult(
        data={"scenarios": [_check_json(one) for one in results]},
        code=EXIT_REFUSED if bad else EXIT_DONE,
        error="findings" if bad else None,
        message=f"{bad} of {count_text(len(results), 'scenario')} cannot be used." if bad else "",
        blocks=lambda: _blocks(results),
    )


def _blocks(results: list[ScenarioCheck]) -> Blocks:
    blocks: list[Block] = [line(Span("TRAINING", "caution"), "  Check of scenarios")]
    for one in results:
        blocks += [
            BLANK,
            line(Span(one.name, "strong")),
            *(findings_screen(one.findings, [one.name]) if one.findings else ()),
        ]
        blocks.append(line(_coverage(one), indent=1))
    bad = sum(not one.ok for one in results)
    said = (
        f"{bad} of {count_text(len(results), 'scenario')} cannot be used."
        if bad
        else "Ready for a class."
    )
    return (*blocks, BLANK, line(Span(said, "late" if bad else "good")))


def _coverage(one: ScenarioCheck) -> str:
    found = one.walk_result
    if found is None:
        return "It was not walked: the model path is refused."
    how = (
        f"All {count_text(found.paths, 'path')} walked"
        if found.is_complete
        else f"{count_text(found.paths, 'seeded walk')}"
    )
    return (
        f"{how}, the longest of {count_text(found.longest, 'answer')}. Met: {len(found.turns)} of {one.turns} turns, "
        f"{len(found.choices)} of {one.choices} answers. "
        f"The model answers reach {one.model_percent} %, no answer {one.empty_percent} %."
    )


def _check_json(one: ScenarioCheck) -> Json:
    found = one.walk_result
    return {
        "scenario": one.name,
        "ok": one.ok,
        "findings": [_finding_json(each) for each in one.findings],
        "paths": found.paths if found else 0,
        "every": found.is_complete if found else False,
        "longest": found.longest if found else 0,
        "turns": one.turns,
        "turns_met": len(found.turns) if found else 0,
        "choices": one.choices,
        "choices_met": len(found.choices) if found else 0,
        "model_percent": one.model_percent,
        "empty_percent": one.empty_percent,
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
    """A skeleton that plays, beside the scenarios of the workflow where that is a folder of the workspace."""
    library = training_library(session)
    listed = library.find(workflow) if workflow is not None else session.asked_workflow(library)
    missing = UsageError(
        "it is not said what the scenario is called.",
        "give its id: small letters, digits, underscores",
    )
    name = session.asked_text(named, "Id of the scenario:", missing)
    definition = library.definition(listed)
    text = draft_scenario(definition, name, calendar_of(definition, holidays_of(session)))
    folder = (
        listed.path / "scenarios"
        if listed.path.is_dir() and listed.origin != "shipped"
        else session.here
    )
    path = session.here / out if out else folder / f"{name}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as taken:
        raise UsageError(f"there is a file {path.name} already.", "take another name") from taken
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be written: {error.strerror}.", "name another file with -o"
        ) from error
    shown = str(path)
    with suppress(ValueError):
        shown = str(path.relative_to(session.here.resolve()))
    said = (
        line(f"TRAINING  Written: {shown}"),
        line("Change it, then: ", Suggestion("train check", shown)),
    )
    return CommandResult(
        data={"scenario": name, "workflow": definition.id, "path": shown},
        changed=True,
        blocks=lambda: said,
    )


def print_sheet(
    session: CommandContext, word: str, sheet: str, seed: int, out: str | None
) -> CommandResult:
    """One sheet of the scenario."""
    if sheet not in SHEETS:
        raise UsageError(f"there is no sheet '{sheet}'.", f"sheets: {', '.join(SHEETS)}")
    piece = find_scenario(training_library(session), word)
    calendar = calendar_of(piece.definition, holidays_of(session))
    model = play_model_path(piece.definition, piece.scenario, calendar)
    begun = Exercise(piece.definition, piece.scenario, calendar, seed)
    page = sheet_page(
        sheet, piece.definition, begun.scenario, list_model_turns(model), _orders(begun), seed
    )
    data: Json = {
        "scenario": piece.scenario.id,
        "workflow": piece.definition.id,
        "sheet": sheet,
        "seed": seed,
    }
    return print_page(session, page, data, out)


def _orders(stage: Exercise) -> dict[str, tuple[str, ...]]:
    """Turn -> the ids of its answers in the order that the seed gives them."""
    return {
        turn.id or "": tuple(one.id for one in stage.shuffle_answers(turn))
        for turn in stage.scenario.turns
        if turn.choices
    }
