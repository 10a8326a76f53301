"""Screens about the store: its contents, a check, a rebuild, a backup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sop.model.suggestion import Suggestion
from sop.store.backup import CopyResult
from sop.store.drafts import Draft
from sop.store.verify_case import Status
from sop.store.verify_store import Checkup
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Span,
    Table,
    Words,
    line,
    row,
    words,
)

COLUMNS = (Column(most=20), Column(flex=True))
INDEX_TEXT = "The index is the list of the cases; the program makes it from the histories."


def status_screen(status: Status) -> Blocks:
    """Return the store's folder, its numbers, cases to index again and quarantined writes."""
    rows = (
        row("Folder", status.folder),
        row("Cases", str(status.cases)),
        row("Workflow versions kept", str(status.definitions)),
        row("Index", status.index),
    )
    again = "Cases that the program still has to enter in the index"
    entered = words(
        "You need not do anything: the program enters them the next time you type: ",
        Suggestion("case list"),
    )
    unchanged = words(f"{INDEX_TEXT} The histories do not change.")
    aside = "Incomplete records, because writing was interrupted"
    ignored = words(
        "What was being recorded at that moment was lost. Look at the case: if no one has recorded "
        "it again since, record it now."
    )
    drafts = "Drafts (what was typed for writes that failed)"
    look = words("Send or remove them: ", Suggestion("store drafts"))
    return (
        BLANK,
        Table(COLUMNS, rows),
        *_name_list(again, status.marked, entered, unchanged),
        *_name_list(aside, status.quarantine, ignored),
        *_name_list(drafts, status.drafts, look),
    )


def _name_list(title: str, names: Sequence[str], *hints: Words) -> Blocks:
    if not names:
        return ()
    blocks: list[Block] = [BLANK, line(Span(f"{title}: {len(names)}", "caution"), indent=1)]
    blocks += [line(name, indent=3) for name in names]
    blocks += [line(hint, indent=1) for hint in hints]
    return tuple(blocks)


def rebuild_screen(problems: Sequence[str], cases: int, total: int) -> Blocks:
    """Return the result of rebuilding the index from `cases` of the `total` cases of the store.

    `problems`: a sentence for each case that could not be read.
    """
    counted = count_text(cases, "case")
    if cases < total:
        counted = f"{cases} of the {count_text(total, 'case')}"
    text = f"The index was rebuilt from {counted}."
    if problems:
        text += " Left out, because the history is missing or damaged:"
    return (
        BLANK,
        line(Span("REBUILD OF THE INDEX", "strong")),
        line(text),
        *_problem_lines(problems),
        *_left_out_lines(problems),
    )


def _left_out_lines(problems: Sequence[str]) -> Blocks:
    """Return what to do about the cases that could not be read."""
    if not problems:
        return ()
    return (line("Stop using the cases that were left out, and call your administrator."),)


def _problem_lines(problems: Sequence[str]) -> Blocks:
    return tuple(line(Span(problem, "late"), indent=1) for problem in problems)


def check_screen(checkup: Checkup) -> Blocks:
    """Return what was checked, the damage, then notes that need no action."""
    cases, events = count_text(checkup.cases, "case"), count_text(checkup.events, "event")
    definitions = count_text(checkup.definitions, "definition")
    blocks: list[Block] = [line(f"Checked: {cases}, {events}, {definitions}.")]
    damage = [f"{finding.place}: {finding.what}" for finding in checkup.damage]
    if damage:
        blocks.append(line(Span(f"DATA DAMAGED: {count_text(len(damage), 'place')}", "late")))
        blocks += _problem_lines(damage)
    else:
        blocks.append(line("Everything is intact."))
    notes = [finding for finding in checkup.findings if not finding.is_damage]
    if notes:
        blocks += [BLANK, line("Notes:")]
        blocks += [line(f"{note.place}: {note.what}", indent=1) for note in notes]
    if any(finding.place.startswith("drafts/") for finding in checkup.findings):
        blocks.append(line("Drafts: ", Suggestion("store drafts")))
    if any(finding.about == "index" for finding in checkup.findings):
        blocks.append(line("Rebuild the index: ", Suggestion("store rebuild")))
    return tuple(blocks)


def copy_screen(copied: CopyResult, word: str) -> Blocks:
    """Return the result of a backup or a restore. `word`: `backup` or `restore`."""
    verb = "Backed up to" if word == "backup" else "Restored into"
    cases, files = count_text(copied.cases, "case"), count_text(copied.files, "file")
    counts = f"{cases}, {files}, {count_text(copied.bytes, 'byte')}"
    first = line(
        f"{verb} {copied.place}: {counts}. Every file was read back and equals its source."
    )
    return (first, *_moment_lines(copied), *_problem_lines(copied.problems))


def _moment_lines(copied: CopyResult) -> Blocks:
    """Return the time of the copy: the user who restores an old one must see it."""
    if copied.made is None or copied.events is None:
        return (line("When the backup was made is not recorded in it.", indent=1),)
    made = _moment_text(copied.made)
    text = f"Made: {made}. It has {count_text(copied.events, 'event')}"
    if copied.last is not None:
        text = f"{text}, the last of {_moment_text(copied.last)}"
    return (line(f"{text}.", indent=1),)


def _moment_text(text: str) -> str:
    """Return the moment without a zone of any workflow: a store has cases of many."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def drafts_screen(drafts: Sequence[Draft]) -> Blocks:
    """Return the drafts: the cases, the kind of each event and who wrote it, without values."""
    if not drafts:
        return (line("There are no drafts."),)
    blocks: list[Block] = []
    for draft in drafts:
        blocks.append(line(draft.name))
        for case, document in draft.documents:
            kind, who = str(document.get("type")), str(document.get("as"))
            blocks.append(line(f"{case}: {kind.replace('_', ' ')}, for {who}", indent=2))
        if not draft.documents:
            blocks.append(line("It cannot be read.", indent=2))
    name = drafts[0].name
    blocks.append(
        line("Record it in its case: ", Suggestion("store drafts", name, options=(("send", None),)))
    )
    blocks.append(
        line("Remove it: ", Suggestion("store drafts", name, options=(("remove", None),)))
    )
    return tuple(blocks)
