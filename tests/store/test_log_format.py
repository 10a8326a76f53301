"""Whatever happens to a case's file is noticed, and nothing that was confirmed is dropped in
silence.
"""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from sop.store.event_codec import canonical
from sop.store.log_format import History, read_log
from sop.store.port import Corrupt
from tests.store.samples import (
    CASE,
    COUNT,
    OTHER,
    THIRD,
    embedded,
    events,
    filled,
    log_of,
    log_of_many_events,
)

INSERTED = (b"\n", b" ", b"0", b"9", b"\0", b"\xff", b"\t", b"\r", b'"', b",", b"]", b"a")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return log_of_many_events(tmp_path_factory.mktemp("content"))


def outcome(content: bytes) -> int | str:
    """How many events can be read, or `damaged`."""
    try:
        return read_log(CASE, content).version
    except Corrupt:
        return "damaged"


def test_every_flipped_bit_is_noticed_and_a_flipped_newline_keeps_the_event(content: bytes) -> None:
    outcomes = {}
    for place in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            outcomes[place, bit] = outcome(bytes(flipped))
    assert len(outcomes) == 8 * len(content) > 36_000
    print(f"{len(outcomes)} flipped bits")
    last = len(content) - 1
    assert {outcomes.pop((last, bit)) for bit in range(8)} == {COUNT}
    assert set(outcomes.values()) == {"damaged"}


def test_every_cut_leaves_the_whole_lines_before_it(content: bytes) -> None:
    whole = {0: 0}
    for line in content.splitlines(keepends=True):
        whole[max(whole) + len(line)] = read_log(CASE, content[: max(whole) + len(line)]).version
    for length in range(len(content)):
        before = max(end for end in whole if end <= length)
        newline_missing = length + 1 in whole
        assert outcome(content[:length]) == whole[length + 1 if newline_missing else before]
    print(f"{len(content)} cuts")
    assert len(content) > 4_500


def test_every_removed_byte_is_noticed(content: bytes) -> None:
    found = [outcome(content[:place] + content[place + 1 :]) for place in range(len(content))]
    print(f"{len(found)} removed bytes")
    assert len(found) > 4_500
    assert found[-1] == COUNT
    # Where two neighbours are equal, removing either is the same change.
    assert set(found[:-1]) == {"damaged"}


def test_every_inserted_byte_is_noticed(content: bytes) -> None:
    source = random.Random(1)
    found, at_the_end = [], {}
    for value in INSERTED:
        at_the_end[value] = outcome(content + value)
        found += [
            outcome(content[:place] + value + content[place:]) for place in range(len(content))
        ]
    found += [
        outcome(content[:place] + source.randbytes(1) + content[place:])
        for place in range(len(content))
    ]
    print(
        f"{len(found) + len(at_the_end)} inserted bytes: {len(INSERTED)} values "
        "and a random one at each place"
    )
    assert len(found) == (len(INSERTED) + 1) * len(content) > 50_000
    assert set(found) == {"damaged"}
    # Behind the last line stands what a write that was never confirmed may have left; an empty line
    # is none.
    assert at_the_end == {value: "damaged" if value == b"\n" else COUNT for value in INSERTED}


def test_swapped_files_are_noticed_by_every_reader_and_writer(tmp_path: Path) -> None:
    cases = (CASE, OTHER, THIRD)
    store = filled(tmp_path, count=5)
    store.append(OTHER, 0, events(1, 5))
    store.append(THIRD, 0, events(1, 2))
    contents = {case: log_of(store, case).read_bytes() for case in cases}
    count = 0
    for one, other in permutations(cases, 2):
        log_of(store, one).write_bytes(contents[other])
        for index_is_there in (True, False):
            reader = embedded(tmp_path)
            if not index_is_there:
                reader.index_sync.indexed_head = lambda case: None  # type: ignore[method-assign]
            with pytest.raises(Corrupt):
                reader.load(one)
            with pytest.raises(Corrupt):
                reader.append(one, 5, events(6, 6))
            assert not reader.verify(one).ok
            assert log_of(store, one).read_bytes() == contents[other]
            count += 1
        log_of(store, one).write_bytes(contents[one])
    print(f"{count} swapped files")
    assert count == 12


def test_swapped_doubled_and_missing_lines_are_noticed(content: bytes) -> None:
    lines = content.splitlines(keepends=True)
    changed = [
        [*lines[:i], lines[j], *lines[i + 1 : j], lines[i], *lines[j + 1 :]]
        for i in range(len(lines))
        for j in range(i + 1, len(lines))
    ]
    changed += [lines[:i] + lines[i + 1 :] for i in range(len(lines) - 1)]
    changed += [[*lines[:i], lines[i], *lines[i:]] for i in range(len(lines))]
    print(f"{len(changed)} swapped, missing and doubled lines")
    assert len(changed) > 200 - len(lines)
    assert {outcome(b"".join(each)) for each in changed} == {"damaged"}


def test_damage_names_case_record_and_byte(content: bytes) -> None:
    lines = content.splitlines(keepends=True)
    broken = lines[0] + lines[1] + b"x" + b"".join(lines[2:])
    with pytest.raises(Corrupt, match="line 3 of its file") as caught:
        read_log(CASE, broken)
    assert (caught.value.case, caught.value.record) == (CASE, 3)
    assert caught.value.byte == len(lines[0]) + len(lines[1])


def test_an_altered_event_with_a_right_sum_breaks_the_chain(content: bytes) -> None:
    documents = read_log(CASE, content).documents
    altered = [dict(document) for document in documents]
    altered[3]["text"] = "something else"
    first, history = History(CASE, ()).append_documents(altered[:4])
    second, _ = History(CASE, documents[:4]).append_documents(documents[4:])
    assert history.version == 4
    assert outcome(first) == 4
    assert outcome(first + second) == "damaged"


def test_a_log_of_another_case_is_not_taken(content: bytes) -> None:
    with pytest.raises(Corrupt, match=OTHER):
        read_log(OTHER, content)


def test_flipped_bits_in_the_file_are_damage_for_load_and_for_append(tmp_path: Path) -> None:
    store = filled(tmp_path, count=4)
    path, source = log_of(store), random.Random(2)
    whole = path.read_bytes()
    for _ in range(300):
        flipped = bytearray(whole)
        flipped[source.randrange(len(whole) - 1)] ^= 1 << source.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises(Corrupt):
            store.load(CASE)
        with pytest.raises(Corrupt):
            store.append(CASE, 4, events(5, 5))
        assert path.read_bytes() == flipped
    path.write_bytes(whole)
    assert store.load(CASE)[1] == 4


def test_a_torn_end_does_not_count_and_is_moved_to_the_quarantine_by_the_next_writer(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, count=3)
    path = log_of(store)
    whole = path.read_bytes()
    path.write_bytes(whole + b'0badcafe [4,[{"id":4')
    assert store.load(CASE)[1] == 3
    assert path.read_bytes() == whole + b'0badcafe [4,[{"id":4'
    assert store.warnings == [
        f"Case {CASE}: its file ends with a write that was never confirmed. That write is ignored."
    ]
    store.append(CASE, 3, events(4, 4))
    assert path.read_bytes().startswith(whole)
    assert store.load(CASE) == (tuple(events(1, 4)), 4)
    (apart,) = (tmp_path / "quarantine").iterdir()
    assert apart.read_bytes() == b'0badcafe [4,[{"id":4'
    assert str(apart) in store.warnings[-1]
    assert store.status().quarantine == (apart.name,)


def test_a_torn_first_line_is_no_case_yet(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    torn = log_of(store, OTHER)
    torn.parent.mkdir(exist_ok=True)
    torn.write_bytes(b"0badcafe [1,[")
    store.index_sync.mark(OTHER)  # as its writer did before it died
    assert store.cases() == (CASE,)
    store.append(OTHER, 0, events(1, 1))
    assert store.load(OTHER)[1] == 1
    assert store.cases() == (CASE, OTHER)


@pytest.mark.parametrize("end", [b"", b"\x0b", b"\x8a"])
def test_a_line_that_lost_its_newline_counts_and_gets_it_back(tmp_path: Path, end: bytes) -> None:
    store = filled(tmp_path, count=3)
    path = log_of(store)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + end)
    assert store.load(CASE)[1] == 3
    assert "counts" in store.warnings[0]
    store.append(CASE, 3, events(4, 4))
    assert path.read_bytes().startswith(whole)
    assert embedded(tmp_path).load(CASE)[1] == 4
    assert [apart.read_bytes() for apart in (tmp_path / "quarantine").glob("*")] == (
        [end] if end else []
    )


def test_a_record_that_is_json_of_another_shape_is_damage() -> None:
    from zlib import crc32

    shapes = [
        1,
        [],
        [1],
        [1, []],
        [1, [1]],
        ["1", [{"id": 1}]],
        [1, [{"id": 1}], 2],
        {"a": 1},
        [True, [{"id": True}]],
    ]
    for shape in shapes:
        payload = canonical(shape)
        assert outcome(b"%08x %s\n" % (crc32(payload), payload)) == "damaged"
    for payload in (b"", b"[1", b"1,2", b"[" * 100_000, b"\xff"):
        assert outcome(b"%08x %s\n" % (crc32(payload), payload)) == "damaged"
