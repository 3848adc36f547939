"""Keys under which forms of one name or phrase meet: case, accents, dots, possessives and plurals do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INFLECTED = frozenset({"uk", "ru", "be", "bg", "sr", "pl", "cs", "sk", "hr"})
CYRILLIC = ("uk", "ru", "be", "bg", "sr")
_CYRILLIC = re.compile(
    r"(?<=...)(?:ами|ями|ого|его|ому|ему|ими|ыми|ій|ий|ый|им|ым|ім|ой|ою|ом|ем|ах|ях|ів|ов|ев|ою|ею|их|ых|[аяуюеєиіїоыьй])$"
)
_POLISH = re.compile(r"(?<=...)(?:iego|iemu|ego|emu|ami|ach|owi|iem|ych|ich|em|om|ow|im|ym|[auiyeo])$")
ENDINGS = {**dict.fromkeys(CYRILLIC, _CYRILLIC), **dict.fromkeys(("pl", "cs", "sk", "hr"), _POLISH)}
_DOTTED = re.compile(r"\b((?:\w\.){2,})")
_GAPS = re.compile(r"[\W_]+")
_ENGLISH = (("sses", "ss"), ("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ss", "ss"), ("us", "us"))


def fold(text: str) -> str:
    """`text` without case, punctuation, possessives and dots of abbreviations; words parted by single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = re.sub(r"'s\b", "", text)
    text = _DOTTED.sub(lambda m: m[1].replace(".", ""), text)
    return _GAPS.sub(" ", text).strip()


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """`word` without accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """A form of the lower-case `word` that its inflections share."""
    if lang == "en":
        return _singular(word)
    if lang not in CYRILLIC:
        word = plain(word)
    if lang in ENDINGS:
        return ENDINGS[lang].sub("", word) if len(word) > 4 else word
    if lang in {"fr", "es", "pt", "it", "ca", "nl", "ro"} and len(word) > 4:
        return re.sub(r"(?:aux|s|es)$" if lang != "it" else r"[aeio]$", "", word)
    if lang == "de" and len(word) > 5:
        return re.sub(r"(?:en|er|es|e|n|s)$", "", word)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s"):
        return word
    for end, new in _ENGLISH:
        if word.endswith(end):
            return word[: len(word) - len(end)] + new
    return word if word.endswith("is") else word[:-1]


@lru_cache(maxsize=200_000)
def key(text: str, lang: str) -> str:
    """The key of a name or phrase."""
    return " ".join(stem(word, lang) for word in fold(text).split())
