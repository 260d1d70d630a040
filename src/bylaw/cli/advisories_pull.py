"""`bylaw advisories pull`."""

from __future__ import annotations

import click

from bylaw.cli import options
from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw advisories pull                       of the ecosystems of this repository
  bylaw advisories pull npm PyPI              of these
  bylaw advisories pull npm --from /mnt/osv   from a folder, without a network
"""


@click.command("pull", cls=examples(EXAMPLES))
@click.argument("ecosystems", nargs=-1, metavar="[ECOSYSTEM]...")
@click.option(
    "--from",
    "origin",
    metavar="URL|DIR",
    help="Where <ECOSYSTEM>/all.zip is. Default: OSV's public bucket.",
)
@options.repo
def command(ecosystems: tuple[str, ...], origin: str | None, repo: str) -> int:
    """Brings snapshots of advisories, by OSV's or a purl's name of their ecosystem.

    Without names, those of the repository's manifests. They are kept in the user's cache folder; an
    unchanged one is not sent again.
    """
    from pathlib import Path
    from time import time

    from bylaw.cli.exit import NOT_JUDGED, PASSED
    from bylaw.cli.progress import Progress
    from bylaw.cli.terminal import say
    from bylaw.gate import snapshots
    from bylaw.reports.summary import plural
    from bylaw.sources.advisories.ecosystems import OSV
    from bylaw.sources.advisories.pull import BUCKET, pull
    from bylaw.sources.advisories.zips import BadSnapshot
    from bylaw.sources.services.http import HttpClient
    from bylaw.sources.services.interface import Failed

    kinds = snapshots.named(ecosystems) or snapshots.here(repo)
    folder = snapshots.cache_folder()
    is_address = origin is None or origin.startswith(("https://", "http://"))
    source = (origin or BUCKET) if is_address else Path(origin or "")
    failed = False
    with HttpClient(now=int(time())) as client:
        for kind in kinds:
            try:
                with Progress() as progress:
                    progress(OSV[kind])
                    done = pull(kind, source, folder, client)
            except Failed as error:
                failed = True
                say(f"{OSV[kind]}: {error.message}" + (f"\n  {error.remedy}" * bool(error.remedy)))
            except BadSnapshot as error:
                failed = True
                say(f"{OSV[kind]}: {error.message}\n  The snapshot that was there is as it was.")
            else:
                counts = plural(done.about.advisories, "advisory", "advisories")
                if done.about.skipped:
                    counts += f"; {plural(done.about.skipped, 'file')} could not be read"
                click.echo(f"{OSV[kind]}: {'' if done.is_changed else 'unchanged, '}{counts}")
    return NOT_JUDGED if failed else PASSED
