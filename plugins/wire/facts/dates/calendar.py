"""Words of the calendar: months and weekdays in many languages, from `data/calendar.txt`."""

from __future__ import annotations

from functools import cache

from .. import data


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for line in data.lines("calendar.txt"):
        lang, _, names = line.partition(" months: ")
        if names:
            for number, forms in enumerate(names.split(","), 1):
                for form in forms.split():
                    found.setdefault(form, number)
                    found.setdefault(f"{lang}:{form}", number)
    return found


@cache
def _weekdays() -> frozenset[str]:
    names = (line.partition(" days: ")[2] for line in data.lines("calendar.txt"))
    return frozenset(form for line in names for form in line.replace(",", " ").split())


def month(word: str, lang: str = "") -> int:
    """The number of the month `word` names, 0 where it names none. Where languages disagree, `lang` decides."""
    known = _months()
    name = word.casefold().strip(".׳'’॰")
    number = known.get(f"{lang}:{name}") or known.get(name, 0)
    if not number and name.startswith("ב"):
        return known.get(name[1:].lstrip("-"), 0)
    return number


def is_weekday(word: str) -> bool:
    """Whether `word` names a day of the week, long or short, in any language known here."""
    return word.casefold().strip(".,׳'’") in _weekdays()
