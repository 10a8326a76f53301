"""Each file that is written about a case is reported with the case."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_a_written_file_names_its_case(sop: Typist) -> None:
    case = sop.open()
    sop.ok("case", "label", case, "arm in a sling")
    for words in (("case", "print"), ("checklist",), ("case", "timeline")):
        told = sop(*words, "-o", f"{words[-1]}.txt")
        assert told.err == f'Written: {words[-1]}.txt: case {case} "arm in a sling"\n'


def test_a_list_of_cases_names_none(sop: Typist) -> None:
    sop.open()
    assert sop("case", "list", "-o", "all.txt").err == "Written: all.txt\n"
