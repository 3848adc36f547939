"""A story's part of its address: readable in any script, safe as a file name on any system, never taken twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 80
LONGEST_BYTES = 180
RESERVED = frozenset(
    "index page feed feeds news 404 con prn aux nul conin conout clock".split()
    + [f"{port}{number}" for port in ("com", "lpt") for number in (*range(10), "¹", "²", "³")]
)

_APOSTROPHES = re.compile("(?<=[^\\W_])['\u2018\u2019\u02bc`\u00b4](?=[^\\W_])")
_GAPS = re.compile(r"[^0-9a-z]+")
_EMOJI_NAME = re.compile(r":[0-9a-z_]{1,60}:")


def slug(title: str, *, keep: bool = False, fallback: str = "story") -> str:
    """The slug of `title`: lower case, words joined by hyphens. `keep` leaves every script's own letters in place,
    else they are transliterated. `fallback` where the title has no letter or digit, or only a reserved name."""
    title = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", title))
    words = _kept(title) if keep else _transliterated(title)
    found = _cut(words)
    if not found:
        return fallback
    return f"{found}-{fallback}" if found in RESERVED else found


def mint(title: str, taken: Container[str], *, keep: bool = False, fallback: str = "story") -> str:
    """A slug of `title` that is not in `taken` (which holds slugs as `key` gives them)."""
    base = slug(title, keep=keep, fallback=fallback)
    number, found = 2, base
    while key(found) in taken:
        found = f"{_cut(base, len(str(number)) + 1)}-{number}"
        number += 1
    return found


def key(slug: str) -> str:
    """What two slugs share when some file system or server could take one for the other."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", slug).casefold())


def _transliterated(title: str) -> str:
    if not title.isascii():
        from anyascii import anyascii

        title = _EMOJI_NAME.sub(lambda name: f" {name[0]} ", anyascii(title))
    return _GAPS.sub("-", title.lower()).strip("-")


def _kept(title: str) -> str:
    """Letters, their marks and digits of any script; everything else parts words."""
    folded = key(title)
    return "-".join("".join(char if _is_word(char) else " " for char in folded).split())


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"} or char in "\u200c\u200d"


def _cut(words: str, room: int = 0) -> str:
    """`words` as far as they fit, cut between two words where that keeps half of it, else in the middle of one."""
    fits = words[: LONGEST - room].encode()[: LONGEST_BYTES - room].decode("utf-8", "ignore")
    if len(fits) < len(words) and words[len(fits)] != "-":
        head = fits.rpartition("-")[0]
        fits = head if len(head) * 2 > len(fits) else fits
    return fits.strip("-")
