"""sarif-om's classes, each loaded when it is first asked for.

Its package imports all 52 of them, which takes as long as to judge a commit; a report needs some
20. Their maker, attrs, brings validators and converters along that none of them has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any, TypeAlias

Where: TypeAlias = tuple[str, str] | None
"""A module of a package, and the name of something in it."""
_MAKERS = {"s": "attrs", "ib": "attrib", "Factory": "Factory", "fields": "fields"}


def load_lazily() -> None:
    """Makes `sarif_om.X` load the module of X alone, in this whole process; `attr` likewise."""
    _load_lazily("attr", lambda name: ("_make", _MAKERS[name]) if name in _MAKERS else None)
    _load_lazily("sarif_om", _file)


def _file(name: str) -> Where:
    return ("_" + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), name) if name.isalpha() else None


def _load_lazily(name: str, find: Callable[[str], Where]) -> None:
    """A package in which what `find` knows is loaded alone; all else loads it as it is."""
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return  # the import itself says what is missing
    package, loader = module_from_spec(spec), spec.loader

    def attribute(asked: str) -> Any:
        if asked.startswith("_") and not asked.startswith("__"):
            raise AttributeError(asked)  # a module that is not imported yet
        if where := find(asked):
            try:
                package.__dict__[asked] = getattr(import_module(f"{name}.{where[0]}"), where[1])
                return package.__dict__[asked]
            except ImportError:
                pass
        if find_spec(f"{name}.{asked}"):
            return import_module(f"{name}.{asked}")
        del package.__dict__["__getattr__"]
        loader.exec_module(package)
        return getattr(package, asked)

    package.__dict__["__getattr__"] = attribute
    sys.modules[name] = package
