"""From the SOURCE that somebody writes to what is asked for. Credentials are refused.

| written | kind |
|---|---|
| `../shared/packs/payments` | directory |
| `git+https://HOST/REPO@REVISION#FOLDER`, also `git+ssh`, `git+file`, `git+git` | git |
| `https://HOST/x-1.2.tar.gz#sha256=…&folder=…`, also `.tgz`, `.tar`, `.zip`, and a path | archive |
| `wheel:NAME==VERSION#FOLDER`, and an address or path that ends in `.whl` | wheel |
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bylaw.sources.packs.interface import Asked, Kind, Refused
from bylaw.sources.services.credentials import is_loopback, variable

ARCHIVES: Final = (".tar.gz", ".tgz", ".tar", ".zip")
GIT: Final = ("https", "ssh", "file", "git")
"""The protocols that git may speak."""
REVISION: Final = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_.@+/=-]{0,199}", re.ASCII)
_PINNED: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,199})==([A-Za-z0-9][A-Za-z0-9.!+_-]{0,99})"
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_FOLDER: Final = re.compile(r"[!-~]{1,300}", re.ASCII)
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.ASCII)
_SCP: Final = re.compile(r"[\w.-]+@[\w.-]+:(?!/)")


def asked(text: str, index: str | None = None) -> Asked:
    """What a text asks for.

    Args:
        text: As in the table above.
        index: The address of an index (PEP 503, PEP 691), for `wheel:NAME==VERSION`.

    Raises:
        Refused: It is none of those, names credentials, or a protocol that is not allowed.
    """
    if not text or text.startswith("-") or not text.isprintable():
        raise Refused(f"{text[:80]!r} is no source of a pack")
    if text.startswith("wheel:"):
        return _of_index(text.removeprefix("wheel:"), index)
    if index is not None:
        raise Refused("--index is for wheel:NAME==VERSION alone")
    if text.startswith("git+"):
        return _of_git(text.removeprefix("git+"))
    if _ADDRESS.match(text):
        return _of_address(text)
    if _SCP.match(text):
        host, _, path = text.partition(":")
        raise Refused(
            f"{text} is no source of a pack", f"write it git+ssh://{host}/{path}@REVISION"
        )
    path, _, fragment = (
        text.partition("#") if ".whl#" in text or _has_suffix(text) else (text, "", "")
    )
    return _with(Asked(_kind(path), path), fragment)


def again(known: Asked) -> Asked:
    """A source as bylaw.lock keeps it, held to the same as one that somebody writes.

    A lock is a file that a change can bring. Refused where nobody can have written its source.
    """
    try:
        match known.kind:
            case "git":
                found = asked(f"git+{known.address}@{known.revision}")
            case "wheel" if known.revision:
                found = asked(f"wheel:{known.revision}", known.address)
            case _:
                found = asked(known.address)
        if known.folder:
            found = replace(found, folder=_folder(known.folder))
    except Refused as error:
        raise Refused(f"the source in bylaw.lock is none: {error.message}") from None
    if found != known:
        raise Refused("the source in bylaw.lock is none that `bylaw pack add` writes")
    return found


def moved(old: Asked, to: str) -> Asked:
    """The same source at another revision, version or address. Refused where it has none."""
    if old.kind == "git":
        return replace(old, revision=_revision(to))
    if old.kind == "wheel" and old.revision:
        name = old.revision.partition("==")[0]
        return replace(_of_index(f"{name}=={to}", old.address), folder=old.folder)
    if old.kind == "directory":
        raise Refused("--to is not for a pack from a directory", "it has one state: what is there")
    new = asked(to)
    if new.kind != old.kind:
        raise Refused(f"--to {to} is no {old.kind}")
    return new if new.folder else replace(new, folder=old.folder)


def _of_index(text: str, index: str | None) -> Asked:
    pinned, _, fragment = text.partition("#")
    if not _PINNED.fullmatch(pinned):
        raise Refused(f"wheel:{text} does not name one version", "write wheel:NAME==VERSION")
    if index is None:
        raise Refused(
            f"wheel:{text} says no index to take it from",
            "name it: --index https://packages.example/simple/",
        )
    _checked(index)
    if urlsplit(index).fragment:
        raise Refused("the address of the index has a fragment")
    return _with(Asked("wheel", index.rstrip("/") + "/", pinned), fragment)


def _of_git(text: str) -> Asked:
    address, _, fragment = text.partition("#")
    scheme, found, rest = address.partition("://")
    if scheme not in GIT or not found:
        raise Refused(
            f"git+{_shown(address)} names a protocol that packs are not fetched by",
            "write git+https://, git+ssh:// or git+file://",
        )
    host, slash, path = rest.partition("/")
    path, at, revision = path.partition("@")
    parts = _split(f"{scheme}://{host}{slash}{path}")
    user = parts.netloc.rpartition("@")[0]
    if user and (scheme != "ssh" or ":" in user):
        raise _credentials(parts)
    is_file = scheme == "file"
    if (host if is_file else not parts.hostname) or not path or host.startswith("-"):
        raise Refused(f"git+{_shown(address)} names no repository")
    if (user or parts.hostname or "").startswith("-"):
        raise Refused(f"git+{_shown(address)} names no repository")
    _plain(parts)
    return _with(Asked("git", parts.geturl(), _revision(revision) if at else "HEAD"), fragment)


def _of_address(text: str) -> Asked:
    address, _, fragment = text.partition("#")
    parts = _checked(address)
    if not parts.path.endswith((*ARCHIVES, ".whl")):
        raise Refused(
            f"{address} is no archive ({', '.join(ARCHIVES)}) and no wheel",
            "for a git repository write git+https://HOST/REPO@REVISION",
        )
    return _with(Asked(_kind(parts.path), address), fragment)


def _checked(address: str) -> SplitResult:
    """An address of HTTP: over TLS, or on this machine; without credentials."""
    parts = _split(address)
    if "@" in parts.netloc:
        raise _credentials(parts)
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise Refused(f"{parts.scheme}:// is no protocol that packs are fetched by", "use https")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise Refused(f"{address} is not fetched over http", "write it as https://")
    _plain(parts)
    return parts


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise Refused("the source is no address that can be read") from None
    return parts


def _plain(parts: SplitResult) -> None:
    if parts.query:
        raise Refused(
            f"the address on {parts.hostname} has a query, which may hold credentials",
            "name an address without `?`; a token comes from the environment",
        )
    if not re.fullmatch(r"[!-~]+", parts.geturl()):
        raise Refused("an address is ASCII without blanks", "write other characters as %XX")


def _shown(address: str) -> str:
    """An address without what may be credentials."""
    return re.sub(r"(?<=://)[^/]*@", "", address.partition("?")[0])


def _credentials(parts: SplitResult) -> Refused:
    host = parts.hostname or ""
    name = variable(f"https://{host}")
    return Refused(
        f"the address on {host} holds credentials, which would end up in bylaw.lock",
        f"take them out, and set {name}",
    )


def _revision(text: str) -> str:
    is_bad = ".." in text or "@{" in text or "//" in text or text.endswith(("/", ".lock", "."))
    if not REVISION.fullmatch(text) or is_bad:
        raise Refused(f"{text[:80]!r} is no revision", "name a tag, a branch, or a whole commit id")
    return text


def _with(found: Asked, fragment: str) -> Asked:
    for part in filter(None, fragment.split("&")):
        key, equals, value = part.partition("=")
        if equals and key == "sha256":
            if not _SHA256.fullmatch(value.lower()):
                raise Refused(f"sha256={value[:80]} is no SHA-256 in hex")
            if found.kind in ("git", "directory"):
                raise Refused(f"sha256= is not for a pack from {found.kind}")
            found = replace(found, sha256=value.lower())
        else:
            named = equals and key in ("folder", "subdirectory")
            found = replace(found, folder=_folder(value if named else part))
    return found


def _folder(text: str) -> str:
    plain = text.strip("/")
    if not _FOLDER.fullmatch(plain) or any(one in ("", ".", "..") for one in plain.split("/")):
        raise Refused(f"{text[:80]!r} is no folder of a source")
    return plain


def _has_suffix(text: str) -> bool:
    return text.partition("#")[0].endswith((*ARCHIVES, ".whl"))


def _kind(path: str) -> Kind:
    if path.endswith(".whl"):
        return "wheel"
    return "archive" if path.endswith(ARCHIVES) else "directory"
