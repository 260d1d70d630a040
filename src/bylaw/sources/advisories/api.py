"""Advisories from OSV's API: https://google.github.io/osv.dev/api/.

Which advisories affect a version is asked in batches; each advisory is then read once, and kept
until it is modified. The API sees names and versions of packages: private ones are not given to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.sources.advisories.ecosystems import OSV, lookup_name, plain_address
from bylaw.sources.advisories.judge import FACT, Known, judge
from bylaw.sources.advisories.record import Advisory, Affected, Malformed, Record, read_record
from bylaw.sources.advisories.snapshot import unanswerable
from bylaw.sources.services.interface import Client, Coordinates, Failed
from bylaw.versions.version import rank

BATCH: Final = 1000
"""Questions in one request: the API's own limit."""
MOST_PAGES: Final = 50
"""Pages of one answer."""
FRESH: Final = 6 * 3600
"""Seconds for which an answer about versions counts."""
KEPT: Final = 90 * 24 * 3600
"""Seconds for which an advisory that was not modified counts."""
_LONGEST: Final = 200
"""Characters of an id or a time."""
_BY_CASE: Final = frozenset(("githubactions", "nuget"))
"""Ecosystems that compare names in any case, while the API compares them as the advisory has them:
asked with another spelling it would say that there is nothing."""


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked about one package."""

    ecosystem: str
    name: str
    version: str
    """Empty where all advisories of the package are asked for, to be matched here."""


class Api:
    """A service over the API; fulfils `interface.Service`.

    All that is expected is asked when the first is.
    """

    def __init__(self, client: Client, url: str, max_age: int = FRESH) -> None:
        """Asks nothing yet.

        Args:
            client: Through which it asks.
            url: Where the API is: `https://api.osv.dev`.
            max_age: Seconds for which an answer about versions counts, if that is not longer than
                FRESH.
        """
        self._client = client
        self._max_age = min(max_age, FRESH)
        self._url = url.rstrip("/")
        self._expected: dict[Coordinates, None] = {}
        self._listed: dict[_Query, dict[str, str] | Failed] = {}
        self._records: dict[str, Record | Failed] = {}
        self._answers: dict[Coordinates, Known] = {}

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See interface.Service."""
        self._expected.update(dict.fromkeys(packages))

    def of(self, package: Coordinates) -> Known:
        """See interface.Service."""
        if package not in self._answers:
            refused = _unanswerable(package)
            self._answers[package] = self._known(package) if refused is None else refused
        return self._answers[package]

    def _known(self, package: Coordinates) -> Known:
        query = _query(package)
        if query not in self._listed:
            waiting = [*self._expected, package]
            self._expected.clear()
            self._ask([_query(one) for one in waiting if _unanswerable(one) is None])
        listed = self._listed[query]
        if isinstance(listed, Failed):
            return listed.unknown(FACT)
        found: list[Advisory] = []
        lost: Unknown | None = None
        for id_ in listed:
            record = self._records[id_]
            if isinstance(record, Failed):
                lost = record.unknown(FACT)
            elif not record.is_withdrawn:
                key = (package.ecosystem, lookup_name(package.ecosystem, package.name))
                found += [record.packages[key]] if key in record.packages else [_bare(id_, record)]
        sure = frozenset(one.id for one in found) if query.version else frozenset()
        return judge(found, package.version or "", package.ecosystem, sure, lost)

    def _ask(self, queries: Iterable[_Query]) -> None:
        """Fills `_listed` and `_records` for these."""
        pending = [(one, "") for one in dict.fromkeys(queries) if one not in self._listed]
        self._listed.update({query: {} for query, _ in pending})
        for _ in range(MOST_PAGES):
            following: list[tuple[_Query, str]] = []
            for start in range(0, len(pending), BATCH):
                following += self._batch(pending[start : start + BATCH])
            pending = following
            if not pending:
                break
        for query, _ in pending:
            self._listed[query] = Failed("too-large", "OSV lists more than can be read.")
        self._read()

    def _batch(self, batch: Sequence[tuple[_Query, str]]) -> list[tuple[_Query, str]]:
        """Asks one request; those whose answer goes on, with the token of the next page."""
        body = {"queries": [_asked(query, token) for query, token in batch]}
        try:
            said = self._client.json(f"{self._url}/v1/querybatch", body=body, max_age=self._max_age)
            results = said.get("results") if isinstance(said, dict) else None
            if not isinstance(results, list) or len(results) != len(batch):
                raise _bad_answer()
        except Failed as failed:
            self._listed.update({query: failed for query, _ in batch})
            return []
        following = []
        for (query, _), result in zip(batch, results, strict=True):
            listed = self._listed[query]
            ids, token = _listed(result)
            if ids is None:
                self._listed[query] = _bad_answer()
            elif isinstance(listed, dict):
                listed.update(ids)
                if token:
                    following.append((query, token))
        return following

    def _read(self) -> None:
        """Reads the records that are listed and not yet known."""
        addresses: dict[str, str] = {}
        for listed in self._listed.values():
            for id_, modified in listed.items() if isinstance(listed, dict) else ():
                if id_ not in self._records:
                    # What stands behind the # is not sent: it only names what is kept, so that a
                    # record is asked for again when it was modified.
                    address = f"{self._url}/v1/vulns/{quote(id_, safe='')}#{quote(modified)}"
                    addresses[id_] = address
        said = self._client.json_all(addresses.values(), max_age=KEPT)
        for id_, address in addresses.items():
            self._records[id_] = _record(said.get(address), id_)


def _unanswerable(package: Coordinates) -> Unknown | None:
    if package.ecosystem not in _BY_CASE:
        return unanswerable(package)
    word = OSV[package.ecosystem]
    return Unknown(
        FACT, "no-snapshot", f"The API of OSV finds {word} packages by the case of their letters.",
        f'Run `bylaw advisories pull "{word}"`: a snapshot finds them in any case.',
    )  # fmt: skip


def _query(package: Coordinates) -> _Query:
    """Of a version without order all advisories are asked for: the API would say that it has none.

    Those are then matched here.
    """
    ecosystem, version = package.ecosystem, package.version or ""
    name = package.name
    if ecosystem == "swift":
        name = plain_address(name)
    if rank(version, ecosystem) is None:
        version = ""
    return _Query(ecosystem, name, version.removeprefix("v") if ecosystem == "golang" else version)


def _asked(query: _Query, token: str) -> dict[str, Any]:
    asked: dict[str, Any] = {"package": {"name": query.name, "ecosystem": OSV[query.ecosystem]}}
    if query.version:
        asked["version"] = query.version
    if token:
        asked["page_token"] = token
    return asked


def _listed(result: Any) -> tuple[dict[str, str] | None, str]:
    """Ids and when they were modified, and the token of the next page; None: it is no answer."""
    if not isinstance(result, dict):
        return None, ""
    found = result.get("vulns") or []
    token = result.get("next_page_token") or ""
    if not isinstance(found, list) or not isinstance(token, str):
        return None, ""
    ids = {}
    for one in found:
        id_ = one.get("id") if isinstance(one, dict) else None
        modified = one.get("modified", "") if isinstance(one, dict) else None
        if not isinstance(id_, str) or not isinstance(modified, str):
            return None, ""
        if not 0 < len(id_) <= _LONGEST or len(modified) > _LONGEST or not id_.isprintable():
            return None, ""
        ids[id_] = modified
    return ids, token


def _record(said: Any, id_: str) -> Record | Failed:
    if isinstance(said, Failed):
        return said
    try:
        record = read_record(said)
    except Malformed:
        return Failed("bad-answer", f"OSV does not give the advisory {id_[:80]} in its own format.")
    return record


def _bare(id_: str, record: Record) -> Advisory:
    """An advisory that names the package otherwise than it was asked for."""
    affected = (Affected(is_vague=True),)
    known = next(iter(record.packages.values()), None)
    if known is None:
        return Advisory(id_, (), "unrated", None, "", affected)
    return replace(known, affected=affected)


def _bad_answer() -> Failed:
    return Failed("bad-answer", "OSV answered with what its API does not say.")
