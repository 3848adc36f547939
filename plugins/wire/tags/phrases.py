"""Subjects: runs of content words that a story comes back to, or starts with."""

from __future__ import annotations

import heapq
from collections import Counter

from . import lists
from .candidate import Candidate
from .scripts import NO_SPACES
from .stems import key
from .words import Copy, Shape

INNER = {
    "fr": frozenset("de du des d la à l".split()),
    "es": frozenset("de del la".split()),
    "pt": frozenset("de da do das dos".split()),
    "it": frozenset("di del della dei delle d".split()),
    "ca": frozenset("de del d la".split()),
}
PARTICIPLES = ("ed", "ing")
LONGEST = 4
LEAD = 120
KEEP = 60


def phrases(copy: Copy, covered: list[int], taken: set[str]) -> list[Candidate]:
    """The subjects of `copy`, most promising first; `covered` words belong to names, `taken` keys are names."""
    words, lang = copy.words, copy.lang
    stems = [key(low, lang) for low in copy.low]
    spots: dict[str, list[int]] = {}
    sizes: dict[str, int] = {}
    for start, end in _grams(copy, covered):
        k = " ".join(stems[start:end])
        if k in spots:
            spots[k].append(start)
        elif k not in taken:
            spots[k] = [start]
            sizes[k] = end - start
    lead = copy.body + LEAD
    rows = [k for k, at in spots.items() if sizes[k] == 1 or len(at) > 1 or at[0] < lead]
    common = lists.common(lang)
    unknown = lists.unknown(lang)
    rare = [8 - common.get(low, unknown) for low in copy.low]

    def promise(k: str) -> tuple[float, str]:
        at, size = spots[k], sizes[k]
        first = at[0]
        early = 1.6 if first < copy.body else 1.25 if first < copy.body + 60 else 1.0
        return (-(len(at) ** 0.7) * sum(rare[first : first + size]) / size * early * (1.2 if size > 1 else 1.0), k)

    rows = heapq.nsmallest(KEEP, rows, key=promise)
    gap = "" if lang in NO_SPACES else " "
    forms = {k: [gap.join(words[at : at + sizes[k]]) for at in spots[k]] for k in rows}
    return [Candidate(k, form, "phrase", False, sizes[k], spots[k]) for k in rows if (form := _form(forms[k]))]


def _form(forms: list[str]) -> str:
    """The form most often used, with a small first letter unless it is a name or all capitals."""
    low = Counter(f if f.isupper() or not f[1:].islower() else f[0].lower() + f[1:] for f in forms)
    return min(low, key=lambda f: (-low[f], f))


def _grams(copy: Copy, covered: list[int]) -> list[tuple[int, int]]:
    """Spans of one to four words that neither start nor end with a small word, none across a mark."""
    stop = lists.stop_words(copy.lang)
    inner = INNER.get(copy.lang, frozenset())
    classes = lists.word_classes() if copy.lang == "en" else {}
    low, shape = copy.low, copy.shape
    size = len(low)
    content = [
        (s is Shape.LOWER or s is Shape.CAPITAL or s is Shape.CAPITALS) and w not in stop and len(w) > 1
        for s, w in zip(shape, low, strict=True)
    ]
    kind = [classes.get(w, "") for w in low]

    def opens(at: int) -> bool:
        return kind[at] != "adverb" and (kind[at] != "verb" or low[at].endswith(PARTICIPLES))

    out = []
    for start in range(size):
        if not content[start] or not opens(start):
            continue
        if covered[start] and start and covered[start - 1] == covered[start]:
            continue
        whole = covered[start] != 0
        end = start
        words = 0
        while end < size and words < LONGEST:
            if content[end] and (end == start or kind[end] not in ("verb", "adverb")):
                words += 1
                whole = whole and covered[end] != 0
                cuts = covered[end] and end + 1 < size and covered[end + 1] == covered[end]
                if kind[end] not in ("adjective", "verb") and not whole and not cuts:
                    out.append((start, end + 1))
            elif not (low[end] in inner and end > start):
                break
            if copy.owner[end]:
                break
            end += 1
    return out
