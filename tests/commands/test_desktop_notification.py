"""A notification is shown by the system's own program, and has nothing private."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.commands.desktop_notification import notification_command, notify
from tests.commands.test_worklist_watch import begin_recall, watch
from tests.commands.typing_in import Typist


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Programs that write down how they are called."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("notify-send", "osascript"):
        script = folder / name
        script.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n', encoding="utf-8")
        script.chmod(0o755)
    return folder


def test_each_system_has_its_program(tools: Path) -> None:
    text = "OVERDUE 7K3M-9QTD-X R2.1"
    path = {"PATH": str(tools)}
    linux = notification_command(text, {**path, "DISPLAY": ":0"}, "linux")
    assert linux[0].endswith("notify-send") and linux[-1] == text
    mac = notification_command(text, path, "darwin")
    assert mac[0].endswith("osascript") and mac[-1] == text
    assert text not in mac[2]  # it is no part of the script


def test_without_a_desktop_or_a_program_nothing_is_called(tools: Path) -> None:
    assert notification_command("x", {"PATH": str(tools)}, "linux") == ()
    assert not notify("x", {"PATH": "/nowhere", "DISPLAY": ":0"}, "linux")


def test_watching_notifies_with_case_and_code_alone(sop: Typist, tools: Path) -> None:
    case = begin_recall(sop)
    sop.patch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    sop.patch.setenv("DISPLAY", ":0")
    sop.patch.setattr("sys.platform", "linux")
    calls = tools.parent / "calls"
    watch(sop, lambda: sop.at("2026-03-02T15:00:00"))
    assert not calls.exists()  # --no-notify
    sop.at("2026-03-02T10:00:00")
    watch(sop, lambda: sop.at("2026-03-02T15:00:00"), words=("--every", "30s"), desktop=True)
    assert calls.read_text("utf-8") == f"--app-name sop sop OVERDUE {case} R2.1\n"
