"""Dates as readers of a language write them, and as machines do. Babel knows how; the zone is always said."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_month_names

# English as newspapers outside America write it: 16 May 2023, 18:30.
PREFERRED = {"en": "en_GB"}
# The year in the pattern of a full date, with what leads to it: `d MMMM y`, `d 'de' MMMM 'de' y`, `y年M月d日`.
YEAR = re.compile(r"[ ,،]*('de' )?y+(\s?'[рг]'\.?)?年?")


@lru_cache(maxsize=256)
def locale(lang: str) -> Locale:
    """The locale of a language tag, or of its first part; English where Babel knows neither."""
    tag = lang.replace("_", "-")
    for name in (PREFERRED.get(tag, tag), tag.split("-")[0]):
        try:
            return Locale.parse(name.replace("-", "_"))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    return Locale.parse("en_GB")


def timeless(when: datetime) -> bool:
    """Whether only the day is known: records without a time of day stand at midnight."""
    return (when.hour, when.minute, when.second) == (0, 0, 0)


def shown(when: datetime, lang: str, zone: bool = True) -> str:
    """`16 May 2023, 18:30 UTC` in the words of `lang`; the day alone where no time of day is known."""
    # Equal moments in two zones are equal keys: the zone must be one of its own.
    return _shown(when, when.utcoffset(), lang)[zone]


@lru_cache(maxsize=1024)
def _shown(when: datetime, _offset: timedelta | None, lang: str) -> tuple[str, str]:
    """Without the zone and with it."""
    day = _day(when.date(), lang)
    if timeless(when):
        return day, day
    clock = _clock(when.time(), lang)
    joined = _joint(lang).replace("{1}", day).replace("{0}", clock)
    joined = joined.replace("'", "")
    return joined, f"{joined} {zone_name(when)}".rstrip()


@lru_cache(maxsize=4096)
def _day(day: date, lang: str) -> str:
    return str(format_date(day, format="long", locale=locale(lang)))


@lru_cache(maxsize=4096)
def _clock(clock: time, lang: str) -> str:
    return str(format_time(clock, format="short", locale=locale(lang)))


@lru_cache(maxsize=64)
def _joint(lang: str) -> str:
    return str(locale(lang).datetime_formats["medium"])


def zone_name(when: datetime) -> str:
    """`UTC`, or the distance from it: `UTC+2`. A name such as CST means too many places."""
    ahead = when.utcoffset()
    if not ahead:
        return "" if ahead is None else "UTC"
    offset = when.strftime("%z")
    if offset[1:5] == "0000":
        return "UTC"
    hours, minutes = int(offset[1:3]), offset[3:5]
    return f"UTC{offset[0].replace('-', '−')}{hours}" + (f":{minutes}" if minutes != "00" else "")


def machine(when: datetime) -> str:
    """What `<time datetime>` and structured data say: ISO 8601, the day alone where no time of day is known."""
    return when.date().isoformat() if timeless(when) else when.isoformat(timespec="minutes")


def month_name(month: int, lang: str) -> str:
    """The name of a month as it stands alone."""
    return str(get_month_names("wide", "stand-alone", locale(lang))[month])


def day_name(when: datetime, lang: str, year: bool = True) -> str:
    """`Friday 20 November 2026` in the words of `lang`; without the year under a heading that says it."""
    where = locale(lang)
    pattern = str(where.date_formats["full"].pattern)
    return str(format_date(when, pattern if year else YEAR.sub("", pattern), where))


@lru_cache(maxsize=256)
def language_name(lang: str) -> str:
    """What a language calls itself, as it stands alone: `Deutsch`, `Français`; its tag where Babel does not know it."""
    try:
        own = Locale.parse(lang.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return lang
    name = str(own.get_display_name(own))
    return name[:1].upper() + name[1:]
