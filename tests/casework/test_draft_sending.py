"""A draft is decided again on the case as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.casework.case_service import CaseService
from sop.casework.draft_sending import send_draft
from sop.model.events import NoteWritten
from sop.model.refusal import UsageError
from sop.store.drafts import Draft
from sop.store.event_codec import event_to_json
from sop.store.port import UnknownCase
from tests.store.samples import CASE, NOON, embedded, event


def draft(*documents: tuple[str, dict[str, object]]) -> Draft:
    return Draft("x.json", Path("x.json"), documents)


def test_a_draft_without_events_cannot_be_sent(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        send_draft(CaseService(embedded(tmp_path), NOON), draft())


def test_an_opening_whose_workflow_is_not_kept_names_the_remedy(tmp_path: Path) -> None:
    opening = (CASE, event_to_json(event(1)))
    with pytest.raises(UsageError, match="not kept in this store") as caught:
        send_draft(CaseService(embedded(tmp_path), NOON), draft(opening))
    assert "Open a case of drill again" in caught.value.remedy


def test_a_draft_of_a_case_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    note = (CASE, event_to_json(event(2, NoteWritten("x"))))
    with pytest.raises(UnknownCase):
        send_draft(CaseService(embedded(tmp_path), NOON), draft(note))
