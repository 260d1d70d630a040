"""What a JSON Schema finds wrong with a configuration, said for people, at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bylaw.config.document import Document, Path
from bylaw.lang.diagnostic import Diagnostic

LATER: Final = frozenset({"memory"})
"""Keys that a later version reads: refused by name, so that nobody believes they work."""

CREDENTIALS: Final = "take user and password out: set BYLAW_TOKEN_ and the host's name instead"
PARAMETER: Final = "write PACK/NAME: VALUE"
_KINDS: Final = {
    "object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false",
    "integer": "a whole number", "number": "a number", "null": "nothing",
}  # fmt: skip


def complaints(
    document: Document, schema: dict[str, Any], file: str = "bylaw.yaml"
) -> tuple[Diagnostic, ...]:
    """Every place where the document does not fit the schema, in the order of the file."""
    from jsonschema import Draft202012Validator

    value = {} if document.value is None else document.value
    errors = Draft202012Validator(schema).iter_errors(value)
    found = [one for error in errors for one in _translate(document, error, (), file)]
    found.sort(key=lambda one: (one.line, one.column))
    # One root cause, one error: a key that is no name needs no word on its value.
    nameless = {one.line for one in found if one.help == PARAMETER}
    return tuple(
        one for one in found if one.line not in nameless or not one.message.startswith("`params.")
    )


def suggestion(name: str, names: Iterable[str]) -> str:
    """`did you mean `x`?`, or nothing."""
    from bylaw.lang.suggest import nearest

    near = nearest(name, names)
    return f"did you mean `{near}`?" if near else ""


def _translate(
    document: Document, error: Any, above: Path, file: str = "bylaw.yaml"
) -> Iterator[Diagnostic]:
    at: Path = above + tuple(error.relative_path)
    if "propertyNames" in error.relative_schema_path:
        yield _name(document, error, at)
        return
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(document, error, at)
        case "anyOf":
            yield from _choice(document, error, at)
        case "required":
            missing = next(one for one in error.validator_value if one not in error.instance)
            yield document.complaint("config-value", f"`{missing}` is missing here", at)
        case "const":
            message = f"this bylaw reads version {error.validator_value} of {file}"
            yield document.complaint("config-value", message, at, help="write `bylaw: 1`")
        case "enum":
            yield _member(document, error, at)
        case "pattern":
            yield document.complaint("config-value", _like(at, error), at, help=_pattern(at, error))
        case "maxLength":
            message = f"{_named(at)} is longer than {error.validator_value:,} characters"
            yield document.complaint("config-value", message, at)
        case "type":
            said = _KINDS[_kind(error.instance)]
            message = f"{_named(at)} is {_KINDS[error.validator_value]}, not {said}"
            help = "put it in quotes" if _lacks_quotes(error) else ""
            if error.schema.get("examples") and not help:
                message = _like(at, error)
            yield document.complaint("config-value", message, at, help=help)
        case "minimum":
            message = f"{_named(at)} is at least {error.validator_value}"
            yield document.complaint("config-value", message, at)
        case _:
            yield document.complaint("config-value", f"{_named(at)} must not be empty", at)


def _like(at: Path, error: Any) -> str:
    examples = " or ".join(f"`{one}`" for one in error.schema["examples"])
    return f"{_named(at)} is written like {examples}"


def _pattern(at: Path, error: Any) -> str:
    """How to mend a text that is not written as it has to be, where that is plain."""
    import re

    if at[-1:] == ("url",) and "@" in error.instance:
        return CREDENTIALS
    if re.search(error.validator_value, f"{error.instance}Z"):
        return f"say in which zone: `{error.instance}Z` is the one in UTC"
    return ""


def _lacks_quotes(error: Any) -> bool:
    """Whether the number would be right as text."""
    import re

    is_number = _kind(error.instance) in ("integer", "number")
    pattern = error.schema.get("pattern", "")
    return (
        error.validator_value == "string"
        and is_number
        and re.search(pattern, str(error.instance)) is not None
    )


def _unknown_keys(document: Document, error: Any, at: Path) -> Iterator[Diagnostic]:
    known = error.schema["properties"]
    for key in error.instance:
        if key in known:
            continue
        if not at and key in LATER:
            message, label = f"`{key}` is not in this version of bylaw", ""
            help = "take it out; nothing would read it"
        else:
            message, label = f"unknown key `{key}`", suggestion(key, known)
            help = f"known here: {', '.join(known)}"
        yield document.complaint(
            "unknown-key", message, (*at, key), key=True, label=label, help=help
        )


def _name(document: Document, error: Any, at: Path) -> Diagnostic:
    key = error.instance
    if at and at[-1] == "params":
        message, help = f"`{key}` is not a parameter's name", PARAMETER
    elif at == ("projects",):
        message = f"`{key}` is not a project's name"
        help = "lower-case letters and digits, with `-`, `_` and `.` between them"
    else:
        message, help = "a key must not be empty", ""
    return document.complaint("config-value", message, (*at, key), key=True, help=help)


def _choice(document: Document, error: Any, at: Path) -> Iterator[Diagnostic]:
    """Of several shapes, complains of the one that the author seems to have meant."""
    kind = _kind(error.instance)
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    for inners in branches.values():
        if not any(not inner.relative_path and _other_kind(inner, kind) for inner in inners):
            for inner in inners:
                yield from _translate(document, inner, at)
            return
    if "levels" in at and at[-1] not in ("branch", "path"):
        message = "a level is deny, warn, note or off, or a list of steps"
    elif at[:1] == ("params",):
        message = f"{_named(at)} is `fixed`, or says what a repository may set it to"
    else:
        message = f"{_named(at)} is text or a list of texts"
    yield document.complaint("config-value", message, at)


def _other_kind(error: Any, kind: str) -> bool:
    if error.validator == "anyOf":
        return all(_other_kind(inner, kind) for inner in error.context if not inner.relative_path)
    return error.validator == "type" or (error.validator == "enum" and kind != "string")


def _member(document: Document, error: Any, at: Path) -> Diagnostic:
    members = [str(one) for one in error.validator_value]
    label = suggestion(error.instance, members) if isinstance(error.instance, str) else ""
    if members[1:]:
        message = f"{_named(at)} is {', '.join(members[:-1])} or {members[-1]}"
    else:
        message = f"{_named(at)} as text can only be `{members[0]}`"
    return document.complaint("config-value", message, at, label=label)


def _named(at: Path) -> str:
    if not at:
        return "the file"
    names = [part for part in at if isinstance(part, str)]
    if "levels" in at and names and names[-1] not in ("from", "until", "branch", "path"):
        return "a level"
    return f"an entry of `{names[-1]}`" if isinstance(at[-1], int) else f"`{'.'.join(names)}`"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    for kind, types in (("object", dict), ("array", list), ("string", str), ("integer", int)):
        if isinstance(value, types):
            return kind
    return "null" if value is None else "number"
