"""From files to a definition: defaults, expansions, languages, and the hash of the content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop.definition import compile_context
from sop.definition.load import load_workflow
from sop.model.condition import And, FactIs, Not, TermHolds
from sop.model.definition import Guarantee, Validation, WorkingHours
from sop.model.duration import Due, Duration, Takes, Wait
from sop.model.scenario import Evidence, Scenario
from tests.definition.sample import EVERYTHING, SHIPPED, SMALL, compiled, lines, written

DEFINITION = compiled(EVERYTHING)
LOOK = DEFINITION.tracks["recall"].steps["look"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_workflow_compiles_without_a_finding(path: Path) -> None:
    loaded = load_workflow(path)
    assert lines(loaded) == []
    assert loaded.definition is not None and loaded.scenarios


def test_what_is_left_out_has_the_defaults_of_the_language(tmp_path: Path) -> None:
    definition = compiled(written(tmp_path, SMALL))
    track = definition.tracks["recall"]
    outcome = track.steps["look"].outcomes["good"]
    assert (definition.id, definition.status, definition.timezone, definition.calendar) == (
        "food",
        "draft",
        "UTC",
        None,
    )
    assert (definition.closing, definition.working_hours, definition.language) == (None, None, 1)
    assert (track.code, track.starts, track.on_hold_while, track.interrupts) == ("R", (), None, {})
    assert (outcome.by, outcome.when, outcome.wait, outcome.skips_actions) == (
        ("shop",),
        (),
        None,
        False,
    )
    assert definition.stakeholders["shop"].short == "SHOP"


def test_an_action_names_all_that_the_file_says() -> None:
    tell = LOOK.actions["tell"]
    assert (tell.path, tell.code, tell.title) == ("recall.look.tell", "RC1.2", "Tell the office")
    assert (tell.by, tell.after, tell.waivable_by) == (
        ("shop", "office"),
        ("open_box",),
        ("office",),
    )
    assert tell.due == Due(
        Duration(48, "hours"), from_fact="noticed_at", nature="law", law=("act_4",)
    )
    assert (tell.required, tell.even_on_hold, tell.again) == (True, True, False)
    assert [line.text for line in tell.when] == ["risky", "batch is one of spoiled, unsure"]
    assert [line.text for line in tell.only_if] == ["noticed_at is known"]


def test_any_becomes_every_stakeholder_and_no_name_the_responsible_one() -> None:
    assert LOOK.actions["open_box"].by == ("shop", "office", "buyer")
    assert LOOK.actions["count"].by == ("shop",)
    assert LOOK.outcomes["good"].by == ("shop",)
    assert DEFINITION.facts["sold"].anytime == ("shop", "office", "buyer")


def test_an_interrupt_from_any_step_leaves_neither_ends_nor_its_target() -> None:
    interrupts = DEFINITION.tracks["recall"].interrupts
    assert interrupts["smoke"].sources == ("look", "destroy")
    assert interrupts["doubt"].sources == ("destroy",)
    assert interrupts["doubt"].by == ("shop",)  # the track's lead


def test_durations_deadlines_and_waits_are_read() -> None:
    assert LOOK.due == Due(Duration(3, "working_days"))
    assert LOOK.takes == Takes(Duration(1, "hours"), Duration(2, "days"))
    assert LOOK.actions["count"].due == Due(None)
    assert LOOK.actions["take_picture"].due == Due(
        Duration(1, "court_days"), before_fact="noticed_at", nature="policy"
    )
    assert LOOK.outcomes["later"].wait == Wait(Duration(2, "weeks"))
    assert LOOK.outcomes["good"].wait == Wait(Duration(1, "months"), "noticed_at")
    assert DEFINITION.working_hours == WorkingHours(8 * 60 + 30, 16 * 60)


@pytest.mark.parametrize(
    "text", ["1 court_day", "1_court_day", "1 court day", "1 court_days", "1_court_days"]
)
def test_durations_are_singular_or_plural_with_blank_or_underscore(
    tmp_path: Path, text: str
) -> None:
    workflow = SMALL.replace("title: Look,", f"title: Look, due: {text},") + "calendar: FR\n"
    due = compiled(written(tmp_path, workflow)).tracks["recall"].steps["look"].due
    assert due == Due(Duration(1, "court_days"))


def test_skipping_actions_asks_for_a_reason() -> None:
    assert LOOK.outcomes["good"].skips_actions and LOOK.outcomes["good"].reason_required


def test_terms_closing_and_guarantees_keep_their_conditions() -> None:
    assert DEFINITION.terms["urgent"].when == And(
        (TermHolds("risky", "risky"), FactIs("sold", (True,), "sold")), "risky and sold"
    )
    assert DEFINITION.closing is not None
    assert DEFINITION.closing.when == (
        Not(FactIs("sold", (True,), "sold"), "not sold"),
        FactIs("boxes", (0,), "boxes is 0"),
    )
    paid = DEFINITION.guarantees["paid_back"]
    assert isinstance(paid, Guarantee)
    assert (paid.pattern, paid.a.text, paid.b and paid.b.text) == (
        "response",
        "sold",
        "refund is ended",
    )
    assert paid.within == Duration(3, "weeks")
    told = DEFINITION.guarantees["told_first"]
    assert (told.not_within, told.only_runs_with and told.only_runs_with.text) == (
        Duration(2, "days"),
        "sold or new_act",
    )


def test_lines_of_a_list_are_one_condition_where_a_guarantee_has_room_for_one() -> None:
    holds = DEFINITION.guarantees["gloves_first"].b
    assert isinstance(holds, And)
    assert [part.text for part in holds.parts] == ["risky", "not noticed_at is unknown"]


def test_texts_are_english_else_of_the_first_language_and_none_is_lost() -> None:
    assert (DEFINITION.title, LOOK.say) == ("Food recall", "Stay calm.")
    assert compile_context.english_text({"fr": "Restez calme.", "de": "Ruhig."}) == "Restez calme."
    assert DEFINITION.translations["title"] == {"en": "Food recall", "fr": "Rappel de produits"}
    assert (
        DEFINITION.translations["tracks.recall.steps.look.goes_wrong.1"]["fr"]
        == "Les gants sont oubliés."
    )
    assert LOOK.goes_wrong[1] == "Gloves are forgotten."


def test_reviews_and_law_are_kept() -> None:
    assert DEFINITION.validated_by == (
        Validation("A. Reader", "Food inspector", "2026-01-31", "The track recall"),
    )
    assert (DEFINITION.law["act_5"].cite, DEFINITION.law["act_5"].status) == (
        None,
        "to_be_confirmed",
    )


def without_comments(text: str) -> str:
    return re.sub(r"(?m)^#.*\n", "", text)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "# a new comment\n" + text,
        without_comments,
        lambda text: text.replace("\n\n", "\n\n\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("version: 2.10.3", "version: '2.10.3'"),
        lambda text: text.replace("A jar smells.", "A jar smells badly."),  # only in the scenario
        lambda text: text.replace(
            "    responsible: office", "    responsible:   office  # who answers"
        ),
    ],
    ids=["comment", "no comments", "blank lines", "CRLF", "quotes", "scenario", "blanks"],
)
def test_comments_layout_and_scenarios_leave_the_hash_alone(tmp_path: Path, change: object) -> None:
    text = EVERYTHING.read_text("utf-8")
    assert callable(change)
    changed = change(text)
    assert changed != text
    assert compiled(written(tmp_path, changed, "everything.yaml")).hash == DEFINITION.hash


CONTENT = [
    ("version: 2.10.3", "version: 2.10.4"),
    ("Open a box", "Open the box"),
    ("fr: Rappel de produits", "fr: Rappel"),
    ("boxes is at least 3", "boxes is at least 4"),
    ("value: true", "value: false"),
    ("Wear gloves.", "Wear gloves!"),
    ("the gazette", "the Gazette"),
    ("3 working_days", "4 working_days"),
    ("^[A-Z]+$", "^[A-Z]*$"),
    ("The office counts with us.", "The office counts."),
    ("example for tests", "example for test"),
]


@pytest.mark.parametrize(("old", "new"), CONTENT)
def test_any_change_of_content_changes_the_hash(tmp_path: Path, old: str, new: str) -> None:
    text = EVERYTHING.read_text("utf-8")
    assert text.count(old) >= 1
    changed = compiled(written(tmp_path, text.replace(old, new, 1), "everything.yaml"))
    assert changed.hash != DEFINITION.hash


def test_the_order_of_steps_is_content_because_codes_follow_it(tmp_path: Path) -> None:
    lines_ = EVERYTHING.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines_) if line.startswith("      pay:"))
    lines_[at], lines_[at + 1] = lines_[at + 1], lines_[at]
    assert compiled(written(tmp_path, "".join(lines_), "everything.yaml")).hash != DEFINITION.hash


def scenario() -> Scenario:
    (only,) = load_workflow(EVERYTHING).scenarios
    return only


def test_a_scenario_is_compiled_with_its_turns_in_the_words_of_the_file() -> None:
    turns = scenario().turns
    assert [turn.call.kind for turn in turns] == [
        "tell",
        "do",
        "advance",
        "expect",
        "set",
        "set",
        "waive",
        "raise",
        "advance",
        "note",
        "close",
    ]
    assert (turns[1].call.target, turns[1].call.form) == ("open_box", '{"lot":"AB"}')
    assert turns[1].call.facts == {"batch": "spoiled", "noticed_at": "2026-03-02 08:00"}
    assert (turns[5].call.facts, turns[5].call.from_now) == ({"filled_on": "2025-11"}, True)
    assert (turns[2].refused, turns[2].call.as_, turns[2].call.why) == (
        ("action_open", "not_yours"),
        "office",
        "in a hurry",
    )
    assert turns[1].choices[0].then[0].facts == {"sold": True}
    assert (turns[1].choices[0].minutes, turns[1].choices[0].points) == (30, -1)
    expected = turns[3].expect
    assert expected is not None
    assert expected.due == {
        "recall.look.tell": "2026-03-04 08:00",
        "recall.look.take_picture": None,
    }
    assert (expected.current, expected.facts) == (
        {"recall": "look"},
        {"sold": False, "boxes": None},
    )


def test_what_a_scenario_scores_is_named_by_its_full_path() -> None:
    (objective,) = scenario().objectives
    assert objective.earn[1] == Evidence(
        4,
        "done",
        "recall.look.tell",
        before="recall.destroy",
        after="box",
        within=Duration(24, "hours"),
    )
    assert [inject.target for inject in scenario().injects] == [
        "recall.look.tell",
        None,
        "recall.look",
    ]
    assert (scenario().ends, scenario().broken) == (
        {"recall": "any", "refund": "stuck_at.pay"},
        ("paid_back",),
    )


def test_a_mistake_in_a_scenario_drops_that_scenario_and_not_the_definition(tmp_path: Path) -> None:
    text = EVERYTHING.read_text("utf-8").replace("raise: smoke", "raise: smok")
    loaded = load_workflow(written(tmp_path, text, "everything.yaml"))
    assert loaded.definition == DEFINITION
    assert loaded.scenarios == ()
    assert [finding.rule for finding in loaded.findings] == ["unknown-interrupt"]


def test_a_deadline_that_is_called_law_without_a_verified_entry_does_not_prevent_compiling(
    tmp_path: Path,
) -> None:
    text = EVERYTHING.read_text("utf-8").replace(
        "nature: law, law: [act_4]", "nature: law, law: [act_5]"
    )
    loaded = load_workflow(written(tmp_path, text, "everything.yaml"))
    assert [finding.rule for finding in loaded.findings] == ["deadline-without-law"]
    assert loaded.definition is not None
