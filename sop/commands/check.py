"""`sop check`: every finding in workflows, each with its place and remedy; the manual page of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
from sop.commands.output import EXIT_DONE, EXIT_INTERRUPTED, EXIT_REFUSED, CommandResult
from sop.commands.program import command, new_app
from sop.commands.proof_options import holidays_for, make_proof_options, proof_json, turn_json
from sop.model.definition import Definition
from sop.model.finding import Finding
from sop.model.refusal import UsageError

app = new_app()
FORMATS = ("text", "json", "sarif", "junit", "github")


@command(app, "check", formats=FORMATS)
def check(
    session: CommandContext,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH...]", help="Else the workspace's.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings too make it fail.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="What a rule asks and why.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", metavar="FILE", help="Findings that are known; only new ones are told."
        ),
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write what is found now into the baseline.")
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove it over all possible cases.")
    ] = False,
    budget: Annotated[
        int | None,
        typer.Option("--budget", metavar="NODES", min=1000, help="How many nodes a proof may use."),
    ] = None,
    counterexamples: Annotated[
        str | None,
        typer.Option(
            "--counterexamples", metavar="DIR", help="Write what a proof finds as scenarios."
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it into a file.")
    ] = None,
) -> CommandResult:
    """Check workflows: every finding with its place and remedy.

    A path may be any file of a workflow, or a folder of workflows. --prove shows for all possible cases that none gets
    stuck, that nothing is dead and that each guarantee holds; sop check --explain proof says how far that goes.
    --format sarif, junit or github is for a pipeline that shows findings beside their lines.

    Example: sop check workflows/fire-drill.yaml
    """
    if write_baseline and baseline is None:
        raise UsageError("it is not said where the baseline is.", "add --baseline FILE")
    if explain is not None:
        return _explain_rule(session, explain, paths or ())
    looked_at = _select_workflows(session, paths or ())
    proving = make_proof_options(session, prove, budget, counterexamples)
    found = list(_check_each(session, looked_at, proving))
    if write_baseline:
        assert baseline is not None
        _write(session, Path(baseline), found)
    known = () if baseline is None else read_baseline(session.here / baseline)
    return deliver_result(
        session,
        _answer(session, compare_baseline(found, known), prove, strict, baseline, write_baseline),
        out,
    )


def _select_workflows(session: CommandContext, paths: Sequence[str]) -> Iterable[WorkflowEntry]:
    """The workflows that are named, else those of the workspace."""
    return list_distinct(session.library, paths) if paths else session.library.list_workspace()


def _check_each(
    session: CommandContext, looked_at: Iterable[WorkflowEntry], proving: ProofOptions | None
) -> Iterator[WorkflowCheck]:
    """One workflow after the other, until somebody interrupts a proof."""
    for listed in looked_at:
        yield (
            one := check_listed(session.library, listed, proving, holidays_for(session, proving))
        )
        if one.left:
            return


def _write(session: CommandContext, path: Path, found: Sequence[WorkflowCheck]) -> None:
    """Writes the baseline; a file that is none is replaced only where it is empty or not there."""
    where = session.here / path
    before: tuple[BaselineFinding, ...] = read_baseline(where) if where.exists() else ()
    try:
        where.write_text(baseline_text(found, before), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be written: {error.strerror}.", "name another file"
        ) from error


def _answer(
    session: CommandContext,
    result: BaselineComparison,
    prove: bool,
    strict: bool,
    baseline: str | None,
    written: bool,
) -> CommandResult:
    from sop.views.findings import (
        baseline_lines,
        findings_screen,
        proof_progress_text,
        proofs_lines,
        summary,
    )

    findings = [finding for one in result.found for finding in one.findings]
    names = [one.shown_as for one in result.found]
    has_failed = has_failure(result.found, strict)
    data = {
        "findings": list(chain.from_iterable(map(_findings_json, result.found))),
        "proofs": [proof_json(proof) for one in result.found for proof in one.proofs],
        "summary": _summary(findings, names),
    }
    gone = [one.message for one in result.gone]
    if baseline is not None:
        data["baseline"] = {
            "file": baseline,
            "written": written,
            "hidden": result.hidden,
            "gone": [_baseline_json(one) for one in result.gone],
        }
    said = () if baseline is None else baseline_lines(baseline, result.hidden, gone, written)
    answer = CommandResult(
        data=data,
        changed=written,
        code=EXIT_REFUSED if has_failed else EXIT_DONE,
        error="findings" if has_failed else None,
        message=summary(findings, names) if has_failed else "",
        blocks=lambda: (*findings_screen(findings, names), *proofs_lines(result.found), *said),
    )
    if any(one.left for one in result.found):
        answer = replace(
            answer,
            code=EXIT_INTERRUPTED,
            error="interrupted",
            message=proof_progress_text(result.found),
        )
    return replace(
        answer,
        document=_document(session, result, prove, strict, answer.code, summary(findings, names)),
    )


def _document(
    session: CommandContext,
    result: BaselineComparison,
    prove: bool,
    strict: bool,
    code: int,
    last: str,
) -> str | None:
    """What another program reads; None where the answer is a screen or the usual JSON."""
    here = session.here

    def display_path(path: str) -> str:
        return relative(path, here)

    if session.given.format == "sarif":
        import sop
        from sop.commands.rule_pages import rule_pages
        from sop.views.formats.sarif import sarif

        pages = rule_pages(proved=prove)
        return sarif(result.found, pages, sop.__version__, code, display_path)
    if session.given.format == "junit":
        from sop.commands.rule_pages import list_rules
        from sop.views.formats.junit import junit

        return junit(result.found, list_rules(proved=prove), strict)
    if session.given.format == "github":
        from sop.views.formats.github import github

        return github(result.found, last, display_path)
    return None


def _summary(findings: Sequence[Finding], looked_at: Sequence[str]) -> Json:
    counts = {
        f"{word}s": sum(one.severity == word for one in findings)
        for word in ("error", "warning", "note")
    }
    return {**counts, "workflows": list(looked_at)}


def _findings_json(one: WorkflowCheck) -> list[Json]:
    return [_json(*pair) for pair in zip(one.findings, one.fingerprints, strict=True)]


def _json(finding: Finding, fingerprint: str) -> Json:
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
    """The rule's manual page; for `citations` also those of the workflows looked at, by status."""
    from sop.checks.rules import explain_rule
    from sop.views.references import citations_blocks
    from sop.views.sanitize import clean_lines
    from sop.views.terminal.blocks import unbroken_line

    if session.given.format not in ("text", "json"):
        raise UsageError(
            f"--format {session.given.format} is for findings.", "leave out --explain, or --format"
        )
    page = explain_rule(name)
    cited = (
        [session.library.definition(one) for one in _select_workflows(session, paths)]
        if name == "citations"
        else []
    )
    data: Json = {
        "rule": name,
        "page": page,
        "findings": [],
        "proofs": [],
        "summary": _summary((), ()),
    }
    return CommandResult(
        data=data
        | ({"citations": [_citations_json(one) for one in cited]} if name == "citations" else {}),
        blocks=lambda: (
            *(unbroken_line(text) for text in clean_lines(page)),
            *(block for definition in cited for block in citations_blocks(definition)),
        ),
    )


def _citations_json(definition: Definition) -> Json:
    return {
        "workflow": definition.id,
        "law": [
            {
                "id": one.id,
                "cite": one.cite,
                "about": one.about,
                "status": one.status,
                "source": one.source,
            }
            for one in definition.law.values()
        ],
    }
