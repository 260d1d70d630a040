"""bylaw judges a change before it lands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself costs more than all that `bylaw --version` needs
    from typing import Any

    from bylaw.gate.api import check as check
    from bylaw.gate.errors import Wrong as Wrong
    from bylaw.verdict.model import Verdict as Verdict

__version__ = "0.1.0"
__all__ = ["Verdict", "Wrong", "__version__", "check"]

_WHERE = {"check": "bylaw.gate.api", "Wrong": "bylaw.gate.errors", "Verdict": "bylaw.verdict.model"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'bylaw' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
