"""`sop demo`: a whole case, played by itself. Nothing on its screens is canned: every title comes from the workflow."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sop.casework.demo_player import DemoPlayer, DemoScenario, choose_scenario, first_refusal
from sop.casework.library import Library, find_shipped_folder
from sop.casework.workspace import begin
from sop.commands.context import CommandContext
from sop.commands.narrator import Narrator
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.store_factory import open_store
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import BLANK, Blocks, Column, Table, Wordy, line, row

app = new_app()

COLUMNS = (Column(most=40), Column(flex=True))
WHAT_NEXT: tuple[tuple[Wordy, str], ...] = (
    (Suggestion("init", "my-office"), "a workspace of your own"),
    ("cd my-office", ""),
    (Suggestion("open", "fire-drill"), "a first case"),
    (Suggestion("checklist"), "what it asks for"),
    (Suggestion("workflow list"), "which workflows there are"),
)


@command(app, "demo")
def demo(session: CommandContext) -> CommandResult:
    """Watch a whole case, played by itself in a temporary workspace: real rules, real store, simulated clock."""
    piece = choose_scenario(Library(None, find_shipped_folder(), here=session.here))
    with TemporaryDirectory(prefix="sop-demo-") as folder:
        begin(Path(folder))
        player = DemoPlayer(piece, open_store(Path(folder) / "data"))
        narrator = Narrator(session.screen, piece.definition, silent=session.given.json)
        _play(piece, player, narrator)
        refusals = narrator.refusals
    file = player.file
    data = {
        "workflow": piece.definition.id,
        "scenario": piece.scenario.id,
        "events": file.version,
        "refusals": refusals,
        "status": "closed" if file.case.is_closed else "open",
    }
    return CommandResult(data=data, case=file.id, version=file.version, blocks=_ending)


def _play(piece: DemoScenario, player: DemoPlayer, narrator: Narrator) -> None:
    """The whole piece, told as it goes."""
    narrator.introduce(piece.scenario)
    player.open()
    narrator.opened(player.file, player.service)
    shown = first_refusal(piece.scenario)
    for played in player.play_turns():
        narrator.show_passed_time(played)
        if shown is not None and played.turn is shown[0]:
            narrator.show_refusal(played)
        elif shown is not None and played.turn is shown[1]:
            narrator.show_acceptance(played)
        else:
            narrator.show_turn(played)
    narrator.closing(player.file, player.service)


def _ending() -> Blocks:
    return (
        BLANK,
        line("That was a real case in a temporary workspace; it is gone now. Your own:"),
        Table(COLUMNS, tuple(row(typed, meaning) for typed, meaning in WHAT_NEXT), indent=2),
    )
