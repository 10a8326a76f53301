"""A check as SARIF 2.1.0, the exchange format of static analysis (OASIS).

It has the rules, the results, and for a violated property the case that shows it. All letters
outside ASCII are written as their codes, so that the document is safe to print on a terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sop.casework.check_workflow import WorkflowCheck
from sop.model.finding import Finding, FlowPlace, Position, Severity
from sop.model.proof import Proof
from sop.model.value import value

Json = dict[str, Any]
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "sopFinding/v1"  # v2 where the fingerprint of the same finding would change


@value
class RulePage:
    """A rule with its manual: the first line, the whole page, and its gravest severity."""

    name: str
    title: str
    page: str
    severity: Severity


def sarif(
    checks: Sequence[WorkflowCheck],
    pages: Mapping[str, RulePage],
    version: str,
    code: int,
    shown: Callable[[str], str],
) -> str:
    """Return the document.

    `pages` are the rules that were applied, `code` is the exit code, `shown` returns a file's path
    as seen from the current folder.
    """
    rules = _rules(checks, pages)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results: list[Json] = []
    for check in checks:
        results += [_result(check, n, numbers, shown) for n in range(len(check.findings))]
    proofs = [_proof(check, proof) for check in checks for proof in check.proofs]
    run = {
        "tool": {
            "driver": {
                "name": "sop",
                "semanticVersion": version,
                "version": version,
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(checks, code)],
        "results": results,
        "properties": {"proofs": proofs},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(document, ensure_ascii=True, indent=1)
    return text.replace("\x7f", "\\u007f") + "\n"  # DEL is ASCII, so json leaves it as it is


def _invocation(checks: Sequence[WorkflowCheck], code: int) -> Json:
    """Return that the check ran to its end.

    A property that was not decided is a warning about the run, not about a line of a file.
    """
    notes: list[Json] = []
    for check in checks:
        for proof in check.proofs:
            if proof.verdict == "unknown":
                text = f"{check.shown_as}: {proof_limit_text(proof)}"
                notes.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": True, "exitCode": code, "toolExecutionNotifications": notes}


def proof_limit_text(proof: Proof) -> str:
    """Return the text of an undecided proof.

    `not decided: 'always_can_close', stopped by 100000 nodes after 812 configurations`."""
    bound = f", stopped by {proof.bound}" if proof.bound else ""
    return f"not decided: '{proof.guarantee}'{bound} after {proof.configurations} configurations"


def _rules(checks: Iterable[WorkflowCheck], pages: Mapping[str, RulePage]) -> list[Json]:
    """Return every rule that was applied, then those of findings by the reader or by a proof."""
    others: dict[str, Severity] = {}
    findings = [finding for check in checks for finding in check.findings]
    for finding in findings:
        if finding.rule not in pages:
            worst = others.get(finding.rule, "note")
            others[finding.rule] = _worst_severity(worst, finding.severity)
    plain = (RulePage(name, _sentence(name), "", severity) for name, severity in others.items())
    return [_rule(page) for page in (*pages.values(), *plain)]


def _sentence(name: str) -> str:
    return f"{name[0].upper()}{name[1:].replace('-', ' ')}."


def _worst_severity(a: Severity, b: Severity) -> Severity:
    order: tuple[Severity, ...] = ("note", "warning", "error")
    return max(a, b, key=order.index)


def _rule(page: RulePage) -> Json:
    text = page.page or page.title
    name = "".join(part.capitalize() for part in page.name.split("-"))
    return {
        "id": page.name,
        "name": name,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": text.partition("\nGood:\n")[0].strip()},
        "help": {"text": text, "markdown": _markdown(text)},
        "defaultConfiguration": {"level": page.severity},
    }


def _markdown(text: str) -> str:
    """Return the page with its two examples as blocks of YAML."""
    opened = re.sub(r"^(Good|Bad):$", r"**\1:**", text, flags=re.MULTILINE)
    return re.sub(
        r"(?:^    .*\n?|^\n(?=    ))+",
        lambda block: f"\n```yaml\n{block[0].strip(chr(10))}\n```\n",
        opened,
        flags=re.MULTILINE,
    )


def _result(
    check: WorkflowCheck, number: int, numbers: Mapping[str, int], shown: Callable[[str], str]
) -> Json:
    """Return the finding with this number as a result. `numbers`: a rule's name -> its index."""
    finding, fingerprint = check.findings[number], check.fingerprints[number]
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.severity,
        "message": {"text": message_text(finding)},
        "locations": [_location(finding, check.places[number], shown)],
        "partialFingerprints": {
            FINGERPRINT: fingerprint,
            "primaryLocationLineHash": f"{fingerprint}:1",
        },
    }
    if finding.flow:
        steps = [_step(order, place, shown) for order, place in enumerate(finding.flow, start=1)]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def message_text(finding: Finding) -> str:
    """Return what is wrong, and what would help."""
    if finding.remedy:
        return f"{finding.message}\n{finding.remedy}"
    return finding.message


def _location(finding: Finding, place: str, shown: Callable[[str], str]) -> Json:
    physical = _physical(finding.position, shown)
    if finding.excerpt:
        physical["region"]["snippet"] = {"text": finding.excerpt[-1][1]}
    location: Json = {"physicalLocation": physical}
    if place:
        location["logicalLocations"] = [{"fullyQualifiedName": place}]
    return location


def _step(order: int, place: FlowPlace, shown: Callable[[str], str]) -> Json:
    physical = _physical(place.position, shown)
    location = {"physicalLocation": physical, "message": {"text": place.text}}
    return {"executionOrder": order, "location": location}


def _physical(position: Position, shown: Callable[[str], str]) -> Json:
    return {
        "artifactLocation": {"uri": _uri(shown(position.path))},
        "region": {"startLine": position.line, "startColumn": position.column},
    }


def _uri(path: str) -> str:
    """Return the path as a relative reference, escaped; a colon too, for it would end a scheme."""
    start = "file://" if path.startswith("/") else ""
    return start + quote(path, safe="/", errors="backslashreplace")


def _proof(check: WorkflowCheck, proof: Proof) -> Json:
    return {
        "workflow": check.id,
        "guarantee": proof.guarantee,
        "verdict": proof.verdict,
        "configurations": proof.configurations,
    }
