"""`sop workflow`: all its commands; `diff` registers itself when it is imported, as the last."""

from __future__ import annotations

from sop.commands import workflow_diff
from sop.commands.workflow import app

COMMANDS_OF_WORKFLOWS = (workflow_diff,)

__all__ = ["COMMANDS_OF_WORKFLOWS", "app"]
