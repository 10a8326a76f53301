"""Who has an action or a case: the fold of assignments, and what holds for a piece of work.

An agency assigns work to its own people, so each agency has its own assignment of the same thing.
That of an action is kept with the visit of its step: it ends when the action is done or the step is
left, and holds again when an interrupted step goes on. An assignment that does not fit the state of
the case, because an earlier event was undone, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop.model.case_state import Assignment, Case, Visit
from sop.model.commands import AcceptAssignment, Act, AssignWork, ReturnAssignment
from sop.model.events import Assigned, AssignmentAccepted, AssignmentReturned, Event
from sop.model.person_name import is_same_person
from sop.model.value import replace

AssignmentBody = Assigned | AssignmentAccepted | AssignmentReturned


def apply_assignment(case: Case, event: Event, body: AssignmentBody) -> Case:
    """Return the case after the event."""
    if body.action is None:
        return replace(case, assigned=_change(case.assigned, event, body))
    track, step, name = body.action.split(".")
    state = case.tracks.get(track)
    visit = None if state is None else state.visit
    if state is None or visit is None or visit.step != step:
        return case
    after = _change(visit.assigned.get(name, {}), event, body)
    visit = replace(visit, assigned={**visit.assigned, name: after})
    state = replace(state, visits={**state.visits, step: visit})
    return replace(case, tracks={**case.tracks, track: state})


def end_assignment(visit: Visit, action: str) -> Visit:
    """Return the visit without the assignments of an action that was done; `action` is local."""
    if action not in visit.assigned:
        return visit
    left = {name: one for name, one in visit.assigned.items() if name != action}
    return replace(visit, assigned=left)


def _change(
    before: Mapping[str, Assignment], event: Event, body: AssignmentBody
) -> Mapping[str, Assignment]:
    """Return the assignments by agency after the event."""
    agency, found = event.as_, before.get(event.as_)
    others = {name: one for name, one in before.items() if name != agency}
    if isinstance(body, Assigned):
        if body.person is None:
            return others
        is_own = is_same_person(body.person, event.by)  # who takes it has accepted it
        return {**before, agency: Assignment(body.person, agency, event.id, accepted=is_own)}
    if found is None or not is_same_person(found.person, body.person):
        return before
    if isinstance(body, AssignmentReturned):
        return others
    return {**before, agency: replace(found, accepted=True)}


def command_of_assignment(
    body: AssignmentBody, act: Act
) -> AssignWork | AcceptAssignment | ReturnAssignment:
    """Return the command that would write the event."""
    if isinstance(body, Assigned):
        return AssignWork(act, body.action, body.person)
    if isinstance(body, AssignmentAccepted):
        return AcceptAssignment(act, body.action)
    return ReturnAssignment(act, body.action)


def find_assignment(case: Case, agency: str, action: str | None) -> Assignment | None:
    """Return to whom the agency assigned the action at this path, None: the case, itself."""
    if action is None:
        return case.assigned.get(agency)
    return _own_assignments(case, action).get(agency)


def assignments_of_work(
    case: Case,
    path: str,
    by: Iterable[str],
    *,
    viewer: str | None = None,
    is_pending: bool = True,
) -> tuple[Assignment, ...]:
    """Return to whom the action at this path is assigned, at most one for each stakeholder in `by`.

    One that `is_pending` and is not assigned itself belongs to whom the case is assigned. The
    viewer's own stakeholder comes first.
    """
    own = _own_assignments(case, path)
    whole = case.assigned if is_pending else {}
    if not own and not whole:
        return ()
    found: list[Assignment] = []
    for agency in sorted(by, key=lambda one: one != viewer):
        if agency in own:
            found.append(own[agency])
        elif agency in whole:
            found.append(replace(whole[agency], of_case=True))
    return tuple(found)


def pick_case_assignments(
    assigned: Mapping[str, Assignment], by: Iterable[str]
) -> tuple[Assignment, ...]:
    """Return who has the case, of the stakeholders in `by`."""
    return tuple(replace(assigned[one], of_case=True) for one in by if one in assigned)


def _own_assignments(case: Case, path: str) -> Mapping[str, Assignment]:
    """Return the assignments of the action itself by agency; none for other work."""
    parts = path.split(".")
    state = case.tracks.get(parts[0])
    visit = None if state is None else state.visit
    if visit is None or len(parts) != 3 or visit.step != parts[1]:
        return {}
    return visit.assigned.get(parts[2], {})
