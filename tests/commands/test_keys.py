"""Idempotency keys: a key stands for one request; the same key with any other content is refused as
a usage error.

Each row of `VARIATIONS` is a request and one that differs from it in a single part. Were that part
left out of what a key stands for, the second request would be dropped without a message and
reported as done.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.commands.typing_in import Typist

SAMPLE = '{"sample_number": 1, "cold_chain": true}'
WARM_SAMPLE = '{"sample_number": 1, "cold_chain": false}'


@dataclass(frozen=True)
class Request:
    """The words of a command, with what is given on stdin."""

    words: tuple[str, ...]
    stdin: str = ""


def request(line: str, stdin: str = "") -> Request:
    return Request(tuple(line.split()), stdin)


EXAMINE = "do examine --as plant --set hazard=glass --form -"
READ = "do take_complaint --as authority --set-from -"
VARIATIONS: dict[str, tuple[Request, Request]] = {
    "another command": (request("set illness=yes"), request("raise alarm")),
    "another action": (request("do take_complaint"), request("do print_labels")),
    "one action more": (request("do take_complaint"), request("do take_complaint print_labels")),
    "another stakeholder": (
        request("do take_complaint"),
        request("do take_complaint --as authority"),
    ),
    "another time": (request("set illness=yes"), request("set illness=yes --at 09:58")),
    "one time for another": (
        request("set illness=yes --at 09:59"),
        request("set illness=yes --at 09:58"),
    ),
    "another value": (request("set illness=yes"), request("set illness=no")),
    "another fact": (request("set illness=yes"), request("set entry_agreed=yes")),
    "one fact more": (request("set illness=yes"), request("set illness=yes entry_agreed=yes")),
    "another private fact": (
        request(READ, "complainant=A. Nel"),
        request(READ, "complainant=B. Nel"),
    ),
    "no private fact": (
        request(READ, "complainant=A. Nel"),
        request("do take_complaint --as authority"),
    ),
    "another remark": (
        request("do take_complaint --note seen"),
        request("do take_complaint --note heard"),
    ),
    "no remark": (request("do take_complaint --note seen"), request("do take_complaint")),
    "another form": (request(EXAMINE, SAMPLE), request(EXAMINE, WARM_SAMPLE)),
    "another recorded value": (
        request(EXAMINE, SAMPLE),
        request(EXAMINE.replace("glass", "germs"), SAMPLE),
    ),
    "another reason": (
        request("set illness=yes --why seen"),
        request("set illness=yes --why heard"),
    ),
    "no reason": (request("set illness=yes --why seen"), request("set illness=yes")),
    "another reason of an interrupt": (
        request("raise alarm --why fire"),
        request("raise alarm --why flood"),
    ),
    "another reason of an outcome": (
        request("advance recall.assess.dismiss --why sugar"),
        request("advance recall.assess.dismiss --why sand"),
    ),
    "another outcome": (
        request("advance recall.assess.dismiss --why sugar"),
        request("advance recall.assess.recall_it --why sugar"),
    ),
    "another reason to close": (
        request("close --as authority --why nothing"),
        request("close --as authority --why everything"),
    ),
    "another reason to undo": (request("undo 2 --why mistaken"), request("undo 2 --why misread")),
    "another event to undo": (request("undo 2 --why mistaken"), request("undo 3 --why mistaken")),
    "another note": (request("note -", "the shop is late"), request("note -", "the shop is early")),
    "another reader": (
        request("note - --for plant --for lab", "late"),
        request("note - --for plant --for shops", "late"),
    ),
    "one reader less": (
        request("note - --for plant --for lab", "late"),
        request("note - --for plant", "late"),
    ),
    "a note that all may read": (request("note - --for plant", "late"), request("note -", "late")),
}
BEFORE: dict[str, tuple[Request, ...]] = {
    "another form": (request("do take_complaint"),),
    "another recorded value": (request("do take_complaint"),),
    "another reason of an outcome": (
        request("do take_complaint"),
        request(EXAMINE.replace("glass", "nothing"), SAMPLE),
    ),
    "another event to undo": (request("set illness=yes"), request("set entry_agreed=yes")),
    "another reason to undo": (request("set illness=yes"),),
}
BEFORE["another outcome"] = BEFORE["another reason of an outcome"]
BEFORE["another reason to close"] = (
    *BEFORE["another reason of an outcome"],
    request("advance recall.assess.dismiss --why sugar"),
)


def history(sop: Typist) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sop.ok("case", "timeline", "--as", "authority").data["events"]
    return found


def ask(sop: Typist, asked: Request, *more: str) -> tuple[int, bool | None, str]:
    """The exit code, whether something was written, and the message where it failed."""
    answer = sop.json(*asked.words, *more, stdin=asked.stdin)
    return answer.code, answer.json.get("changed"), answer.json.get("message", "")


@pytest.mark.parametrize("part", VARIATIONS)
def test_a_key_used_for_anything_else_is_a_usage_error_and_nothing_is_written(
    sop: Typist, part: str
) -> None:
    sop.at("2026-03-02T09:00:00")
    sop.open("food-recall", "--set", "product=milk", as_="plant")
    sop.at("2026-03-02T10:00:00")
    for earlier in BEFORE.get(part, ()):
        sop.ok(*earlier.words, stdin=earlier.stdin)
    first, other = VARIATIONS[part]
    assert ask(sop, first, "--key", "k")[:2] == (0, True)
    before = history(sop)
    code, _, message = ask(sop, other, "--key", "k")
    assert code == 2
    assert "'k'" in message
    assert ask(sop, first, "--key", "k")[:2] == (0, False)
    assert history(sop) == before


def test_a_key_used_by_another_person_is_a_usage_error(sop: Typist) -> None:
    sop.open("food-recall", "--set", "product=milk", as_="plant")
    words = ("set", "illness=yes", "--key", "k")
    sop("config", "set", "name", "Pat", terminal=True)
    assert sop(*words, terminal=True).code == 0
    sop("config", "set", "name", "Sam", terminal=True)
    assert sop(*words, terminal=True).code == 2
    assert [event["by"] for event in history(sop)][1:] == ["Pat"]


def test_the_same_request_under_another_key_is_a_request_of_its_own(sop: Typist) -> None:
    sop.open("food-recall", "--set", "product=milk", as_="plant")
    for key in ("k1", "k2"):
        assert ask(sop, request("note -", "late"), "--key", key)[:2] == (0, True)
    assert len(history(sop)) == 3


@pytest.mark.parametrize(
    "other",
    [
        ("food-recall", "--set", "product=bread"),
        ("food-recall", "--set", "product=milk", "--incident", "I-8"),
        ("food-recall", "--set", "product=milk", "--at", "09:00"),
        ("food-recall", "--set", "product=milk", "--as", "lab"),
    ],
    ids=["another fact", "another incident", "another time", "another stakeholder"],
)
def test_a_key_opens_no_other_case(sop: Typist, other: tuple[str, ...]) -> None:
    first = ("open", "food-recall", "--set", "product=milk", "--as", "plant", "--key", "k")
    case = sop.ok(*first).json["case"]
    as_ = () if "--as" in other else ("--as", "plant")
    refused = sop.json("open", *other, *as_, "--key", "k")
    assert (refused.code, "'k'" in refused.json["message"]) == (2, True)
    again = sop.ok(*first).json
    assert (again["case"], again["changed"]) == (case, False)


@pytest.mark.parametrize(
    "part", ["another remark", "another action", "another outcome", "another reason of an outcome"]
)
def test_a_key_in_an_incident_stands_for_one_request_too(sop: Typist, part: str) -> None:
    incident = ("--incident", "I-7")
    sop.ok(
        "open", "food-recall", "--set", "product=milk", "--as", "plant", *incident, "--persons", "2"
    )
    sop.patch.setenv("SOP_AS", "plant")
    for earlier in BEFORE.get(part, ()):
        sop.ok(*earlier.words, *incident, stdin=earlier.stdin)
    first, other = VARIATIONS[part]
    assert ask(sop, first, *incident, "--key", "k")[:2] == (0, True)
    versions = [case["version"] for case in sop.ok("case", "list").data["cases"]]
    code, _, message = ask(sop, other, *incident, "--key", "k")
    assert (code, "'k'" in message) == (2, True)
    assert ask(sop, first, *incident, "--key", "k")[:2] == (0, False)
    assert [case["version"] for case in sop.ok("case", "list").data["cases"]] == versions
