"""Make the word lists that ship with `wire.tags`: stop words, how common words are, English words that are no nouns.

    python bench/tagging/lists.py

Run by hand where `babel`, `wordfreq`, `stopwordsiso` and `lemminflect` are installed; writes into
plugins/wire/tags/data.
"""

from __future__ import annotations

import sys
from math import log10
from pathlib import Path

import lemminflect
import stopwordsiso
from babel import Locale
from wordfreq import get_frequency_dict

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "plugins/wire/tags/data"
LANGS = "en fr de es pt it nl pl uk ru tr ar he hi".split()
FLOOR = 4.7
FLOOR_EN = 3.9
FLOOR_CLASSES = 3.3
FLOOR_STOP = 5.0
STEPS = 5
CONTINENTS = ("002", "009", "019", "142", "150", "003", "005")
NO_PLACES = {"ZZ", "XA", "XB", "QO", "EZ", "UN"}


def zipf(lang: str) -> dict[str, float]:
    """How common the words of `lang` are, as `wordfreq` counts: 3 is once in a million words."""
    return {w: log10(f) + 9 for w, f in get_frequency_dict(lang, "small").items() if len(w) < 20}


def common(lang: str) -> list[str]:
    floor = FLOOR_EN if lang == "en" else FLOOR
    bands: dict[int, list[str]] = {}
    for word, value in zipf(lang).items():
        if value >= floor and (word.isalpha() or "'" in word or "-" in word) and not any(c.isdigit() for c in word):
            bands.setdefault(int(value * STEPS), []).append(word)
    return [f"{lang}\t{band / STEPS:.1f}\t{' '.join(sorted(bands[band]))}\n" for band in sorted(bands, reverse=True)]


def stop(lang: str) -> str:
    if lang == "en":
        words = (HERE / "stop_en.txt").read_text(encoding="utf-8").split()
    else:
        table = zipf(lang)
        words = [w for w in stopwordsiso.stopwords(lang) if table.get(w, 0) >= FLOOR_STOP]
    return f"{lang}\t{' '.join(sorted({*words, *calendar(lang)}))}\n"


def calendar(lang: str) -> set[str]:
    """The days of the week and the months; English has its own, as some of its months are given names."""
    locale = Locale(lang)
    tables = [t[width] for t in (locale.days["format"], locale.months["format"]) for width in ("wide", "abbreviated")]
    words = {name.casefold().rstrip(".") for table in tables for name in table.values()}
    return set() if lang == "en" else {word for word in words if word.isalpha() and len(word) > 2}


def classes() -> list[str]:
    out: dict[str, list[str]] = {"verb": [], "adjective": [], "adverb": []}
    for word in sorted(w for w, value in zipf("en").items() if value >= FLOOR_CLASSES and w.isalpha()):
        tags = set(lemminflect.getAllLemmas(word))
        if not tags & {"NOUN", "PROPN"}:
            kind = "adjective" if "ADJ" in tags else "verb" if "VERB" in tags else "adverb" if "ADV" in tags else ""
            if kind:
                out[kind].append(word)
    return [f"{kind}\t{' '.join(words)}\n" for kind, words in out.items()]


def places(lang: str) -> str:
    """The names of countries and continents in `lang`; codes and groups of countries are left out."""
    names = Locale(lang).territories
    good = {names[code] for code in names if code.isalpha() and len(code) == 2 and code not in NO_PLACES}
    continents = {names[code] for code in CONTINENTS if code in names}
    return f"{lang}\t{'; '.join(sorted(good | continents))}\n"


def main() -> int:
    (OUT / "places.txt").write_text("".join(map(places, [*LANGS[1:], "zh", "ja", "ko"])), encoding="utf-8")
    (OUT / "common.txt").write_text("".join(line for lang in LANGS for line in common(lang)), encoding="utf-8")
    (OUT / "stop.txt").write_text("".join(map(stop, LANGS)), encoding="utf-8")
    (OUT / "classes.txt").write_text("".join(classes()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
