"""What a process of the test run makes once for all its tests.

Nothing here replaces what a test judges: the compiled definitions are those that the first command
of each workspace would write there, byte for byte.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import typer

from sop.casework.library import Library, find_shipped_folder
from sop.store.private_files import make_private_folders

ROOT = Path(__file__).parent.parent
SELDOM = 50_000
"""New objects between two runs of the garbage collector, as the program itself sets it."""


def give_compiled_workflows(office: Path) -> None:
    """Put the compiled shipped workflows into the workspace: compiling them takes half a second,
    and nearly each command that looks up a stakeholder would do it in a workspace of its own.
    """
    target = office / "data" / "compiled"
    make_private_folders(target)
    for file in _compile_shipped().iterdir():
        shutil.copy2(file, target / file.name)


@cache
def _compile_shipped() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sop-compiled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = Library(None, find_shipped_folder(), folder)
    for listed in library.list_workflows():
        library.definition(listed)
    return folder


@contextmanager
def build_commands_once() -> Iterator[None]:
    """Read each command's arguments from its function once, not at each command line."""
    whole = typer.main.get_command
    typer.main.get_command = cache(whole)
    yield
    typer.main.get_command = whole


def collect_seldom() -> None:
    """Run the garbage collector as seldom as the program does: each run would visit all collected
    tests.
    """
    gc.freeze()
    gc.set_threshold(SELDOM)


def check_descriptor(descriptor: int) -> None:
    """Stand in for os.fsync: a wrong descriptor is an error here too."""
    os.fstat(descriptor)
