"""Advisories of a whole ecosystem, synthetic: `python -m bench.advisories [RECORDS] [PACKAGES]`.

It writes a zip as OSV's of npm is: nine in ten records are of malicious packages, with one version
or all, the others have a range or more and some aliases; each has a text of its own length, as they
have. It then times what `bylaw advisories pull` does with it, and what a check does that asks for
the packages of a lock: half of them have advisories, every fifth has a second version.
"""

from __future__ import annotations

import json
import platform
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.history import WORDS
from bylaw.facts.place import Unknown
from bylaw.sources.advisories.pull import pull
from bylaw.sources.advisories.snapshot import Snapshot
from bylaw.sources.advisories.store import path_of
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Coordinates

RECORDS = 220_000
PACKAGES = 10_000
ROUNDS = 5


def records(dice: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Records, the weaknesses first."""
    for number in range(count):
        if number < count // 10:
            yield weakness(dice, number)
        else:
            yield malware(dice, number)


def weakness(dice: random.Random, number: int) -> dict[str, Any]:
    """One of a package that many use: several have more than one."""
    major = dice.randint(0, 6)
    ranges = [
        {"type": "SEMVER", "events": [
            {"introduced": f"{at}.0.0" if at else "0"},
            {"fixed": f"{at}.{dice.randint(1, 30)}.{dice.randint(0, 20)}"},
        ]}
        for at in range(max(0, major - dice.randint(0, 2)), major + 1)
    ]  # fmt: skip
    name = package(dice.randrange(4000))
    return {
        "schema_version": "1.7.3", "id": f"GHSA-{number:04x}-bbbb-cccc",
        "modified": "2025-06-01T00:00:00Z", "published": "2025-05-01T00:00:00Z",
        "aliases": [f"CVE-2025-{number}"], "summary": text(dice, 8), "details": text(dice, 200),
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:N"}],
        "affected": [
            {"package": {"ecosystem": "npm", "name": name, "purl": f"pkg:npm/{name}"},
             "ranges": [each], "database_specific": {"source": "https://git.example/db"}}
            for each in ranges
        ],
        "references": [{"type": "WEB", "url": f"https://git.example/{n}"} for n in range(6)],
        "database_specific": {"severity": dice.choice(["LOW", "MODERATE", "HIGH", "CRITICAL"])},
    }  # fmt: skip


def malware(dice: random.Random, number: int) -> dict[str, Any]:
    """One of a package that was published to do harm."""
    name = f"{dice.choice(WORDS)}-{dice.choice(WORDS)}-{number}"
    some: dict[str, Any] = {"versions": ["1.0.0", "99.9.9"]}
    whole = {"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}
    return {
        "schema_version": "1.7.3", "id": f"MAL-2025-{number}", "modified": "2025-06-01T00:00:00Z",
        "summary": f"Malicious code in {name} (npm)", "details": text(dice, 120),
        "affected": [
            {"package": {"ecosystem": "npm", "name": name}, **(some if number % 2 else whole)}
        ],
        "credits": [{"name": "Ana", "type": "FINDER"}],
    }  # fmt: skip


def text(dice: random.Random, words: int) -> str:
    """Words."""
    return " ".join(dice.choices(WORDS, k=words))


def package(number: int) -> str:
    """A name that many use."""
    return f"@scope/p-{number}" if number % 3 == 0 else f"package-{number}"


def lock(dice: random.Random, count: int) -> list[Coordinates]:
    """The packages of a lock."""
    found = []
    for number in range(count):
        name = package(number % 8000)
        version = f"{dice.randint(0, 7)}.{dice.randint(0, 30)}.{dice.randint(0, 20)}"
        found.append(Coordinates("npm", name, version))
    return found


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    dice = random.Random(20_240_229)
    packages = lock(dice, int(sys.argv[2]) if len(sys.argv) > 2 else PACKAGES)
    print(f"{platform.platform()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        source = Path(scratch, "osv", "npm", "all.zip")
        source.parent.mkdir(parents=True)
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for one in records(dice, count):
                archive.writestr(f"{one['id']}.json", json.dumps(one))
        folder = Path(scratch, "cache")
        client = HttpClient(now=int(time.time()))
        before = time.perf_counter()
        pull("npm", source.parents[1], folder, client)
        took = time.perf_counter() - before
        kept = path_of(folder, "npm").stat().st_size
        print(f"{count:,} records, zip {source.stat().st_size / 2**20:.0f} MiB")
        print(f"pull: {took:.1f} s, snapshot {kept / 2**20:.0f} MiB")
        times = []
        for _ in range(ROUNDS):
            before = time.perf_counter()
            snapshot = Snapshot(folder, client.now, 86400)
            snapshot.expect(packages)
            answers = [snapshot.of(one) for one in packages]
            times.append(time.perf_counter() - before)
        hits = sum(bool(one) for one in answers if not isinstance(one, Unknown))
        print(
            f"{len(packages):,} packages, {hits:,} with findings: first {times[0]:.2f} s, "
            f"median {median(times):.2f} s  (target <= 1 s)"
        )


if __name__ == "__main__":
    main()
