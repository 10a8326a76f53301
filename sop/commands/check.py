"""`sop check`: every finding in workflows, each with its place and remedy; the manual page of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sop.casework.library import Listed
from sop.commands.answer import EXIT_DONE, EXIT_REFUSED, Answer
from sop.commands.program import command, new_app
from sop.commands.session import Session
from sop.commands.shapes import Json
from sop.model.finding import Finding

app = new_app()


@command(app, "check")
def check(
    session: Session,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH...]", help="Else the workspace's.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings too make it fail.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", metavar="RULE", help="What a rule asks and why.")] = None,
) -> Answer:
    """Check workflows: every finding with its place and remedy.

    Example: sop check workflows/fire-drill.yaml
    """
    if explain is not None:
        return _explained(explain)
    looked_at = [session.library.find(word) for word in paths] if paths else list(session.library.of_workspace())
    findings = [finding for listed in looked_at for finding in _findings(session, listed)]
    failed = any(one.severity == "error" or (strict and one.severity == "warning") for one in findings)
    from sop.views.findings import findings_screen, summary

    names = [listed.shown_as for listed in looked_at]
    return Answer(
        data={"findings": [_json(one) for one in findings], "proofs": [], "summary": _summary(findings, names)},
        code=EXIT_REFUSED if failed else EXIT_DONE,
        error="findings" if failed else None,
        message=summary(findings, names) if failed else "",
        blocks=lambda: findings_screen(findings, names),
    )


def _findings(session: Session, listed: Listed) -> tuple[Finding, ...]:
    return session.library.findings(session.library.loaded(listed))


def _summary(findings: Sequence[Finding], looked_at: Sequence[str]) -> Json:
    counts = {f"{word}s": sum(one.severity == word for one in findings) for word in ("error", "warning", "note")}
    return {**counts, "workflows": list(looked_at)}


def _json(finding: Finding) -> Json:
    at = finding.position
    return {
        "rule": finding.rule, "severity": finding.severity, "path": at.path, "line": at.line, "column": at.column,
        "message": finding.message, "remedy": finding.remedy, "path_to": list(finding.path_to),
    }  # fmt: skip


def _explained(name: str) -> Answer:
    """The rule's manual page."""
    from sop.checks.rules import explain
    from sop.views.layout import whole
    from sop.views.visible import clean_lines

    page = explain(name)
    return Answer(
        data={"rule": name, "page": page, "findings": [], "proofs": [], "summary": _summary((), ())},
        blocks=lambda: tuple(whole(text) for text in clean_lines(page)),
    )
