"""`sop case`: all its commands together; each kind stands in a module of its own."""

from __future__ import annotations

from sop.commands import case_audit, case_links, case_print
from sop.commands.case import app

COMMANDS_OF_CASES = (case_audit, case_print, case_links)

__all__ = ["COMMANDS_OF_CASES", "app"]
