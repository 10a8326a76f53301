"""The sheets of `sop case print`: a referral to another stakeholder, and a handover."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.headings import paper_heading
from sop.commands.output import CommandResult
from sop.engine.resolve_names import resolve_stakeholder
from sop.model.refusal import UsageError
from sop.model.value import replace, value
from sop.views.handover_sheet import handover_sheet
from sop.views.labels import Wording
from sop.views.referral_sheet import referral_sheet
from sop.views.sheet import Sheet, sheet_blocks

SHEET_STAYS_ONE = "A sheet has one side of paper."


@value
class SheetOptions:
    """Which sheet is asked for; none of them: the whole case. `to`: the receiver of a referral."""

    referral: bool
    handover: bool
    all_tracks: bool
    to: str | None

    @property
    def is_sheet(self) -> bool:
        return self.referral or self.handover

    def check(self) -> None:
        """Raise UsageError for options that cannot be combined."""
        if self.referral and self.handover:
            raise UsageError("--referral and --handover are two sheets.", "Print one at a time.")
        if self.to is not None and not self.referral:
            raise UsageError("--to names the receiver of a referral.", "Add --referral.")
        if self.is_sheet and self.all_tracks:
            raise UsageError(
                f"{SHEET_STAYS_ONE} It cannot have all tracks.",
                "Leave out --all-tracks, or print the whole case without a sheet.",
            )


def print_case_sheet(
    session: CommandContext, file: LoadedCase, answer: CommandResult, options: SheetOptions
) -> CommandResult:
    """Return the answer with the sheet in the format asked for; its JSON gets `sheet`."""
    sheet = _find_sheet(session, file.at(session.now), options)
    sheet = replace(sheet, heading=paper_heading(session, sheet.heading))
    answer = replace(
        answer,
        data={**answer.data, "sheet": sheet_json(sheet)},
        blocks=lambda: sheet_blocks(sheet),
    )
    if session.given.format == "html":
        from sop.views.formats.sheet_html import print_sheet  # late: one format is asked for

        return replace(answer, document=print_sheet(sheet))
    if session.given.format == "md":
        from sop.views.formats.sheet_md import sheet_markdown  # late: one format is asked for

        return replace(answer, document=sheet_markdown(sheet))
    return answer


def _find_sheet(session: CommandContext, file: LoadedCase, options: SheetOptions) -> Sheet:
    definition = file.definition
    viewer, wording = session.viewer(definition), Wording(definition, session.now)
    if options.handover:
        return handover_sheet(wording, file, viewer, session.by)
    receiver = None
    if options.to is not None:
        receiver = resolve_stakeholder(definition, options.to)
    if receiver is not None and receiver == viewer:
        raise UsageError(
            f"A referral to {wording.short(receiver)} cannot be from {wording.short(receiver)}.",
            "Name another stakeholder with --to. For a colleague print --handover.",
        )
    return referral_sheet(wording, file, viewer, receiver, session.by)


def sheet_json(sheet: Sheet) -> dict[str, object]:
    """Return the sheet as it is printed."""
    parts = [
        {"title": part.title, "items": list(part.items), "to_fill": list(part.rows)}
        for part in sheet.parts
    ]
    facts = [{"label": label, "text": text} for label, text in sheet.facts]
    return {"title": sheet.title, "facts": facts, "parts": parts}
