"""`bylaw publish`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.gate.run import Answer
    from bylaw.publish.model import Wanted
    from bylaw.publish.run import Outcome
    from bylaw.publish.where import Where
    from bylaw.sources.forges.pipeline import Pipeline
    from bylaw.verdict.model import Verdict

EXAMPLES = """\
  bylaw publish                               in a pipeline: judge, and comment
  bylaw publish --inline --check-run          and comments on lines, and a check run
  bylaw publish --status --dry-run            show what would be posted
  bylaw publish --from report.json            show another job's report, as advice alone

Exit codes: those of `bylaw check`; 4 where something could not be published.
"""


@click.command("publish", cls=examples(EXAMPLES))
@click.option("--forge", type=click.Choice(["github", "gitlab"]), help="Default: the pipeline's.")
@click.option("--api-url", metavar="URL", help="Of the forge's API. Default: the pipeline's.")
@click.option(
    "--repository", metavar="OWNER/NAME", help="At the forge. Default: from the pipeline's event."
)
@click.option(
    "--number",
    type=click.IntRange(1, 1 << 62),
    help="Of the pull or merge request. Default: from the pipeline's event.",
)
@click.option(
    "--target", metavar="BRANCH", help="Where the change is to land. Default: from the event."
)
@click.option(
    "--from",
    "artifact",
    metavar="FILE",
    help="A JSON report that another job wrote: one comment says what is in it, and that it was "
    "not judged here. Nothing else is posted.",
)
@click.option(
    "--comment/--no-comment", default=True, help="One comment, kept up to date. Default: yes."
)
@click.option(
    "--inline/--no-inline", default=False, help="Comments on lines of the diff. Default: no."
)
@click.option(
    "--check-run/--no-check-run", default=False, help="GitHub: a check run with annotations."
)
@click.option(
    "--status/--no-status",
    default=False,
    help="A commit status, and `bylaw/review` for rules that wait for approvals.",
)
@click.option("--sarif/--no-sarif", default=False, help="GitHub: upload SARIF to code scanning.")
@click.option(
    "--name",
    default="bylaw",
    metavar="NAME",
    help="Tells several runs on one change apart. Default: bylaw.",
)
@click.option(
    "--when-passed",
    type=click.Choice(["update", "create", "delete"]),
    default="update",
    help="Where there is nothing to say: update the comment if there is one, create one too, or "
    "delete it. Default: update.",
)
@click.option(
    "--most-inline",
    type=click.IntRange(0, 200),
    default=30,
    help="Comments on lines, at most; the worst first. Default: 30.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be posted; write nothing.")
@click.option("--base", metavar="REV", help="As in `check`. Default: the event's target branch.")
@click.option("--head", metavar="REV", help="As in `check`. Default: the event's commit.")
@options.repo
@options.policy
@options.config
@options.param
@click.option("--rule", "rules", metavar="GLOB", multiple=True, help="As in `check`.")
@click.option("--unknown", type=click.Choice(["deny", "warn", "pass"]), help="As in `check`.")
@click.option(
    "--fail-on",
    type=click.Choice(["deny", "warn", "never"]),
    default="deny",
    help="As in `check`. Default: deny.",
)
@click.option("--now", metavar="TIME", help="As in `check`.")
@click.option(
    "--offline", is_flag=True, help="Judge without asking services. The forge is asked all the same."
)
@click.option(
    "--report",
    "reports",
    metavar="FORMAT[=FILE]",
    multiple=True,
    help="As in `check`. Repeatable. Default: console.",
)
@options.color
def command(**said: Any) -> int:
    """Judges a change from git itself, as `check --profile ci`, and brings the verdict to its forge.

    Repository, number and commit come from the pipeline's event, or from the command line. The
    token comes from GITHUB_TOKEN, GH_TOKEN, GITLAB_TOKEN or BYLAW_TOKEN_<host>.
    """
    wanted = _wanted(said)
    if said["artifact"] is not None:
        return _advise(said, wanted)
    return _judge(said, wanted)
