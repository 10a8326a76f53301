"""Every event that can be made is written down and read back as it was."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from sop.model.events import Body, CaseClosed, Event, OutcomeTaken
from sop.store import event_codec
from tests.store.samples import CASE, event

texts = st.text(st.characters(codec="utf-8"), max_size=20)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets)
values = st.booleans() | st.integers() | texts
facts = st.dictionaries(texts, values, max_size=3)
maybe_text = st.none() | texts


def bodies() -> st.SearchStrategy[Body]:
    """Bodies of every type: a type whose fields hypothesis cannot guess from their annotations
    fails here.
    """
    known = {"facts": facts, "form": maybe_text, "note": maybe_text, "incident": maybe_text}
    known |= {
        "event": st.integers(1, 10**6),
        "correction": st.booleans(),
        "to": times,
        "also": st.lists(st.tuples(st.integers(1, 10**6), times), max_size=3).map(tuple),
        "shift": st.none() | st.integers(-(10**9), 10**9).map(lambda n: timedelta(seconds=n)),
        "duplicate_of": maybe_text,
        "from_now": st.booleans(),
        "readers": st.lists(texts).map(tuple),
        "label": maybe_text,
        "references": st.lists(texts).map(tuple),
        "clears": st.booleans(),
    }

    def of_field(body: type[Body], name: str) -> st.SearchStrategy[Any]:
        if (body, name) == (OutcomeTaken, "to"):
            return texts  # a step, and not a time
        return known.get(name, texts)

    return st.one_of(
        *(
            st.builds(body, **{name: of_field(body, name) for name in body.__dataclass_fields__})
            for body in get_args(Body)
        )
    )


many_events = st.builds(
    Event,
    id=st.integers(1),
    at=times,
    recorded=times,
    as_=texts,
    body=bodies(),
    by=maybe_text,
    why=maybe_text,
    dues=st.dictionaries(texts, st.none() | times, max_size=3),
    key=maybe_text,
    home=maybe_text,
    os_user=maybe_text,
    reported_by=maybe_text,
    salt=maybe_text,
)


@settings(max_examples=300, deadline=None)
@given(many_events)
def test_an_event_survives_being_written_down(written: Event) -> None:
    stored = json.loads(event_codec.canonical(event_codec.event_to_json(written)))
    read = event_codec.event_from_json(stored)
    assert read == written
    assert [read.at.utcoffset(), read.recorded.utcoffset()] == [
        written.at.utcoffset(),
        written.recorded.utcoffset(),
    ]


@settings(max_examples=200, deadline=None)
@given(facts)
def test_booleans_and_numbers_stay_what_they_are(given_facts: dict[str, bool | int | str]) -> None:
    read = json.loads(event_codec.canonical(given_facts))
    assert {name: (type(value), value) for name, value in read.items()} == {
        name: (type(value), value) for name, value in given_facts.items()
    }


def test_no_body_is_forgotten() -> None:
    read = {
        type(event_codec._BODY_FROM_JSON[kind](_any_fields()))
        for kind in event_codec._BODY_FROM_JSON
    }
    forgotten = [body.__name__ for body in get_args(Body) if body not in read]
    assert not forgotten, f"store/event_codec.py cannot read: {', '.join(forgotten)}"


def _any_fields() -> dict[str, object]:
    names = {name for body in get_args(Body) for name in body.__dataclass_fields__}
    return dict.fromkeys(names, ()) | {"to": "2026-03-02T08:00:00+00:00"}


def test_types_have_the_names_that_json_promises() -> None:
    assert list(event_codec._BODY_FROM_JSON) == [
        "case_opened",
        "action_done",
        "action_waived",
        "assigned",
        "assignment_accepted",
        "assignment_returned",
        "outcome_taken",
        "interrupt_raised",
        "facts_told",
        "case_closed",
        "event_undone",
        "case_linked",
        "case_voided",
        "void_consented",
        "incident_changed",
        "case_labelled",
        "time_corrected",
        "note_written",
    ]
    assert event_codec.event_type(CaseClosed()) == "case_closed"


def test_an_event_as_json() -> None:
    stored = event_codec.event_to_json(event(2, CaseClosed(), why="over", dues={"a.b": None}))
    assert stored == {
        "id": 2,
        "type": "case_closed",
        "at": "2026-03-04T12:02:00+00:00",
        "recorded": "2026-03-04T12:02:00+00:00",
        "as": "warden",
        "by": None,
        "why": "over",
        "key": None,
        "dues": {"a.b": None},
    }


def test_an_event_of_an_earlier_version_has_no_origin() -> None:
    stored = event_codec.event_to_json(event(2, home="lab", salt="00"))
    assert (stored["home"], stored["salt"]) == ("lab", "00")
    assert not {"os_user", "reported_by"} & set(stored)
    del stored["home"], stored["salt"]
    assert event_codec.event_from_json(stored) == event(2)


def test_canonical_json_has_one_spelling() -> None:
    written = event_codec.canonical({"b": [1, True, None], "a": "é\n\u2028"})
    assert written.decode() == '{"a":"é\\n\u2028","b":[1,true,null]}'


def test_the_chain_depends_on_case_number_and_content() -> None:
    stored = event_codec.event_to_json(event(1))
    hashes = {
        event_codec.chain_hash(CASE, 1, stored),
        event_codec.chain_hash(CASE, 2, stored),
        event_codec.chain_hash("ABCD-EFGH-2", 1, stored),
        event_codec.chain_hash(CASE, 1, {**stored, "as": "nurse"}),
    }
    assert len(hashes) == 4
    # Fixed for good: a store that was written with it must stay readable.
    assert event_codec.genesis(CASE) == event_codec.chain_hash(CASE, 0, None)
    assert (
        event_codec.genesis(CASE)
        == "03d97dd358e839bd4cfa16cb38c918fd1ec8befa74b580f9a8700fc15828c65a"
    )
