"""Where a Helm chart comes from, by the `repository` of a dependency."""

from __future__ import annotations

from posixpath import join

from bylaw.sources.manifests.interface import Origin
from bylaw.sources.manifests.references import placed, plain_address


def chart_source(name: str, repository: str, folder: str) -> tuple[Origin, str]:
    """The kind of source and its address; of the repository itself the path from the root.

    Args:
        name: The chart's name.
        repository: `https://…`, `oci://…`, `file://…`, a name (`@team`, `alias:team`), or nothing
            where the chart lies among those of the one that asks for it.
        folder: The folder of the chart that asks for it.
    """
    if repository.startswith("file://"):
        return "path", placed(folder, repository.removeprefix("file://"))
    if not repository:
        return "path", join(folder, "charts", name)
    return "registry", plain_address(repository)
