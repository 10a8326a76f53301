"""A case that counts names its duplicates; a list says of which case a void one is a duplicate."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def void_duplicate(recall: Typist) -> tuple[str, str]:
    """The case that counts, which is current, and its duplicate."""
    counts = recall.case
    duplicate = recall.open("food-recall", "--label", "green jersey", as_="plant")
    recall.ok("case", "void", "--why", "twice", "--duplicate-of", counts)
    recall.patch.setenv("SOP_CASE", counts)
    return counts, duplicate


def test_the_case_that_counts_names_its_duplicates(recall: Typist) -> None:
    _, duplicate = void_duplicate(recall)
    for words in (("case", "show"), ("case", "timeline")):
        said = f"Duplicates of this case, which are void: {duplicate}."
        assert said in recall(*words).out, words
    recall.ok("case", "reopen", duplicate, "--why", "another person")
    assert "Duplicates" not in recall("case", "show").out


def test_lists_say_of_which_case_a_void_one_is_a_duplicate(recall: Typist) -> None:
    counts, _ = void_duplicate(recall)
    for words in (("case", "list", "--status", "void"), ("find", "green jersey")):
        assert f"VOID, a duplicate of {counts}" in recall(*words).out, words


def test_opening_a_case_with_the_label_of_another_open_case_warns(recall: Typist) -> None:
    first = recall.open("food-recall", "--label", "green jersey", as_="plant")
    told = recall("open", "food-recall", "--label", "Green  Jersey", "--as", "plant")
    assert told.code == 0
    assert f"Another open case has the label 'Green Jersey': {first}." in " ".join(told.err.split())
    recall.ok("case", "void", first, "--why", "twice", "-c", first)
    told = recall("open", "food-recall", "--label", "red cap", "--as", "plant")
    assert "Another open case" not in told.err


def test_json_of_lists_and_of_the_handover_names_the_case_that_counts(recall: Typist) -> None:
    counts, duplicate = void_duplicate(recall)
    found = {
        one["case"]: one
        for words in (("case", "list", "--status", "void"), ("find", "green"), ("case", "list"))
        for one in recall.ok(*words).data["cases"]
    }
    assert found[duplicate]["duplicate_of"] == counts
    assert found[counts]["duplicate_of"] is None
    changed = {one["case"]: one for one in recall.ok("shift").data["changed"]}
    states = {case: (one["status"], one["duplicate_of"]) for case, one in changed.items()}
    assert states == {counts: ("open", None), duplicate: ("void", counts)}


def test_the_handover_marks_a_void_case_on_the_screen_and_on_paper(recall: Typist) -> None:
    counts, duplicate = void_duplicate(recall)
    told = recall("shift").out
    head = next(line for line in told.splitlines() if duplicate in line and "jersey" in line)
    assert head.endswith(f"VOID, a duplicate of {counts}"), told
    page = recall("shift", "--format", "md").out
    assert f"VOID, a duplicate of {counts}" in page
    recall.open("food-recall", as_="plant")
    recall.ok("case", "void", "--why", "by mistake")
    told = recall("shift").out
    (head,) = [one for one in told.splitlines() if one.startswith(recall.case)]
    assert head.endswith("VOID"), told
