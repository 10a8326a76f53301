"""`dataclass` for frozen values, with the meaning of the standard one and a twentieth of its price at import.

The standard decorator writes and compiles `__init__`, `__eq__`, `__hash__`, `__repr__` and two guards for each class:
1.4 ms a class, 110 ms for ours, on every start of every command. Here the guards, comparison and text are shared, and
`__init__` is written when a class is first used; most commands use few of them. Fields, `replace`, pattern matching
and the type checker's view come from the standard decorator. What a value works out once and keeps
(`cached_property`, `kept_with`) is no part of it: not compared, not hashed, not shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "kept_with", "replace"]

T = TypeVar("T")
V = TypeVar("V")

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def replace(value: T, /, **changes: Any) -> T:
        """A copy with other values for some fields, at a fourth of the price of `dataclasses.replace`; of any value."""
        own, fields = getattr(value, "__dict__", None), value.__dataclass_fields__
        if own is None or not changes.keys() <= fields.keys() or hasattr(value, "__post_init__"):
            return dataclasses.replace(value, **changes)  # it checks, and says what is wrong
        new = object.__new__(value.__class__)
        new.__dict__.update(own if len(own) == len(fields) else _fields_of(value), **changes)
        return new

    def dataclass(*, frozen: bool, slots: bool = False) -> Callable[[type[T]], type[T]]:
        """Declares a frozen value. `slots` is taken for the standard decorator's sake."""
        assert frozen, "values are frozen"
        return _declared


def kept_with(function: Callable[[T], V]) -> Callable[[T], V]:
    """A pure function of one value, worked out once and kept with the value: `cached_property` from outside its class.

    The value's class has a `cached_property` of its own, or what is kept would be compared and hashed.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(value: T) -> V:
        own = value.__dict__
        if name not in own:
            own[name] = function(value)
        found: V = own[name]
        return found

    return kept


def _declared(cls: Any) -> Any:
    if cls.__doc__ is None:  # the standard decorator would spend 0.3 ms on a text of the signature
        cls.__doc__ = cls.__name__
    cls = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)

    def first_init(self: Any, *values: Any, **named: Any) -> None:
        cls.__init__ = _written_init(cls)
        cls.__init__(self, *values, **named)

    cls.__init__ = first_init
    cls.__eq__, cls.__hash__, cls.__repr__ = _equal, _hashed, _shown
    if any(isinstance(one, cached_property) for one in vars(cls).values()):
        cls.__eq__, cls.__hash__, cls.__repr__ = (
            _equal_by_fields,
            _hashed_by_fields,
            _shown_by_fields,
        )
    cls.__setattr__ = cls.__delattr__ = _refused
    return cls


def _written_init(cls: Any) -> Any:
    """`__init__` with one parameter a field, in order, as the standard decorator would write it."""
    given: dict[str, Any] = {}
    parameters, lines = ["self"], ["    _own = self.__dict__"]
    for field in dataclasses.fields(cls):
        name = field.name
        parameter, value = name, name
        if field.default is not dataclasses.MISSING:
            given[f"_{name}"] = field.default
            parameter = f"{name}=_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            given[f"_{name}"], given["_unset"] = field.default_factory, dataclasses.MISSING
            parameter, value = f"{name}=_unset", f"_{name}() if {name} is _unset else {name}"
        parameters.append(parameter)
        lines.append(f"    _own[{name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), given)
    init = given["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _equal(self: Any, other: object) -> Any:
    return self.__dict__ == other.__dict__ if other.__class__ is self.__class__ else NotImplemented


def _hashed(self: Any) -> int:
    return hash((self.__class__, *self.__dict__.values()))


def _shown(self: Any) -> str:
    return f"{self.__class__.__qualname__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


def _fields_of(value: Any) -> dict[str, Any]:
    """The fields alone, of a value that may keep more."""
    own = value.__dict__
    return {name: own[name] for name in value.__dataclass_fields__}


def _equal_by_fields(self: Any, other: object) -> Any:
    return (
        _fields_of(self) == _fields_of(other)
        if other.__class__ is self.__class__
        else NotImplemented
    )


def _hashed_by_fields(self: Any) -> int:
    return hash((self.__class__, *_fields_of(self).values()))


def _shown_by_fields(self: Any) -> str:
    return f"{self.__class__.__qualname__}({', '.join(f'{name}={one!r}' for name, one in _fields_of(self).items())})"


def _refused(self: Any, name: str, *value: object) -> None:
    raise dataclasses.FrozenInstanceError(
        f"cannot change field {name!r} of a {self.__class__.__name__}"
    )
