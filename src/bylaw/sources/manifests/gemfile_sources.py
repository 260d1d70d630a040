"""Where a Gemfile gets gems from: registries, repositories, the short names of hosts, and paths.

Source: `add_git_sources` in `dsl.rb` of Bundler.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit
from bylaw.sources.manifests.ruby_tokens import Token

HOSTS: Final = {
    "github": "https://github.com/{}.git",
    "gitlab": "https://gitlab.com/{}.git",
    "bitbucket": "https://bitbucket.org/{}.git",
    "gist": "https://gist.github.com/{}.git",
}
"""By name: the address where `{}` stands for what is given."""
_PULL: Final = re.compile(r"(https://github\.com/[^/\s]+/[^/\s]+)/pull/(\d+)\Z")


class Provenance(NamedTuple):
    """Where a gem is fetched from; fields as in `Entry`."""

    source: Origin = "registry"
    location: str = ""
    pinned: bool | None = None


def from_registry(address: str) -> Provenance:
    """Gems of a registry."""
    return Provenance("registry", plain_address(address).rstrip("/"))


def from_path(folder: str, path: str) -> Provenance:
    """Gems in a folder, that is meant from the Gemfile's."""
    return Provenance("path", placed(folder, path))


def from_git(address: str, revision: str) -> Provenance:
    """Gems in a repository, at a commit, tag or branch where one is named."""
    location = plain_address(address) + (f"#{revision}" if revision else "")
    return Provenance("git", location, is_commit(revision))


def from_host(host: str, template: str, given: str, revision: str) -> Provenance:
    """Gems in a repository that is given by the short name of its host."""
    pull = _PULL.match(given) if host == "github" else None
    if pull is not None:
        return from_git(f"{pull[1]}.git", f"refs/pull/{pull[2]}/head")
    if "://" in given:
        return from_git(given, revision)
    if host != "gist" and host in HOSTS and "/" not in given:
        given = f"{given}/{given}"
    return from_git(template.replace("{}", given), revision)


def template_of(tokens: Sequence[Token], at: int) -> str | None:
    """The address that a block makes of a name, `{ |repo| "https://…/#{repo}.git" }`.

    None where it does more than that.

    Args:
        tokens: The program.
        at: The index of the token that opens the block.
    """
    block = [each for each in tokens[at : at + 8] if each.kind != "line"]
    if len(block) < 6 or not (block[0].is_mark("{") or block[0].is_name("do")):
        return None
    _, bar, name, other_bar, text, closing = block[:6]
    is_block = bar.is_mark("|") and other_bar.is_mark("|") and name.kind == "name"
    is_closed = closing.is_mark("}") or closing.is_name("end")
    made = text.value.replace(f"#{{{name.value}}}", "{}")
    if not is_block or not is_closed or text.kind != "computed" or "#{" in made:
        return None
    return made if made.count("{}") == 1 else None
