"""Scripts without spaces or capitals, made readable for the rest: words parted by spaces, particles cut off.

This is no dictionary: Chinese words are what a story repeats, Japanese ones what stands between kana, Korean ones what
is left without particles. What comes out is for finding tags, not for showing.
"""

from __future__ import annotations

import re
from collections import Counter

NO_SPACES = frozenset({"zh", "ja"})
SPACED = NO_SPACES | {"ko"}
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
JAPANESE = re.compile(r"[\u3400-\u9fff々]+|[\u30a1-\u30fa\u30fc]+|[\u3041-\u309f]+")
HANGUL = re.compile(r"[\uac00-\ud7a3]{2,}")
PARTICLES = re.compile(
    r"(?<=[\uac00-\ud7a3]{2})(?:은|는|이|가|을|를|의|에|에서|에게|께서|로|으로|와|과|도|만|까지|부터|이라고|라고|이나|보다|처럼)$"
)
PREDICATE = re.compile(r"(?:다|고|며|면서|지만|아서|어서|해서|했던|하는|되는|있는|없는|않겠다고)$")
SMALL = frozenset(
    "的了在是和与及對对为為从從到将將会會也就等说說這这那其被把於于又都而并並以但因所我你他她它们們不上下月日年第"
)
LONGEST = 8
CUT = " · "


def spaced(title: str, text: str, lang: str) -> tuple[str, str]:
    """`title` and `text` with spaces between words, where the language writes none."""
    if lang == "ja":
        return _japanese(title), _japanese(text)
    if lang == "ko":
        return _korean(title), _korean(text)
    if lang == "zh":
        words = _repeated(title + "\n" + text)
        return _chinese(title, words), _chinese(text, words)
    return title, text


def _japanese(text: str) -> str:
    return JAPANESE.sub(lambda m: CUT if "\u3041" <= m[0][0] <= "\u309f" or len(m[0]) < 2 else f" {m[0]} ", text)


def _korean(text: str) -> str:
    return HANGUL.sub(lambda m: CUT if PREDICATE.search(m[0]) else PARTICLES.sub(CUT, m[0]), text)


def _repeated(text: str) -> Counter[str]:
    """Strings of two characters or more that come back, none of them always inside the same longer one."""
    seen = Counter[str]()
    for run in HAN.findall(text):
        for start in range(len(run)):
            for end in range(start + 2, min(start + LONGEST, len(run)) + 1):
                seen[run[start:end]] += 1
    again = {s: n for s, n in seen.items() if n > 1 and s[0] not in SMALL and s[-1] not in SMALL}
    inside = {part for s, n in again.items() if len(s) > 2 for part in (s[1:], s[:-1]) if again.get(part) == n}
    return Counter({s: n for s, n in again.items() if s not in inside})


def _chinese(text: str, words: Counter[str]) -> str:
    """`text` cut at the repeated words, the longest first; what is between them does not count."""

    def cut(match: re.Match[str]) -> str:
        run, at, out = match[0], 0, []
        while at < len(run):
            size = next((n for n in range(LONGEST, 1, -1) if run[at : at + n] in words), 0)
            out.append(f" {run[at : at + size]} " if size else CUT)
            at += size or 1
        return "".join(out)

    return HAN.sub(cut, text)
