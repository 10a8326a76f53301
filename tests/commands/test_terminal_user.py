"""Two windows of one login: what is typed in one never moves the other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sop.casework.user_settings import user_name
from tests.commands.typing_in import NOW, Typist
from tests.commands.windows import Window

NewWindow = Callable[..., Window]


@pytest.fixture
def new_window(sop: Typist) -> Iterator[NewWindow]:
    """Opens windows in the workspace of the typist."""
    windows: list[Window] = []

    def open_window(now: str = NOW) -> Window:
        windows.append(Window(sop.folder, SOP_NOW=now))
        return windows[-1]

    yield open_window
    for window in windows:
        window.close()


def test_a_second_window_changes_neither_person_nor_case_of_the_first(
    sop: Typist, new_window: NewWindow
) -> None:
    first, second = sop.open(), sop.open()
    one, two = new_window(), new_window()
    one.type('sop as warden --name "T. Mokoena"')
    one.type(f"sop use {first}")
    two.type('sop as owner --name "N. Dlamini"')
    two.type(f"sop use {second}")
    assert "You act for WARDEN, as T. Mokoena." in one.type("sop as")
    assert "You act for OWNER, as N. Dlamini." in two.type("sop as")
    done = one.type("sop do D1.1")
    assert f"Case {first}" in done
    assert "by T. Mokoena, WARDEN" in done
    assert f"Case {second}" in two.type("sop next")
    two.type("sop as --clear")
    two.type("sop use --clear")
    assert f"Case {first}" in one.type("sop next")
    assert "You act for WARDEN, as T. Mokoena." in one.type("sop as")
    assert [event["by"] for event in sop.ok("case", "timeline", first).data["events"]] == [
        None,
        "T. Mokoena",
    ]
    assert len(sop.ok("case", "timeline", second).data["events"]) == 1


def test_a_new_window_has_neither_name_nor_case_and_only_the_default_stakeholder(
    sop: Typist, new_window: NewWindow
) -> None:
    case = sop.open()
    one = new_window()
    one.type('sop as owner --name "N. Dlamini"')
    one.type(f"sop use {case}")
    assert "No stakeholder is set." in new_window().type("sop as --no-input")
    begins = one.type('sop as warden --name "T. Mokoena" --default')
    assert "Each new terminal session begins with WARDEN, without a name." in begins
    two = new_window()
    assert two.type("sop as --no-input").splitlines()[-1] == "You act for WARDEN."
    assert "No case given." in two.type("sop next --no-input")
    assert "Your name" in two.type("sop as", until="none]:")
    assert "You act for WARDEN, as N. Dlamini." in two.type("N. Dlamini")
    assert two.type("sop as").splitlines()[-1] == "You act for WARDEN, as N. Dlamini."
    assert one.type("sop as").splitlines()[-1] == "You act for WARDEN, as T. Mokoena."
    one.type("sop as --clear --default")
    assert "No stakeholder is set." in new_window().type("sop as --no-input")


def test_after_eight_idle_hours_a_window_asks_again(sop: Typist, new_window: NewWindow) -> None:
    case = sop.open()
    window = new_window("2026-03-02T08:00:00+02:00")
    window.type('sop as warden --name "T. Mokoena"')
    window.type("export SOP_NOW=2026-03-02T16:00:00+02:00")
    assert "as T. Mokoena" in window.type(f"sop next -c {case} && sop as")
    window.type("export SOP_NOW=2026-03-02T23:59:00+02:00")
    assert "as T. Mokoena" in window.type("sop as")
    window.type("export SOP_NOW=2026-03-03T08:00:00+02:00")
    asked = window.type(f"sop do D1.1 -c {case}", until="1-1:")
    assert "No command was typed in this terminal for 8 hours." in asked
    assert "The record names who wrote it." in window.type("warden", until="if none]:")
    done = window.type("")
    assert "by WARDEN" in done
    assert "No name is recorded with this." in done
    assert window.type("sop as --no-input").splitlines()[-1] == "You act for WARDEN."


def test_the_file_of_an_earlier_version_gives_the_default_stakeholder_only(
    sop: Typist, new_window: NewWindow
) -> None:
    case = sop.open()
    people = sop.folder / "data" / "people"
    people.mkdir(exist_ok=True)
    old = {"as_": "warden", "name": "T. Mokoena", "case": case, "case_since": NOW, "lang": "zu"}
    (people / f"{user_name()}.json").write_text(json.dumps(old), "utf-8")
    window = new_window()
    assert window.type("sop as --no-input").splitlines()[-1] == "You act for WARDEN."
    assert "No case given." in window.type("sop next --no-input")
    assert "lang: zu" in window.type("sop config list")


def test_a_command_in_a_pipe_keeps_nothing_for_its_own_window(
    sop: Typist, new_window: NewWindow
) -> None:
    first, second = sop.open(), sop.open()
    window = new_window()
    window.type('sop as warden --name "T. Mokoena"')
    window.type(f"sop use {first}")
    assert "Without a terminal nothing is kept." in window.type("sop as owner --name X </dev/null")
    assert "no current case is kept" in window.type(f"sop use {second} </dev/null")
    assert "no name is kept" in window.type("sop config set name X </dev/null")
    assert "You act for WARDEN, as T. Mokoena." in window.type("sop as")
    assert f"Case {first}" in window.type("sop next")


def test_a_note_from_a_pipe_is_written_at_the_desk_of_its_window(
    sop: Typist, new_window: NewWindow
) -> None:
    case = sop.open()
    window = new_window()
    window.type('sop as warden --name "T. Mokoena"')
    refused = window.type(f"echo called | sop note - -c {case} --as owner; echo $?")
    assert "Add --reported-by" in refused
    assert refused.splitlines()[-1] == "2"
    window.type(f"echo called | sop note - -c {case} --as owner --reported-by 'the porter'")
    last = sop.ok("case", "timeline").data["events"][-1]
    assert [last[key] for key in ("as", "home", "reported_by")] == ["owner", "warden", "the porter"]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")
def test_two_windows_of_tmux_are_two_sessions(sop: Typist, tmp_path: Path) -> None:
    folder, call = sop.folder, f'"{sys.executable}" -m sop'
    one = f"{call} as warden --name A; touch 1; while [ ! -e 2 ]; do sleep 0.1; done; {call} as >3"
    two = f"while [ ! -e 1 ]; do sleep 0.1; done; {call} as owner --name B; {call} as >4; touch 2"
    tmux = ["tmux", "-L", "sop-test", "-f", "/dev/null"]
    environ = {
        "SOP_NOW": NOW,
        "TMUX_TMPDIR": str(tmp_path),
        "TERM": "dumb",
        "PATH": "/usr/bin:/bin",
    }
    environ["PYTHONPATH"] = ":".join(sys.path)

    def run(*words: str) -> None:
        subprocess.run([*tmux, *words], cwd=folder, env=environ, check=True, timeout=60)

    run("new-session", "-d", "-s", "s", f"{one}; touch 5; sleep 60")
    try:
        run("new-window", "-t", "s", two)
        deadline = time.monotonic() + 60
        while not (folder / "5").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        run("kill-server")
    assert "You act for WARDEN, as A." in (folder / "3").read_text("utf-8")
    assert "You act for OWNER, as B." in (folder / "4").read_text("utf-8")
