"""The rubric, written a second time and apart: scores a session from the lines of its file, sharing no code."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Line = dict[str, Any]
HOURS = {"hours": 1, "days": 24}


def happenings(text: str) -> list[Line]:
    """All happenings of a session's file, in order."""
    return [one for line in text.splitlines()[1:] for one in json.loads(line[9:])["happenings"]]


def points_of(
    played: Line, told: list[Line], entered: dict[str, list[str]], finished: bool, rule: Line
) -> int:
    """The points of one line of an objective. `entered`: path of an action or way -> steps that it stands for."""
    kind, target, worth = rule["kind"], rule["target"], rule["points"]
    undone = {
        one["event"]["event"] for one in told if one.get("event", {}).get("type") == "event_undone"
    }
    told = [one for one in told if "event" not in one or one["event"]["id"] not in undone]

    def events(name: str) -> list[Line]:
        """Every happening that is this turn, action or step."""
        found = []
        for one in told:
            event = one.get("event", {})
            steps = [
                step
                for key in ("action", "outcome", "interrupt")
                for step in entered.get(event.get(key, ""), [])
            ]
            steps += entered["opening"] if event.get("type") == "case_opened" else []
            done = event.get("type") == "action_done" and event["action"] == name
            if (one["kind"] == "turn" and one["turn"] == name) or done or name in steps:
                found.append(one)
        return found

    def fits(one: Line) -> bool:
        opened = next(each for each in told if "event" in each)["event"]["at"]
        start, when = (
            datetime.fromisoformat(opened),
            datetime.fromisoformat(one.get("event", one)["at"]),
        )
        if rule.get("after"):
            marks = events(rule["after"])
            if not marks or marks[0]["number"] > one["number"]:
                return False
            start = datetime.fromisoformat(marks[0].get("event", marks[0])["at"])
        marks = events(rule["before"]) if rule.get("before") else []
        if marks and marks[0]["number"] < one["number"]:
            return False
        length = rule.get("within")
        return not length or when <= start + timedelta(
            hours=length["amount"] * HOURS[length["unit"]]
        )

    if kind == "chose":
        turn, _, choice = target.partition(".")
        answers = [one for one in told if one["kind"] == "answered" and one["turn"] == turn]
        if choice:
            return worth if any(one["choice"] == choice and fits(one) for one in answers) else 0
        if not answers or not fits(answers[0]):
            return 0
        wrong = {
            c["id"]: c.get("points", 0)
            for t in played["turns"]
            if t.get("id") == turn
            for c in t["choices"]
        }
        return worth if answers[0]["choice"] == turn else min(worth, wrong[answers[0]["choice"]])
    if kind == "not_disclosed_to":
        notes = [
            one["event"]
            for one in told
            if one.get("own") and one.get("event", {}).get("type") == "note_written"
        ]
        open_to = [
            n for n in notes if (not n["readers"] or target in n["readers"]) and n["as"] != target
        ]
        return worth if finished and not open_to else 0
    types = {
        "done": ("action_done",),
        "told": ("facts_told",),
        "asked": ("action_done", "facts_told"),
    }.get(kind, ())
    for one in events(target) if kind in ("done", "visited") else told:
        event = one.get("event", {})
        is_it = (kind == "visited" and bool(event)) or event.get("type") in types
        if is_it and (kind in ("done", "visited") or target in event["facts"]) and fits(one):
            return worth
    return 0


def total(
    played: Line, objectives: list[Line], told: list[Line], entered: Any, finished: bool
) -> Fraction:
    whole = Fraction(0)
    for one in objectives:
        most = sum(rule["points"] for rule in one["earn"] if rule["points"] > 0)
        got = sum(points_of(played, told, entered, finished, rule) for rule in one["earn"])
        whole += Fraction(one.get("weight", 1) * min(max(got, 0), most), most or 1)
    return whole
