"""What a server, or the way to it, said no to: git's messages as sentences that help."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.git.errors import NotJudged

_CAUSES: Final = (
    (
        r"Authentication failed|could not read (Username|Password)|returned error: 40[13]"
        r"|HTTP 40[13]|Permission denied|[Aa]ccess denied|terminal prompts disabled"
        r"|unable to get password",
        "no-access",
        "does not let this job in",
        "Give the job a token that may read it: GITHUB_TOKEN (contents: read) or GITLAB_TOKEN.",
    ),
    (
        r"Could not resolve host|Name or service not known|unable to look up",
        "no-host",
        "was not found: its host has no address",
        "See that the job has a network and that the address is right.",
    ),
    (
        r"couldn't find remote ref",
        "no-branch",
        "has no such branch or pull request any more",
        "If the change has another target by now, run the pipeline again.",
    ),
    (
        r"not our ref|does not allow request for unadvertised object|no such remote ref",
        "refused-commit",
        "does not hand out the commit that the pipeline is about",
        "It may have been replaced by a later push: run the pipeline of that one.",
    ),
    (
        r"returned error: 404|[Rr]epository .*not found|does not appear to be a git repository",
        "no-access",
        "has no such repository, or does not show it to this job",
        "Give the job a token that may read it: GITHUB_TOKEN (contents: read) or GITLAB_TOKEN.",
    ),
    (
        r"returned error: 30\d|redirect",
        "redirected",
        "sends to another address, which is not followed",
        "Use the address that it has now.",
    ),
    (
        r"transport '.*' not allowed|protocol '.*' is not",
        "bad-remote",
        "cannot be fetched from over this protocol",
        "Use https, http, ssh, git or file.",
    ),
)


def refused(url: str, err: str) -> NotJudged:
    """The error for a call that the server, or the network, did not answer well."""
    for pattern, reason, what, remedy in _CAUSES:
        if re.search(pattern, err):
            return NotJudged(reason, f"{url} {what}.", remedy)
    from bylaw.sources.git.process import FULL, failed

    if FULL in err:
        return failed("fetch", err)
    lines = [line.strip() for line in err.splitlines()]
    said = next((one for one in lines if one.startswith(("fatal: ", "error: "))), "")
    said = re.sub(r"[\x00-\x1f\x7f]", " ", said.partition(": ")[2]).rstrip(".")
    return NotJudged(
        "fetch-failed",
        f"Fetching from {url} failed: {said or 'git gave no reason'}.",
        "Run the pipeline again.",
    )
