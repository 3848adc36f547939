"""Why a story has a tag: where it speaks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_TAG = re.compile(r"<[^>]*>")


def mentions(story: Any, name: str, others: Iterable[str] = ()) -> tuple[bool, int]:
    """Whether the headline names the tag called `name`, or by its `others`, and how many times the text does, as words
    of their own."""
    text = story.__dict__.get("folded_text")
    if text is None:
        text = story.folded_text = _TAG.sub(" ", story.content).casefold()
    wanted = {each.casefold() for each in (name, *others)}
    # A longer name that holds a shorter one is counted with it.
    wanted -= {long for long in wanted for short in wanted if _count(long, short) and long != short}
    title = story.title.casefold()
    return any(_count(title, each) for each in wanted), sum(_count(text, each) for each in wanted)


def _count(text: str, wanted: str) -> int:
    found, at = 0, text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        found += not (_joined(text, at - 1, at) or _joined(text, end - 1, end))
        at = text.find(wanted, end)
    return found


def _joined(text: str, one: int, other: int) -> bool:
    """Whether two letters that stand together are of one word; scripts without spaces join none."""
    if one < 0 or other >= len(text):
        return False
    pair = text[one] + text[other]
    return pair.isalnum() and not _DENSE.search(pair)
