"""Answers in a file: recorded once, replayed without a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaw.sources.services.answers import Answers, BadAnswers
from bylaw.sources.services.credentials import variable
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.strict import DEEPEST
from tests.services.server import Reply, Server


def client(file: Path, folder: Path | None = None) -> HttpClient:
    return HttpClient(now=0, answers=Answers.at(file), folder=folder, environment={})


def test_what_was_recorded_is_replayed(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    one, none, bad = (server.url + path for path in ("/one", "/none", "/bad"))
    server.say("/one", Reply({"a": ["ü", 1.5, None]}))
    server.say("/bad", Reply(None, 500))
    environment = {variable(server.url): "s3cret"}
    answers = Answers.at(file)
    asking = HttpClient(now=0, answers=answers, environment=environment)
    asking.json_all([one, none, bad])
    asking.json(one, body={"q": 1})
    assert not file.exists()
    answers.save()
    asked = len(server.asked)
    assert "s3cret" not in file.read_text()

    again = client(file)
    found = again.json_all([one, none, bad])
    assert (found[one], found[none]) == ({"a": ["ü", 1.5, None]}, None)
    assert again.json(one, body={"q": 1}) == {"a": ["ü", 1.5, None]}
    for url, body in ((bad, None), (one, {"q": 2}), (server.url + "/more", None)):
        with pytest.raises(Failed) as caught:
            again.json(url, body=body)
        assert caught.value.reason == "not-recorded"
    with pytest.raises(Failed, match="recorded"):
        again.download(one, tmp_path / "x", largest=10)
    assert len(server.asked) == asked


def test_a_replay_asks_no_cache_and_is_not_written(server: Server, tmp_path: Path) -> None:
    file, kept = tmp_path / "facts.json", tmp_path / "kept"
    url = server.say("/a", Reply(1))
    Answers.at(file).save()
    empty = file.read_bytes()
    HttpClient(now=0, folder=kept, environment={}).json(url)
    replayed = Answers.at(file)
    with pytest.raises(Failed, match="recorded"):
        HttpClient(now=0, folder=kept, answers=replayed).json(url)
    replayed.save()
    assert file.read_bytes() == empty


def test_the_deepest_answer_is_kept_and_replayed(server: Server, tmp_path: Path) -> None:
    text = "[" * DEEPEST + "]" * DEEPEST
    url = server.say("/a", Reply(data=text.encode()))
    answers = Answers.at(tmp_path / "facts.json")
    for _ in range(2):
        asking = HttpClient(now=0, answers=answers, folder=tmp_path, environment={})
        assert asking.json(url) == json.loads(text)
    answers.save()
    assert client(tmp_path / "facts.json").json(url) == json.loads(text)
    assert len(server.asked) == 1


def test_kept_answers_are_recorded_too_in_one_order(server: Server, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    urls = [server.say(f"/{n}", Reply(n)) for n in range(20)]
    for name, order in (("a", urls), ("b", urls[::-1])):
        answers = Answers.at(tmp_path / name)
        HttpClient(now=0, folder=kept, answers=answers, environment={}).json_all(order)
        answers.save()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert len(server.asked) == 20


GOOD = {"method": "GET", "url": "http://a.example/", "status": 200, "time": 1, "value": 1}


@pytest.mark.parametrize(
    "document",
    [
        "", "[]", "{", '{"format": 2, "answers": []}', '{"format": 1}', "[" * 100_000,
        json.dumps({"format": 1, "answers": [1]}),
        *(json.dumps({"format": 1, "answers": [{**GOOD, **wrong}]}) for wrong in (
            {"url": 1}, {"status": "200"}, {"status": 500}, {"status": 404}, {"time": True},
        )),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(tmp_path: Path, document: str) -> None:
    file = tmp_path / "facts.json"
    file.write_text(document)
    with pytest.raises(BadAnswers, match=r"facts\.json"):
        Answers.at(file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadAnswers):
        Answers.at(tmp_path)


def test_a_record_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no"):
        Answers.at(tmp_path / "no" / "facts.json").save()
