"""Decides `case label`: a name for the case that is not a person's, and its other numbers.

Everyone who works on the case may give it one: it says nothing that not everyone may see.
"""

from __future__ import annotations

from sop.engine.decide.request import Decision, Request
from sop.model.commands import LabelCase
from sop.model.events import CaseLabelled
from sop.model.label_text import read_label, read_references
from sop.model.refusal import Refusal


def label_case(request: Request, command: LabelCase) -> Decision:
    """Label the case; a closed case too, because it is searched as well."""
    body = _find_change(request, command)
    if body == CaseLabelled():
        return request.accept_unchanged()
    late = request.check_clock("")
    if late:
        return Refusal("The case is not labelled", tuple(late))
    return request.accept(body)


def _find_change(request: Request, command: LabelCase) -> CaseLabelled:
    """Return what the command changes: nothing where the case has it already."""
    case = request.at.case
    has_any = case.label is not None or bool(case.references)
    clears = command.clears and has_any
    label, references = case.label, case.references
    if clears:
        label, references = None, ()
    wanted = None
    if command.label is not None:
        wanted = read_label(command.label)
    added = read_references(command.references, references)
    return CaseLabelled(None if wanted == label else wanted, added, clears)
