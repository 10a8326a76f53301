"""Runs the garbage collector less often while many lasting values are built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARER = 1000
"""So rare that a workspace of any real size is read without a collection."""


@contextmanager
def pause_collector() -> Iterator[None]:
    """Raise the threshold of the garbage collector RARER-fold until the block ends.

    Each collection walks over all living values, so it costs most where many values are built to
    stay. Values without reference cycles are freed as usual.
    """
    usual = gc.get_threshold()
    gc.set_threshold(usual[0] * RARER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
