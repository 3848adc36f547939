"""Write plugins/wire/data/calendar.txt: month and weekday names from CLDR (through Babel), and forms CLDR lacks.

usage: python bench/facts_calendar.py > plugins/wire/data/calendar.txt
"""

from __future__ import annotations

import multiprocessing

from babel import Locale

LANGUAGES = (
    "en de fr es pt it nl pl uk ru tr ar fa he hi af az be bg bn bs ca cs cy da el et eu fi ga gl hu hy "
    "id is ka kk lt lv mk mn ms nb nn ro sk sl sq sr sv sw ta te th ur uz vi hr"
).split()
HEAD = """# Names of months and weekdays, folded, a language a line. Written by bench/facts_calendar.py from CLDR.
# LANGUAGE months: January .. December; LANGUAGE days: Monday .. Sunday. Forms of one name stand between commas.
"""
# Forms people write that CLDR does not list: month number -> forms.
MORE: dict[str, dict[int, str]] = {
    "en": {9: "sept"},
    "de": {1: "jän jänner jaenner", 2: "feber", 3: "maerz mrz", 9: "sept"},
    "fr": {2: "fev fevrier févr", 7: "juil", 8: "aout", 12: "dec decembre"},
    "es": {1: "enero", 9: "sept set setiembre"},
    "pt": {3: "marco"},
    "nl": {3: "mrt", 9: "sept"},
    "it": {9: "sett"},
    "tr": {8: "agustos", 9: "eylul"},
    "el": {5: "μάη"},
    "ru": {5: "мая", 9: "сент", 11: "нояб"},
    "ar": {
        1: "جانفي كانون_الثاني", 2: "فيفري شباط", 3: "آذار اذار", 4: "أفريل نيسان ابريل", 5: "ماي أيار",
        6: "جوان حزيران", 7: "جويلية تموز", 8: "أوت آب اغسطس", 9: "أيلول ايلول", 10: "تشرين_الأول اكتوبر",
        11: "تشرين_الثاني", 12: "كانون_الأول",
    },
    "fa": {1: "ژانویه", 5: "می", 7: "ژوئیه جولای", 8: "اوت"},
}  # fmt: skip


def folded(name: str) -> str:
    return "_".join(name.casefold().replace("\u200f", "").strip(" .॰׳'’").split())


def names(tables: list[dict[int, str]], number: int, more: str = "") -> str:
    forms = [folded(table[number]) for table in tables if number in table]
    return " ".join(dict.fromkeys(form for form in [*forms, *more.split()] if form and not form[0].isdigit()))


def line(lang: str) -> str:
    locale = Locale.parse(lang)
    months = [locale.months[use][width] for width in ("wide", "abbreviated") for use in ("format", "stand-alone")]
    days = [locale.days[use][width] for width in ("wide", "abbreviated") for use in ("format", "stand-alone")]
    month_names = [names(months, number, MORE.get(lang, {}).get(number, "")) for number in range(1, 13)]
    day_names = [names(days, number) for number in range(7)]
    return f"{lang} months: {', '.join(month_names)}\n{lang} days: {', '.join(day_names)}"


if __name__ == "__main__":
    # A process for each language: Babel's lazy aliases leak names from one locale into the next.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        print(HEAD + "\n".join(pool.map(line, LANGUAGES, chunksize=1)))
