"""Locks that anybody can rebuild: `python -m bench.locks BASE HEAD [COUNT]` writes two sides.

They look as pnpm 9 to 11 write them: an importer of each thirty packages, `packages` with what the
registry says of each, `snapshots` with what each brings in. 5,000 packages have 1.5 MB. The head
has some upgrades, some packages more and some less.
"""

from __future__ import annotations

import base64
import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.history import WORDS

PACKAGES = 5000
CHANGED = 50
"""Packages that the head upgrades; half as many are added, and a fifth removed."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the registry that never was."""

    name: str
    version: str
    brings: tuple[str, ...] = ()
    """Names; each has one version."""
    peer: str = ""
    is_dev: bool = False

    @property
    def key(self) -> str:
        """What the lock calls it."""
        return f"{self.name}@{self.version}"


def sides(count: int = PACKAGES) -> tuple[str, str]:
    """The lock of the base and that of the head."""
    dice = random.Random(20_240_229)
    base = registry(dice, count)
    head = list(base)
    for at in dice.sample(range(count), min(CHANGED, count)):
        major, minor, patch = map(int, base[at].version.split("."))
        version = dice.choice(
            (f"{major + 1}.0.0", f"{major}.{minor + 1}.0", f"{major}.{minor}.{patch + 1}")
        )
        head[at] = replace(base[at], version=version)
    gone = set(dice.sample([each.name for each in head], min(CHANGED // 5, count)))
    head = [
        replace(each, brings=tuple(name for name in each.brings if name not in gone))
        for each in head
        if each.name not in gone
    ]
    head += [Package(f"added-{number}", "1.0.0") for number in range(CHANGED // 2)]
    return lock(base), lock(head)


def registry(dice: random.Random, count: int) -> list[Package]:
    """Packages of which each brings in some that come after it."""
    names: dict[str, None] = {}
    while len(names) < count:
        plain = f"{dice.choice(WORDS)}-{dice.choice(WORDS)}"
        scope = f"@{dice.choice(WORDS)}/" if dice.random() < 0.3 else ""
        names[f"{scope}{plain}" if len(names) % 3 else f"{scope}{plain}-{len(names)}"] = None
    listed = list(names)
    found = []
    for at, name in enumerate(listed):
        later = range(at + 1, min(at + 400, count))
        brings = dice.sample(later, min(len(later), int(dice.expovariate(0.5))))
        found.append(
            Package(
                name,
                f"{dice.randint(0, 9)}.{dice.randint(0, 20)}.{dice.randint(0, 20)}",
                tuple(listed[each] for each in brings),
                listed[0] if at and dice.random() < 0.1 else "",
                dice.random() < 0.4,
            )
        )
    return found


def lock(packages: Sequence[Package]) -> str:
    """A lock that holds these."""
    return "\n".join(lines({each.name: each for each in packages})) + "\n"


def lines(packages: dict[str, Package]) -> Iterator[str]:
    """The lines of a lock."""
    yield from ("lockfileVersion: '9.0'", "", "settings:", "  autoInstallPeers: true")
    yield from ("  excludeLinksFromLockfile: false", "", "importers:")
    brought = {name for each in packages.values() for name in each.brings}
    roots = [each for each in packages.values() if each.name not in brought]
    for number in range(0, len(roots), 30):
        yield from ("", f"  packages/{number // 30}:")
        for section, is_dev in (("dependencies", False), ("devDependencies", True)):
            asked = [each for each in roots[number : number + 30] if each.is_dev is is_dev]
            if asked:
                yield f"    {section}:"
            for each in asked:
                yield f"      {quoted(each.name)}:"
                yield f"        specifier: ^{each.version}"
                yield f"        version: {reference(each, packages)}"
    yield from ("", "packages:")
    for each in sorted(packages.values(), key=lambda package: package.key):
        digest = base64.b64encode(hashlib.sha512(each.key.encode()).digest()).decode()
        yield from ("", f"  {quoted(each.key)}:", f"    resolution: {{integrity: sha512-{digest}}}")
        yield "    engines: {node: '>=18'}"
        if each.peer:
            yield from ("    peerDependencies:", f"      {quoted(each.peer)}: '*'")
    yield from ("", "snapshots:")
    for each in sorted(packages.values(), key=lambda package: package.key):
        yield ""
        name = f"  {quoted(each.name + '@' + reference(each, packages))}:"
        brings = sorted({*each.brings, *([each.peer] if each.peer in packages else [])})
        if not brings:
            yield f"{name} {{}}"
            continue
        yield from (name, "    dependencies:")
        for below in brings:
            yield f"      {quoted(below)}: {reference(packages[below], packages)}"


def reference(package: Package, packages: dict[str, Package]) -> str:
    """The version, and the peer that it sees."""
    peer = packages.get(package.peer)
    return package.version if peer is None else f"{package.version}({peer.key})"


def quoted(name: str) -> str:
    """As YAML has to have it."""
    return f"'{name}'" if name.startswith("@") else name


def main(base: str, head: str, count: str = str(PACKAGES)) -> None:
    """Writes both sides."""
    for path, text in zip((base, head), sides(int(count)), strict=True):
        Path(path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
