"""Requirements files are split as pip splits them."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaw.sources.manifests.interface import Source
from bylaw.sources.manifests.pip_lines import lines_of, options_of, split
from bylaw.sources.manifests.requirements import read
from tests.manifests.readings import Folder

req_file: Any = pytest.importorskip("pip._internal.req.req_file")
exceptions: Any = pytest.importorskip("pip._internal.exceptions")

PIECES = [
    "six", "Zope.Interface", "a[b,c]", "==1.0", ">=1,<2", "===x", " ", "  ", "\t", "\n", "\n", "\n",
    "\\\n", " \\\n", "#", " # ", "\x0c", "\u2028", "\r\n", "; python_version < '3'", " ; ", ";",
    " --hash=sha256:aa", " --hash sha512:bb", " --hash", " --pre", "-e ", "--editable=", "--edit x",
    "-i https://index.example", "--extra-index-url", "--no-such", "'", '"', "\\", "-ix", "-i",
    "git+https://git.example/a/b.git#egg=b", "https://files.example/c-1.0.tar.gz#egg=c",
    " @ https://files.example/d.zip", "./local", "x-1.0-py3-none-any.whl", "(>=1)", "1", "-", ",",
]  # fmt: skip
"""What requirements files are made of, and what can be between."""


def theirs(text: str) -> list[tuple[str, list[str]]] | None:
    """Requirements with their hashes as pip finds them; None where it refuses the file."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "requirements.txt")
        file.write_bytes(text.encode())
        try:
            found = list(req_file.parse_requirements(str(file), None))
        except exceptions.RequirementsFileParseError:
            return None
    hashes = [(each.options or {}).get("hashes") or {} for each in found]
    return [
        (
            each.requirement.strip(),
            sorted(f"{name}:{one}" for name, all_ in its.items() for one in all_),
        )
        for each, its in zip(found, hashes, strict=True)
    ]


def ours(text: str) -> list[tuple[str, list[str]]]:
    found = []
    for line in lines_of(text.replace("\r\n", "\n")):
        asked, written = split(line.text)
        options = options_of(written)
        hashes = [value for name, value in options.values if name == "--hash"]
        if asked:
            found.append((asked, sorted(hashes)))
        else:
            editable = [value for name, value in options.values if name == "--editable"]
            found += [(value.strip(), []) for value in editable[:1]]
    return found


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("# comment\x0csix==1.0")
@example("six \\\n\nattrs")
@example("six \\\n# no more\nattrs")
@example("six \\\x0c\nattrs")
@example("six==1.0 --hash=sha256:aa \\\n  --hash=sha256:bb # why")
@example("six#not a comment\n#six\n #six")
@example("--hash=sha256:aa six")
def test_requirements_are_those_of_pip(text: str) -> None:
    expected = theirs(text)
    if expected is not None:
        assert ours(text) == expected
    else:
        tree = Folder(Path(__file__).parent)
        assert read(Source("requirements.txt", text.encode(), tree)).problems
