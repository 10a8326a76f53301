"""The available workflows: by path, those of the workspace, and those shipped with the program."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sop
from sop.definition.bounded_file import read_file
from sop.model.definition import MEANING, Definition
from sop.model.gc_pause import pause_collector
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.private_files import replace_private
from sop.store.sealed_json import seal, unseal

if TYPE_CHECKING:
    from sop.definition.load import LoadedWorkflow
    from sop.model.finding import Finding

Origin = Literal["path", "workspace", "shipped"]
YAML_ENDINGS = (".yaml", ".yml")
PARTS = ("tracks", "forms", "scenarios", "expectations", "curricula")
"""The folders inside a workflow's folder."""


@value
class WorkflowEntry:
    """A workflow that can be opened, checked or shown. `shown_as` is its path for people."""

    id: str
    path: Path
    origin: Origin
    shown_as: str


class NotCompiled(Exception):
    """The workflow has errors, so no case of it can be opened."""

    def __init__(self, listed: WorkflowEntry, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{listed.shown_as} has errors")
        self.listed = listed
        self.findings = findings


def find_shipped_folder() -> Path | None:
    """Return the folder of the workflows shipped with the program, None where there is none.

    In an installed package it is inside the package, in a checkout next to it.
    """
    package = Path(sop.__file__).resolve().parent
    for folder in (package / "workflows", package.parent / "workflows"):
        if os.path.isdir(folder):  # not Path.is_dir(), which raises where it may not look
            return folder
    return None


@value
class Library:
    """The workflows of a workspace and of the program.

    `cache` keeps compiled definitions by the content of their files; None keeps nothing.
    """

    workspace: Path | None
    shipped: Path | None
    cache: Path | None = None
    here: Path = Path()

    def list_workflows(self) -> tuple[WorkflowEntry, ...]:
        """Return every workflow by id. One of the workspace replaces one of the program."""
        found = {
            listed.id: listed
            for listed in (*self._list_folder(self.shipped, "shipped"), *self._list_workspace())
        }
        return tuple(found[key] for key in sorted(found))

    def list_shadowed(self) -> tuple[str, ...]:
        """Return the ids that the workspace and the program both have."""
        own = {listed.id for listed in self._list_workspace()}
        shipped = {listed.id for listed in self._list_folder(self.shipped, "shipped")}
        return tuple(sorted(own & shipped))

    def twins(self, listed: WorkflowEntry) -> tuple[WorkflowEntry, ...]:
        """Return all workflows with this id in the same folder (`a.yaml` and `a/`).

        Empty where the workflow is the only one.
        """
        if listed.origin == "path":
            return ()
        if listed.origin == "workspace":
            siblings = self._list_workspace()
        else:
            siblings = tuple(self._list_folder(self.shipped, "shipped"))
        found = tuple(one for one in siblings if one.id == listed.id)
        return found if len(found) > 1 else ()

    def find(self, word: str) -> WorkflowEntry:
        """Return the workflow with this path or id.

        Raises UsageError, with similar ids, where there is none.
        """
        if _is_path(word):
            return self._find_by_path(word)
        if path_exists(self.here / word) and not self._has_id(word):
            return self._find_by_path(word)
        return self.find_by_id(word)

    def find_all(self, word: str) -> tuple[WorkflowEntry, ...]:
        """Return the workflows that the word names: one, or all of a folder of workflows."""
        inside = self._list_inside(self.here / word)
        if inside and not self._has_id(word):
            return inside
        return (self.find(word),)

    def find_by_id(self, word: str) -> WorkflowEntry:
        """Return the workflow with this id, or with this title.

        Raises UsageError where none has it, with similar ids, or where several have it.
        """
        known = {listed.id: listed for listed in self.list_workflows()}
        if word in known:
            several = ", ".join(one.shown_as for one in self.twins(known[word]))
            if several:
                raise UsageError(
                    f"Several workflows have the ID '{word}': {several}.",
                    "Keep one of them there, or give the path.",
                )
            return known[word]
        titled = self._find_titled(word)
        if titled is not None:
            return titled
        raise UsageError(f"There is no workflow '{word}'.", _suggest_ids(word, known))

    def _find_titled(self, word: str) -> WorkflowEntry | None:
        """Return the one workflow whose ID or title the word is, in any case.

        A word with small letters alone is an ID: no workflow is compiled for it.
        """
        wanted = word.strip().casefold()
        if wanted == word and " " not in word:
            return None
        listed = self.list_workflows()
        found = [one for one in listed if one.id.casefold() == wanted]
        found = found or [one for one in listed if self.title(one).casefold() == wanted]
        return found[0] if len(found) == 1 else None

    def load(self, listed: WorkflowEntry) -> LoadedWorkflow:
        """Return the workflow read from its files, with the findings of reading."""
        from sop.definition.load import load_workflow  # late: start-up

        with pause_collector():
            return load_workflow(listed.path, listed.shown_as)

    def findings(
        self, loaded: LoadedWorkflow, proved: Sequence[Finding] | None = None
    ) -> tuple[Finding, ...]:
        """Return the findings of reading and of every check.

        `proved` are the findings of a proof, None without one.
        """
        from sop.checks.rules import run_checks  # late: start-up

        with pause_collector():
            return run_checks(loaded, proved=proved)

    def definition(self, listed: WorkflowEntry) -> Definition:
        """Return the compiled workflow. Unchanged files are compiled and checked once.

        Raises NotCompiled where it has errors.
        """
        from sop.definition.definition_codec import (  # late: start-up
            definition_from_json,
            definition_to_json,
        )

        kept = self._cache_path(listed)
        if kept is not None:
            with suppress(Exception):  # damaged or of another version: it is made again
                return definition_from_json(unseal(kept.read_bytes()))
        loaded = self.load(listed)
        errors = tuple(f for f in self.findings(loaded) if f.severity == "error")
        if errors or loaded.definition is None:
            raise NotCompiled(listed, errors)
        if kept is not None:
            _write_cache(kept, definition_to_json(loaded.definition))
        return loaded.definition

    def title(self, listed: WorkflowEntry) -> str:
        """Return the title of the workflow; where it has errors, that and its path."""
        try:
            return self.definition(listed).title
        except NotCompiled:
            return f"has errors: {listed.shown_as}"

    def compile_for_case(self, listed: WorkflowEntry) -> tuple[Definition, Mapping[str, str]]:
        """Return the workflow compiled from its files, and their texts, for a case to be opened.

        A case is never pinned to a cache: a person who can write there could change the rules.
        """
        cached = self.definition(listed)
        loaded = self.load(listed)
        if loaded.definition == cached:
            return cached, loaded.texts
        self.forget_cache(listed)
        return self.definition(listed), self.load(listed).texts

    def forget_cache(self, listed: WorkflowEntry) -> None:
        """Remove the cached definition."""
        kept = self._cache_path(listed)
        if kept is not None:
            with suppress(OSError):
                kept.unlink()

    def forget_wrong_caches(self) -> tuple[str, ...]:
        """Remove each cached definition that is not that of its files; return the ids."""
        wrong: list[str] = []
        for listed in self.list_workflows():
            kept = self._cache_path(listed)
            if kept is None or not kept.exists():
                continue
            loaded = self.load(listed)
            if loaded.definition is not None and loaded.definition != self.definition(listed):
                self.forget_cache(listed)
                wrong.append(listed.id)
        return tuple(wrong)

    def compile_workflow(self, listed: WorkflowEntry) -> Definition:
        """Return the workflow even if rules find errors; raise NotCompiled if it cannot compile."""
        with suppress(NotCompiled):
            return self.definition(listed)
        loaded = self.load(listed)
        if loaded.definition is None:
            errors = tuple(one for one in loaded.findings if one.severity == "error")
            raise NotCompiled(listed, errors)
        return loaded.definition

    def list_with_stakeholder(self, stakeholder: str) -> tuple[str, ...]:
        """Return the IDs of the workflows that have the stakeholder."""
        return tuple(one.id for one in self.definitions() if stakeholder in one.stakeholders)

    def tracks(self) -> set[str]:
        """Return the tracks of all workflows."""
        found: set[str] = set()
        for definition in self.definitions():
            found.update(definition.tracks)
        return found

    def definitions(self) -> Iterator[Definition]:
        """Yield every workflow that compiles."""
        for listed in self.list_workflows():
            with suppress(NotCompiled):
                yield self.definition(listed)

    def list_workspace(self) -> tuple[WorkflowEntry, ...]:
        """Return the workflows of the workspace, or all available ones where it has none."""
        return self._list_workspace() or self.list_workflows()

    def texts(self, listed: WorkflowEntry) -> Mapping[str, str]:
        """Return the exact text of each file of the workflow, by name."""
        return self.load(listed).texts

    def _has_id(self, word: str) -> bool:
        return any(listed.id == word for listed in self.list_workflows())

    def _list_workspace(self) -> tuple[WorkflowEntry, ...]:
        own, shipped = self.workspace, self.shipped
        if own is not None and shipped is not None and own.resolve() == shipped.resolve():
            return ()  # a checkout used in place: its workflows are the shipped ones
        return tuple(self._list_folder(own, "workspace"))

    def _list_folder(self, folder: Path | None, origin: Origin) -> Iterator[WorkflowEntry]:
        if folder is None or not folder.is_dir():
            return
        for path in sorted(folder.iterdir()):
            if _is_workflow(path):
                shown_as = self._display_path(path)
                yield WorkflowEntry(_id_of(path), path, origin=origin, shown_as=shown_as)

    def _list_inside(self, folder: Path) -> tuple[WorkflowEntry, ...]:
        """Return the workflows in a folder of workflows; none for a workflow or a part of one."""
        if not path_exists(folder) or not folder.is_dir() or _is_workflow(folder):
            return ()
        if any((folder / part).is_dir() for part in PARTS):
            return ()
        return tuple(self._list_folder(folder, "path"))

    def _find_by_path(self, word: str) -> WorkflowEntry:
        path = self.here / word
        if not path_exists(path):
            message = f"There is no file or folder '{word}'."
            raise UsageError(message, "To list the workflows", Suggestion("workflow list"))
        enclosing = find_enclosing_workflow(path)
        shown_as = word
        if enclosing is not None:
            shown_as, path = self._shorten_path(word, path, enclosing), enclosing
        if path.name in (".", ""):
            shown_as = self._display_path(path)
        return WorkflowEntry(_id_of(path.resolve()), path, origin="path", shown_as=shown_as)

    def _shorten_path(self, word: str, path: Path, enclosing: Path) -> str:
        """Return the workflow's folder in the words of the user, who named a file inside it."""
        levels = len(path.absolute().relative_to(enclosing).parts)
        parents = Path(word).parents
        if levels <= len(parents):
            return str(parents[levels - 1])
        return os.path.relpath(enclosing, self.here)

    def _display_path(self, path: Path) -> str:
        with suppress(ValueError):
            return str(path.resolve().relative_to(self.here.resolve()))
        return str(path)

    def _cache_path(self, listed: WorkflowEntry) -> Path | None:
        if self.cache is None or not _is_workflow(listed.path):
            return None
        try:
            return self.cache / f"{_content_hash(listed.path)}.json"
        except OSError:  # the reader of workflows says what is wrong with the file
            return None


def find_enclosing_workflow(path: Path) -> Path | None:
    """Return the folder of the workflow that this file is part of, None for any other file."""
    if path.name in ("workflow.yaml", "guarantees.yaml"):
        folder = path.absolute().parent
    elif path.absolute().parent.name in PARTS:
        folder = path.absolute().parent.parent
    else:
        return None
    return folder if path.is_file() and (folder / "workflow.yaml").is_file() else None


def path_exists(path: Path) -> bool:
    """Whether there is such a file or folder; False for a name that the system rejects."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _suggest_ids(word: str, known: Iterable[str]) -> str:
    known = tuple(known)
    near = get_close_matches(word, known, 2)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Choose one of: {', '.join(known) or 'none'}."


def _is_path(word: str) -> bool:
    return "/" in word or os.sep in word or word.endswith(YAML_ENDINGS) or word in (".", "..")


def _is_workflow(path: Path) -> bool:
    if path.is_dir():
        return (path / "workflow.yaml").is_file()
    return path.suffix in YAML_ENDINGS and path.is_file() and not path.name.startswith(".")


def _id_of(path: Path) -> str:
    return path.stem if path.suffix in YAML_ENDINGS else path.name


def _files_of(path: Path) -> Iterable[Path]:
    """Return a workflow's files: those in its folder and one level below."""
    found = [path] if path.is_file() else [*path.glob("*"), *path.glob("*/*")]
    return sorted(file for file in found if file.is_file())


def _content_hash(path: Path) -> str:
    """Return a digest of all files' names and contents, the program's version and the meaning."""
    digest = hashlib.sha256(f"{sop.__version__}\0{MEANING}\0{path.name}\0".encode())
    for file in _files_of(path):
        content = read_file(file)
        name = file.name if file == path else str(file.relative_to(path))
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _write_cache(kept: Path, text: str) -> None:
    """Keep the definition. In a read-only workspace the next command compiles again."""
    with suppress(OSError):
        replace_private(kept, seal(text.encode()))
