"""`sop why`: a rule, its source, each of its lines true, false or unknown, and who could make it true."""

from __future__ import annotations

from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult, suggested
from sop.commands.program import new_app, verb_command
from sop.engine.deadline_text import RuleClock
from sop.engine.decision_context import Situation
from sop.engine.explain import explain_target
from sop.engine.explanation import Explanation, RuleLine
from sop.grammar import Words
from sop.views.labels import Wording

app = new_app()


@verb_command(app, "why")
def why(session: CommandContext, words: Words) -> CommandResult:
    """Why something may be done or not yet: each line of the rule, who could make it true, the law.

    Example: sop why D1.2
    """
    from sop.views.why import why_screen

    word = words.word(0)
    what = "advance" if word is None else word
    file = session.file()
    definition = file.definition
    calendar = session.service.calendar(definition)
    found = explain_target(
        Situation(definition, file.case, session.now, session.viewer(definition), calendar), what
    )
    wording = Wording(definition, session.now)
    return CommandResult(
        data=why_json(what, found),
        case=file.id,
        version=file.version,
        blocks=lambda: (*case_heading(session, file, looks=True), *why_screen(wording, found)),
    )


def why_json(asked: str, found: tuple[Explanation, ...]) -> Json:
    """One rule stands as it is; of several, what is asked for with the parts of all, and each by itself in `rules`."""
    rules = [_rule_json(one) for one in found]
    if len(rules) == 1:
        return {**rules[0], "rules": rules}
    return {
        "target": asked,
        "verdict": "open" if any(rule["verdict"] == "open" for rule in rules) else "not_yet",
        "parts": [part for rule in rules for part in rule["parts"]],
        "rules": rules,
    }


def _rule_json(one: Explanation) -> Json:
    return {
        "target": one.target,
        "title": one.title,
        "verdict": one.verdict,
        "by": list(one.by),
        "law": list(one.law),
        "parts": [_part_json(part) for part in one.parts],
        "read_by": list(one.read_by),
        "clocks": [_clock_json(clock) for clock in one.clocks],
    }


def _part_json(part: RuleLine) -> Json:
    return {
        "text": part.text,
        "value": part.value,
        "who": list(part.who),
        "law": list(part.law),
        "asks": list(part.asks),
        **suggested(part.suggest),
    }


def _clock_json(clock: RuleClock) -> Json:
    return {
        "at": clock.at,
        "says": clock.says,
        "due": clock.due.isoformat() if clock.due else None,
        "nature": clock.nature,
        "law": list(clock.law),
    }
