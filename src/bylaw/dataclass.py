"""`@dataclass` as in the standard library, but quick to declare: for classes that a check declares.

The standard one compiles up to six methods for each class, some 0.4 ms, and `bylaw check` declares
sixty. Here classes share all methods but `__init__`, which is compiled when the first object of a
class is made. All else is the standard library's: fields, defaults, `replace`, `asdict`, slots.
Type checkers see the standard decorator.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
    from typing import Any
else:
    import dataclasses
    from functools import cache
    from operator import attrgetter
    from reprlib import recursive_repr

    def dataclass(*, slots: bool, frozen: bool = False, eq: bool = True) -> Callable[[type], type]:
        """A decorator; the options mean what they mean in `dataclasses`, and slots are a must."""

        def declared(cls: type) -> type:
            own = frozenset(vars(cls))
            # Otherwise the standard decorator would describe the class, which takes 2 ms.
            cls.__doc__ = cls.__doc__ or cls.__name__
            made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            shared = {"__init__": _Init(), "__repr__": _repr}
            if eq:
                shared |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
            if frozen:
                shared |= {"__setattr__": _refuse_set, "__delattr__": _refuse_delete}
                shared |= {"__getstate__": _state, "__setstate__": _restore}
            for name in shared.keys() - own:
                setattr(made, name, shared[name])
            return made

        return declared

    class _Init:
        """Stands where `__init__` will be once somebody asks for it."""

        __slots__ = ()

        def __get__(self, made: object, cls: type) -> Any:
            owner = next(one for one in cls.__mro__ if vars(one).get("__init__") is self)
            owner.__init__ = init = _init(owner)
            return init if made is None else init.__get__(made, cls)

    def _init(cls: type) -> Callable[..., None]:
        """`__init__`, from the names of the fields: words of our own source, and no values."""
        scope = {"absent": object()}
        arguments, body = ["self"], []
        for field in dataclasses.fields(cls):
            argument = value = name = field.name
            scope[f"set_{name}"] = getattr(cls, name).__set__
            if field.default is not dataclasses.MISSING:
                scope[f"default_{name}"] = field.default
                argument = f"{name}=default_{name}"
            elif field.default_factory is not dataclasses.MISSING:
                scope[f"make_{name}"] = field.default_factory
                argument = f"{name}=absent"
                value = f"make_{name}() if {name} is absent else {name}"
            arguments.append(argument)
            body.append(f"set_{name}(self, {value})")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        lines = "\n ".join(body or ["pass"])
        exec(f"def __init__({', '.join(arguments)}):\n {lines}", scope)  # noqa: S102
        init = scope["__init__"]
        init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
        return init

    @cache
    def _getter(cls: type, kind: str) -> tuple[list[str], Callable[[object], Any]]:
        """Reads all fields that have a say in `repr` or `compare`."""
        names = [field.name for field in dataclasses.fields(cls) if getattr(field, kind)]
        return names, attrgetter(*names) if names else lambda made: ()

    @recursive_repr()
    def _repr(self: object) -> str:
        names, _ = _getter(type(self), "repr")
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({values})"

    def _eq(self: object, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        _, values = _getter(type(self), "compare")
        return values(self) == values(other)

    def _hash(self: object) -> int:
        _, values = _getter(type(self), "compare")
        return hash(values(self))

    def _refuse_set(self: object, name: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_delete(self: object, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: object) -> list[Any]:
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _restore(self: object, state: list[Any]) -> None:
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)
