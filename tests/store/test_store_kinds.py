"""Times of a simulated clock never get among those of real cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist
from tests.store.samples import snapshot

SIMULATED, REAL = 'clock = "simulated"\n', 'clock = "real"\n'


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def set_clock(sop: Typist, settings: str) -> None:
    (sop.folder / "sop.toml").write_text(settings, encoding="utf-8")
    if settings == REAL:
        sop.patch.delenv("SOP_NOW")
    else:
        sop.at("2031-01-06T08:00:00")


def test_a_case_opened_under_a_simulated_clock_is_not_one_of_the_real_clock(sop: Typist) -> None:
    sop.open()
    set_clock(sop, REAL)
    for words in (("worklist",), ("case", "show", sop.case), ("do", "D1.1")):
        answer = sop(*words)
        assert (answer.code, "begun with a simulated clock" in answer.err) == (5, True)


def test_under_a_simulated_clock_real_cases_can_be_looked_at_and_not_written(sop: Typist) -> None:
    set_clock(sop, REAL)
    sop.open()
    set_clock(sop, SIMULATED)
    before = snapshot(sop.folder / "data" / "cases")
    assert sop("case", "show", sop.case).code == 0
    for words in (("do", "D1.1"), ("open", "fire-drill", "--as", "warden"), ("note", "-")):
        answer = sop(*words, stdin="x")
        assert (answer.code, "begun with a real clock" in answer.err) == (5, True), answer.out
    assert snapshot(sop.folder / "data" / "cases") == before


def test_the_backup_of_one_kind_is_not_restored_as_the_other(sop: Typist) -> None:
    sop.open()
    sop.ok("store", "backup", "kept")
    sop.ok("init", "other")
    set_clock(sop, REAL)
    assert sop("store", "restore", "kept", "--workspace", "other").code == 5
