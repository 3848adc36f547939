"""Text that was UTF-8 and was read as something else on its way to us, put right where that is certain.

Certain means: the garbled characters, written back as the bytes they stand for, are valid UTF-8; what comes out reads
as a language; and the text as it came did not.
"""

from __future__ import annotations

import re
from functools import partial

from . import alphabets

WRONG_READERS = ("cp1252", "cp1251", "mac_roman")
"""The encodings that UTF-8 is mistaken for, the likeliest first. ISO 8859-1 is read as the first of them."""

_SUSPECT = re.compile(
    "[Â-ôА-Яа-я√‚–—¬≈ƒ∆«◊ŒŸÿ](?:"
    "(?<=[Â-ô])[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|(?<=[А-Яа-я])[\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u2013-\u2122]|(?<=[√‚–—¬≈ƒ∆«])[^\\s\\w]"
    "|(?<=[‚◊Œ–—ŸÿÌÎÏ])[Ä-öÉ∂∫ïôü])"
)
"""Pairs of characters that garbled text is full of, and other text hardly ever has. All first characters stand in one
class, which makes the search several times as fast."""
_RUN = re.compile("[^\x00-\x7f]{2,}")
_SAMPLE = 60_000


def repaired(text: str) -> tuple[str, str]:
    """The text as it was meant, and a note of what was done; the text itself and "" where nothing is certain."""
    if text.isascii() or not _SUSPECT.search(text):
        return text, ""
    for reader in WRONG_READERS:
        found = text
        for _ in ("once", "twice"):
            before, found = found, _RUN.sub(partial(_back, reader=reader), found)
            if found == before:
                break
            if _makes_sense(found) and not _makes_sense(text, lone=False):
                return found, f"mojibake repaired: UTF-8 had been read as {reader}"
    return text, ""


def _back(run: re.Match[str], reader: str) -> str:
    """The run as it was meant, or as it is where it is no UTF-8: a run that was never garbled stays."""
    try:
        return _bytes(run[0], reader).decode("utf-8")
    except UnicodeError:
        return run[0]


def _bytes(run: str, reader: str) -> bytes:
    """What the reader read, with the control characters that it made of bytes it has no sign for."""
    try:
        return run.encode(reader)
    except UnicodeError:
        return b"".join(bytes([ord(char)]) if "\x80" <= char < "\xa0" else char.encode(reader) for char in run)


def _makes_sense(text: str, *, lone: bool = True) -> bool:
    """Whether the text reads as a language; `lone`: a text with nothing but punctuation beyond ASCII does too."""
    sample = text[:_SAMPLE]
    if all(char in alphabets.PUNCTUATION for char in sample if char > "\x7f"):
        return lone
    return alphabets.read(sample, tuple(alphabets.languages())) is not None
