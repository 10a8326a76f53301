"""How a case is found by the first symbols of its ID, or by a key."""

from __future__ import annotations

import pytest

from sop.casework.case_lookup import id_for_key, resolve_case
from sop.model.refusal import UsageError
from sop.store.case_ids import is_valid, new_case_id
from sop.store.index_rows import CaseLine


class Cases:
    """A store that knows these ids."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids

    def find_by_prefix(self, symbols: str) -> tuple[str, ...]:
        return tuple(one for one in self.ids if one.replace("-", "").startswith(symbols))

    def case_lines(self) -> tuple[CaseLine, ...]:
        return ()


def test_a_case_is_found_by_three_symbols_that_fit_it_alone() -> None:
    store = Cases("7K3M-9QTD-X", "7K3N-0000-0", "ABCD-EFGH-2")
    assert resolve_case(store, "abc") == "ABCD-EFGH-2"
    assert resolve_case(store, "7k3m9qtdx") == "7K3M-9QTD-X"
    for text, said in (
        ("7k3", "fits 2 cases"),
        ("ab", "too short"),
        ("zzz", "No case ID"),
        ("u!", "not a valid case ID"),
        ("7K3M-9QTD-Y", "last symbol"),
    ):
        with pytest.raises(UsageError, match=said):
            resolve_case(store, text)


def test_a_key_always_gives_the_same_valid_id() -> None:
    assert id_for_key("call 4") == id_for_key("call 4") != id_for_key("call 5")
    assert is_valid(id_for_key("call 4"))
    assert new_case_id.__doc__
