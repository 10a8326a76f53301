"""Forty and more ways to weaken the shipped procedure, each with the words in which the comparison
must name it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sop.comparison.change import Direction, Group
from sop.definition.load import load_workflow
from sop.definition.yaml_reader import read_yaml
from sop.model.definition import Definition

PROCEDURE = Path(__file__).resolve().parents[2] / "workflows" / "za-trafficking"


class Gone:
    """The key itself is taken out."""


GONE = Gone()


@dataclass(frozen=True)
class Weakening:
    """In `file`, the node at `key` becomes `value`; the report names `place` in `group` with
    `text`.
    """

    name: str
    file: str
    key: str
    value: Any
    group: Group
    place: str
    text: str
    direction: Direction = "looser"


def weakened(one: Weakening, folder: Path) -> Definition:
    """The shipped procedure with this weakness."""
    copy = folder / PROCEDURE.name
    shutil.copytree(PROCEDURE, copy, ignore=shutil.ignore_patterns("scenarios", "curricula"))
    file = copy / one.file
    document = read_yaml(file.read_text("utf-8"), one.file).data
    *above, last = one.key.split(".")
    node = document
    for part in above:
        node = node[part]
    if one.value is GONE:
        del node[last]
    else:
        assert node.get(last) != one.value, "that changes nothing"
        node[last] = one.value
    file.write_text(json.dumps(document), "utf-8")  # JSON is YAML as well
    loaded = load_workflow(copy)
    assert loaded.definition is not None, loaded.findings
    return loaded.definition


def track(name: str) -> str:
    return f"tracks/{name}.yaml"


OTHER_TRACKS = (
    "coordination",
    "protection",
    "child",
    "return_home",
    "health",
    "criminal_justice",
    "labour",
    "witness",
    "homecoming",
    "lawful_stay",
    "non_punishment",
)
INTAKE, ADULT, CHILD, HEALTH, COURT, ACCUSED, RETURN, SAFETY, STAY = map(
    track,
    (
        "intake",
        "protection",
        "child",
        "health",
        "criminal_justice",
        "non_punishment",
        "return_home",
        "safety",
        "lawful_stay",
    ),
)
GUARANTEES, MAIN = "guarantees.yaml", "workflow.yaml"

DUTIES = (
    Weakening(
        "a duty made optional",
        ADULT,
        "steps.referral.actions.accept_referral.required",
        False,
        "looser",
        "protection.referral.accept_referral",
        "is no longer required",
    ),
    Weakening(
        "a duty deleted",
        SAFETY,
        "steps.emergency.actions.call_help",
        GONE,
        "looser",
        "safety.emergency.call_help",
        "the duty is removed: 'Call emergency help'",
    ),
    Weakening(
        "a duty needed in fewer cases",
        CHILD,
        "steps.removal.actions.tell_clerk.when",
        "removal_basis is emergency and age_group is child",
        "looser",
        "child.removal.tell_clerk",
        "needed in fewer cases: 'removal_basis is emergency' became 'removal_basis is emergency "
        "and age_group is"
        " child'",
    ),
    Weakening(
        "order dropped",
        ADULT,
        "steps.identification.actions.assess.after",
        ["police_information"],
        "looser",
        "protection.identification.assess",
        "may be done before 'hear_person'",
    ),
    Weakening(
        "done even on hold",
        RETURN,
        "steps.travel.actions.escort_out.even_on_hold",
        True,
        "looser",
        "return_home.travel.escort_out",
        "may be done even on hold",
    ),
    Weakening(
        "done again",
        COURT,
        "steps.statement.actions.full_statement.again",
        True,
        "looser",
        "criminal_justice.statement.full_statement",
        "may be done again",
    ),
    Weakening(
        "a fact need not be recorded",
        COURT,
        "steps.bail.actions.decide_bail.records",
        [],
        "looser",
        "criminal_justice.bail.decide_bail",
        "need no longer record 'bail'",
    ),
    Weakening(
        "another fact may be recorded",
        COURT,
        "steps.bail.actions.new_risk.may_record",
        ["in_danger"],
        "looser",
        "criminal_justice.bail.new_risk",
        "may now record 'in_danger'",
    ),
    Weakening(
        "a form dropped",
        RETURN,
        "steps.risk.actions.assess.form",
        GONE,
        "looser",
        "return_home.risk.assess",
        "no longer asks for a form; it was 'return_risk'",
    ),
    Weakening(
        "a form that requires less",
        "forms/return_risk.schema.json",
        "required",
        ["assessed_on", "journey", "arrival", "trafficker_reach"],
        "looser",
        "return_risk",
        "the form no longer requires 'reasons'",
    ),
)
CONSENT = (
    Weakening(
        "examined without consent",
        HEALTH,
        "steps.care.actions.examine.only_if",
        GONE,
        "looser",
        "health.care.examine",
        "may be done in more cases: no longer asks 'medical_consent is given'",
    ),
    Weakening(
        "returned without consent",
        RETURN,
        "steps.options.outcomes.go_on.when",
        "not fear_of_return",
        "looser",
        "return_home.options.go_on",
        "open in more cases: no longer asks 'treat_as_child or return_consent is given'",
    ),
    Weakening(
        "an outcome open in more cases",
        ADULT,
        "steps.own_place.outcomes.plan_goes_on.when",
        "letter_decision is known",
        "looser",
        "protection.own_place.plan_goes_on",
        "open in more cases: 'letter_decision is issue' became 'letter_decision is known'",
    ),
    Weakening(
        "an outcome that skips the actions",
        CHILD,
        "steps.removal.outcomes.stays.skips_actions",
        True,
        "looser",
        "child.removal.stays",
        "no longer waits for the step's actions",
    ),
    Weakening(
        "no reason is asked",
        CHILD,
        "steps.removal.outcomes.stays.reason",
        GONE,
        "looser",
        "child.removal.stays",
        "no longer asks for a reason",
    ),
    Weakening(
        "an interrupt at any time",
        ADULT,
        "interrupts.found_child.when",
        GONE,
        "looser",
        "protection.found_child",
        "may be raised in more cases: no longer asks 'child is waiting'",
    ),
    Weakening(
        "closed while somebody is missing",
        SAFETY,
        "steps.watch.outcomes.stand_down.when",
        [
            "not in_danger",
            "intake is ended",
            *(f"{track} is not running" for track in OTHER_TRACKS),
        ],
        "looser",
        "safety.watch.stand_down",
        "open in more cases: no longer asks 'not missing'",
    ),
)
PEOPLE = (
    Weakening(
        "more may do it",
        ACCUSED,
        "steps.authorisation.actions.decide_authorisation.by",
        ["dpp", "npa"],
        "looser",
        "non_punishment.authorisation.decide_authorisation",
        "NPA may do it too",
    ),
    Weakening(
        "more may move on",
        ACCUSED,
        "steps.authorisation.outcomes.authorised.by",
        ["dpp", "npa"],
        "looser",
        "non_punishment.authorisation.authorised",
        "NPA may take it too",
    ),
    Weakening(
        "more may close a case",
        SAFETY,
        "steps.watch.outcomes.stand_down.by",
        ["task", "saps"],
        "looser",
        "safety.watch.stand_down",
        "SAPS may take it too",
    ),
    Weakening(
        "a waiver added",
        CHILD,
        "steps.removal.actions.tell_parent.waivable_by",
        ["dsd"],
        "looser",
        "child.removal.tell_parent",
        "DSD may now waive it; before, no one could",
    ),
    Weakening(
        "more may waive it",
        CHILD,
        "steps.inquiry.actions.establish_papers.waivable_by",
        ["dsd", "dha"],
        "looser",
        "child.inquiry.establish_papers",
        "DHA may waive it too",
    ),
    Weakening(
        "more may see it",
        MAIN,
        "facts.safe_contact.seen_by",
        ["dsd", "shelter", "saps"],
        "looser",
        "safe_contact",
        "SAPS may see it too",
    ),
    Weakening(
        "no longer private",
        MAIN,
        "facts.sexual_violence.sensitive",
        GONE,
        "looser",
        "sexual_violence",
        "is no longer private: it may appear on screens, on paper and in command lines",
    ),
    Weakening(
        "more may record it at any time",
        MAIN,
        "facts.person_suspected.anytime",
        ["saps", "npa", "dha"],
        "looser",
        "person_suspected",
        "DHA may record it at any time",
    ),
)
DATES = (
    Weakening(
        "a deadline lengthened",
        ADULT,
        "steps.admission.actions.notify_admission.due.within",
        "72 hours",
        "dates",
        "protection.admission.notify_admission",
        "deadline later: 48 hours from admitted_at became 72 hours from admitted_at",
    ),
    Weakening(
        "a deadline in a longer unit",
        STAY,
        "steps.status.actions.bring_to_court.due.within",
        "2 weeks",
        "dates",
        "lawful_stay.status.bring_to_court",
        "deadline later: 48 hours from detained_at became 2 weeks from detained_at",
    ),
    Weakening(
        "no longer at once",
        INTAKE,
        "steps.report.actions.report_child.due.within",
        "2 days",
        "dates",
        "intake.report.report_child",
        "deadline later: at once from the start of the step became 2 days from the start of the "
        "step",
    ),
    Weakening(
        "a deadline nearer to its hearing",
        COURT,
        "steps.bail.actions.risk_information.due.within",
        "2 hours",
        "dates",
        "criminal_justice.bail.risk_information",
        "deadline later: 1 court day before bail_hearing_at became 2 hours before bail_hearing_at",
    ),
    Weakening(
        "a deadline dropped",
        SAFETY,
        "steps.emergency.actions.move_to_safety.due",
        GONE,
        "dates",
        "safety.emergency.move_to_safety",
        "no longer has a deadline; it was 2 hours from the start of the step",
    ),
    Weakening(
        "a deadline no longer of law",
        ADULT,
        "steps.appeal.actions.tell_decision.due.nature",
        "practice",
        "dates",
        "protection.appeal.tell_decision",
        "the deadline is now of nature practice, it was law",
    ),
    Weakening(
        "nobody hears of a late step",
        CHILD,
        "steps.assessment.escalate_to",
        GONE,
        "dates",
        "child.assessment",
        "escalates to no one when it is late; it was HEAD",
    ),
    Weakening(
        "a wait shortened",
        ADULT,
        "steps.withdrawal.outcomes.time_over.wait.at_least",
        "7 days",
        "dates",
        "protection.withdrawal.time_over",
        "wait shorter: 14 days from notice_received_at became 7 days from notice_received_at",
    ),
    Weakening(
        "a wait dropped",
        ADULT,
        "steps.appeal_window.outcomes.no_appeal.wait",
        GONE,
        "dates",
        "protection.appeal_window.no_appeal",
        "opens without a wait; it was 14 days from decision_received_at",
    ),
)
TRACKS = (
    Weakening(
        "a hold dropped",
        RETURN,
        "on_hold_while",
        GONE,
        "looser",
        "return_home",
        "is no longer put on hold; it was while 'unsafe_now'",
    ),
    Weakening(
        "a hold in fewer cases",
        ADULT,
        "on_hold_while",
        "in_danger or safety.emergency is current",
        "looser",
        "protection",
        "on hold in fewer cases: 'unsafe_now' became 'in_danger or safety.emergency is current'",
    ),
    Weakening(
        "a track that starts in fewer cases",
        STAY,
        "starts",
        ["intake.handed_over is current", "nationality is foreign"],
        "looser",
        "lawful_stay",
        "starts in fewer cases: 'nationality is not south_african' became 'nationality is foreign'",
    ),
    Weakening(
        "an interrupt removed",
        SAFETY,
        "interrupts.gone",
        GONE,
        "structure",
        "safety.gone",
        "the interrupt to 'search' is removed (The person is missing)",
        "changed",
    ),
    Weakening(
        "an interrupt from fewer steps",
        RETURN,
        "interrupts.changes_mind.from",
        ["risk"],
        "structure",
        "return_home.changes_mind",
        "may no longer be raised from 'prepare'",
        "changed",
    ),
    Weakening(
        "a way back removed",
        INTAKE,
        "steps.refusal.outcomes.changes_mind",
        GONE,
        "structure",
        "intake.refusal.changes_mind",
        "the outcome to 'rights' is removed (The person wants to talk after all)",
        "changed",
    ),
    Weakening(
        "an outcome that leads elsewhere",
        COURT,
        "steps.bail.outcomes.go_on.to",
        "trial",
        "structure",
        "criminal_justice.bail.go_on",
        "leads to 'trial'; it led to 'charging'",
        "changed",
    ),
)
PROMISES = (
    Weakening(
        "a guarantee deleted",
        GUARANTEES,
        "examined_only_with_consent",
        GONE,
        "guarantees",
        "examined_only_with_consent",
        "the guarantee is removed: An examination without consent repeats the harm.",
    ),
    Weakening(
        "a guarantee that asks for less",
        GUARANTEES,
        "victim_is_not_prosecuted_without_the_director.precondition.holds",
        "dpp_decision is authorised",
        "guarantees",
        "victim_is_not_prosecuted_without_the_director",
        "weakened: 'dpp_decision is authorised and offence_link is not_direct' became "
        "'dpp_decision is"
        " authorised'",
    ),
    Weakening(
        "a guarantee triggered less often",
        GUARANTEES,
        "missing_person_is_found.response.trigger",
        "missing and in_danger",
        "guarantees",
        "missing_person_is_found",
        "weakened: 'missing' became 'missing and in_danger'",
    ),
    Weakening(
        "a guarantee of fewer cases",
        GUARANTEES,
        "child_gets_a_social_worker.if",
        "age_group is child",
        "guarantees",
        "child_gets_a_social_worker",
        "weakened: holds only for cases in which 'age_group is child'",
    ),
    Weakening(
        "an absence of less",
        GUARANTEES,
        "someone_always_watches.absence",
        "safety is ended and child is running",
        "guarantees",
        "someone_always_watches",
        "weakened: 'safety is ended and (protection is running or child is running or health is "
        "running or"
        " return_home is running or criminal_justice is running or labour is running)' became"
        " 'safety is ended and child is running'",
    ),
)
SOURCES = (
    Weakening(
        "an action without its law",
        ADULT,
        "steps.identification.actions.assess.law",
        GONE,
        "law",
        "protection.identification.assess",
        "no longer refers to 'pacotip_19_8'",
        "changed",
    ),
    Weakening(
        "law no longer verified",
        MAIN,
        "law.pacotip_31_2b.status",
        "to_be_confirmed",
        "law",
        "pacotip_31_2b",
        "is now to be confirmed; it was verified",
        "changed",
    ),
    Weakening(
        "a switch flipped",
        MAIN,
        "switches.s15_in_force.value",
        True,
        "law",
        "s15_in_force",
        "the switch is now on; it was off: section 15 (visa for recovery and reflection) had not "
        "been put into"
        " force in the version seen",
        "changed",
    ),
)
WEAKENINGS = (*DUTIES, *CONSENT, *PEOPLE, *DATES, *TRACKS, *PROMISES, *SOURCES)
