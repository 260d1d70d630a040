"""A report is there whole, or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bylaw.reports.interface import ReaderGone, ReportError
from bylaw.reports.write import write_file, write_stream

full_disk = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has /dev/full to stand for a full disk"
)


def broken() -> Iterator[str]:
    yield "x" * 100_000
    raise KeyboardInterrupt


def test_a_report_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_file(iter(["ü", "\n"] * 50_000), path)
    assert path.read_text("utf-8") == "ü\n" * 50_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_report_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write_file("x", tmp_path / "r.txt")
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_a_broken_report_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_file(broken(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old")
    for number, target in enumerate((real, tmp_path / "nowhere")):
        link = tmp_path / f"link{number}.txt"
        link.symlink_to(target)
        write_file("new", link)
        assert not link.is_symlink() and link.read_text() == "new"
    assert real.read_text() == "old"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("path", "why"), [("gone/r.txt", "no such file or directory"), (".", "is a directory")]
)
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, path: str, why: str) -> None:
    with pytest.raises(ReportError) as caught:
        write_file("x", tmp_path / path)
    assert str(caught.value) == f"The report {tmp_path / path} could not be written: {why}."


@full_disk
def test_a_full_disk_is_one_sentence() -> None:
    why = "could not be written: no space left on device."
    with pytest.raises(ReportError) as caught:
        write_file("x" * 100_000, Path("/dev/full"))
    assert str(caught.value) == f"The report /dev/full {why}"
    with Path("/dev/full").open("wb") as stream, pytest.raises(ReportError) as caught:
        write_stream("x" * 100_000, stream)
    assert str(caught.value) == f"Standard output {why}"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_closed_pipe_is_told_apart() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.raises(ReaderGone), os.fdopen(writer, "wb", buffering=0) as stream:
        write_stream(iter(["x" * 100_000] * 3), stream)


def test_a_stream_gets_utf_8() -> None:
    stream = io.BytesIO()
    write_stream(iter(["a", "ü"]), stream)
    assert stream.getvalue() == "aü".encode()
