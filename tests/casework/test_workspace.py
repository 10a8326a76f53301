"""How the workspace is found, and its settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sop.casework.workspace import begin, find_workspace
from sop.model.refusal import UsageError


def test_the_nearest_settings_win_over_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text("", encoding="utf-8")
    (tmp_path / "sop").mkdir()
    (tmp_path / "sop" / "__init__.py").write_text("", encoding="utf-8")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_workspace(None, {}, deep) == find_workspace(None, {}, tmp_path)
    assert find_workspace(None, {}, deep).found == "checkout"
    begin(tmp_path / "a")
    assert find_workspace(None, {}, deep).folder == tmp_path / "a"
    assert find_workspace(".", {"SOP_WORKSPACE": "/nowhere"}, deep).folder == deep


def test_a_program_in_a_checkout_uses_it_from_any_folder(tmp_path: Path) -> None:
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    (checkout / "sop").mkdir(parents=True)
    elsewhere.mkdir()
    for name in ("cli.py", "sop/__init__.py"):
        (checkout / name).write_text("", encoding="utf-8")
    assert find_workspace(None, {}, elsewhere, checkout / "cli.py").folder == checkout
    assert find_workspace(None, {}, elsewhere, Path("/usr/bin/sop")).found == "user"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("helplines = 'one'", "helplines is not a list of texts"),
        ("helplines = [1]", "helplines is not a list of texts"),
        ("helpline = []", "unknown setting 'helpline'"),
        ("clock = 'fast'", "clock is 'fast'"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, said: str) -> None:
    begin(tmp_path)
    assert find_workspace(None, {}, tmp_path).helplines == ()
    (tmp_path / "sop.toml").write_text('helplines = ["A: 1", "B: 2"]', encoding="utf-8")
    assert find_workspace(None, {}, tmp_path).helplines == ("A: 1", "B: 2")
    (tmp_path / "sop.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        find_workspace(None, {}, tmp_path)


@pytest.mark.parametrize(
    ("text", "simulated"),
    [
        ("", False),
        ("# a remark\n\n", False),
        ('clock = "real"\n', False),
        ('# so\r\n\tclock = "simulated" \r\n', True),
        ("clock='simulated'  # an exercise", True),
        ('helplines = []\nclock = "simulated"', True),
        ('clock = "simulated"\nclock = "simulated"', None),
        ("clock = ", None),
        ('text\nclock = "real"', None),
    ],
)
def test_plain_settings_are_read_as_toml_reads_them(
    tmp_path: Path, text: str, simulated: bool | None
) -> None:
    begin(tmp_path)
    (tmp_path / "sop.toml").write_bytes(text.encode())
    if simulated is None:
        with pytest.raises(UsageError, match="cannot be read"):
            find_workspace(None, {}, tmp_path)
        return
    assert find_workspace(None, {}, tmp_path).simulated is simulated
    assert (tomllib.loads(text).get("clock") == "simulated") is simulated
