"""Who sits at one terminal: kept for the session, and forgotten with it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sop.casework import terminal_session
from sop.casework.terminal_session import (
    SessionIdentity,
    check_name,
    find_session_key,
    is_touch_due,
    keep_identity,
    read_identity,
)
from sop.model.refusal import UsageError
from sop.model.value import replace
from tests.store.children import in_child

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")  # a Monday
SECOND = timedelta(seconds=1)
CASE = "7K3M-9QTD-X"
ASK = "import os, sop.casework.terminal_session as t; print(t.find_session_key(os.environ))"


def test_an_identity_is_kept_for_one_session_and_readable_by_its_user_only(tmp_path: Path) -> None:
    identity = SessionIdentity("saps", "T. Mokoena", name_asked=True).with_case(CASE, NOW)
    keep_identity(tmp_path, "../t m", "one", identity)
    assert read_identity(tmp_path, "../t m", "one") == identity
    assert read_identity(tmp_path, "../t m", "two") == SessionIdentity()
    assert read_identity(tmp_path, "another", "one") == SessionIdentity()
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_current_case_lapses_eight_hours_after_it_was_chosen() -> None:
    identity = SessionIdentity().with_case(CASE, NOW)
    assert identity.current_case(NOW + timedelta(hours=8)) == CASE
    assert identity.current_case(NOW + timedelta(hours=8) + SECOND) is None
    assert identity.current_case(NOW - SECOND) is None


def test_a_person_lapses_after_eight_idle_hours_and_not_because_a_clock_was_set_back() -> None:
    identity = SessionIdentity("saps", "T. Mokoena", seen=NOW.isoformat())
    assert not identity.has_lapsed(NOW + timedelta(hours=8))
    assert identity.has_lapsed(NOW + timedelta(hours=8) + SECOND)
    assert not identity.has_lapsed(NOW - timedelta(minutes=1))
    assert not SessionIdentity().has_lapsed(NOW)
    assert identity.without_person() == SessionIdentity(seen=NOW.isoformat())


def test_the_last_use_is_recorded_now_and_then_and_not_after_a_lapse() -> None:
    identity = SessionIdentity("saps", seen=NOW.isoformat())
    due = [is_touch_due(identity, NOW + timedelta(minutes=minutes)) for minutes in (4, 5, 480, 481)]
    assert due == [False, True, True, False]
    assert not is_touch_due(SessionIdentity(), NOW)


def test_another_stakeholder_is_another_person() -> None:
    identity = SessionIdentity("saps", "T. Mokoena", name_asked=True)
    assert identity.acting_for("saps") == identity
    assert identity.acting_for("dsd") == SessionIdentity("dsd")
    assert SessionIdentity().with_default("dsd") == SessionIdentity("dsd")
    assert identity.with_default("dsd") == identity


def keys_in_a_session_of_its_own() -> dict[str, object]:
    """Lead a session, as the shell in a terminal does; a test run may have lost its leader."""
    os.setsid()
    environ = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}

    def ask(start_new_session: bool = False) -> str:
        child = [sys.executable, "-c", ASK]
        return subprocess.check_output(
            child, env=environ, text=True, start_new_session=start_new_session
        ).strip()

    return {
        "own": find_session_key({}),
        "panes": [find_session_key({"TMUX_PANE": pane}) for pane in ("%1", "%2")],
        "screen": find_session_key({"STY": "9.pts-0.host", "WINDOW": "1"}),
        "window": find_session_key({"TERM_SESSION_ID": "w0"}),
        "child": ask(),
        "other sessions": [ask(start_new_session=True) for _ in range(2)],
    }


def test_a_key_is_that_of_the_session_and_of_the_pane() -> None:
    keys = in_child(keys_in_a_session_of_its_own)
    assert isinstance(keys, dict), keys
    own = keys["own"]
    assert keys["window"] == keys["child"] == own
    assert len({own, keys["screen"], *keys["panes"], *keys["other sessions"]}) == 6
    assert "/" not in find_session_key({"STY": "../../etc"})


def test_without_sessions_the_window_or_the_parent_takes_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "getsid")
    assert find_session_key({"WT_SESSION": "a-1"}) == "window-a-1"
    assert find_session_key({}) == f"parent-{os.getppid()}"


@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here")
def test_without_proc_the_start_of_a_process_comes_from_ps() -> None:
    start = terminal_session._start_by_ps(os.getpid())
    assert len(start) > 10
    assert terminal_session._start_by_ps(os.getpid()) == start
    assert terminal_session._start_by_ps(2**22 - 1) == ""


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"case": 7, "as_": 8}', '{"seen": "soon"}', '{"seen": "2026-03-02"}']
)
def test_a_damaged_file_is_no_identity(tmp_path: Path, text: str) -> None:
    keep_identity(tmp_path, "me", "one", SessionIdentity("saps"))
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_text(text, encoding="utf-8")
    assert read_identity(tmp_path, "me", "one") == SessionIdentity()


def test_files_of_old_sessions_are_deleted_when_a_new_one_begins(tmp_path: Path) -> None:
    for key in ("old", "young"):
        keep_identity(tmp_path, "me", key, SessionIdentity("saps"))
    (old,) = tmp_path.rglob("old.json")
    os.utime(old, (0, 0))
    keep_identity(tmp_path, "me", "young", SessionIdentity("dsd"))
    assert old.exists()
    keep_identity(tmp_path, "me", "new", SessionIdentity("saps"))
    assert sorted(path.stem for path in tmp_path.rglob("*.json")) == ["new", "young"]


def test_going_back_to_the_case_before() -> None:
    identity = SessionIdentity().with_case(CASE, NOW).with_case("ABCD-EFGH-2", NOW)
    assert (identity.case, identity.previous) == ("ABCD-EFGH-2", CASE)
    assert replace(identity, case=None).without_case().previous == CASE
    assert identity.without_case().previous == "ABCD-EFGH-2"


def test_a_name_is_one_line_of_200_characters_at_most() -> None:
    assert check_name("  the\n night  sister ", "--reported-by") == "the night sister"
    assert check_name("Zoe\u0308", "--name") == "Zo\u00eb"
    assert [check_name(text, "--name") for text in (None, "", "  ")] == [None, None, None]
    assert check_name("x" * 200, "--name") == "x" * 200
    with pytest.raises(UsageError, match="--name has 201 characters"):
        check_name("x" * 201, "--name")
