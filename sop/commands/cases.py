"""`sop case`: all its commands together; each kind stands in a module of its own."""

from __future__ import annotations

from sop.commands import audit, printing, relating
from sop.commands.case import app

COMMANDS_OF_CASES = (audit, printing, relating)

__all__ = ["COMMANDS_OF_CASES", "app"]
