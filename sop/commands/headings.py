"""The first lines of every screen: case, workflow, store, who looks, what time it is."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.model.definition import Definition
from sop.model.events import CaseOpened
from sop.views.heading import Heading, heading_lines
from sop.views.terminal.blocks import Blocks


def case_heading(session: CommandContext, file: LoadedCase, looks: bool = False) -> Blocks:
    """The heading of a screen about a case; `looks` adds the line with person and time."""
    opening = file.history[0].body if file.history else None
    version = (
        opening.workflow_version if isinstance(opening, CaseOpened) else file.definition.version
    )
    return heading_lines(
        Heading(
            case=file.id,
            workflow=file.definition.id,
            version=version,
            store=store_name(session),
            you=_you(session, file.definition) if looks else None,
            now=session.now if looks else None,
            zone=file.definition.timezone,
            simulated=session.workspace.simulated,
            dry_run=session.given.dry_run,
        )
    )


def incident_heading(session: CommandContext, file: LoadedCase) -> Blocks:
    """The heading of a write to several cases, of which this is one."""
    return heading_lines(
        Heading(
            title=f"Incident {file.case.incident}"
            if file.history and file.case.incident
            else "Cases",
            store=store_name(session),
            simulated=session.workspace.simulated,
            dry_run=session.given.dry_run,
        )
    )


def list_heading(session: CommandContext, title: str) -> Blocks:
    """The heading of a screen about several cases."""
    return heading_lines(
        Heading(title=title, store=store_name(session), simulated=session.workspace.simulated)
    )


def store_name(session: CommandContext) -> str:
    """The store's folder, as short as it can be said from here."""
    data, here = session.workspace.data, session.here.resolve()
    return str(data.relative_to(here)) if data.is_relative_to(here) else str(data)


def _you(session: CommandContext, definition: Definition) -> str | None:
    viewer = session.viewer(definition)
    if viewer is None:
        return None
    short = definition.stakeholders[viewer].short
    return f"{session.by}, {short}" if session.by else short
