"""Which files govern, by their paths."""

from __future__ import annotations

import re
from typing import Final

from bylaw.gate.governance import CONFIG
from bylaw.packs.find import SUFFIX
from bylaw.packs.text import BYLAW, LOCK, MANIFEST, VENDORED
from bylaw.sources.catalog.formats import found as catalog_files
from bylaw.sources.owners.read import PLACES

OWNERS: Final = frozenset(path for paths in PLACES.values() for path in paths)
PIPELINES: Final = re.compile(
    r"""
    \.github/(?:workflows|actions)/.+\.ya?ml
    | (?:.+/)?action\.ya?ml
    | (?:.+/)?[^/]*\.gitlab-ci[^/]*\.ya?ml | \.gitlab/.+\.ya?ml
    | azure-pipelines[^/]*\.ya?ml | \.azure(?:-pipelines|devops|)/.+\.ya?ml
    | bitbucket-pipelines\.yml
    | \.circleci/.+\.ya?ml
    | \.buildkite/.+
    | (?:.+/)?Jenkinsfile[^/]*
    | \.pre-commit-config\.yaml | lefthook\.ya?ml | \.husky/.+
    | \.(?:travis|drone|woodpecker|cirrus)\.ya?ml | \.woodpecker/.+\.ya?ml
    """,
    re.VERBOSE | re.DOTALL,
)
"""Where pipelines and hooks are described."""
PIPELINE_PLACES: Final = (
    *(".github/workflows/", ".github/actions/", ".gitlab-ci.yml", ".gitlab/", ".circleci/"),
    *(".buildkite/", ".azure/", ".azure-pipelines/", ".azuredevops/", "azure-pipelines.yml"),
    *("azure-pipelines.yaml", "bitbucket-pipelines.yml", "Jenkinsfile", ".pre-commit-config.yaml"),
    *("lefthook.yml", "lefthook.yaml", ".husky/", ".woodpecker/", ".woodpecker.yml", ".drone.yml"),
    *(".travis.yml", ".cirrus.yml", "action.yml", "action.yaml"),
)
"""Files and folders of them that forges and tools look for; other files are named by these."""
USUALLY_CALLED: Final = (
    *("Makefile", "justfile", "Taskfile.yml", "package.json", "noxfile.py", "tox.ini"),
    *("ci/", ".ci/", "scripts/", ".github/scripts/"),
)
"""Where what pipelines call usually stands; in a partial clone it is fetched along with them."""
SETTINGS: Final = re.compile(
    r"""
    (?:.+/)?\.claude/(?:settings(?:\.local)?\.json|hooks/.+|agents/.+|commands/.+)
    | (?:.+/)?\.mcp\.json | (?:.+/)?\.vscode/mcp\.json
    | (?:.+/)?\.codex/(?:config\.toml|.+\.rules|hooks\.json)
    | (?:.+/)?\.cursor/(?:mcp|hooks|permissions|cli|environment)\.json
    | (?:.+/)?\.gemini/settings\.json
    | (?:.+/)?\.aider\.conf\.ya?ml
    | (?:.+/)?\.(?:windsurf|roo|amp|continue|opencode|junie|devin)/.+\.(?:json|ya?ml|toml)
    | (?:.+/)?opencode\.json
    | \.github/(?:copilot-setup-steps\.ya?ml|workflows/copilot-setup-steps\.ya?ml|agents/.+)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What gives AI agents permissions, hooks, servers and other agents."""
INSTRUCTIONS: Final = re.compile(
    r"""
    (?:.+/)?(?:AGENTS|CLAUDE|GEMINI|CONVENTIONS)(?:\.local)?\.md
    | (?:.+/)?\.cursorrules | (?:.+/)?\.cursor/rules/.+ | (?:.+/)?\.windsurfrules
    | (?:.+/)?\.(?:clinerules|roorules|goosehints)(?:/.+)?
    | \.github/(?:copilot-instructions\.md|instructions/.+)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What AI agents are told in words."""


def governs(path: str) -> bool:
    """Whether a file usually has a part in what is judged, by whom, or whether at all.

    Configuration can name others; where both trees are at hand, it is asked.
    """
    return (
        path.startswith(f"{BYLAW}/")
        or is_policy(path)
        or is_pipeline(path)
        or is_attributes(path)
        or is_of_agents(path)
        or path in OWNERS
        or bool(catalog_files([path]))
    )


def is_policy(path: str) -> bool:
    """Whether policies or their levels may hang on a file."""
    name = path.rpartition("/")[2]
    return (
        path == LOCK
        or name in (CONFIG, MANIFEST)
        or name.endswith(SUFFIX)
        or path.startswith(f"{VENDORED}/")
    )


def is_pipeline(path: str) -> bool:
    """Whether a file describes a pipeline or hooks."""
    return PIPELINES.fullmatch(path) is not None


def is_attributes(path: str) -> bool:
    """Whether a file holds attributes of git."""
    return path.rpartition("/")[2] == ".gitattributes"


def is_of_agents(path: str) -> bool:
    """Whether a file is read by AI agents."""
    return SETTINGS.fullmatch(path) is not None or INSTRUCTIONS.fullmatch(path) is not None
