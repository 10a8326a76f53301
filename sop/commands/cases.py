"""`sop case`: all its commands together; each kind stands in a module of its own."""

from __future__ import annotations

from sop.commands import audit
from sop.commands.case import app

COMMANDS_OF_CASES = (audit,)

__all__ = ["COMMANDS_OF_CASES", "app"]
