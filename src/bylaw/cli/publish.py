"""`bylaw publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.publish.model import Wanted as ToPost

EXAMPLES = """\
  bylaw publish                               in a pipeline: judge, and comment
  bylaw publish --inline --check-run          and comments on lines, and a check run
  bylaw publish --status --dry-run            say what would be posted
  bylaw publish --from report.json            another job's report, as advice

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
    help="A commit status, and `bylaw/review (TARGET)` for rules that wait for approvals.",
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
@click.option("--dry-run", is_flag=True, help="Say what would be posted; write nothing.")
@click.option("--base", metavar="REV", help="As in `check`. Default: the event's target branch.")
@click.option("--head", metavar="REV", help="As in `check`. Default: the event's commit.")
@options.repo
@options.policy
@options.config
@options.org
@options.param
@click.option("--rule", "rules", metavar="GLOB", multiple=True, help="As in `check`.")
@click.option("--unknown", type=click.Choice(["deny", "warn", "pass"]), help="As in `check`.")
@click.option(
    "--fail-on",
    type=click.Choice(["deny", "warn", "never"]),
    help="As in `check`. Default: deny.",
)
@click.option("--review", metavar="FILE", help="As in `check`.")
@click.option("--now", metavar="TIME", help="As in `check`.")
@click.option(
    "--offline",
    is_flag=True,
    help="Judge without asking services. The forge is asked all the same.",
)
@click.option(
    "--report",
    "reports",
    metavar="FORMAT[=FILE]",
    multiple=True,
    help="As in `check`. Repeatable. Default: console.",
)
@click.option(
    "--sarif-profile",
    type=click.Choice(["full", "github", "gitlab"]),
    default="full",
    help="As in `check`: of the report, not of what is uploaded.",
)
@options.color
def command(**said: Any) -> int:
    """Judges a change from git itself, as `check --profile ci`, and tells its forge the verdict.

    Repository, number and commit come from the pipeline's event, or from the command line. The
    token comes from GITHUB_TOKEN, GH_TOKEN, GITLAB_TOKEN or BYLAW_TOKEN_<host>.
    """
    wanted = _wanted(said)
    if said["artifact"] is not None:
        return _advise(said, wanted)
    return _judge(said, wanted)


def _wanted(said: dict[str, Any]) -> ToPost:
    """UsageError for options that do not go together."""
    from bylaw.publish.marks import NAME
    from bylaw.publish.model import Wanted

    if not NAME.fullmatch(said["name"]):
        raise click.UsageError(
            "--name takes at most 40 letters, digits, `.`, `_` and `-`, a letter or digit first."
        )
    if said["artifact"] is not None:
        _refuse_judging(said)
    names = ("comment", "inline", "check_run", "status", "sarif")
    return Wanted(
        name=said["name"],
        when_passed=said["when_passed"],
        most_inline=said["most_inline"],
        **{name: said[name] for name in names},
    )


_OF_ARTIFACTS: Final = (
    *("forge", "api_url", "repository", "number", "target", "artifact", "comment", "name"),
    *("when_passed", "dry_run", "repo", "color", "most_inline", "offline"),
)
"""What may be said beside `--from`; all else is about judging, or about what only that may post."""


def _refuse_judging(said: dict[str, Any]) -> None:
    """UsageError for what does not go together with `--from`."""
    context = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    for option in context.command.params:
        is_said = context.get_parameter_source(option.name or "") is not default
        if is_said and option.name not in _OF_ARTIFACTS:
            raise click.UsageError(
                f"{option.opts[0]} and --from do not go together: a report of another job becomes "
                "one comment and nothing else."
            )
    if not said["comment"]:
        raise click.UsageError("--no-comment and --from do not go together: nothing is left.")


def _judge(said: dict[str, Any], wanted: ToPost) -> int:
    from bylaw.cli import output
    from bylaw.cli.diagnostics import show
    from bylaw.cli.exit import BROKEN
    from bylaw.cli.progress import Progress
    from bylaw.cli.publishing import publish
    from bylaw.cli.terminal import colors, width
    from bylaw.gate.request import Request
    from bylaw.gate.run import run
    from bylaw.reports.interface import Options

    reports = output.wanted(said["reports"])
    request = Request(
        repo=said["repo"],
        base=said["base"],
        head=said["head"],
        policies=said["policies"],
        config=said["config"],
        profile="ci",
        org=said["org"],
        unknown=said["unknown"],
        fail_on=said["fail_on"],
        rules=said["rules"],
        params=options.pairs(said["params"]),
        offline=said["offline"],
        review=said["review"],
        written=output.written(said, reports),
        now=said["now"],
    )
    with Progress() as progress:
        answer = run(request, progress)
    show(answer.warnings, said["color"])
    shown = Options(
        width=width(),
        color=colors(said["color"], sys.stdout),
        sarif_profile=said["sarif_profile"],
    )
    output.write(answer.verdict, reports, shown)
    is_published = publish(said, wanted, answer.verdict)
    return answer.verdict.exit_code if is_published else BROKEN


def _advise(said: dict[str, Any], wanted: ToPost) -> int:
    from bylaw.cli.exit import BROKEN, PASSED
    from bylaw.cli.publishing import advise
    from bylaw.publish.artifact import BadReport, read_report

    try:
        report = read_report(Path(said["artifact"]))
    except BadReport as error:
        raise click.UsageError(f"--from {error}") from None
    click.echo("bylaw: the report of another job is shown for what it says; nothing was judged.")
    return PASSED if advise(said, wanted, report) else BROKEN
