"""Who may pass by the rules of a branch at GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bylaw.doctor.answers import flag, tried, unknown
from bylaw.doctor.github_rules import Required, Rules
from bylaw.doctor.interface import Check
from bylaw.doctor.yaml import listed, mapping
from bylaw.sources.forges.asking import Asking
from bylaw.sources.services.interface import Failed

_ROLES: Final = {2: "maintainers", 4: "everybody who may write", 5: "repository administrators"}
"""Actor ids of the built-in roles."""
_WRITERS: Final = 4
_ACTIONS: Final = 15368
_MODES: Final = {
    "always": "always", "pull_request": "when they merge a pull request",
    "exempt": "without any trace",
}  # fmt: skip
_WHY: Final = "Whoever may bypass a rule merges what bylaw denies."


def check(
    asking: Asking, repository: str, rules: Rules, ours: Sequence[Required]
) -> Iterator[Check]:
    """Of each ruleset that requires bylaw, and of branch protection.

    Where several require it, all of them have to be bypassed; each is shown by itself.
    """
    for ruleset in dict.fromkeys(one.ruleset for one in ours):
        if ruleset is None:
            yield from _protection(rules)
        else:
            yield _ruleset(asking, repository, ruleset)


def _ruleset(asking: Asking, repository: str, number: int) -> Check:
    found = tried(lambda: mapping(asking.get(f"/repos/{repository}/rulesets/{number}")))
    what = f"who may bypass ruleset {number}"
    needs = "a token of somebody who may edit the ruleset (`Administration: write`)"
    if isinstance(found, Failed):
        return unknown("branch", "bypass", found, what, needs)
    if not isinstance(found.get("bypass_actors"), list):
        hidden = Failed("forbidden", "GitHub tells it only to those who may edit the ruleset.")
        return unknown("branch", "bypass", hidden, what, needs)
    name = str(found.get("name", number))
    actors = [mapping(one) for one in listed(found["bypass_actors"])]
    if not actors:
        return Check("branch", "bypass", "ok", f"Nobody may bypass the ruleset `{name}`.")
    shown = ", ".join(_shown(one) for one in actors[:6])
    more = f" and {len(actors) - 6} more" if len(actors) > 6 else ""
    return Check(
        "branch", "bypass", "fail" if any(map(_is_wide, actors)) else "warn",
        f"The ruleset `{name}` may be bypassed by {shown}{more}.", _WHY,
        f"Settings › Rules › Rulesets › {name}: take them out of the bypass list.",
    )  # fmt: skip


def _shown(actor: Mapping[str, Any]) -> str:
    kind, number = actor.get("actor_type"), actor.get("actor_id")
    who = {
        "RepositoryRole": _ROLES.get(number, f"role {number}")
        if isinstance(number, int)
        else "a role",
        "OrganizationAdmin": "owners of the organisation",
        "Team": f"team {number}",
        "Integration": "GitHub Actions" if number == _ACTIONS else f"app {number}",
        "DeployKey": "deploy keys",
        "User": f"user {number}",
    }.get(str(kind), f"{kind} {number}")
    mode = str(actor.get("bypass_mode", "always"))
    return f"{who} ({_MODES.get(mode, mode)})"


def _is_wide(actor: Mapping[str, Any]) -> bool:
    """Whether those who make changes may bypass."""
    kind, number = actor.get("actor_type"), actor.get("actor_id")
    return (kind, number) in (("RepositoryRole", _WRITERS), ("Integration", _ACTIONS))


def _protection(rules: Rules) -> Iterator[Check]:
    admins = flag(rules.protection, "enforce_admins", "enabled")
    if admins is None:
        failed = rules.protection_failed or Failed("not-told", "GitHub does not tell it.")
        yield unknown(
            "branch", "bypass", failed, "whether branch protection binds administrators",
            "`Administration: read`",
        )  # fmt: skip
    elif admins:
        yield Check("branch", "bypass", "ok", "Branch protection binds administrators, too.")
    else:
        yield Check(
            "branch", "bypass", "warn", "Administrators may merge past branch protection.", _WHY,
            "Settings › Branches: do not allow bypassing the above settings.",
        )  # fmt: skip
    reviews = mapping(mapping(rules.protection).get("required_pull_request_reviews"))
    allowed = mapping(reviews.get("bypass_pull_request_allowances"))
    names = [
        str(mapping(one).get("login") or mapping(one).get("slug"))
        for key in ("users", "teams", "apps")
        for one in listed(allowed.get(key))
    ]
    if names:
        yield Check(
            "branch", "bypass", "warn", f"Without a pull request may push: {', '.join(names[:8])}.",
            _WHY, "Settings › Branches: take them out of those who bypass pull requests.",
        )  # fmt: skip
