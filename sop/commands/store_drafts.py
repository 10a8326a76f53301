"""`sop store drafts`: lists, sends again or removes what was typed for writes that failed."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.draft_sending import send_draft
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_REFUSED, CommandResult
from sop.model.refusal import Reason, UsageError
from sop.model.suggestion import Suggestion
from sop.store.drafts import Draft, list_names, read_draft, remove_draft
from sop.views.labels import count_text
from sop.views.refusal_screen import refusal_screen
from sop.views.store import drafts_screen
from sop.views.terminal.blocks import line


def list_drafts(session: CommandContext, which: str | None) -> CommandResult:
    """Return the drafts, without the values in them."""
    found = _find_all(session, which)
    return CommandResult(
        data={"drafts": list(map(_draft_json, found)), "done": None},
        blocks=lambda: drafts_screen(found),
    )


def send_one(session: CommandContext, which: str) -> CommandResult:
    """Write what the draft holds, and remove it; a refusal keeps it."""
    draft = _find_one(session, which)
    if session.given.dry_run:
        return _done(draft, "sent", f"The draft {draft.name} would be sent again.")
    outcome = send_draft(session.service, draft)
    if outcome.refused:
        reasons: list[Reason] = []
        for _, refusal in outcome.refused:
            reasons += refusal.reasons
        first = outcome.refused[0][1]
        return CommandResult(
            data={"drafts": [_draft_json(draft)], "done": None},
            code=EXIT_REFUSED,
            error="refused",
            message=first.message,
            reasons=reasons,
            blocks=lambda: refusal_screen(first),
        )
    remove_draft(draft)
    text = f"The draft {draft.name} is written: {', '.join(draft.cases)}."
    if not outcome.changed:
        text = f"The draft {draft.name} was removed: all of it was recorded already."
    return _done(draft, "sent", text)


def remove_one(session: CommandContext, which: str) -> CommandResult:
    """Remove the draft."""
    draft = _find_one(session, which)
    if not session.given.dry_run:
        remove_draft(draft)
    return _done(draft, "removed", f"The draft {draft.name} is removed.")


def _done(draft: Draft, done: str, text: str) -> CommandResult:
    return CommandResult(
        data={"drafts": [_draft_json(draft)], "done": done},
        changed=True,
        blocks=lambda: (line(text),),
    )


def _find_all(session: CommandContext, which: str | None) -> Sequence[Draft]:
    root = session.store.folder
    first = (which or "").upper()
    names = [name for name in list_names(root) if name.upper().startswith(first)]
    return [read_draft(root, name) for name in names]


def _find_one(session: CommandContext, which: str) -> Draft:
    found = _find_all(session, which)
    listing = Suggestion("store drafts")
    if not found:
        raise UsageError(f"There is no draft '{which}'.", "To list the drafts", listing)
    if len(found) > 1:
        raise UsageError(
            f"{count_text(len(found), 'draft')} begin with '{which}'.",
            f"Give more of the name: {', '.join(draft.name for draft in found)}.",
        )
    return found[0]


def _draft_json(draft: Draft) -> Json:
    events = [
        {"case": case, "type": one.get("type"), "as": one.get("as"), "at": one.get("at")}
        for case, one in draft.documents
    ]
    return {"draft": draft.name, "cases": list(draft.cases), "events": events}
