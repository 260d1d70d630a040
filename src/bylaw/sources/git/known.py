"""What is known of a file beside its lines: size, language, generated, vendored, test, LFS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Side, Unknown
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.files import File
from bylaw.sources.git.generated import has_generated_header, is_generated_name
from bylaw.sources.git.language import extension_of, language_of_first_line, language_of_name
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.git.vendored import is_vendored_name

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change

NOT_TEXT = "not-text"
LFS_START = b"version https://git-lfs.github.com/spec/v1\n"
LFS_MOST = 1024
"""Bytes of the largest pointer, by the specification of Git LFS."""


def extension(file: File) -> str:
    """The last extension in lower case, without its dot."""
    return extension_of(file.path)


def is_test(file: File) -> bool:
    """A test by its path."""
    return is_test_name(file.path)


def language(file: File) -> str | Unknown | None:
    """By the name; without an extension, by the `#!` line."""
    named = language_of_name(file.path)
    if named is not None or extension_of(file.path) or file.is_submodule or file.is_symlink:
        return named
    data = file.contents.content(file)
    if not isinstance(data, bytes):
        return None if data is None or data.reason == "patch-only" else data
    return language_of_first_line(data[:200].partition(b"\n")[0].decode(errors="replace"))


def size(file: File) -> int | Unknown:
    """Bytes on the side where it stands; 0 for a deleted file and for a submodule."""
    if file.is_submodule or file.status == "deleted":
        return 0
    if file.contents.objects is None:
        return Unknown("file.size", "patch-only", "A patch does not tell how large a file is.")
    oid = file.content_oid or ""
    found = file.contents.size(oid)
    if found is None:
        from bylaw.sources.git.contents import missing

        return missing(file)
    return found


def is_binary(file: File) -> bool | Unknown:
    """By the bytes, never by an attribute."""
    if file.is_submodule:
        return False
    if file.status == "unchanged" or file.oid == file.old_oid:
        data = file.contents.content(file)
        if isinstance(data, Unknown):
            return data.reason == NOT_TEXT or data
        return data is None
    texts = file.texts
    if isinstance(texts, Unknown):
        return texts
    gap = file.cache.get("gap")
    return gap if isinstance(gap, Unknown) else texts.is_binary


def is_lfs(file: File) -> bool | Unknown:
    """Its content is a pointer of Git LFS."""
    if file.is_submodule or file.is_symlink:
        return False
    if file.contents.objects is None:
        block = file.added_lines
        return file.status == "added" and block.data.startswith(LFS_START)
    length = size(file) if file.status != "deleted" else 0
    if isinstance(length, Unknown):
        return length
    if length > LFS_MOST:
        return False
    data = file.contents.content(file)
    if isinstance(data, Unknown):
        return False if data.reason == NOT_TEXT else data
    return data is not None and data.startswith(LFS_START)


def is_generated(file: File) -> bool | Unknown:
    """By attribute of the trusted side, by name, or by a header that the base already had."""
    said = _attribute(file, "linguist-generated")
    if said is not None:
        return said
    if is_generated_name(file.path):
        return True
    is_old = file.side == "base" or file.status == "unchanged"
    base = file if is_old else file.before
    if base is None or base.is_submodule or base.is_symlink:
        return False
    data = base.contents.content(base)
    if isinstance(data, Unknown):
        # a patch has no base text: only its name can tell
        return False if data.reason in ("patch-only", NOT_TEXT) else data
    return data is not None and has_generated_header(data)


def is_vendored(file: File) -> bool | Unknown:
    """By attribute of the trusted side, or by its folder."""
    said = _attribute(file, "linguist-vendored")
    return is_vendored_name(file.path) if said is None else said


def _attribute(file: File, name: str) -> bool | Unknown | None:
    found = file.contents.attributes()
    if isinstance(found, Unknown):
        return found
    return found.get((name, file.path))


def added_numbers(file: File) -> frozenset[int] | Unknown:
    """The numbers of the added lines."""
    known: Any = file.cache.get("numbers")
    if known is None:
        block = file.added_lines
        if block.gaps:
            return block.gaps[0]
        known = file.cache["numbers"] = frozenset(line.number for line in block)
    return known  # type: ignore[no-any-return]


def tree_files(change: Change, side: Side) -> Sequence[File] | Unknown:
    """Every file of one side, by path; those that the change touches are the change's own."""
    key = f"tree:{side}"
    if key not in change.cache:
        change.cache[key] = _tree_files(change, side)
    found: Sequence[File] | Unknown = change.cache[key]
    return found


def entries(change: Change, side: Side) -> list[tuple[str, str, str]]:
    """`(mode, object id, path)` of every file of one side. Raises NotJudged."""
    key = f"entries:{side}"
    if key not in change.cache:
        tree = change.head_tree if side == "head" else change.base_tree
        assert change.store is not None
        assert tree is not None
        change.cache[key] = change.store.entries(tree)
    found: list[tuple[str, str, str]] = change.cache[key]
    return found


def _tree_files(change: Change, side: Side) -> Sequence[File] | Unknown:
    tree = change.head_tree if side == "head" else change.base_tree
    if change.store is None or tree is None:
        return Unknown(
            "repo.files" if side == "head" else "repo.base.files",
            "patch-only",
            "A patch does not tell which other files there are.",
            "Judge the commits themselves instead of a patch.",
        )
    try:
        listed = entries(change, side)
    except NotJudged as error:
        return Unknown("repo.files", error.reason, error.message, error.remedy)
    touched = {file.path: file for file in change.files if file.side == "head"}
    if side == "base":
        olds = (file.before for file in change.files)
        touched = {old.path: old for old in olds if old is not None}
    return [
        touched.get(path) or File(change.contents, path, "unchanged", mode, oid, side=side)
        for mode, oid, path in listed
    ]
