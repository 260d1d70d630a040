"""Verdicts that the golden files of each report are made from."""

from __future__ import annotations

from dataclasses import replace

from bylaw.engine.result import Anchor, Edit
from bylaw.facts.place import Place
from bylaw.verdict.architecture import Edge, Node, Picture
from bylaw.verdict.model import (
    ChangeSummary,
    Decided,
    DependencyChange,
    Excerpt,
    Inconclusive,
    JudgedFinding,
    Obligation,
    RuleCard,
    Suppression,
    Verdict,
)

CHANGE = ChangeSummary(
    "range", "1" * 40, "2" * 40, 12, 120, 4, "https://me:secret@git.example/org/pay.git"
)
NOW = "2026-11-22T12:00:00Z"

SQL = RuleCard(
    id="payments/no-raw-sql",
    pack="payments",
    title="Web handlers do not run SQL",
    level="deny",
    verb="deny",
    why="Queries outside src/repositories/ escape the tenant filter.",
    decision="ADR-0012",
    owner="@org/payments",
    controls=("SOC2:CC8.1",),
    tags=("architecture", "security"),
    docs="https://docs.example/adr/12",
    formerly=("payments/sql-in-handlers",),
    help="Call a repository in src/repositories/ instead.",
    path="policies/payments.bylaw",
    line=14,
    source='rule no-raw-sql {\n  title "Web handlers do not run SQL"\n}',
    requires=("Change.files", "File.added_lines"),
    decided=Decided(
        "ADR-0012", "accepted", "Handlers ask repositories", "docs/adr/0012-repositories.md", 6
    ),
)
SIZE = RuleCard(
    id="start/reviewable-size",
    pack="start",
    title="A change stays small enough to review",
    level="warn",
    verb="warn",
    decision="ADR-3",
    decided=Decided(
        "ADR-0003", "superseded", "Changes are small", "docs/adr/0003-small.md", 1, ("ADR-0015",)
    ),
)
APPROVALS = RuleCard(
    id="ai/two-approvals",
    pack="ai",
    title="AI-marked changes to tier-1 components need two human approvals",
    level="deny",
    verb="deny",
    why="Nobody has read what an agent wrote until two people have.",
)
TODO = RuleCard(
    id="local/no-todo",
    pack="local",
    title="No TODO",
    level="note",
    verb="note",
    decision="ADR-99",
    decided=Decided("ADR-99", "missing"),
)
LAYERS = RuleCard(
    id="start/layers", pack="start", title="Layers point down", level="deny", verb="deny"
)

PAY = (
    "def pay(cursor, amount):",
    "    # charge once",
    '    cursor.execute("select 1")',
    "    return amount",
    "",
)
RAW_SQL = JudgedFinding(
    rule=SQL.id,
    level="deny",
    message="Raw SQL in a web handler.",
    place=Place("src/web/pay.py", 3, 5, 3, 20),
    anchor=Anchor("line"),
    fingerprint="0123456789abcdef0123456789abcdef",
    line_hash="b1ae1287ec4718d9:1",
    help="Call a repository in src/repositories/ instead.",
    related=(Place("src/repositories/pay.py", 7, 1), Place("src/web/old.py", 2, side="base")),
    edits=(Edit(Place("src/web/pay.py", 3, 5, 3, 20), "repository.run("),),
    excerpt=Excerpt(1, PAY),
)
TOO_BIG = JudgedFinding(
    rule=SIZE.id,
    level="warn",
    message="This change adds 1,204 hand-written lines; at most 400 can be reviewed well.",
    place=Place("README.md", scope="change"),
    anchor=Anchor("change"),
    fingerprint="f" * 32,
    line_hash="c129715d7a2bc9a3:1",
)
LONG_LINE = JudgedFinding(
    rule=TODO.id,
    level="note",
    message="A TODO without an owner, in a line that goes on for much longer than any terminal.",
    place=Place("src/web/verylong/path/to/some/module_that_is_deep.py", 120, 171, 120, 175),
    anchor=Anchor("line"),
    fingerprint="a" * 32,
    line_hash="1:1",
    excerpt=Excerpt(119, ("x = 1", "y = [" + "1, " * 55 + "] # TODO: mend " + "z" * 40, "w = 2")),
)
WIDE = JudgedFinding(
    rule=TODO.id,
    level="note",
    message="寿司 and cafe\u0301 before a TODO.",
    place=Place("docs/寿司.md", 2, 7, 2, 11),
    anchor=Anchor("line"),
    fingerprint="b" * 32,
    line_hash="2:1",
    excerpt=Excerpt(1, ("一", "寿司e\u0301\t\tTODO: 書く", "終")),
)
SEVERAL_LINES = JudgedFinding(
    rule=SQL.id,
    level="deny",
    message="A query of several lines.",
    place=Place("src/web/pay.py", 2, 3, 4, 9),
    anchor=Anchor("line"),
    fingerprint="c" * 32,
    line_hash="3:1",
    edits=(Edit(Place("src/web/pay.py", 2, 5, 4, 11), "run()\n    done"),),
    excerpt=Excerpt(1, PAY),
)
REMOVED = JudgedFinding(
    rule=SIZE.id,
    level="warn",
    message="A guard was removed.",
    place=Place("src/guard.py", 9, side="base"),
    anchor=Anchor("line"),
    fingerprint="d" * 32,
    line_hash="",
    excerpt=Excerpt(8, ("if x:", "    guard()", "")),
)
WHOLE_FILE = JudgedFinding(
    rule=SIZE.id,
    level="warn",
    message="A large file.",
    place=Place("assets/logo.psd", scope="file"),
    anchor=Anchor("file"),
    fingerprint="e" * 32,
    line_hash="",
)
HOSTILE_TEXT = (
    "\x1b[31mred\x07 \u202egnp.exe\u202c z\u200bw \r\n::error::owned %0A @org/team #12 <script>"
    "alert(1)</script> [x](javascript:1) `code` | cell | ]]> {0} \ud800 \x85 \ufffe &amp;"
)
HOSTILE = JudgedFinding(
    rule=SQL.id,
    level="deny",
    message=HOSTILE_TEXT,
    place=Place("src/a,b:c%\n::warning::\udcff<b>.py", 1, 1, 1, 4),
    anchor=Anchor("line"),
    fingerprint="9" * 32,
    line_hash="4:1",
    help=HOSTILE_TEXT,
    edits=(
        Edit(Place("src/a,b:c%\n::warning::\udcff<b>.py", 1, 1, 1, 4), "\x1b[0m\u202e```@me\ud800"),
    ),
    excerpt=Excerpt(1, ("\x1b[2J\u202eevil```</code>@me", "\ufeff\u2028next")),
)
NO_REVIEW = Inconclusive(
    rule=APPROVALS.id,
    fact="review.approvals",
    reason="no-review",
    detail="There is no pull request here.",
    remedy="Run it on a pull request, or give its state with --review FILE.",
    count=1,
    weight="warn",
)
TOO_LARGE = Inconclusive(
    rule=SQL.id,
    fact="file.added_lines",
    reason="too-large",
    detail="src/big.sql adds more than 1 MiB of text.",
    remedy="Raise limits.file in bylaw.yaml.",
    count=3,
    weight="deny",
    places=(Place("src/big.sql", scope="file"),),
)
NO_BASE = Inconclusive(
    rule="",
    fact="change",
    reason="no-base",
    detail="The merge base of main and HEAD is not in this shallow clone.",
    remedy="Fetch more history: git fetch --deepen 100.",
    count=1,
    weight="deny",
    fatal=True,
)
LOOKS_LIKE = JudgedFinding(
    rule="start/reviewable-size",
    level="warn",
    message="expresss is new.",
    place=Place("package.json", 5, 5),
    anchor=Anchor("dependency", "pkg:npm/expresss", "pkg:npm/expresss@1.0.0"),
    fingerprint="8" * 32,
    line_hash="",
)
DEPENDENCIES = (
    DependencyChange(
        "added", "expresss", "npm", "pkg:npm/expresss@1.0.0", "", "1.0.0", "", "runtime", True,
        "package.json",
    ),
    DependencyChange(
        "changed", "lodash", "npm", "pkg:npm/lodash@4.17.21", "4.17.21", "4.17.21", "integrity",
        "runtime", True, "package.json",
    ),
    DependencyChange(
        "removed", "requests", "pypi", "pkg:pypi/requests@2.31.0", "2.31.0", "", "", "test", True,
        "requirements-test.txt",
    ),
    *(
        DependencyChange(
            "changed", f"deep-{number}", "npm", f"pkg:npm/deep-{number}@1.0.1", "1.0.0", "1.0.1",
            "patch", "runtime", False, "package-lock.json",
        )
        for number in range(60)
    ),
)  # fmt: skip
OWED = Obligation(APPROVALS.id, APPROVALS.why, ("@org/payments", "@ana"))
RULES = (APPROVALS, TODO, SQL, LAYERS, SIZE)

PASSED = Verdict(
    "passed", 0, CHANGE, rules=RULES, policy_source="built-in pack start", now=NOW, version="0.1.0"
)
DENIED = Verdict(
    outcome="denied",
    exit_code=1,
    change=CHANGE,
    findings=(TOO_BIG, WIDE, REMOVED, WHOLE_FILE, RAW_SQL, SEVERAL_LINES, LONG_LINE),
    inconclusive=(NO_REVIEW, TOO_LARGE),
    obligations=(OWED,),
    not_applicable=(LAYERS.id,),
    rules=RULES,
    notices=("The target branch has no bylaw.yaml: bootstrap.",),
    profile="ci",
    policy_source="bylaw.yaml at 1111111",
    now=NOW,
    version="0.1.0",
    next_command="bylaw explain payments/no-raw-sql",
)
UNJUDGED = Verdict(
    outcome="inconclusive",
    exit_code=3,
    change=ChangeSummary("range", None, None, 0, 0, 0),
    inconclusive=(NO_BASE,),
    rules=RULES,
    profile="ci",
    policy_source="bylaw.yaml",
    now=NOW,
    version="0.1.0",
)
ARCHITECTURE = Picture(
    (
        Node("ledger", "service", "core", "@org/ledger"),
        Node("pay", "service", "core", "@org/payments"),
        Node("web", "website", "edge"),
    ),
    (
        Edge(
            "ledger", "web", None, 1, 0, "layer edge is above layer core",
            Place("src/ledger/post.py", 3, 1, 3, 22),
        ),
        Edge("web", "ledger", None, 0, 2, place=Place("src/web/page.py", 7, 8, side="base")),
        Edge("web", "pay", None, 2, 0, place=Place("src/web/page.py", 9, 1)),
    ),
    ("edge", "core"),
    unread=1,
)  # fmt: skip
ATTACKED = Verdict(
    outcome="denied",
    exit_code=1,
    change=CHANGE,
    findings=(HOSTILE,),
    inconclusive=(Inconclusive(SQL.id, "a\x1b[1m", "b", HOSTILE_TEXT, HOSTILE_TEXT, 1, "warn"),),
    obligations=(Obligation(APPROVALS.id, HOSTILE_TEXT, (HOSTILE_TEXT,)),),
    rules=(
        APPROVALS,
        RuleCard(
            id=SQL.id,
            pack="payments",
            title=HOSTILE_TEXT,
            level="deny",
            verb="deny",
            why=HOSTILE_TEXT,
            decision=HOSTILE_TEXT,
            owner="@org/payments",
            controls=("a`b",),
            tags=("security",),
            docs="javascript:alert(1)",
            help=HOSTILE_TEXT,
            path="policies/\u202e.bylaw",
            line=1,
            source="rule x {\n```\n</details>\n}",
            decided=Decided(
                HOSTILE_TEXT, "proposed", HOSTILE_TEXT, "docs/\u202e`|<b>.md", 1, (HOSTILE_TEXT,)
            ),
        ),
    ),
    notices=(HOSTILE_TEXT,),
    dependencies=(
        DependencyChange(
            "changed",
            HOSTILE_TEXT,
            "npm",
            f"pkg:npm/{HOSTILE_TEXT}",
            "1|2",
            "`3`|<b>",
            "source",
            "runtime",
            False,
            HOSTILE_TEXT,
        ),
    ),
    architecture=Picture(
        (Node(HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT), Node('"];x[')),
        (Edge(HOSTILE_TEXT, '"];x[', None, 1, 0, HOSTILE_TEXT, Place(HOSTILE_TEXT, 3, 2)),),
        (HOSTILE_TEXT,),
    ),
    policy_source=HOSTILE_TEXT,
    now="not a time \x1b",
    version="0.1.0",
    next_command="bylaw explain \x1b[0m",
)
WARNED = Verdict(
    outcome="denied",
    exit_code=1,
    change=CHANGE,
    findings=(LOOKS_LIKE, TOO_BIG, WIDE),
    inconclusive=(NO_REVIEW,),
    dependencies=DEPENDENCIES,
    architecture=ARCHITECTURE,
    rules=RULES,
    fail_on="warn",
    policy_source="bylaw.yaml",
    now=NOW,
    version="0.1.0",
)
WAIVER = Suppression(
    "waiver",
    "The old handlers go with release 9.",
    "@org/payments",
    "2027-01-31T23:59:59Z",
    "PAY-12",
    ".bylaw/waivers.yaml",
    3,
    "pay-raw-sql",
    approver="Ana",
)
ALLOW = Suppression("allow", "Mended in PAY-13.", "", "2026-12-24T23:59:59Z", "", "docs/寿司.md", 2)
GLASS = Suppression(
    "break-glass",
    "Payments are down.",
    "@ana",
    "2026-11-23T10:00:00Z",
    since="2026-11-22T10:00:00Z",
)
WAIVED = Verdict(
    outcome="passed",
    exit_code=0,
    change=CHANGE,
    findings=(
        replace(
            TOO_BIG,
            lapsed=replace(WAIVER, id="big-changes", expires="2026-11-20T23:59:59+01:00", line=9),
        ),
    ),
    suppressed=(
        replace(WIDE, suppression=ALLOW),
        replace(RAW_SQL, suppression=WAIVER),
        replace(SEVERAL_LINES, suppression=GLASS),
        replace(REMOVED, suppression=Suppression("baseline", path=".bylaw/baseline.json")),
    ),
    accepted_unknowns=(replace(TOO_LARGE, suppression=replace(WAIVER, id="", approver="")),),
    rules=RULES,
    notices=("The waiver pay-raw-sql of @org/payments ends in 5 days.",),
    policy_source="bylaw.yaml",
    now=NOW,
    version="0.1.0",
)
HOSTILE_WAIVER = Suppression(
    "waiver", HOSTILE_TEXT, HOSTILE_TEXT, "2027-01-31T23:59:59Z", HOSTILE_TEXT,
    "src/\u202e\n::x::.yaml", 3, "x", approver=HOSTILE_TEXT,
)  # fmt: skip
WAIVED_HOSTILE = replace(
    ATTACKED,
    suppressed=(
        replace(HOSTILE, suppression=HOSTILE_WAIVER),
        replace(HOSTILE, suppression=replace(GLASS, reason=HOSTILE_TEXT, owner="@" + HOSTILE_TEXT)),
    ),
    findings=(replace(HOSTILE, lapsed=HOSTILE_WAIVER),),
    accepted_unknowns=(replace(ATTACKED.inconclusive[0], suppression=HOSTILE_WAIVER),),
)
VERDICTS = {
    "waived": WAIVED,
    "waived-hostile": WAIVED_HOSTILE,
    "passed": PASSED,
    "denied": DENIED,
    "warned": WARNED,
    "unjudged": UNJUDGED,
    "attacked": ATTACKED,
}
