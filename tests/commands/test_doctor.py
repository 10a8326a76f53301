"""`sop doctor` and `sop config`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from sop.casework import doctor
from sop.casework.user_settings import Person
from tests.commands.typing_in import Typist

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def problems(data: Path, encoding: str = "utf-8", now: datetime = NOON) -> dict[str, str]:
    return {
        c.name: c.remedy for c in doctor.examine(data, Person(), encoding, now, False) if not c.ok
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


def test_plain_screens_are_kept_for_the_person_at_the_terminal(sop: Typist) -> None:
    assert sop.ok("config", "get", "plain").data["value"] is None
    assert sop.ok("config", "set", "plain", "on").json["changed"] is True
    assert sop.ok("config", "set", "plain", "on").json["changed"] is False
    assert sop.ok("config", "list").data["settings"] == {"name": None, "plain": "on", "lang": None}
    assert sop("config", "get", "plain").out.splitlines()[-1] == "on"


@pytest.mark.parametrize(
    "words", [("set", "plain", "perhaps"), ("get", "colour"), ("set", "colour", "red"), ()]
)
def test_a_setting_that_is_none_is_asked_wrongly(sop: Typist, words: tuple[str, ...]) -> None:
    assert sop.json("config", *words).code == 2


def test_the_name_goes_on_record(sop: Typist) -> None:
    sop.ok("config", "set", "name", " T. Mokoena ")
    assert sop.ok("config", "get", "name").data["value"] == "T. Mokoena"
    assert sop.ok("config", "set", "name", "").data["value"] is None


def test_the_identity_is_the_one_that_commands_would_act_with(sop: Typist) -> None:
    def identity() -> tuple[str, bool]:
        told = next(
            check for check in sop.ok("doctor").data["checks"] if check["check"] == "identity"
        )
        return told["found"], told["remedy"] is not None

    assert identity() == ("not set: each command has to name a stakeholder", True)
    sop.ok("as", "warden", "--name", "T. Mokoena")
    assert identity() == ("T. Mokoena, for warden", False)
    sop.patch.setenv("SOP_AS", "owner")
    assert identity() == ("T. Mokoena, for owner, by SOP_AS", False)
