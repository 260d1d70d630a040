"""OSV's API on this machine, over records that a test gives it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from bylaw.sources.advisories.ecosystems import lookup_name, type_of
from bylaw.sources.advisories.match import affects
from bylaw.sources.advisories.record import read_record
from tests.services.server import Asked, Reply, Server


def serve(server: Server, *records: dict[str, Any], page: int = 1000) -> str:
    """Answers as the API does; the address."""

    def batch(asked: Asked) -> Reply:
        if len(asked.json["queries"]) > 1000:
            return Reply({"code": 3, "message": "Too many queries."}, 400)
        return Reply({"results": [answer(query) for query in asked.json["queries"]]})

    def answer(query: dict[str, Any]) -> dict[str, Any]:
        start = int(query.get("page_token") or 0)
        hits = [one for one in records if is_hit(one, query)]
        said: dict[str, Any] = {}
        if hits[start : start + page]:
            said["vulns"] = [
                {"id": one["id"], "modified": one["modified"]} for one in hits[start : start + page]
            ]
        if hits[start + page :]:
            said["next_page_token"] = str(start + page)
        return said

    def is_hit(one: dict[str, Any], query: dict[str, Any]) -> bool:
        package, version = query["package"], query.get("version")
        kind = type_of(package["ecosystem"]) or ""
        named = read_record(one).packages.get((kind, lookup_name(kind, package["name"])))
        if named is None or one["affected"][0]["package"]["name"] != package["name"]:
            return False
        return version is None or any(affects(each, version, kind) for each in named.affected)

    server.answer("/v1/querybatch", batch)
    for one in records:
        server.say(f"/v1/vulns/{one['id']}", Reply(one))
    return server.url


def asked_names(server: Server) -> set[str]:
    """All names that the server saw, in bodies and addresses."""
    names = {unquote(asked.path) for asked in server.asked}
    for asked in server.asked:
        if asked.body:
            names |= {query["package"]["name"] for query in asked.json["queries"]}
    return names
