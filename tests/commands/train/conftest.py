"""The commands of training read the shipped workflows once per process, as tests/training does."""

from __future__ import annotations

from tests.training.conftest import shipped_workflows_are_read_once

__all__ = ["shipped_workflows_are_read_once"]
