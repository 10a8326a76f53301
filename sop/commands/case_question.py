"""The questions that come before a case is known: which case, or which workflow for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sop.casework.case_lookup import resolve_case
from sop.casework.library import Library, WorkflowEntry
from sop.casework.listed_case import ListedCase
from sop.commands.menu import choose, plain_choices
from sop.commands.prompts import QUIT_WORD, Prompt, QuitRequest
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.case_menu import menu_of_cases
from sop.views.terminal.screen import Screen

if TYPE_CHECKING:
    from sop.store.embedded_store import EmbeddedStore


class CasePrompt(Prompt):
    """The question for a case: nothing is at stake yet, so q and Enter alone leave it."""

    quit_words = (QUIT_WORD, "q")

    def required(self, question: str, help: Sequence[str] = ()) -> str:
        answer = self.answer(question, help)
        if not answer:
            raise QuitRequest
        return answer


def ask_case(
    store: EmbeddedStore, cases: tuple[ListedCase, ...], current: str | None, talk: Screen
) -> str:
    """Return the case that the user chooses. Raise UsageError where none is open."""
    choices = menu_of_cases(cases, current)
    if not choices:
        raise UsageError("There is no open case here.", "To open one", Suggestion("open"))
    # Not the prompt of the command: its heading names the case, which is chosen here.
    prompt = CasePrompt(talk)
    chosen = choose(prompt, "Which case? Enter or q: none.", plain_choices(choices))
    return resolve_case(store, chosen)


def ask_workflow(library: Library, talk: Screen | None) -> WorkflowEntry:
    """Return the workflow that the user chooses; `talk` None: no user can be asked.

    Raise UsageError with the choices then, and where there is no workflow.
    """
    listed = library.list_workflows()
    if talk is not None and listed:
        choices = {one.id: library.title(one) for one in listed}
        return library.find(choose(Prompt(talk), "Which workflow?", plain_choices(choices)))
    known = ", ".join(one.id for one in listed) or "none"
    raise UsageError("No workflow given.", f"Choose one of: {known}.")
