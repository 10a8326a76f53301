"""A check as SARIF 2.1.0, the exchange format of static analysis (OASIS): rules, results, the case that shows a fault.

All letters outside ASCII stand as their codes, so that the document may be looked at on a terminal.
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
FINGERPRINT = "sopFinding/v1"


@value
class RulePage:
    """A rule as its manual says it: the first line, the whole page, and the gravest of its findings."""

    name: str
    title: str
    page: str
    severity: Severity


def sarif(
    found: Sequence[WorkflowCheck],
    pages: Mapping[str, RulePage],
    version: str,
    code: int,
    shown: Callable[[str], str],
) -> str:
    """The document. `pages` are the rules that were applied, `code` is how the program ends, `shown` gives the path
    of a file from where the program was started."""
    rules = _rules(found, pages)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(one, n, numbers, shown) for one in found for n in range(len(one.findings))]
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
        "invocations": [_invocation(found, code)],
        "results": results,
        "properties": {"proofs": [_proof(one, proof) for one in found for proof in one.proofs]},
    }
    text = json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=True, indent=1
    )
    return text.replace("\x7f", "\\u007f") + "\n"


def _invocation(found: Sequence[WorkflowCheck], code: int) -> Json:
    """That it ran to its end; what could not be decided is a warning about the run, not about a line."""
    undecided = [
        (one.shown_as, proof) for one in found for proof in one.proofs if proof.verdict == "unknown"
    ]
    notes = [
        {"level": "warning", "message": {"text": f"{shown_as}: {proof_limit_text(proof)}"}}
        for shown_as, proof in undecided
    ]
    return {"executionSuccessful": True, "exitCode": code, "toolExecutionNotifications": notes}


def proof_limit_text(proof: Proof) -> str:
    """`not decided: 'always_can_close', stopped by 100000 nodes after 812 configurations`."""
    bound = f", stopped by {proof.bound}" if proof.bound else ""
    return f"not decided: '{proof.guarantee}'{bound} after {proof.configurations} configurations"


def _rules(found: Iterable[WorkflowCheck], pages: Mapping[str, RulePage]) -> list[Json]:
    """Every rule that was applied, then those whose findings come before any rule or from a proof."""
    others: dict[str, Severity] = {}
    for finding in (
        finding for one in found for finding in one.findings if finding.rule not in pages
    ):
        others[finding.rule] = _worst_severity(others.get(finding.rule, "note"), finding.severity)
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
    """The page with its two examples as blocks of YAML."""
    opened = re.sub(r"^(Good|Bad):$", r"**\1:**", text, flags=re.MULTILINE)
    return re.sub(
        r"(?:^    .*\n?|^\n(?=    ))+",
        lambda block: f"\n```yaml\n{block[0].strip(chr(10))}\n```\n",
        opened,
        flags=re.MULTILINE,
    )


def _result(
    checked: WorkflowCheck, number: int, numbers: Mapping[str, int], shown: Callable[[str], str]
) -> Json:
    finding, fingerprint = checked.findings[number], checked.fingerprints[number]
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.severity,
        "message": {"text": message_text(finding)},
        "locations": [_location(finding, checked.places[number], shown)],
        "partialFingerprints": {
            FINGERPRINT: fingerprint,
            "primaryLocationLineHash": f"{fingerprint}:1",
        },
    }
    if finding.flow:
        steps = [_step(order, one, shown) for order, one in enumerate(finding.flow, start=1)]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def message_text(finding: Finding) -> str:
    """What is wrong, and what would help."""
    return f"{finding.message}\n{finding.remedy}" if finding.remedy else finding.message


def _location(finding: Finding, place: str, shown: Callable[[str], str]) -> Json:
    physical = _physical(finding.position, shown)
    if finding.excerpt:
        physical["region"]["snippet"] = {"text": finding.excerpt[-1][1]}
    found: Json = {"physicalLocation": physical}
    return found | {"logicalLocations": [{"fullyQualifiedName": place}]} if place else found


def _step(order: int, one: FlowPlace, shown: Callable[[str], str]) -> Json:
    location = {"physicalLocation": _physical(one.position, shown), "message": {"text": one.text}}
    return {"executionOrder": order, "location": location}


def _physical(position: Position, shown: Callable[[str], str]) -> Json:
    return {
        "artifactLocation": {"uri": _uri(shown(position.path))},
        "region": {"startLine": position.line, "startColumn": position.column},
    }


def _uri(path: str) -> str:
    """The path as a relative reference; what a URI cannot hold is escaped, a colon too."""
    start = "file://" if path.startswith("/") else ""
    return start + quote(path, safe="/", errors="backslashreplace")


def _proof(checked: WorkflowCheck, proof: Proof) -> Json:
    return {
        "workflow": checked.id,
        "guarantee": proof.guarantee,
        "verdict": proof.verdict,
        "configurations": proof.configurations,
    }
