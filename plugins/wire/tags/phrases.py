"""Subjects: runs of content words that a story comes back to, or starts with."""

from __future__ import annotations

from collections import Counter, defaultdict

from . import lists
from .candidate import Candidate
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
    spots: dict[str, list[int]] = defaultdict(list)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: dict[str, int] = {}
    for start, end in _grams(copy, covered):
        k = " ".join(key(copy.low[i], copy.lang) for i in range(start, end))
        spots[k].append(start)
        forms[k][" ".join(copy.words[start:end])] += 1
        sizes[k] = end - start
    lead = copy.body + LEAD
    rows = [k for k in spots if k not in taken and (sizes[k] == 1 or len(spots[k]) > 1 or spots[k][0] < lead)]
    common = lists.common(copy.lang)
    unknown = lists.unknown(copy.lang)

    def promise(k: str) -> tuple[float, str]:
        words = min(forms[k]).casefold().split()
        rare = sum(8 - common.get(w, unknown) for w in words) / len(words)
        early = 1.6 if spots[k][0] < copy.body else 1.25 if spots[k][0] < copy.body + 60 else 1.0
        return (-(len(spots[k]) ** 0.7) * rare * early * (1.2 if sizes[k] > 1 else 1.0), k)

    rows.sort(key=promise)
    return [
        Candidate(k, _form(forms[k]), "phrase", False, sizes[k], spots[k], forms=forms[k]) for k in rows[:KEEP]
    ]


def _form(forms: Counter[str]) -> str:
    low = Counter[str]()
    for form, n in forms.items():
        low[form if form.isupper() else form[:1].lower() + form[1:] if form[1:].islower() else form] += n
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
