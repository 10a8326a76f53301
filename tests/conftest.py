"""What all tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quick import is_quick, may_hold_quick
from tests.shared_work import (
    build_commands_once,
    check_descriptor,
    collect_seldom,
    share_bytecode,
    share_workflows,
)

HERE = Path(__file__).parent
STORE = HERE / "store"
JUDGES_OF_READING = tuple(
    HERE / name
    for name in ("casework", "checks", "definition", "store", "commands/test_calendar_lookup.py")
)
"""Tests that judge how workflows are read, checked, decoded and kept, or that change with which
calendars and time zones they are checked.
"""
LONG_FILES = (
    "hostile/test_files.py",
    "hostile/test_case_files.py",
    "hostile/test_bit_flips.py",
    "hostile/test_store_files.py",
    "proof/test_reductions.py",
    "proof/test_differential.py",
    "test_house.py",
    "store/test_killed_commands.py",
    "store/test_simulated_disk.py",
    "store/test_kills.py",
    "secrecy/test_marks.py",
    "secrecy/test_twins.py",
    "commands/test_suggestion_line.py",
    "commands/test_food_recall.py",
    "engine/test_reference.py",
)
"""Files with a test that takes more than five seconds. They run first, so that no worker waits at
the end for a long test of another one; whole files, so that the tests of one share their fixtures.
"""

# Where the run itself was started with Ctrl-C or hang-up ignored (in the background, say), every
# process that a test starts would ignore them too, and a test of Ctrl-C would judge the shell
# instead of the program.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests, which tests/quick.py lists; put the long ones first."""
    ranks = {HERE / name: rank for rank, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
    for item in items:
        if is_quick(item.nodeid):
            item.add_marker(pytest.mark.quick)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that printed pages were not judged: `-q` gives no reason for a skip."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(one.longrepr[2]) for one in skipped if isinstance(one.longrepr, tuple)}
    for reason in sorted(reasons):
        if "NO BROWSER" in reason:
            terminalreporter.write_line(reason.removeprefix("Skipped: "), yellow=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-m quick` import no file that has no quick test: importing all takes as long as running
    these.
    """
    if config.option.markexpr != "quick" or not collection_path.name.startswith("test_"):
        return None
    return None if may_hold_quick(collection_path, config.rootpath) else True


def pytest_collection_finish() -> None:
    collect_seldom()


@pytest.fixture(autouse=True, scope="session")
def commands_are_built_once() -> Iterator[None]:
    with build_commands_once():
        yield


@pytest.fixture(autouse=True, scope="session")
def processes_share_bytecode() -> Iterator[None]:
    with share_bytecode():
        yield


@pytest.fixture(autouse=True)
def flushes_take_no_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flush waits for the disk and changes nothing that a test can see; tests/store, which judges
    what a power cut leaves, and every process that a test starts keep it.
    """
    if not request.path.is_relative_to(STORE):
        monkeypatch.setattr(os, "fsync", check_descriptor)


@pytest.fixture(autouse=True)
def equal_workflows_are_read_once(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not any(request.path.is_relative_to(folder) for folder in JUDGES_OF_READING):
        share_workflows(monkeypatch)
