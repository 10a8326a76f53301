"""`sop case`: all its commands; those outside case.py register themselves on import."""

from __future__ import annotations

from sop.commands import (
    case_audit,
    case_incident,
    case_label,
    case_links,
    case_print,
    case_time,
    case_void,
)
from sop.commands.case import app

COMMANDS_OF_CASES = (
    case_audit,
    case_print,
    case_links,
    case_void,
    case_time,
    case_incident,
    case_label,
)

# Help and manual show the commands in this order. Without it the order would depend on which
# module is imported first.
ORDER = (
    "list",
    "show",
    "timeline",
    "verify",
    "audit",
    "print",
    "reopen",
    "void",
    "time",
    "label",
    "link",
    "incident",
)
app.registered_commands.sort(key=lambda command: ORDER.index(command.name or ""))

__all__ = ["COMMANDS_OF_CASES", "app"]
