"""The heading of a screen: case, workflow, store, who looks, and the time."""

from __future__ import annotations

from pathlib import Path

from sop.casework.case_service import LoadedCase
from sop.commands.authorship import find_home
from sop.commands.context import CommandContext
from sop.model.definition import Definition
from sop.model.events import CaseOpened
from sop.model.value import replace
from sop.views.heading import Heading, heading_lines, void_lines
from sop.views.terminal.blocks import Blocks


def case_heading(session: CommandContext, file: LoadedCase, looks: bool = False) -> Blocks:
    """Return the heading of a screen about a case; `looks` adds the line with user and time."""
    head = Heading(
        case=file.id,
        workflow=file.definition.id,
        version=_workflow_version(file),
        store=store_name(session),
        zone=file.definition.timezone,
        simulated=session.workspace.simulated,
        dry_run=session.given.dry_run,
    )
    if looks:
        head = replace(head, you=_you(session, file.definition), now=session.now)
    return (*heading_lines(head), *void_lines(file.definition, file.case, session.now))


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
