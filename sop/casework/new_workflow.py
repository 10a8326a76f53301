"""Creates a workflow: a small one, or a copy of an existing one. It never overwrites."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from sop.model.refusal import UsageError

_NAME = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")


def create_workflow(name: str, workflows: Path, trial: bool = False) -> Path:
    """Write a small workflow under `workflows`; return its file.

    Raises UsageError for a name that is not a valid id or is taken. A trial writes nothing.
    """
    text = (Path(__file__).parent / "new_workflow.yaml").read_text(encoding="utf-8")
    path = _prepare_folder(name, workflows, trial) / f"{name}.yaml"
    if trial:
        return path
    content = text.replace("NAME", name).replace("PATH", f"workflows/{path.name}")
    return _write_new_file(path, content.encode())


def copy_workflow(name: str, workflows: Path, original: Path, trial: bool = False) -> Path:
    """Copy a workflow, a file or a folder, under another name; return the copy.

    Where its files name it (`workflows/ID` in a comment, `workflow: ID` in a scenario), the copy
    has the new name. Raises UsageError as for a new workflow.
    """
    folder = _prepare_folder(name, workflows, trial)
    target = folder / (f"{name}.yaml" if original.is_file() else name)
    if trial:
        return target
    if original.is_file():
        return _write_new_file(target, _rename_workflow(original, original.stem, name))
    return _copy_folder(original, target)


def _copy_folder(original: Path, target: Path) -> Path:
    """Copy the folder, without hidden files, to a temporary name and then rename it.

    So an interrupted copy is never mistaken for a workflow.
    """
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for file in sorted(original.rglob("*")):
            place = file.relative_to(original)
            if file.is_file() and not any(part.startswith(".") for part in place.parts):
                (temporary / place).parent.mkdir(parents=True, exist_ok=True)
                content = _rename_workflow(file, original.name, target.name)
                (temporary / place).write_bytes(content)
        temporary.chmod(0o777 & target.parent.stat().st_mode)
        return temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _prepare_folder(name: str, workflows: Path, trial: bool) -> Path:
    """Return the folder of workflows, made where necessary unless this is a trial.

    Raises UsageError unless the name is a valid id that is free there.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' is not a valid workflow ID.",
            "Use small letters, digits and dashes: office-move",
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
    return UsageError(f"A workflow {name} already exists: {path}.", "Choose another name.")


def _rename_workflow(file: Path, old: str, new: str) -> bytes:
    """Return the file's content with the new id where the workflow names itself.

    The same word elsewhere is not changed.
    """
    content = file.read_bytes()
    if file.suffix not in (".yaml", ".yml"):
        return content
    old_id = re.escape(old.encode())
    content = re.sub(rb"\b(workflows/)" + old_id + rb"(?![\w-])", rb"\g<1>" + new.encode(), content)
    return re.sub(
        rb"(?m)^(workflow:[ \t]*)" + old_id + rb"(?=[ \t]*(?:#|\r?$))",
        rb"\g<1>" + new.encode(),
        content,
    )
