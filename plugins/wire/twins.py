"""The same story twice: with other junk around it, in another encoding, under another headline, or as a longer later
version.

Two texts are versions of one story when the shorter says nothing of its own: nearly all its shingles (runs of four
words) are in the longer, and every one of its words. A story that merely resembles another, such as last week's
weather, has words of its own and stays. Under two headlines more is asked, see `is_retold`.

Stories that could be versions of each other are found by their headline, and by a sketch: the few of a text's
sentences whose checksums are smallest. Two texts with most sentences in common share at least one of those, whatever
else stands in them, so each story costs a handful of look-ups, however many there are.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from hashlib import sha256

from .story import Story

SHINGLE = 4
FEWEST_WORDS = 12
CONTAINED = 0.9
RETOLD = 0.97
RETOLD_BYTES = 900
ALIKE = 0.8
SKETCH = 4
SHORTEST_SENTENCE = 24

_WORD = re.compile(r"\w+|[^\w\s]")
_SAME = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("–—", "-"))
_LINK = re.compile(r"\]\([^()\s]*\)")
_ENDS = bytes.maketrans(b".!?", b"\n\n\n")
_SIGNS = b" \t'\"*_`~<>()[]{}\\/|#&;:,-+=@$%^"
_CURLY = re.compile(rb"\xe2\x80[\x93-\x9e]|\xc2[\xab\xbb]")
_FULL_STOPS = tuple(sign.encode() for sign in "。！？।")
_SERIES = re.compile(r"\d+")
_CODE = re.compile(r"[<>{}\[\]\\`$=|~^]")


def fingerprint(story: Story) -> str:
    """A digest of the story's headline and text: equal for the same characters, however they are laid out."""
    text = " ".join([story.title, *(block.text for block in story.body if block.text != story.title)])
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def sketch(body: str) -> tuple[int, ...]:
    """Checksums of a few sentences of a Markdown body, the same few wherever these sentences stand."""
    raw = (_LINK.sub("", body) if "](" in body else body).encode("utf-8", "surrogatepass")
    if len(raw) > len(body):
        raw = _CURLY.sub(b"", raw)
        for sign in _FULL_STOPS:
            raw = raw.replace(sign, b"\n")
    sentences = raw.translate(_ENDS, _SIGNS).lower().split(b"\n")
    return tuple(sorted({zlib.crc32(said) for said in sentences if len(said) >= SHORTEST_SENTENCE})[:SKETCH])


def headline_key(title: str) -> str:
    """What two headlines share when they are one headline set in other quotation marks, dashes or blanks."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", title).translate(_SAME)))


def is_version(one: str, other: str) -> bool:
    """Whether one of two texts is a version of the other. Takes time linear in their lengths."""
    return _within(*_by_length(one, other), CONTAINED)


def is_retold(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two pairs of headline and text are one story under two headlines: a long text, of which the longer has
    every word of the shorter in its order, and little between them. Headlines that count on ("Tides, part 2") are a
    series, and those with signs of code ask for a person's eye."""
    headlines = one[0], other[0]
    counted = {numbers for title in headlines if (numbers := tuple(_SERIES.findall(title)))}
    if any(map(_CODE.search, headlines)) or len(counted) > 1:
        return False
    if min(len(text.encode("utf-8", "replace")) for _, text in (one, other)) < RETOLD_BYTES:
        return False
    short, long = _by_length(one[1], other[1])
    rest = iter(long)
    return _within(short, long, RETOLD) and all(word in rest for word in short)


def is_alike(one: str, other: str) -> bool:
    """Whether two texts have so much in common that a person should look at them side by side."""
    short, long = map(_shingles, _by_length(one, other))
    return len(short & long) >= ALIKE * max(1, min(len(short), len(long)))


def _by_length(one: str, other: str) -> tuple[list[str], list[str]]:
    short, long = sorted((_words(one), _words(other)), key=len)
    return short, long


def _within(short: list[str], long: list[str], share: float) -> bool:
    if len(short) < FEWEST_WORDS or not set(short) <= set(long):
        return False
    parts = _shingles(short)
    return len(parts & _shingles(long)) >= share * len(parts)


def _words(text: str) -> list[str]:
    """Words and signs, without the addresses of links: two texts that differ in their signs alone may be two
    stories."""
    return _WORD.findall(_LINK.sub("]", text).translate(_SAME))


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[at:] for at in range(SHINGLE)), strict=False))
