"""A reminder on the terminal, and on a desktop that others may see."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.casework.reminders import Reminder
from sop.model.value import replace
from sop.views.reminders import public_text, reminder_line
from sop.views.terminal.rows import as_text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = Reminder(
    "overdue", "7K3M-9QTD-X", "recall", "recall.trace.all", "R2.1", "Trace it", due=NOON
)
DANGER = Reminder("danger", "7K3M-9QTD-X", "recall", path="fire", title="Is there smoke? yes")


def test_a_line_has_the_time_the_kind_the_case_and_what_it_is() -> None:
    shown = as_text((reminder_line(LATE, NOON, "Etc/GMT-2"),), 120)
    assert shown == "14:00  OVERDUE  7K3M-9QTD-X  R2.1 Trace it, due Mon 2 Mar 14:00\n"
    shown = as_text((reminder_line(DANGER, NOON, "UTC"),), 120)
    assert shown == "12:00  IN DANGER  7K3M-9QTD-X  Is there smoke? yes\n"


def test_the_label_of_the_case_is_on_the_readers_terminal_only() -> None:
    labelled = replace(LATE, label="person 3, green jersey")
    shown = as_text((reminder_line(labelled, NOON, "UTC"),), 120)
    assert '  7K3M-9QTD-X "person 3, green jersey"  R2.1 Trace it' in shown
    assert public_text(labelled) == public_text(LATE)


def test_others_at_the_screen_read_the_case_and_the_code_alone() -> None:
    assert public_text(LATE) == "OVERDUE 7K3M-9QTD-X R2.1"
    assert public_text(DANGER) == "IN DANGER 7K3M-9QTD-X"
