"""Values behave as the standard library's frozen dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from functools import cached_property

import pytest

from sop.model.value import OFTEN, cache_on_value, replace, value


@value
class Parcel:
    """A parcel."""

    to: str
    weight: int = 1
    values: tuple[int, ...] = ()
    stamps: Mapping[str, int] = dataclasses.field(default_factory=dict)


@value
class Letter:
    to: str
    weight: int = 1


def test_a_value_takes_its_fields_by_place_and_by_name_with_defaults() -> None:
    assert Parcel("x", weight=3, values=()) == Parcel("x", 3, (), {})
    assert Parcel("x").stamps is not Parcel("x").stamps
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'to'"):
        Parcel()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'wait'"):
        Parcel("x", wait=1)  # type: ignore[call-arg]


def test_the_first_values_of_a_class_are_like_those_after_many() -> None:
    """Its own `__init__` is compiled only once a class is used often; nobody can tell before from
    after.
    """

    def fresh() -> type:
        @value
        class Crate:
            to: str
            weight: int = 1
            stamps: Mapping[str, int] = dataclasses.field(default_factory=dict)

        return Crate

    for first in (("x",), ("x", 2), ("x", 2, {"a": 1})):
        kind = fresh()
        named = dict(zip(("to", "weight", "stamps"), first, strict=False))
        crates = [*(kind(*first) for _ in range(OFTEN + 5)), kind(**named)]
        assert {repr(one).partition(".")[2] for one in crates} == {
            repr(crates[0]).partition(".")[2]
        }
        assert all(list(vars(one)) == ["to", "weight", "stamps"] for one in crates)
        assert all(one == crates[0] for one in crates)
        assert len(first) == 3 or len({id(one.stamps) for one in crates}) == len(crates)
    kind = fresh()
    assert list(vars(kind(weight=3, to="y"))) == ["to", "weight", "stamps"]
    with pytest.raises(TypeError, match="takes from 2 to 4 positional arguments"):
        fresh()("x", 1, {}, 4)
    with pytest.raises(TypeError, match="multiple values"):
        fresh()("x", to="y")
    with pytest.raises(TypeError, match="missing"):
        fresh()()


def test_a_value_cannot_be_changed() -> None:
    letter = Letter("x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        letter.to = "y"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del letter.to
    with pytest.raises(dataclasses.FrozenInstanceError):
        letter.other = 1  # type: ignore[attr-defined]


def test_values_are_equal_by_their_fields_and_class() -> None:
    assert Letter("x") == Letter("x") and hash(Letter("x")) == hash(Letter("x"))
    assert Letter("x") != Letter("y") and Letter("x") != Parcel("x")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Parcel("x"))


def test_a_value_is_shown_replaced_matched_copied_and_pickled() -> None:
    letter = Letter("x", 2)
    assert repr(letter) == "Letter(to='x', weight=2)"
    assert dataclasses.replace(letter, weight=5) == Letter("x", 5)
    assert dataclasses.asdict(letter) == {"to": "x", "weight": 2}
    assert copy.deepcopy(letter) == letter == pickle.loads(pickle.dumps(letter))
    match letter:
        case Letter(to, weight):
            assert (to, weight) == ("x", 2)


@value
class Address:
    street: str
    number: int = 1

    @cached_property
    def line(self) -> str:
        return f"{self.street} {self.number}"


def test_a_cached_result_is_not_a_field() -> None:
    asked, fresh = Address("Long Street"), Address("Long Street")
    assert asked.line is asked.line
    assert asked == fresh and hash(asked) == hash(fresh) and repr(asked) == repr(fresh)
    assert repr(asked) == "Address(street='Long Street', number=1)"
    assert dataclasses.replace(asked, number=2).line == "Long Street 2"
    assert copy.deepcopy(asked) == fresh == pickle.loads(pickle.dumps(asked))
    assert asked != Address("Long Street", 2) and dataclasses.asdict(asked) == {
        "street": "Long Street",
        "number": 1,
    }


@value
class Switch:
    value: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    name: str


@cache_on_value
def initials(address: Address) -> list[str]:
    return [word[0] for word in address.street.split()]


def test_a_result_cached_from_outside_the_class_is_not_a_field() -> None:
    asked, fresh = Address("Long Street"), Address("Long Street")
    assert initials(asked) is initials(asked) and initials(asked) == ["L", "S"]
    assert asked == fresh and hash(asked) == hash(fresh) and repr(asked) == repr(fresh)
    assert initials(replace(asked, street="Short Road")) == ["S", "R"]


def test_replace_does_what_the_standard_one_does() -> None:
    asked = Address("Long Street")
    assert asked.line == "Long Street 1"
    for changes in ({}, {"number": 2}, {"street": "Short Road", "number": 3}):
        assert replace(asked, **changes) == dataclasses.replace(asked, **changes)
        assert replace(asked, **changes).line == dataclasses.replace(asked, **changes).line
    assert replace(Switch(True), value=False) == Switch(False)
    assert replace(Standard("x"), name="y") == Standard("y")
    with pytest.raises(TypeError, match="unexpected keyword argument 'wait'"):
        replace(Letter("x"), wait=1)  # type: ignore[call-arg]


def test_help_and_inspection_see_the_fields() -> None:
    found = inspect.signature(Parcel)
    assert list(found.parameters) == ["to", "weight", "values", "stamps"]
    assert found.parameters["weight"].default == 1
