"""Names of the Java platform's languages: in which file one is, and which package is outside.

A name is looked for by its path: `a.b.C` is `a/b/C.java` or `a/b/C.kt` below any folder, which then
is a source root; a file of Scala, Groovy or AspectJ may be meant too. Trailing names are taken away
until there is one, because they may be nested types or members. Where several roots have it, the
closest one to the importing file decides; its own one first. What is not found so may be declared
by a Kotlin file of another name or folder, which all Kotlin files are read for. A name that no file
has, such as generated code, is the file where it would have to be, if the repository has its
package, and the package begins as the importing file's own one: with the same part, or two where
the first is a domain such as `org`. Any other package may be that of a library, to which the
repository has added a class.

A whole package is every folder that has it, each as its first file; but no folder that only has
names of files that a closer one has too, and for other code no folder of tests (`src/test/java`).
It is a package outside besides, where it does not begin as the importing file's own one does.

A package outside is named by the first three parts of its name, `org.springframework.web` for
`org.springframework.web.bind.annotation.GetMapping`, by two below `jakarta`, `javax` and `kotlinx`,
and by four below those few that are a shelf of libraries, such as `org.apache.commons`. What the
Java platform brings along (https://docs.oracle.com/en/java/javase/24/docs/api/) has none: `java`,
`jdk` and `sun`, and those packages of `javax`, `com.sun` and `org` that are part of it. So
`javax.sql` is of the platform, and `javax.persistence` and `javax.inject` are packages outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from bylaw.sources.imports.folders import common
from bylaw.sources.imports.interface import Files, Target, inside, outside

_SOURCES: Final = (".java", ".kt", ".scala", ".groovy", ".aj")
_PLATFORM: Final = frozenset({"java", "jdk", "sun"})
_OF_PLATFORM: Final = frozenset(
    {
        *("com.sun.jdi", "com.sun.management", "com.sun.net.httpserver", "com.sun.nio"),
        *("com.sun.security", "com.sun.source", "com.sun.tools"),
        *("javax.accessibility", "javax.annotation.processing", "javax.crypto", "javax.imageio"),
        *("javax.lang.model", "javax.management", "javax.naming", "javax.net", "javax.print"),
        *("javax.rmi.ssl", "javax.script", "javax.security.auth", "javax.security.cert"),
        *("javax.security.sasl", "javax.smartcardio", "javax.sound", "javax.sql", "javax.swing"),
        *("javax.tools", "javax.transaction.xa", "javax.xml.catalog", "javax.xml.crypto"),
        *("javax.xml.datatype", "javax.xml.namespace", "javax.xml.parsers", "javax.xml.stream"),
        *("javax.xml.transform", "javax.xml.validation", "javax.xml.xpath"),
        *("javax.xml.*", "javax.xml.XMLConstants"),
        *("org.ietf.jgss", "org.w3c.dom", "org.xml.sax"),
    }
)
_TWO: Final = frozenset({"jakarta", "javax", "kotlinx"})
_FOUR: Final = frozenset(
    {"org.apache.commons", "com.google.cloud", "com.amazonaws.services", "software.amazon.awssdk"}
)

_DOMAINS: Final = frozenset({"app", "com", "dev", "edu", "gov", "info", "net", "org"})
_TESTS: Final = re.compile(
    rf"(?:^|/)(?:tests?|javatests)/(?:java/|kotlin/)?(?:[a-z]{{2}}|{'|'.join(sorted(_DOMAINS))})(?:/|$)"
)
_IN_PACKAGE: Final = re.compile(r"(?:^|/)src/[^/]+/(?:java|kotlin)/.")


class Names:
    """Where names of Java and Kotlin lead, in one tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._kotlin: _Declared | None = None
        self._packages: dict[str, list[str]] | None = None
        self._places: Callable[[str], tuple[str, ...]] = cache(self._find)
        self._chosen: Callable[[str, str], str | None] = cache(self._choose)
        self._of_package: Callable[[str, str], tuple[str, ...]] = cache(self._whole)

    def one(self, path: str, name: str) -> Sequence[Target]:
        """Where a name leads that a file imports: a type, or a member of one."""
        if is_platform(name):
            return (outside(name, None),)
        folder = path.rpartition("/")[0]
        target = self._chosen(name, folder)
        if target is None:
            target = self._missing(name, path)
        return (outside(name, package_of(name)) if target is None else inside(name, target),)

    def all(self, path: str, name: str) -> Sequence[Target]:
        """Where `name.*` leads: the nested types and members of a type, or a whole package."""
        if is_platform(f"{name}.*"):
            return (outside(name, None),)
        folder = path.rpartition("/")[0]
        target = self._chosen(name, folder)
        if target is not None:
            return (inside(name, target),)
        found = self._of_package(name, folder)
        if not found:
            return (outside(name, package_of(f"{name}.*")),)
        targets = [inside(name, each, each.rpartition("/")[0]) for each in found]
        if not self._is_akin(path, name):
            targets.append(outside(name, package_of(f"{name}.*")))
        return targets

    @property
    def kotlin(self) -> _Declared:
        """What Kotlin files declare."""
        if self._kotlin is None:
            self._kotlin = _Declared(self.files)
        return self._kotlin

    def _choose(self, name: str, folder: str) -> str | None:
        places = self._places(name)
        return min(places, key=_closeness(folder)) if places else None

    def _find(self, name: str) -> tuple[str, ...]:
        """All files that may be meant: by their paths, else by what they declare."""
        parts = name.split(".")
        for end in range(len(parts), 1, -1):
            tail = "/".join(parts[:end])
            found = [
                path
                for extension in _SOURCES
                for path in self.files.named(f"{parts[end - 1]}{extension}")
                if _is_below_a_root(path, tail + extension)
            ]
            if found:
                return tuple(found)
        return self.kotlin.find(parts)

    def _missing(self, name: str, path: str) -> str | None:
        """The file of a name that no file has, in a package that is of this repository."""
        parts = name.split(".")
        at = next((at for at, part in enumerate(parts) if not part[:1].islower()), 0)
        package, last = ".".join(parts[:at]), parts[at]
        if not package or not self._is_akin(path, package):
            return None
        there = self._folders(package)
        if not there:
            return None
        folder, _, file = path.rpartition("/")
        closest = min(there, key=_closeness(folder))
        extension = file.rpartition(".")[2]
        return f"{closest}/{last}.{extension}" if closest else f"{last}.{extension}"

    def _is_akin(self, path: str, package: str) -> bool:
        """Whether a file's own package begins as this one does."""
        start = package.split(".")[: 2 if _is_domain(package.partition(".")[0]) else 1]
        own = self.kotlin.package_of.get(path)
        if own is not None:
            return own.split(".")[: len(start)] == start
        return f"/{'/'.join(start)}/" in f"/{path}"

    def _folders(self, package: str) -> dict[str, list[str]]:
        """The folders of a package, with their files that are of it."""
        found: dict[str, list[str]] = {}
        tail = package.replace(".", "/")
        for each in self._with_last(tail.rpartition("/")[2]):
            if _is_below_a_root(each, tail):
                found[each] = self._directly(each)
        for path in self.kotlin.packages.get(package, ()):
            files = found.setdefault(path.rpartition("/")[0], [])
            if path not in files:
                files.append(path)
        return found

    def _with_last(self, last: str) -> Sequence[str]:
        """Folders of Java, by their last part."""
        if self._packages is None:
            self._packages = {}
            folders = {path.rpartition("/")[0] for path in self.files.ending("java")}
            for folder in sorted(folders):
                self._packages.setdefault(folder.rpartition("/")[2], []).append(folder)
        return self._packages.get(last, ())

    def _directly(self, folder: str) -> list[str]:
        start = len(folder) + 1
        return [
            path
            for path in self.files.below(folder)
            if path.endswith(".java") and "/" not in path[start:]
        ]

    def _whole(self, name: str, folder: str) -> tuple[str, ...]:
        there = self._folders(name)
        if not _is_for_tests(folder):
            there = {each: files for each, files in there.items() if not _is_for_tests(each)}
        found: list[str] = []
        known: set[str] = set()
        for each in sorted(there, key=_closeness(folder)):
            new = [path for path in there[each] if path.rpartition("/")[2] not in known]
            known |= {path.rpartition("/")[2] for path in new}
            found += [path for path in new if not path.endswith("/package-info.java")][:1]
        return tuple(found)


class _Declared:
    """Packages, and names in them, that Kotlin files declare."""

    def __init__(self, files: Files) -> None:
        self.packages: dict[str, list[str]] = {}
        self.package_of: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        if not files.ending("kt"):
            return
        for path, reading in sorted(files.readings({"kt"}).items()):
            if not reading.declares:
                continue
            package, *names = reading.declares
            package = package.removesuffix(".")
            self.packages.setdefault(package, []).append(path)
            self.package_of[path] = package
            stem = path.rpartition("/")[2].removesuffix(".kt")
            for name in (*names, f"{stem[:1].upper()}{stem[1:]}Kt"):
                self._names.setdefault(f"{package}.{name}" if package else name, []).append(path)

    def find(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The files that declare a name, or what it is nested in."""
        for end in range(len(parts), 0, -1):
            found = self._names.get(".".join(parts[:end]))
            if found:
                return tuple(found)
        return ()


def _is_below_a_root(path: str, tail: str) -> bool:
    """Whether a path ends so, and does not begin in the midst of a package."""
    if path == tail:
        return True
    return path.endswith(f"/{tail}") and not _IN_PACKAGE.search(path[: -len(tail)])


def _is_domain(part: str) -> bool:
    """Whether a package's first part says nothing yet: `com`, `org`, a country."""
    return len(part) == 2 or part in _DOMAINS


def is_platform(name: str) -> bool:
    """Whether a name is of the Java platform."""
    first = name.partition(".")[0]
    if first in _PLATFORM:
        return True
    if first not in ("com", "javax", "org"):
        return False
    parts = name.split(".")
    return any(".".join(parts[:end]) in _OF_PLATFORM for end in range(3, len(parts) + 1)) or (
        ".".join(parts[:2]) in _OF_PLATFORM
    )


def package_of(name: str) -> str:
    """The package outside that a type, a member or `a.b.*` is part of."""
    parts = name.split(".")
    packages = parts[:-1]
    for at, part in enumerate(packages):
        if part[:1].isupper():
            packages = packages[:at]
            break
    if not packages:
        return parts[0]
    most = 3
    if packages[0] in _TWO:
        most = 2
    elif ".".join(packages[:3]) in _FOUR:
        most = 4
    return ".".join(packages[:most])


def _closeness(folder: str) -> Callable[[str], tuple[bool, int, bool, str]]:
    """A key by which the closest path to a folder comes first, for other code tests last."""
    for_tests = _is_for_tests(folder)

    def key(path: str) -> tuple[bool, int, bool, str]:
        hidden = not for_tests and _is_for_tests(path)
        return hidden, -common(path, folder), "/src/main/" not in f"/{path}", path

    return key


def _is_for_tests(folder: str) -> bool:
    """Whether a folder is of tests: `src/test/java`, `src/androidTest/kotlin`, `javatests/com`."""
    _, found, after = f"/{folder}/".partition("/src/")
    if found and "test" in after.partition("/")[0].lower():
        return True
    return _TESTS.search(folder) is not None
