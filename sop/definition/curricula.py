"""Reads the curricula of a workflow's folder: `curricula/NAME.yaml`.

They are not part of the content hash.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sop.definition.bounded_file import read_start
from sop.definition.finding_report import Report, quote_value, suggest_nearest
from sop.definition.keywords import ID
from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import MOST_BYTES, decode
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
    """Return the curricula without errors, by file name, and every finding.

    `scenarios` has the IDs of the workflow's scenarios; `shown` is the path as findings show it. A
    workflow in a single file has no curricula.
    """
    found: list[Curriculum] = []
    findings: list[Finding] = []
    folder = workflow / FOLDER
    if not folder.is_dir():
        return (), ()
    for path in sorted(folder.glob("*.yaml")):
        curriculum, more = read_curriculum(path, scenarios, f"{shown}/{FOLDER}/{path.name}")
        findings += more
        if curriculum is not None:
            found.append(curriculum)
    return tuple(found), tuple(findings)


def read_curriculum(
    path: Path, scenarios: Collection[str], shown: str
) -> tuple[Curriculum | None, tuple[Finding, ...]]:
    """Return the curriculum of the file, or None if it has errors, and every finding."""
    text, findings = decode(read_start(path, MOST_BYTES), shown)
    reading = read_yaml(text or "", shown)
    report = Report(SourceMap(reading.place, {shown: text or ""}))
    report.findings += [*findings, *reading.findings]
    if reading.place.lost or not isinstance(reading.data, dict):
        if not report.findings:
            report.error(
                "wrong-type",
                (),
                "the file does not contain a map of keys",
                f"Keys: {', '.join(CURRICULUM_KEYS)}.",
            )
        return None, tuple(report.findings)
    reader = _CurriculumReader(report, scenarios)
    curriculum = reader.curriculum(path.stem, reading.data, shown)
    if report.findings:
        return None, tuple(report.findings)
    return curriculum, ()


class _CurriculumReader:
    """Reads one file; every mistake is reported with its place."""

    def __init__(self, report: Report, scenarios: Collection[str]) -> None:
        self.report = report
        self.scenarios = scenarios

    def curriculum(self, name: str, data: Mapping[str, Any], shown: str) -> Curriculum:
        self.keys((), data, CURRICULUM_KEYS, ("title", "modules"))
        modules = data.get("modules")
        if not isinstance(modules, list) or not modules:
            self.report.error(
                "wrong-type", ("modules",), "a course has at least one module", "Write a list."
            )
            modules = []
        read = tuple(self.module(("modules", place), entry) for place, entry in enumerate(modules))
        self._check_repeated_ids([module.id for module in read])
        return Curriculum(
            id=name,
            title=self.text(("title",), data.get("title")),
            modules=read,
            audience=self.text(("for",), data.get("for")),
            about=self.text(("about",), data.get("about")),
            path=shown,
        )

    def _check_repeated_ids(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            if name in names[:place]:
                self.report.error(
                    "duplicate-key",
                    ("modules", place, "id"),
                    f"the id {quote_value(name)} is used twice",
                    "Give each module its own id.",
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
        scenarios = self.texts((*path, "scenarios"), data.get("scenarios"))
        self._check_scenarios((*path, "scenarios"), scenarios)
        if not scenarios and "select" not in data:
            self.report.error(
                "missing-key", path, "the module has no scenarios", "Add 'scenarios:' or 'select:'."
            )
        return Module(
            id=str(name),
            title=self.text((*path, "title"), data.get("title")),
            aims=self.texts((*path, "aims"), data.get("aims")),
            scenarios=scenarios,
            select=self.selection((*path, "select"), data.get("select")),
            pass_mark=self.pass_mark((*path, "pass_mark"), data.get("pass_mark")),
        )

    def _check_scenarios(self, path: PathTo, names: tuple[str, ...]) -> None:
        for place, name in enumerate(names):
            if name not in self.scenarios:
                hint = suggest_nearest(name, list(self.scenarios))
                self.report.error(
                    "unknown-scenario",
                    (*path, place),
                    f"unknown scenario {quote_value(name)}{hint}",
                    "Write the ID of a scenario of the workflow.",
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
        for level in levels:
            if level not in LEVELS:
                self.report.error(
                    "wrong-value",
                    (*path, "level"),
                    f"unknown level {quote_value(level)}",
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
                f"{quote_value(value)} is not a valid pass mark",
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
            "wrong-type", path, f"{quote_value(value)} is not a text", "Put quotes around it."
        )
        return ""

    def texts(self, path: PathTo, value: Any) -> tuple[str, ...]:
        """Return one text or a list of texts as a tuple, without empty ones."""
        entries = value if isinstance(value, list) else [value]
        texts = [self.text((*path, place), entry) for place, entry in enumerate(entries)]
        return tuple(text for text in texts if text)
