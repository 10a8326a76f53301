"""A small workflow to begin with: written once, never over another."""

from __future__ import annotations

import re
from pathlib import Path

from sop.model.refusal import Misuse

_NAME = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")


def new_workflow(name: str, workflows: Path) -> Path:
    """The file written under `workflows`; Misuse for a name that cannot be an id, or one that is taken."""
    if not _NAME.fullmatch(name):
        raise Misuse(f"'{name}' cannot be the id of a workflow.", "use small letters, digits, dashes: office-move")
    if (workflows / name).exists():
        raise Misuse(f"there is a workflow {name} already: {workflows / name}.", "take another name")
    path = workflows / f"{name}.yaml"
    text = (Path(__file__).parent / "beginning.yaml").read_text(encoding="utf-8")
    workflows.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.replace("NAME", name).replace("PATH", f"workflows/{path.name}"))
    except FileExistsError as taken:
        raise Misuse(f"there is a workflow {name} already: {path}.", "take another name") from taken
    return path
