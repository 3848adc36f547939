"""Words of a story: cut at white space and marks, with the case they were set in and where sentences start."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import lists
from .lexicon import CAPITAL, MARK, lexicon
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
    """Words of `letter`s with what stands inside them, numbers, abbreviations with their dots, line ends, marks; with
    the spaces before them, which would be looked at in vain otherwise."""
    return re.compile(
        rf" *({letter}++(?=[ \n])"  # most words, at once
        rf"|(?!{letter})[^\w\s]"  # most marks
        rf"|\b(?:{'|'.join(ABBREVIATIONS.split())})\.(?=\s)"
        r"|\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b"
        r"|\b(?:[^\W\d_]\.){2,}"
        r"|\b[^\W\d_]\.(?=\s?[^\W\d_]{2})"
        r"|\d+(?:[.,:/]\d+)+"
        r"|[^\W_]+s['’](?=\s[A-Z])"
        rf"|{letter}+(?:[’'&\-‑]{letter}+|\.(?=[a-z]){letter}+)*[+!]?(?<!\W\W)"
        r"|\n+|[^\w\s])"
    )


TOKEN = _token(LETTER)
WITH_SIGNS = _token(SIGNS)
SIGNED = frozenset({"hi", "ar", "he", "fa", "ur", "bn", "mr", "ne", "yi"})
ELISION = re.compile(r"(?i)\b(l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|dell|all|nell|dall|sull|un|quest|quell)['’](?=\w)")
ELIDING = frozenset({"fr", "it", "ca"})
OPENERS = frozenset('.!?:;"“„«”»…—–-•*|')


@dataclass(frozen=True, slots=True)
class Copy:
    """A title and a text as parallel lists: what each word says by itself, and whether it opens a sentence.

    `body` is the index of the first word after the title. Possessive endings are cut off the words; `owner` marks
    the words that had one. `marks` count too, so that nothing joins across them.
    """

    words: list[str]
    low: list[str]
    stems: list[str]
    keys: list[str]
    shape: list[int]
    opens: list[bool]
    owner: list[bool]
    part: list[int]
    rare: list[float]
    para: list[int]
    body: int
    lang: str


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
    look = lexicon(lang)
    seen = [look[token] for token in tokens]
    words, low, stems, keys, shape, owner, part, rare = (list(column) for column in zip(*seen, strict=True))
    opens, para = _layout(tokens, low, shape, lists.stop_words(lang))
    return Copy(words, low, stems, keys, shape, opens, owner, part, rare, para, len(first), lang)


def _layout(tokens: list[str], low: list[str], shape: list[int], stop: frozenset[str]) -> tuple[list[bool], list[int]]:
    """Which words open a sentence, and the number of each word's line."""
    size = len(tokens)
    opens = [False] * size
    para: list[int] = []
    lines = after = 0
    fresh = True
    for at in [i for i, form in enumerate(shape) if form == MARK]:
        if at > after:
            opens[after] = opens[after] or fresh
            fresh = False
        mark = low[at]
        if mark == "\n":
            para += [lines] * (at + 1 - len(para))
            lines += 1
            fresh = True
        else:
            opens[at] = fresh
            fresh = fresh or mark in OPENERS
        after = at + 1
    if after < size:
        opens[after] = fresh
    para += [lines] * (size - len(para))
    for at in [i for i, token in enumerate(tokens) if token[-1] == "." and i + 1 < size]:
        if shape[at + 1] == CAPITAL and low[at + 1] in stop:
            opens[at + 1] = True
    return opens, para
