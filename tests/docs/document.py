"""A document read as its reader follows it: commands to type and files to save, in the order in
which they stand.

A fence's first line says what its block is:

    ```console            commands after `$ `, below each the screen; `...` stands for any lines
    ```yaml a/b.yaml      save the block as this file (also ```text note.txt)
    ```yaml >> a/b.yaml   put the block at the end of this file
    ```diff a/b.yaml      change this file: `-` lines go, `+` lines come, others stay
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

FILE_FENCE = re.compile(r"```(?P<kind>yaml|text|diff) (?P<more>>> )?(?P<path>[a-z0-9_./-]+)")


@dataclass(frozen=True)
class Typed:
    """One command of a console block and what the document shows below it."""

    line: int
    command: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """One file that the reader writes, adds to or changes."""

    line: int
    path: str
    how: Literal["write", "add", "change"]
    lines: tuple[str, ...] = ()

    def onto(self, before: str) -> str:
        """The file's text after this block. ValueError where a change fits nowhere, or in two
        places.
        """
        if self.how == "write":
            return _text(self.lines)
        if self.how == "add":
            return before + _text(self.lines)
        old = _text(tuple(line[1:] for line in self.lines if line[:1] != "+"))
        new = _text(tuple(line[1:] for line in self.lines if line[:1] != "-"))
        if before.count(old) != 1:
            raise ValueError(
                f"the change of line {self.line} fits {before.count(old)} times into "
                f"{self.path}:\n{old}"
            )
        return before.replace(old, new)


def _text(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)


def turns_of(document: Path) -> list[Typed | Saved]:
    """Everything that the reader types and saves, in order. Other blocks are only read."""
    turns: list[Typed | Saved] = []
    inside: str | None = None
    for number, line in enumerate(document.read_text("utf-8").splitlines(), start=1):
        if line.startswith("```"):
            inside = None if inside is not None else line
            if inside is not None and (found := FILE_FENCE.fullmatch(line)):
                turns.append(_saved(number, found))
        elif inside == "```console" and line.startswith("$ "):
            turns.append(Typed(number, line[2:]))
        elif inside == "```console" or (inside is not None and FILE_FENCE.fullmatch(inside)):
            turns[-1] = _longer(turns[-1], line)
    return turns


def _saved(number: int, found: re.Match[str]) -> Saved:
    how: Literal["write", "add", "change"] = "add" if found["more"] else "write"
    return Saved(number, found["path"], "change" if found["kind"] == "diff" else how)


def _longer(turn: Typed | Saved, line: str) -> Typed | Saved:
    """The turn with one more line of its block."""
    if isinstance(turn, Typed):
        return replace(turn, shown=(*turn.shown, line.rstrip()))
    return replace(turn, lines=(*turn.lines, line))
