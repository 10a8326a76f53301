"""Loads a workflow: reads its files, checks their schema, compiles them, collects every finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sop.definition.bounded_file import read_start
from sop.definition.compile import compile_definition
from sop.definition.compile_context import Context, as_map
from sop.definition.condition_names import Names
from sop.definition.finding_report import Report, TooManyFindings, find_nearest, quote_value
from sop.definition.forms import check_schema
from sop.definition.keywords import WORKFLOW_ID
from sop.definition.scenario_names import NameIndex
from sop.definition.scenario_reader import add_expectations, compile_scenario
from sop.definition.schema_validation import check_shape
from sop.definition.source_map import PathTo, SourceMap
from sop.definition.text_decoding import MOST_BYTES, decode
from sop.definition.workflow_files import WorkflowFiles, gather
from sop.definition.yaml_reader import read_yaml
from sop.model.definition import Definition
from sop.model.finding import Finding, Position, sort_findings
from sop.model.scenario import Scenario
from sop.model.value import value


@value
class LoadedWorkflow:
    """A loaded workflow. `definition` is None only if errors prevent compiling it.

    `scenarios` has those without errors. `texts` has the exact text of each file, by its name in
    the workflow.
    """

    definition: Definition | None
    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]
    source: SourceMap
    texts: Mapping[str, str]


SEPARATE_PARTS = ("scenarios", "expectations")
"""Parts whose errors do not make the definition unusable."""

HARMLESS_ERRORS = frozenset({"deadline-without-law"})
"""Rules whose errors leave a definition that can be shown and proved."""


def load_workflow(path: Path, shown_as: str | None = None) -> LoadedWorkflow:
    """Load the workflow at this path: a folder or one file. Findings show it as `shown_as`."""
    files = gather(path, (shown_as or str(path)).rstrip("/") or "/")
    source = SourceMap(files.root, files.shown_texts)
    report = Report(source)
    for finding in files.findings:
        excerpt = finding.excerpt or source.excerpt(finding.position)
        report.findings.append(replace(finding, excerpt=excerpt))
    if files.fatal:
        return LoadedWorkflow(None, (), sort_findings(report.findings), source, files.texts)
    definition: Definition | None = None
    scenarios: tuple[Scenario, ...] = ()
    try:
        definition, context = _definition(files, report)
        if context is not None:
            scenarios = _scenarios(files, context, report)
    except TooManyFindings as stop:
        report.findings.append(stop.finding)
    return LoadedWorkflow(
        definition, scenarios, sort_findings(report.findings), source, files.texts
    )


def load_scenario(
    path: Path, definition: Definition, shown_as: str | None = None
) -> tuple[Scenario | None, tuple[Finding, ...]]:
    """Load a scenario from a file of its own, for this definition; None if it has errors."""
    shown = shown_as or str(path)
    try:
        raw = read_start(path, MOST_BYTES)
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
    except TooManyFindings as stop:
        report.findings.append(stop.finding)
    if _count_errors(report.findings) > 0:
        scenario = None
    return scenario, sort_findings(report.findings)


def _lone_scenario(
    data: Any, name: str, shown: str, definition: Definition, report: Report
) -> Scenario | None:
    context = Context({}, report)
    context.names = Names.from_definition(definition)
    context.known = {
        "stakeholder": definition.stakeholders,
        "law": definition.law,
        "form": definition.forms,
        "fact": definition.facts,
        "track": definition.tracks,
        "guarantee": definition.guarantees,
    }
    index = NameIndex.from_definition(definition)
    return _scenario((), name, data, shown, definition.id, context, index)


def _definition(files: WorkflowFiles, report: Report) -> tuple[Definition | None, Context | None]:
    """Return the definition, None if an error prevents it, and the context of its scenarios.

    The context is None if nothing could be read.
    """
    data = dict(files.data)
    for part in SEPARATE_PARTS:  # each scenario is checked on its own, below
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
    separate = tuple(f"{files.shown}/{part}/" for part in SEPARATE_PARTS)
    own = [finding for finding in report.findings if not finding.position.path.startswith(separate)]
    if _count_errors(own) > 0:
        return None, context
    return definition, context


def _count_errors(findings: Iterable[Finding]) -> int:
    """Count the findings that make what was read unusable."""
    return sum(
        finding.severity == "error" and finding.rule not in HARMLESS_ERRORS for finding in findings
    )


def _scenarios(files: WorkflowFiles, context: Context, report: Report) -> tuple[Scenario, ...]:
    """Return the scenarios without errors, in file order."""
    usable: list[Scenario] = []
    index = NameIndex.from_data(context.data, context)
    scenarios = as_map(files.data.get("scenarios"))
    expectations = as_map(files.data.get("expectations"))
    for name in expectations:
        if name not in scenarios:
            report.unknown("unknown-scenario", ("expectations", name), "scenario", name, scenarios)
    for name, data in scenarios.items():
        _check_scenario_id(name, report)
        file = report.source.place(("scenarios", name)).file
        # Errors in the scenario's own file count against it, also those of reading the file.
        before = [finding for finding in report.findings if not _is_own(finding, file, files)]
        scenario = _scenario(("scenarios", name), name, data, file, files.id, context, index)
        if scenario is not None and name in expectations:
            scenario = _add_expectations(
                scenario, ("expectations", name), expectations[name], context, index
            )
        if scenario is not None and _count_errors(report.findings) == _count_errors(before):
            usable.append(scenario)
    return tuple(usable)


def _is_own(finding: Finding, file: str, files: WorkflowFiles) -> bool:
    """Whether the finding is in the file of the scenario, and that file has nothing else."""
    return file != files.root.file and finding.position.path == file


def _check_scenario_id(name: str, report: Report) -> None:
    if WORKFLOW_ID.match(name) is None:
        report.error(
            "bad-id",
            ("scenarios", name),
            f"{quote_value(name)} is not an id",
            "An id has small letters, digits, underscores and dashes and starts with a letter.",
            key=True,
        )


def _scenario(
    path: PathTo,
    name: str,
    data: Any,
    file: str,
    workflow: str,
    context: Context,
    index: NameIndex,
) -> Scenario | None:
    if context.report.source.place(path).lost:
        return None
    shaped = check_shape(data, context.report, "scenario", path)
    if not isinstance(shaped, dict):
        return None
    return compile_scenario(path, name, shaped, file, workflow, context, index)


def _add_expectations(
    scenario: Scenario, path: PathTo, data: Any, context: Context, index: NameIndex
) -> Scenario | None:
    if context.report.source.place(path).lost:
        return None
    shaped = check_shape(data, context.report, "expectations", path)
    if not isinstance(shaped, dict):
        return None
    return add_expectations(scenario, path, shaped, context, index)


def _check_timezone(data: dict[str, Any], report: Report) -> None:
    zone = data.get("timezone")
    if not isinstance(zone, str):
        return
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):
        remedy = "Write it like Area/City, or UTC."
        if not available_timezones():
            remedy = "This computer has no time zones: install the package tzdata."
        message = f"unknown time zone {quote_value(zone)}{describe_similar_zone(zone)}"
        report.error("wrong-value", ("timezone",), message, remedy)


def describe_similar_zone(zone: str) -> str:
    """Return the end of a message about an unknown zone: the one in other letters, or a near one.

    Upper and lower case do not matter to a person, and do to most systems.
    """
    known = {name.lower(): name for name in available_timezones()}
    exact = known.get(zone.lower())
    if exact is not None:
        return f", did you mean {quote_value(exact)}?"
    # Only names with the same first letter: there are 600, more than are compared.
    alike = [name for name in known if name[:1] == zone[:1].lower()]
    near = find_nearest(zone.lower(), alike)
    return "" if near is None else f", did you mean {quote_value(known[near])}?"
