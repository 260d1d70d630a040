"""`requirements.txt`: the packages that pip is told to install; see `pip_files.py`."""

from __future__ import annotations

from bylaw.sources.manifests.interface import Reading, Source
from bylaw.sources.manifests.pip_files import read_requirements


def read(file: Source) -> Reading:
    """The packages of a requirements file and of those that it includes."""
    return read_requirements(file)
