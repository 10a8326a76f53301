"""Screens about the store: what lies in it, what a rebuild did."""

from __future__ import annotations

from collections.abc import Sequence

from sop.store.verify import Status
from sop.views.layout import BLANK, Blocks, Column, Span, Table, line, row
from sop.views.wording import counted


def status_screen(status: Status) -> Blocks:
    """The store's folder, its numbers, and what was put aside."""
    pairs = (
        ("Folder", status.folder),
        ("Cases", str(status.cases)),
        ("Definitions kept", str(status.definitions)),
        ("Index", status.index),
    )
    table = Table((Column(most=20), Column(flex=True)), tuple(row(label, text) for label, text in pairs))
    return (
        BLANK,
        table,
        *_listed("Cases whose history is marked as damaged", status.marked, "Look at each: sop case verify"),
        *_listed("Put aside (writes that were never confirmed)", status.quarantine, ""),
    )


def _listed(title: str, names: Sequence[str], hint: str) -> Blocks:
    if not names:
        return ()
    lines = [line(name, indent=3) for name in names] + ([line(hint, indent=1)] if hint else [])
    return (BLANK, line(Span(f"{title}: {len(names)}", "caution"), indent=1), *lines)


def rebuild_screen(problems: Sequence[str], cases: int) -> Blocks:
    """What making the index anew came to. `problems`: a sentence for each case that could not be read."""
    said = line(f"The index was made anew from {counted(cases, 'case')}.")
    return (said, *(line(Span(problem, "late"), indent=1) for problem in problems))
