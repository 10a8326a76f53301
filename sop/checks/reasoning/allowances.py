"""Findings that the author allows (`# sop: allow RULE, because REASON`), and wrong allowances.

Warnings and notes are judgements, and the author may know better. Errors are not, and cannot be
allowed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from sop.definition.finding_report import quote_value
from sop.definition.load import LoadedWorkflow
from sop.definition.source_map import Remark
from sop.model.finding import Finding

NAME = "allowance"
FORM = "Write it like this: # sop: allow rule-name, because …"
_ALLOWANCE = re.compile(r"#\s*sop:\s*allow\s+(?P<rule>[A-Za-z_-]+)\s*(?P<rest>.*)")
_REASON = re.compile(r",\s*because\s+\S")


def judge_allowances(
    loaded: LoadedWorkflow, findings: list[Finding], run: Collection[str], known: Collection[str]
) -> list[Finding]:
    """Return the findings that are not allowed, and a warning for each wrong or unused allowance.

    `run` names the rules of this run: an allowance of any other rule cannot be judged.
    """
    remaining = findings
    for remark in loaded.source.remarks():
        match = _ALLOWANCE.match(remark.text)
        fault = _explain_fault(match, known)
        if fault or match is None:
            remaining = [*remaining, _make_warning(loaded, remark, *fault)]
        elif match["rule"] in run:
            here = [finding for finding in findings if _is_about(finding, remark, match["rule"])]
            remaining = _drop_allowed(remaining, here)
            remaining += _report_unused(loaded, remark, match["rule"], here)
    return remaining


def _is_about(finding: Finding, remark: Remark, rule: str) -> bool:
    at = finding.position
    return finding.rule == rule and (at.path, at.line) == (remark.position.path, remark.about)


def _drop_allowed(findings: list[Finding], allowed: list[Finding]) -> list[Finding]:
    return [
        finding for finding in findings if finding not in allowed or finding.severity == "error"
    ]


def _explain_fault(match: re.Match[str] | None, known: Collection[str]) -> tuple[str, ...]:
    """Return what is wrong with the comment alone, and the remedy; empty if nothing is wrong."""
    if match is None:
        return "this comment starts with 'sop:', but it is not a valid instruction", FORM
    quoted = quote_value(match["rule"])
    if match["rule"] not in known:
        near = get_close_matches(match["rule"], known, n=1)
        guess = f"; did you mean {quote_value(near[0])}?" if near else ""
        return f"the comment allows {quoted}, which is not a rule{guess}", FORM
    if not _REASON.match(match["rest"]):
        return f"the comment allows {quoted} without a reason", FORM
    return ()


def _report_unused(
    loaded: LoadedWorkflow, remark: Remark, rule: str, here: list[Finding]
) -> Iterator[Finding]:
    if loaded.definition is None or any(finding.severity != "error" for finding in here):
        return
    if here:
        message = f"an error of {quote_value(rule)} cannot be allowed"
        yield _make_warning(loaded, remark, message, "Correct it.")
        return
    message = f"the comment allows {quote_value(rule)}, but line {remark.about} has no such finding"
    remedy = "Delete the comment, or move it to the line of the finding."
    yield _make_warning(loaded, remark, message, remedy)


def _make_warning(loaded: LoadedWorkflow, remark: Remark, message: str, remedy: str) -> Finding:
    excerpt = loaded.source.excerpt(remark.position)
    return Finding(
        rule=NAME,
        severity="warning",
        position=remark.position,
        message=message,
        remedy=remedy,
        excerpt=excerpt,
    )
