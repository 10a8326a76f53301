"""`sop demo`: a complete case, played automatically. Every title on its screens is a workflow's."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sop.casework.demo_player import DemoPlayer, DemoTurn, choose_scenario, find_refusal
from sop.casework.library import Library, find_shipped_folder
from sop.casework.workspace import begin
from sop.commands.context import CommandContext
from sop.commands.narrator import Narrator
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.store_factory import open_store
from sop.model.scenario import Turn
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import BLANK, Blocks, Column, Table, Wordy, line, row

app = new_app()

COLUMNS = (Column(most=40), Column(flex=True))
"""A command, at most half a screen wide so that the second column stays on it, and its result."""
WHAT_NEXT: tuple[tuple[Wordy, str], ...] = (
    (Suggestion("init", "my-office"), "a workspace of your own"),
    ("cd my-office", ""),
    (Suggestion("open", "fire-drill"), "a first case"),
    (Suggestion("checklist"), "what it asks for"),
    (Suggestion("workflow list"), "list the workflows"),
)


@command(app, "demo")
def demo(session: CommandContext) -> CommandResult:
    """Watch a complete case in a temporary workspace: real rules, real store, simulated clock."""
    chosen = choose_scenario(Library(None, find_shipped_folder(), here=session.here))
    narrator = Narrator(session.screen, chosen.definition, silent=session.given.json)
    with TemporaryDirectory(prefix="sop-demo-") as folder:
        begin(Path(folder))
        player = DemoPlayer(chosen, open_store(Path(folder) / "data"))
        _play(player, narrator)
    file = player.file
    status = "open"
    if file.case.is_closed:
        status = "closed"
    data = {
        "workflow": chosen.definition.id,
        "scenario": chosen.scenario.id,
        "events": file.version,
        "refusals": narrator.refusals,
        "status": status,
    }
    return CommandResult(data=data, case=file.id, version=file.version, blocks=_ending)


def _play(player: DemoPlayer, narrator: Narrator) -> None:
    """Play the scenario to its end, and narrate it."""
    scenario = player.demo.scenario
    narrator.introduce(scenario)
    player.open()
    narrator.show_opening(player.file, player.service)
    refusal = find_refusal(scenario)
    for played in player.play_turns():
        narrator.show_passed_time(played)
        _narrate(narrator, played, refusal)
    narrator.show_end(player.file, player.service)


def _narrate(narrator: Narrator, played: DemoTurn, refusal: tuple[Turn, Turn] | None) -> None:
    """Show the turn; the refusal and the acceptance that follows it on whole screens."""
    if refusal is not None and played.turn is refusal[0]:
        narrator.show_refusal(played)
    elif refusal is not None and played.turn is refusal[1]:
        narrator.show_acceptance(played)
    else:
        narrator.show_turn(played)


def _ending() -> Blocks:
    return (
        BLANK,
        line(
            "This was a real case in a temporary workspace, which is removed now. Begin your own:"
        ),
        Table(COLUMNS, tuple(row(typed, meaning) for typed, meaning in WHAT_NEXT), indent=2),
    )
