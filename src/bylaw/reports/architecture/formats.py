"""The formats of a picture, by the names that `--format` takes.

Each is a module beside this one with a function `render(picture) -> str`, whose text ends in a line
end and holds no lone surrogate. Names of components and packages are hostile: nodes are called n1,
n2 and so on, and names stand in labels alone, escaped as the format has it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final, TypeAlias

from bylaw.verdict.architecture import Picture

Render: TypeAlias = Callable[[Picture], str]

FORMATS: Final = ("table", "mermaid", "dot", "svg", "json")


def load(name: str) -> Render:
    """The format of that name; only its own module is imported.

    Raises:
        KeyError: There is no such format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    render: Render = import_module(f"bylaw.reports.architecture.{name}").render
    return render
