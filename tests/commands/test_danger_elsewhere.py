"""The screens of one case name another case in danger, to those who may see it."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def evening(sop: Typist) -> tuple[Typist, str]:
    """Two cases of an evening; the first person, who has a label, is in danger."""
    other = sop.open("za-trafficking", "--label", "MAN injured arm", as_="saps")
    sop.ok("do", "S1.1", "--set", "in_danger=yes")
    sop.open("za-trafficking", as_="saps")
    return sop, other


SCREENS = (
    ("next",),
    ("next", "--all"),
    ("checklist",),
    ("do", "S1.1", "--set", "in_danger=no"),
    ("do", "I1.2"),  # refused
    ("note", "-"),
    ("why", "I1.2"),
)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_a_screen_of_one_case_names_another_one_in_danger(
    evening: tuple[Typist, str], words: tuple[str, ...]
) -> None:
    sop, other = evening
    told = " ".join(sop(*words, stdin="x").out.split())
    look = f'IN DANGER elsewhere: {other} "MAN injured arm": sop next -c {other}'
    assert told.count(look) == 1, told


def test_the_case_itself_is_not_elsewhere_and_more_cases_are_counted(
    evening: tuple[Typist, str],
) -> None:
    sop, other = evening
    assert "elsewhere" not in sop("next", "-c", other).out
    sop.at("2026-03-02T10:05:00")
    sop.ok("do", "S1.1", "--set", "in_danger=yes")
    third = sop.open("za-trafficking", as_="saps")
    told = " ".join(sop("next").out.split())
    assert f"sop next -c {other} --as saps. 1 more: sop case list --danger" in told, told
    assert third not in told.partition("elsewhere")[2].partition("--danger")[0]


def test_a_file_about_one_person_names_no_other(evening: tuple[Typist, str]) -> None:
    sop, other = evening
    for name in ("list.txt", "list.md", "list.html"):
        assert sop("checklist", "-o", name).code == 0
        written = (sop.folder / name).read_text("utf-8")
        assert (other in written, "IN DANGER elsewhere" in written) == (False, False)


def test_an_index_that_cannot_be_read_stops_no_command(evening: tuple[Typist, str]) -> None:
    sop, other = evening
    (sop.folder / "data" / "index.sqlite").write_bytes(b"no index")
    told = sop("next")
    assert (told.code, other in told.out) == (0, False)
