"""Score a session from the lines of its file.

It is a second implementation of the rubric, which shares no code with sop.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Line = dict[str, Any]
HOURS = {"hours": 1, "days": 24}
EVENTS = {
    "done": ("action_done",),
    "told": ("facts_told",),
    "asked": ("action_done", "facts_told"),
}


def happenings(text: str) -> list[Line]:
    """Return all happenings of a session's file, in order."""
    return [one for line in text.splitlines()[1:] for one in json.loads(line[9:])["happenings"]]


class Oracle:
    """One session. `entered`: path of an action, outcome or interrupt -> the steps it is about."""

    def __init__(
        self, played: Line, lines: Iterable[Line], entered: dict[str, list[str]], finished: bool
    ) -> None:
        lines = list(lines)
        events = [one["event"] for one in lines if "event" in one]
        undone = {event["event"] for event in events if event["type"] == "event_undone"}
        self.played, self.entered, self.finished = played, entered, finished
        self.lines = [one for one in lines if one.get("event", {}).get("id") not in undone]

    def total(self) -> Fraction:
        """Return the points of the session, weighted."""
        whole = Fraction(0)
        for objective in self.played["objectives"]:
            most = sum(rule["points"] for rule in objective["earn"] if rule["points"] > 0)
            points = sum(self.points_of(rule) for rule in objective["earn"])
            weighted = objective.get("weight", 1) * min(max(points, 0), most)
            whole += Fraction(weighted, most or 1)
        return whole

    def points_of(self, rule: Line) -> int:
        """Return the points of one line of an objective."""
        kind, target = rule["kind"], rule["target"]
        worth: int = rule["points"]
        if kind == "chose":
            return self.points_of_choice(rule)
        if kind == "not_disclosed_to":
            return worth if self.finished and not self.is_disclosed(target) else 0
        if kind in ("done", "visited"):
            found = self.landmarks(target)
        else:
            found = [one for one in self.lines if target in one.get("event", {}).get("facts", {})]
        if kind == "visited":
            found = [one for one in found if "event" in one]
        else:
            found = [one for one in found if one.get("event", {}).get("type") in EVENTS[kind]]
        return worth if any(self.fits(one, rule) for one in found) else 0

    def points_of_choice(self, rule: Line) -> int:
        name, _, choice = rule["target"].partition(".")
        worth: int = rule["points"]
        answers = [one for one in self.lines if one["kind"] == "answered" and one["turn"] == name]
        if choice:
            chosen = [one for one in answers if one["choice"] == choice]
            return worth if any(self.fits(one, rule) for one in chosen) else 0
        if not answers or not self.fits(answers[0], rule):
            return 0
        if answers[0]["choice"] == name:
            return worth
        turn = next(one for one in self.played["turns"] if one.get("id") == name)
        wrong = {one["id"]: one.get("points", 0) for one in turn["choices"]}
        return min(worth, wrong[answers[0]["choice"]])

    def is_disclosed(self, stakeholder: str) -> bool:
        """Whether the learner, as another stakeholder, wrote a note that this one may read."""
        events = [one["event"] for one in self.lines if one.get("own") and "event" in one]
        notes = [event for event in events if event["type"] == "note_written"]
        others = [note for note in notes if note["as"] != stakeholder]
        return any(not note["readers"] or stakeholder in note["readers"] for note in others)

    def landmarks(self, name: str) -> list[Line]:
        """Return every happening that is this turn, action or step."""
        return [one for one in self.lines if self.is_landmark(one, name)]

    def is_landmark(self, line: Line, name: str) -> bool:
        event = line.get("event", {})
        paths = [event[key] for key in ("action", "outcome", "interrupt") if key in event]
        if event.get("type") == "case_opened":
            paths = ["opening"]
        is_turn = line["kind"] == "turn" and line["turn"] == name
        is_done = event.get("type") == "action_done" and event["action"] == name
        return is_turn or is_done or any(name in self.entered.get(path, ()) for path in paths)

    def fits(self, line: Line, rule: Line) -> bool:
        """Whether the happening is before, after and within what the rule says."""
        start = time_of(next(one for one in self.lines if "event" in one))
        if rule.get("after"):
            marks = self.landmarks(rule["after"])
            if not marks or marks[0]["number"] > line["number"]:
                return False
            start = time_of(marks[0])
        marks = self.landmarks(rule["before"]) if rule.get("before") else []
        if marks and marks[0]["number"] < line["number"]:
            return False
        length = rule.get("within")
        if not length:
            return True
        hours = length["amount"] * HOURS[length["unit"]]
        return time_of(line) <= start + timedelta(hours=hours)


def time_of(line: Line) -> datetime:
    return datetime.fromisoformat(line.get("event", line)["at"])
