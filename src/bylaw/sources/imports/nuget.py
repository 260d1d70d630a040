"""Packages that projects of .NET ask for: https://learn.microsoft.com/nuget/consume-packages/."""

from __future__ import annotations

import re
from typing import Final

_ASKED: Final = re.compile(
    r"<(?:PackageReference|PackageVersion|package)\s[^<>]{0,300}?\b(?:Include|id)=[\"'](\w+)"
)


def first_parts(data: bytes) -> frozenset[str]:
    """The first parts of the names of packages, in lower case: `serilog` for `Serilog.Sinks`.

    It takes a project, Directory.Packages.props or packages.config, however broken.
    """
    return frozenset(name.lower() for name in _ASKED.findall(data.decode("utf-8", "replace")))
