"""`bylaw publish` to GitLab: notes, discussions and statuses."""

from __future__ import annotations

import pytest

from bylaw.publish.content import content
from bylaw.publish.model import Wanted
from bylaw.publish.run import Outcome, forge_of, publish
from bylaw.publish.where import Where
from bylaw.sources.forges.api import Api
from bylaw.verdict.model import ChangeSummary, Inconclusive, Obligation, Verdict
from tests.forges.gitlab import GitLab
from tests.forges.server import Said as Answer
from tests.publish.conftest import Stage

EVIL: dict[str, str | None] = {"a.txt": "one\nEVIL\nthree\n"}
GOOD: dict[str, str | None] = {"a.txt": "one\ntwo\n"}


def test_one_note_is_kept_up_to_date(at_gitlab: Stage, lab: GitLab) -> None:
    at_gitlab.propose(EVIL)
    said = at_gitlab.publish()
    assert (said.code, "acme/shop!7: note created" in said.err) == (1, True), said.err
    assert len(lab.notes) == 1
    writes = len(lab.writes)
    at_gitlab.publish()
    assert len(lab.writes) == writes
    at_gitlab.propose(GOOD)
    assert at_gitlab.publish().code == 0
    [note] = lab.notes
    assert "✅ bylaw: passed" in note["body"]


def test_discussions_stand_in_the_diff_once(at_gitlab: Stage, lab: GitLab) -> None:
    base = "".join(f"line {number}\n" for number in range(40))
    at_gitlab.project.commit({"b.txt": base})
    at_gitlab.propose({"b.txt": base.replace("line 20\n", "EVIL\n"), **EVIL})
    lab.shown = {("a.txt", None, 2), ("b.txt", None, 21)}
    assert at_gitlab.publish("--inline").code == 1
    assert len(lab.discussions) == 2
    position = lab.discussions[0]["notes"][0]["position"]
    assert (position["head_sha"], position["position_type"]) == (lab.head, "text")
    at_gitlab.publish("--inline")
    assert len(lab.discussions) == 2
    lab.discussions[0]["notes"].append(lab._made("Why?", "ana"))
    at_gitlab.propose(GOOD)
    at_gitlab.publish("--inline")
    assert len(lab.discussions) == 1, "the one with an answer is kept"


def test_statuses(at_gitlab: Stage, lab: GitLab) -> None:
    head = at_gitlab.propose(EVIL)
    at_gitlab.publish("--status")
    shown = {one["name"]: (one["sha"], one["status"]) for one in lab.statuses}
    assert shown == {"bylaw (main)": (head, "failed"), "bylaw/review (main)": (head, "success")}
    count = len(lab.statuses)
    at_gitlab.publish("--status")
    assert len(lab.statuses) == count


def test_what_gitlab_does_not_have_is_said(at_gitlab: Stage, lab: GitLab) -> None:
    at_gitlab.propose(GOOD)
    said = at_gitlab.publish("--check-run", "--sarif")
    assert said.code == 0
    assert "has no check run" in said.err
    assert "has no sarif" in said.err


def test_the_token_of_a_job_may_not_write(at_gitlab: Stage, lab: GitLab) -> None:
    at_gitlab.propose(EVIL)
    environ = at_gitlab.environ(CI_JOB_TOKEN="job-token")
    environ.pop("GITLAB_TOKEN")
    said = at_gitlab.publish(environ=environ)
    assert (said.code, "denied" in said.out) == (4, True)
    assert "set GITLAB_TOKEN" in said.err


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_forge_that_refuses(at_gitlab: Stage, lab: GitLab, status: int) -> None:
    at_gitlab.propose(EVIL)
    lab.fail("POST", "/notes", Answer({"message": "no"}, status), times=9)
    said = at_gitlab.publish()
    assert (said.code, "denied" in said.out) == (4, True)
    assert "not published, comment" in said.err


def test_no_text_of_a_change_is_a_quick_action(at_gitlab: Stage, lab: GitLab) -> None:
    policy = """bylaw 1
rule no-evil {
  title "t"
  for line in change.added_lines
  where line.text matches /EVIL|approve|merge/
  deny line "{line.text}"
  help "{line.text}"
}
"""
    at_gitlab.project.commit({"policies/a.bylaw": policy})
    at_gitlab.propose({"a.txt": "/merge EVIL\n", "b.txt": "EVIL\n/approve\n/assign @root\n"})
    assert at_gitlab.publish("--inline").code == 1
    bodies = [one["body"] for one in lab.notes]
    bodies += [note["body"] for one in lab.discussions for note in one["notes"]]
    assert len(bodies) > 2
    for body in bodies:
        assert not any(line.lstrip(" ").startswith("/") for line in body.split("\n")), body
        assert "@root" not in body


def test_a_status_that_waits_is_not_set_to_waiting(lab: GitLab) -> None:
    """GitLab refuses that, whatever the description; once it is decided, it is set."""
    change = ChangeSummary("range", "0" * 40, lab.head, 1, 1, 0)
    where = Where("gitlab", lab.url, lab.project, 7, lab.head, "main")
    wanted = Wanted(comment=False, status=True)

    def tell(given: Verdict) -> Outcome:
        with Api("gitlab", lab.url, environment={"GITLAB_TOKEN": lab.token}) as api:
            made = content(given, where, wanted, lambda place: None)
            return publish(forge_of(api, where), where, made, wanted)

    for who in ("@acme/one", "@acme/two"):
        owed = Obligation("p/two", "It is risky.", (who,))
        lacking = Inconclusive("p/two", "review.approvals", "no-review", "", "", 1, "deny")
        given = Verdict("inconclusive", 3, change, inconclusive=(lacking,), obligations=(owed,))
        assert tell(given).failed == ()
    assert {one["status"] for one in lab.statuses} == {"pending"}
    assert tell(Verdict("passed", 0, change)).failed == ()
    latest = {one["name"]: one["status"] for one in lab.statuses}
    assert latest == {"bylaw (main)": "success", "bylaw/review (main)": "success"}
