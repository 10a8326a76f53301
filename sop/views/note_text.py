"""The words that people wrote to an event, short enough for a list: notes, remarks of actions."""

from __future__ import annotations

from sop.casework.visibility import VisibleEvent
from sop.model.events import ActionDone, NoteWritten
from sop.views.sanitize import clean_lines
from sop.views.terminal.blocks import labelled

MOST_LETTERS = 110
"""Two lines of the column of events on a screen of 80 columns."""
CUT = "…"


def note_text(seen: VisibleEvent, most: int | None = MOST_LETTERS) -> str:
    """Return `. Text: The interpreter comes at 09:00`; empty where the viewer may not read it.

    `most`: how many letters of it are shown; None: all of it.
    """
    if seen.hidden_note:
        return ""
    match seen.event.body:
        case NoteWritten(text=text):
            return labelled(". Text: ", _in_one_line(text, most))
        case ActionDone(note=note):
            return labelled(". Remark: ", _in_one_line(note or "", most))
    return ""


def _in_one_line(text: str, most: int | None) -> str:
    words = " ".join(" ".join(clean_lines(text)).split())
    if most is None or len(words) <= most:
        return words
    return words[: most - len(CUT)].rstrip() + CUT
