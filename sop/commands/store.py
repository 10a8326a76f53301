"""`sop store`: what lies in the store, and making its index anew."""

from __future__ import annotations

from sop.commands.answer import EXIT_DONE, EXIT_INTEGRITY, Answer
from sop.commands.program import command, new_group
from sop.commands.session import Session

app = new_group("store")


@command(app, "status", group="store")
def status(session: Session) -> Answer:
    """What lies in the store, and how its index is. Changes nothing."""
    from sop.views.store import status_screen

    found = session.store.status()
    data = {
        "folder": found.folder, "cases": found.cases, "definitions": found.definitions, "index": found.index,
        "marked": list(found.marked), "quarantine": list(found.quarantine),
    }  # fmt: skip
    return Answer(data=data, blocks=lambda: status_screen(found))


@command(app, "rebuild", group="store")
def rebuild(session: Session) -> Answer:
    """Make the index anew from the histories; nothing in them changes."""
    from sop.views.store import rebuild_screen

    problems = session.store.rebuild()
    cases = len(session.store.case_lines())
    return Answer(
        data={"cases": cases, "problems": list(problems)},
        changed=True,
        code=EXIT_INTEGRITY if problems else EXIT_DONE,
        error="integrity" if problems else None,
        message=" ".join(problems),
        blocks=lambda: rebuild_screen(problems, cases),
    )
