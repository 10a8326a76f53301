"""The typist of the commands' tests, who types much here: the program's words are built once."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
import typer

from tests.commands.conftest import sop

__all__ = ["sop"]


@pytest.fixture(autouse=True, scope="session")
def built_once() -> Iterator[None]:
    """Each command's arguments are read from its function once, not at each of some thousand
    command lines.
    """
    whole = typer.main.get_command
    typer.main.get_command = functools.cache(whole)
    yield
    typer.main.get_command = whole
