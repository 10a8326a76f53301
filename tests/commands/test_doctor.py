"""`sop doctor`: each problem of the computer, the store and the user, with its remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from sop.casework import doctor
from sop.casework.terminal_session import SessionIdentity
from tests.commands.typing_in import Typist

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def problems(data: Path, encoding: str = "utf-8", now: datetime = NOON) -> dict[str, str]:
    return {
        c.name: c.remedy
        for c in doctor.examine(data, SessionIdentity(), encoding, now, False)
        if not c.ok
    }


def test_a_sound_place_has_no_problem_and_nothing_stays_behind(tmp_path: Path) -> None:
    assert problems(tmp_path / "data") == {}
    assert list(tmp_path.iterdir()) == []


def test_another_encoding_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    assert "PYTHONUTF8" in problems(tmp_path, encoding="latin-1")["encoding"]


def test_a_clock_behind_the_last_event_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.log").touch()
    assert set(problems(tmp_path, now=datetime(2001, 1, 1, tzinfo=UTC))) == {"clock"}


def test_a_full_disk_is_a_problem_of_the_store(sop: Typist) -> None:
    class Usage(NamedTuple):
        free: int

    sop.patch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(1))
    told = sop.json("doctor")
    bad = [check["check"] for check in told.data["checks"] if not check["ok"]]
    assert (told.code, "space" in bad) == (3, True)
    assert "PROBLEM" in sop("doctor").out


def test_a_store_that_cannot_be_written_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(doctor.os, "fsync", refuse)
    assert set(problems(tmp_path)) == {"store"}


def test_a_lock_that_keeps_nobody_out_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr(doctor, "hold_lock_file", lambda *what, **how: nullcontext())
    assert set(problems(tmp_path)) == {"lock"}
