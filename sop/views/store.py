"""Screens about the store: what lies in it, what a rebuild did."""

from __future__ import annotations

from collections.abc import Sequence

from sop.model.suggestion import Suggestion
from sop.store.backup import CopyResult
from sop.store.verify_case import Status
from sop.store.verify_store import Checkup
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Blocks, Column, Span, Table, Words, line, row, words


def status_screen(status: Status) -> Blocks:
    """The store's folder, its numbers, and what was put aside."""
    pairs = (
        ("Folder", status.folder),
        ("Cases", str(status.cases)),
        ("Definitions kept", str(status.definitions)),
        ("Index", status.index),
    )
    table = Table(
        (Column(most=20), Column(flex=True)), tuple(row(label, text) for label, text in pairs)
    )
    verify = words("Look at each: ", Suggestion("case verify"))
    return (
        BLANK,
        table,
        *_name_list("Cases whose history is marked as damaged", status.marked, verify),
        *_name_list("Put aside (writes that were never confirmed)", status.quarantine),
    )


def _name_list(title: str, names: Sequence[str], hint: Words = ()) -> Blocks:
    if not names:
        return ()
    lines = [line(name, indent=3) for name in names] + ([line(hint, indent=1)] if hint else [])
    return (BLANK, line(Span(f"{title}: {len(names)}", "caution"), indent=1), *lines)


def rebuild_screen(problems: Sequence[str], cases: int) -> Blocks:
    """What making the index anew came to. `problems`: a sentence for each case that could not be read."""
    said = line(f"The index was made anew from {count_text(cases, 'case')}.")
    return (said, *(line(Span(problem, "late"), indent=1) for problem in problems))


def check_screen(found: Checkup) -> Blocks:
    """What was looked at, the damage first, then what is worth knowing."""
    counts = f"{count_text(found.cases, 'case')}, {count_text(found.events, 'event')}"
    said = line(f"Looked at {counts}, {count_text(found.definitions, 'definition')}.")
    damage = [line(Span(f"{one.place}: {one.what}", "late"), indent=1) for one in found.damage]
    notes = [
        line(f"{one.place}: {one.what}", indent=1) for one in found.findings if not one.is_damage
    ]
    verdict = (
        line(Span(f"NOT AS WRITTEN: {len(damage)}", "late"))
        if damage
        else line("Everything is as written.")
    )
    is_behind = any(one.about == "index" for one in found.findings)
    rebuild = (line("Rebuild the index: ", Suggestion("store rebuild")),) if is_behind else ()
    return (
        said,
        verdict,
        *damage,
        *((BLANK, line("Worth knowing:")) if notes else ()),
        *notes,
        *rebuild,
    )


def copy_screen(copied: CopyResult, word: str) -> Blocks:
    """What a backup or a restore came to."""
    done = "Backed up to" if word == "backup" else "Restored into"
    counts = f"{count_text(copied.cases, 'case')}, {count_text(copied.files, 'file')}, {count_text(copied.bytes, 'byte')}"
    said = line(f"{done} {copied.place}: {counts}, each read again and as written.")
    return (said, *(line(Span(problem, "late"), indent=1) for problem in copied.problems))
