"""A workflow to begin with: a small one, or a copy of one that exists. Written once, never over another."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from sop.model.refusal import UsageError

_NAME = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")


def create_workflow(name: str, workflows: Path, trial: bool = False) -> Path:
    """The file written under `workflows`; Misuse for a name that cannot be an id, or one that is taken. A trial writes
    nothing."""
    text = (Path(__file__).parent / "new_workflow.yaml").read_text(encoding="utf-8")
    path = _prepare_folder(name, workflows, trial) / f"{name}.yaml"
    if trial:
        return path
    return _write_new_file(
        path, text.replace("NAME", name).replace("PATH", f"workflows/{path.name}").encode()
    )


def copy_workflow(name: str, workflows: Path, original: Path, trial: bool = False) -> Path:
    """The copy of a workflow, a file or a folder, under another name; Misuse as for a new one.

    Where its own files name it (`workflows/ID` in a comment, `workflow: ID` in a scenario), the copy names itself.
    """
    folder = _prepare_folder(name, workflows, trial)
    if trial:
        return folder / (f"{name}.yaml" if original.is_file() else name)
    old = original.stem if original.is_file() else original.name
    if original.is_file():
        return _write_new_file(folder / f"{name}.yaml", _rename_workflow(original, old, name))
    # Beside its place and then moved there, so that a copy that breaks off is not taken for a workflow.
    half = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        for file in sorted(original.rglob("*")):
            place = file.relative_to(original)
            if file.is_file() and not any(part.startswith(".") for part in place.parts):
                (half / place).parent.mkdir(parents=True, exist_ok=True)
                (half / place).write_bytes(_rename_workflow(file, old, name))
        half.chmod(0o777 & folder.stat().st_mode)
        return half.rename(folder / name)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _prepare_folder(name: str, workflows: Path, trial: bool) -> Path:
    """The folder of workflows, made if need be and this is no trial, in which nothing bears the name yet."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be the id of a workflow.",
            "use small letters, digits, dashes: office-move",
        )
    for taken in (workflows / name, workflows / f"{name}.yaml", workflows / f"{name}.yml"):
        if taken.exists():
            raise _name_taken_error(name, taken)
    if not trial:
        workflows.mkdir(parents=True, exist_ok=True)
    return workflows


def _write_new_file(path: Path, content: bytes) -> Path:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as exists:
        raise _name_taken_error(path.stem, path) from exists
    return path


def _name_taken_error(name: str, path: Path) -> UsageError:
    return UsageError(f"there is a workflow {name} already: {path}.", "take another name")


def _rename_workflow(file: Path, old: str, new: str) -> bytes:
    """What stands in the file, with the new id where the workflow names itself. Words that read alike stay."""
    content = file.read_bytes()
    if file.suffix not in (".yaml", ".yml"):
        return content
    itself = re.escape(old.encode())
    content = re.sub(rb"\b(workflows/)" + itself + rb"(?![\w-])", rb"\g<1>" + new.encode(), content)
    return re.sub(
        rb"(?m)^(workflow:[ \t]*)" + itself + rb"(?=[ \t]*(?:#|\r?$))",
        rb"\g<1>" + new.encode(),
        content,
    )
