"""`bylaw advisories status`."""

from __future__ import annotations

import click

from bylaw.cli.group import examples

EXAMPLES = """\
  bylaw advisories status                 for people
  bylaw advisories status --format json   for programs
"""


@click.command("status", cls=examples(EXAMPLES))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="Default: table.",
)
def command(form: str) -> int:
    """Lists the snapshots of this machine: how old they are, and what they hold."""
    import json
    from time import time
    from typing import Any

    from bylaw.gate.clock import shown
    from bylaw.gate.snapshots import kept
    from bylaw.lang.render import visible

    now = int(time())
    rows: list[dict[str, Any]] = []
    for one in kept():
        row: dict[str, Any] = {"ecosystem": one.ecosystem, "file": one.file, "size": one.size}
        if one.about is None:
            rows.append({**row, "broken": True})
            continue
        about = one.about
        rows.append(
            {
                **row, "broken": False, "taken": shown(about.taken),
                "age": max(0, now - about.taken), "origin": about.origin,
                "advisories": about.advisories, "withdrawn": about.withdrawn,
                "skipped": about.skipped,
            }
        )  # fmt: skip
    if form == "json":
        click.echo(json.dumps({"format": 1, "snapshots": rows}, indent=2))
        return 0
    if not rows:
        click.echo("There are no snapshots. Bring them with `bylaw advisories pull`.")
    else:
        click.echo(f"{'ecosystem':<15} {'age':>6}  advisories  unreadable        size  from")
    for row in rows:
        if row["broken"]:
            text = "broken: pull it once more"
        else:
            text = (
                f"{_age(row['age']):>6}  {row['advisories']:>10,}  {row['skipped']:>10,}  "
                f"{row['size'] / 2**20:>6.1f} MiB  {visible(row['origin'])}"
            )
        click.echo(f"{row['ecosystem']:<15} {text}")
    return 0


def _age(seconds: int) -> str:
    days, hours = seconds // 86400, seconds % 86400 // 3600
    return f"{days} d" if days else f"{hours} h"
