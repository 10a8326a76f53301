"""`sop workflow`: all its commands together; each kind stands in a module of its own."""

from __future__ import annotations

from sop.commands import workflow_diff
from sop.commands.workflow import app

COMMANDS_OF_WORKFLOWS = (workflow_diff,)

__all__ = ["COMMANDS_OF_WORKFLOWS", "app"]
