"""A reminder as one line of a terminal, and as a text that others at the screen may read."""

from __future__ import annotations

from datetime import datetime

from sop.casework.reminders import Reminder, ReminderKind
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Line, Span, Tone, labelled, line

WORDS: dict[ReminderKind, str] = {"danger": "IN DANGER", "overdue": "OVERDUE", "due": "DUE"}
TONES: dict[ReminderKind, Tone] = {"danger": "late", "overdue": "late", "due": "caution"}


def reminder_line(reminder: Reminder, now: datetime, zone: str) -> Line:
    """Return `16:10  OVERDUE  7K3M-9QTD-X  R1.1 Tell the office, due Fri 20 Nov 16:10`."""
    gap = Span("  ", plain_text="; ")
    what = f"{reminder.code} {reminder.title}".strip()
    due = ""
    if reminder.due is not None:
        due = labelled(", due ", date_text.deadline(reminder.due, zone, now))
    word = Span(WORDS[reminder.kind], TONES[reminder.kind])
    when = date_text.clock_time(now, zone)
    name = case_name(reminder.case, reminder.label)
    return line(when, gap, word, gap, name, gap, what, due, hang=4)


def public_text(reminder: Reminder) -> str:
    """Return `OVERDUE 7K3M-9QTD-X R1.1`: case and code only, because others may see the screen."""
    return f"{WORDS[reminder.kind]} {reminder.case} {reminder.code}".strip()
