"""Two cases with private words, dates and choices in every place that takes one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from tests.secrecy.places import WORKFLOWS, Place, new_place
from tests.secrecy.readings import write_json
from tests.secrecy.turns import Turn, read_turns

INCIDENT = "harbour"


@dataclass
class PlantedCase:
    """A case, and what nobody else may read in it.

    `marks` has each planted word with those who may read it, `dates` and `words` patterns of due
    times and choices, each with those who may see the fact.
    """

    workflow: str
    place: Place
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    patterns: dict[str, frozenset[str]] = field(default_factory=dict)

    def mark(self, *readers: str) -> str:
        """A new word that only these readers may read."""
        word = f"QUARTZ{self.workflow[0].upper()}{len(self.marks) + 1:02}"
        self.marks[word] = frozenset(readers)
        return word

    def hide(self, readers: Iterable[str], *patterns: str) -> None:
        """Only these readers may see what the patterns find."""
        for pattern in patterns:
            self.patterns[pattern] = frozenset(readers)

    def find_leaks(self, shown: str, viewer: str | None) -> list[str]:
        """What the text shows that the viewer may not read."""
        flat = re.sub(r"\s+", " ", shown)
        words = [word for word, readers in self.marks.items() if viewer not in readers]
        found = [word for word in words if word.lower() in flat.lower()]
        for pattern, readers in self.patterns.items():
            if viewer not in readers and re.search(pattern, flat):
                found.append(pattern)
        return found


def day(text: str) -> str:
    """A pattern for a day, as people, JSON and calendars write it."""
    when = datetime.fromisoformat(text)
    return rf"\b{when.day} {when:%b}\b|{when:%Y-%m-%d}|{when:%Y%m%d}"


def minute(number: int) -> str:
    """A pattern for a time of day with this minute, which nothing else in the case has."""
    return rf"\b\d\d:{number}\b|T\d\d{number}\d\d"


def plant_fall(folder: Path) -> PlantedCase:
    """The case of the workflow of this folder: 25 marks, 7 dates and choices."""
    case = PlantedCase("after-a-fall", new_place(folder, "after-a-fall", 1))
    place, both, alone = case.place, ("doctor", "nurse"), ("doctor",)
    ticks = count()

    def at(
        as_: str, *words: str, facts: str = "", form: Mapping[str, object] | None = None
    ) -> None:
        place.now = f"2026-03-02T{10 + next(ticks) // 6}:{next(ticks) % 6}0:00+02:00"
        said = (*words, "--set-from", "-") if facts else words
        if form is not None:
            write_json(place.folder / "filled.json", form)
            said = (*said, "--form", "filled.json")
        place.ok(*said, as_=as_, stdin=facts)

    def note(as_: str, reader: str, word: str) -> None:
        place.ok("note", "-", "--for", reader, as_=as_, stdin=f"the {word} said so")

    opening = ("--incident", INCIDENT, "--set-from", "-")
    place.now = "2026-03-02T08:00:00+02:00"
    place.open("after-a-fall", *opening, as_="clerk", stdin="came_from=prison\n")
    at("clerk", "do", "greet", facts="room=red\ncame_at=2026-03-02 07:30\n")
    at(
        "doctor",
        "do",
        "look",
        "--note",
        f"see {case.mark(*alone)}",
        facts=f"illness=grave\nfell_at=2026-03-01 19:37\ndose_units=7\n"
        "answered_at=2026-02-20 21:53\n"
        f"true_name={case.mark(*alone)}\ntold_story={case.mark(*both)}\n",
        form={"found": case.mark(*alone), "on": case.mark(*alone), "count": 1},
    )
    told = (("next_dose_at", "2026-05-19 11:41", both), ("ward_beds", "4", both))
    for name, value, readers in (*told, ("secret_wish", "leave", alone)):
        at("doctor", "set", "--why", f"by {case.mark(*readers)}", facts=f"{name}={value}\n")
    wish = int(place.ok("case", "show", place.case).json["version"])
    story = f"told_story={case.mark(*both)}\n"
    at("nurse", "do", "listen", "--note", f"as {case.mark(*both)} told", facts=story)
    corrected = "fell_at=2026-03-01 17:13\n"
    at("doctor", "set", "--why", f"{case.mark(*both)} came later", facts=corrected)
    at(
        "doctor",
        "set",
        "--why",
        f"not {case.mark(*alone)}",
        facts=f"true_name={case.mark(*alone)}\n",
    )
    note("doctor", "nurse", case.mark(*both))
    note("nurse", "doctor", case.mark(*both))
    note("guard", "clerk", case.mark("guard", "clerk"))
    at("doctor", "do", "weigh_dose")
    at("nurse", "do", "make_bed", "--note", f"for {case.mark(*both)}", facts="ward_beds=3\n")
    at("doctor", "undo", str(wish), "--why", f"{case.mark(*alone)} asked")
    moment = "2026-03-02T08:10:00+02:00"
    said = ("case", "time", str(wish - 1), "--at", moment, "--why", f"{case.mark(*both)} said")
    place.ok(*said, as_="doctor")
    at("doctor", "set", "--why", f"yes {case.mark(*alone)}", facts="secret_wish=leave\n")
    at("doctor", "set", "--why", f"{case.mark(*both)} coughs", facts="infectious=yes\n")
    at("nurse", "raise", "collapse", "--why", f"{case.mark(*both)} fell")
    at("guard", "raise", "smoke_seen", "--why", "black smoke")
    at("guard", "do", "desk.fire.count", form={"words": case.mark("guard")})
    at("guard", "do", "keys.count_keys")
    case.hide(both, minute(37), minute(13), minute(41), day("2026-05-16"), day("2026-05-21"))
    case.hide(both, day("2026-05-19"), r"\bgrave\b", r"\bprison\b", r"\bcoughs\b")
    case.hide(alone, minute(53), day("2026-02-20"), day("2026-02-22"), r"\bleave\b(?! out)")
    return case


def plant_guest_house(folder: Path) -> PlantedCase:
    """The case of a shipped scenario up to its lawful stay: marks in health, shelter and notes."""
    case = PlantedCase("za-trafficking", new_place(folder, "za-trafficking", 2))
    place = case.place
    care, police = ("doh", "dsd", "shelter"), ("doh", "saps")
    scenario = WORKFLOWS["za-trafficking"] / "scenarios" / "night_at_the_guest_house.yaml"
    turns = list(read_turns(scenario))
    place.now = turns[0].now.isoformat()
    place.open("za-trafficking", "--incident", INCIDENT, as_="saps")
    for turn in turns:
        for said in _plant_words(case, turn):
            play_turn(place, said)
        if turn.words[1:2] == ("health.follow_up.leave_way_open",):
            break
    correction = replace(
        turn, as_="doh", words=("set", "--why", f"{case.mark('doh', 'saps')} said")
    )
    play_turn(place, replace(correction, facts={"last_harm_at": "2026-09-04 17:13"}))
    words = ("set", "--accept", "--why", f"{case.mark(*care)} asked")
    play_turn(place, replace(correction, words=words, facts={"pregnancy": "not_established"}))
    place.ok("note", "-", "--for", "doh", as_="dsd", stdin=case.mark("doh", "dsd"))
    place.ok("note", "-", "--for", "npa", as_="saps", stdin=case.mark("npa", "saps"))
    case.hide(police, minute(37), minute(13), day("2026-12-03"), day("2026-12-02"))
    case.hide(care, r'"pregnancy": "', r"pregnancy is pregnant")
    case.hide(police, r'"last_harm_at": "', r"sexual_violence is disclosed")
    return case


def _plant_words(case: PlantedCase, turn: Turn) -> list[Turn]:
    """The turn with words planted beside its private facts and in its form."""
    form = turn.form
    if turn.words[-1] == "health.care.write_findings":
        form = {**(form or {}), "reference": f"J88/{case.mark('doh')}"}
    if turn.words[-1] == "intake.screening.screen":
        form = {**(form or {}), "wishes": f"that {case.mark('dsd', 'saps', 'ngo')} comes"}
    words, facts = turn.words, dict(turn.facts)
    if words[-1] == "health.care.examine":
        facts["last_harm_at"] = "2026-09-04 18:37"
        words = (*words, "--note", f"with {case.mark('doh')}")
    if words[-1] == "health.care.calm":
        words = (*words, "--note", f"like {case.mark('doh', 'dsd', 'shelter', 'ngo')}")
    return [replace(turn, words=words, facts=facts, form=form)]


def play_turn(place: Place, turn: Turn) -> None:
    """Write the turn into the case."""
    place.now = turn.now.isoformat()
    said, stdin = turn.words, ""
    if turn.facts:
        said = (*said, "--set-from", "-")
        stdin = "".join(f"{name}={value}\n" for name, value in turn.facts.items())
    if turn.form is not None:
        (place.folder / "filled.json").write_text(json.dumps(turn.form), encoding="utf-8")
        said = (*said, "--form", "filled.json")
    place.ok(*said, as_=turn.as_, stdin=stdin)
