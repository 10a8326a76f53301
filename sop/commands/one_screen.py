"""How many rows of a list one screen takes, so that what matters does not scroll away."""

from __future__ import annotations

from collections.abc import Callable

from sop.views.terminal.blocks import Blocks
from sop.views.terminal.screen import Screen

ROWS = 24
"""The smallest usual terminal: 80 columns and 24 rows."""
FEWEST = 3
"""Items that are shown even where they take more than a screen."""


def fit_items(screen: Screen, make: Callable[[int], Blocks], most: int) -> Blocks:
    """Return the screen with as many items as fit one screen; `make` takes their number."""
    low, high = min(FEWEST, most), most
    while low < high:
        middle = (low + high + 1) // 2
        if screen.count_rows(make(middle)) <= ROWS - 1:  # one row is left for the prompt
            low = middle
        else:
            high = middle - 1
    return make(low)
