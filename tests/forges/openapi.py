"""GitHub's published description of its API, to hold requests and answers against.

From the npm package `@octokit/openapi`. It is read once a process; what an operation needs is
compiled when it is asked for. It is OpenAPI 3.0, whose schemas are JSON Schema but for `nullable`.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

FILE = (
    Path(__file__).resolve().parents[2]
    / "node_modules/@octokit/openapi/generated/api.github.com.json"
)
_REF = "#/components/schemas/"


class Breach(AssertionError):
    """A request or an answer is not what the API says. A program's mistake, or this server's."""


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_bytes())
    return found


@cache
def _templates() -> list[tuple[int, re.Pattern[str], str]]:
    """Paths with the most fixed parts first: `/pulls/comments` is no `/pulls/{pull_number}`."""
    made = []
    for template in document()["paths"]:
        parts = re.split(r"\{\w+\}", template)
        names = re.findall(r"\{(\w+)\}", template)
        # A `ref` or a `path` may hold slashes; all else is one part of the path.
        groups = [f"(?P<{name}>{'.+' if name in ('ref', 'path') else '[^/]+'})" for name in names]
        text = "".join(
            re.escape(part) + group for part, group in zip(parts, [*groups, ""], strict=True)
        )
        made.append((len(names), re.compile(text), template))
    return sorted(made, key=lambda one: (one[0], -len(one[2])))


def operation(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The template of a path, and its parameters. Breach where there is no such operation."""
    for _, pattern, template in _templates():
        found = pattern.fullmatch(path)
        if found and method.lower() in document()["paths"][template]:
            return template, {name: unquote(value) for name, value in found.groupdict().items()}
    raise Breach(f"there is no operation {method} {path}")


def example(method: str, template: str) -> Any:
    """The first example of a successful answer, to be filled in: a recorded shape."""
    return copy.deepcopy(_example(method, template))


@cache
def _example(method: str, template: str) -> Any:
    responses = document()["paths"][template][method.lower()]["responses"]
    good = next(each for status, each in responses.items() if status.startswith("2"))
    [*_, first] = reversed(good["content"]["application/json"]["examples"].values())
    if "$ref" in first:
        first = document()["components"]["examples"][first["$ref"].rpartition("/")[2]]
    return first["value"]


def check_request(method: str, path: str, query: Mapping[str, str], body: Any) -> str:
    """The template of a request that is as the API says. Breach where it is not."""
    template, given = operation(method, path)
    described = document()["paths"][template][method.lower()]
    known = {}
    for each in described.get("parameters", ()):
        if "$ref" in each:
            each = document()["components"]["parameters"][each["$ref"].rpartition("/")[2]]
        known[each["in"], each["name"]] = each
    for place, values in (("path", given), ("query", query)):
        for name, value in values.items():
            if (place, name) not in known:
                raise Breach(f"{method} {template} has no parameter `{name}` in its {place}")
            schema = known[place, name].get("schema", {})
            _hold(f"{method} {template} {name}", _validator(json.dumps(schema)), _typed(value))
    for (place, name), each in known.items():
        if place == "query" and each.get("required") and name not in query:
            raise Breach(f"{method} {template} wants `{name}`")
    if body is not None or described.get("requestBody", {}).get("required"):
        if "requestBody" not in described:
            raise Breach(f"{method} {template} takes no body")
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        _hold(f"body of {method} {template}", _validator(json.dumps(schema)), body)
        _known_keys(f"body of {method} {template}", schema, body)
    return template


def check_answer(method: str, template: str, status: int, value: Any) -> None:
    """Raises Breach unless an answer of this status may look so."""
    responses = document()["paths"][template][method.lower()]["responses"]
    if str(status) not in responses:
        return  # every operation may fail in ways that are not listed
    found = responses[str(status)]
    if "$ref" in found:
        found = document()["components"]["responses"][found["$ref"].rpartition("/")[2]]
    content = found.get("content", {}).get("application/json")
    if content is None:
        if value is not None:
            raise Breach(f"{method} {template} answers {status} without a body")
        return
    _hold(
        f"answer {status} of {method} {template}", _validator(json.dumps(content["schema"])), value
    )


def _typed(text: str) -> Any:
    """A parameter as its schema may want it."""
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d+", text) and len(text) < 19 else text


def _known_keys(where: str, schema: dict[str, Any], body: Any) -> None:
    """No key that the API does not know: it would drop it without a word."""
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(body, dict) and "properties" in schema:
        for name, value in body.items():
            if name not in schema["properties"]:
                raise Breach(f"{where}: there is no `{name}`")
            _known_keys(f"{where}, {name}", schema["properties"][name], value)
    elif isinstance(body, list) and "items" in schema:
        for each in body:
            _known_keys(where, schema["items"], each)


@cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    needed: dict[str, Any] = {}
    root = _converted(json.loads(schema), needed)
    whole = {"allOf": [root], "components": {"schemas": needed}}
    return jsonschema_rs.Draft7Validator(whole, validate_formats=False)


def _converted(schema: Any, needed: dict[str, Any]) -> Any:
    """A schema as JSON Schema; what it refers to is added to `needed`."""
    if isinstance(schema, list):
        return [_converted(each, needed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref", "")
    if isinstance(name, str) and name.startswith(_REF):
        name = name.removeprefix(_REF)
        if name not in needed:
            needed[name] = True
            needed[name] = _converted(document()["components"]["schemas"][name], needed)
        return {"$ref": schema["$ref"]}
    made = {
        key: value if key in ("example", "default", "enum") else _converted(value, needed)
        for key, value in schema.items()
        if key not in ("nullable", "example", "examples", "discriminator", "description")
        or not isinstance(value, (str, bool, list))
    }
    if schema.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _hold(where: str, validator: jsonschema_rs.Validator, value: Any) -> None:
    error = next(iter(validator.iter_errors(value)), None)
    if error is not None:
        path = "/".join(map(str, error.instance_path))
        raise Breach(f"{where}: {path}: {error.message[:300]}")
