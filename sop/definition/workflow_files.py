"""Gathers the files of a workflow into one logical document in which every node still knows its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sop.definition.diagnostics import find_nearest, list_names, quote_value
from sop.definition.keywords import ID, WORKFLOW_ID
from sop.definition.source_map import SourceSpan
from sop.definition.strict_json import JsonError, read_json
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import YamlDocument, read_yaml
from sop.model.finding import Finding, Position

MAIN = "workflow.yaml"
GUARANTEES = "guarantees.yaml"
FORM_END = ".schema.json"
PARTS = ("tracks", "forms", "scenarios", "expectations", "curricula")


@dataclass
class WorkflowFiles:
    """What the files hold. `fatal`: the main file could not be read, so nothing can be said about the rest."""

    id: str
    shown: str
    root: SourceSpan
    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # by name inside the workflow
    shown_texts: dict[str, str] = field(default_factory=dict)  # by the path that findings print
    findings: list[Finding] = field(default_factory=list)
    fatal: bool = False

    def error(self, rule: str, file: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(rule, "error", Position(file), message, remedy))


def gather(path: Path, shown: str) -> WorkflowFiles:
    """All files of the workflow at this path: a folder, its workflow.yaml, or one file."""
    if path.name == MAIN and path.is_file():
        folder_shown = shown[: -len(MAIN)].rstrip("/\\") if shown.endswith(MAIN) else shown
        path, shown = path.parent, folder_shown or "."
    is_folder = path.is_dir()
    name = path.resolve().name if is_folder else path.stem
    files = WorkflowFiles(name, shown, SourceSpan(f"{shown}/{MAIN}" if is_folder else shown))
    if is_folder:
        _gather_folder(path, files)
    else:
        _gather_file(path, files)
    if WORKFLOW_ID.match(name) is None:
        files.error(
            "bad-id",
            files.root.file,
            f"the workflow's id {quote_value(name)} is its {'folder' if is_folder else 'file'}'s name, which is no id",
            "Rename it: small letters, digits, underscores and dashes, a letter first.",
        )
    return files


def _gather_file(path: Path, files: WorkflowFiles) -> None:
    reading = _read_file(path, path.name, files.shown, files)
    if reading is None or reading.place.lost or not _is_map(reading, files):
        files.fatal = True
        return
    files.data, files.root = reading.data, reading.place


def _gather_folder(path: Path, files: WorkflowFiles) -> None:
    if not (path / MAIN).exists():
        _no_main_file(path, files)
        files.fatal = True
        return
    reading = _read_file(path / MAIN, MAIN, f"{files.shown}/{MAIN}", files)
    if reading is None or reading.place.lost or not _is_map(reading, files):
        files.fatal = True
    else:
        files.data, files.root = dict(reading.data), reading.place
    _gather_maps(path, "tracks", files)
    _gather_guarantees(path, files)
    _gather_forms(path, files)
    _gather_maps(path, "scenarios", files)
    _gather_maps(path, "expectations", files)
    _name_strays(path, files)


def _no_main_file(path: Path, files: WorkflowFiles) -> None:
    others = sorted(
        other.name
        for other in _list_folder(path, files.shown, files)
        if other.suffix in (".yaml", ".yml")
    )
    message = "the folder has no workflow.yaml" + (
        f"; it has {list_names(others)}" if others else ""
    )
    files.error(
        "unreadable-file", files.shown, message, "Name the workflow's main file 'workflow.yaml'."
    )


def _gather_maps(path: Path, part: str, files: WorkflowFiles) -> None:
    """tracks/*.yaml, scenarios/*.yaml or expectations/*.yaml, in the order of their names."""
    for file in _sort_files(path / part, ".yaml", f"{files.shown}/{part}", files):
        name = file.name[: -len(".yaml")]
        pattern = ID if part == "tracks" else WORKFLOW_ID
        if not _is_good_name(name, pattern, f"{files.shown}/{part}/{file.name}", files):
            continue
        reading = _read_file(
            file, f"{part}/{file.name}", f"{files.shown}/{part}/{file.name}", files
        )
        if reading is None:
            reading = YamlDocument(f"{files.shown}/{part}/{file.name}")
            reading.place.lost = True
        elif not reading.place.lost and not _is_map(reading, files):
            reading.place.lost = True
        _add_part(files, part, name, reading.data, reading.place)


def _gather_guarantees(path: Path, files: WorkflowFiles) -> None:
    if not (path / GUARANTEES).exists():
        return
    reading = _read_file(path / GUARANTEES, GUARANTEES, f"{files.shown}/{GUARANTEES}", files)
    if reading is None or reading.place.lost or not _is_map(reading, files):
        place = reading.place if reading else SourceSpan(f"{files.shown}/{GUARANTEES}")
        place.lost = True
        files.data.setdefault("guarantees", None)
        _children(files.root).setdefault("guarantees", place)
        return
    data, place = reading.data, reading.place
    inner = data.get("guarantees")
    if len(data) == 1 and isinstance(inner, dict):
        data, place = inner, _children(place)["guarantees"]
    for name, guarantee in data.items():
        _add_part(files, "guarantees", name, guarantee, _children(place)[name])


def _gather_forms(path: Path, files: WorkflowFiles) -> None:
    for file in _sort_files(path / "forms", FORM_END, f"{files.shown}/forms", files):
        shown = f"{files.shown}/forms/{file.name}"
        if not _is_good_name(file.name[: -len(FORM_END)], ID, shown, files):
            continue
        text = _text(file, f"forms/{file.name}", shown, files)
        data, place = _form(text, shown, files) if text is not None else (None, SourceSpan(shown))
        place.lost = data is None
        _add_part(files, "forms", file.name[: -len(FORM_END)], data, place)


def _form(text: str, shown: str, files: WorkflowFiles) -> tuple[Any, SourceSpan]:
    """A form's JSON; its places come from reading it as YAML, which nearly all JSON is."""
    reading = read_yaml(text, shown)
    place = SourceSpan(shown) if reading.place.lost else reading.place
    try:
        return read_json(text), place
    except JsonError as trouble:
        position = Position(shown, trouble.line, trouble.column)
        if reading.findings and (trouble.line, trouble.column) == (1, 1):
            position = reading.findings[0].position
        files.findings.append(
            Finding("bad-form", "error", position, trouble.message, trouble.remedy)
        )
        return None, place


def _add_part(files: WorkflowFiles, part: str, name: str, data: Any, place: SourceSpan) -> None:
    """Adds one entry of a part; the part may have been begun in the main file."""
    if files.fatal:
        return
    entries = files.data.get(part)
    places = _children(files.root)
    if entries is None or part not in places:
        entries = files.data[part] = {}
        places[part] = SourceSpan(place.file)
    elif not isinstance(entries, dict):
        return
    known = _children(places[part])
    if name in entries:
        first = known[name]
        files.findings.append(
            Finding(
                "duplicate-key",
                "error",
                Position(place.file, place.key_line, place.key_column),
                f"{quote_value(name)} is defined twice; it first stands in {first.file}, line {first.key_line}",
                "Keep one of the two.",
            )
        )
        return
    entries[name] = data
    known[name] = place


def _children(place: SourceSpan) -> dict[str | int, SourceSpan]:
    if place.children is None:
        place.children = {}
    return place.children


def _read_file(file: Path, name: str, shown: str, files: WorkflowFiles) -> YamlDocument | None:
    text = _text(file, name, shown, files)
    if text is None:
        return None
    reading = read_yaml(text, shown)
    files.findings += reading.findings
    return reading


def _text(file: Path, name: str, shown: str, files: WorkflowFiles) -> str | None:
    try:
        raw = file.read_bytes()
    except OSError as error:
        files.error(
            "unreadable-file",
            shown,
            f"the file cannot be read: {error.strerror or error}",
            "Check the path and the permissions.",
        )
        return None
    text, findings = decode(raw, shown)
    files.findings += findings
    if text is not None:
        files.texts[name] = text
        files.shown_texts[shown] = text
    return text


def _is_map(reading: YamlDocument, files: WorkflowFiles) -> bool:
    if isinstance(reading.data, dict):
        return True
    position = Position(reading.place.file, reading.place.line, reading.place.column)
    what = (
        "a list"
        if isinstance(reading.data, list)
        else "nothing"
        if reading.data is None
        else "a single value"
    )
    message = f"the file holds {what}; a map of keys is expected"
    remedy = "Write 'key: value' lines, without a dash before them."
    files.findings.append(Finding("wrong-type", "error", position, message, remedy))
    return False


def _is_good_name(name: str, pattern: Any, shown: str, files: WorkflowFiles) -> bool:
    if pattern.match(name):
        return True
    files.error(
        "bad-id",
        shown,
        f"the file's name {quote_value(name)} is no id",
        "Rename the file: small letters, digits and underscores, a letter first.",
    )
    return False


def _sort_files(folder: Path, end: str, shown: str, files: WorkflowFiles) -> Iterator[Path]:
    """The files of a part, by name; a file that looks like one and is none is named."""
    if not folder.is_dir():
        return
    for file in sorted(_list_folder(folder, shown, files), key=lambda file: file.name):
        if file.name.startswith(".") or file.name.endswith("~"):
            continue
        if file.name.endswith(end):
            yield file
        elif file.suffix in (".yaml", ".yml", ".json"):
            files.error(
                "unreadable-file",
                f"{shown}/{file.name}",
                f"the file is not read: its name must end in '{end}'",
                f"Rename it so that it ends in '{end}', or move it out of the workflow.",
            )


def _name_strays(path: Path, files: WorkflowFiles) -> None:
    """Files and folders that look like a part of the workflow under a wrong name would be silently left out."""
    for other in sorted(_list_folder(path, files.shown, files), key=lambda file: file.name):
        if other.is_dir():
            near = find_nearest(other.name, PARTS) if other.name not in PARTS else None
            if near is not None and any(other.glob("*.yaml")):
                files.error(
                    "unreadable-file",
                    f"{files.shown}/{other.name}",
                    f"the folder {quote_value(other.name)} is not read, did you mean {quote_value(near)}?",
                    f"Folders of a workflow: {list_names(PARTS)}.",
                )
        elif other.suffix in (".yaml", ".yml") and other.name not in (MAIN, GUARANTEES):
            near = find_nearest(other.name, (MAIN, GUARANTEES))
            hint = f", did you mean {quote_value(near)}?" if near else ""
            files.error(
                "unreadable-file",
                f"{files.shown}/{other.name}",
                f"the file {quote_value(other.name)} is not read{hint}",
                f"Beside the folders {list_names(PARTS)} a workflow has {MAIN} and {GUARANTEES}.",
            )


def _list_folder(folder: Path, shown: str, files: WorkflowFiles) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        files.error(
            "unreadable-file",
            shown,
            f"the folder cannot be read: {error.strerror or error}",
            "Check the path and the permissions.",
        )
        return []


def canonical_json(value: Any) -> str:
    """The value as JSON without layout, keys in their order; what the content hash is taken of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
