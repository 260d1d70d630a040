"""`requirements.in`: what pip-compile and uv make a requirements file from, in the same format.

A `-c requirements.txt` in it, as layered files have it, gives the versions that were resolved.
"""

from __future__ import annotations

from bylaw.sources.manifests.interface import Reading, Source
from bylaw.sources.manifests.pip_files import read_requirements


def read(file: Source) -> Reading:
    """The packages that a file for pip-compile asks for."""
    return read_requirements(file)
