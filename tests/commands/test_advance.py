"""`sop advance`: a track or an outcome, and not an interrupt."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


def test_advance_takes_a_track_or_an_outcome(recall: Typist) -> None:
    for words in (("recall",), ("R",), ()):
        asked = recall.json("advance", *words)
        assert (asked.code, "recall.assess.dismiss" in asked.json["message"]) == (2, True)
    for words in (
        ("recall_it",),
        ("recall", "recall_it"),
        ("R", "recall_it"),
        ("recall.assess.recall_it",),
    ):
        assert set(recall.json("advance", *words).reasons) == {"action_open", "fact_unknown"}
    assert recall.json("advance", "alarm").code == 2


def test_outcomes_are_taken_and_interrupts_raised(recall: Typist) -> None:
    told = recall.json("advance", "alarm")
    assert (
        told.code,
        "interrupt, not an outcome. Raise it: sop raise alarm" in told.json["message"],
    ) == (2, True)
    told = recall.json("raise", "dismiss")
    assert (
        told.code,
        "outcome, not an interrupt. Take it: sop advance dismiss" in told.json["message"],
    ) == (2, True)
    assert recall.ok("case", "show").json["version"] == 1


def test_only_the_due_times_of_what_is_needed_are_shown(sop: Typist) -> None:
    """What is not needed reads as a duty; what is not known yet is marked."""
    workflow = sop.folder / "workflows" / "food-recall.yaml"
    text = workflow.read_text("utf-8")
    text = text.replace("Destroy what came back, before a witness", "Destroy it")
    text = text.replace(
        "do: Trace every delivery\n", "do: Trace every delivery\n            when: illness\n"
    )
    text = text.replace(
        "do: Destroy it\n",
        "do: Destroy it\n            due: 5 hours\n            when: germs_named\n",
    )
    workflow.write_text(text, "utf-8")
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    told = sop("advance", "recall", "recall_it").out
    assert "Trace every delivery: due" not in told
    assert "Destroy it: due Mon 2 Mar 15:00 (if needed)" in " ".join(told.split())
