"""The runner of the documents: what it saves, what it compares, what it writes down, and that it
never waits long.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.docs.document import Saved, Typed, turns_of
from tests.docs.terminal import NobodyAnswers, Terminal, as_at_work

DOCUMENT = """\
```yaml list/a.yaml
one: 1
two: 2
```
```yaml >> list/a.yaml
three: 3
```
```diff list/a.yaml
 one: 1
-two: 2
+two: 22
 three: 3
```
```console
$ cat list/a.yaml
one: 1
...
$ cd list
$ ls
b.yaml
```
Text.
```text
$ not typed
```
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "document.md"
    path.write_text(text, "utf-8")
    return path


def test_a_document_is_read_in_the_order_of_its_reader(tmp_path: Path) -> None:
    assert turns_of(written(tmp_path, DOCUMENT)) == [
        Saved(1, "list/a.yaml", "write", ("one: 1", "two: 2")),
        Saved(5, "list/a.yaml", "add", ("three: 3",)),
        Saved(8, "list/a.yaml", "change", (" one: 1", "-two: 2", "+two: 22", " three: 3")),
        Typed(15, "cat list/a.yaml", ("one: 1", "...")),
        Typed(18, "cd list", ()),
        Typed(19, "ls", ("b.yaml",)),
    ]


def test_files_are_saved_changed_and_found_again_after_cd(tmp_path: Path) -> None:
    wrong = Terminal(tmp_path).wrong_in(written(tmp_path, DOCUMENT))
    assert wrong == ["document.md:19: $ ls\na.yaml"]
    assert (tmp_path / "work" / "list" / "a.yaml").read_text(
        "utf-8"
    ) == "one: 1\ntwo: 22\nthree: 3\n"


def test_writing_down_keeps_dots_that_stand_for_the_screen_and_replaces_the_rest(
    tmp_path: Path,
) -> None:
    text = Terminal(tmp_path).written_down(written(tmp_path, DOCUMENT))
    assert text == DOCUMENT.replace("$ ls\nb.yaml", "$ ls\na.yaml")


@pytest.mark.parametrize("shown", ["a  b", "", "a b\nmore", "...\nc"])
def test_what_is_written_down_is_the_screen_to_the_blank(tmp_path: Path, shown: str) -> None:
    path = written(tmp_path, f"```console\n$ printf 'a b\\n  c\\n'\n{shown}\n```\n")
    kept = "a b\n  c" if shown != "...\nc" else shown
    assert (
        Terminal(tmp_path).written_down(path)
        == f"```console\n$ printf 'a b\\n  c\\n'\n{kept}\n```\n"
    )


def test_an_id_of_the_document_means_one_real_id(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    assert terminal.agrees(("Case 7K3M-9QTD-X  open",), ["Case ABCD-EFGH-2  open"])
    assert terminal.type("echo sop use 7K3M-9QTD-X") == ["sop use ABCD-EFGH-2"]
    assert not terminal.agrees(("Case 7K3M-9QTD-X  open",), ["Case 2026-1123-E  open"])
    assert not terminal.agrees(("Case 2026-1123-E  open",), ["Case ABCD-EFGH-2  open"])


def test_writing_down_keeps_the_ids_of_the_document_where_the_screen_has_changed(
    tmp_path: Path,
) -> None:
    before = """\
```console
$ echo Opened ABCD-EFGH-2; echo Head 0123456789abcdef
Open 7K3M-9QTD-X
Head fedcba9876543210
$ echo Case ABCD-EFGH-2 GHJK-MNPQ-R
Case 2026-1123-E
$ echo Cases GHJK-MNPQ-R, ABCD-EFGH-2
Cases
```
"""
    after = """\
```console
$ echo Opened ABCD-EFGH-2; echo Head 0123456789abcdef
Opened 7K3M-9QTD-X
Head fedcba9876543210
$ echo Case ABCD-EFGH-2 GHJK-MNPQ-R
Case 7K3M-9QTD-X 2026-1123-E
$ echo Cases GHJK-MNPQ-R, ABCD-EFGH-2
Cases 7K3M-9QTD-X, 2026-1123-E
```
"""
    assert Terminal(tmp_path).written_down(written(tmp_path, before)) == after


@pytest.mark.parametrize("change", [(" three", "+four"), (" one", " two")])
def test_a_change_that_fits_nowhere_or_twice_is_an_error(change: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"fits [02] times into a\.yaml"):
        Saved(1, "a.yaml", "change", change).onto("one\ntwo\none\ntwo\n")


def test_a_command_that_asks_a_question_fails_soon_and_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(NobodyAnswers, match="Your name"):
        Terminal(tmp_path, patience=1).type(
            'read -r -p "Your name? " name; echo "$name" > answered; sleep 600'
        )
    assert time.monotonic() - began < 20
    assert not (tmp_path / "work" / "answered").exists()


def test_the_tag_of_the_simulated_clock_is_left_out() -> None:
    assert as_at_work("SIMULATED CLOCK\nDone.\n") == ["Done."]
    (line,) = as_at_work("SIMULATED CLOCK  Case 7K3M-9QTD-X   spill 1.0.0      store: data")
    assert (line.split(), len(line)) == (
        ["Case", "7K3M-9QTD-X", "spill", "1.0.0", "store:", "data"],
        80,
    )
