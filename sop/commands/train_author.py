"""`sop train check`, `new` and `print`: writing scenarios, and the sheets of one."""

from __future__ import annotations

from contextlib import suppress

from sop.casework.desk import calendar_of
from sop.commands.answer import EXIT_DONE, EXIT_REFUSED, Answer
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.commands.train_look import printed_page
from sop.commands.train_parts import holidays_of, pass_mark, training_library
from sop.model.finding import Finding
from sop.model.refusal import Misuse
from sop.training.checking import Checked, check_piece
from sop.training.model_way import model_stage, model_turns
from sop.training.scenarios import find_piece, pieces
from sop.training.skeleton import skeleton
from sop.training.stage import Stage
from sop.views.findings import findings_screen
from sop.views.layout import BLANK, Block, Blocks, Span, line
from sop.views.train_sheets import SHEETS, sheet_page
from sop.views.wording import counted


def checked(session: Session, word: str | None, walks: int | None, mark: int | None) -> Answer:
    """The check of one scenario, or of all."""
    from sop.commands.main import COMMANDS

    library = training_library(session)
    if walks is not None and walks < 1:
        raise Misuse(f"{walks} is no number of walks.", "give 1 or more")
    found = [find_piece(library, word)] if word else list(pieces(library))
    results = []
    for piece in found:
        if len(found) > 1:
            session.talk.say(f"TRAINING  {piece.name} …")
        calendar = calendar_of(piece.definition, holidays_of(session))
        results.append(check_piece(piece, calendar, list(COMMANDS), walks, pass_mark(mark)))
    bad = sum(not one.ok for one in results)
    return Answer(
        data={"scenarios": [_checked_json(one) for one in results]},
        code=EXIT_REFUSED if bad else EXIT_DONE,
        error="findings" if bad else None,
        message=f"{bad} of {counted(len(results), 'scenario')} cannot be used." if bad else "",
        blocks=lambda: _blocks(results),
    )


def _blocks(results: list[Checked]) -> Blocks:
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
        f"{bad} of {counted(len(results), 'scenario')} cannot be used."
        if bad
        else "Ready for a class."
    )
    return (*blocks, BLANK, line(Span(said, "late" if bad else "good")))


def _coverage(one: Checked) -> str:
    found = one.walked
    if found is None:
        return "It was not walked: the model path is refused."
    how = (
        f"All {counted(found.paths, 'path')} walked"
        if found.every
        else f"{counted(found.paths, 'seeded walk')}"
    )
    return (
        f"{how}, the longest of {counted(found.longest, 'answer')}. Met: {len(found.turns)} of {one.turns} turns, "
        f"{len(found.choices)} of {one.choices} answers. "
        f"The model answers reach {one.model_percent} %, no answer {one.empty_percent} %."
    )


def _checked_json(one: Checked) -> Json:
    found = one.walked
    return {
        "scenario": one.name,
        "ok": one.ok,
        "findings": [_finding_json(each) for each in one.findings],
        "paths": found.paths if found else 0,
        "every": found.every if found else False,
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


def new_scenario(session: Session, name: str, workflow: str, out: str | None) -> Answer:
    """A skeleton that plays, beside the scenarios of the workflow where that is a folder of the workspace."""
    library = training_library(session)
    listed = library.find(workflow)
    definition = library.definition(listed)
    text = skeleton(definition, name, calendar_of(definition, holidays_of(session)))
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
        raise Misuse(f"there is a file {path.name} already.", "take another name") from taken
    except OSError as error:
        raise Misuse(
            f"'{path}' cannot be written: {error.strerror}.", "name another file with -o"
        ) from error
    shown = str(path)
    with suppress(ValueError):
        shown = str(path.relative_to(session.here.resolve()))
    said = (line(f"TRAINING  Written: {shown}"), line(f"Change it, then: sop train check {shown}"))
    return Answer(
        data={"scenario": name, "workflow": definition.id, "path": shown},
        changed=True,
        blocks=lambda: said,
    )


def printed_sheet(session: Session, word: str, sheet: str, seed: int, out: str | None) -> Answer:
    """One sheet of the scenario."""
    if sheet not in SHEETS:
        raise Misuse(f"there is no sheet '{sheet}'.", f"sheets: {', '.join(SHEETS)}")
    piece = find_piece(training_library(session), word)
    calendar = calendar_of(piece.definition, holidays_of(session))
    model = model_stage(piece.definition, piece.scenario, calendar)
    begun = Stage(piece.definition, piece.scenario, calendar, seed)
    page = sheet_page(
        sheet, piece.definition, begun.scenario, model_turns(model), _orders(begun), seed
    )
    data: Json = {
        "scenario": piece.scenario.id,
        "workflow": piece.definition.id,
        "sheet": sheet,
        "seed": seed,
    }
    return printed_page(session, page, data, out)


def _orders(stage: Stage) -> dict[str, tuple[str, ...]]:
    """Turn -> the ids of its answers in the order that the seed gives them."""
    return {
        turn.id or "": tuple(one.id for one in stage.offered(turn))
        for turn in stage.scenario.turns
        if turn.choices
    }
