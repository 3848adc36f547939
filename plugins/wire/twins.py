"""The same story twice: a fingerprint of its words that other junk, another encoding or another layout leaves alone."""

from __future__ import annotations

import re
from hashlib import sha256

from .story import Story

_WORD = re.compile(r"\w+")


def fingerprint(story: Story) -> str:
    """A digest of the story's headline and words: equal for the same text."""
    words = _WORD.findall(" ".join([story.title, *(block.text for block in story.body)]))
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]
