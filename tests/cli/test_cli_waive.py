"""`bylaw waive`: writes, lists, renews and prunes, and refuses what would not count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

NOW = ("--now", "2026-11-26T12:00:00Z")
WAIVE = ("waive", "local/no-todo", "--reason", "Goes with 9", "--owner", "@ana", *NOW)


def written(repo: Path) -> str:
    return (repo / ".bylaw/waivers.yaml").read_text()


def test_a_waiver_from_its_first_to_its_last_day(repo: Path, bylaw: Any) -> None:
    said = bylaw(*WAIVE, "--path", "a.txt", "--expires", "30d", "--ticket", "PAY-1")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        ".bylaw/waivers.yaml: no-todo is added, until 2026-12-26Z, 30 days left.\n"
        "Commit it: git add .bylaw/waivers.yaml\n"
        "In profile ci it counts once it has landed on the target branch.\n"
    )
    assert written(repo).endswith(
        "waivers:\n  - id: no-todo\n    rule: local/no-todo\n    path: a.txt\n"
        '    reason: Goes with 9\n    owner: "@ana"\n    created: 2026-11-26Z\n'
        "    expires: 2026-12-26Z\n    ticket: PAY-1\n"
    )
    said = bylaw("check", *NOW)
    assert said.code == 0
    assert "waived[local/no-todo] a.txt:2:1: Goes with 9, @ana, until 2026-12-26, PAY-1" in said.out
    assert "1 waived" in bylaw("check", "--quiet", *NOW).out
    assert bylaw("check", "--profile", "ci", "--base", "main", *NOW).code == 1
    late = ("--now", "2026-12-27T00:00:00Z")
    said = bylaw("check", *late)
    assert said.code == 1
    told = " ".join(said.out.split())
    assert "The waiver no-todo of @ana ended on 2026-12-26 (.bylaw/waivers.yaml:5)" in told
    assert said.out.endswith("next: bylaw waive renew no-todo --expires 30d\n")
    said = bylaw("waive", "renew", "no-todo", "--expires", "30d", *late)
    assert said.out.startswith(".bylaw/waivers.yaml: no-todo counts until 2027-01-26Z, 30 days")
    assert "expires: 2027-01-26Z\n    renewed: [2026-12-26Z]\n" in written(repo)
    assert bylaw("check", *late).code == 0
    assert bylaw("waive", "prune", *late).out == "No waiver has ended.\n"
    said = bylaw("waive", "prune", "--now", "2027-02-01")
    assert said.out == ".bylaw/waivers.yaml: no-todo is taken out.\n"
    assert written(repo).endswith("waivers: []\n")


def test_the_list(repo: Path, bylaw: Any) -> None:
    assert bylaw("waive").out == "Nothing is accepted in .bylaw/waivers.yaml.\n"
    for path, days in (("a.txt", "30d"), ("b.txt", "60d"), ("c.txt", "5d")):
        assert bylaw(*WAIVE, "--path", path, "--expires", days).code == 0
    assert bylaw("waive", "list", "--now", "2026-12-05").out == (
        "active    no-todo: local/no-todo path=a.txt\n"
        "          until 2026-12-26Z, 21 days left: Goes with 9 (@ana)\n"
        "active    no-todo-2: local/no-todo path=b.txt\n"
        "          until 2027-01-25Z, 51 days left: Goes with 9 (@ana)\n"
        "expired   no-todo-3: local/no-todo path=c.txt\n"
        "          ended 2026-12-01Z: Goes with 9 (@ana)\n"
    )
    states = [
        row.split()[0] for row in bylaw("waive", "list", "--all", *NOW).out.split("\n")[::2][:3]
    ]
    assert states == ["active", "unused", "unused"]


def test_a_file_whose_name_looks_like_a_glob(repo: Path, bylaw: Any) -> None:
    (repo / "[id]").mkdir()
    (repo / "[id]/{x}*.txt").write_text("TODO\n")
    (repo / "a.txt").write_text("one\n")
    assert bylaw(*WAIVE, "--path", "[id]/{x}*.txt", "--expires", "30d").code == 0
    assert bylaw("check", *NOW).code == 0
    (repo / "[id]/xy.txt").write_text("TODO\n")
    assert bylaw("check", *NOW).code == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--expires", "91d"), "the waiver lasts too long"),
        (("--expires", "2026-11-25"), "--expires 2026-11-25 has passed"),
        (("--expires", "soon"), "--expires soon is no day"),
        (("--expires", "30d", "--finding", "abc"), "`waivers.finding` is written like"),
        (("--expires", "30d", "--path", "[a"), "[a"),
        (("--expires", "30d", "--reason", "a\x1b[31mb"), "one line without control characters"),
        (("--expires", "30d", "--reason", "a\u202eb"), "one line without control characters"),
        (("--expires", "30d", "--reason", "x" * 1001), "longer than 1,000 characters"),
        (("--expires", "30d", "--id", "A b"), "`waivers.id` is written like"),
        (("--expires", "30d", "--missing", "review", "--finding", "0" * 32), "neither"),
    ],
)  # fmt: skip
def test_what_would_not_count_is_refused(
    repo: Path, bylaw: Any, more: tuple[str, ...], said: str
) -> None:
    answer = bylaw(*WAIVE, *more)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err and "\x1b" not in answer.err
    assert not (repo / ".bylaw/waivers.yaml").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("waive", "local/no-toto"), "did you mean `local/no-todo`?"),
        (("waive", "*/*"), "`*/*` names no pack"),
        (("waive", "local/*"), "all findings of several rules"),
        (("waive", "no-todo"), "There is no command `no-todo`."),
    ],
)
def test_what_names_no_rule(repo: Path, bylaw: Any, args: tuple[str, ...], said: str) -> None:
    answer = bylaw(*args, *WAIVE[2:], "--expires", "30d")
    assert answer.code == 2 and said in answer.err


def test_the_limits_of_the_configuration(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text(
        "waivers: {max_days: 10, max_renewals: 1, require_ticket: true, path: gov/w.yaml}\n"
    )
    assert "a waiver here names a ticket" in bylaw(*WAIVE, "--expires", "10d").err
    ticket = ("--ticket", "PAY-1")
    assert "at most 10 days" in bylaw(*WAIVE, *ticket, "--expires", "11d").err
    assert bylaw(*WAIVE, *ticket, "--expires", "10d").code == 0
    assert (repo / "gov/w.yaml").is_file()
    again = bylaw(*WAIVE, *ticket, "--expires", "9d")
    assert again.code == 2 and "the waiver no-todo is for the same" in again.err
    renew = ("waive", "renew", "no-todo", "--expires")
    assert "already" in bylaw(*renew, "5d", *NOW).err
    # Ten days more than it has now would be more than ten days from now.
    assert "it may end 10 days from now at most" in bylaw(*renew, "11d", *NOW).err
    assert bylaw(*renew, "10d", "--now", "2026-12-01").code == 0
    third = bylaw(*renew, "10d", "--now", "2026-12-05")
    assert "it is renewed 2 times, and at most 1 are allowed" in third.err
    assert "did you mean `no-todo`?" in bylaw("waive", "renew", "no-toto", "--expires", "1d").err


def test_a_file_that_is_laid_out_in_another_way(repo: Path, bylaw: Any) -> None:
    (repo / ".bylaw").mkdir()
    text = (
        "waivers: [{id: a, rule: local/no-todo, reason: r, owner: o, created: 2026-11-20Z, "
        "expires: 2026-12-20Z}]\n"
    )
    (repo / ".bylaw/waivers.yaml").write_text(text)
    for args in ((*WAIVE, "--path", "x", "--expires", "30d"),
                 ("waive", "renew", "a", "--expires", "40d", *NOW),
                 ("waive", "prune", "--now", "2026-12-30")):  # fmt: skip
        said = bylaw(*args)
        assert said.code == 2 and "is laid out in another way" in said.err
        assert "by hand" in said.err
    assert written(repo) == text
