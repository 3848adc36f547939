"""The same story twice: with other junk around it, in another encoding, or as a longer later version.

Two texts under one headline are versions of one story when the shorter says nothing of its own: nearly all its
shingles (runs of four words) are in the longer, and every one of its words. A story that merely resembles another,
such as last week's weather, has words of its own and stays.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from .story import Story

SHINGLE = 4
FEWEST_WORDS = 12
CONTAINED = 0.9

_WORD = re.compile(r"\w+|[^\w\s]")
_SAME = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("–—", "-"))


def fingerprint(story: Story) -> str:
    """A digest of the story's headline and text: equal for the same characters, however they are laid out."""
    text = " ".join([story.title, *(block.text for block in story.body if block.text != story.title)])
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def headline_key(title: str) -> str:
    """What two headlines share when they are one headline set in other quotation marks, dashes or blanks."""
    return " ".join(_words(unicodedata.normalize("NFKC", title)))


def is_version(one: str, other: str) -> bool:
    """Whether one of two texts is a version of the other. Takes time linear in their lengths."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if len(short) < FEWEST_WORDS or not set(short) <= set(long):
        return False
    parts = _shingles(short)
    return len(parts & _shingles(long)) >= CONTAINED * len(parts)


def _words(text: str) -> list[str]:
    """Words and signs: two texts that differ in their signs alone may be two stories."""
    return _WORD.findall(text.translate(_SAME))


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[at:] for at in range(SHINGLE)), strict=False))
