"""What a forge answers, or why it does not; and what a token would need to hear more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bylaw.doctor.interface import Check, Group
from bylaw.sources.services.interface import Failed

T = TypeVar("T")


def tried(read: Callable[[], T]) -> T | Failed:
    """An answer; why there is none, where it fails or is not what the API says."""
    try:
        return read()
    except Failed as failed:
        return failed
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Failed(
            "bad-answer",
            "The forge answered with what its API does not say.",
            "Look whether --api-url is the API's, and no proxy answers for it.",
        )


def unknown(
    group: Group, name: str, failed: Failed, what: str, needs: str = "", *, decides: bool = True
) -> Check:
    """The check of a question that got no answer.

    Args:
        group: Where it is shown.
        name: Of the check.
        failed: Why there is no answer.
        what: What nobody knows now, as a clause: `who may bypass the rules`.
        needs: The permission or role that answers it.
        decides: Whether it could hide something that lets changes past the gate.
    """
    grant = f"Ask with {needs}." if needs and failed.reason in _REFUSED else ""
    return Check(
        group, name, "unknown", f"Nobody knows {what}: {failed.message}",
        "What was not seen is not taken for sound.", f"{grant} {failed.remedy}".strip(),
        decides=decides,
    )  # fmt: skip


_REFUSED = frozenset(("forbidden", "unauthorized", "not-found"))


def flag(value: Any, *keys: str) -> bool | None:
    """A flag below keys; None where the forge does not tell it."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value if isinstance(value, bool) else None
