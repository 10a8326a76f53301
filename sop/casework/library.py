"""The workflows within reach: an explicit path, those of the workspace, those shipped with the program."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sop
from sop.model.definition import Definition
from sop.model.gc_pause import pause_collector
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value

if TYPE_CHECKING:
    from sop.definition.load import LoadedWorkflow
    from sop.model.finding import Finding

Origin = Literal["path", "workspace", "shipped"]
YAML_ENDINGS = (".yaml", ".yml")
PARTS = ("tracks", "forms", "scenarios", "expectations", "curricula")
"""The folders inside a workflow's folder."""


@value
class WorkflowEntry:
    """A workflow that can be opened, checked or shown. `shown_as` is how its files are named to people."""

    id: str
    path: Path
    origin: Origin
    shown_as: str


class NotCompiled(Exception):
    """The workflow has errors: no case can be opened of it."""

    def __init__(self, listed: WorkflowEntry, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{listed.shown_as} has errors")
        self.listed = listed
        self.findings = findings


def find_shipped_folder() -> Path | None:
    """The workflows that came with the program: inside an installed package, beside it in a checkout."""
    package = Path(sop.__file__).resolve().parent
    for folder in (package / "workflows", package.parent / "workflows"):
        if os.path.isdir(folder):  # False, too, where it cannot be looked at
            return folder
    return None


@value
class Library:
    """`cache` keeps compiled definitions by the content of their files; None keeps nothing."""

    workspace: Path | None
    shipped: Path | None
    cache: Path | None = None
    here: Path = Path()

    def listed(self) -> tuple[WorkflowEntry, ...]:
        """Every workflow by id; where the workspace and the program both have one, the workspace's."""
        found = {
            listed.id: listed
            for listed in (*self._list_folder(self.shipped, "shipped"), *self._list_workspace())
        }
        return tuple(found[key] for key in sorted(found))

    def list_shadowed(self) -> tuple[str, ...]:
        """Ids that the workspace and the program both have."""
        mine = {listed.id for listed in self._list_workspace()}
        return tuple(
            sorted(mine & {listed.id for listed in self._list_folder(self.shipped, "shipped")})
        )

    def twins(self, listed: WorkflowEntry) -> tuple[WorkflowEntry, ...]:
        """All that bear the id of this one in the same folder (`a.yaml` beside `a/`), where it is not the only one."""
        beside = (
            self._list_workspace()
            if listed.origin == "workspace"
            else tuple(self._list_folder(self.shipped, "shipped"))
        )
        found = tuple(one for one in beside if one.id == listed.id)
        return found if listed.origin != "path" and len(found) > 1 else ()

    def find(self, word: str) -> WorkflowEntry:
        """The workflow meant: a path, or the id of a workflow. Misuse with the nearest ids when there is none."""
        if _is_path(word):
            return self._find_by_path(word)
        if path_exists(self.here / word) and word not in {listed.id for listed in self.listed()}:
            return self._find_by_path(word)
        return self.find_by_id(word)

    def meant(self, word: str) -> tuple[WorkflowEntry, ...]:
        """The workflows meant: all of a folder that holds workflows and is none itself, else the one."""
        folder = self.here / word
        if path_exists(folder) and folder.is_dir() and not _is_workflow(folder):
            inside = (
                ()
                if any((folder / part).is_dir() for part in PARTS)
                else tuple(self._list_folder(folder, "path"))
            )
            if inside and word not in {listed.id for listed in self.listed()}:
                return inside
        return (self.find(word),)

    def find_by_id(self, word: str) -> WorkflowEntry:
        """The workflow with this id; Misuse where none bears it, with the nearest ids, or several do."""
        known = {listed.id: listed for listed in self.listed()}
        if word in known:
            several = ", ".join(one.shown_as for one in self.twins(known[word]))
            if several:
                raise UsageError(
                    f"'{word}' may mean {several}.", "keep one of them there, or give the path"
                )
            return known[word]
        near = get_close_matches(word, known, 2)
        hint = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"there is: {', '.join(known) or 'none'}"
        )
        raise UsageError(f"there is no workflow '{word}'.", hint)

    def loaded(self, listed: WorkflowEntry) -> LoadedWorkflow:
        """The workflow read from its files, with what reading found."""
        from sop.definition.load import load_workflow

        with pause_collector():
            return load_workflow(listed.path, listed.shown_as)

    def findings(
        self, loaded: LoadedWorkflow, proved: Sequence[Finding] | None = None
    ) -> tuple[Finding, ...]:
        """What reading and every check found; `proved` is what a proof found, None where none was asked for."""
        from sop.checks.rules import run_checks

        with pause_collector():
            return run_checks(loaded, proved=proved)

    def definition(self, listed: WorkflowEntry) -> Definition:
        """The compiled workflow; NotCompiled when it has errors. Unchanged files are compiled and checked once."""
        from sop.definition.definition_codec import definition_from_json, definition_to_json

        kept = self._cache_path(listed)
        if kept is not None:
            with suppress(OSError, ValueError, KeyError, TypeError):
                return definition_from_json(kept.read_text(encoding="utf-8"))
        loaded = self.loaded(listed)
        errors = tuple(f for f in self.findings(loaded) if f.severity == "error")
        if errors or loaded.definition is None:
            raise NotCompiled(listed, errors)
        if kept is not None:
            _write_cache(kept, definition_to_json(loaded.definition))
        return loaded.definition

    def compiled(self, listed: WorkflowEntry) -> Definition:
        """The workflow as it compiles, whatever the rules find in it; NotCompiled when it does not."""
        with suppress(NotCompiled):
            return self.definition(listed)
        loaded = self.loaded(listed)
        if loaded.definition is None:
            raise NotCompiled(
                listed, tuple(one for one in loaded.findings if one.severity == "error")
            )
        return loaded.definition

    def stakeholders(self) -> dict[str, str]:
        """The stakeholders of all workflows: id and short name, in small letters, to the id."""
        found: dict[str, str] = {}
        for listed in self.listed():
            with suppress(NotCompiled):
                for one in self.definition(listed).stakeholders.values():
                    found |= {one.short.lower(): one.id, one.id: one.id}
        return found

    def tracks(self) -> set[str]:
        """The tracks of all workflows."""
        found: set[str] = set()
        for listed in self.listed():
            with suppress(NotCompiled):
                found |= set(self.definition(listed).tracks)
        return found

    def list_workspace(self) -> tuple[WorkflowEntry, ...]:
        """The workflows of the workspace; all within reach where it has none."""
        return self._list_workspace() or self.listed()

    def texts(self, listed: WorkflowEntry) -> Mapping[str, str]:
        """The exact text of each file of the workflow, by name."""
        return self.loaded(listed).texts

    def _list_workspace(self) -> tuple[WorkflowEntry, ...]:
        mine, shipped = self.workspace, self.shipped
        if mine is not None and shipped is not None and mine.resolve() == shipped.resolve():
            return ()  # a checkout used in place: its workflows are the shipped ones
        return tuple(self._list_folder(mine, "workspace"))

    def _list_folder(self, folder: Path | None, origin: Origin) -> Iterator[WorkflowEntry]:
        for path in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else ():
            if _is_workflow(path):
                yield WorkflowEntry(_id_of(path), path, origin, self._display_path(path))

    def _find_by_path(self, word: str) -> WorkflowEntry:
        path = self.here / word
        if not path_exists(path):
            message = f"there is no file or folder '{word}'."
            raise UsageError(message, "see which workflows there are", Suggestion("workflow list"))
        around = find_enclosing_workflow(path)
        if around is not None:
            up, above = len(path.absolute().relative_to(around).parts), Path(word).parents
            word, path = (
                str(above[up - 1]) if up <= len(above) else os.path.relpath(around, self.here),
                around,
            )
        return WorkflowEntry(
            _id_of(path.resolve()),
            path,
            "path",
            self._display_path(path) if path.name in (".", "") else word,
        )

    def _display_path(self, path: Path) -> str:
        with suppress(ValueError):
            return str(path.resolve().relative_to(self.here.resolve()))
        return str(path)

    def _cache_path(self, listed: WorkflowEntry) -> Path | None:
        if self.cache is None or not _is_workflow(listed.path):
            return None
        return self.cache / f"{_content_hash(listed.path)}.json"


def find_enclosing_workflow(path: Path) -> Path | None:
    """The folder of the workflow that this file is a part of; None where it is none, or a workflow by itself."""
    if path.name in ("workflow.yaml", "guarantees.yaml"):
        folder = path.absolute().parent
    elif path.absolute().parent.name in PARTS:
        folder = path.absolute().parent.parent
    else:
        return None
    return folder if path.is_file() and (folder / "workflow.yaml").is_file() else None


def path_exists(path: Path) -> bool:
    """Whether there is such a file or folder; a name that the system cannot even look up is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_path(word: str) -> bool:
    return "/" in word or os.sep in word or word.endswith(YAML_ENDINGS) or word in (".", "..")


def _is_workflow(path: Path) -> bool:
    if path.is_dir():
        return (path / "workflow.yaml").is_file()
    return path.suffix in YAML_ENDINGS and path.is_file() and not path.name.startswith(".")


def _id_of(path: Path) -> str:
    return path.stem if path.suffix in YAML_ENDINGS else path.name


def _files_of(path: Path) -> Iterable[Path]:
    """A workflow's files lie in its folder or one below; what lies deeper is none of it."""
    found = [path] if path.is_file() else [*path.glob("*"), *path.glob("*/*")]
    return sorted(file for file in found if file.is_file())


def _content_hash(path: Path) -> str:
    """Names and contents of all files, with the version of the program that compiles them."""
    digest = hashlib.sha256(f"{sop.__version__}\0{path.name}\0".encode())
    for file in _files_of(path):
        content = file.read_bytes()
        digest.update(
            f"{file.relative_to(path) if file != path else file.name}\0{len(content)}\0".encode()
        )
        digest.update(content)
    return digest.hexdigest()


def _write_cache(kept: Path, text: str) -> None:
    """Kept where the workspace can be written; a read-only one compiles again."""
    beside = kept.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(kept)
