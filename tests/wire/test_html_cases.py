"""Whole pages, raw and cleaned: `cases/html/NAME.html` and beside it what the record's body must be, `NAME.md`.

`COPYDESK_REWRITE=1 pytest tests/wire/test_html_cases.py` writes the .md files anew; a person reads the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from wire import markdown
from wire.clean import clean

CASES = sorted((Path(__file__).parent / "cases" / "html").glob("*.html"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path) -> None:
    story = clean(case.read_text("utf-8"), html=True, url="https://news.example/story")
    head = f"{story.title} | {story.date} | {'; '.join(story.byline)} | {story.lang}\n\n"
    body, expected = head + markdown.write(story.body), case.with_suffix(".md")
    if os.environ.get("COPYDESK_REWRITE"):
        expected.write_text(body, "utf-8")
    assert body == expected.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_dropped_line_names_its_rule(case: Path) -> None:
    story = clean(case.read_text("utf-8"), html=True)
    assert story.dropped
    assert all(block.rule for block in story.dropped)
