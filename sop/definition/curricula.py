"""Reads the curricula of a workflow's folder: `curricula/NAME.yaml`. They are no part of its content hash."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sop.definition.diagnostics import Report, quote_value, suggest_nearest
from sop.definition.keywords import ID
from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import decode
from sop.definition.yaml_reader import read_yaml
from sop.model.curriculum import LEVELS, Curriculum, Module, Selection
from sop.model.finding import Finding
from sop.model.training import PASS_MARK

FOLDER = "curricula"
CURRICULUM_KEYS = ("title", "for", "about", "modules")
MODULE_KEYS = ("id", "title", "aims", "scenarios", "select", "pass_mark")
SELECT_KEYS = ("for", "level")


def read_curricula(
    workflow: Path, scenarios: Collection[str], shown: str
) -> tuple[tuple[Curriculum, ...], tuple[Finding, ...]]:
    """The curricula without errors, in the order of their names, and every finding. A single file has none."""
    found: list[Curriculum] = []
    findings: list[Finding] = []
    folder = workflow / FOLDER
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        curriculum, more = read_curriculum(path, scenarios, f"{shown}/{FOLDER}/{path.name}")
        findings += more
        if curriculum is not None:
            found.append(curriculum)
    return tuple(found), tuple(findings)


def read_curriculum(
    path: Path, scenarios: Collection[str], shown: str
) -> tuple[Curriculum | None, tuple[Finding, ...]]:
    """The curriculum of the file; None where it has errors."""
    text, findings = decode(path.read_bytes(), shown)
    reading = read_yaml(text or "", shown)
    report = Report(SourceMap(reading.place, {shown: text or ""}))
    report.findings += [*findings, *reading.findings]
    if reading.place.lost or not isinstance(reading.data, dict):
        if not report.findings:
            report.error(
                "wrong-type",
                (),
                "the file holds no map of keys",
                f"Keys: {', '.join(CURRICULUM_KEYS)}.",
            )
        return None, tuple(report.findings)
    reader = _CurriculumReader(report, scenarios)
    found = reader.curriculum(path.stem, reading.data, shown)
    return (None if report.findings else found), tuple(report.findings)


class _CurriculumReader:
    """Reads one file; every mistake is reported with its place."""

    def __init__(self, report: Report, scenarios: Collection[str]) -> None:
        self.report, self.scenarios = report, scenarios

    def curriculum(self, name: str, data: Mapping[str, Any], shown: str) -> Curriculum:
        self.keys((), data, CURRICULUM_KEYS, ("title", "modules"))
        modules = data.get("modules")
        if not isinstance(modules, list) or not modules:
            self.report.error(
                "wrong-type", ("modules",), "a course has at least one module", "Write a list."
            )
            modules = []
        read = tuple(self.module(("modules", place), one) for place, one in enumerate(modules))
        names = [one.id for one in read]
        for place, one in enumerate(names):
            if one in names[:place]:
                self.report.error(
                    "duplicate-key",
                    ("modules", place, "id"),
                    f"the id {quote_value(one)} stands twice",
                    "Give each module its own id.",
                )
        return Curriculum(
            name,
            self.text(("title",), data.get("title")),
            read,
            self.text(("for",), data.get("for")),
            self.text(("about",), data.get("about")),
            shown,
        )

    def module(self, path: PathTo, data: Any) -> Module:
        if not isinstance(data, dict):
            self.report.error(
                "wrong-type", path, "a module is a map of keys", f"Keys: {', '.join(MODULE_KEYS)}."
            )
            return Module("", "")
        self.keys(path, data, MODULE_KEYS, ("id", "title"))
        name = data.get("id")
        if not isinstance(name, str) or ID.match(name) is None:
            self.report.error(
                "bad-id",
                (*path, "id"),
                f"{quote_value(name)} is not an id",
                "Small letters, digits, underscores, a letter first.",
            )
        named = self.texts((*path, "scenarios"), data.get("scenarios"))
        for place, one in enumerate(named):
            if one not in self.scenarios:
                hint = suggest_nearest(one, list(self.scenarios))
                self.report.error(
                    "unknown-scenario",
                    (*path, "scenarios", place),
                    f"unknown scenario {quote_value(one)}{hint}",
                    "Write the name of a scenario of this workflow.",
                )
        if not named and "select" not in data:
            self.report.error(
                "missing-key", path, "the module has no scenarios", "Add 'scenarios:' or 'select:'."
            )
        return Module(
            str(name),
            self.text((*path, "title"), data.get("title")),
            self.texts((*path, "aims"), data.get("aims")),
            named,
            self.selection((*path, "select"), data.get("select")),
            self.pass_mark((*path, "pass_mark"), data.get("pass_mark")),
        )

    def selection(self, path: PathTo, data: Any) -> Selection | None:
        if data is None:
            return None
        if not isinstance(data, dict):
            self.report.error(
                "wrong-type",
                path,
                "'select' is a map of keys",
                "Write {for: AUDIENCE, level: LEVEL}.",
            )
            return None
        self.keys(path, data, SELECT_KEYS, ())
        levels = self.texts((*path, "level"), data.get("level"))
        for one in levels:
            if one not in LEVELS:
                self.report.error(
                    "wrong-value",
                    (*path, "level"),
                    f"unknown level {quote_value(one)}",
                    f"Levels: {', '.join(LEVELS)}.",
                )
        return Selection(self.texts((*path, "for"), data.get("for")), levels)

    def pass_mark(self, path: PathTo, value: Any) -> int:
        if value is None:
            return PASS_MARK
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
            self.report.error(
                "wrong-value",
                path,
                f"{quote_value(value)} is no pass mark",
                "Write a number from 0 to 100.",
            )
            return PASS_MARK
        return value

    def keys(
        self, path: PathTo, data: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for key in data:
            if key not in known:
                self.report.error(
                    "unknown-key",
                    (*path, key),
                    f"unknown key {quote_value(key)}{suggest_nearest(key, known)}",
                    f"Keys: {', '.join(known)}.",
                    key=True,
                )
        for key in needed:
            if key not in data:
                self.report.error(
                    "missing-key", path, f"the key {quote_value(key)} is missing", f"Add '{key}:'."
                )

    def text(self, path: PathTo, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        self.report.error(
            "wrong-type", path, f"{quote_value(value)} is no text", "Put quotes around it."
        )
        return ""

    def texts(self, path: PathTo, value: Any) -> tuple[str, ...]:
        """One text or a list of texts."""
        many = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(
            text for place, one in enumerate(many) if (text := self.text((*path, place), one))
        )
