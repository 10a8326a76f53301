"""An old workflow adopts the checks one by one: what the baseline knows is not told, what is new
is.
"""

from __future__ import annotations

import json

import pytest

from tests.commands.typing_in import Typist

NEVER = "          look{n}: {{do: Look, when: not everyone_out and everyone_out}}\n"


def odd(sop: Typist, *numbers: int, above: str = "") -> None:
    """A workflow with so many actions that are never needed."""
    text = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    never = "".join(NEVER.format(n=n) for n in numbers)
    assert "          search_floors:" in text
    changed = above + text.replace("          search_floors:", f"{never}          search_floors:")
    (sop.folder / "workflows" / "odd.yaml").write_text(changed, encoding="utf-8")


def test_known_findings_are_not_told_and_make_nothing_fail(sop: Typist) -> None:
    odd(sop, 1, 2)
    before = sop.json("check", "odd").data["findings"]
    assert sop("check", "odd").code == 1
    written = sop.ok("check", "odd", "--baseline", "known.json", "--write-baseline")
    assert (written.json["changed"], written.data["findings"]) == (True, [])
    odd(sop, 1, 2, above="# moved by a line\n")
    told = sop.ok("check", "odd", "--strict", "--baseline", "known.json")
    assert told.data["findings"] == []
    assert told.data["baseline"] == {
        "file": "known.json",
        "written": False,
        "hidden": len(before),
        "gone": [],
    }


def test_only_what_is_new_is_told(sop: Typist) -> None:
    odd(sop, 1)
    sop.ok("check", "odd", "--baseline", "known.json", "--write-baseline")
    odd(sop, 1, 2)
    told = sop.json("check", "odd", "--baseline", "known.json")
    assert told.code == 1
    assert {
        "look2" in one["message"] or "'look2'" in one["message"] for one in told.data["findings"]
    } == {True}


def test_what_is_gone_is_named_until_the_baseline_is_written_anew(sop: Typist) -> None:
    odd(sop, 1, 2)
    sop.ok("check", "odd", "--baseline", "known.json", "--write-baseline")
    odd(sop, 1)
    gone = sop.ok("check", "odd", "--baseline", "known.json").data["baseline"]["gone"]
    assert {one["place"].split(".")[-2] for one in gone} == {"look2"}
    text = sop("check", "odd", "--baseline", "known.json").out
    assert "of the baseline" in text and gone[0]["message"].split(" in ")[0] in text
    sop.ok("check", "odd", "--baseline", "known.json", "--write-baseline")
    assert sop.ok("check", "odd", "--baseline", "known.json").data["baseline"]["gone"] == []


def test_a_workflow_that_is_not_looked_at_keeps_its_entries(sop: Typist) -> None:
    odd(sop, 1)
    sop.ok("check", "odd", "--baseline", "known.json", "--write-baseline")
    sop.ok("check", "fire-drill", "--baseline", "known.json", "--write-baseline")
    assert sop.ok("check", "fire-drill", "--baseline", "known.json").data["baseline"]["gone"] == []
    assert sop("check", "odd", "--baseline", "known.json").code == 0


def test_errors_that_prevent_compiling_are_never_taken_back(sop: Typist) -> None:
    (sop.folder / "workflows" / "odd.yaml").write_text(
        "language: 1\ntitle: 3\nfoo: 1\n", encoding="utf-8"
    )
    written = sop.json("check", "odd", "--baseline", "known.json", "--write-baseline")
    assert written.code == 1
    assert json.loads((sop.folder / "known.json").read_text("utf-8"))["findings"] == []
    assert sop("check", "odd", "--baseline", "known.json").code == 1


def test_an_entry_for_such_an_error_written_by_hand_changes_nothing(sop: Typist) -> None:
    (sop.folder / "workflows" / "odd.yaml").write_text(
        "language: 1\ntitle: 3\nfoo: 1\n", encoding="utf-8"
    )
    findings = sop.json("check", "odd").data["findings"]
    entries = [
        {
            "workflow": "odd",
            "rule": one["rule"],
            "place": "",
            "message": "",
            "fingerprint": one["fingerprint"],
        }
        for one in findings
    ]
    content = {"schema": "sop.baseline/1", "findings": entries}
    (sop.folder / "known.json").write_text(json.dumps(content), encoding="utf-8")
    told = sop.json("check", "odd", "--baseline", "known.json")
    assert (told.code, len(told.data["findings"])) == (1, len(findings))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"schema": "sop.baseline/1"}',
        '{"schema": "x", "findings": []}',
        '{"schema": "sop.baseline/1", "findings": [{"rule": 3}]}',
        "\x00",
    ],
)
def test_a_file_that_is_no_baseline_is_misuse_and_is_not_written_over(
    sop: Typist, text: str
) -> None:
    (sop.folder / "known.json").write_text(text, encoding="utf-8")
    for more in ((), ("--write-baseline",)):
        told = sop.json("check", "fire-drill", "--baseline", "known.json", *more)
        assert (told.code, told.json["code"]) == (2, "usage")
    assert (sop.folder / "known.json").read_text("utf-8") == text


def test_a_baseline_must_be_there_and_named(sop: Typist) -> None:
    assert sop.json("check", "--baseline", "none.json").code == 2
    assert sop.json("check", "--write-baseline").code == 2
    assert sop.json("check", "--baseline", "no/such/folder.json", "--write-baseline").code == 2


def test_json_and_another_format_exclude_each_other(sop: Typist) -> None:
    for form in ("sarif", "junit", "github", "text"):
        assert sop("check", "--json", "--format", form).code == 2
    assert sop("check", "--format", "json").json == sop("check", "--json").json
    assert sop("check", "--format", "pdf").code == 2
    assert sop("check", "--explain", "unknown-fact", "--format", "sarif").code == 2


def test_any_file_of_a_folder_means_its_workflow_once(sop: Typist) -> None:
    folder = sop.folder / "workflows" / "big"
    (folder / "tracks").mkdir(parents=True)
    head = "language: 1\nversion: 1.0.0\ntitle: Big\nstakeholders: {w: {name: W, short: W}}\n"
    (folder / "workflow.yaml").write_text(head, encoding="utf-8")
    first = "{title: A, responsible: w, actions: {go: {do: Go}}, outcomes: {on: {to: z}}}"
    steps = f"{{a: {first}, z: {{end: true, title: Z}}}}"
    (folder / "tracks" / "main_line.yaml").write_text(
        f"title: One\nlead: w\nsteps: {steps}\n", encoding="utf-8"
    )
    words = (
        "workflows/big/tracks/main_line.yaml",
        "workflows/big/workflow.yaml",
        "workflows/big",
        "big",
    )
    assert sop.ok("check", *words).data["summary"]["workflows"] == ["workflows/big"]
    for word in words:
        assert sop.ok("check", word).data["findings"] == []
    every = ["workflows/big", "workflows/fire-drill.yaml", "workflows/food-recall.yaml"]
    assert sop.ok("check", "workflows", "big").data["summary"]["workflows"] == every
    sop.patch.chdir(folder / "tracks")
    assert sop.ok("check", "main_line.yaml").data["summary"]["workflows"] == [".."]
