"""A kept definition is what its texts say, and its name is their hash."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from sop.casework.library import Library, find_shipped_folder
from sop.casework.pinned_definition import describe_forgery
from sop.model.value import replace
from sop.store.sealed_json import seal, unseal
from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    return typist


@pytest.mark.parametrize("name", ["fire-drill", "za-trafficking"])
def test_what_was_compiled_from_its_texts_is_no_forgery(name: str) -> None:
    library = Library(None, find_shipped_folder())
    loaded = library.load(library.find(name))
    assert loaded.definition is not None
    assert describe_forgery(loaded.definition, loaded.texts) is None
    other = replace(loaded.definition, title="Another")
    assert "compiled form" in str(describe_forgery(other, loaded.texts))


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "a/b/c", ""])
def test_a_file_name_that_leads_out_of_the_folder_is_not_written(name: str, tmp_path: Path) -> None:
    library = Library(None, find_shipped_folder())
    loaded = library.load(library.find("fire-drill"))
    assert loaded.definition is not None
    texts = {**loaded.texts, name: "x"}
    assert "no workflow can have" in str(describe_forgery(loaded.definition, texts))


def change_compiled(data: Path) -> None:
    (path,) = (data / "definitions").glob("*.json")
    path.write_bytes(seal(unseal(path.read_bytes()).replace("Head count", "Lunch time").encode()))


def change_texts(data: Path) -> None:
    (path,) = (data / "definitions").glob("*.yaml")
    first, _, body = path.read_bytes().partition(b"\n")
    body = body.replace(b"Head count", b"Lunch time")
    digest = sha256(body).hexdigest().encode()
    path.write_bytes(b"%s %s\n%s" % (first.rpartition(b" ")[0], digest, body))


@pytest.mark.parametrize("change", [change_compiled, change_texts], ids=["compiled", "texts"])
def test_a_change_with_a_right_sum_is_noticed_by_verify_and_check(
    sop: Typist, change: Callable[[Path], None]
) -> None:
    change(sop.folder / "data")
    for words in (("case", "verify"), ("store", "check")):
        answer = sop.json(*words)
        assert (answer.code, "was altered" in answer.out) == (5, True), answer.out


def test_a_cache_with_a_right_sum_is_not_what_a_case_is_pinned_to(sop: Typist) -> None:
    for path in (sop.folder / "data" / "compiled").glob("*.json"):
        text = unseal(path.read_bytes())
        without = text.replace('"after":["tell_fire_brigade"]', '"after":[]')
        without = without.replace(',"after":["drill.alarm.tell_fire_brigade"]', "")
        path.write_bytes(seal(without.encode()))
    sop.open()
    assert sop("do", "D1.2").code == 1
    assert sop.ok("case", "verify").code == 0


def test_a_flipped_bit_in_the_cache_is_another_compilation_and_nothing_else(sop: Typist) -> None:
    before = sop.ok("workflow", "show", "fire-drill").data
    for path in (sop.folder / "data" / "compiled").glob("*.json"):
        content = path.read_bytes()
        path.write_bytes(content.replace(b"Head count", b"Head counu"))
    assert sop.ok("workflow", "show", "fire-drill").data == before
