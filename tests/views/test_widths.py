"""Fifteen screens at 40, 80 and 120 columns, in colour, without and plain: 135 screens.

Each was looked at, or is derived from one that was. There is a file for each screen and width
without colour, one for each screen in plain mode, which has no width, and one for each screen in
colour at 80 columns with its escapes written out. In colour a screen is the same text with the
documented codes around it; at 40 and 120 columns that is what is tested.
SOP_WRITE_GOLDEN=1 writes the files again; look at each difference.
"""

from __future__ import annotations

import io
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sop.engine.checklist_lines import Checklist
from sop.views.checklist import checklist_screen
from sop.views.next_actions import next_screen
from sop.views.sanitize import cells
from sop.views.terminal.blocks import Blocks, Column, Section, Table, line, pieces, row, words
from sop.views.terminal.rows import as_text
from sop.views.terminal.screen import Screen
from tests.views.example import DEFINITION, listed
from tests.views.screens import FIFTEEN, SCREENS

FOLDER = Path(__file__).parent.parent / "screens"
WIDTHS = (40, 80, 120)
MANNERS = ("colour", "NO_COLOR", "plain")
SGR = re.compile(r"\x1b\[[0-9;]*m")
CODES = {"\x1b[0m", "\x1b[1m", "\x1b[32m", "\x1b[1;31m", "\x1b[33m"}
"""Off, strong, good, late, caution: the only escapes that a screen sends."""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(name: str, width: int, manner: str) -> str:
    """What a terminal of that width is sent."""
    asked = {"colour": {}, "NO_COLOR": {"NO_COLOR": "1"}, "plain": {"SOP_PLAIN": "1"}}
    stream = Terminal()
    Screen.for_stream(stream, environ={"COLUMNS": str(width), **asked[manner]}).show(
        SCREENS[name]()
    )
    return stream.getvalue()


def kept(name: str, width: int, manner: str) -> Path:
    """The file that was looked at."""
    if manner == "NO_COLOR":
        return FOLDER / f"{name}.txt" if width == 80 else FOLDER / str(width) / f"{name}.txt"
    return FOLDER / manner / f"{name}.txt"


def is_as_kept(file: Path, screen: str) -> bool:
    if os.environ.get("SOP_WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(screen, encoding="utf-8")
    return file.read_text(encoding="utf-8") == screen


def is_right(name: str, width: int, manner: str) -> bool:
    """Whether the screen is the kept one; in colour, whether it is the kept text with nothing but
    documented codes.
    """
    screen = printed(name, width, manner)
    if manner != "colour":
        return is_as_kept(kept(name, width, manner), screen) and "\x1b" not in screen
    if width == 80 and not is_as_kept(kept(name, width, manner), screen.replace("\x1b", "\\e")):
        return False
    same_text = SGR.sub("", screen) == printed(name, width, "NO_COLOR")
    return same_text and set(SGR.findall(screen)) <= CODES and "\x1b" not in SGR.sub("", screen)


def test_fifteen_screens_in_three_widths_and_three_manners_are_as_looked_at() -> None:
    asked = [(name, width, manner) for name in FIFTEEN for width in WIDTHS for manner in MANNERS]
    wrong = [one for one in asked if not is_right(*one)]
    assert wrong == []
    print(f"{len(set(asked))} screens are as they were looked at")
    assert len(set(asked)) == 15 * 3 * 3


def test_every_documented_colour_is_used_by_some_screen() -> None:
    assert {code for name in FIFTEEN for code in SGR.findall(printed(name, 80, "colour"))} == CODES


@pytest.mark.parametrize("name", FIFTEEN)
def test_plain_mode_knows_no_width(name: str) -> None:
    assert {printed(name, width, "plain") for width in (40, 80, 120, 200)} == {
        printed(name, 40, "plain")
    }


@pytest.mark.parametrize("name", sorted(set(SCREENS) - {"findings"}))
def test_plain_rows_begin_with_words_and_hold_no_columns(name: str) -> None:
    """No mark first, no room between columns, no arrow drawn by the screen; quoted files and notes
    stay as they are.
    """
    rows = [row for row in printed(name, 80, "plain").splitlines() if "Path to it" not in row]
    assert [row for row in rows if re.match(r" *(\[.\]|->|\|)", row) or "  " in row.strip()] == []
    assert [row for row in rows if row != row.rstrip()] == []


def test_nothing_of_this_machine_is_in_a_kept_screen() -> None:
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    named = re.compile(r"/(home|tmp|root|work|usr)/|localhost|" + re.escape(str(Path.cwd())))
    assert [file.name for file in files if named.search(file.read_text("utf-8"))] == []
    assert len(files) >= 15 * 5


# ---- nothing is cut

FOREIGN = "αβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопḓḽṋṱ漢字仮名"
COLUMNS = (
    Column("code", 8),
    Column("title", flex=True),
    Column("who", 9),
    Column("state", 13, first=True),
)


def labels(count: int) -> list[str]:
    """Labels of 1 to 400 letters that no screen uses itself, so that what is left of a screen is
    the label.
    """
    dice = random.Random(20261123)
    return [_label(dice, dice.choice((1, 8, 30, 80, 200, 400))) for _ in range(count)]


def _label(dice: random.Random, most: int) -> str:
    letters = [dice.choice(FOREIGN) for _ in range(dice.randint(1, most))]
    for _ in range(len(letters) // dice.choice((4, 9, 60))):
        letters[dice.randrange(len(letters))] = " "
    return "".join(letters).strip() or "α"


def screens_with(label: str, shown: Checklist) -> Iterator[Blocks]:
    """The label wherever a screen can have one: a title, a narrow column, a note, a heading, a
    piece, at the right.
    """
    action = replace(shown.tracks[0].actions[0], title=label)
    titled = replace(shown, tracks=(replace(shown.tracks[0], actions=(action,), outcomes=()),))
    yield checklist_screen(DEFINITION, titled)
    yield next_screen(DEFINITION, titled, (action,))
    for at in range(4):
        yield (Table(COLUMNS, (row(*(label if index == at else "x" for index in range(4))),)),)
    yield (Table(COLUMNS, (Section(words(label), labels=True), row("x", "y", "z", "", notes=[]))),)
    yield (Table(COLUMNS, (row("x", "y", "z", "", notes=[label]),)),)
    yield (line("x", right=label), pieces("x", "y", indent=4))
    yield (line("x"), pieces("x", label, indent=4))


@pytest.mark.parametrize("width", [*WIDTHS, None])
def test_five_hundred_labels_are_whole_wherever_they_stand(width: int | None) -> None:
    shown, count, wrong = listed("23T10:15"), 0, []
    for label in labels(500):
        count += 1
        for number, blocks in enumerate(screens_with(label, shown)):
            text = as_text(blocks, width or 80, plain=width is None)
            found = "".join(letter for letter in text if letter in FOREIGN)
            if found != label.replace(" ", "") or _is_too_wide(text, width):
                wrong.append((number, label))
    print(f"{count} labels at width {width or 'plain'}")
    assert wrong == []
    assert count == 500


def _is_too_wide(text: str, width: int | None) -> bool:
    return width is not None and any(cells(row) > width for row in text.splitlines())
