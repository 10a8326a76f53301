"""Answers in the guided way that were not recorded yet: kept, and offered again.

Whatever comes between an answer and its record (a refusal, others who are faster, Ctrl-C, a closed
terminal), the next question shows the answer, and `=` gives it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sop.casework.answer_draft import AnswerDraft, AnswerFolder, AnswerKey
from sop.casework.terminal_session import find_session_key
from sop.commands.guided_visit import GuidedVisit
from sop.model.fact import Fact

TEXT_KEY = "text"
"""The key of a draft's only text, such as a note."""


@dataclass
class GuidedDraft:
    """The answers to one act for one stakeholder.

    `about` is the case, or the workflow of a new one. `act` is as answers of `do` have it, such as
    `do I1.1`, so that both commands offer the same ones.
    """

    visit: GuidedVisit
    about: str
    act: str
    as_: str

    def find(self, key: str) -> Any:
        """Return the answer to this question; None if there is none."""
        if (self.act, key) in self.visit.unrecorded:
            return self.visit.unrecorded[self.act, key]
        found = self._stored().get(key)
        return found[0] if found else None

    def keep(self, key: str, answer: Any, *, is_private: bool = False) -> None:
        """Keep the answer; one that not everyone may see only as long as the visit lasts."""
        if is_private:
            self.visit.unrecorded[self.act, key] = answer
            return
        session = self.visit.context()
        answers = {**self._stored(), key: [answer]}
        draft = AnswerDraft(self._key(), session.now.isoformat(), len(answers), answers)
        if not self._folder().keep(draft):  # the disk refuses
            self.visit.unrecorded[self.act, key] = answer

    def remove(self) -> None:
        """Remove the answers: they are recorded, or not wanted."""
        for act, key in list(self.visit.unrecorded):
            if act == self.act:
                del self.visit.unrecorded[act, key]
        self._folder().remove(self._key())

    def _stored(self) -> Mapping[str, list[Any]]:
        draft = self._folder().find(self._key(), self.visit.context().now)
        return {} if draft is None else draft.answers

    def _folder(self) -> AnswerFolder:
        session = self.visit.context()
        return AnswerFolder(session.workspace.data, session.user)

    def _key(self) -> AnswerKey:
        session = self.visit.context()
        terminal = find_session_key(session.environ)
        return AnswerKey(self.about, self.act, self.as_, session.by, terminal)


def is_private(fact: Fact) -> bool:
    """Whether answers about the fact are not kept on the disk."""
    return fact.sensitive or fact.seen_by is not None


def write_kept_text(draft: GuidedDraft, question: str) -> str:
    """Ask for one line of text, which is kept until it is recorded. Raise Back for none."""
    text = draft.visit.write_text(question, draft.find(TEXT_KEY))
    draft.keep(TEXT_KEY, text)
    return text
