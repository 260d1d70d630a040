"""Questions to a forge's API, each asked once, recorded and replayed like those to other services.

A record holds what was read, never a token. A list of many pages is one answer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from bylaw.facts.place import Unknown
from bylaw.sources.forges.api import Api
from bylaw.sources.services.answers import Answers
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.question import Answer, Question

T = TypeVar("T")

_NOTHING: Final = Failed(
    "not-found",
    "The forge has nothing there, or hides it from this token.",
    "Look at what the token may read.",
)
_NOT_RECORDED: Final = Failed(
    "not-recorded",
    "The recorded answers do not hold what the forge knows of the review.",
    "Record them once more: remove the file, and run with a network.",
)


class Asking:
    """The API of one forge, for reading alone."""

    def __init__(self, api: Api, answers: Answers | None = None) -> None:
        """Asks nothing yet.

        Args:
            api: Whom to ask.
            answers: A record to fill, or to replay: then nothing is asked.
        """
        self.api = api
        self._answers = answers
        self._said: dict[Question, Any] = {}

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at a path. Raises Failed."""
        return self._ask("GET", path, params, "", lambda: self.api.get(path, params))

    def is_there(self, path: str) -> bool:
        """Whether there is something at a path, as far as the token sees. Raises Failed."""
        try:
            self.get(path)
        except Failed as failed:
            if failed.reason == "not-found":
                return False
            raise
        return True

    def entries(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        key: str = "",
        until: Callable[[Any], bool] = lambda entry: False,
    ) -> list[Any]:
        """The entries of a list of many pages, to the last one, or to the first that is looked for.

        Raises Failed.
        """

        def read() -> list[Any]:
            found = []
            for entry in self.api.pages(path, params, key):
                found.append(entry)
                if until(entry):
                    break
            return found

        entries = self._ask("GET", path, params, key, read)
        if not isinstance(entries, list):
            raise _NOT_RECORDED
        return entries

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data of a query. Raises Failed."""
        body = json.dumps({"query": query, "variables": dict(variables)}, sort_keys=True)
        return self._ask("POST", "", None, body, lambda: self.api.graphql(query, variables))

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        more: str,
        read: Callable[[], Any],
    ) -> Any:
        url = self.api.url + (path or "/graphql") + ("?" + urlencode(params) if params else "")
        question = Question(method, url, "application/json", more)
        if question not in self._said:
            try:
                self._said[question] = self._found(question, read)
            except Failed as failed:
                self._said[question] = failed
        said = self._said[question]
        if isinstance(said, Failed):
            raise said
        return said

    def _found(self, question: Question, read: Callable[[], Any]) -> Any:
        """What is recorded, else what the forge says. Raises Failed."""
        if self._answers is not None and self._answers.is_replay:
            answer = self._answers.get(question)
            if answer is None:
                raise _NOT_RECORDED
            if answer.status != 200:
                raise _NOTHING
            return answer.value
        status, value, failed = 200, None, None
        try:
            value = read()
        except Failed as error:
            if error.reason != "not-found":
                raise
            status, failed = 404, error
        if self._answers is not None:
            self._answers.add(question, Answer(status, value, int(time.time())))
        if failed is not None:
            raise failed
        return value


def part(fact: str, host: str, read: Callable[[], T]) -> T | Unknown:
    """What a reader makes of a forge's answers; an Unknown where it got none, or not its shape."""
    try:
        return read()
    except Failed as failed:
        return failed.unknown(fact)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return Unknown(
            fact,
            "bad-answer",
            f"{host} answered with what its API does not say.",
            "Look whether the address is the API's, and no proxy answers for it.",
        )


def text(value: Any) -> str:
    """A text, or nothing for null. Raises TypeError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return value


def number(value: Any) -> int:
    """A whole number. Raises TypeError for anything else."""
    if type(value) is not int:
        raise TypeError
    return value


def seconds(value: Any) -> float:
    """Seconds since 1970 of a time in RFC 3339. Raises ValueError and TypeError."""
    from datetime import datetime

    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.timestamp()


class Once:
    """Values that are made once, by name."""

    def __init__(self) -> None:
        self._made: dict[object, Any] = {}

    def __call__(self, name: object, make: Callable[[], T]) -> T:
        """The value of that name."""
        with suppress(KeyError):
            found: T = self._made[name]
            return found
        made = self._made[name] = make()
        return made
