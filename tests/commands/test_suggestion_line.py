"""Every command that is suggested can be typed: it is accepted, or asks, or is marked as another
agency's.
"""

from __future__ import annotations

import os
import random
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sop.casework.demo_player import DemoPlayer
from sop.model.definition import Definition
from tests.commands.suggestion_runs import Collector, forms_of, pieces, places
from tests.commands.typing_in import Typist

WHOLE = bool(os.environ.get("SOP_LONG"))
LOOKS = (
    ("next",),
    ("checklist", "--all"),
    ("why",),
    ("why", "close"),
    ("case", "show"),
    ("case", "timeline"),
)


@pytest.mark.parametrize(
    ("workflow", "scenarios", "every"),
    [("fire-drill", 1, 1), ("uk-nrm", 1, 25), ("za-trafficking", 1, 25)],
)
def test_whatever_is_suggested_about_a_case_is_accepted_or_asks(
    sop: Typist, tmp_path: Path, workflow: str, scenarios: int, every: int
) -> None:
    """Played scenarios, stopped at many places; each stakeholder and no one looks, and asks for
    what is refused.
    """
    sop.patch.delenv("SOP_AS", raising=False)
    collector = Collector(sop, tmp_path)
    rng = random.Random(workflow)
    found = pieces(workflow)
    chosen = rng.sample(found, min(3 if WHOLE else scenarios, len(found)))
    for piece in chosen:
        forms = forms_of(piece.definition, [one.scenario for one in found])
        for player in places(sop, piece, min(12, every) if WHOLE else every):
            ask(collector, player, rng)
            place = f"{piece.scenario.id} version {player.file.version}"
            collector.type_all(place, _Forms(tmp_path, forms))
        total = sum(collector.counts.values())
        counts = dict(collector.counts)
        print(f"\n{piece.scenario.id}: {total} suggestions typed so far: {counts}", flush=True)
    assert "\n".join(collector.wrong) == ""
    assert sum(collector.counts.values()) > 20


def ask(collector: Collector, player: DemoPlayer, rng: random.Random) -> None:
    """Look and ask as each stakeholder and as no one; what is written is taken back, since nothing
    may change here.
    """
    case, definition = player.file.id, player.file.definition
    people = [None, *definition.stakeholders]
    with collector.listening():
        for as_ in people if WHOLE else rng.sample(people, 2):
            who = () if as_ is None else ("--as", as_)
            for words in (*LOOKS, *rng.sample(list(requests(definition, player.file.version)), 12)):
                dry = () if words in LOOKS else ("--dry-run",)
                if as_ is None and dry:
                    continue
                collector.sop(*words, "-c", case, *who, *dry)
                collector.sop.json(*words, "-c", case, *who, *dry)


def requests(definition: Definition, events: int) -> Iterator[tuple[str, ...]]:
    """Everything that could be asked, most of it refused."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            for action in step.actions.values():
                yield ("do", action.code)
                yield ("waive", action.code)
            for outcome in step.outcomes.values():
                yield ("advance", track.id, outcome.id)
        yield from (("raise", interrupt.path) for interrupt in track.interrupts.values())
    yield from (("undo", str(number)) for number in range(2, events + 1))
    for fact in definition.facts.values():
        yield ("set", fact.id)
        yield ("why", fact.id)
        if fact.type == "boolean" and not fact.sensitive:
            yield ("set", f"{fact.id}=yes")
    yield ("close",)
    yield ("case", "reopen")


class _Forms:
    """Writes the evidence for an action into a file; an action without a form gets an empty one."""

    def __init__(self, folder: Path, forms: Mapping[str, str]) -> None:
        self.path, self.forms = folder / "form.json", forms

    def __call__(self, code: str) -> str:
        self.path.write_text(self.forms.get(code, "{}"), encoding="utf-8")
        return str(self.path)


ELSEWHERE: tuple[tuple[str, ...], ...] = (
    (),
    ("as",),
    ("as", "warden"),
    ("doctor",),
    ("case", "list"),
    ("workflow", "list"),
    ("workflow", "show", "fire-drill"),
    ("train", "list"),
    ("train", "list", "--sessions"),
    ("train", "course"),
    ("train", "progress"),
    ("worklist",),
    ("worklist", "--due", "2020-01-01"),
    ("store", "status"),
    ("store", "check"),
    ("next",),
    ("do",),
    ("do", "NOPE"),
    ("set",),
    ("advance",),
    ("raise",),
    ("waive",),
    ("note",),
    ("use",),
    ("use", "-"),
    ("next", "-c", "ZZZ"),
    ("open", "./nothing"),
    ("open", "zebra"),
    ("workflow", "test", "zebra"),
    ("nonsense",),
    ("do", "--nonsense"),
    ("train", "run"),
    ("train", "debrief", "T-ZZZ"),
    ("train", "run", "nowhere"),
    ("workflow", "new", "our-drill"),
    ("workflow", "new"),
    ("train", "new", "a_day", "--from", "fire-drill"),
    ("next", "--workspace", "nowhere"),
    ("case", "list", "--workspace", "."),
    ("check", "workflows/fire-drill.yaml"),
    ("worklist", "--mine"),
    ("simulate", "fire-drill", "--assumptions", "bad.yaml"),
    ("simulate", "fire-drill", "--write-assumptions", "assumed.yaml"),
    ("train", "run", "--turn", "2"),
    ("do", "D1.1", "--incident", "nothing"),
)


@pytest.mark.parametrize("has_cases", [False, True])
def test_whatever_is_suggested_elsewhere_is_accepted_or_asks(
    sop: Typist, tmp_path: Path, has_cases: bool
) -> None:
    """Screens about no case, and mistakes: in an empty workspace, and in one with cases of an
    incident.
    """
    source = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    (sop.folder / "workflows" / "zebra.yaml").write_text(
        source.replace("to: headcount", "to: nowhere"), "utf-8"
    )
    (sop.folder / "bad.yaml").write_text("arrivals: often\n", "utf-8")
    requests = list(ELSEWHERE)
    if has_cases:
        sop.ok(
            "open", "fire-drill", "--as", "warden", "--incident", "night shift", "--persons", "2"
        )
        about = ("--incident", "night shift", "--as", "warden")
        requests += [("do", "D1.2", *about), ("do", "D1.1", *about), ("advance", "started", *about)]
        requests += [
            ("do", "D1.1", *about[:3], "owner"),
            ("init",),
        ]  # its second command needs the case of its first
    collector = Collector(sop, tmp_path)
    for words in requests:
        with collector.listening():
            sop(*words)
            sop(*words, stdin="q\n", terminal=True)
            sop.json(*words)
    collector.type_all("elsewhere")
    print(
        f"\nelsewhere: {sum(collector.counts.values())} suggestions typed: {dict(collector.counts)}"
    )
    assert "\n".join(collector.wrong) == ""
    assert sum(collector.counts.values()) > 20


def test_a_suggestion_repeats_what_the_asker_had_to_give(sop: Typist) -> None:
    case = sop.open()
    for name in ("SOP_CASE", "SOP_AS"):
        sop.patch.delenv(name)
    sop.patch.chdir(sop.folder.parent)
    told = sop.json("do", "D1.2", "-c", case[:4], "--as", "warden", "--workspace", "office").json[
        "reasons"
    ][0]
    assert told["do"] == f"sop do D1.1 -c {case} --as warden --workspace office"
    assert told["suggest"] == {
        "verb": "do",
        "target": "D1.1",
        "as": "warden",
        "case": case,
        "asks": [],
        "yours": True,
    }


def test_what_is_another_agencys_act_names_it_and_signs_for_no_one(sop: Typist) -> None:
    case = sop.open()
    told = sop.json("do", "D1.1", "--as", "owner")
    assert [reason["what"] for reason in told.json["reasons"]] == [
        "Only WARDEN may do D1.1. Ask WARDEN."
    ]
    (reason,) = told.json["reasons"]
    assert reason["do"] == f"sop do D1.1 -c {case}"
    assert reason["suggest"] == {
        "verb": "do",
        "target": "D1.1",
        "as": None,
        "case": case,
        "asks": [],
        "yours": False,
    }
    assert "--as " not in sop("do", "D1.1", "--as", "owner").out  # the option is named, no value


def test_a_waiver_that_the_workflow_forbids_is_refused_for_that_alone(sop: Typist) -> None:
    sop.open()
    told = sop.json("waive", "D1.2").json["reasons"]
    assert [reason["what"] for reason in told] == ["D1.2 cannot be waived in this workflow."]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("set", "everyone_out"), "yes or no"),
        (("do", "D3.1", "--set", "faults"), "nothing_found, small, serious"),
        (("advance", "drill"), "started"),
        (("raise",), "fire"),
        (("undo", "1", "--no-input"), "cannot be undone"),
    ],
)
def test_where_no_one_can_be_asked_the_choices_are_named(
    sop: Typist, words: tuple[str, ...], says: str
) -> None:
    sop.open()
    told = sop.json(*words)
    assert (told.code, says in told.json["message"]) == (2, True), told.out


def test_a_fact_named_alone_is_asked_for_at_a_terminal(sop: Typist) -> None:
    sop.open()
    for words in (("do", "D1.1"), ("do", "D1.2"), ("advance", "started")):
        sop.ok(*words)
    told = sop("do", "D2.1", "--set", "everyone_out", terminal=True, stdin="yes\n")
    assert (told.code, "Is everyone out" in told.err) == (0, True)
    assert sop.ok("case", "show").data["facts"]["everyone_out"] is True


SHARP = "a; echo 'PWNED' \"b\" $(id) | c"


def test_a_suggested_line_is_quoted_so_that_a_shell_reads_the_same_words(sop: Typist) -> None:
    told = sop("open", "fire-drill", "--as", "warden", "--incident", SHARP, "--persons", "2")
    (line,) = [row for row in told.out.splitlines() if "sop worklist --incident" in row]
    words = shlex.split(line[line.index("sop ") :])
    assert words[:4] == ["sop", "worklist", "--incident", SHARP]
    assert sop(*words[1:]).code == 0
    made = sop("init", "my ws").out
    assert "cd 'my ws'" in made


def test_no_suggested_line_has_a_value_that_a_person_has_to_state(sop: Typist) -> None:
    sop.open("fire-drill")
    for answer in (sop("do", "D2.1"), sop("why", "D2.1"), sop("why"), sop("next")):
        lines = [row for row in answer.out.splitlines() if "sop " in row]
        commands = [row[row.index("sop ") :] for row in lines]
        assert not [one for one in commands if "=" in one or "|" in one or "<" in one]
