"""`sop case link`: linked cases name each other, and a closed case takes nothing else."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_a_closed_case_takes_nothing_but_notes_and_links(closed: Typist) -> None:
    assert closed.json("set", "illness=yes").reasons == ["case_closed"]
    first = closed.case
    closed.open("fire-drill", as_="warden")
    second = closed.case
    assert (
        closed.json("case", "link", first, second).code == 2
    )  # the warden is no stakeholder of a recall
    closed.patch.delenv("SOP_AS")
    assert closed.json("case", "link", first, second, "--as", "plant").code == 2


def test_linked_cases_name_each_other_once(sop: Typist) -> None:
    first, second = sop.open(), sop.open()
    told = sop.ok("case", "link", first[:6], second, "--why", "one building")
    assert (told.json["changed"], told.data["linked"]) == (True, second)
    for one, other in ((first, second), (second, first)):
        assert sop.ok("case", "show", one).data["links"] == [other]
        assert f"Linked: {other}" in sop("case", "show", one).out
    assert sop.ok("case", "link", second, first).json["changed"] is False
    undone = sop.ok("undo", "2", "--why", "another building", "-c", first)
    assert undone.data["unlinked"] == [second]
    for one in (first, second):
        assert sop.ok("case", "show", one).data["links"] == []
    assert sop.ok("case", "link", first, second).json["changed"] is True


def test_a_case_is_linked_with_another_that_exists(sop: Typist) -> None:
    first = sop.open()
    assert sop.json("case", "link", first, first).code == 2
    assert sop.json("case", "link", first, "0000-0000-0").code == 2
    assert sop.json("case", "link", first).code == 2


def test_a_link_is_undone_on_both_sides_of_closed_cases_too(closed: Typist) -> None:
    first = closed.case
    second = closed.open("food-recall", as_="plant")
    closed.ok("case", "link", first, second)
    closed.ok("undo", "--why", "another batch", "-c", first)
    for one in (first, second):
        assert closed.ok("case", "show", one).data["links"] == []
