"""Packs from git, archives and wheels: real repositories, real files, a real server."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.gate.errors import Wrong
from bylaw.gate.pack_source import Brought, again, bring, wanted
from bylaw.packs.lock import Source
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.packs.archives import archive
from bylaw.sources.packs.interface import Refused
from bylaw.sources.services.credentials import variable
from tests.packs.trees import pack, put
from tests.services.server import Reply, Server

ENV = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
}  # fmt: skip


def git(root: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", *args], cwd=root, env=ENV, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository whose tag v1 has a pack in packs/pay; its branch main is a commit ahead."""
    root = put(tmp_path / "origin", {f"packs/pay/{path}": data for path, data in pack().items()})
    git(root, "init", "-q", "-b", "main", ".")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "One")
    git(root, "tag", "-a", "v1", "-m", "One")
    (root / "packs/pay/b.bylaw").write_text("bylaw 1\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Two")
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def brought(source: str, root: Path, index: str | None = None, **environment: str) -> Brought:
    return bring(wanted(source, root, index), root, environment=environment or None)


def refused(source: str, root: Path, index: str | None = None, **environment: str) -> str:
    with pytest.raises((Wrong, NotJudged)) as caught:
        brought(source, root, index, **environment)
    error = caught.value
    if isinstance(error, NotJudged):
        return f"{error.reason}: {error.message} {error.remedy}"
    assert isinstance(error, Wrong)
    return " ".join(f"{one.message} {one.help}" for one in error.diagnostics)


def files(folder: str, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": data for path, data in contents.items()}


def tar(contents: Mapping[str, bytes], *more: tarfile.TarInfo, mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.PAX_FORMAT) as made:  # type: ignore[call-overload]
        for path, data in contents.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
        for info in more:
            made.addfile(info)
    return out.getvalue()


def zipped(contents: Mapping[str, bytes], *more: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for path, data in contents.items():
            made.writestr(path, data)
        for info, data in more:
            made.writestr(info, data)
    return out.getvalue()


def entry(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


# git


@pytest.mark.parametrize("revision", ["v1", "refs/tags/v1"])
def test_a_tag(origin: Path, root: Path, revision: str) -> None:
    found = brought(f"git+file://{origin}@{revision}#packs/pay", root)
    assert found.files == pack()
    commit = git(origin, "rev-parse", "v1^{commit}")
    assert found.locked.source == Source("git", f"file://{origin}", revision, commit, "packs/pay")
    assert found.reference == "refs/tags/v1"


def test_a_branch_a_commit_and_none(origin: Path, root: Path) -> None:
    head = git(origin, "rev-parse", "HEAD")
    for revision in ("@main", f"@{head}", ""):
        found = brought(f"git+file://{origin}{revision}", root)
        assert sorted(found.files) == ["a.bylaw", "b.bylaw", "pack.yaml"]
        assert found.locked.source.commit == head
        assert found.locked.source.folder == "packs/pay"


def test_a_tag_that_is_called_like_a_package(origin: Path, root: Path) -> None:
    git(origin, "tag", "@acme/pay@1.0.0", "v1^{commit}")
    found = brought(f"git+file://{origin}@@acme/pay@1.0.0", root)
    assert found.locked.source.revision == "@acme/pay@1.0.0"


def test_names_that_mean_two_things_or_nothing(origin: Path, root: Path) -> None:
    git(origin, "branch", "v1")
    address = f"git+file://{origin}"
    assert "write refs/tags/v1 or refs/heads/v1" in refused(f"{address}@v1", root)
    assert "no tag and no branch none" in refused(f"{address}@none", root)
    short = git(origin, "rev-parse", "HEAD")[:10]
    assert "write the whole id of a commit" in refused(f"{address}@{short}", root)
    assert refused(f"{address}@{'0' * 40}", root).startswith("unreachable: git could not fetch")
    assert refused(f"git+file://{origin}/none@v1", root).startswith("unreachable: ")


def test_a_tree_is_no_commit(origin: Path, root: Path) -> None:
    git(origin, "tag", "tree", git(origin, "rev-parse", "HEAD^{tree}"))
    assert "is no commit" in refused(f"git+file://{origin}@tree", root)


def test_sha256_repositories(tmp_path: Path, root: Path) -> None:
    made = put(tmp_path / "sha256", pack())
    git(made, "init", "-q", "-b", "main", "--object-format=sha256", ".")
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "One")
    found = brought(f"git+file://{made}@main", root)
    assert found.locked.source.commit == git(made, "rev-parse", "HEAD")
    assert len(found.locked.source.commit) == 64


def test_nothing_of_the_repository_is_run(tmp_path: Path, origin: Path, root: Path) -> None:
    ran = tmp_path / "ran"
    touch = f"touch {ran}"
    put(
        origin / "packs/pay",
        {
            ".gitattributes": b"* filter=evil text eol=crlf\n",
            "lfs.patch": b"version https://git-lfs.github.com/spec/v1\n",
        },
    )
    (origin / ".gitmodules").write_text(
        f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "{touch}"\n'
    )
    git(origin, "config", "filter.evil.smudge", touch)
    git(origin, "config", "core.fsmonitor", touch)
    git(origin, "config", "uploadpack.packObjectsHook", touch)
    for hook in ("post-checkout", "reference-transaction", "pre-receive", "post-upload-pack"):
        (origin / ".git/hooks" / hook).write_text(f"#!/bin/sh\n{touch}\n")
        (origin / ".git/hooks" / hook).chmod(0o755)
    index = ("update-index", "--add", "--cacheinfo")
    git(origin, "-c", "core.fsmonitor=", *index, "160000," + "1" * 40 + ",x")
    git(origin, "-c", "core.fsmonitor=", "-c", "filter.evil.smudge=", "add", "-A")
    git(origin, "-c", "core.fsmonitor=", "commit", "-q", "-m", "Evil", "--no-verify")
    ran.unlink(missing_ok=True)
    found = brought(f"git+file://{origin}@main#packs/pay", root)
    assert found.files["a.bylaw"] == pack()["a.bylaw"]
    assert found.files["lfs.patch"].startswith(b"version https://git-lfs")
    assert not ran.exists()


def test_a_commit_that_is_too_large(
    origin: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bylaw.sources.packs.git.LARGEST_CLONE", 100)
    assert "one commit of file://" in refused(f"git+file://{origin}@v1", root)


def test_a_server_that_never_answers(
    origin: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bylaw.sources.packs.git.TIME_LIMIT", 0.0)
    monkeypatch.setenv("GIT_SSH_COMMAND", "sleep 60; true")
    assert refused("git+ssh://git@git.example/p@v1", root).startswith("timeout: git.example did")


@pytest.mark.parametrize("kind", ["link", "submodule"])
def test_a_link_in_the_pack_of_a_commit(origin: Path, root: Path, kind: str) -> None:
    if kind == "link":
        (origin / "packs/pay/l.bylaw").symlink_to("/etc/passwd")
        git(origin, "add", "-A")
    else:
        git(origin, "update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",packs/pay/x")
    git(origin, "commit", "-q", "-m", "Odd")
    assert "and a pack is of files alone" in refused(f"git+file://{origin}@main", root)


def test_a_token_goes_to_its_host_alone(secure: Server, root: Path) -> None:
    secure.answer("/p.git/info/refs?service=git-upload-pack", lambda asked: Reply(status=401))
    name = variable(secure.url)
    said = refused(f"git+{secure.url}/p.git@v1", root, **{name: "s3cret", **os.environ})
    assert said.startswith("unreachable: ")
    assert "s3cret" not in said
    assert secure.asked[-1].headers["authorization"] == "Basic eC1hY2Nlc3MtdG9rZW46czNjcmV0"


def test_a_token_is_not_carried_along_a_redirect(secure: Server, root: Path) -> None:
    path = "/info/refs?service=git-upload-pack"
    secure.say(f"/p.git{path}", Reply(status=302, headers={"Location": f"/q.git{path}"}))
    environment = {variable(secure.url): "s3cret", **os.environ}
    assert "unreachable" in refused(f"git+{secure.url}/p.git@v1", root, **environment)
    assert [one.path for one in secure.asked] == [f"/p.git{path}"]


def test_git_does_not_leave_https_by_a_redirect(secure: Server, server: Server, root: Path) -> None:
    path = "/info/refs?service=git-upload-pack"
    secure.say(
        f"/p.git{path}", Reply(status=302, headers={"Location": f"{server.url}/q.git{path}"})
    )
    assert refused(f"git+{secure.url}/p.git@v1", root).startswith("unreachable: ")
    assert len(secure.asked) == 1
    assert server.asked == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("git+ext::sh -c 'touch ran'", "names a protocol that packs are not fetched by"),
        ("git+http://git.example/p@v1", "names a protocol that packs are not fetched by"),
        ("git+http://u:secret@git.example/p@v1", "names a protocol"),
        ("git+fd://17/foo", "names a protocol"),
        ("git+https://u:secret@git.example/p@v1", "set BYLAW_TOKEN_git_example"),
        ("git+https://token@git.example/p@v1", "set BYLAW_TOKEN_git_example"),
        ("git+ssh://git:secret@git.example/p@v1", "holds credentials"),
        ("git+ssh://-oProxyCommand=x/p@v1", "names no repository"),
        ("git+ssh://-oProxyCommand=x@git.example/p@v1", "names no repository"),
        ("git+https://git.example/p@--upload-pack=touch", "is no revision"),
        ("git+https://git.example/p@-v1", "is no revision"),
        ("git+https://git.example/p@refs/*", "is no revision"),
        ("git+https://git.example/p@a:b", "is no revision"),
        ("git+https://git.example/p@a..b", "is no revision"),
        ("git+https://git.example/p@", "is no revision"),
        ("git+https://git.example/p@v1#../x", "is no folder"),
        ("git+https://git.example/p@v1#sha256=" + "0" * 64, "is not for a pack from git"),
        ("git+https://git.example/p?x=1@v1", "has a query"),
        ("git+file://host/p@v1", "names no repository"),
        ("git+https://@v1", "names no repository"),
        ("git@git.example:acme/p.git", "write it git+ssh://git@git.example/acme/p.git@REVISION"),
        ("--upload-pack=touch", "is no source"),
        ("a\nb", "is no source"),
        ("http://packs.example/p.zip", "is not fetched over http"),
        ("ftp://packs.example/p.zip", "is no protocol that packs are fetched by"),
        ("https://packs.example/p", "is no archive"),
        ("https://packs.example/p.zip?token=x", "has a query"),
        ("https://u:secret@packs.example/p.zip", "set BYLAW_TOKEN_packs_example"),
        ("https://packs.example/p.zip#sha256=12", "is no SHA-256"),
        ("https://packs.example:x/p.zip", "no address that can be read"),
        ("https://päcks.example/p.zip", "an address is ASCII"),
        ("wheel:acme", "write wheel:NAME==VERSION"),
        ("wheel:acme==1.0", "--index https://packages.example/simple/"),
        ("wheel:../x==1.0", "write wheel:NAME==VERSION"),
        ("none", "there is no directory"),
        ("../none.zip", "there is no file ../none.zip"),
    ],
)
def test_sources_that_are_refused(root: Path, source: str, said: str) -> None:
    told = refused(source, root)
    assert said in told
    assert "secret" not in told
    assert not (root / "ran").exists()


@pytest.mark.parametrize(
    "source",
    [
        Source("git", "ext::sh -c 'touch ran'", "v1"),
        Source("git", "file:///p", "--upload-pack=touch"),
        Source("git", "https://u:secret@git.example/p", "v1"),
        Source("archive", "http://packs.example/p.zip"),
        Source("archive", "git+ext::x"),
        Source("directory", "--x"),
        Source("directory", "../x", folder="../../.."),
        Source("wheel", "http://packages.example/simple/", "acme==1.0"),
        Source("wheel", "https://packages.example/simple/", "acme"),
    ],
    ids=lambda one: f"{one.kind} {one.address}",
)
def test_a_lock_cannot_name_what_nobody_may_write(source: Source) -> None:
    with pytest.raises(Wrong, match=r"the source in bylaw\.lock is none"):
        again(source)


# directories


def test_a_directory(tmp_path: Path, root: Path) -> None:
    put(tmp_path / "shared/pay", pack())
    found = brought("../shared/pay", root)
    assert found.files == pack()
    assert found.locked.source == Source("directory", "../shared/pay")
    (tmp_path / "shared/pay/l.bylaw").symlink_to("/etc/passwd")
    assert "'l.bylaw' is a link" in refused("../shared/pay", root)


def test_a_folder_of_this_repository_is_named_by_its_path(root: Path) -> None:
    put(root / "packs/pay", pack())
    assert "`packs: [./packs/pay]`" in refused("packs/pay", root)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_directory(tmp_path: Path, root: Path) -> None:
    os.mkfifo(put(tmp_path / "pay", pack()) / "x.bylaw")
    assert "'x.bylaw' is no regular file" in refused("../pay", root)


# archives


@pytest.mark.parametrize("name", ["pay-1.tar.gz", "pay-1.tgz", "pay-1.tar", "pay-1.zip"])
def test_an_archive_over_http(server: Server, root: Path, name: str) -> None:
    contents = files("pay-1", pack())
    mode = "w" if name.endswith(".tar") else "w:gz"
    data = zipped(contents) if name.endswith(".zip") else tar(contents, mode=mode)
    url = server.say(f"/{name}", Reply(data=data))
    sha256 = hashlib.sha256(data).hexdigest()
    found = brought(f"{url}#sha256={sha256}", root)
    assert found.files == pack()
    assert found.locked.source == Source("archive", url, sha256=sha256)


def test_an_archive_over_https_with_a_token(secure: Server, root: Path) -> None:
    url = secure.say("/pay.zip", Reply(data=zipped(pack())))
    assert brought(url, root, **{variable(url): "s3cret"}).files == pack()
    assert secure.asked[0].headers["authorization"] == "Bearer s3cret"


def test_another_checksum(server: Server, root: Path) -> None:
    url = server.say("/pay.zip", Reply(data=zipped(pack())))
    assert "should have the SHA-256 0000" in refused(f"{url}#sha256={'0' * 64}", root)


def test_https_is_not_left_by_a_redirect(secure: Server, server: Server, root: Path) -> None:
    weak = server.say("/pay.zip", Reply(data=zipped(pack())))
    away = weak.replace("127.0.0.1", "packs.example")
    url = secure.say("/pay.zip", Reply(status=302, headers={"Location": away}))
    assert "redirects to what is no http address, or not a safe one" in refused(url, root)


def test_a_server_that_has_nothing_or_fails(server: Server, root: Path) -> None:
    assert "there is nothing at" in refused(f"{server.url}/none.zip", root)
    url = server.say("/pay.zip", Reply(status=500))
    assert refused(url, root).startswith("http-500: ")
    url = server.say("/private.zip", Reply(status=401))
    assert "BYLAW_TOKEN_127_0_0_1" in refused(url, root)


OUT = ["../evil.bylaw", "/etc/evil.bylaw", "pay/../../evil.bylaw", "pay//a", "C:/evil", "a\\..\\b"]


@pytest.mark.parametrize("path", OUT)
def test_paths_that_lead_out(server: Server, root: Path, path: str) -> None:
    for name, data in (("p.zip", zipped({**pack(), path: b""})), ("p.tgz", tar({path: b""}))):
        url = server.say(f"/{name}", Reply(data=data))
        assert "whose path leads out of it, or is none" in refused(url, root)
    assert list(root.parent.rglob("evil*")) == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "is a link"), (tarfile.LNKTYPE, "is a link"),
        (tarfile.CHRTYPE, "is no regular file"), (tarfile.BLKTYPE, "is no regular file"),
        (tarfile.FIFOTYPE, "is no regular file"),
    ],
)  # fmt: skip
def test_what_is_no_file_in_a_tar(server: Server, root: Path, kind: bytes, said: str) -> None:
    url = server.say("/p.tgz", Reply(data=tar(pack(), entry("x.bylaw", kind, "/etc/passwd"))))
    assert f"'x.bylaw' {said}" in refused(url, root)


def test_a_link_in_a_zip(server: Server, root: Path) -> None:
    info = zipfile.ZipInfo("x.bylaw")
    info.external_attr = 0o120777 << 16
    url = server.say("/p.zip", Reply(data=zipped(pack(), (info, b"/etc/passwd"))))
    assert "'x.bylaw' is a link" in refused(url, root)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_path_twice(server: Server, root: Path) -> None:
    twice = entry("a.bylaw", tarfile.REGTYPE)
    for name, data in (
        ("p.tgz", tar(pack(), twice)),
        ("p.zip", zipped(pack(), (zipfile.ZipInfo("a.bylaw"), b""))),
    ):
        url = server.say(f"/{name}", Reply(data=data))
        assert "holds 'a.bylaw' twice" in refused(url, root)


def test_an_archive_that_says_one_size_and_has_another(server: Server, root: Path) -> None:
    bomb = zipped({**pack(), "z.bylaw": b"0" * (64 << 20)})
    size = (64 << 20).to_bytes(4, "little")
    assert bomb.count(size) >= 2
    small = bomb.replace(size, (10).to_bytes(4, "little"))
    for data in (bomb, small):
        url = server.say("/p.zip", Reply(data=data))
        told = refused(url, root)
        assert "larger than 1 MiB" in told or "cannot be unpacked" in told


def test_a_gzip_bomb(server: Server, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zlib

    monkeypatch.setattr("bylaw.sources.packs.archives.LARGEST_UNPACKED", 8 << 20)
    packer = zlib.compressobj(9, wbits=31)
    data = packer.compress(bytes(9 << 20)) + packer.flush()
    url = server.say("/p.tar.gz", Reply(data=data))
    assert "unpacks to more than 8 MiB" in refused(url, root)


def test_an_archive_that_is_too_large_to_fetch(
    server: Server, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bylaw.sources.packs.fetch.LARGEST_ARCHIVE", 10)
    url = server.say("/p.zip", Reply(data=zipped(pack())))
    assert refused(url, root).startswith("too-large: ")


def test_too_many_entries(server: Server, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bylaw.sources.packs.archives.MOST_ENTRIES", 20)
    contents = {**pack(), **{f"x/{n}": b"" for n in range(20)}}
    for name, data in (("p.zip", zipped(contents)), ("p.tgz", tar(contents))):
        url = server.say(f"/{name}", Reply(data=data))
        assert "holds more than " in refused(url, root)


def test_a_zip_whose_listing_is_said_to_be_huge(server: Server, root: Path) -> None:
    data = bytearray(zipped(pack()))
    data[-10:-6] = (1 << 30).to_bytes(4, "little")
    url = server.say("/p.zip", Reply(data=bytes(data)))
    assert "holds more than 50,000 entries" in refused(url, root)


def header(size: int, kind: bytes) -> bytes:
    info = tarfile.TarInfo("x")
    info.type = kind
    data = bytearray(info.tobuf())
    data[124:136] = b"\x80" + size.to_bytes(11, "big") if size >= 0 else b"\xff" * 12
    data[148:156] = b" " * 8
    data[148:155] = b"%06o\0" % sum(data)
    return bytes(data)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.REGTYPE])
@pytest.mark.parametrize("size", [1 << 40, -1])
def test_a_tar_whose_headers_lie(server: Server, root: Path, kind: bytes, size: int) -> None:
    url = server.say("/p.tar", Reply(data=header(size, kind) + bytes(2048)))
    told = refused(url, root)
    assert "a header that is too large" in told or "no tar that can be read" in told


def test_a_tar_that_leads_in_a_circle(server: Server, root: Path) -> None:
    records = b"14 size=-1536\n"
    pax = header(len(records), tarfile.XHDTYPE) + records.ljust(512, b"\0")
    url = server.say("/p.tar", Reply(data=pax + header(0, tarfile.REGTYPE) + bytes(2048)))
    assert refused(url, root)


def test_a_tar_of_headers_alone(server: Server, root: Path) -> None:
    link = header(10, tarfile.GNUTYPE_LONGNAME) + b"long".ljust(512, b"\0")
    url = server.say("/p.tar", Reply(data=link * 5000 + bytes(1024)))
    assert "no tar that can be read" in refused(url, root)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["p.zip", "p.tar", "p.tgz"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=4),
    st.booleans(),
)
def test_whatever_bytes_an_archive_has_it_is_read_or_refused(
    name: str, changes: list[tuple[float, int]], packed: bool
) -> None:
    whole = {"p.zip": zipped(pack()), "p.tgz": tar(pack()), "p.tar": tar(pack(), mode="w")}[name]
    data = bytearray(gzip.decompress(whole) if name == "p.tgz" and not packed else whole)
    for at, byte in changes:
        data[int(at * len(data))] = byte
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            with archive(path, name) as bundle:
                names = [one.path for one in bundle.entries if one.kind == "file"]
                assert set(bundle.read(names)) == set(names)
        except Refused as refusal:
            assert refusal.message


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz", "p.tar", "p-1-py3-none-any.whl"])
@pytest.mark.parametrize("data", [b"", b"\0" * 600, b"PK\3\4 no", b"\x1f\x8b no", b"<html>"])
def test_what_is_no_archive(server: Server, root: Path, name: str, data: bytes) -> None:
    assert refused(server.say(f"/{name}", Reply(data=data)), root)


def test_archives_that_break_off(server: Server, root: Path) -> None:
    contents = {**pack(), "b.bylaw": os.urandom(5000)}
    for name, whole in (("p.zip", zipped(contents)), ("p.tgz", tar(contents))):
        for part in (0.3, 0.6, 0.95):
            data = whole[: int(len(whole) * part)]
            assert refused(server.say(f"/{name}", Reply(data=data)), root)


def test_names_that_are_no_utf8(server: Server, root: Path) -> None:
    contents = {**pack(), "caf\udce9.bylaw": b"", "caf\udce9.txt": b""}
    url = server.say("/p.tgz", Reply(data=tar(contents)))
    assert "is no name for a file of a pack" in refused(url, root)


# wheels

PYTHON = b"raise SystemExit('run')\n"
WHEEL = {
    **files("acme_policies/pay", pack()),
    "acme_policies/__init__.py": PYTHON,
    "acme_policies-1.2.0.dist-info/METADATA": b"Name: acme-policies\n",
    "acme_policies-1.2.0.data/scripts/evil": PYTHON,
}
NAME = "acme_policies-1.2.0-py3-none-any.whl"


def index(server: Server, url: str, sha256: str | None = None, **more: object) -> str:
    hashes = {"sha256": sha256} if sha256 else {}
    named = [
        {"filename": "acme_policies-1.2.0.tar.gz", "url": "/x.tar.gz", "hashes": {}},
        {"filename": "acme_policies-1.3.0-py3-none-any.whl", "url": "/no.whl", "hashes": {}},
        {"filename": "acme_policies-1.2.0-cp311-cp311-linux_x86_64.whl", "url": "/n", "hashes": {}},
        {"filename": NAME, "url": url, "hashes": hashes, **more},
    ]
    server.say("/simple/acme-policies/", Reply({"meta": {"api-version": "1.0"}, "files": named}))
    return f"{server.url}/simple"


def test_a_wheel_of_an_index_in_json(server: Server, root: Path) -> None:
    data = zipped(WHEEL)
    sha256 = hashlib.sha256(data).hexdigest()
    server.say("/files/w.whl", Reply(data=data))
    found = brought("wheel:Acme.Policies==1.2", root, index(server, "../../files/w.whl", sha256))
    assert found.files == pack()
    assert found.locked.source == Source(
        "wheel", f"{server.url}/simple/", "Acme.Policies==1.2", "", "acme_policies/pay", sha256
    )
    assert server.asked[0].headers["accept"].startswith("application/vnd.pypi.simple.v1+json")
    assert found.left_out == 0
    assert bring(again(found.locked.source), root).locked == found.locked


def test_a_wheel_of_an_index_in_html(server: Server, root: Path) -> None:
    data = zipped(WHEEL)
    sha256 = hashlib.sha256(data).hexdigest()
    server.say(f"/f/{NAME}", Reply(data=data))
    page = f'<!DOCTYPE html><a href="../../f/{NAME}#sha256={sha256}" data-yanked="broken">x</a>'
    server.say("/simple/acme-policies/", Reply(data=page.encode()))
    found = brought("wheel:acme-policies==1.2.0", root, f"{server.url}/simple/")
    assert found.files == pack()
    assert found.notice == f"{NAME} was withdrawn (yanked): broken"


def test_a_wheel_that_is_not_what_its_index_says(server: Server, root: Path) -> None:
    server.say("/w.whl", Reply(data=zipped(WHEEL)))
    said = refused("wheel:acme-policies==1.2.0", root, index(server, "/w.whl", "0" * 64))
    assert "should have the SHA-256 0000" in said


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.4.0", "has no wheel of acme-policies==1.4.0 for every platform"),
        ("x", "x is no version"),
    ],
)
def test_versions_that_are_not_there(server: Server, root: Path, version: str, said: str) -> None:
    assert said in refused(f"wheel:acme-policies=={version}", root, index(server, "/w.whl"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://files.example/w.whl", "sends to files.example over http"),
        ("https://u:p@files.example/w.whl", "that is none"),
        ("file:///etc/passwd", "that is none"),
        ("javascript:x", "that is none"),
    ],
)
def test_an_index_that_leads_astray(server: Server, root: Path, url: str, said: str) -> None:
    assert said in refused("wheel:acme-policies==1.2.0", root, index(server, url))


def test_an_index_that_is_none(server: Server, root: Path) -> None:
    said = "wheel:acme-policies==1.2.0"
    assert "has no package acme-policies" in refused(said, root, f"{server.url}/none/")
    server.say("/simple/acme-policies/", Reply(["x"]))
    assert refused(said, root, f"{server.url}/simple/")
    server.say("/simple/acme-policies/", Reply(data=b"{"))
    assert "what is no index" in refused(said, root, f"{server.url}/simple/")


def test_a_wheel_by_path(tmp_path: Path, root: Path) -> None:
    (tmp_path / NAME).write_bytes(zipped(WHEEL))
    found = brought(f"../{NAME}", root)
    assert found.files == pack()
    assert (found.locked.source.kind, found.locked.source.address) == ("wheel", f"../{NAME}")
