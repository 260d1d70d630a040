"""What every file of the repository keeps to: its size, the hosts it names, the links it makes."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400

LONG_ON_PURPOSE = {
    "src/bylaw/lang/tree.py": "the whole syntax tree, one declaration after another",
}
"""Files over the limit, each with the reason why it is better in one piece."""

REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("pkg", "go", "dev"),
        ("maven", "apache", "org"),
        ("repo1", "maven", "org"),
        ("rubygems", "org"),
        ("packagist", "org"),
        ("nuget", "org"),
        ("deb", "debian", "org"),
        ("pub", "dev"),
        ("hex", "pm"),
    )
]
"""Put together here, so that this file does not name them either."""


def kept_files() -> list[Path]:
    """Files that git tracks or would track, and that are still there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = kept_files()
MARKDOWN = [path for path in FILES if path.suffix == ".md"]
SOURCES = [path for path in FILES if path.suffix == ".py" and name_of(path).startswith("src/")]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = re.compile("|".join(rf"(?<![\w-]){re.escape(h)}(?![\w-])" for h in REGISTRY_HOSTS))
    named = [
        f"{name_of(path)}: {found.group()}"
        for path in FILES
        if path.is_file() and (found := hosts.search(path.read_bytes().decode(errors="replace")))
    ]
    assert named == []


def test_source_files_stay_readable_in_one_go() -> None:
    long = {
        name_of(path)
        for path in SOURCES
        if path.read_bytes().count(b"\n") > LONGEST and name_of(path) not in LONG_ON_PURPOSE
    }
    assert long == set(), f"split them by what they are, or say why not in {__file__}"


def test_the_list_of_long_files_is_current() -> None:
    stale = {
        name
        for name in LONG_ON_PURPOSE
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes().count(b"\n") <= LONGEST
    }
    assert stale == set()


def anchors(text: str) -> set[str]:
    """The anchors that headings get on the forges: lower case, no punctuation, hyphens."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = sum(1 for known in found if re.fullmatch(rf"{re.escape(words)}(-\d+)?", known))
        found.add(f"{words}-{number}" if number else words)
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def prose(text: str) -> str:
    """The text without code, in which a link is no link."""
    text = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def broken_links(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(<?([^)\s>]+)>?(?: +\"[^\"]*\")?\)", prose(text)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = (path.parent / name) if name else path
        if not goal.exists() or (
            anchor
            and goal.suffix == ".md"
            and anchor not in anchors(goal.read_text(encoding="utf-8"))
        ):
            broken.append(f"{name_of(path)}: {target}")
    return broken


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_local_links_lead_somewhere(path: Path) -> None:
    assert broken_links(path) == []
