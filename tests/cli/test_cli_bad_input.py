"""Bad input, bad luck and bad intent: one sentence, the right code, nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bylaw.reports.registry import FORMATS

BYLAW = [sys.executable, "-I", "-m", "bylaw"]


def one_sentence(err: str) -> str:
    assert "Traceback" not in err
    assert err.startswith("bylaw: ")
    return err


def test_a_policy_that_is_not_utf8(repo: Path, bylaw: Any) -> None:
    (repo / "policies" / "b.bylaw").write_bytes(b"bylaw 1\n# caf\xe9\n")
    said = bylaw("check")
    assert (said.code, said.out) == (2, "")
    assert "policies/b.bylaw:2:6: error[policy-not-utf8]: byte 0xe9 is not UTF-8" in said.err


def test_a_patch_that_breaks_off(repo: Path, bylaw: Any) -> None:
    (repo / "x.diff").write_bytes(b"--- a/b\n+++ b/b\n@@ -1,2 +1,3 @@\n one\n+TO")
    said = bylaw("check", "--patch", "x.diff")
    assert (said.code, said.out) == (2, "")
    assert "x.diff:" in said.err
    assert "error[bad-patch]" in said.err


def test_a_repository_without_commits(tmp_path: Path, bylaw: Any) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    said = bylaw("check", "--repo", str(tmp_path))
    assert said.code == 3
    assert "no commit yet" in " ".join(said.out.split())


def test_no_repository(tmp_path: Path, bylaw: Any) -> None:
    said = bylaw("check", "--repo", str(tmp_path))
    assert said.code == 3
    assert "is not in a git repository" in " ".join(said.out.split())


def test_a_folder_that_is_not_there(tmp_path: Path, bylaw: Any) -> None:
    assert bylaw("check", "--repo", str(tmp_path / "none")).code == 3


def test_no_git(repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = bylaw("check")
    assert said.code == 3
    assert "git program was not found" in " ".join(said.out.split())


def test_a_base_that_is_not_there(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--base", "nope", "--report", "sarif=out.sarif")
    assert said.code == 3
    assert "nope" in (repo / "out.sarif").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_on_standard_output(repo: Path, apart: Any, name: str) -> None:
    for report in (name, f"{name}=/dev/full"):
        with Path("/dev/full").open("wb") as full:
            said = apart("check", "--report", report, cwd=repo, stdout=full)
        assert said.code == 4
        assert "no space left on device" in one_sentence(said.err)
        assert said.err.count("\n") == 1


FULL_GIT = """#!/bin/sh
case " $* " in *" --stdin "*) echo 'fatal: x: No space left on device' >&2; exit 128;; esac
exec {git} "$@"
"""


def test_a_full_disk_under_git(repo: Path, tmp_path: Path, apart: Any, env: dict[str, str]) -> None:
    (tmp_path / "git").write_text(FULL_GIT.format(git=shutil.which("git")))
    (tmp_path / "git").chmod(0o755)
    (repo / "new.txt").write_text("TODO\n")
    path = f"{tmp_path}{os.pathsep}{env['PATH']}"
    said = apart("check", cwd=repo, env={"PATH": path, "TMPDIR": str(tmp_path)})
    assert said.code == 3
    assert "unknown[no-space]" in said.out
    assert "TMPDIR" in said.out


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check >&-", 4),
        ("check --report json >&-", 4),
        ("check --report sarif=out.sarif >&-", 4),
        ("check --patch - <&-", 4),
        ("rules >&-", 4),
        ("check --quiet <&-", 1),
        ("check --quiet 2>&-", 1),
        ("check --reprot 2>&-", 2),
    ],
)
def test_a_standard_stream_that_is_closed(
    repo: Path, env: dict[str, str], command: str, code: int
) -> None:
    run = subprocess.run(
        ["sh", "-c", f"exec {shlex.join(BYLAW)} {command}"],
        cwd=repo, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == code
    if code == 4:
        assert run.stdout == ""
        assert "internal error" not in one_sentence(run.stderr)
        assert run.stderr.count("\n") == 1
    if "out.sarif" in command:
        assert json.loads((repo / "out.sarif").read_text())["version"] == "2.1.0"


def test_a_full_disk_under_a_report(repo: Path, env: dict[str, str]) -> None:
    """A limit on file size stands for the full disk: both fail in the middle of writing."""
    (repo / "a.txt").write_text("TODO\n" * 4000)
    (repo / "out.sarif").write_text("the report of yesterday")

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    done = subprocess.run(
        [*BYLAW, "check", "--quiet", "--report", "sarif=out.sarif"],
        cwd=repo, env=env, capture_output=True, text=True, preexec_fn=small,
    )  # fmt: skip
    assert done.returncode == 4
    assert "out.sarif could not be written" in one_sentence(done.stderr)
    assert (repo / "out.sarif").read_text() == "the report of yesterday"
    assert sorted(one.name for one in repo.iterdir()) == [".git", "a.txt", "out.sarif", "policies"]


def test_a_report_into_a_folder_that_is_not_there(repo: Path, bylaw: Any) -> None:
    said = bylaw("check", "--report", "sarif=none/out.sarif")
    assert said.code == 4
    assert "none/out.sarif could not be written" in one_sentence(said.err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(repo: Path, bylaw: Any) -> None:
    (repo / "out").mkdir(mode=0o500)
    said = bylaw("check", "--report", "sarif=out/x.sarif")
    assert said.code == 4
    assert "permission denied" in one_sentence(said.err)


def test_a_cache_that_cannot_be_written_is_no_error(repo: Path, bylaw: Any) -> None:
    (repo / ".git" / "bylaw").write_text("a file where a folder should be")
    assert bylaw("check").code == 1


@pytest.mark.parametrize(
    ("name", "first"), [("console", b"deny[local/no-todo]: A TODO.\n"), ("json", b"{\n")]
)
def test_a_closed_pipe(repo: Path, env: dict[str, str], name: str, first: bytes) -> None:
    (repo / "a.txt").write_text("TODO\n" * 2000)
    reader = subprocess.Popen(["head", "-n", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert reader.stdin is not None
    writer = subprocess.Popen(
        [*BYLAW, "check", "--report", name],
        cwd=repo, env=env, stdout=reader.stdin, stderr=subprocess.PIPE,
    )  # fmt: skip
    reader.stdin.close()
    assert reader.stdout is not None
    out = reader.stdout.read()
    reader.wait()
    _, err = writer.communicate()
    assert out == first
    assert writer.returncode == 4
    assert one_sentence(err.decode()).count("\n") == 1


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"]
)
def test_an_interrupt(
    repo: Path, tmp_path: Path, env: dict[str, str], number: signal.Signals, code: int
) -> None:
    """The patch never ends, so the run is certainly in its middle."""
    (tmp_path / "tmp").mkdir()
    run = subprocess.Popen(
        [*BYLAW, "check", "--patch", "-", "--report", "sarif=out.sarif"],
        cwd=repo, env={**env, "TMPDIR": str(tmp_path / "tmp")},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=partial(signal.signal, number, signal.SIG_DFL),
    )  # fmt: skip
    # Its standard input is read after the options were: wait until it sleeps there.
    state = Path(f"/proc/{run.pid}/wchan")
    for _ in range(400):
        time.sleep(0.025)
        if state.exists() and "pipe" in state.read_text():
            break
    run.send_signal(number)
    out, err = run.communicate(timeout=20)
    assert (run.returncode, out) == (code, "")
    assert "Traceback" not in err
    assert not (repo / "out.sarif").exists()
    assert list((tmp_path / "tmp").iterdir()) == []


SLOW_GIT = """#!/bin/sh
case " $* " in *" diff-tree "*) : > "$STARTED"; exec sleep 60;; esac
exec {git} "$@"
"""


# What runs the tests may ignore a signal, as nohup and a shell's `&` do, and hands that on.
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["INT", "TERM", "HUP"],
)
def test_a_signal_while_git_is_at_work(
    repo: Path, tmp_path: Path, env: dict[str, str], number: signal.Signals, code: int, times: int
) -> None:
    """The private directory of the run is there when the signal comes, and gone afterwards."""
    slow, started, temporary = tmp_path / "slow" / "git", tmp_path / "started", tmp_path / "tmp"
    for folder in (slow.parent, temporary):
        folder.mkdir()
    slow.write_text(SLOW_GIT.format(git=shutil.which("git")))
    slow.chmod(0o755)
    path = f"{slow.parent}{os.pathsep}{env['PATH']}"

    run = subprocess.Popen(
        [*BYLAW, "check", "--report", "sarif=out.sarif"],
        cwd=repo, env={**env, "PATH": path, "STARTED": str(started), "TMPDIR": str(temporary)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=partial(signal.signal, number, signal.SIG_DFL),
    )  # fmt: skip
    for _ in range(800):
        if started.exists() or run.poll() is not None:
            break
        time.sleep(0.025)
    assert len(list(temporary.iterdir())) == 1
    for _ in range(times):
        run.send_signal(number)
    out, err = run.communicate(timeout=20)
    assert (run.returncode, out) == (code, "")
    assert one_sentence(err).endswith("nothing was judged.\n")
    assert not list(repo.glob("*.sarif")) + list(repo.glob(".*.part"))
    assert list(temporary.iterdir()) == []


HOSTILE = "import os\nos.write(2, b'EXECUTED\\n')\nos._exit(0)\n"


@pytest.mark.parametrize("name", ["yaml", "click", "re2", "json", "bylaw", "jsonschema"])
def test_modules_of_the_repository_are_not_imported(repo: Path, apart: Any, name: str) -> None:
    (repo / f"{name}.py").write_text(HOSTILE)
    (repo / "bylaw.yaml").write_text("levels: {local/no-todo: deny}\n")
    said = apart("check", cwd=repo)
    assert (said.code, "EXECUTED" in said.err + said.out) == (1, False)


def test_without_isolation_the_folder_is_not_on_the_path_either(
    repo: Path, env: dict[str, str]
) -> None:
    (repo / "yaml.py").write_text(HOSTILE)
    (repo / "bylaw.yaml").write_text("levels: {local/no-todo: deny}\n")
    done = subprocess.run(
        [sys.executable, "-m", "bylaw", "check"], cwd=repo, env=env, capture_output=True, text=True
    )
    assert (done.returncode, "EXECUTED" in done.stderr) == (1, False)


def test_control_characters_of_a_policy_do_not_reach_the_terminal(repo: Path, bylaw: Any) -> None:
    (repo / "policies" / "b.bylaw").write_text("bylaw 1\nrule \x1b]0;x\x07 \u202e {\n")
    said = bylaw("check")
    assert said.code == 2
    assert not set("\x1b\x07\u202e") & set(said.err)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["check", "--base", "{}"], 3),
        (["check", "--repo", "{}"], 3),
        (["check", "--policy", "{}.bylaw"], 2),
        (["check", "--config", "{}"], 2),
        (["check", "--patch", "{}"], 2),
        (["check", "--rule", "{}"], 2),
        (["check", "--report", "json={}/x"], 4),
        (["test", "-k", "{}"], 2),
        (["fmt", "{}.bylaw"], 2),
        (["explain", "{}"], 2),
        (["facts", "{}"], 2),
    ],
)
def test_control_characters_of_a_name_do_not_reach_the_terminal(
    repo: Path, bylaw: Any, args: list[str], code: int
) -> None:
    """Scripts hand on names that a change chose. Unclosed, the bracket is no glob either."""
    said = bylaw(*(each.replace("{}", "x[\x1b]0;t\x07\u202e{") for each in args))
    assert said.code == code
    assert "internal error" not in said.err
    assert not set("\x1b\x07\u202e") & set(said.out + said.err)


def test_a_bug_asks_to_be_reported(repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("wheels\ncame off")

    monkeypatch.setattr("bylaw.gate.run.run", broken)
    said = bylaw("check")
    assert said.code == 4
    assert one_sentence(said.err).startswith(
        "bylaw: internal error: RuntimeError: wheels\ufffdcame"
    )
    assert "Please report it" in said.err
    monkeypatch.setenv("BYLAW_DEBUG", "1")
    assert "Traceback" in bylaw("check").err


def test_a_corrupted_cache_is_rebuilt(repo: Path, bylaw: Any) -> None:
    assert bylaw("check").code == 1
    entries = list((repo / ".git" / "bylaw" / "cache").glob("*.json"))
    assert entries
    for broken in ('{"digest": "x"}', "", "[" * 100_000, '{"digest": 1, "value": {}}', "\xff"):
        for entry in entries:
            entry.write_text(broken, "latin-1")
        assert bylaw("check").code == 1
    assert all(entry.stat().st_size > 100 for entry in entries)
