"""JUnit XML: a rule is a test case; it fails and errs by what makes the exit code 1 and 3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bylaw.reports.accepted import emergencies, helped, let_go
from bylaw.reports.escape import xml
from bylaw.reports.interface import Options
from bylaw.reports.summary import decided, summary, unknown, where
from bylaw.verdict.model import Inconclusive, JudgedFinding, Level, RuleCard, Verdict
from bylaw.verdict.weigh import failing


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as one test suite, readable by GitLab, Jenkins and the like.

    Only what fails the gate fails here, so `--fail-on` decides whether warnings do; findings below
    it and light unknowns are a case's output.
    """
    del options
    findings: defaultdict[str, list[JudgedFinding]] = defaultdict(list)
    for finding in verdict.findings:
        findings[finding.rule].append(finding)
    unknowns: defaultdict[str, list[Inconclusive]] = defaultdict(list)
    for one in verdict.inconclusive:
        unknowns[one.rule].append(one)
    waived: defaultdict[str, list[str]] = defaultdict(list)
    for each in let_go(verdict):
        waived[each.rule].append(each.line)
    fails = failing(verdict.fail_on)
    # a rule that had to be judged (`require:`) errs; readers take a skipped case for no error
    skipped = {
        rule for rule in verdict.not_applicable if not any(map(_heavy, unknowns.get(rule, ())))
    }
    failing_rules = {rule for rule, all_ in findings.items() if any(f.level in fails for f in all_)}
    erring_rules = {rule for rule, several in unknowns.items() if any(map(_heavy, several))}
    failures, errors = len(failing_rules), len(erring_rules)
    skipped |= set(waived) - failing_rules - erring_rules
    counts = {
        "tests": len(verdict.rules) + (1 if unknowns.get("") else 0),
        "failures": failures,
        "errors": errors,
        "skipped": len(skipped),
    }
    numbers = " ".join(f'{name}="{count}"' for name, count in counts.items())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="bylaw" {numbers}>\n'
    yield f'  <testsuite name="bylaw" {numbers}>\n'
    for card in verdict.rules:
        about = findings[card.id], unknowns[card.id]
        why = waived.get(card.id, ()) or ("There is no catalog of the architecture.",)
        is_skipped = card.id in skipped
        yield from _case(card, *about, fails, waived.get(card.id, ()), why[0] if is_skipped else "")
    if unknowns.get(""):
        yield '    <testcase classname="bylaw" name="change">\n'
        yield from _errors(unknowns[""])
        yield "    </testcase>\n"
    output = "\n".join((summary(verdict), *emergencies(verdict), *verdict.notices))
    yield f"    <system-out>{xml(output)}</system-out>\n  </testsuite>\n</testsuites>\n"


def _heavy(one: Inconclusive) -> bool:
    return one.fatal or one.weight == "deny"


def _case(
    card: RuleCard,
    found: list[JudgedFinding],
    unknowns: list[Inconclusive],
    fails: frozenset[Level],
    waived: Sequence[str],
    skipped: str,
) -> Iterator[str]:
    failed = [finding for finding in found if finding.level in fails]
    first = next(iter(failed or found), None)
    place = f' file="{xml(first.place.path)}" line="{first.place.line}"' if first else ""
    yield f'    <testcase classname="{xml(card.pack)}" name="{xml(card.id)}"{place}>\n'
    if skipped:
        yield f'      <skipped message="{xml(skipped)}"/>\n'
    if failed:
        head = failed[0].message if len(failed) == 1 else f"{card.title} ({len(failed)} findings)"
        worst = "deny" if any(finding.level == "deny" for finding in failed) else "warn"
        rows = [*map(_line, failed), f"Decided: {decided(card)}" if card.decision else ""]
        body = "\n".join(filter(None, rows))
        yield f'      <failure message="{xml(head)}" type="{worst}">{xml(body)}</failure>\n'
    yield from _errors([one for one in unknowns if _heavy(one)])
    said = [_line(finding) for finding in found if finding.level not in fails]
    said += [unknown(one) for one in unknowns if not _heavy(one)]
    said += waived
    if said:
        yield f"      <system-out>{xml(chr(10).join(said))}</system-out>\n"
    yield "    </testcase>\n"


def _errors(unknowns: list[Inconclusive]) -> Iterator[str]:
    if not unknowns:
        return
    body = "\n".join(f"{unknown(one)} {one.remedy}".rstrip() for one in unknowns)
    yield f'      <error message="{xml(unknown(unknowns[0]))}" type="inconclusive">'
    yield f"{xml(body)}</error>\n"


def _line(finding: JudgedFinding) -> str:
    text = f"{where(finding.place)}: {finding.level}: {finding.message}"
    return f"{text} {helped(finding)}".rstrip()
