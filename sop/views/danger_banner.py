"""What is urgent in a case: what was reported, when, what to do now, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sop.engine.danger import Danger, DangerAnswer
from sop.model.value import replace
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.terminal.blocks import Block, Blocks, Span, Words, line, words

MOST_SHOWN = 3
"""Dangers of one case that a screen shows in full; more are counted."""
NO_DUTY = "This procedure names nothing to do now. Get help first, then ask who leads the case."


def danger_lines(
    wording: Wording, dangers: Sequence[Danger], case: str = "", label: str | None = None
) -> Blocks:
    """Return what is urgent and what to do, two lines for each danger.

    `case`: the lines name it and its `label`, in a list of several cases; empty for the case of
    the screen.
    """
    blocks: list[Block] = []
    of_case = f", case {case_name(case, label)}," if case else ""
    for danger in dangers[:MOST_SHOWN]:
        since = f"{of_case} since {wording.moment(danger.since)}: {_report(wording, danger)}"
        blocks.append(line(Span("IN DANGER", "late"), since, hang=2))
        blocks.append(line(Span("Do now: ", "strong"), *_remedy(wording, danger, case), indent=2))
    if len(dangers) > MOST_SHOWN:
        blocks.append(line(f"And {len(dangers) - MOST_SHOWN} more dangers.", indent=2))
    return tuple(blocks)


def danger_text(wording: Wording, danger: Danger) -> str:
    """Return the danger for paper, where no command is typed: who does what."""
    report = f"Since {wording.moment(danger.since)}: {_report(wording, danger)}"
    if not danger.answers:
        return f"{report} {NO_DUTY}"
    first = danger.answers[0]
    duty = f"{_duty(first)}{_due_text(wording, first)}"
    return f"{report} Do now: {duty}. Who: {wording.stakeholder_names(first.by)}."


def _report(wording: Wording, danger: Danger) -> str:
    """Return `Is there smoke? yes (reported by WARDEN, 12 min ago).`"""
    source = ""
    if danger.assumed:
        source = "assumed when the case was opened"
    elif danger.by:
        source = f"reported by {wording.short(danger.by)}"
    age = _age_text(wording.now - danger.since)
    about = ", ".join(filter(None, (source, age)))
    return f"{danger.what} ({about})." if about else f"{danger.what}."


def _age_text(ago: timedelta) -> str:
    """Return `12 min ago` or `just now`; empty for a time ahead of the clock."""
    if ago < timedelta(0):
        return ""
    return f"{date_text.length(ago)} ago" if ago >= timedelta(minutes=1) else "just now"


def _duty(answer: DangerAnswer) -> str:
    """Return what to do; an interrupt, whose title is a statement, is raised."""
    if answer.is_interrupt:
        return f'raise "{answer.title}"'
    return answer.title


def _due_text(wording: Wording, answer: DangerAnswer) -> str:
    """Return `, due Tue 3 Mar 00:34`, also for the work of others; empty without one."""
    if answer.due is None:
        return ""
    zone = wording.definition.timezone
    return f", due {date_text.deadline(answer.due, zone, wording.now)}"


def _remedy(wording: Wording, danger: Danger, case: str) -> Iterator[Words]:
    """Yield what to do now; for another stakeholder's duty whom to ask, then the user's own."""
    if not danger.answers:
        yield words(NO_DUTY)
        return
    first, best = danger.answers[0], danger.best
    yield _answer_words(wording, first, case)
    if best is not None and best is not first:
        yield words("  For you: ")
        yield _answer_words(wording, best, case)


def _answer_words(wording: Wording, answer: DangerAnswer, case: str) -> Words:
    """Return the title with the command, or with whom to ask where the user may not do it."""
    suggestion = answer.suggest
    if case:
        suggestion = replace(suggestion, case=case)
    duty = f"{_duty(answer)}{_due_text(wording, answer)}"
    if suggestion.yours:
        return words(f"{duty}: ", suggestion)
    names = wording.stakeholder_names(answer.by)
    if not names:
        return words(f"{duty}. No stakeholder may do it.")
    return words(f"{duty}. Only {names} may do it. Ask {names}.")


def danger_mark(dangers: Sequence[Danger]) -> str:
    """Return the dangers of a case for one cell or note of a list."""
    return "; ".join(danger.what for danger in dangers)
