"""The planted faults of `faults/`: small workflows, each with its verdict and its correction."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sop.definition.load import LoadedWorkflow, load_workflow

FOLDER = Path(__file__).parent / "faults"


@dataclass(frozen=True)
class Fault:
    """`property` has the fault. `shortest` turns show it, or `dead` lists the dead parts."""

    name: str
    property: str
    content: Mapping[str, Any]
    mending: Mapping[str, Any]
    shortest: int | None = None
    dead: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rule: str = ""
    place: tuple[str, ...] = ()

    def load(self, folder: Path, corrected: bool = False) -> LoadedWorkflow:
        """The workflow, loaded from a file in this folder."""
        file = folder / "planted.yaml"
        content = self._corrected() if corrected else self.content
        file.write_text(yaml.safe_dump(_complete(self.name, content), sort_keys=False), "utf-8")
        found = load_workflow(file)
        assert found.definition is not None, [(one.position, one.message) for one in found.findings]
        return found

    def _corrected(self) -> Mapping[str, Any]:
        changed = copy.deepcopy(dict(self.content))
        for path, value in self.mending.items():
            *where, last = path.split(".")
            here = changed
            for key in where:
                here = here.setdefault(key, {})
            if value is None:
                here.pop(last)
            else:
                here[last] = value
        return changed


def load_faults() -> tuple[Fault, ...]:
    texts = [file.read_text("utf-8") for file in sorted(FOLDER.glob("*.yaml"))]
    return tuple(_fault(one) for text in texts for one in yaml.safe_load(text))


def _fault(entry: dict[str, Any]) -> Fault:
    about = {key: entry.pop(key, ()) for key in ("dead", "places", "place")}
    name, which, shortest = entry.pop("fault"), entry.pop("property"), entry.pop("shortest", None)
    rule, mending = entry.pop("rule", ""), entry.pop("mended")
    if "guarantee" in entry:
        entry["guarantees"] = {"kept": entry.pop("guarantee")}
    lists = {key: tuple(value) for key, value in about.items()}
    return Fault(name, which, entry, mending, shortest, rule=rule, **lists)


def _complete(title: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The workflow with the titles and persons that every workflow must have."""
    written = copy.deepcopy(dict(content))
    for name, track in written["tracks"].items():
        track |= {"title": name, "lead": "w"}
        for step, entry in track["steps"].items():
            entry["title"] = step
            entry |= {"end": True} if step.startswith("end") else {"responsible": "w"}
            for action, one in entry.get("actions", {}).items():
                one["do"] = action
    for fact in written.get("facts", {}).values():
        fact["ask"] = "What is it?"
    head = {
        "language": 1,
        "version": "1.0.0",
        "title": title,
        "stakeholders": {"w": {"name": "Warden", "short": "W"}},
    }
    return head | written
