"""A case as one turn of the guided way sees it: what can be done now, for the user."""

from __future__ import annotations

from dataclasses import dataclass

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import Task
from sop.model.definition import Definition
from sop.views.labels import Wording


@dataclass(frozen=True)
class TurnState:
    """The case when the turn was shown; what is written later is compared with it."""

    session: CommandContext
    file: LoadedCase
    viewer: str
    checklist: Checklist
    tasks: tuple[Task, ...]
    wording: Wording

    @property
    def definition(self) -> Definition:
        return self.file.definition
