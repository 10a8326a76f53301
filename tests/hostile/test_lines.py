"""Two thousand command lines made of the program's own words and of rubbish: a message, a code of
the contract.
"""

from __future__ import annotations

import random

import pytest

from sop.commands.main import COMMANDS
from tests.commands.test_hostile import LINES, NASTY
from tests.commands.typing_in import Typist
from tests.hostile.controls import SEQUENCES, dangerous

COUNT = 2_000
CODES = {0, 1, 2, 3, 4, 5, 130}
OPTIONS = (
    "--json",
    "--plain",
    "--as",
    "plant",
    "--as=lab",
    "--workspace",
    "--no-input",
    "--format",
    "md",
    "html",
    "text",
    "--dry-run",
    "--if-version",
    "-1",
    "1",
    "99999999999999999999999",
    "--key",
    "k",
    "--yes",
    "-c",
    "--set",
    "--set-from",
    "-",
    "--form",
    "--note",
    "--why",
    "--at",
    "2026-03-02T09:00",
    "0001-01-01",
    "9999-12-31T23:59:59+14:00",
    "tomorrow",
    "--track",
    "recall",
    "--step",
    "--all",
    "--due",
    "today",
    "--status",
    "open",
    "--incident",
    "--strict",
    "--explain",
    "--help",
    "--version",
    "list",
    "show",
    "timeline",
    "verify",
    "new",
    "test",
    "status",
    "rebuild",
    "food-recall",
    "fire-drill",
    "take_complaint",
    "R1.1",
    "R1.1",
    "illness=yes",
    "product=milk",
    "dismiss",
    "recall_it",
    "alarm",
    "2",
    "--",
    "---",
    "-x",
    "-cc",
    "--as=",
    "--json=1",
    "--format=json",
    "@f",
    "*",
    "~",
)


def made_up(by: random.Random) -> list[str]:
    """One command line."""
    if by.randrange(3) == 0:
        line = [word.replace("{}", by.choice((*NASTY, *SEQUENCES))) for word in by.choice(LINES)]
    else:
        line = [by.choice(tuple(COMMANDS))]
    for _ in range(by.choice((0, 1, 1, 2, 3, 5, 8))):
        line.insert(
            by.randrange(len(line) + 1) if by.randrange(3) == 0 else len(line),
            by.choice((*OPTIONS, *OPTIONS, *NASTY)),
        )
    return [
        word for word in line if word not in ("demo", "init")
    ]  # those would write elsewhere, or play for long


@pytest.mark.parametrize("share", range(4))
def test_no_command_line_ends_in_a_traceback_or_an_unknown_code(sop: Typist, share: int) -> None:
    sop.open("food-recall", as_="plant")
    sop.patch.setenv(
        "NO_COLOR", "1"
    )  # the program's own colours on a terminal are no answer to what was typed
    by, wrong, ended = random.Random(share), [], dict.fromkeys(CODES, 0)
    for _ in range(COUNT // 4):
        words = made_up(by)
        told = sop(
            *words,
            stdin=by.choice(("", "x=y", "{}", "\x00", "illness=yes\n", "a\x1b[2Jb")),
            terminal=by.randrange(4) == 0,
        )
        text = told.out + told.err
        ended[told.code] = ended.get(told.code, 0) + 1
        if (
            told.code not in CODES
            or "Traceback" in text
            or "Internal error" in text
            or '"internal"' in text
            or dangerous(text)
        ):
            wrong.append((words, told.code, dangerous(text), text[-300:]))
    print(f"{sum(ended.values())} command lines ended with {ended}")
    assert wrong == []
    assert sum(ended.values()) == COUNT // 4
    understood = ended[0] + ended[130]  # 130: it asked at a terminal, and the input ended
    assert understood > 20 and ended[2] > 50  # not all of them are refused at the first word
