"""A workspace whose commands run in this process, as a stakeholder or as no one."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sop.commands.completion_candidates import candidates
from sop.commands.main import run
from sop.definition.load import load_workflow
from sop.model.definition import Definition
from tests.commands.typing_in import Keyboard, Outcome, Talk

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = {
    "after-a-fall": Path(__file__).parent / "after-a-fall.yaml",
    "za-trafficking": ROOT / "workflows" / "za-trafficking",
}
HEAD = re.compile(
    r"\b(?:[0-9a-f]{64}|[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b"
)
"""A hash, or the twelve symbols of a head: random by the salt of each event."""
FREE = re.compile(r"\d+ MiB free")
"""The disk of this computer, in `sop doctor`."""


def read_definition(workflow: str) -> Definition:
    """The definition of a workflow that is tried here."""
    definition = load_workflow(WORKFLOWS[workflow]).definition
    assert definition is not None
    return definition


@dataclass
class Place:
    """A workspace. `seed` makes its case IDs; two places with one seed give the same IDs."""

    folder: Path
    seed: int = 0
    now: str = "2026-03-02T10:00:00+02:00"
    case: str = ""

    def run(self, *words: str, as_: str | None = None, stdin: str = "") -> Outcome:
        """How the command ends, at 80 columns and without a terminal."""
        said = (*words, "--as", as_) if as_ else words
        out, err = io.StringIO(), Talk(False)
        with (
            self._settled(),
            mock.patch.multiple(sys, stdin=Keyboard(stdin, False), stdout=out, stderr=err),
        ):
            code = run(said)
        return Outcome(code, out.getvalue(), err.getvalue())

    def ok(self, *words: str, as_: str | None = None, stdin: str = "") -> Outcome:
        """The same with --json; must be done."""
        outcome = self.run(*words, "--json", as_=as_, stdin=stdin)
        assert outcome.code == 0, f"{words} as {as_}: {outcome.out}{outcome.err}"
        return outcome

    def complete(self, words: Sequence[str]) -> str:
        """What the tab key offers."""
        with self._settled() as environ:
            return "\n".join(candidates(words, environ, self.folder))

    def open(self, workflow: str, *words: str, as_: str, stdin: str = "") -> str:
        """Open a case and work on it from here on."""
        said = ("open", workflow, *words)
        self.case = self.ok(*said, as_=as_, stdin=stdin).json["case"]
        return self.case

    @contextmanager
    def _settled(self) -> Iterator[dict[str, str]]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SOP_")}
        for name in ("CI", "NO_COLOR", "TERM", "COLUMNS"):
            kept.pop(name, None)
        environ = {**kept, "SOP_NOW": self.now, "COLUMNS": "80"}
        if self.case:
            environ["SOP_CASE"] = self.case
        here = Path.cwd()
        with (
            mock.patch.dict(os.environ, environ, clear=True),
            mock.patch.object(random, "SystemRandom", lambda: random.Random(self.seed)),
        ):
            os.chdir(self.folder)
            try:
                yield environ
            finally:
                os.chdir(here)


def new_place(folder: Path, workflow: str, seed: int = 0) -> Place:
    """A workspace with a simulated clock and that workflow."""
    folder.mkdir(parents=True)
    place = Place(folder, seed)
    place.ok("init")
    (folder / "sop.toml").write_text('clock = "simulated"\n', encoding="utf-8")
    source = WORKFLOWS[workflow]
    if source.is_file():
        shutil.copyfile(source, folder / "workflows" / source.name)
    return place


def mask(text: str, place: Place) -> str:
    """The text without what is random in each case or names the folder."""
    shown = text.replace(str(place.folder), "PLACE")
    return FREE.sub("FREE", HEAD.sub("HEAD", shown))
