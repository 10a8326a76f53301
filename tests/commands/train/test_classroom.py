"""A class of three roles plays to the end over exchanged files.

No role sees what only another agency may see.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.commands.typing_in import Outcome, Typist, new_typist
from tests.training.games import HERE

MARK = re.compile(r"MARK(?:POST|GUARD|CLINIC)(?:\d|NOTE)")
SEATS = ("post", "guard", "clinic")


def owner(mark: str) -> str:
    return next(seat for seat in SEATS if mark.startswith(f"MARK{seat.upper()}"))


@dataclass
class Room:
    """Three laptops and the facilitator's, each with its own workspace.

    The class file goes from one laptop to the next.
    """

    sop: Typist
    home: Path
    shown: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SEATS, ""))
    at: str = "facilitator"

    def laptop(self, who: str) -> Path:
        folder = self.home / who
        if not folder.exists():
            self.sop.ok("init", str(folder))
            shutil.copyfile(HERE / "parcel.yaml", folder / "workflows" / "parcel.yaml")
        return folder

    def handed_to(self, who: str) -> Path:
        """Move the class file to the laptop; return its path there."""
        old, new = self.laptop(self.at) / "class.session", self.laptop(who) / "class.session"
        if old != new:
            shutil.move(old, new)
        self.at = who
        return new

    def __call__(self, who: str, *words: str) -> Outcome:
        file = self.handed_to(who)
        seat = () if who == "facilitator" else ("--seat", who)
        told = self.sop.json(
            "train",
            "class",
            "--file",
            str(file),
            *seat,
            *words,
            "--workspace",
            str(self.laptop(who)),
        )
        if who in SEATS:
            screen = self.sop(
                "train", "class", "--file", str(file), *seat, "--workspace", str(self.laptop(who))
            )
            self.shown[who] += told.out + told.err + screen.out + screen.err
        return told


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    room = Room(new_typist(tmp_path, monkeypatch), tmp_path)
    folder = room.laptop("facilitator")
    begun = room.sop.json(
        "train",
        "class",
        "parcel/monday",
        "--roles",
        "post,guard,clinic",
        "--seed",
        "4",
        "--file",
        str(folder / "class.session"),
        "--workspace",
        str(folder),
    )
    assert begun.code == 0, begun.out
    return room


def everybody_looks(room: Room) -> None:
    for seat in SEATS:
        assert room(seat).code == 0


def looks_closely(room: Room, seat: str) -> None:
    """Return everything that can be shown at the keyboard of the role that is asked."""
    keys = "c\nnext\nwhy\nwhy look_after\nwhy sender\nwhy wound\nwhy pass_code\nq\n"
    file, folder = room.handed_to(seat), str(room.laptop(seat))
    told = room.sop(
        "train",
        "class",
        "--file",
        str(file),
        "--seat",
        seat,
        "--workspace",
        folder,
        terminal=True,
        stdin=keys,
    )
    assert told.code == 0, told.err
    assert all(f"; {screen}\n" in told.out for screen in ("checklist", "next", "why"))
    room.shown[seat] += told.out + told.err


def test_three_roles_play_to_the_end_and_none_sees_the_marks_of_the_others(room: Room) -> None:
    everybody_looks(room)
    for seat, answer in (
        ("post", "shake"),
        ("post", "hears"),
        ("guard", "wait"),
        ("guard", "gossip"),
    ):
        assert room(seat, "--answer", answer).code == 0
        everybody_looks(room)
    looks_closely(room, "guard")
    assert room("facilitator", "--facilitate", "inject press").code == 0
    assert room("guard", "--say", 'note "MARKGUARD9 the gate" --for guard').code == 0
    for seat, answer in (("guard", "guard_knows"), ("clinic", "sing"), ("clinic", "wound")):
        if seat == "clinic":
            looks_closely(room, seat)
        assert room(seat, "--answer", answer).code == 0
        everybody_looks(room)
    assert room("facilitator").data["finished"] is True
    planted = set(MARK.findall((HERE / "parcel.yaml").read_text("utf-8")))
    assert len(planted) >= 20
    for seat in SEATS:
        seen = set(MARK.findall(room.shown[seat]))
        assert {mark for mark in seen if owner(mark) != seat} == set(), seat
        own = {mark for mark in planted if owner(mark) == seat}
        assert len(seen & own) >= len(own) - 3, (
            f"{seat} sees {sorted(seen)}"
        )  # private values are never printed
        assert "A newspaper writes." in room.shown[seat]
        assert "Advanced: P1 Found -> P2 Outside" in room.shown[seat]


def test_the_facilitator_sees_everything(room: Room) -> None:
    room("post", "--answer", "shake")
    seen = "\n".join(room("facilitator").data["seen"])
    assert {"MARKPOST1", "MARKPOST3", "MARKPOST6"} <= set(MARK.findall(seen))


def test_only_the_role_that_is_asked_may_answer(room: Room) -> None:
    refused = room("guard", "--answer", "hears")
    assert (refused.code, "post is asked now, not guard" in refused.json["message"]) == (2, True)
    assert room("guard").data["options"] == []
    assert [one["id"] for one in room("post").data["options"]] != []
    assert room("facilitator", "--answer", "hears").code == 2


def test_the_facilitator_reveals_jumps_and_pauses(room: Room) -> None:
    assert room("facilitator", "--facilitate", "pause ten minutes").code == 0
    assert "The facilitator pauses the exercise. ten minutes" in "\n".join(
        room("clinic").data["seen"]
    )
    assert room("facilitator", "--facilitate", "reveal").data["question"] == "guard_knows"
    assert room("facilitator", "--facilitate", "jump wound").data["question"] == "wound"
    assert room("facilitator", "--facilitate", "jump hears").code == 2
    assert room("facilitator", "--facilitate", "dance").code == 2
    room("clinic", "--answer", "wound")
    file = str(room.handed_to("facilitator"))
    scored = room.sop.ok("train", "score", file, "--workspace", str(room.laptop("facilitator")))
    reached = {one["id"]: one["points"] for one in scored.data["objectives"]}
    assert reached["listens"] == 0  # it was shown, not answered


def test_what_each_group_chose_is_added_up(room: Room) -> None:
    sop, folder = room.sop, room.laptop("facilitator")
    names = []
    for number, choices in enumerate(("shake hears", "hears", "hears")):
        file = str(folder / f"group{number}.session")
        begin = (
            "train",
            "class",
            "parcel/monday",
            "--roles",
            "post",
            "--seed",
            "1",
            "--file",
            file,
        )
        sop.ok(*begin, "--workspace", str(folder))
        for one in choices.split():
            sop.ok(
                "train",
                "class",
                "--file",
                file,
                "--seat",
                "post",
                "--answer",
                one,
                "--workspace",
                str(folder),
            )
        names += ["--rollup", file]
    added = sop.ok("train", "class", *names, "--workspace", str(folder)).data["rollup"]
    found = {(one["turn"], one["choice"]): one["groups"] for one in added}
    assert found == {("hears", "shake"): 1, ("hears", "hears"): 2}


def test_one_keyboard_goes_round(room: Room) -> None:
    folder = room.laptop("facilitator")
    keys = "c\n?\nnext\nwhy listen\n4\nwhy nothing\nsop checklist\nf\ninject press\n" + "1\n" * 12
    told = room.sop(
        "train",
        "class",
        "parcel/monday",
        "--roles",
        "post,guard,clinic",
        "--seed",
        "4",
        "--workspace",
        str(folder),
        terminal=True,
        stdin=keys,
    )
    assert told.code == 0, told.err
    assert "The exercise has ended." in told.out
    assert told.out.count("MARKSTORY") == len(SEATS)  # once for each learner who sits down
    assert "MARKCLINIC6 He smiles." in told.out
    assert all(f"you: {seat.upper()}" in told.out for seat in SEATS)
    assert (
        "you: facilitator" not in told.out
    )  # a learner sees the screen of their seat, unless all is asked for
    for part in (
        "Start: sop do P1.1",
        "P1.1 Listen to the parcel: possible now",
        "PARCEL: P1 Found",
    ):
        assert part in told.out, part
    assert "'nothing' is not an action" in told.err + told.out


def test_a_class_survives_a_power_failure(room: Room) -> None:
    folder = room.laptop("facilitator")
    told = room.sop(
        "train",
        "class",
        "parcel/monday",
        "--roles",
        "post,guard",
        "--seed",
        "5",
        "--workspace",
        str(folder),
        terminal=True,
        stdin="1\n",
    )
    assert (told.code, "is saved with 1 turn:" in " ".join(told.out.split())) == (130, True)
