"""Every kind of event has its words."""

from __future__ import annotations

from typing import get_args

from sop.model.events import Body
from sop.views.event_text import VERBS


def test_every_event_has_a_verb() -> None:
    assert set(VERBS) == set(get_args(Body))
