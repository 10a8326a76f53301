"""A case as two stakeholders may both see it: what one may not see is on no sheet for the other.

`None` is a stakeholder who is not named, who sees what every stakeholder may see.
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import filter_facts
from sop.engine.checklist_lines import Checklist
from sop.engine.danger import Danger
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.work import WorkLine, list_current_work
from sop.model.condition import Value
from sop.model.events import ActionDone, Event
from sop.model.value import replace, value


@value
class SharedCase:
    """What the writer and the reader of a sheet may both see of a case.

    `dangers`, `work` and `done` are in the words of the reader's own checklist.
    """

    file: LoadedCase
    theirs: Checklist  # as the reader of the sheet sees it
    dangers: tuple[Danger, ...]
    work: tuple[WorkLine, ...]
    done: tuple[Event, ...]  # the latest first
    facts: dict[str, Value]
    not_known: tuple[str, ...]


def share_case(file: LoadedCase, writer: str | None, reader: str | None) -> SharedCase:
    """Return the case by the stricter rights of the two."""
    own, theirs = file.checklist_for(writer), file.checklist_for(reader)
    definition = file.definition
    private = (find_private_rules(definition, writer), find_private_rules(definition, reader))
    work: tuple[WorkLine, ...] = ()
    if theirs.takes_work:
        mine = {one.path for one in list_current_work(definition, own)}
        listed = list_current_work(definition, theirs)
        work = tuple(_without_private_due(one, private) for one in listed if one.path in mine)
    stated = {name: record.value for name, record in file.case.facts.items() if not record.assumed}
    facts = filter_facts(definition, filter_facts(definition, stated, writer), reader)
    return SharedCase(
        file=file,
        theirs=theirs,
        dangers=tuple(_shared_dangers(own, theirs)),
        work=work,
        done=tuple(_list_done(file, private)),
        facts=facts,
        not_known=tuple(name for name in theirs.not_known if name in own.not_known),
    )


def _shared_dangers(own: Checklist, theirs: Checklist) -> Iterator[Danger]:
    mine = {danger.path: danger for danger in own.dangers}
    for danger in theirs.dangers:
        if danger.path in mine:
            paths = {answer.path for answer in mine[danger.path].answers}
            answers = tuple(answer for answer in danger.answers if answer.path in paths)
            yield replace(danger, answers=answers)


def _without_private_due(one: WorkLine, private: tuple[PrivateRules, ...]) -> WorkLine:
    if any(rules.hides_due(one.path) for rules in private):
        return replace(one, due=None, at_latest=None, late_after=None)
    return one


def _list_done(file: LoadedCase, private: tuple[PrivateRules, ...]) -> Iterator[Event]:
    """Yield the actions that were done and count, the latest first, each once."""
    seen: set[str] = set()
    for event in reversed(file.history):
        body = event.body
        if not isinstance(body, ActionDone) or event.id in file.case.undone:
            continue
        if body.action in seen or any(rules.hides(body.action) for rules in private):
            continue
        seen.add(body.action)
        yield event
