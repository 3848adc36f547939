"""Words of a story: cut at white space and marks, with the case they were set in and where sentences start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from . import lists
from .scripts import spaced

ABBREVIATIONS = (
    "Mr Mrs Ms Dr St Gen Sen Rep Gov Lt Col Sgt Capt Cpt Prof Rev Jr Sr Hon Mt Ft No vs Inc Corp Co Ltd Bros "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Maj Cmdr Adm Supt Insp Pres Sr Sra Mme Mlle Pr"
)
LETTER = r"[^\W_]"
SIGNS = (
    r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u0900-\u0903\u093a-\u094f\u0951-\u0957\u200c\u200d])"
)


def _token(letter: str) -> re.Pattern[str]:
    """Words of `letter`s with what stands inside them, numbers, abbreviations with their dots, line ends, marks."""
    return re.compile(
        rf"\b(?:{'|'.join(ABBREVIATIONS.split())})\.(?=\s)"
        r"|\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b"
        r"|\b(?:[^\W\d_]\.){2,}"
        r"|\b[^\W\d_]\.(?=\s?[^\W\d_]{2})"
        r"|\d+(?:[.,:/]\d+)+"
        r"|[^\W_]+s['’](?=\s[A-Z])"
        rf"|{letter}+(?:[’'&\-‑]{letter}+|\.(?=[a-z]){letter}+)*[+!]?(?<!\W\W)"
        r"|\n+|[^\w\s]"
    )


TOKEN = _token(LETTER)
WITH_SIGNS = _token(SIGNS)
SIGNED = frozenset({"hi", "ar", "he", "fa", "ur", "bn", "mr", "ne", "yi"})
ELISION = re.compile(
    r"(?i)\b(l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|dell|all|nell|dall|sull|un|quest|quell)['’](?=\w)"
)
ELIDING = frozenset({"fr", "it", "ca"})
OPENERS = frozenset(".!?:;\"“„«”»…—–-•*|")
POSSESSIVE = re.compile(r"['’]s?$")


class Shape(IntEnum):
    """How a word is set."""

    MARK = 0
    LOWER = 1
    CAPITAL = 2
    CAPITALS = 3
    NUMBER = 4


@dataclass(frozen=True, slots=True)
class Copy:
    """A title and a text as parallel lists: the words, their lower case, shapes, and whether they open a sentence.

    `body` is the index of the first word after the title. Possessive endings are cut off the words; `owner` marks
    the words that had one. `marks` count too, so that nothing joins across them.
    """

    words: list[str]
    low: list[str]
    shape: list[Shape]
    opens: list[bool]
    owner: list[bool]
    para: list[int]
    body: int
    lang: str


@lru_cache(maxsize=200_000)
def _describe(token: str) -> tuple[str, str, Shape, bool]:
    first = token[0]
    if first == "\n":
        return "\n", "\n", Shape.MARK, False
    if not first.isalnum():
        return token, token, Shape.MARK, False
    if first.isdigit():
        return token, token.casefold(), Shape.NUMBER, False
    word = POSSESSIVE.sub("", token) if token[-2:] in _ENDINGS or token[-1] in "'’" else token
    owner = word != token
    if not first.isupper():
        shape = Shape.CAPITAL if any(c.isupper() for c in word[1:]) else Shape.LOWER
    else:
        letters = [c for c in word if c.isalpha()]
        shape = Shape.CAPITALS if len(letters) > 1 and all(c.isupper() for c in letters) else Shape.CAPITAL
    return word, word.casefold(), shape, owner


_ENDINGS = frozenset({"'s", "’s", "'S", "’S"})


def cut(title: str, text: str, lang: str) -> Copy:
    """The words of `title` and `text`."""
    head, body = title + "\n", text
    if lang in ELIDING:
        head, body = ELISION.sub(r"\1 ", head), ELISION.sub(r"\1 ", body)
    head, body = spaced(head, body, lang)
    token = WITH_SIGNS if lang in SIGNED else TOKEN
    first = token.findall(head)
    tokens = first + token.findall(body)
    if lang == "tr":
        tokens = [t.partition("'")[0].partition("’")[0] or t for t in tokens]
    seen = [_describe(token) for token in tokens]
    low = [lower for _, lower, _, _ in seen]
    shape = [form for _, _, form, _ in seen]
    opens, para = _layout(tokens, low, shape, lists.stop_words(lang))
    return Copy([w for w, _, _, _ in seen], low, shape, opens, [o for _, _, _, o in seen], para, len(first), lang)


def _layout(
    tokens: list[str], low: list[str], shape: list[Shape], stop: frozenset[str]
) -> tuple[list[bool], list[int]]:
    """Which words open a sentence, and the number of each word's line."""
    opens = []
    para = []
    number = 0
    fresh = True
    last = ""
    for token, lower, form in zip(tokens, low, shape, strict=True):
        para.append(number)
        if form is Shape.MARK:
            opens.append(fresh and lower != "\n")
            number += lower == "\n"
            fresh = fresh or lower == "\n" or token in OPENERS
        else:
            opens.append(fresh or (form is Shape.CAPITAL and last.endswith(".") and lower in stop))
            fresh = False
        last = token
    return opens, para
