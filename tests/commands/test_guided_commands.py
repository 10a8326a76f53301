"""The line that does the same as a record for another agency, or none."""

from __future__ import annotations

from sop.commands.guided_commands import with_its_options
from sop.model.commands import Act, Do, WriteNote
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from tests.engine import building as b

OTHER = Act("lab", home="warden", reported_by="the night sister")
TYPED = Suggestion("do", "D2.1")


def with_facts(*facts: Fact) -> Definition:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    return b.workflow(b.track("find", look, b.step("end")), facts=facts)


def test_values_and_the_reporter_are_options() -> None:
    command = Do(OTHER, "find.look.ask", {"found": True})
    definition = with_facts(Fact("found", "boolean"))
    found = with_its_options(definition, command, TYPED, "warden")
    assert found is not None
    assert found.options == (
        ("as", "lab"),
        ("reported-by", "the night sister"),
        ("set", "found=yes"),
    )
    assert not found.yours  # so that the user's own --as does not follow


def test_own_commands_ask_for_their_values() -> None:
    command = Do(replace(OTHER, as_="warden"), "find.look.ask", {"found": True})
    definition = with_facts(Fact("found", "boolean"))
    assert with_its_options(definition, command, TYPED, "warden") == TYPED


def test_what_is_private_and_a_form_are_in_no_line() -> None:
    command = Do(OTHER, "find.look.ask", {"where": "north"})
    for fact in (Fact("where", "text", sensitive=True), Fact("where", "text", seen_by=("lab",))):
        assert with_its_options(with_facts(fact), command, TYPED, "warden") is None
    form = Do(OTHER, "find.look.ask", {}, form="{}")
    assert with_its_options(with_facts(), form, TYPED, "warden") is None


def test_the_readers_of_a_note_are_named() -> None:
    note = WriteNote(replace(OTHER, as_="warden"), "text", ("lab",))
    found = with_its_options(with_facts(), note, Suggestion("note"), "warden")
    assert found == Suggestion("note", options=(("for", "lab"),))
