"""Whether the forge enforces what the repository asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bylaw.doctor.answers import unknown
from bylaw.doctor.interface import REQUIRED, Check
from bylaw.doctor.pipeline import Pipelines
from bylaw.doctor.place import Place
from bylaw.doctor.remote import At
from bylaw.sources.services.interface import Failed


def check(here: Place, found: Pipelines, at: At, environ: Mapping[str, str]) -> Iterator[Check]:
    """Asks the forge; what it does not answer is unknown."""
    from bylaw.sources.forges.api import Api
    from bylaw.sources.forges.asking import Asking

    try:
        api = Api(at.forge, at.api_url, environment=at.environment(environ))
    except Failed as failed:
        yield unknown("branch", REQUIRED, failed, "what the forge enforces")
        return
    with api:
        yield _token(api.token.variable if api.token else "", at, environ)
        asking = Asking(api)
        if at.forge == "github":
            from bylaw.doctor import forge_github

            yield from forge_github.check(asking, here, found, at.repository)
        else:
            from bylaw.doctor import forge_gitlab

            yield from forge_gitlab.check(asking, here, found, at.repository)


def _token(variable: str, at: At, environ: Mapping[str, str]) -> Check:
    if variable:
        return Check("settings", "token", "ok", f"{at.repository} is asked with {variable}.")
    is_held_back = at.environment(environ) != environ
    what = (
        "No token is sent: the clone alone names the host." if is_held_back else "No token is set."
    )
    names = "GITHUB_TOKEN" if at.forge == "github" else "GITLAB_TOKEN"
    return Check(
        "settings", "token", "warn", what,
        "Rules that protect a branch are told to few, and much is unknown without one.",
        at.hint if is_held_back else f"Set {names} to one that may read the repository's settings.",
    )  # fmt: skip
