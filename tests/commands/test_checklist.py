"""`sop checklist`: filtered by the option only, printed for hand use, plain."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_the_checklist_filters_by_the_option_only(recall: Typist) -> None:
    def owners(*words: str) -> set[str]:
        tracks = recall.ok("checklist", *words).data["tracks"]
        return {who for track in tracks for action in track["actions"] for who in action["by"]}

    assert owners() == {"plant", "authority"}
    recall.patch.setenv("SOP_AS", "authority")
    assert owners() == {"plant", "authority"}
    titles = [
        a["id"]
        for t in recall.ok("checklist", "--as", "authority").data["tracks"]
        for a in t["actions"]
    ]
    assert titles == ["recall.assess.take_complaint", "recall.assess.inspect"]
    assert [track["track"] for track in recall.ok("checklist", "--track", "T").data["tracks"]] == [
        "tests"
    ]


def test_the_checklist_is_printed_for_hand_use(recall: Typist) -> None:
    for form, mark in (("md", "# Checklist of case"), ("html", "<!doctype html>")):
        told = recall("checklist", "--format", form)
        assert (told.code, mark.lower() in told.out.lower()) == (0, True)
        written = recall("checklist", "--format", form, "-o", f"list.{form}")
        assert (written.code, written.out) == (0, "")
        assert (recall.folder / f"list.{form}").read_text("utf-8") == told.out
    assert recall("checklist", "-o", "no/such/folder.txt").code == 2


def test_plain_mode_is_ascii_and_one_item_a_line(recall: Typist) -> None:
    told = recall("checklist", "--plain")
    assert (told.code, told.out.isascii()) == (0, True)
