"""Reads the files of a workflow into one logical document; every node keeps its place in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sop.definition.bounded_file import read_start
from sop.definition.finding_report import find_nearest, list_names, quote_value
from sop.definition.keywords import ID, WORKFLOW_ID
from sop.definition.source_map import SourceSpan
from sop.definition.strict_json import JsonError, read_json
from sop.definition.text_decoding import MOST_BYTES, decode
from sop.definition.yaml_reader import YamlDocument, read_yaml
from sop.model.finding import Finding, Position

MAIN = "workflow.yaml"
GUARANTEES = "guarantees.yaml"
FORM_END = ".schema.json"
PARTS = ("tracks", "forms", "scenarios", "expectations", "curricula")
"""Folders of a workflow."""

YAML_ENDS = (".yaml", ".yml")


@dataclass
class WorkflowFiles:
    """The content of the files.

    `shown` is the path of the workflow as findings show it. `texts` is by name inside the workflow,
    `shown_texts` by the path that findings show. `fatal` means that the main file could not be
    read, so that the other files cannot be judged.
    """

    id: str
    shown: str
    root: SourceSpan
    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    shown_texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    fatal: bool = False

    def error(self, rule: str, file: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(rule, "error", Position(file), message, remedy))


def gather(path: Path, shown: str) -> WorkflowFiles:
    """Return all files of the workflow at this path: a folder, its workflow.yaml, or one file."""
    if path.name == MAIN and path.is_file():
        path = path.parent
        if shown.endswith(MAIN):
            shown = shown[: -len(MAIN)].rstrip("/\\") or "."
    if path.is_dir():
        files = WorkflowFiles(path.resolve().name, shown, SourceSpan(f"{shown}/{MAIN}"))
        _gather_folder(path, files)
        _check_workflow_id(files, "folder")
    else:
        files = WorkflowFiles(path.stem, shown, SourceSpan(shown))
        _gather_file(path, files)
        _check_workflow_id(files, "file")
    return files


def _check_workflow_id(files: WorkflowFiles, kind: str) -> None:
    if WORKFLOW_ID.match(files.id) is None:
        files.error(
            "bad-id",
            files.root.file,
            f"the name of the {kind}, {quote_value(files.id)}, is not a valid workflow id",
            "Rename it: small letters, digits, underscores and dashes, a letter first.",
        )


def _gather_file(path: Path, files: WorkflowFiles) -> None:
    reading = _read_file(path, path.name, files.shown, files)
    if reading is None or reading.place.lost or not _is_map(reading, files):
        files.fatal = True
        return
    files.data, files.root = reading.data, reading.place


def _gather_folder(path: Path, files: WorkflowFiles) -> None:
    if not (path / MAIN).exists():
        _report_no_main_file(path, files)
        files.fatal = True
        return
    reading = _read_file(path / MAIN, MAIN, f"{files.shown}/{MAIN}", files)
    if reading is None or reading.place.lost or not _is_map(reading, files):
        files.fatal = True
    else:
        files.data, files.root = dict(reading.data), reading.place
    # In the order of the manual: a name defined twice is reported at the later place.
    _gather_maps(path, "tracks", files)
    _gather_guarantees(path, files)
    _gather_forms(path, files)
    _gather_maps(path, "scenarios", files)
    _gather_maps(path, "expectations", files)
    _report_strays(path, files)


def _report_no_main_file(path: Path, files: WorkflowFiles) -> None:
    others = [
        other.name for other in _list_folder(path, files.shown, files) if other.suffix in YAML_ENDS
    ]
    message = "the folder has no workflow.yaml"
    if others:
        message += f"; it has {list_names(sorted(others))}"
    files.error(
        "unreadable-file", files.shown, message, "Name the workflow's main file 'workflow.yaml'."
    )


def _gather_maps(path: Path, part: str, files: WorkflowFiles) -> None:
    """Read tracks/*.yaml, scenarios/*.yaml or expectations/*.yaml, in the order of their names."""
    for file in _sort_files(path / part, ".yaml", f"{files.shown}/{part}", files):
        name = file.name.removesuffix(".yaml")
        shown = f"{files.shown}/{part}/{file.name}"
        pattern = ID if part == "tracks" else WORKFLOW_ID
        if not _check_name(name, pattern, shown, files):
            continue
        reading = _read_file(file, f"{part}/{file.name}", shown, files)
        if reading is None:
            reading = YamlDocument(shown)
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
        name = file.name.removesuffix(FORM_END)
        shown = f"{files.shown}/forms/{file.name}"
        if not _check_name(name, ID, shown, files):
            continue
        text = _read_text(file, f"forms/{file.name}", shown, files)
        data, place = None, SourceSpan(shown)
        if text is not None:
            data, place = _read_form(text, shown, files)
        place.lost = data is None
        _add_part(files, "forms", name, data, place)


def _read_form(text: str, shown: str, files: WorkflowFiles) -> tuple[Any, SourceSpan]:
    """Return a form's JSON and its places; those come from reading it as YAML.

    Nearly all JSON is YAML, and the JSON reader of the standard library gives no places.
    """
    reading = read_yaml(text, shown)
    place = SourceSpan(shown) if reading.place.lost else reading.place
    try:
        return read_json(text), place
    except JsonError as error:
        position = Position(shown, error.line, error.column)
        if reading.findings and (error.line, error.column) == (1, 1):  # the default: no place
            position = reading.findings[0].position
        files.findings.append(Finding("bad-form", "error", position, error.message, error.remedy))
        return None, place


def _add_part(files: WorkflowFiles, part: str, name: str, data: Any, place: SourceSpan) -> None:
    """Add one entry of a part; the main file may have entries of the same part."""
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
                f"{quote_value(name)} is defined twice; "
                f"the first is in {first.file}, line {first.key_line}",
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
    text = _read_text(file, name, shown, files)
    if text is None:
        return None
    reading = read_yaml(text, shown)
    files.findings += reading.findings
    return reading


def _read_text(file: Path, name: str, shown: str, files: WorkflowFiles) -> str | None:
    try:
        raw = read_start(file, MOST_BYTES)
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
    message = f"the file contains {_describe_content(reading.data)}; a map of keys is expected"
    remedy = "Write 'key: value' lines, without a dash before them."
    files.findings.append(Finding("wrong-type", "error", position, message, remedy))
    return False


def _describe_content(data: Any) -> str:
    if data is None:
        return "nothing"
    if isinstance(data, list):
        return "a list"
    return "a single value"


def _check_name(name: str, pattern: Any, shown: str, files: WorkflowFiles) -> bool:
    """Whether the name of a file is a valid ID; report it if not."""
    if pattern.match(name):
        return True
    files.error(
        "bad-id",
        shown,
        f"the file's name {quote_value(name)} is not a valid id",
        "Rename the file: small letters, digits and underscores, a letter first.",
    )
    return False


def _sort_files(folder: Path, end: str, shown: str, files: WorkflowFiles) -> Iterator[Path]:
    """Yield the files of a part, by name; report files with a similar but wrong name."""
    if not folder.is_dir():
        return
    for file in sorted(_list_folder(folder, shown, files), key=lambda file: file.name):
        if file.name.startswith(".") or file.name.endswith("~"):
            continue
        if file.name.endswith(end):
            yield file
        elif file.suffix in (*YAML_ENDS, ".json"):
            files.error(
                "unreadable-file",
                f"{shown}/{file.name}",
                f"the file is not read: its name must end in '{end}'",
                f"Rename it so that it ends in '{end}', or move it out of the workflow.",
            )


def _report_strays(path: Path, files: WorkflowFiles) -> None:
    """Report files and folders with a wrong name, which would be left out silently."""
    for other in sorted(_list_folder(path, files.shown, files), key=lambda file: file.name):
        if other.is_dir():
            _report_stray_folder(other, files)
        elif other.suffix in YAML_ENDS and other.name not in (MAIN, GUARANTEES):
            near = find_nearest(other.name, (MAIN, GUARANTEES))
            hint = f", did you mean {quote_value(near)}?" if near else ""
            files.error(
                "unreadable-file",
                f"{files.shown}/{other.name}",
                f"the file {quote_value(other.name)} is not read{hint}",
                f"A workflow has {MAIN}, {GUARANTEES} and the folders {list_names(PARTS)}.",
            )


def _report_stray_folder(folder: Path, files: WorkflowFiles) -> None:
    if folder.name in PARTS:
        return
    near = find_nearest(folder.name, PARTS)
    if near is None or not any(folder.glob("*.yaml")):
        return
    name = quote_value(folder.name)
    files.error(
        "unreadable-file",
        f"{files.shown}/{folder.name}",
        f"the folder {name} is not read, did you mean {quote_value(near)}?",
        f"Folders of a workflow: {list_names(PARTS)}.",
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
    """Return the value as JSON without layout, keys in their order: the input of the hash."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
