"""`sop why`: a rule, each of its lines as true, false or unknown, and who could make it true."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.case_json import Json, danger_json, waiting_json
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading, dangers_of
from sop.commands.output import CommandResult, suggested
from sop.commands.program import new_app, verb_command
from sop.commands.track_filter import check_track, name_in_track
from sop.engine.deadline_text import RuleClock
from sop.engine.deadlines import zone_of
from sop.engine.decision_context import Situation
from sop.engine.explain import explain_target
from sop.engine.explanation import Explanation, RuleLine
from sop.engine.resolve_names import resolve_track
from sop.engine.standstill import find_escapes
from sop.grammar import Words
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks

app = new_app()
MOST_ESCAPES = 4
"""Exits that an explanation lists; `sop next --all` has all."""


@verb_command(app, "why")
def why(session: CommandContext, words: Words) -> CommandResult:
    """Explain why something may be done or not: each line of the rule, who can fulfil it, the law.

    Example: sop why D1.2
    """
    from sop.views.why import why_screen  # late: start-up

    what, named = words.word(0), words.one("track")
    if what is None:
        what = "advance"
    file = session.file()
    definition = file.definition
    track = None
    if named is not None:
        track = resolve_track(definition, named)
        what = name_in_track(definition, track, what)
    calendar = session.service.calendar(definition)
    viewer = session.viewer(definition)
    at = Situation(definition, file.case, session.now, viewer, calendar)
    found = explain_target(at, what)
    if track is not None:
        check_track(found, track, what)
    wording = Wording(definition, session.now)
    dangers, zone = dangers_of(session, file), zone_of(definition.timezone)
    return CommandResult(
        data={**why_json(what, found), "danger": danger_json(dangers, zone)},
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *_escapes(session, file, wording, found),
            *why_screen(wording, found),
        ),
    )


def _escapes(
    session: CommandContext, file: LoadedCase, wording: Wording, found: tuple[Explanation, ...]
) -> Blocks:
    """Return what leads out, if nothing that was asked for is possible and the case is stuck."""
    from sop.views.escape_list import escape_lines  # late: start-up

    if any(one.verdict != "not_yet" for one in found):
        return ()
    shown = session.service.checklist(file, session.viewer(file.definition))
    return escape_lines(wording, find_escapes(file.definition, shown), MOST_ESCAPES)


def why_json(asked: str, found: tuple[Explanation, ...]) -> Json:
    """Return the JSON of the explanation.

    With one rule its keys are at the top. With several, `parts` has those of all rules, and `rules`
    has each rule.
    """
    rules = [_rule_json(one) for one in found]
    if len(rules) == 1:
        return {**rules[0], "rules": rules}
    parts = [part for rule in rules for part in rule["parts"]]
    is_open = any(rule["verdict"] == "open" for rule in rules)
    verdict = "open" if is_open else "not_yet"
    return {"target": asked, "verdict": verdict, "parts": parts, "rules": rules}


def _rule_json(one: Explanation) -> Json:
    return {
        "target": one.target,
        "title": one.title,
        "verdict": one.verdict,
        "by": list(one.by),
        "law": list(one.law),
        "parts": list(map(_part_json, one.parts)),
        "read_by": list(one.read_by),
        "clocks": list(map(_clock_json, one.clocks)),
        "waits": list(map(waiting_json, one.waits)),
        "drops": list(map(waiting_json, one.drops)),
        **suggested(one.suggest if one.verdict == "open" else None),
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
