"""Which letters and little words a language writes: enough to tell a right reading of legacy bytes from a wrong one.

A row is a language: the encodings its legacy texts came in, the letters it writes beyond ASCII, and words that every
article has. A reading of some bytes is right when its letters are those of one language and its words are there too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_letters

WEST = "cp1252 iso8859_15 mac_roman cp850 cp437 cp500"
MIDDLE = "cp1250 iso8859_2 cp852 mac_latin2"
CYRILLIC = "cp1251 koi8_u iso8859_5 cp866 mac_cyrillic"
BALTIC = "cp1257 iso8859_13 cp775 iso8859_4"
VIETNAMESE = "đĐ" + "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
).translate({ord(letter): None for letter in "aeiouyAEIOUY"})

ROWS = (
    ("en", WEST, "éèêëïöüñçá£", "the of and to in that for was with"),
    ("de", WEST, "äöüÄÖÜßé", "der die und den das von mit ist nicht"),
    ("fr", WEST, "éèêëàâçîïôùûüœæÉÈÊÀÂÇÎÔŒ", "le la les de des et un une est dans pour"),
    ("es", WEST, "áéíóúüñÁÉÍÓÚÑ¿¡ºª", "el la los de que en un por con del"),
    ("pt", WEST, "áâãàçéêíóôõúÁÂÃÀÇÉÊÍÓÔÕÚºª", "de que do da em para com uma os não"),
    ("it", WEST, "àèéìíòóùÀÈÉÌÒÙ", "di che il la per un del della non"),
    ("nl", WEST, "éëïóüèöá", "de het een van en in dat voor niet"),
    ("sv", WEST, "åäöÅÄÖéü", "och att det som en på är för av"),
    ("da", WEST, "æøåÆØÅéöü", "og at det en til af for på som er"),
    ("fi", WEST, "äöåÄÖÅ", "ja on ei että oli se hän mutta myös"),
    ("is", WEST, "áðéíóúýþæöÁÐÉÍÓÚÝÞÆÖ", "og að er sem það til við var ekki"),
    ("pl", MIDDLE, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "i w na z się nie że do jest"),
    ("cs", MIDDLE, "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "a v na se je že do s pro"),
    ("sk", MIDDLE, "áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĽŇÓÔŠŤÚÝŽ", "a v na sa je že do s pre"),
    ("hu", MIDDLE, "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "a az és hogy nem egy is volt meg"),
    ("hr", MIDDLE, "čćđšžČĆĐŠŽ", "i u je na se da za od su"),
    ("ro", MIDDLE + " iso8859_16", "ăâîşţșțĂÂÎŞŢȘȚ", "de și şi în a la cu pe nu din"),
    ("tr", "cp1254 iso8859_9 cp857 mac_turkish", "çğıöşüâîÇĞİÖŞÜ", "ve bir bu için de da ile çok olarak"),
    ("et", BALTIC + " cp1252", "äõöüšžÄÕÖÜŠŽ", "ja on ei et kui oli ta ka see"),
    ("lv", BALTIC, "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "un ir ar no par uz ka kas to"),
    ("lt", BALTIC, "ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "ir kad su iš į tai bet yra buvo"),
    ("vi", "cp1258", VIETNAMESE, "và của là có không được một cho"),
    ("ru", CYRILLIC, "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "и в не на что с по из от"),
    ("uk", CYRILLIC, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "і в не на що з та у за"),
    ("bg", CYRILLIC, "абвгдежзийклмнопрстуфхцчшщъьюя", "и в на за да от се не са"),
    ("sr", CYRILLIC, "абвгдђежзијклљмнњопрстћуфхцчџш", "и у је на да се за су од"),
    ("el", "cp1253 iso8859_7 cp737 mac_greek", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "και το της να του η την για"),
    ("he", "cp1255 iso8859_8 cp862", "אבגדהוזחטיךכלםמןנסעףפץצקרשת", "של את על לא הוא עם זה כי גם"),
    ("ar", "cp1256 iso8859_6", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ", "في من على إلى أن التي عن مع هذا"),
    ("th", "cp874", "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาำเแโใไๆฯ" + "ัิีึืุู็่้๊๋์", ""),
    ("ja", "cp932 euc_jp", "\u3041-\u30ff\u4e00-\u9fff々ー\uff01-\uff5e", ""),
    ("zh", "gb18030 big5hkscs", "\u4e00-\u9fff\uff01-\uff5e", ""),
    ("ko", "cp949", "\uac00-\ud7a3", ""),
)  # fmt: skip
"""Language, encodings, letters (of both cases, or of the lower one where both are alike), words."""

COMMON = {
    "th": ("านรกอเงมยลวดทตสต่้ัี", 0.45, 0.5),
    "ja": ("のにはをたがでてとしれさいるもなこ", 0.25, 0.1),
    "zh": ("的是在一不了有和人这中大为上个国我以要他時來這為國們對說會", 0.08, 0.1),
    "ko": ("이다의는에을가고한를은하로도지", 0.15, 0.1),
}
"""For scripts without blanks: the commonest letters, the least share of the letters they make up, and the least share
of all letters that are not Latin: bytes strewn into Latin words are no Thai."""

PUNCTUATION = frozenset(
    "“”‘’„‚«»‹›–—…•·°§©®™€£¥№½¼¾×²³\u00a0\u00ad、。「」『』（）！？，：；・～〜％《》〈〉【】،؛؟ـ٪״׳"
)
ENOUGH_WORDS, FEW_STRAY = 0.04, 0.02

_WORD = re.compile(r"\w+")
_FLIP = re.compile(r"[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]")


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a text reads as one language: strangers are characters that the language does not write."""

    lang: str
    strangers: int
    words: float


def encodings() -> dict[str, tuple[str, ...]]:
    """Every legacy encoding with the languages it was used for."""
    table: dict[str, list[str]] = {}
    for lang, names, *_ in ROWS:
        for name in names.split():
            table.setdefault(name, []).append(lang)
    return {name: tuple(langs) for name, langs in table.items()}


def read(text: str, langs: tuple[str, ...]) -> Reading | None:
    """The best reading of `text` among these languages, or None where it makes sense in none."""
    text = unicodedata.normalize("NFC", text)
    chars = Counter(text)
    beyond = {char: often for char, often in chars.items() if char > "\x7f"}
    latin = sum(chars[letter] for letter in ascii_letters)
    words = _WORD.findall(text.casefold())
    flips = len(_FLIP.findall(text))
    readings = [found for lang in langs if (found := _as(lang, beyond, latin, words, flips))]
    return min(readings, key=lambda reading: (reading.strangers, -reading.words), default=None)


def _as(lang: str, beyond: Mapping[str, int], latin: int, words: list[str], flips: int) -> Reading | None:
    """The text as a text in this language: its characters beyond ASCII with how often they stand in it, how many
    Latin letters it has besides, its words, and how often a capital follows a small letter in it."""
    letters, little = _language(lang)
    every = sum(beyond.values())
    ours = sum(often for char, often in beyond.items() if letters.match(char))
    strangers = every - ours - sum(often for char, often in beyond.items() if char in PUNCTUATION)
    if strangers > FEW_STRAY * every or (lang in COMMON and ours < COMMON[lang][2] * (ours + latin)):
        return None
    share = _share(lang, beyond, words, little)
    if share < 0 or (ours and flips * 5 > ours):
        return None
    return Reading(lang, strangers, share)


def _share(lang: str, beyond: Mapping[str, int], words: list[str], little: frozenset[str]) -> float:
    """The share of commonest words (or, without blanks, letters) in the text; -1 where there are too few."""
    if lang in COMMON:
        common, least, _ = COMMON[lang]
        share = sum(often for char, often in beyond.items() if char in common) / max(sum(beyond.values()), 1)
    else:
        share, least = sum(1 for word in words if word in little) / max(len(words), 1), ENOUGH_WORDS
    return share if share >= least else -1


@cache
def _language(lang: str) -> tuple[re.Pattern[str], frozenset[str]]:
    _, _, letters, words = next(row for row in ROWS if row[0] == lang)
    return re.compile(f"[{letters}{letters.upper() if '-' not in letters else ''}]"), frozenset(words.split())


def languages() -> Iterator[str]:
    """Every language in the table."""
    return (row[0] for row in ROWS)
