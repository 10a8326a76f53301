"""At a terminal what is missing is asked for, with the choices listed; never in a pipe, with
--no-input or in CI.
"""

from __future__ import annotations

import re

import pytest

from tests.commands.typing_in import Typist


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


def test_the_action_and_its_facts_are_asked_for(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    told = sop("do", terminal=True, stdin="7\n1\nmaybe\nyes\n")
    assert told.code == 0, told.err
    for part in (
        "Which action?",
        "D2.1",
        "That is not one of the choices",
        "Is everyone out",
        "yes or no",
    ):
        assert part in told.err
    assert sop.ok("case", "show").data["facts"]["everyone_out"] is True


def test_an_empty_answer_is_asked_for_again_and_leaves_the_fact_unknown(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    told = sop("do", "count", terminal=True, stdin="\n")
    assert (told.code, "An answer is required. To stop: quit." in told.err) == (130, True)
    assert "everyone_out" not in sop.ok("case", "show").data["facts"]


@pytest.mark.parametrize("quiet", ["--no-input", "CI", "--json", "--dry-run"])
def test_nothing_is_asked_where_nobody_answers(recall: Typist, quiet: str) -> None:
    if quiet == "CI":
        recall.patch.setenv("CI", "1")
    words = ("do",) if quiet == "CI" else ("do", quiet)
    told = recall(*words, terminal=True, stdin="1\n")
    assert (told.code, "Which action?" in told.err) == (2, False)


def test_outcome_interrupt_and_fact_are_chosen_from_what_there_is(recall: Typist) -> None:
    advanced = recall("advance", terminal=True, stdin="recall.assess.dismiss\n")
    assert (advanced.code, "Refused" in advanced.out, "Reason (required)" in advanced.err) == (
        1,
        True,
        False,
    )
    assert recall("raise", terminal=True, stdin="1\n").code == 0
    assert recall("set", terminal=True, stdin="illness\nyes\n").code == 0
    assert recall("set", "entry_agreed", terminal=True, stdin="no\n").code == 0
    facts = recall.ok("case", "show").data["facts"]
    assert (facts["illness"], facts["entry_agreed"]) == (True, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("advance", "dismiss"), "hazard"),
        (("waive", "take_complaint"), "cannot be waived"),
        (("close",), "Only FSA may close this case. Ask FSA."),
        (("set", "hazard=nothing"), "hazard"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_would_be_refused_anyway_is_refused_before_a_reason_is_asked(
    recall: Typist, words: tuple[str, ...], code: str
) -> None:
    told = recall(*words, terminal=True, stdin="because\n")
    assert (told.code, "Refused" in told.out, "Reason" in told.err) == (1, True, False)
    assert code in told.out, told.out


def test_an_undo_that_would_be_refused_is_so_before_a_reason_is_asked(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    told = recall("undo", "2", "--as", "lab", terminal=True, stdin="because\ny\n")
    assert (told.code, "Refused" in told.out, "Reason" in told.err) == (1, True, False)


def test_an_undo_asks_only_once_for_whom_it_is_done(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    recall.patch.delenv("SOP_AS")
    told = recall("undo", terminal=True, stdin="plant\nslip\ny\n")
    assert (told.code, told.err.count("For whom do you act?")) == (0, 1)


def test_who_and_which_case_and_which_workflow_are_asked(sop: Typist) -> None:
    told = sop("open", terminal=True, stdin="fire\nwarden\n")
    assert (told.code, "Which workflow?" in told.err, "For whom do you act?" in told.err) == (
        0,
        True,
        True,
    )
    assert sop("use", terminal=True, stdin="1\n").code == 0


def test_a_correction_shows_what_follows_and_waits_for_yes(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    kept = recall("undo", "2", "--why", "slip", terminal=True, stdin="n\n")
    assert (kept.code, version(recall)) == (130, 2)
    assert "Event 2" in kept.err
    assert 'R1.1 is "to do" again' in " ".join(kept.err.split())
    assert recall("undo", "2", "--why", "slip", terminal=True, stdin="y\n").code == 0
    recall.ok("do", "take_complaint")
    assert recall("undo", "--why", "slip", "--yes", terminal=True).code == 0


def test_a_note_is_asked_for(recall: Typist) -> None:
    assert recall("note", terminal=True, stdin="\ncall back\n").code == 0
    assert recall.ok("case", "timeline").data["events"][-1]["text"] == "call back"


QUESTION = "Is one of these things about the place so as far as you can see it from the street"
WIDE = f"""language: 1
version: 1.0.0
title: A wide question
stakeholders: {{warden: {{name: Warden, short: W}}}}
facts:
  who: {{choices: [civil_society, local_council, fire_brigade, building_owner], ask: {QUESTION}?}}
  when: {{type: datetime, ask: When was it?}}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather:
        title: Gather
        responsible: warden
        actions: {{ask: {{do: Ask, records: [who]}}, time: {{do: Ask when, records: [when]}}}}
        outcomes: {{here: {{to: over}}}}
      over: {{title: Over, end: true}}
"""


def test_a_question_is_broken_between_words(sop: Typist) -> None:
    (sop.folder / "wide.yaml").write_text(WIDE)
    sop.open("wide.yaml")
    sop.patch.setenv("SOP_PLAIN", "0")
    sop.patch.setenv("NO_COLOR", "1")
    for width in (40, 57, 80):
        sop.patch.setenv("COLUMNS", str(width))
        asked = sop("do", "ask", terminal=True, raises=KeyboardInterrupt())
        rows = asked.err.split("Interrupted")[0].splitlines()
        begin = next(number for number, row in enumerate(rows) if row.startswith("Is one"))
        shown = rows[begin:]
        assert max(map(len, shown)) <= width
        assert len(shown) > 1
        choices = "[1 civil society, 2 local council, 3 fire brigade, 4 building owner]"
        assert f"{QUESTION}? {choices}" in " ".join(" ".join(shown).split())


def test_choices_are_words_at_a_question_and_ids_and_words_are_accepted(sop: Typist) -> None:
    (sop.folder / "wide.yaml").write_text(WIDE)
    for typed in ("fire_brigade", "fire brigade", "3"):
        sop.open("wide.yaml")
        asked = sop("do", "ask", terminal=True, stdin=f"?\nnobody\n{typed}\n")
        assert asked.code == 0, asked.err
        assert "_" not in asked.err.partition("'nobody'")[2]
        assert sop.ok("case", "show").data["facts"]["who"] == "fire_brigade"


def test_an_error_at_a_question_is_a_sentence(sop: Typist) -> None:
    (sop.folder / "wide.yaml").write_text(WIDE)
    sop.open("wide.yaml")
    asked = sop("do", "time", terminal=True, stdin="yesteryear\n2026-03-01 10:00\n")
    message = asked.err.partition("] ")[2]
    assert message.startswith("'yesteryear' is not a valid time. Write")
    assert asked.code == 0


def test_the_menu_of_workflows_has_titles_and_no_paths(sop: Typist) -> None:
    asked = sop("open", "--as", "warden", terminal=True, raises=KeyboardInterrupt())
    assert "fire-drill  Fire drill in an office building" in asked.err
    assert ".yaml" not in asked.err


def test_doing_an_action_shows_what_to_say_and_the_warning_before_it_asks(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    shown = sop("do", "I1.3", terminal=True, stdin="yes\n").err
    told = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", shown).split())
    warning = told.index("Warning: A friend, uncle or employer who answers every question")
    assert told.index("Say: You are not in trouble with us") < warning
    assert warning < told.index("Is the person away from anyone")
    assert "Warning" not in sop("do", "I1.3", "--dry-run", terminal=True).err


def test_an_interrupt_is_raised_by_the_words_of_its_title_and_several_are_asked(
    sop: Typist,
) -> None:
    sop.open("za-trafficking", as_="saps")
    assert sop.ok("raise", "medical", "--dry-run").code == 0
    assert sop.ok("raise", "missing", "--dry-run").code == 0
    several = sop("raise", "person")
    assert (several.code, "fits " in several.err, "safety.danger" in several.err) == (2, True, True)
    told = sop("raise", "emergency", terminal=True, stdin="safety.danger\n")
    assert (told.code, "The person is in danger" in told.err) == (0, True)


def test_the_menu_of_interrupts_has_what_is_open_urgent_first(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    told = sop("raise").err
    assert "Interrupts that may be raised now: safety.danger, safety.collapse, safety.gone" in told
    unknown = sop("raise", "zzz").err
    assert "Interrupts that are open now: safety.danger (The person is in danger)" in unknown


def test_an_outcome_is_taken_by_the_step_that_the_screen_prints(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "I1.2", "--set", "information_given=yes")
    sop.ok("do", "I1.3", "--set", "alone=yes")
    assert "go_on" in sop("advance", "goon").err
    assert sop.ok("advance", "I2").code == 0


def test_an_emergency_at_a_question_of_do_names_the_way_with_the_case(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    asked = recall("do", "examine", terminal=True, stdin="!\nquit\n")
    told = " ".join(asked.err.split())
    assert f"type quit (nothing is written), then: sop raise -c {recall.case}" in told
