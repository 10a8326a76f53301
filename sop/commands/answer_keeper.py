"""Keeps the answers of a dialog until they are recorded, and offers them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sop.casework.answer_draft import AnswerDraft, AnswerFolder, AnswerKey
from sop.casework.terminal_session import find_session_key
from sop.commands.authorship import GUIDED
from sop.commands.context import HOURS_CURRENT, CommandContext
from sop.commands.dialog import Dialog, DialogQuestion, read_answers
from sop.commands.inputs import fact_key
from sop.commands.prompts import NO_WORDS, YES_WORDS
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import YES_OR_NO, say_answer
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.labels import count_text

T = TypeVar("T")

CONFIRM_KEY = "confirm"
MOST_SHOWN = 6
"""Kept answers that are shown before they are used; with the question they fit a screen."""


@dataclass
class AnswerKeeper:
    """The answers to one act of one person. `total` is how many questions it has.

    `again` is the command that asks the questions again. `scope` names what they are about.
    """

    session: CommandContext
    definition: Definition
    key: AnswerKey
    total: int
    again: Suggestion
    is_kept: bool = False
    scope: str = "this case"

    @classmethod
    def of(
        cls,
        session: CommandContext,
        definition: Definition,
        *,
        about: str,
        act: str,
        as_: str,
        total: int,
        again: Suggestion,
        scope: str = "this case",
    ) -> AnswerKeeper:
        """Return the keeper for the user of this terminal session."""
        terminal = find_session_key(session.environ)
        key = AnswerKey(about, act, as_, session.by, terminal)
        return cls(session, definition, key, total, again, scope=scope)

    @property
    def folder(self) -> AnswerFolder:
        return AnswerFolder(self.session.workspace.data, self.session.user)

    def open_dialog(self) -> Dialog:
        """Return the dialog, with the answers of an interrupted one if the user wants them."""
        draft = self.folder.find(self.key, self.session.now)
        dialog = Dialog(self.session.prompt, on_answer=self.keep, total=self.total)
        if draft is None or not draft.answers:
            return dialog
        earlier = read_answers(draft.answers)
        if not self._offer(draft, len({_top(key) for key in earlier})):
            self.remove()
            return dialog
        self.is_kept = True
        return Dialog(self.session.prompt, earlier=earlier, on_answer=self.keep, total=self.total)

    def keep(self, dialog: Dialog) -> None:
        """Keep the answers given so far; they replace those that were kept before."""
        answers = {key: list(found) for key, found in dialog.public_answers().items()}
        answers.pop(CONFIRM_KEY, None)
        if not any(answers.values()):  # all of them were skipped
            return
        at = self.session.now.isoformat()
        self.is_kept = self.folder.keep(AnswerDraft(self.key, at, self.total, answers))

    def confirm_earlier(self, dialog: Dialog) -> None:
        """Ask whether to record answers that were all given earlier: Enter alone records nothing.

        Raise KeyboardInterrupt for no: the answers stay kept.
        """
        if not dialog.earlier or dialog.typed:
            return
        question = DialogQuestion(
            CONFIRM_KEY,
            f"All is answered. Record these answers? [{YES_OR_NO}]",
            read=_read_consent,
            help=("Type yes to record the answers shown above, or back to change the last one.",),
        )
        if not dialog.ask(question)[0]:
            raise KeyboardInterrupt

    def mention(self) -> None:
        """Report that the answers are kept, and how to use them again."""
        if self.is_kept:
            until = f"for {HOURS_CURRENT} hours, for you and {self.scope} only"
            if self.session.command == GUIDED:
                self.session.talk.say(f"Your answers are kept {until}.")
                return  # the same turn comes again, and offers them
            again = replace(self.again, is_for_later=True)
            self.session.talk.say(f"Your answers are kept {until}. To use them again: ", again)

    def remove(self) -> None:
        """Remove the answers: they are recorded, or not wanted."""
        self.folder.remove(self.key)
        self.is_kept = False

    def _list_answers(self, draft: AnswerDraft) -> list[str]:
        """Return the kept answers in words; those of a long form are shown when it begins again."""
        answers = [(key, found[0]) for key, found in draft.answers.items() if found]
        shown = [_show_answer(self.definition, *one) for one in answers[:MOST_SHOWN]]
        if len(answers) > MOST_SHOWN:
            shown.append(f"and {len(answers) - MOST_SHOWN} more")
        return shown

    def _offer(self, draft: AnswerDraft, number: int) -> bool:
        at = datetime.fromisoformat(draft.at).astimezone(zone_of(self.definition.timezone))
        total = count_text(max(draft.total, number), "question")
        answered = f"You answered {number} of {total} at {at:%H:%M}."
        for shown in self._list_answers(draft):
            self.session.talk.say(f"  {shown}")
        # In the guided way Enter goes on everywhere, so it must not record an answer of earlier.
        is_guided = self.session.command == GUIDED
        how = YES_OR_NO if is_guided else f"{YES_OR_NO}; Enter: yes"
        asked = f"{answered} Use these answers again? [{how}]"
        help = (
            "1 yes: each answer is shown, and the other questions are asked. 2 no: the answers are "
            "deleted, and all questions are asked.",
        )
        while True:
            word = self.session.prompt.answer(asked, help).lower()
            if word in YES_WORDS or not (word or is_guided):
                return True
            if word in NO_WORDS:
                return False
            self.session.talk.say("Type 1 for yes or 2 for no.")


def _show_answer(definition: Definition, key: str, found: object) -> str:
    """Return the answer with its question: that of the fact, or the name of the field."""
    name = key.rpartition("/")[2]
    fact = definition.facts.get(name) if fact_key(name) == key else None
    if fact is None or not isinstance(found, bool | int | str):
        return f"{name.replace('_', ' ')}: {found}"
    return f"{fact.ask or name} {say_answer(fact, found)}"


def _top(key: str) -> str:
    """Return the question that the key belongs to: a part of a form counts as one question."""
    return "/".join(key.split("/")[:2])


def _read_consent(typed: str) -> bool:
    word = typed.lower()
    if word not in (*YES_WORDS, *NO_WORDS):
        raise UsageError(f"'{typed}' is not yes or no.", "Type 1 for yes or 2 for no.")
    return word in YES_WORDS
