"""Running the tests of checked packs: one temporary repository, one git stream, the real engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import NOT_IN_THIS_VERSION, Unknown
from bylaw.facts.readers import Facts
from bylaw.testing.compare import compare
from bylaw.testing.given import LATER, state
from bylaw.testing.history import EPOCH, BadGiven, Tree, trees, write_history
from bylaw.testing.result import Failure, TestReport, TestResult

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.services.interface import Coordinates

Pack = Mapping[str, Any]
Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Case:
    """A test with what it needs to run."""

    pack: Pack
    test: Mapping[str, Any]

    @property
    def givens(self) -> Sequence[Mapping[str, Any]]:
        givens: Sequence[Mapping[str, Any]] = self.test["givens"]
        return givens

    @property
    def patch(self) -> Mapping[str, Any] | None:
        return next((given for given in self.givens if given["kind"] == "patch"), None)

    def result(self, status: Any, **more: Any) -> TestResult:
        path, line, _ = self.test["place"]
        return TestResult(self.pack["pack"], self.test["name"], path, line, status, **more)

    def failed(self, failure: BadGiven) -> TestResult:
        return self.result("error", failures=(Failure(failure.line, failure.message),))


def run_tests(
    packs: Sequence[Pack],
    *,
    only: Callable[[str, Mapping[str, Any]], bool] | None = None,
    locate: Callable[[str], Path] = Path,
) -> TestReport:
    """Run the tests of checked packs.

    Args:
        packs: the packs, and those that they use.
        only: whether this test of a pack of this name is to run; all are when it is None.
        locate: from the path of a policy file, as its places name it, to the file itself; `given
            patch` names a file beside it.

    A rule is seen by itself: without levels, weights or waivers, at 2026-01-01T00:00:00Z. Raises
    NotJudged where git cannot be run.
    """
    cases = [
        _Case(pack, test)
        for pack in packs
        for test in pack["tests"]
        if only is None or only(pack["pack"], test)
    ]
    tested = {
        expect["rule"] for pack in packs for test in pack["tests"] for expect in test["expects"]
    }
    rules = [rule["id"] for pack in packs for rule in pack["rules"]]
    return TestReport(
        tuple(_run(cases, packs, locate)) if cases else (),
        tuple(sorted(rule for rule in rules if rule not in tested)),
    )


def _run(
    cases: Sequence[_Case], packs: Sequence[Pack], locate: Callable[[str], Path]
) -> Iterator[TestResult]:
    from bylaw.sources.git import PrivateDirectory, read_changes

    results: dict[int, TestResult] = {}
    with PrivateDirectory() as directory:
        pairs: dict[int, tuple[str, str]] = {}
        for at, case in enumerate(cases):
            try:
                if case.patch is not None:
                    results[at] = _patched(case, packs, locate)
                else:
                    pair = write_history(directory, case.givens)
                    pairs[at] = (pair.base, pair.head)
            except BadGiven as error:
                results[at] = case.failed(error)
        # One git reads the changes of all tests; each is judged before the next is read.
        now: list[Ask] = []
        changes = read_changes(directory, pairs.values(), guards=(lambda path: now[-1](path),))
        for at, change in zip(pairs, changes if pairs else (), strict=True):
            now.append(_guard(cases[at], packs))
            results[at] = _judge(cases[at], packs, change)
    for at in range(len(cases)):
        yield results[at]


def _guard(case: _Case, packs: Sequence[Pack], *, imports: bool = False) -> Ask:
    """What the rules that the test names ask of paths, as in a real run of them alone."""
    from bylaw.gate.guards import guard, guard_of_imports

    ids = {expect["rule"] for expect in case.test["expects"]}
    named = [
        {**pack, "rules": [rule for rule in pack["rules"] if rule["id"] in ids]} for pack in packs
    ]
    return (guard_of_imports if imports else guard)(named, _params(case))


def _patched(case: _Case, packs: Sequence[Pack], locate: Callable[[str], Path]) -> TestResult:
    """A test whose change is a patch file beside the policy."""
    from bylaw.sources.git import BadPatch, read_patch

    patch = case.patch
    assert patch is not None
    if any(given["kind"] in ("file", "commit") for given in case.givens):
        raise BadGiven(patch["line"], "a test gives either a patch, or files and commits")
    beside = locate(case.test["place"][0]).parent.resolve()
    path = (beside / patch["file"]).resolve()
    if not path.is_relative_to(beside):
        raise BadGiven(patch["line"], f"`{patch['file']}` is not beside the policy")
    try:
        change = read_patch(path.read_bytes(), guards=(_guard(case, packs),))
    except OSError as error:
        message = f"`{patch['file']}` cannot be read: {error.strerror}"
        raise BadGiven(patch["line"], message) from None
    except BadPatch as error:
        raise BadGiven(patch["line"], f"`{patch['file']}`: {error}") from None
    return _judge(case, packs, change)


def _real(case: _Case, packs: Sequence[Pack], change: Change, known: Callable[[], Facts]) -> Facts:
    """What is read of the change itself; services are not asked, a test gives their answers.

    `known` gives the facts that rules will see, once they are there.
    """
    from bylaw.gate import architecture, decisions, dependencies, owners, review
    from bylaw.gate.weakening import find as weakening
    from bylaw.sources.git import facts
    from bylaw.sources.values import VALUES
    from bylaw.testing.architecture import architecture_given, owners_given, safeguards_given

    ids = {expect["rule"] for expect in case.test["expects"]}
    wanted = [rule["facts"] for pack in packs for rule in pack["rules"] if rule["id"] in ids]
    real = facts(change).joined(VALUES)
    if any(map(architecture.asks, wanted)):
        real = real.joined(
            architecture_given(case.givens, change, _guard(case, packs, imports=True))
        )
    if any(map(owners.asks, wanted)):
        real = real.joined(owners_given(case.givens, change))
    if any(map(weakening.asks, wanted)):
        real = real.joined(safeguards_given(case.givens, change, "2026-01-01"))
    if any(map(review.asks, wanted)):
        real = real.joined(Facts({"review": _NO_REVIEW}))
    if any(map(decisions.asks, wanted)):
        from bylaw.sources.decisions.facts import decision_facts

        real = real.joined(decision_facts(change, None, None, decisions.glob_of, known))
    if not any(map(dependencies.asks, wanted)):
        return real
    from bylaw.sources.dependencies.readers import dependency_facts
    from bylaw.sources.dependencies.said import Services

    services = Services(
        registries=_NotGiven("registry"),
        advisories=_NotGiven("advisories"),
        licenses=_NotGiven("licenses"),
    )
    return real.joined(dependency_facts(change, services))


_NO_REVIEW: Final = Unknown(
    "review", "not-given", "The test does not give a review.", "Add `given review`."
)


@dataclass(frozen=True, slots=True)
class _NotGiven:
    """A service that a test does not give."""

    kind: str

    def expect(self, packages: Iterable[object]) -> None:
        """Asks nothing."""

    def of(self, package: Coordinates) -> Unknown:
        """Unknown, with what to give."""
        return Unknown(
            f"dependency.{_FIELDS[self.kind]}",
            "not-given",
            f"The test does not give {self.kind}.",
            f"Add `given {self.kind}` with `{package.name}`.",
        )


_FIELDS: Final = {"registry": "registry", "advisories": "vulnerabilities", "licenses": "license"}


def _judge(case: _Case, packs: Sequence[Pack], change: Change) -> TestResult:
    """What the rules that the test names say of its change."""
    from bylaw.engine.program import Program
    from bylaw.sources.code.readers import code_readers

    later = [
        each
        for each in case.givens
        if each["kind"] == "document" and each["name"] in LATER and each["text"] is not None
    ]
    if later:
        return case.result("waits", waits_for=tuple(f"given {each['name']}" for each in later))
    ids = {expect["rule"] for expect in case.test["expects"]}
    try:
        real = _real(case, packs, change, lambda: facts)
        facts = state(case.givens, _types(), _scalars(), real)
    except BadGiven as error:
        return case.failed(error)
    program = Program.of(packs, params=_params(case), only=ids)
    said = {each.rule: each for each in program.run(facts.joined(code_readers(facts)), now=EPOCH)}
    waits = {
        missing.fact
        for rule in ids
        for missing in said[rule].missing
        if missing.reason == NOT_IN_THIS_VERSION
    }
    if waits:
        return case.result("waits", waits_for=tuple(sorted(waits)))
    head: Tree = {} if case.patch else trees(case.givens)[1]
    failures = [compare(each, said[each["rule"]], head) for each in case.test["expects"]]
    found = tuple(failure for failure in failures if failure is not None)
    return case.result("failed" if found else "passed", failures=found)


def _params(case: _Case) -> dict[str, Any]:
    """Parameters that the test gives, by `pack/name`."""
    pack = case.pack["pack"]
    return {
        f"{pack}/{given['name']}": given["value"]
        for given in case.givens
        if given["kind"] == "param"
    }


@cache
def _types() -> Mapping[str, Any]:
    path = Path(__file__).parents[1] / "facts" / "schema.json"
    types: Mapping[str, Any] = json.loads(path.read_text("utf-8"))["types"]
    return types


def _scalars() -> Mapping[str, Callable[[str], Any]]:
    from bylaw.engine.values import Glob
    from bylaw.versions.version import Version

    return {"glob": lambda text: Glob([text]), "version": Version}
