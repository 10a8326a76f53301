"""Every rule, in the order of the manual. A new rule is a file beside this one and a line here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from inspect import cleandoc
from typing import Protocol

from sop.checks import (
    absence_over_anytime,
    action_that_nobody_may_do,
    back_without_interrupt,
    constant_condition,
    deadline_from_unknown,
    deadline_later_than_step,
    deadline_tight,
    deadline_unreachable,
    deadline_without_law,
    duplicate_code,
    fact_never_read,
    ill_typed_condition,
    incomplete_outcomes,
    interrupt_without_return,
    law_cited,
    law_deadline,
    long_text,
    need_to_know,
    no_end_reachable,
    order_cycle,
    overlapping_outcomes,
    responsible_without_work,
    stale_gate,
    step_without_way_out,
    unknown_action,
    unknown_fact,
    unknown_form,
    unknown_law,
    unknown_stakeholder,
    unknown_step,
    unknown_term,
    unknown_track,
    unreachable_step,
    unused_term,
    wait_missing,
    waiver,
)
from sop.checks.reasoning.allowances import judge_allowances
from sop.checks.reasoning.reader_findings import READING
from sop.definition.diagnostics import quote_value
from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding, Severity, sort_findings
from sop.model.refusal import UsageError
from sop.proof.proof_pages import PAGES, PROOF_RULES


class Rule(Protocol):
    """A module: its docstring is its manual page, with an example under `Good:` and one under `Bad:`.

    `SEVERITY` is the gravest of its findings. `check` yields nothing when `loaded.definition` is None and it needs one.
    """

    NAME: str
    SEVERITY: Severity
    __doc__: str | None

    def check(self, loaded: LoadedWorkflow) -> Iterator[Finding]: ...


RULES: tuple[Rule, ...] = (
    unknown_fact,
    unknown_term,
    unknown_step,
    unknown_action,
    unknown_track,
    unknown_stakeholder,
    unknown_law,
    unknown_form,
    ill_typed_condition,
    duplicate_code,
    unreachable_step,
    step_without_way_out,
    no_end_reachable,
    back_without_interrupt,
    order_cycle,
    constant_condition,
    incomplete_outcomes,
    action_that_nobody_may_do,
    deadline_without_law,
    need_to_know,
    waiver,
    stale_gate,
    deadline_from_unknown,
    deadline_later_than_step,
    deadline_unreachable,
    deadline_tight,
    wait_missing,
    law_deadline,
    responsible_without_work,
    interrupt_without_return,
    absence_over_anytime,
    overlapping_outcomes,
    fact_never_read,
    unused_term,
    law_cited,
    long_text,
)

REPORTED_BY_RULES = frozenset(
    {
        "unknown-fact",
        "unknown-term",
        "unknown-step",
        "unknown-action",
        "unknown-track",
        "unknown-stakeholder",
        "unknown-law",
        "unknown-form",
        "ill-typed-condition",
        "duplicate-code",
        "deadline-without-law",
    }
)
"""Findings that reading makes and a rule above gives out. All others of reading (syntax, shape) are always given."""


def run_checks(
    loaded: LoadedWorkflow, rules: tuple[Rule, ...] = RULES, proved: Sequence[Finding] | None = None
) -> tuple[Finding, ...]:
    """Everything found by reading, by the rules and by a proof, less what the author allows, in the order of the files.

    `proved` None: no proof was asked for, so that nothing is said of what the author allows it.
    """
    findings = [finding for finding in loaded.findings if finding.rule not in REPORTED_BY_RULES]
    for rule in rules:
        findings += rule.check(loaded)
    findings += proved or ()
    run = {rule.NAME for rule in rules} | (set() if proved is None else set(PROOF_RULES))
    known = {rule.NAME for rule in RULES} | set(PROOF_RULES)
    return sort_findings(judge_allowances(loaded, findings, run, known))


READING_RULE_PAGES: dict[str, str] = {"citations": "law-cited"}
"""Other words under which a rule's page may be asked for."""


def explain_rule(name: str) -> str:
    """The rule's manual page, or what a finding of reading means. Misuse when there is no such rule."""
    name = READING_RULE_PAGES.get(name, name)
    pages: dict[str, str] = {
        **{rule.NAME: cleandoc(rule.__doc__ or "") for rule in RULES},
        **READING,
        **PAGES,
    }
    if name in pages:
        return pages[name]
    near = get_close_matches(name, pages, n=1)
    meant = f"Did you mean '{near[0]}'? " if near else ""
    raise UsageError(f"there is no rule {quote_value(name)}", f"{meant}Rules: {', '.join(pages)}.")
