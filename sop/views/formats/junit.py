"""A check as JUnit XML: a suite for each workflow, a test case for each rule and each property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Xml

from sop.casework.check_workflow import WorkflowCheck, fails
from sop.model.finding import Finding
from sop.model.proof import BUILT_IN, Proof
from sop.views.formats.sarif import proof_limit_text
from sop.views.sanitize import clean

NOT_COMPILED = "the workflow has errors that prevent this"


def junit(checks: Sequence[WorkflowCheck], rules: Iterable[str], strict: bool) -> str:
    """Return the document. `rules` were applied; with `strict` a warning is a failure too."""
    names = tuple(rules)
    root = Xml.Element("testsuites", name="sop check")
    for check in checks:
        _suite(root, check, names, strict)
    _count(root)
    Xml.indent(root, " ")
    document = Xml.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'


def _suite(root: Xml.Element, check: WorkflowCheck, rules: Sequence[str], strict: bool) -> None:
    suite = Xml.SubElement(root, "testsuite", name=clean(check.shown_as))
    findings = [one for one in check.findings if not _is_of_a_property(one, check.proofs)]
    for rule in dict.fromkeys((*rules, *(finding.rule for finding in findings))):
        case = Xml.SubElement(suite, "testcase", classname=clean(check.id), name=rule, time="0")
        own = [finding for finding in findings if finding.rule == rule]
        if not own and not check.is_compiled:
            Xml.SubElement(case, "skipped", message=NOT_COMPILED)
        _add_failure(case, own, strict)
    for proof in check.proofs:
        _property(suite, check, proof, strict)
    _count(suite)


def _is_of_a_property(finding: Finding, proofs: Iterable[Proof]) -> bool:
    """Return whether the case of a violated property has this finding: it is counted once."""
    return any(_is_about(finding, proof) for proof in proofs if proof.verdict == "violated")


def _add_failure(case: Xml.Element, findings: Sequence[Finding], strict: bool) -> None:
    """Add one failure with all findings that make the check fail; the others are its output."""
    failing = [finding for finding in findings if fails(finding, strict)]
    others = [finding for finding in findings if not fails(finding, strict)]
    if failing:
        first = failing[0]
        message = clean(first.message)
        if len(failing) > 1:
            message += f" (and {len(failing) - 1} more)"
        failure = Xml.SubElement(case, "failure", type=first.severity, message=message)
        failure.text = _text(failing)
    if others:
        Xml.SubElement(case, "system-out").text = _text(others)


def _text(findings: Sequence[Finding]) -> str:
    return "\n".join(row for finding in findings for row in _lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    at = finding.position
    place = f"{at.path}:{at.line}:{at.column}"
    message = " ".join(finding.message.splitlines())
    yield clean(f"{place}: {finding.severity}: {message} [{finding.rule}]")
    if finding.remedy:
        yield f"   {clean(' '.join(finding.remedy.splitlines()))}"
    for number, turn in enumerate(finding.flow, start=1):
        yield f"   {number}. {clean(turn.text)} ({clean(turn.position.path)}:{turn.position.line})"


def _property(suite: Xml.Element, check: WorkflowCheck, proof: Proof, strict: bool) -> None:
    """Add a property: proved passes, violated fails, undecided is skipped (fails if `strict`)."""
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=clean(f"{check.id}.properties"),
        name=clean(proof.guarantee),
        time=f"{proof.seconds:.3f}",
    )
    if proof.verdict == "unknown":
        _undecided(case, proof, strict)
    elif proof.verdict == "violated":
        own = [finding for finding in check.findings if _is_about(finding, proof)]
        _add_failure(case, own, strict)
        if not own:  # a baseline suppresses it
            Xml.SubElement(case, "skipped", message="violated, and known")


def _undecided(case: Xml.Element, proof: Proof, strict: bool) -> None:
    message = clean(proof_limit_text(proof))
    if strict:
        Xml.SubElement(case, "failure", message=message, type="unknown")
    else:
        Xml.SubElement(case, "skipped", message=message)


def _is_about(finding: Finding, proof: Proof) -> bool:
    """Return whether the finding is about this property: by its rule, or by its name in the text.

    A case that can never close cannot close without changed facts either. That is found once,
    under the graver rule.
    """
    if proof.guarantee not in BUILT_IN:
        return finding.rule == "guarantee" and f"'{proof.guarantee}'" in finding.message
    rule = proof.guarantee.replace("_", "-")
    return finding.rule == rule or (finding.rule, rule) == ("always-can-close", "can-close-as-told")


def _count(element: Xml.Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(_count_with(cases, "failure")))
    element.set("errors", "0")
    element.set("skipped", str(_count_with(cases, "skipped")))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _count_with(cases: Sequence[Xml.Element], tag: str) -> int:
    return sum(case.find(tag) is not None for case in cases)
