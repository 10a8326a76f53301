"""`sop workflow diff`: what is different between two versions of a workflow, in words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import typer

from sop.casework.library import Library, Listed, NotCompiled
from sop.casework.revisions import version_of
from sop.commands.answer import EXIT_DONE, EXIT_REFUSED, Answer
from sop.commands.program import command
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.commands.workflow import app
from sop.comparison.change import GROUPS, Change
from sop.comparison.compare import compare
from sop.model.definition import Definition


@command(app, "diff", group="workflow")
def diff(
    session: Session,
    old: Annotated[str, typer.Argument(metavar="OLD", help="An id, a path, or REV:PATH of an earlier version.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, to compare with.")],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 where there is any difference.")] = False,
) -> Answer:
    """What is different between two versions of a workflow: looser, stricter, dates, law, guarantees.

    Example: sop workflow diff main:workflows/fire-drill.yaml workflows/fire-drill.yaml
    """
    from sop.views.differences import differences_screen

    with ExitStack() as versions:
        listed = [versions.enter_context(version_of(session.library, word)) for word in (old, new)]
        definitions = [_definition(session.library, one) for one in listed]
    before, after = definitions
    changes = compare(before, after)
    was, now = (f"{one.shown_as} ({d.version})" for one, d in zip(listed, definitions, strict=True))
    return Answer(
        data=_json(listed, definitions, changes),
        code=EXIT_REFUSED if changes and exit_code else EXIT_DONE,
        blocks=lambda: differences_screen(was, now, changes),
    )


def _definition(library: Library, listed: Listed) -> Definition:
    """The version as it compiles; what only a rule finds does not keep two versions from being compared."""
    loaded = library.loaded(listed)
    if loaded.definition is None:
        raise NotCompiled(listed, tuple(one for one in loaded.findings if one.severity == "error"))
    return loaded.definition


def _json(listed: Sequence[Listed], definitions: Sequence[Definition], changes: Sequence[Change]) -> Json:
    old, new = (
        {"path": one.shown_as, "workflow": definition.id, "version": definition.version, "definition": definition.hash}
        for one, definition in zip(listed, definitions, strict=True)
    )
    counts = {group: sum(change.group == group for change in changes) for group in GROUPS}
    return {"old": old, "new": new, "differences": [asdict(change) for change in changes], "summary": counts}
