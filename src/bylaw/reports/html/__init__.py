"""One page that holds all of a verdict: nothing from elsewhere, and whole without its script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bylaw.reports.html.header import dialog, footer, header
from bylaw.reports.html.sections import sections
from bylaw.reports.html.text import text
from bylaw.reports.interface import Options
from bylaw.verdict.model import Verdict


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as a page, piece by piece."""
    del options
    style, script = _asset("page.css"), _asset("page.js")
    yield (
        f'<!doctype html>\n<html lang="en" class="{text(verdict.outcome)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(verdict, style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(f'bylaw: {verdict.outcome}')}</title>\n<style>{style}</style>\n</head>\n"
        "<body>\n"
    )
    parts = list(sections(verdict))
    yield from header(verdict, [(id_, name) for id_, name, _ in parts])
    yield '<main id="main" tabindex="-1">\n'
    for id_, name, pieces in parts:
        yield f'<section id="{id_}" aria-labelledby="{id_}-title">\n'
        yield f'<h2 id="{id_}-title">{text(name)}</h2>\n'
        yield from pieces
        yield "</section>\n"
    if not parts:
        yield "<p>There is nothing to tell.</p>\n"
    yield f"</main>\n{footer(verdict)}{dialog()}<script>{script}</script>\n</body>\n</html>\n"


def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _policy(verdict: Verdict, style: str, script: str) -> str:
    """Nothing is loaded, and nothing runs or styles the page but what stands in it by its hash."""
    styles = [_hash(style)]
    if verdict.architecture is not None and verdict.architecture.edges:
        from bylaw.reports.architecture.svg import STYLE

        styles.append(_hash(STYLE))
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {' '.join(styles)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(content: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
