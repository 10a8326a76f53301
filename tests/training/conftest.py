"""Read the shipped workflows once per process: reading is slow, and their files do not change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from sop.definition import load
from sop.definition.load import LoadedWorkflow
from tests.training.games import WORKFLOWS

_read = load.load_workflow
_read_once = lru_cache(maxsize=32)(_read)


@pytest.fixture(autouse=True)
def shipped_workflows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(path: Path, shown_as: str | None = None) -> LoadedWorkflow:
        return (_read_once if path.is_relative_to(WORKFLOWS) else _read)(path, shown_as)

    monkeypatch.setattr(load, "load_workflow", found)
