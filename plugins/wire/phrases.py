"""The phrases junk is made of: read once from `data/phrases`, looked up by line."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from .story import Kind

NUMBER = re.compile(r"\d(?:[\d.,]*\d)?[km]?\b")
NOT_WORD = re.compile(r"[\W_]+")
LONGEST_PREFIX = 6
LONGEST_LINE = 18

KINDS = {
    "share": Kind.SHARE,
    "related": Kind.RELATED,
    "newsletter": Kind.PROMO,
    "promo": Kind.PROMO,
    "advert": Kind.ADVERT,
    "nav": Kind.NAV,
    "notice": Kind.NOTICE,
    "comment": Kind.COMMENT,
    "credit": Kind.CREDIT,
    "end": Kind.OTHER,
}


def key(line: str) -> str:
    """`line` as phrases are compared: folded case, numbers as 0, no punctuation."""
    folded = NUMBER.sub("0", unicodedata.normalize("NFKC", line).casefold())
    return NOT_WORD.sub(" ", folded).strip()


@cache
def phrases() -> tuple[dict[str, str], dict[str, str]]:
    """Section names by whole line, and by the words a line begins with."""
    whole: dict[str, str] = {}
    begin: dict[str, str] = {}
    folder = files(__package__).joinpath("data/phrases")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            _read(file.read_text("utf-8"), whole, begin)
    return whole, begin


def _read(text: str, whole: dict[str, str], begin: dict[str, str]) -> None:
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif line.strip():
            whole.setdefault(key(line), section)
            if line.endswith("*"):
                begin.setdefault(key(line), section)


def find(line: str) -> tuple[str, str]:
    """The section and phrase `line` consists of or begins with; empty strings where it is no known phrase."""
    whole, begin = phrases()
    if len(line) > 250:
        return "", ""
    words = key(line).split()
    exact = " ".join(words)
    if exact in whole:
        return whole[exact], exact
    if len(words) <= LONGEST_LINE:
        for count in range(min(LONGEST_PREFIX, len(words)), 0, -1):
            start = " ".join(words[:count])
            if start in begin:
                return begin[start], start + " *"
    return "", ""
