"""The facts of actions that are done in all cases of an incident: asked once, recorded in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop.casework.case_service import CaseChange, WriteOptions, WriteOutcome
from sop.commands.answer_keeper import AnswerKeeper
from sop.commands.context import CommandContext
from sop.commands.incident_names import name_cases
from sop.commands.inputs import complete_facts
from sop.model.commands import Do
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.incident import incident_key
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.guidance import guidance_lines

FROM_QUESTIONS = frozenset(("fact_unknown",))
"""Reasons of a refusal that the answers may remove. A form is of one person: it is not asked."""


@dataclass
class IncidentQuestions:
    """What is to be asked, once for all cases, before the actions are recorded."""

    session: CommandContext
    incident: str
    keeper: AnswerKeeper | None = None

    def complete(self, changes: Sequence[CaseChange]) -> list[CaseChange]:
        """Return the changes with the answers; as they are where no question would help."""
        actions = _actions_of(changes[0])
        names = _missing_facts(changes[0], actions)
        self._show_guidance(changes, actions, names)
        files = [change.file for change in changes]
        if not names:
            name_cases(self.session, self.incident, files)
            return list(changes)
        if not self._may_help(changes, actions):
            return list(changes)
        name_cases(self.session, self.incident, files, "Each answer")
        answers = self._ask(changes, names)
        return [_with_answers(change, answers) for change in changes]

    def settle(self, outcome: WriteOutcome) -> None:
        """Remove the kept answers once they are recorded; report where they are kept."""
        if self.keeper is None:
            return
        if outcome.refused:
            self.keeper.mention()
        else:
            self.keeper.remove()

    def mention(self) -> None:
        """Report that the answers are kept, where something ended the command."""
        if self.keeper is not None:
            self.keeper.mention()

    def _may_help(self, changes: Sequence[CaseChange], actions: Sequence[Action]) -> bool:
        """Whether the answers could change a refusal: all or none is written."""
        given = {one.action: one.form for one in changes[0].commands if isinstance(one, Do)}
        if any(action.form is not None and given[action.path] is None for action in actions):
            return False
        if not all(changes[0].commands[0].act.as_ in action.by for action in actions):
            return False
        # The first one alone: it may make the next one possible.
        first = [replace(change, commands=change.commands[:1]) for change in changes]
        trial = self.session.service.write(first, WriteOptions(dry_run=True))
        found = {code for _, refusal in trial.refused for code in refusal.codes}
        return found <= FROM_QUESTIONS

    def _show_guidance(
        self, changes: Sequence[CaseChange], actions: Sequence[Action], missing: Sequence[str]
    ) -> None:
        """Show what to say and the warning, which hold for every person."""
        definition = changes[0].file.definition
        given = {name for action in actions for name in action.records if name not in missing}
        self.session.talk.show(guidance_lines(definition, actions, given))

    def _ask(self, changes: Sequence[CaseChange], names: Sequence[str]) -> dict[str, Value]:
        definition = changes[0].file.definition
        self.keeper = keeper = self._new_keeper(changes, len(names))
        facts = [definition.facts[name] for name in names]

        def answers() -> dict[str, Value]:
            found = complete_facts(self.session, dialog, definition, facts)
            keeper.confirm_earlier(dialog)
            return found

        try:
            dialog = keeper.open_dialog()
            return dialog.run(answers)
        except KeyboardInterrupt:
            keeper.mention()
            raise

    def _new_keeper(self, changes: Sequence[CaseChange], total: int) -> AnswerKeeper:
        codes = [action.code for action in _actions_of(changes[0])]
        # Answers for some persons are not offered for others, so the cases are part of the key.
        cases = " ".join(sorted(change.file.id for change in changes))
        return AnswerKeeper.of(
            self.session,
            changes[0].file.definition,
            about=f"incident {incident_key(self.incident)}: {cases}",
            act=f"do {' '.join(codes)}",
            as_=changes[0].commands[0].act.as_,
            total=total,
            again=Suggestion("do", words=(*codes, "--incident", self.incident)),
            scope="these cases",
        )


def _actions_of(change: CaseChange) -> list[Action]:
    definition = change.file.definition
    return [definition.action(one.action) for one in change.commands if isinstance(one, Do)]


def _missing_facts(change: CaseChange, actions: Sequence[Action]) -> list[str]:
    """Return the facts that the actions must record and for which no value is given."""
    given = {name for one in change.commands if isinstance(one, Do) for name in one.facts}
    names = dict.fromkeys(name for action in actions for name in action.records)
    return [name for name in names if name not in given]


def _with_answers(change: CaseChange, answers: dict[str, Value]) -> CaseChange:
    """Return the change with each answer at the actions that must record it."""
    definition, commands = change.file.definition, []
    for command in change.commands:
        assert isinstance(command, Do)
        records = definition.action(command.action).records
        found = {name: answers[name] for name in records if name in answers}
        commands.append(replace(command, facts={**found, **command.facts}))
    return replace(change, commands=tuple(commands))
