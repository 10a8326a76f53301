"""What a guarantee is about, and how likely a fault breaks it."""

from __future__ import annotations

import json
import re
from typing import Any

from faults import Document, Mutant, at


class Subject:
    """What a guarantee is about: the steps and actions of its trigger, and what it demands."""

    def __init__(self, document: Document, guarantee: Document) -> None:
        self._document = document
        trigger, demand = _trigger_and_demand(guarantee)
        self.about, self.demanded = self._names_in(trigger), self._names_in(demand)
        tracks = document["tracks"]
        paths = [word.split(".") for word in self.about if "." in word]
        self.steps = {(path[0], path[1]) for path in paths if path[1] in tracks[path[0]]["steps"]}
        self.recording = {
            (track, step, action)
            for track, content in tracks.items()
            for step, inside in content["steps"].items()
            for action, part in (inside.get("actions") or {}).items()
            if self.demanded & {*_names(part.get("records")), *_names(part.get("may_record"))}
        }

    def _names_in(self, text: str) -> set[str]:
        """Return the names in a condition, with those in its terms."""
        found = _words(text)
        terms = self._document.get("terms") or {}
        for word in sorted(found & terms.keys()):
            found |= self._names_in(json.dumps(terms[word], default=str)) - {word}
        return found

    def score(self, mutant: Mutant) -> float:
        """Return how likely the fault breaks the guarantee; the weights come from trial.

        Likely are faults at the demanded action, at the trigger, and on a path to it.
        """
        inside = at(self._document, mutant.place)
        words = _words(f"{mutant.what} {json.dumps(inside, default=str)}")
        score = 2.0 * len(words & self.demanded)
        score += self._score_action(mutant)
        match _part_kind(mutant):
            case "outcomes":
                score += self._score_outcome(mutant, bool(words & self.demanded))
            case "starts":
                score += 9 * (mutant.place[1] in {track for track, _ in self.steps})
            case "interrupts":
                to = at(self._document, mutant.place[:4])["to"]
                score += 9 * ((mutant.place[1], to) in self.steps)
        return score + self._score_step(mutant)

    def _score_action(self, mutant: Mutant) -> float:
        track, step, name = _step_and_part(mutant)
        path = f"{track}.{step}.{name}"
        if mutant.operator == "required made optional":
            is_recording = (track, step, name) in self.recording
            return 12.0 * (path in self.demanded) + 8 * is_recording
        return 10.0 * (path in self.about)

    def _score_outcome(self, mutant: Mutant, is_about_demand: bool) -> float:
        """Return the score of a fault at an outcome to a step of the trigger; early steps first."""
        track, step, _ = _step_and_part(mutant)
        is_redirected = mutant.operator == "outcome redirected"
        to = at(self._document, mutant.place[:6])["to"]
        if is_redirected:
            to = mutant.what.split(" ")[2]
        if (track, to) not in self.steps or not (is_about_demand or is_redirected):
            return 0.0
        order = list(self._document["tracks"][track]["steps"])
        earliness = 1 - order.index(step) / len(order)  # the demand is then not met yet
        return 6 + 3 * earliness

    def _score_step(self, mutant: Mutant) -> float:
        track, step, _ = _step_and_part(mutant)
        if mutant.operator == "steps swapped":
            other = mutant.what.rsplit(" ", 1)[1]
            return 6.0 * bool(self.steps & {(track, step), (track, other)})
        return 2.0 * ((track, step) in self.steps)


def _part_kind(mutant: Mutant) -> str:
    """Return `outcomes`, `actions`, `interrupts` or `starts`: what the fault is in; else empty."""
    place = tuple(map(str, mutant.place))
    if place[2:3] == ("steps",):
        return "".join(place[4:5])
    return "".join(place[2:3])


def _step_and_part(mutant: Mutant) -> tuple[str, str, str]:
    """Return track, step or interrupt, and action or outcome of the fault; empty for none."""
    place = (*map(str, mutant.place), "", "", "", "", "")
    return place[1], place[3], place[5]


def _trigger_and_demand(guarantee: Document) -> tuple[str, str]:
    """Return the condition that triggers the guarantee, and the one that it then demands."""
    for pattern, trigger, demand in (
        ("precondition", "of", "holds"),
        ("precedence", "then", "first"),
        ("response", "trigger", "then"),
    ):
        if pattern in guarantee:
            return json.dumps(guarantee[pattern][trigger]), json.dumps(guarantee[pattern][demand])
    text = json.dumps({key: guarantee[key] for key in guarantee if key not in ("because", "law")})
    return text, text


def _names(listed: Any) -> list[str]:
    """Return the names of a key that holds a list, one name or nothing."""
    if isinstance(listed, list):
        return listed
    return [str(listed)] if listed else []


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z_0-9.]+", text)) - {
        "is",
        "not",
        "or",
        "and",
        "done",
        "one",
        "of",
        "current",
    }
