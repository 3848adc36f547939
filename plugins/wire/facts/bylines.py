"""Bylines as they are written: what opens one, and the names a stretch of text holds."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from . import data
from .dates import calendar

LONGEST, LONGEST_OPENING, LONGEST_NAME = 160, 4, 48
FIRST_WORDS = re.compile(r"[^\s:：/／|–—(]+(?:[:/*-][^\W\d_]+)?")
FIRST_WORD = re.compile(r"\w+")
COLON = re.compile(r"\s?[:：/／]\s*")
LEADING = " |–—-/(·•~✍️"
ICON = re.compile(r"(?<!\S)(?:fa|fas|far|icon|icons?|svg|glyphicon|dashicons|bi)[-_]\S+", re.I)
PICTURE = re.compile(
    r"^(?:picture|photo|image|avatar|portrait|author|autor|bild|foto) (?:of|by|von|for|de) "
    r"|^(?:author|autor|avatar|by) ",
    re.I,
)
GLUED = re.compile(r"By(?=[A-Z][a-z]+[ A-Z])")
CUT = re.compile(
    r"\s*[|•·»›<>\[\]{}\t\u200b]\s*|\s[-–—/]+\s|\s[-–—]+$|\s\((?!\w+\) [A-Z])"
    r"|\s\d{1,2}[./:]\d|\s\d{4}\b|https?:|www\.|\s{4,}"
)
MAY_CUT = re.compile(r"[|•·»›<>\[\]{}\t\u200b\-–—/(\d:.]|\s{4}")
SPLIT = re.compile(r"\s*[,;、，]\s*|\s+(?:and|und|et|y|e|en|&|\+|i|и|та|og|och|ve|و|ו|with|avec)\s+|\s*/\s*")
CONTACT = re.compile(r"\S+@\S+|(?<!\w)@\w+")
TOKEN = re.compile(r"[^\s]+")
PARTICLES = frozenset(
    "de da di do dos das du del della der den van von zu zur zum la le el al bin ibn ben ter ten af av y e".split()
)
LOWER_END = re.compile(r"[.!?…:]$")


@cache
def _openings() -> tuple[dict[str, bool], frozenset[str]]:
    """Byline words, each with whether a name may follow without a colon; and every such entry's first word."""
    table = data.sections("bylines.txt")
    words = dict.fromkeys(table["label"], False) | dict.fromkeys(table["by"], True)
    return words, frozenset(FIRST_WORDS.findall(entry)[0] for entry in words if entry)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word for entry in _openings()[1] for word in FIRST_WORD.findall(entry)[:1])


def may_open(key: str) -> bool:
    """Whether a line whose folded words are `key` can open like a byline: a cheap look first."""
    return key.startswith("by") or key.partition(" ")[0] in _first_words()


def opening(text: str) -> int:
    """Where the names begin in a line that opens like a byline; 0 where it does not."""
    if len(text) > LONGEST:
        return 0
    skipped = len(text) - len(text.lstrip(LEADING))
    known, firsts = _openings()
    first = FIRST_WORDS.match(text, skipped)
    if not first:
        return 0
    slash = first[0].find("/")
    if slash > 0 and known.get(first[0][:slash].casefold()):
        return skipped + slash + 1
    if first[0].casefold() not in firsts:
        glued = GLUED.match(text, skipped)
        return glued.end() if glued else 0
    words = [match for match, _ in zip(FIRST_WORDS.finditer(text, skipped), range(LONGEST_OPENING), strict=False)]
    ends = (_opens(text, skipped, match.end(), known) for match in reversed(words))
    return next((end for end in ends if end), 0)


def _opens(text: str, start: int, end: int, known: dict[str, bool]) -> int:
    bare = known.get(text[start:end].casefold())
    if bare is None:
        return 0
    colon = COLON.match(text, end)
    if colon:
        return colon.end()
    rest = text[end:]
    return end + len(rest) - len(rest.lstrip()) if not rest or (bare and rest[0].isspace()) else 0


def is_byline(text: str) -> bool:
    """Whether the line looks like a byline: a byline word, then names and little else."""
    at = opening(text)
    if not at:
        return False
    rest = text[at:].strip()
    signed = text[:at].rstrip()[-1:] in ":："
    return not rest or (len(rest) < 100 and rest[-1:] not in ".!?" and (signed or not rest[0].islower()))


def read(text: str) -> tuple[tuple[str, ...], int, bool]:
    """The names a stretch of text begins with, how much of it is left over, and whether a role came with them."""
    if "@" in text:
        text = CONTACT.sub(" | ", text)
    text = without_icons(text, " | ").strip(LEADING)
    picture = PICTURE.match(text)
    text = text[picture.end() :] if picture else text
    cut = CUT.search(text) if MAY_CUT.search(text) else None
    head = text[: cut.start()] if cut else text
    left = len(text) - len(head)
    stopped = _until_stop(head)
    found: list[str] = []
    role = False
    for part in SPLIT.split(stopped):
        name = _name(part)
        if not name:
            role = role or part.strip(" .").casefold() in _words("role")
            if part.strip() and not role:
                left += len(part)
                break
        elif name not in found:
            found.append(name)
    if not found and stopped.strip(" .:,|").casefold() in _words("house"):
        found.append(stopped.strip(" .:,|"))
    return tuple(found[:8]), left + len(head) - len(stopped), role


def without_icons(text: str, instead: str) -> str:
    """`text` with `instead` where names of icons stood."""
    return ICON.sub(instead, text) if "-" in text or "_" in text else text


@cache
def _words(section: str) -> frozenset[str]:
    return data.sections("bylines.txt")[section]


def _until_stop(text: str) -> str:
    """`text` up to the first word that no name holds."""
    stop = _words("stop")
    if stop.isdisjoint(text.casefold().replace(",", " ").replace(":", " ").split()):
        return text
    for match in TOKEN.finditer(text):
        if match.start() and match[0].strip(",:").casefold() in stop:
            return text[: match.start()].rstrip(" ,:-")
    return text


def _name(part: str) -> str:
    """`part` as one name, or "" where it cannot be one."""
    name = " ".join(part.strip(" .:,-–—*\"“”„'’()").split())
    if (
        name.casefold() in _words("role")
        or all(map(_no_name, name.split()))
        or not 2 <= len(name) <= LONGEST_NAME
        or not name[0].isalnum()
    ):
        return ""
    tokens = _once(name.split())
    while len(tokens) > 2 and tokens[-1].casefold() in _role_ends():
        tokens.pop()
    if tokens[0].islower() and " ".join(tokens) != name:
        return ""
    name = " ".join(tokens)
    if len(tokens) > 6 or (LOWER_END.search(part.strip()) and len(tokens) > 4):
        return ""
    small = sum(token[0].islower() and token not in PARTICLES for token in tokens)
    return name if (not small or len(tokens) <= 2) and any(map(str.isalpha, name)) else ""


@lru_cache(maxsize=4096)
def _no_name(token: str) -> bool:
    """Whether a word is one of the calendar's, or says what a date is the date of, or ends a byline."""
    word = token.casefold().strip(".,:")
    dated = data.sections("datewords.txt")
    said = word in _words("stop") or any(word in dated[name] for name in ("published", "updated", "event"))
    return said or calendar.is_weekday(word) or bool(calendar.month(word))


def _once(tokens: list[str]) -> list[str]:
    """A name said twice, as a picture's text and its caption do, said once."""
    half = len(tokens) // 2
    return tokens[:half] if half and len(tokens) % 2 == 0 and tokens[:half] == tokens[half:] else tokens


@cache
def _role_ends() -> frozenset[str]:
    """The words roles are made of."""
    return frozenset(word for role in _words("role") for word in role.split() if len(word) > 3)


@cache
def inner_words() -> frozenset[str]:
    """The first words of what may stand inside a line before a name."""
    return frozenset(word for entry in _words("inner") for word in FIRST_WORD.findall(entry.casefold())[:1])


@cache
def inner() -> re.Pattern[str]:
    """Byline words inside a line, before a name."""
    words = "|".join(map(re.escape, sorted(_words("inner"), key=len, reverse=True)))
    return re.compile(rf"(?:^|[\s,;:|•·–—(>])(?:{words})\s+(?=[^\W\d_])", re.I)
