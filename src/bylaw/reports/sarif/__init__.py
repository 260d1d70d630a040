"""SARIF 2.1.0, for GitHub, GitLab and every viewer.

sarif-om is the model; `serialise` turns it into JSON. Results are written one by one, so that a
report of 25,000 never stands in memory as objects; a line of the file is one result.
"""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.reports.interface import Options
from bylaw.verdict.model import Verdict


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as one SARIF log with one run."""
    from bylaw.reports.escape import quiet_json
    from bylaw.reports.sarif.model import load_lazily

    load_lazily()
    from bylaw.reports.sarif.profile import PROFILES, kept
    from bylaw.reports.sarif.results import Results
    from bylaw.reports.sarif.run import HOLE, log
    from bylaw.reports.sarif.serialise import dumps

    profile = PROFILES[options.sarif_profile]
    findings = kept(verdict.findings, profile)
    head, _, tail = dumps(
        log(verdict, options, profile, left_out=len(verdict.findings) - len(findings))
    ).partition(HOLE)
    yield quiet_json(head) + HOLE[:-1]
    result = Results(verdict, profile).result
    separator = "\n"
    for finding in (*findings, *(verdict.suppressed if profile.suppressed else ())):
        yield separator + quiet_json(dumps(result(finding)))
        separator = ",\n"
    yield "\n]" + quiet_json(tail) + "\n"
