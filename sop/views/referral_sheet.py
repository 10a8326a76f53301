"""A referral on one sheet: from whom, to whom, what is asked, what was done, who accepted it."""

from __future__ import annotations

from collections.abc import Iterator

from sop.casework.case_service import LoadedCase
from sop.definition.translations import language_of_texts
from sop.model.condition import Value
from sop.model.events import ActionDone, Event
from sop.model.fact import NOT_KNOWN
from sop.views.case_for_two import SharedCase, share_case
from sop.views.case_name import case_name
from sop.views.danger_banner import danger_text
from sop.views.labels import Wording
from sop.views.paper_work import describe_work
from sop.views.print_content import printed_text, time_of_printing, workflow_text
from sop.views.sheet import DOTS, Sheet, SheetPart, fit_sheet

URGENT = "IN DANGER: do this first"


def referral_sheet(
    wording: Wording, file: LoadedCase, writer: str | None, receiver: str | None, name: str | None
) -> Sheet:
    """Return the referral as far as both may see the case, cut to one sheet.

    Without a receiver there is room for its name, and what everyone may see. `name`: who writes.
    """
    shared = share_case(file, writer, receiver)
    parts = (
        *_urgent_needs(wording, shared),
        SheetPart("Why", rows=("Reason", "")),
        SheetPart("What is asked", _asked(wording, shared, receiver), ("Also", "Answer by")),
        SheetPart(
            "What has been done", tuple(_done_text(wording, file, one) for one in shared.done)
        ),
        SheetPart("What is known", tuple(_facts(wording, shared)), keep=2, columns=True),
        SheetPart(
            "Answer of the receiver",
            rows=(
                "Spoken to (name, office)",
                "Telephone",
                "Date and time",
                "What was explained",
                "[  ] accepted   [  ] refused, because",
                "Instead",
                "Signature, who refers",
                "Signature, who receives",
            ),
            spread=True,
        ),
    )
    return fit_sheet(
        Sheet(
            title=f"Referral: case {case_name(file.id, file.case.label)}",
            facts=(
                ("From", wording.person(writer, name) if writer else DOTS),
                ("To", _full_name(wording, receiver) if receiver else DOTS),
                ("Case", f"{file.id}, {state_text(wording, file)}"),
                *_incident(file),
                ("Printed", time_of_printing(wording)),
            ),
            parts=tuple(part for part in parts if part.items or part.rows),
            mark=f"Case {case_name(file.id, file.case.label)}, {printed_text(wording)}",
            heading=workflow_text(wording),
            languages=language_of_texts(file.definition),
        )
    )


def _incident(file: LoadedCase) -> Iterator[tuple[str, str]]:
    if file.case.incident:
        yield "Incident", file.case.incident


def state_text(wording: Wording, file: LoadedCase) -> str:
    """Return whether the case is open; a closed or void one with its date."""
    case = file.case
    if case.voided is not None:
        return f"void since {wording.moment(case.voided.at)}: it does not count"
    if case.is_closed:
        return f"closed {wording.moment(case.closed_at)}"
    return f"open since {wording.moment(case.opened_at)}"


def _full_name(wording: Wording, stakeholder: str) -> str:
    found = wording.definition.stakeholders[stakeholder]
    if found.name == found.short:
        return found.name
    return f"{found.name} ({found.short})"


def _urgent_needs(wording: Wording, shared: SharedCase) -> Iterator[SheetPart]:
    if shared.dangers:
        texts = tuple(danger_text(wording, danger) for danger in shared.dangers)
        yield SheetPart(URGENT, texts, keep=len(texts), is_urgent=True)
    texts = tuple(
        f"{_question(wording, fact)} {wording.value(fact, found)}"
        for fact, found in shared.facts.items()
        if is_urgent_answer(found)
    )
    yield SheetPart(
        "Urgent needs", texts, ("What cannot wait",), keep=len(texts), is_urgent=bool(texts)
    )


def is_urgent_answer(found: Value) -> bool:
    """Whether the answer is a choice that says that something is urgent, as `urgent_care` does."""
    return isinstance(found, str) and "urgent" in found.split("_")[:1]


def _asked(wording: Wording, shared: SharedCase, receiver: str | None) -> tuple[str, ...]:
    """Return what the receiver may do now; without a receiver it is written by hand."""
    if receiver is None:
        return ()
    work = [one for one in shared.work if receiver in one.by and one.state == "open"]
    return describe_work(wording, shared.theirs, work)


def _done_text(wording: Wording, file: LoadedCase, event: Event) -> str:
    assert isinstance(event.body, ActionDone)
    action = file.definition.action(event.body.action)
    when = wording.moment(file.case.times.get(event.id, event.at))
    return f"{when}: {action.code} {action.title}, by {wording.agency(event.as_, event.home)}"


def _facts(wording: Wording, shared: SharedCase) -> Iterator[str]:
    for fact in sorted(shared.facts, key=lambda name: _fact_rank(shared, name)):
        yield f"{_question(wording, fact)} {wording.value(fact, shared.facts[fact])}"
    for fact in shared.not_known:
        yield f"{_question(wording, fact)} {wording.value(fact, NOT_KNOWN)}"


def _fact_rank(shared: SharedCase, name: str) -> tuple[bool, int]:
    """Return where a fact comes: what can change at any time first, then the latest first."""
    found = shared.file.definition.facts.get(name)
    can_change = found is not None and found.anytime
    return not can_change, -shared.file.case.facts[name].event


def _question(wording: Wording, fact: str) -> str:
    asked = wording.definition.facts[fact].ask
    return asked if asked.endswith("?") else f"{asked or fact}:"
