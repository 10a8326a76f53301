"""Reads a workflow from another version of its git repository: `REV:PATH`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sop.casework.library import YAML_ENDINGS, Library, WorkflowEntry, path_exists
from sop.definition.bounded_file import too_large_text
from sop.model.limits import FILE_BYTES
from sop.model.refusal import UsageError

MOST_BYTES = 20 * FILE_BYTES
"""Of all files of a folder together."""
MOST_FILES = 2_000
"""Files of a folder: more is not a workflow but a whole repository."""
PATIENCE = 60
"""Seconds to wait for git: a large repository on a slow disk needs several."""


@contextmanager
def version_of(library: Library, word: str) -> Iterator[WorkflowEntry]:
    """Yield the workflow that the word names: a path, an id, or `REV:PATH`, `REV:ID`.

    An earlier version is in a temporary folder while inside.
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
    """Write the files of the revision below the folder; return the path of the workflow."""
    if PurePosixPath(path).name == "workflow.yaml":
        path = str(PurePosixPath(path).parent)
    git = _Git(library.here)
    commit = git.object_of(f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"git has no version '{revision}' here.",
            "Give a commit, a branch or a tag: main:PATH",
        )
    found = git.object_of(f"{commit}:{path}") or _find_by_id(library, git, commit, path)
    if found is None:
        raise UsageError(
            f"There is no '{path}' in version '{revision}'.",
            "Give the path from the top folder of the repository.",
        )
    where = folder / (PurePosixPath(path).name or "workflow")
    if git.run("cat-file", "-t", found).strip() == b"tree":
        _write_tree(git, found, where)
    else:
        if where.suffix not in (".yaml", ".yml"):
            where = where.with_suffix(".yaml")
        where.write_bytes(git.read_blob(found, path))
    return where


def _find_by_id(library: Library, git: _Git, commit: str, word: str) -> str | None:
    """Return the object of a workflow with that id, at the path that it has today; else None."""
    if "/" in word:
        return None
    with suppress(UsageError, ValueError):
        now = library.find_by_id(word).path.resolve()
        top = git.run("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape")
        root = Path(top.rstrip("\n")).resolve()
        return git.object_of(f"{commit}:{now.relative_to(root).as_posix()}")
    return None


def _write_tree(git: _Git, tree: str, where: Path) -> None:
    """Write ordinary files only: no links, no other repositories, no path outside the folder.

    A large file that is not part of a workflow is left out.
    """
    rows = [row for row in git.run("ls-tree", "-r", "-l", "-z", tree).split(b"\0") if row]
    if len(rows) > MOST_FILES:
        raise UsageError(
            f"The folder has {len(rows)} files.", "Name the folder of a single workflow."
        )
    where.mkdir()
    left = MOST_BYTES
    for row in rows:
        head, _, raw = row.partition(b"\t")
        mode, _, found, size = head.decode("ascii").split()
        name = PurePosixPath(raw.decode("utf-8", "surrogateescape"))
        if not mode.startswith("100") or ".." in name.parts or name.is_absolute():
            continue
        if int(size) > FILE_BYTES and name.suffix not in YAML_ENDINGS:
            continue
        left -= int(size)
        if left < 0:
            raise UsageError(
                f"The folder has more than {MOST_BYTES:,} bytes.",
                "Name the folder of a single workflow.",
            )
        file = where / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(git.read_blob(found, str(name)))


class _Git:
    """Git in a folder; only commands that read."""

    def __init__(self, here: Path) -> None:
        self._here = here

    def object_of(self, name: str) -> str | None:
        """Return the id of the object with that name, None where there is none."""
        result = self._run_git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        if result.returncode != 0:
            return None
        return result.stdout.decode("ascii", "replace").strip() or None

    def read_blob(self, blob: str, name: str) -> bytes:
        """Return the content of the object; raise UsageError for one larger than a file may be."""
        if int(self.run("cat-file", "-s", blob)) > FILE_BYTES:
            raise UsageError(
                f"'{name}' cannot be read: {too_large_text(FILE_BYTES)}.",
                "Give a version in which the file is smaller.",
            )
        return self.run("cat-file", "blob", blob)

    def run(self, *words: str) -> bytes:
        """Return what git prints; raise UsageError with its first line where it fails."""
        result = self._run_git(*words)
        if result.returncode != 0:
            lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = lines[0] if lines else "no reason given"
            raise UsageError(f"git cannot read it: {reason}.", "For details: git status")
        return result.stdout

    def _run_git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "--no-optional-locks", "--no-replace-objects", *words]
        try:
            return subprocess.run(
                command, cwd=self._here, capture_output=True, timeout=PATIENCE, check=False
            )
        except FileNotFoundError:
            raise UsageError("git is not installed.", "Compare files or folders instead.") from None
        except subprocess.TimeoutExpired:
            raise UsageError("git does not answer.", "Compare files or folders instead.") from None
