"""sarif-om's classes, each loaded when it is first asked for.

Its package imports all 52 of them, which takes as long as to judge a commit; a report needs 20.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


def load_lazily() -> None:
    """Makes `from sarif_om import X` load the module of X alone, in this whole process."""
    if "sarif_om" in sys.modules:
        return
    spec = find_spec("sarif_om")
    if spec is None or spec.loader is None:
        return  # the import itself says what is missing
    package, loader = module_from_spec(spec), spec.loader

    def attribute(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        file = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        try:
            return getattr(import_module(f"sarif_om._{file}"), name)
        except ImportError:
            del package.__dict__["__getattr__"]
            loader.exec_module(package)
            return getattr(package, name)

    package.__dict__["__getattr__"] = attribute
    sys.modules["sarif_om"] = package
