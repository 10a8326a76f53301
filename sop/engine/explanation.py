"""An explained rule: its lines, each true, false or unknown, and who could change that."""

from __future__ import annotations

from sop.engine.checklist_lines import WaitingLine
from sop.engine.deadline_text import RuleClock
from sop.engine.evaluate import Truth
from sop.engine.suggestions import prefer_own
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import value


@value
class RuleLine:
    """One line of a rule.

    `value` is whether the line allows it. `reasons` are those that a refusal would give: who could
    change the value, and how. `text` claims that the line is so; `need` has the same as a
    requirement, with what is so now: a claim that is not true reads like a fact.
    """

    text: str
    value: Truth
    reasons: tuple[Reason, ...] = ()
    law: tuple[str, ...] = ()
    need: str = ""

    @property
    def words(self) -> str:
        """What a person reads: the claim where it is true, else the requirement."""
        return self.text if self.value is True or not self.need else self.need

    @property
    def who(self) -> tuple[str, ...]:
        """The stakeholders who could change the value."""
        return tuple(dict.fromkeys(who for reason in self.reasons for who in reason.who))

    @property
    def suggest(self) -> Suggestion | None:
        """The first command that would help; one of the user's own comes first."""
        return prefer_own(reason.suggest for reason in self.reasons)

    @property
    def asks(self) -> tuple[str, ...]:
        """The questions of the unknown facts."""
        return tuple(dict.fromkeys(reason.ask for reason in self.reasons if reason.ask))


@value
class Explanation:
    """A rule and its lines.

    `verdict` is open or not_yet; of an action also done or waived; of a fact known or unknown.
    `read_by` is for a fact: the paths of the rules that read it. `clocks` are the deadlines and the
    wait that apply, and how each is counted. `waits` are the steps that wait below the current one,
    `drops` those that an outcome or interrupt would end with actions undone.
    """

    target: str
    title: str
    verdict: str
    parts: tuple[RuleLine, ...]
    by: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    clocks: tuple[RuleClock, ...] = ()
    waits: tuple[WaitingLine, ...] = ()
    drops: tuple[WaitingLine, ...] = ()
    suggest: Suggestion | None = None  # the command for what is possible now
