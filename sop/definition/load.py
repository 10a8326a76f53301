"""Loads a workflow: reads its files, checks their shape, compiles them, and gathers every finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sop.definition.compile import compile_definition
from sop.definition.compile_context import Context, as_map
from sop.definition.condition_names import Names
from sop.definition.diagnostics import Report, TooManyFindings, quote_value, suggest_nearest
from sop.definition.forms import check_schema
from sop.definition.keywords import WORKFLOW_ID
from sop.definition.name_index import NameIndex
from sop.definition.scenario_reader import add_expectations, compile_scenario
from sop.definition.schema_validation import check_shape
from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import decode
from sop.definition.workflow_files import WorkflowFiles, gather
from sop.definition.yaml_reader import read_yaml
from sop.model.definition import Definition
from sop.model.finding import Finding, Position, sort_findings
from sop.model.scenario import Scenario
from sop.model.value import value


@value
class LoadedWorkflow:
    """What loading answered. `definition` is None only when errors prevent compiling it.

    `scenarios` are those without errors; `texts` holds each file's exact text by its name inside the workflow.
    """

    definition: Definition | None
    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]
    source: SourceMap
    texts: Mapping[str, str]


BESIDE = ("scenarios", "expectations")
"""Parts of which a fault does not keep the definition from being used."""
DO_NOT_PREVENT = frozenset({"deadline-without-law"})
"""Errors after which there still is a definition that can be looked at and proved."""


def load_workflow(path: Path, shown_as: str | None = None) -> LoadedWorkflow:
    """The workflow at this path, a folder or one file. `shown_as` is how findings name the path."""
    files = gather(path, (shown_as or str(path)).rstrip("/") or "/")
    source = SourceMap(files.root, files.shown_texts)
    report = Report(source)
    for finding in files.findings:
        report.findings.append(
            replace(finding, excerpt=finding.excerpt or source.excerpt(finding.position))
        )
    if files.fatal:
        return LoadedWorkflow(None, (), sort_findings(report.findings), source, files.texts)
    definition: Definition | None = None
    scenarios: tuple[Scenario, ...] = ()
    try:
        definition, context = _definition(files, report)
        scenarios = _scenarios(files, context, report) if context is not None else ()
    except TooManyFindings as enough:
        report.findings.append(enough.make_finding)
    return LoadedWorkflow(
        definition, scenarios, sort_findings(report.findings), source, files.texts
    )


def load_scenario(
    path: Path, definition: Definition, shown_as: str | None = None
) -> tuple[Scenario | None, tuple[Finding, ...]]:
    """A scenario that stands alone, for this definition; None when it has errors."""
    shown = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        return None, (
            Finding(
                "unreadable-file",
                "error",
                Position(shown),
                message,
                "Check the path and the permissions.",
            ),
        )
    text, findings = decode(raw, shown)
    if text is None:
        return None, sort_findings(findings)
    reading = read_yaml(text, shown)
    source = SourceMap(reading.place, {shown: text})
    report = Report(source)
    for finding in (*findings, *reading.findings):
        report.findings.append(replace(finding, excerpt=source.excerpt(finding.position)))
    scenario = None
    try:
        if not reading.place.lost:
            scenario = _lone_scenario(reading.data, path.stem, shown, definition, report)
    except TooManyFindings as enough:
        report.findings.append(enough.make_finding)
    usable = scenario if _errors(report) == 0 else None
    return usable, sort_findings(report.findings)


def _lone_scenario(
    data: Any, name: str, shown: str, definition: Definition, report: Report
) -> Scenario | None:
    context = Context({}, report)
    context.names = Names.of(definition)
    context.known = {
        "stakeholder": definition.stakeholders,
        "law": definition.law,
        "form": definition.forms,
        "fact": definition.facts,
        "track": definition.tracks,
        "guarantee": definition.guarantees,
    }
    return _scenario((), name, data, shown, definition.id, context, NameIndex.of(definition))


def _definition(files: WorkflowFiles, report: Report) -> tuple[Definition | None, Context | None]:
    """The definition, or None if an error prevents it; the context is there as long as anything could be read."""
    data = dict(files.data)
    for part in BESIDE:
        if isinstance(data.get(part), dict):
            data[part] = {}
    data = check_shape(data, report)
    if not isinstance(data, dict):
        return None, None
    _check_timezone(data, report)
    for name, form in as_map(data.get("forms")).items():
        if form is not None:
            check_schema(("forms", name), form, report)
    definition, context = compile_definition(files.id, data, report, files.data)
    beside = tuple(f"{files.shown}/{part}/" for part in BESIDE)
    return (definition if _errors(report, but_under=beside) == 0 else None), context


def _errors(
    report: Report, but_under: str | tuple[str, ...] = "\0", only_in: str | None = None
) -> int:
    """How many findings prevent the use of what was read."""
    return sum(
        finding.severity == "error"
        and finding.rule not in DO_NOT_PREVENT
        and not finding.position.path.startswith(but_under)
        and only_in in (None, finding.position.path)
        for finding in report.findings
    )


def _scenarios(files: WorkflowFiles, context: Context, report: Report) -> tuple[Scenario, ...]:
    """The scenarios without errors, in file order."""
    found = []
    directory = NameIndex.of_data(context.data, context)
    scenarios, expectations = (
        as_map(files.data.get("scenarios")),
        as_map(files.data.get("expectations")),
    )
    for name in expectations:
        if name not in scenarios:
            report.unknown("unknown-scenario", ("expectations", name), "scenario", name, scenarios)
    for name, data in scenarios.items():
        path: PathTo = ("scenarios", name)
        if WORKFLOW_ID.match(name) is None:
            report.error(
                "bad-id",
                path,
                f"{quote_value(name)} is not an id",
                "An id has small letters, digits, underscores and dashes and starts with a letter.",
                key=True,
            )
        file = report.source.place(path).file
        before = _errors(report)
        if file != files.root.file:
            before -= _errors(report, only_in=file)
        scenario = _scenario(path, name, data, file, files.id, context, directory)
        if scenario is not None and name in expectations:
            scenario = _add_expectations(
                scenario, ("expectations", name), expectations[name], context, directory
            )
        if scenario is not None and _errors(report) == before:
            found.append(scenario)
    return tuple(found)


def _scenario(
    path: PathTo,
    name: str,
    data: Any,
    file: str,
    workflow: str,
    context: Context,
    directory: NameIndex,
) -> Scenario | None:
    if context.report.source.place(path).lost:
        return None
    shaped = check_shape(data, context.report, "scenario", path)
    if not isinstance(shaped, dict):
        return None
    return compile_scenario(path, name, shaped, file, workflow, context, directory)


def _add_expectations(
    scenario: Scenario, path: PathTo, data: Any, context: Context, directory: NameIndex
) -> Scenario | None:
    if context.report.source.place(path).lost:
        return None
    shaped = check_shape(data, context.report, "expectations", path)
    return (
        add_expectations(scenario, path, shaped, context, directory)
        if isinstance(shaped, dict)
        else None
    )


def _check_timezone(data: dict[str, Any], report: Report) -> None:
    zone = data.get("timezone")
    if not isinstance(zone, str):
        return
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        hint = suggest_nearest(zone, [name for name in available_timezones() if name[0] == zone[0]])
        report.error(
            "wrong-value",
            ("timezone",),
            f"unknown time zone {quote_value(zone)}{hint}",
            "Write it like Area/City, or UTC.",
        )
