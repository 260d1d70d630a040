"""`bylaw check`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from bylaw.cli import options
from bylaw.cli.group import examples

if TYPE_CHECKING:
    from bylaw.cli.output import Wanted

EXAMPLES = """\
  bylaw check                              your work against the default branch
  bylaw check --staged                     what the next commit would bring
  bylaw check --base main --head HEAD      what a branch would bring
  bylaw check --policy rules.bylaw --all   one policy file over the whole tree
  git diff | bylaw check --patch -         a patch, with no repository at all
  bylaw check --profile ci --base origin/main --report sarif=out.sarif
                                           a gate: the target's policies judge

Exit codes:
  0  passed, or passed with unknowns       3  inconclusive: something was not judged
  1  denied                                4  bylaw itself failed
  2  a policy, the configuration or the command line is wrong
"""


@click.command("check", cls=examples(EXAMPLES))
@click.option(
    "--base",
    metavar="REV",
    help="Measure from the merge base with REV. Default: the default branch; with --profile ci in "
    "GitHub Actions and GitLab CI, what the pipeline is about, and --head with it.",
)
@click.option("--head", metavar="REV", help="Judge this commit instead of the work tree.")
@click.option("--staged", is_flag=True, help="Judge the index against HEAD.")
@click.option("--worktree", is_flag=True, help="Judge the work tree against the index.")
@click.option("--patch", metavar="FILE|-", help="Judge a patch: git's, or a plain unified diff.")
@click.option("--all", "whole", is_flag=True, help="Judge the whole tree as if all of it were new.")
@options.repo
@options.policy
@options.config
@options.org
@click.option(
    "--profile",
    type=click.Choice(["local", "ci"]),
    default="local",
    help="ci: policies and configuration come from the tip of the target branch, never from the "
    "change. Default: local.",
)
@click.option(
    "--policy-ref", metavar="REV", help="Take policies and configuration from this revision."
)
@click.option(
    "--report",
    "reports",
    metavar="FORMAT[=FILE]",
    multiple=True,
    help="console, sarif, json, junit, github, gitlab-codequality, gitlab-sast, markdown or html; "
    "to standard output without FILE. Repeatable. Default: console.",
)
@click.option(
    "--sarif-profile",
    type=click.Choice(["full", "github", "gitlab"]),
    default="full",
    help="Trim SARIF to what a forge accepts.",
)
@click.option(
    "--unknown",
    type=click.Choice(["deny", "warn", "pass"]),
    help="What a rule weighs that could not be judged. Default: warn; in profile ci, deny.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["deny", "warn", "never"]),
    help="What exit code 1 means. Default: deny.",
)
@click.option(
    "--rule",
    "rules",
    metavar="GLOB",
    multiple=True,
    help="Run only these rules: PACK/NAME or a glob. Repeatable.",
)
@options.param
@click.option(
    "--agent",
    metavar="NAME",
    help="The AI agent at work: uncommitted work counts as marked by it.",
)
@options.offline
@click.option(
    "--facts",
    metavar="FILE",
    help="Save the answers of registries and advisories in FILE, or judge by those that are there.",
)
@click.option(
    "--review",
    metavar="FILE",
    help="Take approvals, and all else of the review, from FILE: for forges that bylaw cannot ask.",
)
@click.option("--now", metavar="TIME", help="The time of judgement, such as 2026-12-31T12:00:00Z.")
@click.option(
    "--explain",
    metavar="RULE",
    help="Show how the conditions of a rule were decided, on standard error.",
)
@click.option("--stats", is_flag=True, help="Show what each rule cost, on standard error.")
@click.option("--quiet", is_flag=True, help="The verdict in one line, and nothing on the way.")
@options.color
def command(**said: Any) -> int:
    """Judges a change: denies it, warns, or lets it pass.

    Without arguments the change is your work tree and index against the merge base with the
    default branch. In a repository without bylaw.yaml the pack `start` judges.
    """
    from bylaw.cli import output
    from bylaw.cli.diagnostics import show
    from bylaw.cli.progress import Progress
    from bylaw.cli.terminal import colors, say, width
    from bylaw.gate.run import run
    from bylaw.reports.interface import Options

    _agree(said)
    reports = output.wanted(said["reports"])
    if os.environ.get("CI") == "true" and _is_silent("profile") and not said["quiet"]:
        say("bylaw: in a pipeline, say --profile ci: the target branch's policies judge then.")
    with Progress(wanted=not said["quiet"]) as progress:
        answer = run(_request(said, reports), progress)
    if not said["quiet"]:
        show(answer.warnings, said["color"])
    to_terminal = Options(
        width=width(),
        color=colors(said["color"], sys.stdout),
        quiet=said["quiet"],
        sarif_profile=said["sarif_profile"],
        arguments=tuple(sys.argv[1:]),
    )
    output.write(answer.verdict, reports, to_terminal)
    if answer.trace is not None:
        from bylaw.cli.trace import show_trace

        show_trace(answer.trace, answer.verdict.rules)
    if said["stats"]:
        from bylaw.cli.stats import show_statistics

        show_statistics(answer)
    return answer.verdict.exit_code


def _request(said: dict[str, Any], reports: tuple[Wanted, ...]) -> Any:
    from bylaw.cli import output
    from bylaw.gate.request import Request

    return Request(
        repo=said["repo"],
        base=said["base"],
        head=said["head"],
        staged=said["staged"],
        worktree=said["worktree"],
        patch=None if said["patch"] is None else _patch(said["patch"]),
        patch_name=said["patch"] or "patch",
        whole=said["whole"],
        policies=said["policies"],
        config=said["config"],
        profile=said["profile"],
        policy_ref=said["policy_ref"],
        org=said["org"],
        unknown=said["unknown"],
        fail_on=said["fail_on"],
        rules=said["rules"],
        params=options.pairs(said["params"]),
        agent=said["agent"],
        explain=said["explain"],
        written=output.written(said, reports),
        offline=said["offline"],
        facts=said["facts"],
        review=said["review"],
        now=said["now"],
    )


def _agree(said: dict[str, Any]) -> None:
    """UsageError for options that name two different changes."""
    kinds = [f"--{name}" for name in ("staged", "worktree", "patch") if said[name]]
    kinds += ["--all"] if said["whole"] else []
    if len(kinds) > 1:
        raise click.UsageError(f"{kinds[0]} and {kinds[1]} name two different changes.")
    for option in ("base", "head"):
        allowed = kinds in ([], ["--all"]) if option == "head" else not kinds
        # With a patch or an index the base still tells which branch it is to land on.
        if said[option] and not allowed and not (option == "base" and said["profile"] == "ci"):
            raise click.UsageError(f"--{option} and {kinds[0]} name two different changes.")


def _is_silent(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.DEFAULT


def _patch(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        with open(name, "rb") as stream:  # noqa: PTH123
            return stream.read()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise click.UsageError(f"--patch {name}: {why}.") from None
