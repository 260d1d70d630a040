"""`python -m bench.publish`: how many requests it takes until 5,000 findings stand at a forge.

Against the servers of the tests, which keep what they are told and hold it against GitHub's
published API; so the time is more theirs than bylaw's, and the requests are what counts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from bylaw.facts.place import Place
from bylaw.publish.content import content
from bylaw.publish.model import Spot, Wanted
from bylaw.publish.run import forge_of, publish
from bylaw.publish.where import Where
from bylaw.sources.forges.address import Kind
from bylaw.sources.forges.api import Api
from bylaw.verdict.model import Anchor, ChangeSummary, JudgedFinding, RuleCard, Verdict
from tests.forges.github import github
from tests.forges.gitlab import gitlab
from tests.forges.server import Forge

FINDINGS = 5_000
MOST = 60
"""Requests for all of them, by the design."""
HEAD = "1" * 40


def verdict(findings: int) -> Verdict:
    """One that denies, a finding on each line of a few files."""
    card = RuleCard("bench/no-evil", "bench", "Nothing evil", "deny", "deny")
    return Verdict(
        "denied",
        1,
        ChangeSummary("range", "0" * 40, HEAD, 50, findings, 0),
        findings=tuple(
            JudgedFinding(
                rule=card.id,
                level="deny",
                message="This is evil, and has to be said in a sentence of some length.",
                place=Place(f"src/file{number % 50:02}.py", number // 50 + 1, 1, 0, 5),
                anchor=Anchor("line", ""),
                fingerprint=f"{number:032x}",
                line_hash=f"{number:x}:1",
                help="Do something good instead.",
            )
            for number in range(findings)
        ),
        rules=(card,),
        profile="ci",
    )


def shown(place: Place) -> Spot:
    """Every line stands in the diff."""
    return Spot(place.path, place.path, place.line, None)


def measure(kind: Kind, serve: Callable[[], AbstractContextManager[Forge]], findings: int) -> int:
    """The most requests that one run of three took; prints a line for each."""
    most = 0
    judged = verdict(findings)
    wanted = Wanted(inline=True, check_run=True, status=True, sarif=True)
    with serve() as forge:
        forge.me = "bench[bot]"
        if kind == "gitlab":
            forge.project = "acme/shop"  # type: ignore[attr-defined]
        where = Where(kind, forge.url, "acme/shop", 7, HEAD, "main")
        environment = {f"{kind.upper()}_TOKEN": forge.token}
        for run in ("first run", "once more", "all mended"):
            given = judged if run != "all mended" else verdict(0)
            begun = time.perf_counter()
            with Api(kind, forge.url, environment=environment) as api:
                made = content(given, where, wanted, shown)
                outcome = publish(forge_of(api, where), where, made, wanted)
                requests = api.requests
            took = time.perf_counter() - begun
            assert outcome.failed == (), outcome.failed
            print(f"{kind:<8}{run:<12}{requests:>5} requests{took:>8.2f} s", flush=True)
            most = max(most, requests)
    return most


def main() -> None:
    """Measure and print."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    print(f"{FINDINGS:,} findings: comment, comments on lines, check run, statuses, SARIF")
    most = max(measure("github", github, FINDINGS), measure("gitlab", gitlab, FINDINGS))
    print(f"at most {most} requests; the design allows {MOST}")


if __name__ == "__main__":
    main()
