"""Refusals: every reason, who could supply what is missing, and the source of the rule."""

from __future__ import annotations

from typing import Literal, get_args

from sop.model.suggestion import Suggestion
from sop.model.value import value

ReasonCode = Literal[
    "action_open",
    "fact_unknown",
    "condition_false",
    "gate_closed",
    "not_yours",
    "on_hold",
    "out_of_order",
    "not_needed",
    "too_early",
    "step_not_current",
    "track_waiting",
    "track_ended",
    "case_closed",
    "not_waivable",
    "reason_missing",
    "evidence_missing",
    "evidence_invalid",
    "time_in_future",
    "time_before_step",
    "event_depended_on",
    "already_done",
    "definition_invalid",
    "may_not_close",
    "private",
    "case_void",
    "in_danger",
    "consent_missing",
    "has_consequences",
]
REASON_CODES: tuple[str, ...] = get_args(ReasonCode)


@value
class Reason:
    """One reason of a refusal.

    `what` is a whole sentence. `who` has the IDs of the stakeholders who could help. `suggest` is
    the command that would help and would be accepted now, `remedy` advice in words where no command
    helps. `law` has the IDs of law entries. `at` is the path of the step, action, outcome or track
    that the reason is about. `ask` is the question of the unknown `fact`.
    """

    code: ReasonCode
    what: str
    who: tuple[str, ...] = ()
    suggest: Suggestion | None = None
    law: tuple[str, ...] = ()
    at: str | None = None
    ask: str | None = None
    fact: str | None = None
    remedy: str | None = None


@value
class Refusal:
    """The command is refused and nothing is written.

    `message` names the command; `reasons` has all reasons that apply, in checklist order.
    """

    message: str
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        return tuple(reason.code for reason in self.reasons)


class UsageError(Exception):
    """A usage error (exit 2): an unknown name, or a value outside its domain.

    `remedy` says what would be right; `suggest` is a command that helps, shown behind the remedy.
    """

    def __init__(self, message: str, remedy: str = "", suggest: Suggestion | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.suggest = suggest
