"""A workflow as it was in another version of its repository: `REV:PATH`, read through git and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sop.casework.library import Library, WorkflowEntry, path_exists
from sop.model.refusal import UsageError

MOST_FILES = 2_000
PATIENCE = 60


@contextmanager
def version_of(library: Library, word: str) -> Iterator[WorkflowEntry]:
    """The workflow that the word means: a path, an id, or `REV:PATH`, `REV:ID` of an earlier version.

    An earlier version stands in a folder of its own for as long as it is looked at.
    """
    revision, _, path = word.partition(":")
    if not path or not revision or path_exists(library.here / word):
        yield library.find(word)
        return
    with TemporaryDirectory(prefix="sop-") as folder:
        where = _check_out(library, revision, path.rstrip("/"), Path(folder))
        name = where.stem if where.is_file() else where.name
        yield WorkflowEntry(name, where, "path", f"{revision}:{path}")


def _check_out(library: Library, revision: str, path: str, folder: Path) -> Path:
    """The files of the revision, written below the folder."""
    if PurePosixPath(path).name == "workflow.yaml":
        path = str(PurePosixPath(path).parent)
    git = _Git(library.here)
    commit = git.object_of(f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"git knows no version '{revision}' here.",
            "give a commit, a branch or a tag: main:PATH",
        )
    found = git.object_of(f"{commit}:{path}") or _find_by_id(library, git, commit, path)
    if found is None:
        raise UsageError(
            f"there is no '{path}' in version '{revision}'.",
            "paths count from the repository's first folder",
        )
    where = folder / (PurePosixPath(path).name or "workflow")
    if git.run("cat-file", "-t", found).strip() == b"tree":
        _write_tree(git, found, where)
    else:
        if where.suffix not in (".yaml", ".yml"):
            where = where.with_suffix(".yaml")
        where.write_bytes(git.run("cat-file", "blob", found))
    return where


def _find_by_id(library: Library, git: _Git, commit: str, word: str) -> str | None:
    """The object of a workflow that is named by its id and lies where it lies today."""
    if "/" in word:
        return None
    with suppress(UsageError, ValueError):
        now = library.find_by_id(word).path.resolve()
        root = Path(
            git.run("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n")
        )
        return git.object_of(f"{commit}:{now.relative_to(root.resolve()).as_posix()}")
    return None


def _write_tree(git: _Git, tree: str, where: Path) -> None:
    """Ordinary files only: no links, no other repositories, nothing that leaves the folder."""
    rows = [row for row in git.run("ls-tree", "-r", "-z", tree).split(b"\0") if row]
    if len(rows) > MOST_FILES:
        raise UsageError(f"that folder has {len(rows)} files.", "name the folder of one workflow")
    where.mkdir()
    for row in rows:
        head, _, raw = row.partition(b"\t")
        mode, _, found = head.decode("ascii").split(" ")
        name = PurePosixPath(raw.decode("utf-8", "surrogateescape"))
        if not mode.startswith("100") or ".." in name.parts or name.is_absolute():
            continue
        file = where / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(git.run("cat-file", "blob", found))


class _Git:
    """Git in a folder. It is only asked, never told to change anything."""

    def __init__(self, here: Path) -> None:
        self._here = here

    def object_of(self, name: str) -> str | None:
        """The id of the object that the name means; None where there is none."""
        done = self._run_git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return (
            done.stdout.decode("ascii", "replace").strip() or None if done.returncode == 0 else None
        )

    def run(self, *words: str) -> bytes:
        done = self._run_git(*words)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(
                f"git cannot read it: {said[0] if said else 'no reason given'}.", "see: git status"
            )
        return done.stdout

    def _run_git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--no-optional-locks", "--no-replace-objects", *words]
        try:
            return subprocess.run(
                command, cwd=self._here, capture_output=True, timeout=PATIENCE, check=False
            )
        except FileNotFoundError:
            raise UsageError("git is not installed.", "compare files or folders instead") from None
        except subprocess.TimeoutExpired:
            raise UsageError("git does not answer.", "compare files or folders instead") from None
