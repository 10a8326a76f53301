"""`@value` declares a frozen value: a frozen dataclass at a twentieth of its cost at import.

The standard decorator generates and compiles `__init__`, `__eq__`, `__hash__`, `__repr__` and two
guards for each class: 1.4 ms per class, 110 ms for all of ours, at every start of every command.
Here all classes share the guards, the comparison and the text, and `__init__` is generated once a
class is used often; most commands use few classes. Fields and pattern matching come from the
standard library, once something asks for them. A type checker reads `@value` as a frozen dataclass
(`typing.dataclass_transform`). A value has a `__dict__`: results cached there (`cached_property`,
`cache_on_value`) are not fields, so they are not compared, hashed or shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property, wraps
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

__all__ = ["cache_on_value", "construct", "replace", "value"]

OFTEN = 40
"""After this many values of a class, its own `__init__` is worth the 0.1 ms of compiling it."""

T = TypeVar("T")
V = TypeVar("V")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def value(cls: type[T]) -> type[T]:
    """Declare a class of frozen values; its annotated names are the fields, as in a dataclass."""
    _declare_value(cls)
    return cls


if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value: T, /, **changes: Any) -> T:
        """Return a copy with new values for some fields, at a quarter of the standard cost."""
        own = getattr(value, "__dict__", None)
        fields = _FIELDS.get(value.__class__) or _read_fields(value.__class__)
        if own is None or not changes.keys() <= fields.keys() or hasattr(value, "__post_init__"):
            return dataclasses.replace(value, **changes)  # it reports wrong names
        if len(own) != len(fields):  # a cached result must not enter the copy
            own = _list_fields(value)
        new = object.__new__(value.__class__)
        new.__dict__.update(own, **changes)
        return new


def cache_on_value(function: Callable[[T], V]) -> Callable[[T], V]:
    """Cache the result of a pure function of one value in that value.

    It is a `cached_property` from outside the class. The class must have a `cached_property` of its
    own; otherwise the cached result would be compared and hashed.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def lookup_value(value: T) -> V:
        own = value.__dict__
        if name not in own:
            own[name] = function(value)
        found: V = own[name]
        return found

    return lookup_value


class _Signature:
    """The signature of a class of values, computed when `help()` or `inspect` asks for it."""

    def __get__(self, instance: object, owner: Any) -> Any:
        from inspect import signature  # late: start-up, 8 ms; no command needs it

        of_init = signature(_make_init(owner))
        parameters = list(of_init.parameters.values())[1:]
        return of_init.replace(parameters=parameters)


class _LateFields:
    """What the standard decorator sets on a class, computed when something first asks for it.

    That is `dataclasses.fields`, `dataclasses.replace`, `match` with places: few classes in one
    command, of the hundred that it imports.
    """

    def __init__(self, cls: type, name: str) -> None:
        self._cls = cls
        self._name = name

    def __get__(self, instance: object, owner: Any) -> Any:
        _declare_fields(self._cls)
        return self._cls.__dict__[self._name]


_DECLARING = RLock()
"""The standard decorator must see a class once only: it takes the defaults off the class."""


def _declare_fields(cls: Any) -> None:
    """Let the standard decorator set the fields of the class, unless it has."""
    with _DECLARING:
        if not isinstance(cls.__dict__["__match_args__"], _LateFields):
            return
        dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        cls.__match_args__ = tuple(cls.__dataclass_fields__)  # type: ignore[misc]


def _declare_value(cls: Any) -> None:
    """Give the class the shared methods; its fields are read when they are needed."""
    if cls.__doc__ is None:  # otherwise the standard decorator spends 0.3 ms on the signature
        cls.__doc__ = cls.__name__
    has_cache = False
    for member in cls.__dict__.values():
        if member.__class__ is cached_property:
            has_cache = True
    cls.__dataclass_fields__ = _LateFields(cls, "__dataclass_fields__")
    cls.__match_args__ = _LateFields(cls, "__match_args__")  # type: ignore[misc]
    cls.__init__ = _shared_init(cls)
    cls.__signature__ = _Signature()
    if has_cache:
        cls.__eq__, cls.__hash__, cls.__repr__ = _equals_by_fields, _hash_by_fields, _show_by_fields
    else:  # __dict__ has fields only: comparing it without a copy costs half
        cls.__eq__, cls.__hash__, cls.__repr__ = _equals_value, _hash_value, _show_value
    cls.__setattr__ = cls.__delattr__ = _refuse_change


_FIELDS: dict[type, dict[str, Any]] = {}
"""The fields of each class that was used: name -> `dataclasses.Field`, or the plain default."""


def _read_fields(cls: Any) -> dict[str, Any]:
    """Return the fields of a class of values, and keep them.

    A class of its own, without parents, is read from its annotations; the standard decorator reads
    the others. Raise AttributeError for another class.
    """
    found: dict[str, Any] = {}
    if cls.__mro__[1:] == (object,) and isinstance(
        cls.__dict__.get("__dataclass_fields__"), _LateFields
    ):
        for name, kind in cls.__annotations__.items():
            if "ClassVar" not in str(kind):
                found[name] = cls.__dict__.get(name, dataclasses.MISSING)
    else:
        found.update(cls.__dataclass_fields__)
    _FIELDS[cls] = found
    return found


def _default_of(field: Any) -> tuple[Any, Any]:
    """Return the default of a field and the function that makes it; MISSING where it has none."""
    if isinstance(field, dataclasses.Field):
        return field.default, field.default_factory
    return field, dataclasses.MISSING


class _Form:
    """A class of values as what a new one begins with.

    `begin` has each field in its order with its default, `required` those without a default,
    `made` the defaults that are made for each value.
    """

    def __init__(self, cls: Any) -> None:
        self.begin: dict[str, Any] = {}
        self.required: set[str] = set()
        self.made: dict[str, Callable[[], Any]] = {}
        self.has_checks = hasattr(cls, "__post_init__")
        for name, field in (_FIELDS.get(cls) or _read_fields(cls)).items():
            default, factory = _default_of(field)
            self.begin[name] = default
            if factory is not dataclasses.MISSING:
                self.made[name] = factory
            elif default is dataclasses.MISSING:
                self.required.add(name)
        self.names = self.begin.keys()

    def fill(self, own: dict[str, Any], given: dict[str, Any]) -> bool:
        """Store the fields in their order. Return False if one is missing or a name is unknown."""
        if not (given.keys() <= self.names and given.keys() >= self.required):
            return False
        own.update(self.begin)
        own.update(given)
        for name, factory in self.made.items():
            if name not in given:
                own[name] = factory()
        return True


_FORMS: dict[type, _Form] = {}


def _read_form(cls: type) -> _Form:
    _FORMS[cls] = _Form(cls)
    return _FORMS[cls]


def construct(cls: type[T], given: dict[str, Any]) -> T:
    """Return `cls(**given)` at half the cost, for the thousand values of a decoded document."""
    form = _FORMS.get(cls) or _read_form(cls)
    new = object.__new__(cls)
    if form.has_checks or not form.fill(new.__dict__, given):
        return cls(**given)  # it reports what is wrong
    return new


def _shared_init(cls: Any) -> Any:
    """Return an `__init__` without compiling one; it is slower.

    The class gets its own `__init__` after OFTEN values, or at a wrong call, which that reports.
    """
    uses = 0

    def init(self: Any, *values: Any, **named: Any) -> None:
        nonlocal uses
        uses += 1
        form = _FORMS.get(cls) or _read_form(cls)
        given = {**dict(zip(form.begin, values, strict=False)), **named} if values else named
        is_plain = len(given) == len(values) + len(named) and uses <= OFTEN
        if not is_plain or not form.fill(self.__dict__, given):
            cls.__init__ = _make_init(cls)
            cls.__init__(self, *values, **named)
        elif form.has_checks:
            self.__post_init__()

    return init


def _make_init(cls: Any) -> Any:
    """Generate `__init__` with one parameter per field, as the standard decorator does."""
    names: dict[str, Any] = {}
    parameters = ["self"]
    lines = ["    _own = self.__dict__"]
    for name, field in (_FIELDS.get(cls) or _read_fields(cls)).items():
        default, factory = _default_of(field)
        parameter = stored = name
        if default is not dataclasses.MISSING:
            names[f"_{name}"] = default
            parameter = f"{name}=_{name}"
        elif factory is not dataclasses.MISSING:
            names[f"_{name}"] = factory
            names["_unset"] = dataclasses.MISSING
            parameter = f"{name}=_unset"
            stored = f"_{name}() if {name} is _unset else {name}"
        parameters.append(parameter)
        lines.append(f"    _own[{name!r}] = {stored}")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), names)
    init = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _equals_value(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__dict__ == other.__dict__


def _hash_value(self: Any) -> int:
    return hash((self.__class__, *self.__dict__.values()))


def _show_value(self: Any) -> str:
    return _show(self, self.__dict__)


def _equals_by_fields(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _list_fields(self) == _list_fields(other)


def _hash_by_fields(self: Any) -> int:
    return hash((self.__class__, *_list_fields(self).values()))


def _show_by_fields(self: Any) -> str:
    return _show(self, _list_fields(self))


def _show(self: Any, fields: dict[str, Any]) -> str:
    shown = ", ".join(f"{name}={field!r}" for name, field in fields.items())
    return f"{self.__class__.__qualname__}({shown})"


def _list_fields(value: Any) -> dict[str, Any]:
    """Return the fields without cached results."""
    own = value.__dict__
    fields = _FIELDS.get(value.__class__) or _read_fields(value.__class__)
    return {name: own[name] for name in fields}


def _refuse_change(self: Any, name: str, *value: object) -> None:
    text = f"cannot change field {name!r} of a {self.__class__.__name__}"
    raise dataclasses.FrozenInstanceError(text)
