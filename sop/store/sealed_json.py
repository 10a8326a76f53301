"""JSON with its digest in front: `{"sha256":"…","compiled":…}`. One changed bit is noticed.

The digest has no key: it shows damage, not forgery.
"""

from __future__ import annotations

from hashlib import sha256


class BrokenSeal(ValueError):
    """The content does not have its digest."""


def seal(content: bytes) -> bytes:
    """Return the JSON text with its digest, on one line."""
    return b'{"sha256":"%s","compiled":%s}\n' % (sha256(content).hexdigest().encode(), content)


_START = len(seal(b"")) - len(b"}\n")


def unseal(sealed: bytes) -> str:
    """Return the JSON text; raise BrokenSeal where its digest differs."""
    content = sealed[_START:-2]
    if sealed != seal(content):
        raise BrokenSeal("the digest differs")
    return content.decode()
