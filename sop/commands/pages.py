"""The manual pages of all rules, for formats that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc

from sop.checks.reasoning.manual import manual_page
from sop.checks.reasoning.reading import READING
from sop.checks.rules import RULES
from sop.views.sarif import RulePage


def rule_pages() -> Mapping[str, RulePage]:
    """Every rule and every kind of finding that reading makes, by name, in the order of the manual."""
    pages = {rule.NAME: cleandoc(rule.__doc__ or "") for rule in RULES}
    rules = {rule.NAME: RulePage(rule.NAME, manual_page(pages[rule.NAME]).title, pages[rule.NAME], rule.SEVERITY)
             for rule in RULES}  # fmt: skip
    reading = {name: RulePage(name, _first_sentence(text), text, "error") for name, text in READING.items()}
    return {**rules, **reading}


def _first_sentence(text: str) -> str:
    return f"{text.split('. ')[0].rstrip('.')}."
