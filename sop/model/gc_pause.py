"""How often the garbage collector looks."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collector() -> Iterator[None]:
    """Lets the garbage collector look once in a thousand of its usual times, where very many values are made that stay:
    each look goes through all of them. What has no cycle frees itself all the same."""
    usual = gc.get_threshold()
    gc.set_threshold(usual[0] * 1000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
