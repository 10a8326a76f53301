"""A masked checklist is the same for two cases that differ only in private facts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.decide import judge
from sop.engine.mask_checklist import mask_checklist, mask_message, mask_refusal
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.model.case_state import Case
from sop.model.commands import Act, Do, Open
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.refusal import Reason, Refusal
from tests.engine.test_private_rules import CLINIC

NOW = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
EARLIER, LATER = "2026-03-01T09:00:00+00:00", "2026-02-27T09:00:00+00:00"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    path: Path = tmp_path_factory.mktemp("clinic") / "clinic.yaml"
    # Those who act in a track have to learn that it starts, so here the guard has no part in it.
    text = CLINIC.replace("lead: guard", "lead: doctor")
    text = text.replace("responsible: guard", "responsible: doctor")
    path.write_text(text, encoding="utf-8")
    definition = load_workflow(path).definition
    assert definition is not None
    return definition


def examined(definition: Definition, facts: dict[str, Value]) -> Checklist:
    """The checklist of a case in which the doctor examined the person, with everything in it."""
    case, history = Case(id="c"), ()
    act = Act("doctor", None, NOW, None)
    for command in (Open(act, {}), Do(act, "care.look.examine", facts)):
        accepted = judge(definition, case, command, now=NOW, history=history)
        assert not isinstance(accepted, Refusal)
        case, history = accepted.case, (*history, *accepted.events)
    return build_checklist(definition, case, NOW)


@pytest.mark.parametrize("viewer", ["guard", None])
def test_two_cases_that_differ_in_private_facts_look_alike(
    clinic: Definition, viewer: str | None
) -> None:
    grave = examined(clinic, {"found": "grave", "harmed_at": EARLIER})
    light = examined(clinic, {"found": "light", "harmed_at": LATER})
    assert grave != light
    assert mask_checklist(clinic, grave, viewer) == mask_checklist(clinic, light, viewer)


def test_those_who_may_see_the_facts_see_everything(clinic: Definition) -> None:
    grave = examined(clinic, {"found": "grave", "harmed_at": EARLIER})
    assert mask_checklist(clinic, grave, "doctor") is grave


def test_a_private_duty_shows_whose_it_is_and_no_more(clinic: Definition) -> None:
    grave = examined(clinic, {"found": "grave", "harmed_at": EARLIER})
    masked = mask_checklist(clinic, grave, "guard")
    treat = next(one for one in masked.actions() if one.path == "care.look.treat")
    assert (treat.title, treat.state, treat.due) == ("Something for DOC", "private", None)
    assert [reason.code for reason in treat.reasons] == ["private"]


def test_a_refusal_for_another_reason_says_nothing_about_private_parts(clinic: Definition) -> None:
    private = find_private_rules(clinic, "guard")
    not_yours = Reason("not_yours", "Only DOC may take it.", at="care.look.well")
    treat_open = Reason("action_open", "Treat is not done.", at="care.look.treat")
    told = Reason("not_yours", "Only DOC may do it.", at="care.look.examine")
    assert mask_refusal(Refusal("x", (told, treat_open)), private).reasons == (told,)
    (only,) = mask_refusal(Refusal("x", (not_yours, treat_open)), private).reasons
    assert only.code == "private"


def test_a_refusal_names_a_private_action_by_whose_it_is(clinic: Definition) -> None:
    treat = clinic.action("care.look.treat")
    private = find_private_rules(clinic, "guard")
    assert mask_message(clinic, f"{treat.code} Treat", private) == f"{treat.code} Something for DOC"
    assert mask_message(clinic, "Look -> Over", private) == "Look -> Over"


def test_a_hold_by_a_private_fact_is_a_private_reason() -> None:
    private = PrivateRules(facts=frozenset({"ill"}), held_tracks=frozenset({"care"}))
    held = Reason("on_hold", "Care is on hold.", at="care")
    (only,) = mask_refusal(Refusal("x", (held,)), private).reasons
    assert (only.code, only.at) == ("private", "care")
