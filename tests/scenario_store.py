"""A scenario of a shipped workflow, played into the store of a typist up to one of its turns."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sop.casework.demo_player import DemoPlayer, DemoScenario
from sop.casework.library import Library, find_shipped_folder
from sop.casework.loaded_case import LoadedCase
from sop.commands.store_factory import open_store
from tests.commands.typing_in import Typist


@cache
def shipped_scenarios(workflow: str) -> dict[str, DemoScenario]:
    """The scenarios of a shipped workflow, by ID."""
    library = Library(None, find_shipped_folder())
    loaded = library.load(library.find(workflow))
    assert loaded.definition is not None
    return {one.id: DemoScenario(loaded.definition, loaded.texts, one) for one in loaded.scenarios}


def play_until(
    typist: Typist,
    scenario: str,
    stop: Callable[[LoadedCase], bool],
    *,
    workflow: str = "za-trafficking",
) -> str:
    """Play until the first state for which `stop` holds; return the case, which is now current."""
    folder = typist.folder / "data"
    player = DemoPlayer(shipped_scenarios(workflow)[scenario], open_store(folder, "simulated"))
    player.open()
    for played in player.play_turns():
        if stop(player.file):
            break
        del played
    typist.patch.setenv("SOP_NOW", player.service.now.isoformat())
    typist.patch.setenv("SOP_CASE", player.file.id)
    typist.case = player.file.id
    return player.file.id
