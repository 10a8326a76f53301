"""The questions of actions at a terminal: their forms, then their facts, in one dialog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sop.casework.loaded_case import LoadedCase
from sop.commands.answer_keeper import AnswerKeeper
from sop.commands.context import CommandContext
from sop.commands.dialog import Dialog
from sop.commands.form_questions import (
    complete_form,
    count_fields,
    count_needed,
    count_questions,
)
from sop.commands.inputs import complete_facts, fact_key
from sop.definition.form_fields import read_fields
from sop.model.commands import Do
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.suggestion import Suggestion
from sop.model.value import replace


@dataclass
class ActionQuestions:
    """What is to be asked for actions that one person does.

    `given` has the facts that are known already by the path of their action, and `named` those
    that were named without a value. `with_form` are the actions whose form is given by a file.
    """

    session: CommandContext
    file: LoadedCase
    actions: Sequence[Action]
    as_: str
    given: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    named: Sequence[str] = ()
    with_form: Sequence[str] = ()

    def new_keeper(self) -> AnswerKeeper:
        """Return the keeper of the answers; its draft is removed once they are recorded."""
        codes = " ".join(action.code for action in self.actions)
        again = Suggestion("do", self.actions[0].code, case=self.file.id)
        if len(self.actions) > 1:
            again = Suggestion("do", words=(*codes.split(), "-c", self.file.id, *self._named_as()))
        return AnswerKeeper.of(
            self.session,
            self.file.definition,
            about=self.file.id,
            act=f"do {codes}",
            as_=self.as_,
            total=self.count(),
            again=again,
        )

    def _named_as(self) -> tuple[str, ...]:
        """Return `--as` as this command had it: the next one needs it too."""
        given = self.session.given.as_
        return () if given is None else ("--as", given)

    def count(self) -> int:
        """Return how many questions there are; a part of a form counts as one."""
        forms = (count_fields(self.file.definition, name) for _, name in self._forms())
        return sum(forms) + self._count_facts()

    def _count_facts(self) -> int:
        return sum(len(tuple(self._facts(one))) for one in self.actions)

    def _announce(self) -> None:
        """Report how many questions there are; a dialog that is one form does it itself."""
        schemas = [self.file.definition.forms[name] for _, name in self._forms()]
        total, facts = self.count(), self._count_facts()
        is_one_form = len(schemas) == 1 and not facts
        if total < 2 or is_one_form:
            return
        needed = facts + sum(count_needed(read_fields(schema)) for schema in schemas)
        self.session.prompt.screen.say(f"{count_questions(total, needed)}.")

    def ask(self, keeper: AnswerKeeper, typed: Mapping[str, Value] | None = None) -> ActionAnswers:
        """Return the answers. Whatever ends the dialog earlier, the keeper has what was answered.

        `typed` are facts that the user answered just now, elsewhere on the screen. Raise
        KeyboardInterrupt for `quit`, Ctrl-C and the end of input.
        """
        found = ActionAnswers()
        if not self.count():
            return found
        try:
            dialog = keeper.open_dialog()
            if not typed:  # the question that was answered shows how many follow
                self._announce()
            self._take_over(dialog, keeper, typed or {})
            return dialog.run(lambda: self._complete(dialog, keeper))
        except KeyboardInterrupt:
            keeper.mention()
            raise

    def _take_over(self, dialog: Dialog, keeper: AnswerKeeper, typed: Mapping[str, Value]) -> None:
        """Add answers that were given just now; they are kept as those to a question are.

        They do not count as typed in the dialog: where all others are from an earlier time, it
        asks whether to record them.
        """
        if not typed:
            return
        dialog.answers |= {fact_key(name): (found,) for name, found in typed.items()}
        facts = self.file.definition.facts
        if all(facts[name].seen_by is None and not facts[name].sensitive for name in typed):
            keeper.keep(dialog)

    def _complete(self, dialog: Dialog, keeper: AnswerKeeper) -> ActionAnswers:
        found = ActionAnswers()
        definition = self.file.definition
        for path, name in self._forms():
            found.forms[path] = complete_form(self.session, dialog, definition, name)
        for action in self.actions:
            facts = [definition.facts[name] for name in self._facts(action)]
            found.facts[action.path] = complete_facts(self.session, dialog, definition, facts)
        keeper.confirm_earlier(dialog)
        return found

    def _forms(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each action that needs a form, and the form."""
        for action in self.actions:
            if action.form is not None and action.path not in self.with_form:
                yield action.path, action.form

    def _facts(self, action: Action) -> Iterator[str]:
        """Yield the facts to ask for: those that were named, then those that it must record."""
        given = self.given.get(action.path, {})
        asked = [name for name in self.named if name in (*action.records, *action.may_record)]
        for name in dict.fromkeys((*asked, *action.records)):
            if name not in given:
                yield name


@dataclass
class ActionAnswers:
    """What was answered: the facts and the form of each action, by its path."""

    facts: dict[str, dict[str, Value]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    def complete(self, command: Do) -> Do:
        """Return the command with the answers to its questions."""
        return replace(
            command,
            facts={**command.facts, **self.facts.get(command.action, {})},
            form=self.forms.get(command.action, command.form),
        )
