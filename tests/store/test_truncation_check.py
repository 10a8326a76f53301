"""A history that became shorter, or that was written again, is noticed through the index."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sop.store.case_log import describe_end
from sop.store.index_rows import Head
from sop.store.log_format import History, read_log
from sop.store.port import Corrupt
from sop.store.truncation_check import check_truncation
from tests.store.samples import CASE, COUNT, events, filled, log_of, log_of_many_events


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return log_of_many_events(tmp_path_factory.mktemp("content"))


def test_no_change_of_one_byte_shortens_the_history_in_silence_while_the_index_is_there(
    content: bytes,
) -> None:
    """Cuts, flips and removed bytes against what the index knows: damage, or all events and a
    sentence about it.
    """
    whole = read_log(CASE, content)
    known = Head(whole.version, whole.head())
    changed = [content[:length] for length in range(len(content))]
    changed += [content[:place] + content[place + 1 :] for place in range(len(content))]
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        changed.append(bytes(flipped))
    changed += [content + bytes([value]) for value in range(256)]
    found: Counter[str] = Counter()
    for each in changed:
        try:
            history = read_log(CASE, each)
            check_truncation(known, history)
            assert (history.version, describe_end(history) is not None) == (COUNT, True), each[-40:]
            found["all events, with a warning"] += 1
        except Corrupt:
            found["damaged"] += 1
    print(f"{len(changed)} changes: {dict(found)}")
    assert len(changed) > 13_500
    # The newline cut, removed or flipped; and any byte but a newline behind the last line.
    assert found["all events, with a warning"] == 3 + 255


def test_a_cut_end_is_noticed_through_the_index_and_nothing_is_written(tmp_path: Path) -> None:
    store = filled(tmp_path, count=4)
    path = log_of(store)
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in range(4):
        for rest in (b"", lines[kept][:-20]):
            cut = b"".join(lines[:kept]) + rest
            path.write_bytes(cut)
            with pytest.raises(Corrupt, match="missing"):
                store.load(CASE)
            with pytest.raises(Corrupt, match="missing"):
                store.append(CASE, kept, events(kept + 1, kept + 1))
            assert path.read_bytes() == cut
    path.unlink()
    with pytest.raises(Corrupt, match="the index knows 4 events"):
        store.load(CASE)
    assert store.list_all_cases() == (CASE,)


def test_without_the_index_a_shorter_history_goes_on(tmp_path: Path) -> None:
    store = filled(tmp_path, count=4)
    path = log_of(store)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    (tmp_path / "index.sqlite").unlink()
    assert store.load(CASE)[1] == 3


def test_a_history_written_anew_with_right_sums_is_noticed_through_the_index(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, count=4)
    documents = [dict(document) for document in store.database(CASE).all()]
    documents[1]["text"] = "never said"
    forged, _ = History(CASE, ()).append_documents(documents)
    log_of(store).write_bytes(forged)
    with pytest.raises(Corrupt, match="altered"):
        store.load(CASE)
