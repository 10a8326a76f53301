"""Which findings the author has allowed: `# sop: allow RULE, because REASON`, and which allowances are wrong.

Warnings and notes are judgements, and the author may know better; errors are not, and cannot be allowed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from sop.definition.diagnostics import quote_value
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
    """The findings that are not allowed, and a warning for each allowance that is wrong or allows nothing.

    `run` are the rules that were asked: only their allowances can be judged.
    """
    kept = findings
    for remark in loaded.source.remarks():
        match = _ALLOWANCE.match(remark.text)
        wrong = _explain_wrong_allowance(match, known)
        if wrong or match is None:
            kept = [*kept, _make_warning(loaded, remark, *wrong)]
        elif match["rule"] in run:
            here = [finding for finding in findings if _is_about(finding, remark, match["rule"])]
            kept = [
                finding for finding in kept if finding not in here or finding.severity == "error"
            ]
            kept += _report_unused(loaded, remark, match["rule"], here)
    return kept


def _is_about(finding: Finding, remark: Remark, rule: str) -> bool:
    at = finding.position
    return finding.rule == rule and (at.path, at.line) == (remark.position.path, remark.about)


def _explain_wrong_allowance(
    match: re.Match[str] | None, known: Collection[str]
) -> tuple[str, ...]:
    """What is wrong with the comment by itself, and what to do; empty when nothing is."""
    if match is None:
        return "a comment to the checks that they do not understand", FORM
    if match["rule"] not in known:
        near = get_close_matches(match["rule"], known, n=1)
        meant = f", did you mean {quote_value(near[0])}?" if near else ""
        return f"the comment allows {quote_value(match['rule'])}, which is no rule{meant}", FORM
    if not _REASON.match(match["rest"]):
        return f"the comment allows {quote_value(match['rule'])} without a reason", FORM
    return ()


def _report_unused(
    loaded: LoadedWorkflow, remark: Remark, rule: str, here: list[Finding]
) -> Iterator[Finding]:
    if loaded.definition is None or any(finding.severity != "error" for finding in here):
        return
    if here:
        yield _make_warning(
            loaded, remark, f"an error of {quote_value(rule)} cannot be allowed", "Correct it."
        )
    else:
        message = (
            f"the comment allows {quote_value(rule)}, of which line {remark.about} has no finding"
        )
        yield _make_warning(
            loaded, remark, message, "Delete the comment, or move it to the line of the finding."
        )


def _make_warning(loaded: LoadedWorkflow, remark: Remark, message: str, remedy: str) -> Finding:
    excerpt = loaded.source.excerpt(remark.position)
    return Finding(NAME, "warning", remark.position, message, remedy, excerpt)
