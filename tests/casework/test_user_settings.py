"""What is saved about a user of the computer for all terminals; the default stakeholder."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest

from sop.casework.user_settings import UserSettings, keep_settings, read_settings, user_name


def test_settings_are_kept_by_user(tmp_path: Path) -> None:
    settings = UserSettings("saps", "zu", "on")
    keep_settings(tmp_path, "../t m", settings)
    assert read_settings(tmp_path, "../t m") == settings
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == ["people"]
    assert read_settings(tmp_path, "somebody else") == UserSettings()


def test_a_file_of_an_earlier_version_gives_the_default_stakeholder_and_no_person(
    tmp_path: Path,
) -> None:
    (tmp_path / "people").mkdir()
    old = {"as_": "saps", "name": "T. Mokoena", "case": "7K3M-9QTD-X", "plain": "on"}
    (tmp_path / "people" / "me.json").write_text(json.dumps(old), encoding="utf-8")
    assert read_settings(tmp_path, "me") == UserSettings("saps", None, "on")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"as_": 7}'])
def test_damaged_settings_are_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "me.json").write_text(text, encoding="utf-8")
    assert read_settings(tmp_path, "me") == UserSettings()


def test_a_variable_does_not_change_the_name_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    before = user_name()
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "another")
    assert getpass.getuser() == "another"
    assert user_name() == before
