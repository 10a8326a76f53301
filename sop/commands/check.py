"""`sop check`: the findings in workflows, or the manual page of a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from sop.casework.baseline import (
    BaselineComparison,
    BaselineFinding,
    baseline_text,
    compare_baseline,
    read_baseline,
)
from sop.casework.check_workflow import (
    WorkflowCheck,
    check_listed,
    has_failure,
    list_distinct,
    relative,
)
from sop.casework.library import WorkflowEntry
from sop.casework.prove_workflow import ProofOptions
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result
from sop.commands.output import EXIT_INTERRUPTED, CommandResult, as_failure
from sop.commands.program import command, new_app
from sop.commands.proof_options import holidays_for, make_proof_options, proof_json, turn_json
from sop.model.definition import Definition, LawEntry
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.store.output_file import write_named_file
from sop.views.terminal.blocks import Blocks

app = new_app()
FORMATS = ("text", "json", "sarif", "junit", "github")


@command(app, "check", formats=FORMATS)
def check(
    session: CommandContext,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="Workflows; without it, all of the workspace."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail also on warnings.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="Explain a rule and its reason.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="A file of known findings; only new ones are reported.",
        ),
    ] = None,
    write_baseline: Annotated[
        bool,
        typer.Option("--write-baseline", help="Write the findings of this run to the baseline."),
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove the workflow for all possible cases.")
    ] = False,
    budget: Annotated[
        int | None,
        typer.Option(
            "--budget", metavar="NODES", min=1000, help="The size limit of a proof, in nodes."
        ),
    ] = None,
    counterexamples: Annotated[
        str | None,
        typer.Option(
            "--counterexamples", metavar="DIR", help="Write counterexamples here as scenarios."
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
) -> CommandResult:
    """Check workflows: every finding with its place and remedy.

    A path is any file of a workflow, or a folder of workflows. --prove shows for all possible
    cases that no case gets stuck, that every part can be reached and that each guarantee holds;
    for its limits see sop check --explain proof. --format sarif, junit or github is for a pipeline
    that shows findings at their lines.

    Example: sop check workflows/fire-drill.yaml
    """
    if write_baseline and baseline is None:
        raise UsageError("--write-baseline needs a file.", "Add --baseline FILE.")
    if explain is not None:
        return _explain_rule(session, explain, paths or ())
    workflows = _select_workflows(session, paths or ())
    proving = make_proof_options(session, prove, budget, counterexamples)
    found = list(_check_each(session, workflows, proving))
    if write_baseline:
        assert baseline is not None
        _write(session, Path(baseline), found)
    known: tuple[BaselineFinding, ...] = ()
    if baseline is not None:
        known = read_baseline(session.here / baseline)
    report = CheckReport(
        compare_baseline(found, known),
        prove=prove,
        strict=strict,
        baseline=baseline,
        written=write_baseline,
    )
    return deliver_result(session, _answer(session, report), out)


@dataclass(frozen=True)
class CheckReport:
    """The findings of a run, and the options that say how they are reported."""

    result: BaselineComparison
    prove: bool
    strict: bool
    baseline: str | None
    written: bool


def _select_workflows(session: CommandContext, paths: Sequence[str]) -> Iterable[WorkflowEntry]:
    """Return the workflows that are named, else those of the workspace."""
    if paths:
        return list_distinct(session.library, paths)
    return session.library.list_workspace()


def _check_each(
    session: CommandContext, workflows: Iterable[WorkflowEntry], proving: ProofOptions | None
) -> Iterator[WorkflowCheck]:
    """Check one workflow after the other, until the user interrupts a proof."""
    for listed in workflows:
        found = check_listed(session.library, listed, proving, holidays_for(session, proving))
        yield found
        if found.left:
            return


def _write(session: CommandContext, path: Path, found: Sequence[WorkflowCheck]) -> None:
    """Write the baseline. An existing file is replaced only if it is a baseline or empty."""
    where = session.here / path
    before: tuple[BaselineFinding, ...] = ()
    if where.exists():
        before = read_baseline(where)  # raises UsageError for any other file
    write_named_file(where, baseline_text(found, before).encode(), str(path), overwrite=True)


def _answer(session: CommandContext, report: CheckReport) -> CommandResult:
    from sop.views.findings import proof_progress_text, summary  # late: start-up

    found = report.result.found
    findings = [finding for one in found for finding in one.findings]
    names = [one.shown_as for one in found]
    last = summary(findings, names)
    answer = CommandResult(
        data=_report_json(report, findings, names),
        changed=report.written,
        blocks=lambda: _report_blocks(report, findings, names),
    )
    if has_failure(found, report.strict):
        answer = as_failure(answer, last)
    if any(one.left for one in found):
        progress = proof_progress_text(found)
        answer = as_failure(answer, progress, EXIT_INTERRUPTED, "interrupted")
    return replace(answer, document=_document(session, report, answer.code, last))


def _report_json(report: CheckReport, findings: Sequence[Finding], names: Sequence[str]) -> Json:
    result = report.result
    data = {
        "findings": list(chain.from_iterable(map(_findings_json, result.found))),
        "proofs": [proof_json(proof) for one in result.found for proof in one.proofs],
        "summary": _summary(findings, names),
    }
    if report.baseline is not None:
        data["baseline"] = {
            "file": report.baseline,
            "written": report.written,
            "hidden": result.hidden,
            "gone": [_baseline_json(one) for one in result.gone],
        }
    return data


def _report_blocks(
    report: CheckReport, findings: Sequence[Finding], names: Sequence[str]
) -> Blocks:
    # late: start-up; JSON needs no screen
    from sop.views.findings import baseline_lines, findings_screen, proofs_lines

    result = report.result
    blocks = (*findings_screen(findings, names), *proofs_lines(result.found))
    if report.baseline is None:
        return blocks
    gone = [one.message for one in result.gone]
    return (*blocks, *baseline_lines(report.baseline, result.hidden, gone, report.written))


def _document(session: CommandContext, report: CheckReport, code: int, last: str) -> str | None:
    """Return the document for another program; None for a screen or the usual JSON."""
    here, found = session.here, report.result.found

    def display_path(path: str) -> str:
        return relative(path, here)

    # late: start-up; each format is needed by its own pipeline only
    if session.given.format == "sarif":
        import sop  # late: start-up
        from sop.commands.rule_pages import rule_pages  # late: start-up
        from sop.views.formats.sarif import sarif  # late: start-up

        return sarif(found, rule_pages(report.prove), sop.__version__, code, display_path)
    if session.given.format == "junit":
        from sop.commands.rule_pages import list_rules  # late: start-up
        from sop.views.formats.junit import junit  # late: start-up

        return junit(found, list_rules(report.prove), report.strict)
    if session.given.format == "github":
        from sop.views.formats.github import github  # late: start-up

        return github(found, last, display_path)
    return None


def _summary(findings: Sequence[Finding], workflows: Sequence[str]) -> Json:
    counts = Counter(one.severity for one in findings)
    return {
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["note"],
        "workflows": list(workflows),
    }


def _findings_json(one: WorkflowCheck) -> list[Json]:
    return list(map(_finding_json, one.findings, one.fingerprints))


def _finding_json(finding: Finding, fingerprint: str) -> Json:
    at = finding.position
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "message": finding.message,
        "remedy": finding.remedy,
        "path_to": list(finding.path_to),
        "fingerprint": fingerprint,
        "flow": [turn_json(one) for one in finding.flow],
    }


def _baseline_json(one: BaselineFinding) -> Json:
    return {"workflow": one.workflow, "rule": one.rule, "place": one.place, "message": one.message}


def _explain_rule(session: CommandContext, name: str, paths: Sequence[str]) -> CommandResult:
    """Return the manual page of the rule; for `citations` also the citations of the workflows."""
    from sop.checks.rules import explain_rule  # late: start-up
    from sop.views.references import citations_blocks
    from sop.views.sanitize import clean_lines  # late: start-up
    from sop.views.terminal.blocks import unbroken_line  # late: start-up

    if session.given.format not in ("text", "json"):
        raise UsageError(
            f"--format {session.given.format} is for findings.", "Leave out --explain or --format."
        )
    page = explain_rule(name)
    data: Json = {
        "rule": name,
        "page": page,
        "findings": [],
        "proofs": [],
        "summary": _summary((), ()),
    }
    cited: list[Definition] = []
    if name == "citations":
        cited = [session.library.definition(one) for one in _select_workflows(session, paths)]
        data["citations"] = [_citations_json(one) for one in cited]

    def blocks() -> Blocks:
        lines = map(unbroken_line, clean_lines(page))
        return (*lines, *chain.from_iterable(map(citations_blocks, cited)))

    return CommandResult(data=data, blocks=blocks)


def _citations_json(definition: Definition) -> Json:
    return {
        "workflow": definition.id,
        "law": [_citation_json(one) for one in definition.law.values()],
    }


def _citation_json(one: LawEntry) -> Json:
    return {
        "id": one.id,
        "cite": one.cite,
        "about": one.about,
        "status": one.status,
        "source": one.source,
    }
