"""Every block of a story with its verdict: kept or dropped, by which rule, from which line, and what was washed off."""

from __future__ import annotations

from collections.abc import Iterator

from .characters import removed, shown
from .decode import Decoded
from .story import Block, Story

_WIDTH = 100


def explain(story: Story, decoded: Decoded) -> Iterator[str]:
    """Lines for a person: the facts, the remarks, then each block in the order of the copy."""
    facts = {
        "title": story.title,
        "date": story.date,
        "byline": "; ".join(story.byline),
        "place": story.place,
        "section": story.section,
        "lang": story.lang,
        "source": story.source,
        "original": story.original,
    }
    yield from (f"# {key}: {shown(value)}" for key, value in facts.items() if value)
    yield f"# read as {decoded.encoding}"
    yield from (f"# note: {shown(note)}" for note in (*decoded.notes, *story.notes))
    yield from _invisible(decoded.text)
    kept = [(block, "keep") for block in story.body]
    dropped = [(block, "drop") for block in story.dropped]
    for block, verdict in sorted((*kept, *dropped), key=lambda pair: pair[0].line):
        yield _line(block, verdict)


def _invisible(text: str) -> Iterator[str]:
    """What was removed because nobody can see it, and where it stood."""
    found = removed(text)
    if not found:
        return
    counts = ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in found.most_common(20))
    yield f"# invisible characters removed: {counts}"
    for number, line in enumerate(text.split("\n"), 1):
        if removed(line):
            yield f"# line {number} was: {shown(line)[: 2 * _WIDTH]}"


def _line(block: Block, verdict: str) -> str:
    text = shown(" ".join(block.text.split()))
    short = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
    return f"{block.line:>5} {verdict} {block.kind.value:<9} {block.rule or '-':<24} {block.confidence:4.2f} {short}"
