"""Who owes what when a victim of trafficking is helped, and which steps and actions of the workflow
carry it.

A duty is carried by actions. A stakeholder's cell holds those that it may do; else the steps of
these actions in which it answers or supports. What each cell must hold was read from the Act, the
regulations and published practice: R and A (does it, answers for it) need an action of its own, C
and I (consulted, informed) a step in which it takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.model.definition import Definition

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "SAPS": ("saps",),
    "DPCI": ("dpci",),
    "NPA": ("npa", "dpp", "afu"),
    "DSD": ("dsd", "head", "mec"),
    "DHA": ("dha",),
    "DEL": ("del",),
    "DoH": ("doh",),
    "DoJ and courts": ("doj", "owp"),
    "civil society": ("shelter", "ngo", "dcpo", "legal"),
    "IOM": ("iom",),
    "DIRCO": ("dirco",),
    "task teams": ("task", "nic"),
}

# Duty: what each column is owed, in their order, and the actions that carry it.
DUTIES: Mapping[str, tuple[str, str]] = {
    "rescue": (
        "A R - R C C R - R C - R",
        "criminal_justice.docket.plan_rescue criminal_justice.operation.care_plan"
        " criminal_justice.operation.carry_out coordination.mass_rescue.triage "
        "coordination.mass_rescue.one_case_each"
        " coordination.mass_rescue.pool_interpreters",
    ),
    "immediate safety": (
        "A R - R R R R - R - - -",
        "intake.first_needs.look_for_danger safety.emergency.call_help"
        " safety.emergency.move_to_safety safety.emergency.reassess "
        "safety.medical.call_ambulance safety.medical.treat",
    ),
    "screening": (
        "R - - A - C - - R - - -",
        "intake.screening.screen intake.screening.bring_support intake.screening.explain_no_signs",
    ),
    "interpreters": (
        "R - R R R R R A R R C -",
        "intake.language.find_interpreter criminal_justice.court_preparation.journey_to_court",
    ),
    "report of a child": ("A R R R R R R R R R R R", "intake.report.report_child"),
    "report of an adult": (
        "A R R R R R R - R R - R",
        "intake.report.report_adult intake.report.accept_report",
    ),
    "notice of a child within 24 hours": (
        "A - - I - - - - - - - -",
        "child.notify.notify_province child.notify.register",
    ),
    "removal of a child and its review": (
        "R - - R - - - A C - - -",
        "child.removal.record_test child.removal.place"
        " child.court_review.bring_child child.court_review.review_placement",
    ),
    "referral of an adult": (
        "A - - R - - - - R - - I",
        "protection.referral.ask_shelter protection.referral.refer"
        " protection.referral.accept_referral protection.referral.notify_province",
    ),
    "accreditation": (
        "R - - A - - - - R - - I",
        "protection.referral.check_accreditation protection.referral.accept_referral",
    ),
    "identification: assessment": (
        "C C C A - - C - C C - -",
        "protection.identification.assess"
        " protection.identification.police_information child.assessment.write_finding",
    ),
    "identification: letter of recognition": (
        "I I I A I - - - I - - -",
        "protection.decision.decide"
        " protection.decision.give_letter protection.decision.tell_status",
    ),
    "appeal": (
        "C - - A - - - - C - - -",
        "protection.appeal.decide_appeal protection.appeal_window.explain_appeal"
        " protection.appeal.tell_decision",
    ),
    "protection: plan and services": (
        "- - - C - C C - A C - -",
        "protection.plan.make_plan protection.plan.services child.care.make_plan",
    ),
    "protection: health": (
        "R - - C - - A - C - - -",
        "health.care.tell_treatment health.care.examine"
        " health.care.start_treatment health.care.write_findings",
    ),
    "investigation: docket and evidence": (
        "A R C - C C C - - - C -",
        "criminal_justice.docket.open_docket"
        " criminal_justice.docket.plan_rescue criminal_justice.evidence.secure_evidence"
        " criminal_justice.evidence.labour_file",
    ),
    "investigation: organised or across borders": (
        "R A R - C C - - - C C I",
        "criminal_justice.docket.tell_dpci"
        " criminal_justice.investigation.follow_money "
        "criminal_justice.investigation.ask_other_state"
        " criminal_justice.operation.log_decisions criminal_justice.investigation.freeze",
    ),
    "prosecution": (
        "C C A - - C - R - - - -",
        "criminal_justice.charging.decide_charge"
        " criminal_justice.trial.hear_case criminal_justice.evidence.proof_plan "
        "criminal_justice.trial.give_verdict",
    ),
    "prosecution: no punishment of victims": (
        "C C A R - - - R C - - -",
        "non_punishment.consider.consider_link"
        " non_punishment.consider.postpone non_punishment.consider.leave_cell"
        " non_punishment.authorisation.decide_authorisation child.assessment.write_finding"
        " non_punishment.consider.bring_lawyer non_punishment.consider.decide_postponement",
    ),
    "prosecution: witness protection": (
        "R R R R - - - A - - - -",
        "witness.application.explain_protection"
        " witness.application.apply witness.decision.decide_protection",
    ),
    "prosecution: special measures": (
        "- - R C - - C A C - - -",
        "criminal_justice.court_preparation.ask_measures criminal_justice.trial.protect_identity",
    ),
    "prosecution: compensation": (
        "- - R - - C - A C - - -",
        "criminal_justice.sentence.ask_compensation criminal_justice.sentence.decide_compensation",
    ),
    "status: no removal, court": (
        "C - C C A - - R C C - -",
        "lawful_stay.status.flag"
        " lawful_stay.status.bring_to_court lawful_stay.status.decide_detention",
    ),
    "status: lawful stay": (
        "C - C R A - - - C - - -",
        "lawful_stay.route.police_confirmation"
        " lawful_stay.route.other_route lawful_stay.keeping.renew lawful_stay.keeping.extend_visa",
    ),
    "status: asylum": ("- - - C A - - - C C - -", "lawful_stay.route.open_asylum"),
    "voluntary return: risk, adult": (
        "C - C R A - C - C R C -",
        "return_home.risk.assess return_home.risk.ask_steps return_home.risk.police_view",
    ),
    "voluntary return: decision, child": (
        "- - C A C - - C C R C -",
        "return_home.risk.decide_best_interests return_home.risk.assess",
    ),
    "voluntary return: journey": (
        "- - R C R - R - R A - -",
        "return_home.prepare.reception"
        " return_home.prepare.travel_papers return_home.prepare.health_check "
        "return_home.prepare.settle_testimony"
        " return_home.travel.escort_out return_home.travel.hand_over",
    ),
    "reintegration": (
        "- - - R - - - - R A - -",
        "return_home.reintegration.own_plan"
        " return_home.reintegration.contact protection.leaving.follow_up "
        "protection.leaving.exit_talk",
    ),
    "South Africans abroad": (
        "R R - R R - C - C R A I",
        "homecoming.abroad.assess_risk homecoming.abroad.facilitate"
        " homecoming.abroad.issue_papers homecoming.arrival.meet homecoming.arrival.docket_abroad",
    ),
    "labour inspection and claims": (
        "C - - - C A - C C - - -",
        "labour.inspection.inspect labour.claims.order_payment labour.claims.help_claim",
    ),
    "statistics": ("R R R R R R R A R C - R", "coordination.closing.statistics"),
    "disputes between agencies": (
        "- - R - - - - R - - - A",
        "coordination.desk.escalate coordination.conference.call_nic",
    ),
}


def carriers(definition: Definition, duty: str, column: str) -> Iterator[tuple[str, str]]:
    """What carries the duty for these stakeholders: code and text of their actions, else of the
    steps they are in.
    """
    those = set(COLUMNS[column])
    actions = [definition.action(path) for path in DUTIES[duty][1].split()]
    own = [action for action in actions if those & set(action.by)]
    if own:
        yield from ((action.code, action.title) for action in own)
        return
    steps = {action.path.rpartition(".")[0]: None for action in actions}
    for step in map(definition.step, steps):
        if those & {step.responsible, *step.support}:
            yield step.code, step.title


def own_actions(definition: Definition, duty: str, column: str) -> bool:
    """Whether the stakeholders have an action of their own in it."""
    actions = (definition.action(path) for path in DUTIES[duty][1].split())
    return any(set(COLUMNS[column]) & set(action.by) for action in actions)


def page(definition: Definition) -> str:
    """docs/duties.md."""
    lines = [HEAD]
    for column, names in COLUMNS.items():
        known = ", ".join(definition.stakeholders[name].name for name in names)
        lines += [
            f"## {column}",
            f"{known}.",
            "",
            "| duty | part | actions or steps |",
            "| --- | --- | --- |",
        ]
        for duty, (letters, _) in DUTIES.items():
            letter = dict(zip(COLUMNS, letters.split(), strict=True))[column]
            if letter != "-":
                cell = "; ".join(
                    f"`{code}` {title}" for code, title in carriers(definition, duty, column)
                )
                lines.append(f"| {duty} | {PARTS[letter]} | {cell} |")
        lines.append("")
    return "\n".join(lines)


PARTS = {"A": "answers for it", "R": "does it", "C": "is consulted", "I": "is informed"}
HEAD = """# The duties of each stakeholder, and the steps that carry them

This page lists the duties of each stakeholder in `workflows/za-trafficking`. Each duty has the
actions that the stakeholder may do for it, or the steps in which the stakeholder takes part. It is
a reconstruction from the Act, the regulations and published practice. Provinces differ.
<!-- Generated by tests/workflows/test_za_duties.py from tests/workflows/duties.py. -->
"""
