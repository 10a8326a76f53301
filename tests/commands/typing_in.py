"""Types a command line into the program in this process, and keeps what came out."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sop.commands.main import run
from tests.shared_work import give_compiled_workflows

HERE = Path(__file__).parent
NOW = "2026-03-02T10:00:00+02:00"  # a Monday


class Keyboard(io.StringIO):
    """Stdin. `terminal`: a person types. `raises` is raised at the first reading."""

    def __init__(self, text: str, terminal: bool, raises: BaseException | None = None) -> None:
        super().__init__(text)
        self.terminal, self.raises = terminal, raises

    def isatty(self) -> bool:
        return self.terminal

    def readline(self, size: int | None = -1, /) -> str:
        if self.raises is not None:
            raise self.raises
        return super().readline(-1 if size is None else size)


class Talk(io.StringIO):
    """Stderr of a terminal or of a pipe."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json["data"]
        return found

    @property
    def reasons(self) -> list[str]:
        """The codes of the refusal, in order."""
        return [reason["code"] for reason in self.json["reasons"]]


@dataclass
class Typist:
    """Sits in a folder with a simulated clock. What it types goes through the whole program."""

    folder: Path
    patch: pytest.MonkeyPatch
    case: str = ""

    def __call__(
        self,
        *words: str,
        stdin: str = "",
        terminal: bool = False,
        raises: BaseException | None = None,
    ) -> Outcome:
        out, err = io.StringIO(), Talk(terminal)
        with self.patch.context() as patch:
            patch.setattr(sys, "stdin", Keyboard(stdin, terminal, raises))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run(words)
        return Outcome(code, out.getvalue(), err.getvalue())

    def json(self, *words: str, **how: Any) -> Outcome:
        """The same with --json."""
        return self(*words, "--json", **how)

    def ok(self, *words: str, **how: Any) -> Outcome:
        """The same with --json; must be done."""
        outcome = self.json(*words, **how)
        assert outcome.code == 0, outcome.out + outcome.err
        return outcome

    def at(self, time: str) -> None:
        """From here on it is that time."""
        self.patch.setenv("SOP_NOW", f"{time}+02:00")

    def open(self, workflow: str = "fire-drill", *words: str, as_: str = "warden") -> str:
        """Opens a case, on which what follows works."""
        self.case = self.ok("open", workflow, "--as", as_, *words).json["case"]
        self.patch.setenv("SOP_CASE", self.case)
        self.patch.setenv("SOP_AS", as_)
        return self.case


def new_typist(folder: Path, patch: pytest.MonkeyPatch) -> Typist:
    """A typist in a new workspace: fire-drill and food-recall stand there, nobody is named, no case
    is open.
    """
    own = ("SOP_AS", "SOP_NAME", "SOP_CASE", "SOP_WORKSPACE", "SOP_NOW", "SOP_PLAIN", "SOP_LANG")
    for name in (*own, "CI", "NO_COLOR", "COLUMNS", "TERM"):
        patch.delenv(name, raising=False)
    office = folder / "office"
    office.mkdir()
    patch.chdir(office)
    typist = Typist(office, patch)
    typist.ok("init")
    give_compiled_workflows(office)
    (office / "sop.toml").write_text('clock = "simulated"\n', encoding="utf-8")
    shutil.copyfile(HERE / "food_recall.yaml", office / "workflows" / "food-recall.yaml")
    patch.setenv("SOP_NOW", NOW)
    return typist
