"""`go.mod` against the go command, where it is there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bylaw.sources.manifests.go_mod import read
from bylaw.sources.manifests.interface import Source
from tests.manifests.readings import CASES, Folder


class Alone(Folder):
    """A folder without the `go.work` that could say something else."""

    def read(self, path: str) -> bytes | None:
        return None


@pytest.mark.skipif(shutil.which("go") is None, reason="the go command is not here")
@pytest.mark.parametrize(
    "path",
    ["service/tree/app", "workspace/tree/api", "workspace/tree/out", "bom_crlf/tree", "old/tree"],
)
def test_it_is_read_as_go_reads_it(path: str, tmp_path: Path) -> None:
    data = (CASES / "go_mod" / path / "go.mod").read_bytes().removeprefix(b"\xef\xbb\xbf")
    for unlike, like in ((b"\tgithub.com/gogo/protobuf master\n", b""), (b".\\sys", b"./sys")):
        data = data.replace(unlike, like)  # a branch is asked for elsewhere, a folder is Windows'
    (tmp_path / "go.mod").write_bytes(data)
    answer = subprocess.run(
        ["go", "mod", "edit", "-json"], cwd=tmp_path, check=True, capture_output=True
    )
    said = json.loads(answer.stdout)
    replaced = {
        (each["Old"]["Path"], each["Old"].get("Version", "")): each["New"]
        for each in said["Replace"] or []
    }
    excluded = {(each["Path"], each["Version"]) for each in said["Exclude"] or []}
    expected = set()
    for each in said["Require"]:
        name, version = each["Path"], each["Version"]
        other = replaced.get((name, version)) or replaced.get((name, ""))
        if other is not None:
            name = other["Path"] if "Version" in other else name
            version = other.get("Version")
        elif (name, version) in excluded:
            version = None
        is_tool = any(f"{tool['Path']}/".startswith(f"{name}/") for tool in said.get("Tool") or [])
        expected.add((name, version, is_tool or not each.get("Indirect", False)))
    reading = read(Source("go.mod", data, Alone(tmp_path)))
    required = {each["Path"] for each in said["Require"]}
    lines = data.decode().splitlines()
    found = {
        (each.name, each.version, each.direct)
        for each in reading.entries
        if any(name in lines[each.line - 1] for name in required)
    }
    assert found == expected
    assert reading.name == said["Module"]["Path"]
    assert not reading.problems
