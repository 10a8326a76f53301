"""Every rule, in the order of the manual, and the run of all of them.

A new rule is a file next to this one, with one line in `RULES`. What the reader finds is listed in
`reader_rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from inspect import cleandoc
from typing import Protocol

from sop.checks import (
    absence_over_anytime,
    action_that_nobody_may_do,
    back_without_interrupt,
    constant_condition,
    danger_without_duty,
    deadline_from_unknown,
    deadline_later_than_step,
    deadline_tight,
    deadline_unreachable,
    fact_never_read,
    incomplete_outcomes,
    interrupt_without_return,
    interrupted_duty_dropped,
    law_cited,
    law_deadline,
    long_text,
    need_to_know,
    no_end_reachable,
    opening_without_not_known,
    order_cycle,
    overlapping_outcomes,
    responsible_without_work,
    stale_gate,
    step_without_way_out,
    unknown_calendar,
    unreachable_step,
    unused_term,
    urgency_not_stated,
    wait_missing,
    waiver,
)
from sop.checks.reader_rules import READER_FINDINGS, READER_RULES, ReaderRule
from sop.checks.reasoning.allowances import judge_allowances
from sop.definition.finding_report import quote_value
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity, sort_findings
from sop.model.refusal import UsageError
from sop.proof.proof_pages import PAGES, PROOF_RULES


class RuleModule(Protocol):
    """A file of a rule. Its docstring is its manual page, with examples under `Good:` and `Bad:`.

    `SEVERITY` is the gravest of its findings. `check` runs only where a definition was compiled.
    """

    NAME: str
    SEVERITY: Severity
    __doc__: str | None

    def check(self, loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]: ...


Rule = RuleModule | ReaderRule

RULES: tuple[Rule, ...] = (
    *READER_RULES,
    unknown_calendar,
    unreachable_step,
    step_without_way_out,
    no_end_reachable,
    back_without_interrupt,
    order_cycle,
    constant_condition,
    incomplete_outcomes,
    action_that_nobody_may_do,
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
    interrupted_duty_dropped,
    danger_without_duty,
    urgency_not_stated,
    absence_over_anytime,
    overlapping_outcomes,
    opening_without_not_known,
    fact_never_read,
    unused_term,
    law_cited,
    long_text,
)

REPORTED_BY_RULES = frozenset(rule.NAME for rule in READER_RULES)
"""Findings of the reader that a rule reports.

All its others (syntax, shape) are always reported.
"""

ALIASES: Mapping[str, str] = {"citations": "law-cited"}
"""Other words under which the page of a rule can be asked for."""


def run_checks(
    loaded: LoadedWorkflow, rules: Sequence[Rule] = RULES, proved: Sequence[Finding] | None = None
) -> tuple[Finding, ...]:
    """Return what the reader, the rules and a proof found, in the order of the files.

    Findings that the author allows are left out. `proved` is None where no proof was asked for;
    allowances of the findings of a proof are not judged then. A proof judges interrupted duties
    itself, on the configurations that a case can reach.
    """
    findings = [finding for finding in loaded.findings if finding.rule not in REPORTED_BY_RULES]
    for rule in rules:
        if proved is None or rule is not interrupted_duty_dropped:
            findings += run_rule(rule, loaded)
    run = set(map(_name_of, rules))
    if proved is not None:
        findings += proved
        run.update(PROOF_RULES)
    known = {*map(_name_of, RULES), *PROOF_RULES}
    return sort_findings(judge_allowances(loaded, findings, run, known))


def _name_of(rule: Rule) -> str:
    return rule.NAME


def run_rule(rule: Rule, loaded: LoadedWorkflow) -> Iterable[Finding]:
    """Return the findings of one rule; none where the definition could not be compiled."""
    if isinstance(rule, ReaderRule):
        return rule.select(loaded.findings)
    if loaded.definition is None:
        return ()
    return rule.check(loaded, loaded.definition)


def read_page(rule: Rule) -> str:
    """Return the rule's manual page, with its two examples."""
    if isinstance(rule, ReaderRule):
        return rule.read_page()
    return cleandoc(rule.__doc__ or "")


def explain_rule(name: str) -> str:
    """Return the manual page of a rule, or the meaning of a finding of the reader or the proof.

    Raises:
        UsageError: No rule has this name.
    """
    name = ALIASES.get(name, name)
    rules = {rule.NAME: rule for rule in RULES}
    if name in rules:
        return read_page(rules[name])
    others = {**READER_FINDINGS, **PAGES}
    if name in others:
        return others[name]
    raise _unknown_rule(name, [*rules, *others])


def _unknown_rule(name: str, names: list[str]) -> UsageError:
    near = get_close_matches(name, names, n=1)
    guess = f"Did you mean '{near[0]}'? " if near else ""
    return UsageError(
        f"{quote_value(name)} is not a rule.", f"{guess}Choose one of: {', '.join(names)}."
    )
