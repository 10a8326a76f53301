"""Some services are tested through their commands, by the user of tests/commands."""

from __future__ import annotations

from tests.commands.conftest import sop

__all__ = ["sop"]
