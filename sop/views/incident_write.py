"""Screens about a write to several cases: what was written in all, or which of them refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sop.casework.case_service import LoadedCase, WriteResult
from sop.model.refusal import Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.refusal_screen import reason_lines
from sop.views.terminal.blocks import BLANK, Block, Blocks, Line, Span, Wordy, line, words

NOTHING = line(Span("Nothing was written.", "strong"))
DRY = line(Span("Nothing was written (dry run).", "strong"))


def incident_open_screen(ids: Sequence[str], incident: str, changed: bool, dry_run: bool) -> Blocks:
    """The cases of an incident that were opened in one write. A dry run has no ids yet."""
    if dry_run:
        return (
            line(f"Would open {count_text(len(ids), 'case')} of incident {incident}."),
            BLANK,
            DRY,
        )
    done = "Opened" if changed else "Opened before, with the same key:"
    said = line(Span(done, "strong"), f" {count_text(len(ids), 'case')} of incident {incident}:")
    last = line("What is open in them: ", _worklist(incident)) if changed else NOTHING
    return (said, _ids(ids), BLANK, last)


def incident_write_screen(
    written: Sequence[WriteResult],
    incident: str,
    skipped: Sequence[tuple[str, str]],
    now: datetime,
    dry_run: bool,
) -> Blocks:
    """What was written, each sentence once with the cases that it holds for; then those where it stood already, and
    those left out. Facts are not repeated: each case's timeline has them for whoever may see them."""
    groups: dict[str, tuple[Wordy, list[str]]] = {}
    for one in (one for one in written if one.changed):
        wording = Wording(one.after.definition, now)
        for event in one.events:
            said = words(sentence(wording, event))
            groups.setdefault("".join(span.text for span in said), (said, []))[1].append(
                one.after.id
            )
    blocks: list[Block] = []
    would = "Would be written in " if dry_run else ""
    for sentence_, ids in groups.values():
        blocks += [
            line(Span(f"{would}{count_text(len(ids), 'case')}: ", "strong"), sentence_),
            _ids(ids),
        ]
    stood = [one.after.id for one in written if not one.changed]
    for title, ids in (("This stood already in", stood), *_group_by_reason(skipped).items()):
        if ids:
            blocks += [BLANK, line(f"{title} {count_text(len(ids), 'case')}:"), _ids(ids)]
    last = (
        DRY if dry_run else line("What is open now: ", _worklist(incident)) if groups else NOTHING
    )
    return (*blocks, BLANK, last)


def _group_by_reason(skipped: Sequence[tuple[str, str]]) -> Mapping[str, list[str]]:
    titles = {"closed": "Left out, being closed:", "excepted": "Left out, as asked:"}
    return {title: [case for case, why in skipped if why == word] for word, title in titles.items()}


def incident_refusal_screen(
    refused: Sequence[tuple[LoadedCase, Refusal]], incident: str, without: str | None, now: datetime
) -> Blocks:
    """Which cases refuse, those with the same reasons together, and what would leave them out."""
    groups: dict[Refusal, tuple[Refusal, list[LoadedCase]]] = {}
    for file, refusal in refused:
        groups.setdefault(_without_commands(refusal), (refusal, []))[1].append(file)
    total = count_text(len(refused), "case")
    blocks: list[Block] = [line(Span("REFUSED", "late"), f" in {total} of incident {incident}.")]
    for refusal, files in groups.values():
        wording = Wording(files[0].definition, now)
        about = f"{refusal.message.rstrip('.')}, {count_text(len(refusal.reasons), 'reason')}, in:"
        blocks += [
            BLANK,
            line(about),
            _ids([file.id for file in files]),
            *reason_lines(refusal, wording),
        ]
    remedy = (line("To leave them out, add: ", without, hang=2),) if without else ()
    return (*blocks, BLANK, NOTHING, *remedy)


def _without_commands(refusal: Refusal) -> Refusal:
    """The refusal as it reads in any case: its commands name one of them."""
    return replace(refusal, reasons=tuple(replace(one, suggest=None) for one in refusal.reasons))


def _worklist(incident: str) -> Suggestion:
    return Suggestion("worklist", options=(("incident", incident),))


def _ids(ids: Sequence[str]) -> Line:
    return line(", ".join(ids), indent=1, hang=1)
