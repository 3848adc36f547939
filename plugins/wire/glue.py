"""A line -> the line and the share bar that was glued to its last sentence, if one was."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

# No share bar is longer than this; what stands before is not looked at.
LONGEST = 700
ICON_SETS = "fa|icon|ico|social|share|ion-social|svg|btn|bi|mdi|glyphicon|i|sns"
ICON = rf"(?:fa[bsrl]? )?(?:{ICON_SETS})[-_][\w-]{{1,30}}(?: \d[\d.,]{{0,8}}[KkMm]?)?"
NUMBER = r"\d[\d.,]{0,8} ?[KkMm]?"
ENDS = r".!?…。！？।؟\"”»’›)\]"
LAST_SIGNS = '.!?…。！？"”»'
LAST_STOP = re.compile(r"[.!?…。！？।؟\"”»]")
SENTENCE = re.compile(rf"[{ENDS}]\s*\S")
# What most names of networks are, listed or not: one or two words of letters.
NAME = r"[A-Z][a-z]{2,11}(?:-[A-Z][a-z]{2,9})?"
APART = r"(?:[ ,|·•/]+|$)"


def part(line: str) -> tuple[str, str]:
    """`line` without the share bar at its end, and that bar; the whole line and "" where there is none."""
    if line[-1:] in LAST_SIGNS:
        return line, ""
    tail = line[-LONGEST:]
    if not _may_end_in_bar(tail):
        return line, ""
    found = _bar().search(tail)
    if not found or not _is_bar(found["bar"]):
        return line, ""
    cut = len(line) - len(tail) + found.start("bar")
    return line[:cut].rstrip(), line[cut:].lstrip()


def _may_end_in_bar(tail: str) -> bool:
    """A cheap look first: the last word of a bar is a name, an icon or a button, never the end of a sentence."""
    if tail.rstrip(")")[-1:] in LAST_SIGNS or not SENTENCE.search(tail):
        return False
    last = tail.rsplit(" ", 1)[-1].rstrip(")")
    # A glued name may hang on the sentence without a space.
    word = LAST_STOP.split(last)[-1] if LAST_STOP.search(last) else last
    folded = word.casefold()
    return "-" in word or "_" in word or folded in _last_words() or folded.endswith(_endings())


def _is_bar(text: str) -> bool:
    """One plain name is not enough: sentences end in names, too."""
    units = _unit().findall(text)
    telling = _telling().search(text)
    return bool(telling) or (len(units) > 1 and "," not in text)


def _filled(forms: list[str], gap: str, pattern: str) -> list[str]:
    """Patterns for forms with a `gap`, those that end alike as one: names are many, and compiled once for each."""
    starts: dict[str, list[str]] = {}
    for form in forms:
        before, _, after = form.partition(gap)
        starts.setdefault(after, []).append(re.escape(before))
    return [f"(?:{'|'.join(before)}){pattern}{re.escape(after)}" for after, before in starts.items()]


@cache
def _forms() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    section = ""
    for line in files(__package__).joinpath("data/share_bars.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            forms.setdefault(section, []).append(line)
    return forms


@cache
def _pieces() -> tuple[str, str]:
    """The pattern of any unit of a bar, and of the units that no sentence ends in."""
    forms = _forms()
    networks = sorted(forms["network"], key=len, reverse=True)
    known = f"(?:{'|'.join(map(re.escape, networks))})"
    odd = (re.escape(name) for name in networks if not re.fullmatch(NAME, name, re.IGNORECASE))
    names = f"(?:{'|'.join(odd)}|{NAME})"
    open_forms = sorted((form for form in forms["button"] if "{n}" in form), key=len, reverse=True)
    closed = sorted((form for form in forms["button"] if "{n}" not in form), key=len, reverse=True)
    telling = [ICON, *_filled(open_forms, "{n}", names), *_filled(forms["count"], "{c}", NUMBER)]
    unit = [*telling, *(re.escape(form) for form in closed), known]
    return "|".join(unit), "|".join(telling)


@cache
def _bar() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{ENDS}])(?<!\d\.(?=\d))\s*(?P<bar>(?:(?:{_pieces()[0]}){APART})+)$", re.IGNORECASE)


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(?:{_pieces()[0]}){APART}", re.IGNORECASE)


@cache
def _telling() -> re.Pattern[str]:
    return re.compile(rf"(?:{_pieces()[1]}){APART}", re.IGNORECASE)


@cache
def _last_words() -> frozenset[str]:
    forms = _forms()
    lines = [form for section in forms.values() for form in section]
    return frozenset(
        re.sub(r"\{[nc]\}|[():]", "", line).split()[-1].casefold()
        for line in lines
        if re.sub(r"\{[nc]\}", "", line).split()
    )


@cache
def _endings() -> tuple[str, ...]:
    """The last words in scripts without spaces, in which a word is not cut off by what stands before it."""
    return tuple(sorted(word for word in _last_words() if word[0] > "\u2e80"))
