"""A definition that cases are pinned to comes back as it was kept, or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sop.store.definitions import Definitions
from sop.store.port import DefinitionChanged, IntegrityError
from tests.store.samples import HASH, definition, embedded, snapshot

TEXTS = {"workflow.yaml": 'id: drill\n# file "x" bytes 3\n', "tracks/main.yaml": "steps: é\r\n"}


@pytest.fixture
def kept(tmp_path: Path) -> Definitions:
    definitions = Definitions(tmp_path)
    definitions.keep(definition(), TEXTS)
    return definitions


def test_both_forms_lie_under_the_hash(kept: Definitions, tmp_path: Path) -> None:
    assert sorted(path.name for path in (tmp_path / "definitions").iterdir()) == [
        f"{HASH}.json",
        f"{HASH}.yaml",
    ]
    assert kept.hashes() == (HASH,)
    assert kept.problem(HASH) is None
    assert b"steps: \xc3\xa9\r\n" in (tmp_path / "definitions" / f"{HASH}.yaml").read_bytes()


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_every_flipped_bit_is_noticed(kept: Definitions, tmp_path: Path, form: str) -> None:
    path = tmp_path / "definitions" / f"{HASH}.{form}"
    whole, source = path.read_bytes(), random.Random(3)
    places = range(len(whole)) if form == "yaml" else source.sample(range(len(whole)), 300)
    tried = 0
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << source.randrange(8)
        path.write_bytes(changed)
        assert kept.problem(HASH) is not None, place
        with pytest.raises(DefinitionChanged):
            kept.load_definition(HASH) if form == "json" else kept.texts(HASH)
        tried += 1
    assert tried >= 200


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_cut_or_missing_file_is_noticed(kept: Definitions, tmp_path: Path, form: str) -> None:
    path = tmp_path / "definitions" / f"{HASH}.{form}"
    whole = path.read_bytes()
    for length in (0, 1, 60, 90, len(whole) - 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert kept.problem(HASH) is not None
    path.unlink()
    assert "is missing" in str(kept.problem(HASH))


def test_a_definition_under_another_hash_is_not_taken(kept: Definitions, tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    (folder / f"{'b' * 64}.json").write_bytes((folder / f"{HASH}.json").read_bytes())
    with pytest.raises(DefinitionChanged, match="has the hash aaaaaaaaaaaa inside"):
        kept.load_definition("b" * 64)


def test_keeping_again_changes_nothing_and_does_not_repair_in_silence(
    kept: Definitions, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    kept.keep(definition(), TEXTS)
    assert snapshot(tmp_path) == before
    (tmp_path / "definitions" / f"{HASH}.json").write_bytes(b"{}")
    with pytest.raises(IntegrityError):
        kept.keep(definition(), TEXTS)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_what_is_no_hash_opens_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(DefinitionChanged, match="no valid content hash"):
        embedded(tmp_path).definition(name)
