"""Answers that were not recorded are kept: for whom they are, for how long, and how privately."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sop.casework.answer_draft import AnswerDraft, AnswerFolder, AnswerKey
from sop.casework.terminal_session import LAPSES_AFTER
from sop.model.value import replace

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY = AnswerKey("7K3M-9QTD-X", "do I6.2", "saps", "N. Dlamini", "window-1")
ANSWERS = {"form:screening/act": ["seen"], "fact:signs": []}


def draft(key: AnswerKey = KEY, at: datetime = NOW) -> AnswerDraft:
    return AnswerDraft(key, at.isoformat(), 14, ANSWERS)


def folder(path: Path) -> AnswerFolder:
    return AnswerFolder(path, "duty")


def files(path: Path) -> list[Path]:
    return sorted(one for one in folder(path).path.glob("*"))


def test_the_same_person_finds_the_answers_to_the_same_act(tmp_path: Path) -> None:
    assert folder(tmp_path).keep(draft())
    assert folder(tmp_path).find(KEY, NOW) == draft()


@pytest.mark.parametrize(
    "other",
    [
        {"about": "N4PS-0000-0"},
        {"act": "do I6.3"},
        {"as_": "dsd"},
        {"by": "T. Mokoena"},
        {"by": None},
        {"session": "window-2"},
    ],
    ids=lambda other: "-".join(other),
)
def test_nobody_else_finds_them_and_no_other_act(tmp_path: Path, other: dict[str, Any]) -> None:
    folder(tmp_path).keep(draft())
    assert folder(tmp_path).find(replace(KEY, **other), NOW) is None
    assert folder(tmp_path).find(KEY, NOW) == draft()


def test_answers_of_a_session_that_has_ended_are_found_by_the_same_person(tmp_path: Path) -> None:
    ended = replace(KEY, session="999999999-1-Mon_Mar_2")
    folder(tmp_path).keep(draft(ended))
    assert folder(tmp_path).find(KEY, NOW) == draft(ended)


def test_they_lapse_with_the_session_and_are_then_removed(tmp_path: Path) -> None:
    folder(tmp_path).keep(draft())
    assert folder(tmp_path).find(KEY, NOW + LAPSES_AFTER) == draft()
    assert folder(tmp_path).find(KEY, NOW + LAPSES_AFTER + timedelta(seconds=1)) is None
    assert files(tmp_path) == []


def test_only_the_owner_can_read_them_also_in_a_shared_folder(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        folder(tmp_path).keep(draft())
    finally:
        os.umask(before)
    (file,) = files(tmp_path)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_later_answers_replace_earlier_ones_and_removal_leaves_none(tmp_path: Path) -> None:
    folder(tmp_path).keep(draft())
    later = replace(draft(), answers={"fact:signs": ["strong"]})
    folder(tmp_path).keep(later)
    assert folder(tmp_path).find(KEY, NOW) == later
    folder(tmp_path).remove(KEY)
    assert files(tmp_path) == []


def test_a_damaged_draft_is_removed_and_offers_nothing(tmp_path: Path) -> None:
    folder(tmp_path).keep(draft())
    (file,) = files(tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert folder(tmp_path).find(KEY, NOW) is None
    assert files(tmp_path) == []


def test_the_list_has_the_persons_own_answers_about_the_case_latest_first(tmp_path: Path) -> None:
    later = draft(replace(KEY, act="do I7.1"), NOW + timedelta(minutes=5))
    others = draft(replace(KEY, by="T. Mokoena"))
    about_another = draft(replace(KEY, about="N4PS-0000-0"))
    for one in (draft(), later, others, about_another):
        folder(tmp_path).keep(one)
    found = folder(tmp_path).list_own(KEY.about, KEY.by, KEY.session, NOW)
    assert found == (later, draft())


def test_a_disk_that_refuses_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "people").write_text("a file where the folder should be")
    assert folder(tmp_path).keep(draft()) is False
