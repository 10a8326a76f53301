"""The manual pages of all rules, for formats that carry them."""

from __future__ import annotations

from collections.abc import Mapping

from sop.checks.reader_rules import READER_FINDINGS
from sop.checks.reasoning.rule_manual import manual_page
from sop.checks.rules import RULES, read_page
from sop.proof.proof_pages import BESIDE_PROPERTIES, PAGES, PROOF_RULES, SEVERITIES
from sop.views.formats.sarif import RulePage


def rule_pages(proved: bool = False) -> Mapping[str, RulePage]:
    """Return the page of every rule and of every finding of the reader, in manual order.

    `proved`: also the pages of what a proof finds.
    """
    pages = {rule.NAME: read_page(rule) for rule in RULES}
    rules: dict[str, RulePage] = {
        rule.NAME: RulePage(
            rule.NAME, manual_page(pages[rule.NAME]).title, pages[rule.NAME], rule.SEVERITY
        )
        for rule in RULES
    }
    reading = {
        name: RulePage(name, _first_sentence(text), text, "error")
        for name, text in READER_FINDINGS.items()
    }
    found = rules | reading
    if proved:
        found |= _proof_pages()
    return found


def _proof_pages() -> Mapping[str, RulePage]:
    return {
        name: RulePage(name, PAGES[name].splitlines()[0], PAGES[name].strip(), SEVERITIES[name])
        for name in PROOF_RULES
    }


def list_rules(proved: bool = False) -> tuple[str, ...]:
    """Return the names of all rules; `proved`: also those of a proof, without its properties."""
    names = tuple(rule.NAME for rule in RULES)
    if not proved:
        return names
    return (*names, *BESIDE_PROPERTIES)


def _first_sentence(text: str) -> str:
    return f"{text.split('. ')[0].rstrip('.')}."
