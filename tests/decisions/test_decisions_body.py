"""What is header, which may change when a decision falls, and what is text, which stays."""

from __future__ import annotations

import pytest

from bylaw.sources.decisions.formats import read

NYGARD = """\
# 1. Use queues

Date: 2026-01-01

## Status

Accepted

## Context

They are simple.
"""
MADR = """\
---
status: accepted
date: 2026-01-01
tags: [messaging]
---

# Use queues

They are simple.
"""
COSMOS = """\
# ADR 001: Use queues

## Changelog

* 2026-01-01: Initial draft

## Status

ACCEPTED

## Decision

They are simple.
"""
LIST = """\
# Use queues

* Status: accepted
* Date: 2026-01-01

They are simple.
"""


def body(text: str) -> str:
    record = read("docs/adr/0001-a.md", text.encode()).record
    assert record is not None
    return record.body


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (NYGARD, "Accepted", "Superceded by [2. Use logs](0002-use-logs.md)"),
        (NYGARD, "Accepted", "Accepted\n\nAmended by [2. Use logs](0002-use-logs.md)"),
        (NYGARD, "Accepted", "* Deprecated, since 2026-05-06"),
        (NYGARD, "2026-01-01", "2026-05-06"),
        (NYGARD, "simple.\n", "simple.  \n\n"),
        (NYGARD, "## Status\n", "Status\n------\n"),
        (MADR, "accepted", "superseded by ADR-0002"),
        (MADR, "tags: [messaging]", "tags: [queues]\ndecision-makers: Ana\npaths: src/**"),
        (COSMOS, "ACCEPTED", "SUPERSEDED by ADR-002"),
        (COSMOS, "draft\n", "draft\n* 2026-05-06: Replaced,\n  by logs\n"),
        (LIST, "accepted", "superseded by [ADR-0002](0002-use-logs.md)"),
        (LIST, "2026-01-01", "2026-05-06\n* Tags: messaging"),
    ],
)
def test_a_header_may_change(text: str, old: str, new: str) -> None:
    assert old in text
    assert body(text.replace(old, new)) == body(text)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (NYGARD, "simple", "quick"),
        (NYGARD, "Use queues", "Use logs"),
        (NYGARD, "Accepted", "Accepted\n\nFrom now on we use logs."),
        (NYGARD, "Accepted", "Accepted\n\n<!-- From now on we use logs. -->"),
        (NYGARD, "Accepted", "Accepted\n\n    From now on we use logs."),
        (NYGARD, "They are simple.", "## Date\n\nWe use logs."),
        (NYGARD, "They are simple.", "## Tags\n\nWe use logs."),
        (NYGARD, "They are simple.", "# Status\n\nWe use logs."),
        (MADR, "They are simple.", "They are simple.\n\n---\nstatus: accepted\n---\n"),
        (MADR, "They are simple.", "They are simple.\n\n* Decision: use logs"),
        (COSMOS, "draft\n", "draft\n\nFrom now on we use logs.\n"),
        (COSMOS, "They are simple.", "We use logs."),
        (LIST, "They are simple.", "* Decision: use logs"),
    ],
)
def test_no_text_changes_unseen(text: str, old: str, new: str) -> None:
    assert old in text
    assert body(text.replace(old, new)) != body(text)
