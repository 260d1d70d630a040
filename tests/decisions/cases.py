"""Cases of decision records: the files of a tree, and what is read of them.

`tests/decisions/<format>/<case>/` holds a tree and, beside its files, `expected.json` with what
is read of them; what is left out of a record is empty. `python -m tests.decisions.cases CASE…`
writes the answers of cases that have none yet (`--again` also of others); read them before you
commit them.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bylaw.gate.decisions import TreeFiles, glob_of
from bylaw.packs.tree import Folder
from bylaw.sources.decisions.collect import Collection, collect

HERE = Path(__file__).parent
ANSWER = "expected.json"


def cases() -> list[Path]:
    """The folders of all cases."""
    return sorted(each.parent for each in HERE.glob(f"*/*/{ANSWER}"))


def read(case: Path) -> Collection:
    """What is read of a case's tree."""
    return collect(TreeFiles(Folder(case)), None, glob_of)


def shown(collection: Collection) -> dict[str, Any]:
    """What is read, as an answer has it."""
    return {
        "records": [_record(each, collection) for each in collection.records],
        "problems": [
            f"{each.path}:{each.line}: {each.kind} {each.decision or '-'}: {each.message}"
            for each in collection.problems
        ],
    }


def _record(record: Any, collection: Collection) -> dict[str, Any]:
    day = None if record.date is None else datetime.fromtimestamp(record.date, UTC)
    row = {
        "id": record.id,
        "title": record.title,
        "status": record.status,
        "active": collection.is_active(record),
        "date": f"{day:%Y-%m-%d}" if day else "",
        "owners": [f"{each.name} ({each.kind})" for each in record.owners],
        "supersedes": list(collection.relations.supersedes(record)),
        "superseded_by": list(collection.relations.superseded_by(record)),
        "scope": list(record.scope),
        "paths": list(record.paths),
        "tags": list(record.tags),
        "at": f"{record.path}:{record.line}",
        "format": record.format,
        "lines": {part: line for part, line in record.lines.items() if part != "title"},
        "body": record.body.splitlines(),
    }
    return {key: value for key, value in row.items() if value not in ("", [], {}, False)}


def main() -> None:
    """Writes answers."""
    again = "--again" in sys.argv
    for name in (each for each in sys.argv[1:] if not each.startswith("-")):
        path = Path(name) / ANSWER
        if again or not path.exists():
            text = json.dumps(shown(read(Path(name))), indent=1, ensure_ascii=False)
            path.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
