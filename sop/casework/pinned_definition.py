"""Compares a kept definition with its own texts: its name is the hash of what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sop.definition.keywords import WORKFLOW_ID
from sop.model.definition import Definition
from sop.model.value import replace

_NAME = re.compile(r"([\w.-]+/)?[\w.-]+")


def describe_forgery(definition: Definition, texts: Mapping[str, str]) -> str | None:
    """Return how the compiled form differs from its texts, or they from the hash; None if not."""
    # late: only a thorough check reads YAML
    from sop.definition.compile import content_hash
    from sop.definition.load import load_workflow  # late: only a thorough check reads YAML
    from sop.definition.workflow_files import gather  # late: only a thorough check reads YAML

    name = definition.hash[:12]
    if WORKFLOW_ID.match(definition.id) is None or not all(map(_is_safe, texts)):
        return f"The definition {name} has a name or files that no workflow can have."
    with TemporaryDirectory() as folder:
        path = _write(Path(folder), definition.id, texts)
        files = gather(path, definition.id)
        # The hash covers the meaning that the definition was compiled with.
        hashed = content_hash(files.id, files.data, definition.meaning)
        if files.fatal or hashed != definition.hash:
            return f"The definition {name} was altered: its texts do not have the hash {name}."
        compiled = load_workflow(path).definition
    if compiled is None:
        return None
    pinned = replace(compiled, meaning=definition.meaning, hash=definition.hash)
    if pinned != definition:
        return f"The definition {name} was altered: its compiled form is not that of its texts."
    return None


def _is_safe(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and ".." not in PurePosixPath(name).parts


def _write(folder: Path, workflow: str, texts: Mapping[str, str]) -> Path:
    """Write the texts as the workflow that they were; return its path."""
    is_file = len(texts) == 1 and PurePosixPath(next(iter(texts))).stem == workflow
    root = folder if is_file else folder / workflow
    for name, text in texts.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return root / next(iter(texts)) if is_file else root
