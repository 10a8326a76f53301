"""The heading of a screen: case, workflow, store, who looks, and the time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sop.casework.case_service import LoadedCase
from sop.commands.authorship import find_home
from sop.commands.context import CommandContext
from sop.commands.danger_elsewhere import elsewhere_lines
from sop.commands.output import SIMULATED
from sop.engine.danger import Danger, find_dangers
from sop.engine.decision_context import Situation
from sop.model.definition import Definition
from sop.model.events import CaseOpened
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.views.heading import Heading, heading_lines, void_lines
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks


def case_heading(
    session: CommandContext,
    file: LoadedCase,
    looks: bool = False,
    written: LoadedCase | None = None,
) -> Blocks:
    """Return the heading of a screen about a case; `looks` adds the line with user and time.

    What is urgent in the case is part of it, so that every screen begins with it. After a dry run
    that is the case as it is `written`, since only there a command helps. The daily commands also
    name another case in danger.
    """
    dangers = dangers_of(session, written or file)
    if session.headed is not None and session.headed[0] == file.id and sys.stdout.isatty():
        # The same person has it a few lines above; a danger only if the write did not change it.
        return () if session.headed[1] == dangers else _danger_banner(session, file, dangers)
    head = Heading(
        case=file.id,
        workflow=file.definition.id,
        version=_workflow_version(file),
        store=store_name(session),
        zone=file.definition.timezone,
        simulated=session.workspace.simulated,
        dry_run=session.given.dry_run,
        in_danger=bool(dangers),
        label=file.case.label,
    )
    if looks:
        head = replace(head, you=_you(session, file.definition), now=session.now)
    void = void_lines(file.definition, file.case, session.now)
    elsewhere = elsewhere_lines(session, file.id)
    if not dangers:
        return (*heading_lines(head), *void, *elsewhere)
    return (*heading_lines(head), *void, *_danger_banner(session, file, dangers), *elsewhere)


def _danger_banner(session: CommandContext, file: LoadedCase, dangers: Sequence[Danger]) -> Blocks:
    from sop.views.danger_banner import danger_lines  # late: start-up; few cases are in danger

    return danger_lines(Wording(file.definition, session.now), dangers)


def dangers_of(session: CommandContext, file: LoadedCase) -> tuple[Danger, ...]:
    """Return why the case is in danger, as far as the user may see it.

    A stakeholder of another workflow sees what everyone may see, and may do nothing.
    """
    if not file.history:
        return ()
    try:
        viewer = session.viewer(file.definition)
    except UsageError:
        viewer = session.stakeholder_word()
    return find_dangers(Situation(file.definition, file.case, session.now, viewer, file.calendar))


def _workflow_version(file: LoadedCase) -> str:
    """Return the version under which the case was opened; the definition's for a new case."""
    if file.history and isinstance(file.history[0].body, CaseOpened):
        return file.history[0].body.workflow_version
    return file.definition.version


def incident_heading(session: CommandContext, file: LoadedCase) -> Blocks:
    """Return the heading of a write to several cases, of which this is one."""
    title = "Cases"
    if file.history and file.case.incident:
        title = f"Incident {file.case.incident}"
    return heading_lines(
        Heading(
            title=title,
            store=store_name(session),
            simulated=session.workspace.simulated,
            dry_run=session.given.dry_run,
        )
    )


def list_heading(session: CommandContext, title: str) -> Blocks:
    """Return the heading of a screen about several cases."""
    return heading_lines(
        Heading(title=title, store=store_name(session), simulated=session.workspace.simulated)
    )


def paper_heading(session: CommandContext, heading: str) -> str:
    """Return the heading of a sheet; it says that the clock is simulated, so it is an exercise."""
    return f"{SIMULATED}, {heading}" if session.is_simulated else heading


def store_name(session: CommandContext) -> str:
    """Return the folder of the store, relative to this folder where it is below it."""
    return short_path(session, session.workspace.data)


def short_path(session: CommandContext, path: Path) -> str:
    """Return the path, relative to this folder where it is below it."""
    here = session.here.resolve()
    if path.is_relative_to(here):
        return str(path.relative_to(here))
    return str(path)


def _you(session: CommandContext, definition: Definition) -> str | None:
    viewer = session.viewer(definition)
    if viewer is None:
        return None
    from sop.views.labels import Wording  # late: start-up; only a screen that looks needs it

    wording = Wording(definition, session.now)
    home = find_home(session, definition)
    return wording.writer(viewer, home, session.by)
