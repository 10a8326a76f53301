"""A check as JUnit XML: a suite a workflow, a case a rule, and a case each property that was to be proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Xml

from sop.casework.check_workflow import WorkflowCheck, fails
from sop.model.finding import Finding
from sop.model.proof import BUILT_IN, Proof
from sop.views.formats.sarif import proof_limit_text
from sop.views.sanitize import clean

NOT_COMPILED = "the workflow has errors that prevent this"


def junit(found: Sequence[WorkflowCheck], rules: Iterable[str], strict: bool) -> str:
    """The document. `rules` are the names of those that were applied; with `strict` a warning is a failure too."""
    names = tuple(rules)
    root = Xml.Element("testsuites", name="sop check")
    for one in found:
        _suite(root, one, names, strict)
    _count(root)
    Xml.indent(root, " ")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
    )


def _suite(root: Xml.Element, checked: WorkflowCheck, rules: Sequence[str], strict: bool) -> None:
    suite = Xml.SubElement(root, "testsuite", name=clean(checked.shown_as))
    told = [one for one in checked.findings if not _is_of_a_property(one, checked.proofs)]
    for rule in dict.fromkeys((*rules, *(one.rule for one in told))):
        case = Xml.SubElement(suite, "testcase", classname=clean(checked.id), name=rule, time="0")
        its = [one for one in told if one.rule == rule]
        if not its and not checked.is_compiled:
            Xml.SubElement(case, "skipped", message=NOT_COMPILED)
        _add_failure(case, its, strict)
    for proof in checked.proofs:
        _property(suite, checked, proof, strict)
    _count(suite)


def _is_of_a_property(finding: Finding, proofs: Iterable[Proof]) -> bool:
    """Whether a violated property tells this finding, so that it is not counted twice."""
    return any(_is_about(finding, proof) for proof in proofs if proof.verdict == "violated")


def _add_failure(case: Xml.Element, findings: Sequence[Finding], strict: bool) -> None:
    """One failure that names all findings which make the check fail; what does not stands in the output."""
    failing = [one for one in findings if fails(one, strict)]
    other = [one for one in findings if not fails(one, strict)]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = Xml.SubElement(
            case, "failure", type=failing[0].severity, message=clean(failing[0].message) + more
        )
        failure.text = "\n".join(row for one in failing for row in _lines(one))
    if other:
        Xml.SubElement(case, "system-out").text = "\n".join(
            row for one in other for row in _lines(one)
        )


def _lines(one: Finding) -> Iterator[str]:
    at = one.position
    yield clean(
        f"{at.path}:{at.line}:{at.column}: {one.severity}: {' '.join(one.message.splitlines())} [{one.rule}]"
    )
    if one.remedy:
        yield f"   {clean(' '.join(one.remedy.splitlines()))}"
    for number, turn in enumerate(one.flow, start=1):
        yield f"   {number}. {clean(turn.text)} ({clean(turn.position.path)}:{turn.position.line})"


def _property(suite: Xml.Element, checked: WorkflowCheck, proof: Proof, strict: bool) -> None:
    """A proved property passes, a violated one fails, an undecided one is skipped, or fails where that is strict."""
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=clean(f"{checked.id}.properties"),
        name=clean(proof.guarantee),
        time=f"{proof.seconds:.3f}",
    )
    if proof.verdict == "unknown":
        word, kind = ("failure", {"type": "unknown"}) if strict else ("skipped", {})
        Xml.SubElement(case, word, {"message": clean(proof_limit_text(proof)), **kind})
    elif proof.verdict == "violated":
        its = [one for one in checked.findings if _is_about(one, proof)]
        _add_failure(case, its, strict)
        if not its:  # taken back by a baseline: known, and told there
            Xml.SubElement(case, "skipped", message="violated, and known")


def _is_about(finding: Finding, proof: Proof) -> bool:
    """Whether the finding is about this property: by the rule's name, of a guarantee also by its own.

    A case that can never close cannot close as told either; it is found once, under the graver rule.
    """
    if proof.guarantee not in BUILT_IN:
        return finding.rule == "guarantee" and f"'{proof.guarantee}'" in finding.message
    rule = proof.guarantee.replace("_", "-")
    return finding.rule == rule or (finding.rule, rule) == ("always-can-close", "can-close-as-told")


def _count(element: Xml.Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
