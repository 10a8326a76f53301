"""Words at another place are understood, or the right line is printed, and it works."""

from __future__ import annotations

import shlex

import pytest

from sop.commands.word_order import is_like_case
from tests.commands.typing_in import Outcome, Typist


def line_of(refused: Outcome) -> list[str]:
    """The suggested command, without `sop`."""
    assert refused.code == 2
    return shlex.split(refused.err.strip().splitlines()[-1].split(": sop ", 1)[1])


@pytest.mark.parametrize("line", ["-h", "help", "help do", "do -h", "case list -h", "help case"])
def test_help_is_asked_for_as_in_other_programs(sop: Typist, line: str) -> None:
    words = [word for word in line.split() if word not in ("help", "-h")]
    asked = sop(*line.split())
    assert (asked.code, asked.out) == (0, sop(*words, "--help").out)


def test_the_usage_line_says_where_options_stand(sop: Typist) -> None:
    assert sop("--help").out.startswith("Usage: sop COMMAND [OPTIONS]\n")


def test_help_on_an_unknown_command_is_an_error(sop: Typist) -> None:
    assert "There is no command 'nosuch'." in sop("help", "nosuch").err


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("--workspace b store check", "store check --workspace b"),
        ("-c {case} next", "next -c {case}"),
        ("-c {case}", "next -c {case}"),
        ("--as=warden --json next -c {case}", "next -c {case} --as=warden --json"),
        ("case {case}", "case show {case}"),
        ("next {case}", "next -c {case}"),
        ("checklist {case} --track drill", "checklist -c {case} --track drill"),
    ],
)
def test_the_right_line_is_named(sop: Typist, typed: str, right: str) -> None:
    case = sop.open("fire-drill")
    sop.patch.delenv("SOP_CASE")
    (sop.folder / "b").mkdir()
    (sop.folder / "b" / "sop.toml").write_text('clock = "simulated"')
    words = typed.replace("{case}", case).replace("--json ", "").split()
    expected = right.replace("{case}", case).replace(" --json", "").split()
    assert line_of(sop(*words)) == expected
    assert sop(*expected).code == 0


def test_a_word_that_is_no_case_gets_the_help(sop: Typist) -> None:
    assert "For help: sop next --help" in sop("next", "now").err
    assert [is_like_case(word) for word in ("N4P", "n4ps", "NFPS", "foo", "9", "N4P!")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_note_on_the_command_line_is_refused_with_both_ways_to_write_it(sop: Typist) -> None:
    case = sop.open("fire-drill")
    refused = sop("note", "she called", "--for", "owner")
    ending = f"--for owner -c {case} --as warden"
    assert f"The command sop note - {ending} reads it from stdin" in " ".join(refused.err.split())
    asked = line_of(refused)
    assert asked == shlex.split(f"note {ending}")
    assert sop(*asked, stdin="she called\n", terminal=True).code == 0
    assert sop("note", "-", *asked[1:], stdin="she called").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("do", "D1.1", "-c", ""),
        ("do", "D1.1", "--case="),
        ("next", "-c", " "),
        ("-c", "", "next"),
        ("case", "show", ""),
        ("case", "label", "", "red cap"),
    ],
)
def test_an_empty_case_is_not_the_current_case(sop: Typist, words: tuple[str, ...]) -> None:
    """A script whose variable is not set would write into another person's case."""
    sop.open()
    told = sop(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(("Usage error: -c has an empty value.", "Usage error: The case is"))
    assert "Name a case. To list the cases: sop case list" in " ".join(told.err.split())
    assert sop.ok("case", "timeline").json["version"] == 1


@pytest.mark.parametrize("option", ["--as", "--workspace", "--lang"])
def test_another_common_option_without_a_value_is_refused_too(sop: Typist, option: str) -> None:
    sop.open()
    for words in (("next", option, ""), (option, "", "next")):
        told = sop(*words)
        assert (told.code, told.err.splitlines()[0]) == (
            2,
            f"Usage error: {option} has an empty value.",
        )


def test_a_corrected_line_keeps_the_references_of_a_label(sop: Typist) -> None:
    case = sop.open()
    told = sop(
        *("case", "label", "grey jacket", "--reference", "CAS 88/12/2026"),
        *("--reference", "J88 7", "--as", "warden", "--plain"),
    )
    assert told.code == 2, told.out
    words = line_of(told)
    assert words[:4] == ["case", "label", case, "grey jacket"]
    sop.ok(*words)
    shown = sop.ok("case", "show").data
    assert (shown["label"], shown["references"]) == ("grey jacket", ["CAS 88/12/2026", "J88 7"])


def test_a_corrected_line_keeps_the_options_of_an_action(sop: Typist) -> None:
    sop.open()
    told = sop("do", "D1.1", "no one answered", "--at", "09:00", "--key", "k1")
    assert "If it is a remark, write: " in told.err, told.err
    words = line_of(told)
    assert words[2:4] == ["--note", "no one answered"]
    assert {"--at", "--key"} <= set(words), words


def test_a_corrected_line_keeps_the_reason_of_an_assignment_and_has_one_case(sop: Typist) -> None:
    sop.patch.setenv("SOP_NAME", "N")
    current = sop.open()
    other = sop.ok("open", "fire-drill", "--as", "warden").json["case"]
    told = sop("assign", other[:4], "M", "-c", current, "--why", "night", "--as", "warden")
    words = line_of(told)
    assert (words.count("-c"), words[words.index("-c") + 1]) == (1, other), words
    assert words[words.index("--why") + 1] == "night"
    assert sop.ok(*words).json["case"] == other


def test_an_interrupt_that_was_typed_as_an_outcome_keeps_its_reason(sop: Typist) -> None:
    sop.open()
    told = sop("advance", "fire", "--why", "smoke in room 3", "--at=09:50")
    assert "'fire' is an interrupt, not an outcome." in told.err, told.err
    words = line_of(told)
    assert words[:2] == ["raise", "fire"]
    assert words[words.index("--why") + 1] == "smoke in room 3"
    assert words[words.index("--at") + 1] == "09:50"
