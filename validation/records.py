"""Record classes: what ``typing.NamedTuple`` and ``dataclasses.dataclass`` make of a class, in a fraction of the time.

A button is a fresh process, and makes some 160 record classes before it reads a cell. The standard library compiles program text for each of them, for a frozen
dataclass six pieces, and loads what takes Python apart to do so. Here all classes share their methods. What has to be compiled is a named tuple's ``__new__``,
once for each number of fields, and a dataclass's ``__init__``, once a first record is made.

To a type checker these are the standard library's own, and ``dataclasses.fields`` and its like take these records as well. ``ClassVar``, ``InitVar`` and those
options that no record of the program needs are left out. ``tests/validation/test_records.py`` holds every record class to what the standard library makes of it.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from dataclasses import dataclass, field, replace
    from types import CodeType
    from typing import NamedTuple

__all__ = ["NamedTuple", "dataclass", "field", "replace"]


# --- named tuples ---------------------------------------------------------------------------------------------------------------------


class _Tuple(tuple[Any, ...]):
    """What all named tuples have in common."""

    __slots__ = ()
    _fields: tuple[str, ...]

    @classmethod
    def _make(cls, values: Iterable[Any]) -> _Tuple:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
        return made

    def _replace(self, /, **changes: Any) -> _Tuple:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"{type(self).__name__} has no fields {', '.join(changes)}")
        return made

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


_GETTER: Any = type(vars(namedtuple("_", "field"))["field"])  # noqa: PYI024 - it is only asked how it gets at a field
"""``_GETTER(place, help)`` reads the field at a place."""


class _TupleMaker(type):
    """Makes an ordinary class of what stands below ``class X(NamedTuple):``."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> type:
        """``bases``: NamedTuple, and perhaps ``Generic``."""
        fields = tuple(space.get("__annotations__", ()))
        defaults = {each: space.pop(each) for each in fields if each in space}
        code = _code_of_new(len(fields)).replace(co_varnames=("_cls", *fields), co_qualname=f"{name}.__new__")
        new: Any = FunctionType(code, {"_new": tuple.__new__}, "__new__", tuple(defaults.values()))
        space |= {each: _GETTER(place, None) for place, each in enumerate(fields)}
        space |= {"__slots__": (), "__new__": new, "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
        return type(name, (_Tuple, *bases[1:]), space)


@cache
def _code_of_new(count: int) -> CodeType:
    """The code of a ``__new__`` of so many fields; a class puts its own names in their place."""
    fields = "".join(f"_{place}, " for place in range(count))
    made: FunctionType = eval(f"lambda _cls, {fields}: _new(_cls, ({fields}))")  # noqa: S307 - the text is our own
    return made.__code__


# --- dataclasses ----------------------------------------------------------------------------------------------------------------------

_NOTHING: Any = object()


class _Field:
    """A field as declared: its default, or what makes one for each record; whether records are compared by it, and show it."""

    __slots__ = ("compare", "default", "make", "repr")

    def __init__(self, default: Any, make: Callable[[], Any] | None = None, *, compare: bool = True, repr: bool = True) -> None:  # noqa: A002 - the name in ``dataclasses``
        self.default, self.make, self.compare, self.repr = default, make, compare, repr


def _field(*, default_factory: Callable[[], Any] | None = None, **options: bool) -> Any:
    return _Field(_NOTHING, default_factory, **options)


def _dataclass(cls: type | None = None, /, **options: bool) -> Any:
    return (lambda declared: _made(declared, **options)) if cls is None else _made(cls, **options)


def _made(cls: type, *, frozen: bool = False, eq: bool = True, slots: bool = False) -> type:
    """The class with all that it needs; with ``slots``, another class, as slots cannot be added to one."""
    declared = {name: vars(cls).get(name, _NOTHING) for name in cls.__annotations__}
    fields = getattr(cls, "_declared", {}) | {
        name: value if isinstance(value, _Field) else _Field(value) for name, value in declared.items()
    }
    added = {name: method for name, method in _methods(fields, frozen=frozen, eq=eq, slots=slots).items() if name not in vars(cls)}
    added["_declared"] = fields
    if slots:
        kept = {name: value for name, value in vars(cls).items() if name not in {*declared, "__dict__", "__weakref__"}}
        cls = type(cls)(cls.__name__, cls.__bases__, kept | added | {"__slots__": tuple(declared)})
    else:
        for name, value in added.items():
            setattr(cls, name, value)
        for name, value in declared.items():
            if isinstance(value, _Field):
                delattr(cls, name)
    _init_later(cls, frozen=frozen)
    return cls


def _methods(fields: dict[str, _Field], *, frozen: bool, eq: bool, slots: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"__repr__": _shown, "__match_args__": tuple(fields), "__dataclass_fields__": _StandardFields()}
    if eq:
        compared = (name for name, each in fields.items() if each.compare)
        found |= {"__eq__": _equal, "__hash__": _hash if frozen else None, "_compared": attrgetter("__class__", *compared)}
    if frozen:
        found |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if frozen and slots:
        found |= {"__getstate__": _state, "__setstate__": _set_state}
    return found


def _shown(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, each in self._declared.items() if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _equal(self: Any, other: Any) -> bool:
    return self._compared(self) == self._compared(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise AttributeError(f"{type(self).__qualname__}.{name} cannot be changed")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self._declared]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self._declared, state, strict=True):
        object.__setattr__(self, name, value)


def _init_later(cls: Any, *, frozen: bool) -> None:
    """Give a class an ``__init__`` that compiles the real one, and leaves the place to it."""

    def __init__(self: Any, /, *given: Any, **named: Any) -> None:  # noqa: N807 - it is the class's
        cls.__init__ = _init(cls, frozen=frozen)
        cls.__init__(self, *given, **named)

    cls.__init__ = __init__


def _init(cls: Any, *, frozen: bool) -> Any:
    used: dict[str, Any] = {"_set": object.__setattr__, "_NOTHING": _NOTHING}
    parameters, steps = ["self"], []
    for name, each in cls._declared.items():
        default, value = "", name
        if each.make is not None:
            used[f"_make_{name}"] = each.make
            default, value = "=_NOTHING", f"_make_{name}() if {name} is _NOTHING else {name}"
        elif each.default is not _NOTHING:
            used[f"_default_{name}"] = each.default
            default = f"=_default_{name}"
        parameters.append(name + default)
        steps.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        steps.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}): {'; '.join(steps) or 'pass'}", used)  # noqa: S102 - the text is our own
    used["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return used["__init__"]


class _StandardFields:
    """What the functions of ``dataclasses`` ask a class for, made when they ask: nothing that a button does asks."""

    def __get__(self, record: object, cls: Any) -> dict[str, Any]:
        import dataclasses  # noqa: PLC0415 - see above

        def standard(each: _Field) -> Any:
            default: Any = dataclasses.MISSING if each.default is _NOTHING else each.default
            make: Any = each.make or dataclasses.MISSING
            return dataclasses.field(default=default, default_factory=make, compare=each.compare, repr=each.repr)

        twin: Any = dataclasses.make_dataclass(cls.__name__, [(name, Any, standard(each)) for name, each in cls._declared.items()])
        return dict(twin.__dataclass_fields__)


def _changed(record: Any, /, **changes: Any) -> Any:
    return type(record)(**{name: getattr(record, name) for name in record._declared} | changes)  # noqa: SLF001 - a record of ours


if not TYPE_CHECKING:
    NamedTuple = type.__new__(_TupleMaker, "NamedTuple", (), {})
    dataclass, field, replace = _dataclass, _field, _changed
