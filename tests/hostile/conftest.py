"""The typist of the commands' tests."""

from __future__ import annotations

from tests.commands.conftest import sop

__all__ = ["sop"]
