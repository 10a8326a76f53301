"""What a process of the test run makes once for all its tests.

Nothing here replaces what a test judges: the compiled definitions are those that the first command
of each workspace would write there, byte for byte, and what is remembered of a workflow belongs to
the content of all its files: a changed file is read again.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

import pytest
import typer

from sop.casework.library import Library, WorkflowEntry, find_shipped_folder
from sop.definition import definition_codec
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding
from sop.store.private_files import make_private_folders

ROOT = Path(__file__).parent.parent
SELDOM = 50_000
"""New objects between two runs of the garbage collector, as the program itself sets it."""
MOST_KEPT = 64
"""Workflows remembered at a time. Few tests change more than one file of one workflow."""
Digest = tuple[str, str, str]
"""The shown path, the name, and a hash of the names, modes and contents of a workflow's files."""


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
def share_bytecode() -> Iterator[None]:
    """Let the processes that tests start share compiled modules, also where this process may write
    none beside the sources: without them each start takes twice as long.
    """
    kept = dict(os.environ)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
    yield
    os.environ.clear()
    os.environ.update(kept)


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


# ---- workflows that were read, checked or decoded before in this process

_read_library, _check_library = Library.load, Library.findings
_loaded: dict[Digest, LoadedWorkflow] = {}
_findings: dict[int, tuple[Finding, ...]] = {}
_decode = lru_cache(MOST_KEPT)(definition_codec.definition_from_json)


def share_workflows(patch: pytest.MonkeyPatch) -> None:
    """Let the commands of all tests read, check and decode equal files once.

    In a process of its own each command reads them anyway: the tests that start one still do.
    """
    patch.setattr(Library, "load", _load_once)
    patch.setattr(Library, "findings", _check_once)
    patch.setattr(definition_codec, "definition_from_json", _decode)


def _load_once(library: Library, listed: WorkflowEntry) -> LoadedWorkflow:
    digest = _digest(listed)
    if digest is None:
        return _read_library(library, listed)
    if digest not in _loaded:
        if len(_loaded) >= MOST_KEPT:
            _loaded.clear()
            _findings.clear()
        _loaded[digest] = _read_library(library, listed)
    return _loaded[digest]


def _check_once(
    library: Library, loaded: LoadedWorkflow, proved: Sequence[Finding] | None = None
) -> tuple[Finding, ...]:
    is_kept = any(loaded is one for one in _loaded.values())
    if not is_kept or proved is not None:
        return _check_library(library, loaded, proved)
    if id(loaded) not in _findings:
        _findings[id(loaded)] = _check_library(library, loaded)
    return _findings[id(loaded)]


def _is_workflow(path: Path) -> bool:
    """Whether this is a workflow's folder or its only file. Anything else that a command line names
    may be the whole disk, and a workflow named by its main file has other files.
    """
    if path.name == "workflow.yaml":
        return False
    return (path / "workflow.yaml").is_file() or (path.suffix == ".yaml" and path.is_file())


def _digest(listed: WorkflowEntry) -> Digest | None:
    """Return what tells this workflow from every other; None where it has anything but folders and
    files that can be read.
    """
    path = listed.path
    found = hashlib.sha256()
    try:
        if not _is_workflow(path):
            return None
        for entry in sorted((path, *path.glob("*"), *path.glob("*/*"))):
            mode = entry.lstat().st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                return None
            content = entry.read_bytes() if stat.S_ISREG(mode) else b""
            found.update(f"{entry.relative_to(path)}\0{mode}\0{len(content)}\0".encode())
            found.update(content)
    except (OSError, UnicodeError):
        return None
    return listed.shown_as, path.resolve().name, found.hexdigest()
