"""Decides `case void`: a case that was opened by mistake does not count, and is kept.

Refused while a person may be in danger in it, and without the consent of every other stakeholder
that recorded something in it. The consent is an event of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop.engine import condition_text
from sop.engine import refusal_reasons as say
from sop.engine.danger import Danger, find_dangers, may_see_every_danger
from sop.engine.decide.request import Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.evolve import list_effective_events
from sop.engine.private_rules import find_private_rules
from sop.engine.suggestions import suggest, suggest_unless
from sop.model.commands import ConsentToVoid, MakeVoid
from sop.model.events import CaseOpened, CaseVoided, EventUndone, VoidConsented
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

REFUSED = "This case is not made void"


def make_void(request: Request, command: MakeVoid) -> Decision:
    """Make the case void; `history` has all its events."""
    at = request.at
    if command.duplicate_of == at.case.id:
        raise UsageError("A case is not a duplicate of itself.", "Name the case that counts.")
    voided = at.case.voided
    if voided is not None:
        if command.duplicate_of in (None, voided.duplicate_of):
            return request.accept_unchanged()
        return Refusal(REFUSED, (case_void(at),))
    obstacles = [*find_danger(at), *_find_missing_consents(request)]
    possible = suggest_unless(obstacles, _suggest_void(at))
    voiders = find_voiders(at)
    authority = request.check_authority(voiders, "", "make this case void", possible)
    reasons = [*obstacles, *authority]
    if not request.act.why:
        reasons.append(say.reason_missing("", "Making a case void", possible))
    reasons += request.check_clock("")
    if reasons:
        return Refusal(REFUSED, tuple(reasons))
    return request.accept(CaseVoided(command.duplicate_of))


def consent_to_void(request: Request, command: ConsentToVoid) -> Decision:
    """Record that the stakeholder agrees that the case is made void."""
    at, own = request.at, request.act.as_
    recorded, agreed = _find_last_events(request)
    if own not in recorded:
        raise UsageError(
            f"{at.short_name(own)} has recorded nothing in this case that needs its consent.",
            "The stakeholder that opened the case may make it void.",
        )
    if agreed.get(own, 0) > recorded[own]:
        return request.accept_unchanged()
    late = request.check_clock("")
    if late:
        return Refusal("The consent is not recorded", tuple(late))
    return request.accept(VoidConsented())


def case_void(at: Situation) -> Reason:
    """Return the reason that the case is void, with the correction that makes it count again."""
    voided = at.case.voided
    assert voided is not None  # only a void case has this reason
    what = (
        f"The case was made void by {at.short_name(voided.as_)} on {at.say_time(voided.at)}; "
        "it takes notes and links, and nothing else."
    )
    if voided.duplicate_of is not None:
        what = f"{what} The case that counts is {voided.duplicate_of}."
    who = tuple(dict.fromkeys((voided.as_, *find_voiders(at))))
    return Reason("case_void", what, who, suggest=suggest(at, "undo", str(voided.event), who))


def find_voiders(at: Situation) -> tuple[str, ...]:
    """Return who may make the case void: who opened it, and the lead of the first track.

    If a danger can be hidden from both of them, also those who may see every danger.
    """
    first = next(iter(at.definition.tracks.values()))
    own = tuple(dict.fromkeys(name for name in (at.case.opened_as, first.lead) if name))
    if any(may_see_every_danger(at.definition, name) for name in own):
        return own
    return tuple(dict.fromkeys((*own, *_find_sighted(at))))


def offer_void(request: Request, reason: Reason) -> Reason:
    """Return the reason with the command that makes the case void, where that is possible."""
    at = request.at
    has_history = len(request.history) == at.case.version
    if not has_history or find_danger(at) or _find_missing_consents(request):
        return reason
    remedy = "If it should not have been opened, make it void."
    return replace(reason, who=find_voiders(at), suggest=_suggest_void(at), remedy=remedy)


def _suggest_void(at: Situation) -> Suggestion:
    return suggest(at, "case void", None, find_voiders(at))


def find_danger(at: Situation) -> list[Reason]:
    """Return the reason that a person may be in danger in this case; empty if not.

    A stakeholder from whom a danger can be hidden gets the reason in every case, with a danger or
    without: an answer that depended on a hidden danger would show it.
    """
    shown = find_dangers(at)
    signs = [*(one.what for one in shown), *_list_interrupt_steps(at, shown)]
    if not may_see_every_danger(at.definition, at.as_):
        signs.append("there may be a danger that you may not see")
        sighted = tuple(name for name in find_voiders(at) if name in _find_sighted(at))
        names = ", ".join(at.short_name(name) for name in sighted)
        remedy = f"Those who see every danger may make the case void: {names}."
        what = f"The case is in danger, or may be: {'; '.join(signs)}."
        return [Reason("in_danger", what, sighted, remedy=remedy if sighted else None)]
    if not signs:
        return []
    what = f"The case is in danger: {'; '.join(signs)}."
    look = Suggestion("next")
    return [Reason("in_danger", what, suggest=look, remedy="End the danger first.")]


def _find_sighted(at: Situation) -> tuple[str, ...]:
    """Return the stakeholders from whom no danger can be hidden."""
    known = at.definition
    return tuple(name for name in known.stakeholders if may_see_every_danger(known, name))


def _list_interrupt_steps(at: Situation, dangers: Sequence[Danger]) -> Iterator[str]:
    """Yield the steps where an interrupt leads, also where no author marked them as urgent."""
    places = [one.places for one in dangers]
    listed = frozenset().union(*places)
    private = find_private_rules(at.definition, at.as_)
    for track in at.definition.tracks.values():
        state = at.case.tracks[track.id]
        if state.status != "running" or state.step is None:
            continue
        step = track.steps[state.step]
        is_led_to = any(one.to == step.id for one in track.interrupts.values())
        is_shown = step.path not in listed and not private.hides(step.path)
        if is_led_to and is_shown:
            place = f"{condition_text.track_name(track)} is at {condition_text.step_name(step)}"
            yield f"{place}, where an interrupt leads"


def _find_missing_consents(request: Request) -> list[Reason]:
    """Return a reason for each other stakeholder that recorded something and has not agreed."""
    at = request.at
    recorded, agreed = _find_last_events(request)
    found: list[Reason] = []
    for name, event in recorded.items():
        if name == request.act.as_ or agreed.get(name, 0) > event:
            continue
        what = _describe_missing_consent(request, name, event)
        consent = suggest(at, "case void", None, (name,))
        consent = replace(consent, options=(("consent", None),))
        found.append(Reason("consent_missing", what, (name,), suggest=consent))
    return found


def _describe_missing_consent(request: Request, name: str, event: int) -> str:
    """Return that the stakeholder has not agreed, or why its consent no longer counts."""
    short = request.at.short_name(name)
    consents = [
        one.id
        for one in list_effective_events(request.history)
        if isinstance(one.body, VoidConsented) and one.as_ == name
    ]
    if not consents:
        return f"{short} recorded event {event} in this case and has not agreed to making it void."
    if consents[-1] < event:
        return f"{short} recorded event {event} after it agreed to making the case void; ask again."
    return f"{short} agreed to the earlier void, which was undone since; ask again."


def _find_last_events(request: Request) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return by stakeholder its last event that counts, and its last consent.

    The opening needs no consent: the lead of the first track may make the case void too. A consent
    serves once: where the case was made void and counts again, it has to be given again.
    """
    served = max((one.id for one in request.history if isinstance(one.body, CaseVoided)), default=0)
    recorded: dict[str, int] = {}
    agreed: dict[str, int] = {}
    for event in list_effective_events(request.history):
        if isinstance(event.body, VoidConsented):
            if event.id < served:
                continue
            agreed[event.as_] = event.id
        elif not isinstance(event.body, CaseOpened | CaseVoided | EventUndone):
            recorded[event.as_] = event.id
    return recorded, agreed
