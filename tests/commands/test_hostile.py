"""Whatever is typed: a message and an exit code of the contract, never a mistake of the program,
nothing written.
"""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

NASTY = (
    "",
    " ",
    "\x00",
    "\udcff",
    "=",
    "=x",
    "a=",
    "a=b",
    "-",
    "../..",
    "💥",
    "9" * 5000,
    "\u202e",
    "{",
    "%s",
    "P1.1.1",
    ".",
    "a.b.c",
    "drill.",
    "I" * 9,
    "--",
    "illness=\x00",
    "recall.assess",
    "-9" * 10,
    "/dev/null",
    "/",
    "a\nb",
)

LINES = (
    ("do", "{}"),
    ("do", "take_complaint", "--set", "{}"),
    ("do", "take_complaint", "--set-from", "{}"),
    ("do", "examine", "--form", "{}"),
    ("do", "take_complaint", "--at", "{}"),
    ("do", "print_labels", "--note", "{}"),
    ("set", "{}"),
    ("set", "illness={}"),
    ("set", "complainant={}"),
    ("set", "product={}", "--why", "{}"),
    ("advance", "{}"),
    ("advance", "recall", "{}"),
    ("advance", "{}", "dismiss"),
    ("raise", "{}"),
    ("waive", "{}"),
    ("undo", "{}"),
    ("undo", "1", "--why", "{}"),
    ("note", "{}"),
    ("note", "-", "--for", "{}"),
    ("close", "--why", "{}"),
    ("checklist", "--track", "{}"),
    ("checklist", "--format", "{}"),
    ("checklist", "-o", "{}/x"),
    ("next", "-c", "{}"),
    ("next", "--as", "{}"),
    ("next", "--workspace", "{}"),
    ("worklist", "--due", "{}"),
    ("worklist", "--as", "{}"),
    ("worklist", "--workflow", "{}"),
    ("worklist", "--track", "{}"),
    ("case", "{}"),
    ("case", "show", "{}"),
    ("case", "timeline", "{}"),
    ("case", "verify", "{}"),
    ("case", "list", "--incident", "{}"),
    ("check", "{}"),
    ("check", "--explain", "{}"),
    ("workflow", "show", "{}"),
    ("workflow", "show", "food-recall", "--step", "{}"),
    ("workflow", "new", "{}"),
    ("workflow", "test", "{}"),
    ("open", "{}"),
    ("open", "food-recall", "--set", "{}", "--dry-run"),
    ("open", "food-recall", "--at", "{}", "--dry-run"),
    ("use", "{}"),
    ("as", "{}"),
    ("store", "{}"),
    ("{}",),
    ("{}", "{}"),
    ("do", "take_complaint", "--if-version", "{}"),
    ("init", "{}/x/y", "--with", "{}"),
)


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_no_command_line_is_a_mistake_of_the_program(sop: Typist, line: tuple[str, ...]) -> None:
    sop.open("food-recall", as_="plant")
    before = sop.ok("case", "show").json["version"]
    for nasty in NASTY:
        words = [word.replace("{}", nasty) for word in line]
        for told in (sop(*words, stdin="x=y"), sop(*words, "--json", stdin="x=y")):
            assert told.code in (0, 1, 2), (words, told)
            assert "mistake" not in told.err + told.out, (words, told)
            assert not {"\x00", "\u202e", "\x1b", "\udcff"} & set(told.out + told.err), words
    assert sop.ok("case", "show").json["version"] == before or line[0] in (
        "note",
        "do",
        "set",
        "raise",
    )
