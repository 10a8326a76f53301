"""`--dry-run` of every command that has it changes no byte of the workspace; a new command cannot
be forgotten.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from sop.commands.main import COMMANDS, app
from tests.commands.typing_in import Typist
from tests.store.samples import snapshot

DONE: Mapping[str, tuple[str, ...]] = {
    "open": ("open", "fire-drill", "--as", "warden"),
    "do": ("do", "D1.1"),
    "set": ("set", "faults=small", "--why", "seen again"),
    "advance": ("advance", "drill", "out"),
    "raise": ("raise", "fire", "--why", "smoke"),
    "waive": ("waive", "D1.2", "--why", "nobody there"),
    "undo": ("undo", "2", "--why", "a slip"),
    "note": ("note", "-"),
    "close": ("close", "--why", "over"),
    "as": ("as", "warden", "--name", "A. Person"),
    "use": ("use", "CASE"),
    "init": ("init", "elsewhere"),
    "config set": ("config", "set", "plain", "on"),
    "workflow new": ("workflow", "new", "our-drill", "--from", "fire-drill"),
    "store rebuild": ("store", "rebuild"),
    "store backup": ("store", "backup", "../copy.zip"),
    "store restore": ("store", "restore", "../kept", "--workspace", "other"),
    "store drafts": ("store", "drafts"),
    "assign": ("assign", "D1.2", "A. Person"),
    "case label": ("case", "label", "CASE", "green jersey"),
    "case link": ("case", "link", "CASE", "OTHER"),
    "case void": ("case", "void", "--why", "opened twice"),
    "case time": ("case", "time", "--at", "-1h", "--why", "late"),
    "case incident": ("case", "incident", "CASE", "night-7"),
    "case reopen": ("case", "reopen", "--why", "new facts"),
}
REFUSED = {"close", "advance", "raise", "waive", "set", "undo", "case reopen"}
"""What may be refused here: the store is to stay as it is all the same."""


def with_dry_run() -> Iterator[str]:
    """Every command that offers it, from the program itself."""
    program = typer.main.get_command(app)
    context = typer.Context(program)
    for name in COMMANDS:
        found = program.get_command(context, name)  # type: ignore[attr-defined]
        parts = getattr(found, "commands", None)
        inner = {f"{name} {word}": one for word, one in parts.items()} if parts else {name: found}
        yield from (
            word for word, one in inner.items() if any("--dry-run" in p.opts for p in one.params)
        )


def kept(folder: Path) -> dict[str, bytes | None]:
    """Everything but compiled workflows, which any command may put down and which can be made
    again.
    """
    return {name: content for name, content in snapshot(folder).items() if "/compiled" not in name}


def test_a_dry_run_of_every_command_leaves_every_byte_as_it_was(sop: Typist) -> None:
    assert set(with_dry_run()) == set(DONE)
    other, case = sop.open(), sop.open()
    sop.ok("do", "D1.1")
    sop.ok("store", "backup", "../kept")
    (sop.folder / "other").mkdir()
    shutil.copyfile(sop.folder / "sop.toml", sop.folder / "other" / "sop.toml")
    before = kept(sop.folder.parent)
    for name, words in DONE.items():
        asked = [{"CASE": case, "OTHER": other}.get(word, word) for word in words]
        told = sop.json(*asked, "--dry-run", stdin="all quiet")
        assert told.code == 0 or (told.code == 1 and name in REFUSED), (name, told.out, told.err)
        assert told.code == 1 or told.json["changed"] is False, name
        assert sop(*asked, "--dry-run", stdin="all quiet").code == told.code
        assert kept(sop.folder.parent) == before, name
    print(f"{len(DONE)} commands, {len(before)} files and folders")


def test_a_dry_run_of_a_setting_says_what_it_would_and_the_command_does_it(sop: Typist) -> None:
    sop.open()
    for words in (
        ("as", "warden"),
        ("config", "set", "plain", "on"),
        ("workflow", "new", "our-drill"),
        ("init", "x"),
    ):
        trial, done = sop(*words, "--dry-run"), sop(*words)
        assert trial.out == f"{done.out}Nothing was written (dry run).\n", words
    assert sop.json("workflow", "new", "our-drill", "--dry-run").code == 2
