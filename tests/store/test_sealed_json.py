"""A sealed JSON text comes back as it was, or not at all."""

from __future__ import annotations

import pytest

from sop.store.sealed_json import BrokenSeal, seal, unseal


def test_every_flipped_bit_is_noticed() -> None:
    sealed = seal(b'{"a":1}')
    assert unseal(sealed) == '{"a":1}'
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(BrokenSeal):
            unseal(bytes(changed))


@pytest.mark.parametrize("content", [b"", b"{}", b'{"sha256":"","compiled":{}}\n'])
def test_what_was_never_sealed_is_not_taken(content: bytes) -> None:
    with pytest.raises(BrokenSeal):
        unseal(content)
