"""Text in which every character is one a reader can see, or that shapes what a reader sees.

`wash` removes what is invisible and can do harm: control characters, bidi overrides, zero-width fillers, tag
characters, lone surrogates and mile-high stacks of accents. What scripts need stays: joiners between letters of
Arabic, Persian or Indic words and inside emoji, direction marks, variation selectors. `shown` is for messages: it
keeps every character but writes the dangerous ones as `<U+202E>`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
_NOT_TEXT = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_TAGS = "\U000e0000-\U000e0fff"
_JOINERS = "\u200c\u200d"

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f"
_UNWANTED = re.compile(f"({_FLAG})|[{_CONTROL}{_BIDI}{_FILLERS}{_NOT_TEXT}{_TAGS}]")
_SUSPECT = re.compile(f"[{_CONTROL}{_BIDI}{_FILLERS}{_NOT_TEXT}{_TAGS}{_JOINERS}]")
_LOOSE_JOINER = re.compile(
    f"(?:^|(?<=[\x00-\x7f]))[{_JOINERS}]+|[{_JOINERS}]+(?=[\x00-\x7f]|$)|[{_JOINERS}]+(?=[{_JOINERS}])"
)
_PLAIN = re.compile(
    "[\n\t -~\xa0-\xac\xae-\u02af\u0391-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u052f\u05d0-\u05ea"
    "\u0621-\u063a\u0641-\u064a\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3000-\u3029\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff5e]*"
)
"""Text of which nothing is washed away and which is in NFC: characters that need no look at their neighbours."""
_BREAKING = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BREAKS = re.compile(f"\r\n?|[{_BREAKING}]")
_STACK = re.compile(r"[^\w\s!-~]{31,}")
_MAY_STACK = re.compile(r"[^\w\s!-~]{3}")
"""In every tenth character, found wherever a stack stands."""
_UNSAFE_TO_SHOW = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_FILLERS}{_NOT_TEXT}{_TAGS}]")

STOPS = tuple(".!?…。！？।؟")
CLOSING = "\"'”’»)]"
"""What a sentence ends in, and what may stand after that."""

TALLEST_STACK = 8


def wash(text: str) -> str:
    """`text` in NFC with line feeds for line ends and without invisible or harmful characters.

    Washing twice equals washing once. Takes time linear in the length, also where accents are stacked.
    """
    if _PLAIN.fullmatch(text):
        return text
    if text.isascii():
        return _wash_ascii(text)
    text = _with_line_feeds(text)
    if _SUSPECT.search(text):
        text = _remove_invisible(text)
    if not _MAY_STACK.search(text[::10]) or not _STACK.search(text):
        return _composed(text)
    while (lower := _composed(_STACK.sub(_lower_stack, text))) != text:
        text = lower
    return text


def removed(text: str) -> Counter[str]:
    """How often `wash` removes which character from `text`: {"U+202E": 2}."""
    kept_joiners = Counter(char for char in wash(text) if char in _JOINERS or char >= "\U000e0000")
    found = Counter(_SUSPECT.findall(text)) - kept_joiners
    return Counter({f"U+{ord(char):04X}": count for char, count in found.items()})


def shown(text: str) -> str:
    """`text` on one line and safe for a terminal or a log: what cannot be seen is written as `<U+202E>`."""
    return _UNSAFE_TO_SHOW.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def one_line(text: str) -> str:
    """Washed `text` on one line, runs of white space folded to a space each."""
    return " ".join(wash(text).split())


def is_stopped(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return text.rstrip(CLOSING + " ").endswith(STOPS)


def folded(text: str) -> str:
    """`text` as lines are compared: single spaces, one case."""
    return " ".join(text.split()).casefold()


def _wash_ascii(text: str) -> str:
    return _UNWANTED.sub("", _with_line_feeds(text))


def _with_line_feeds(text: str) -> str:
    return _BREAKS.sub("\n", text) if any(char in text for char in _BREAKING) else text


def _remove_invisible(text: str) -> str:
    text = _UNWANTED.sub(r"\1", text)
    return _LOOSE_JOINER.sub("", text) if any(joiner in text for joiner in _JOINERS) else text


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _lower_stack(match: re.Match[str]) -> str:
    """The run with at most `TALLEST_STACK` combining marks on one letter: sorting more costs the square of them."""
    kept, height = [], 0
    for char in match[0]:
        height = height + 1 if unicodedata.combining(char) else 0
        if height <= TALLEST_STACK:
            kept.append(char)
    return "".join(kept)
