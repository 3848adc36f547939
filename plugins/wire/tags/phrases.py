"""Subjects: runs of content words that a story comes back to, or starts with."""

from __future__ import annotations

import heapq
from collections import Counter

from .candidate import Candidate
from .lexicon import ENDS, GOES_ON, JOINS, OPENS, STANDS
from .scripts import NO_SPACES
from .words import Copy

LONGEST = 4
NOUNS_IN_CAPITALS = frozenset({"de", "lb"})
LEAD = 120
KEEP = 30


def phrases(copy: Copy, covered: list[int], taken: set[str]) -> list[Candidate]:
    """The subjects of `copy`, most promising first; `covered` words belong to names, `taken` keys are names."""
    words, lang, rare = copy.words, copy.lang, copy.rare
    spots: dict[str, list[int]] = {}
    sizes: dict[str, int] = {}
    for start, end in _grams(copy, covered):
        k = " ".join(copy.keys[start:end])
        if k in spots:
            spots[k].append(start)
        elif k not in taken:
            spots[k] = [start]
            sizes[k] = end - start
    lead = copy.body + LEAD
    rows = [k for k, at in spots.items() if sizes[k] == 1 or len(at) > 1 or at[0] < lead]

    def promise(k: str) -> tuple[float, str]:
        at, size = spots[k], sizes[k]
        first = at[0]
        early = 1.6 if first < copy.body else 1.25 if first < copy.body + 60 else 1.0
        return (-(len(at) ** 0.7) * sum(rare[first : first + size]) / size * early * (1.2 if size > 1 else 1.0), k)

    rows = heapq.nsmallest(KEEP, rows, key=promise)
    gap = "" if lang in NO_SPACES else " "
    forms = {k: [gap.join(words[at : at + sizes[k]]) for at in spots[k]] for k in rows}
    return [Candidate(k, form, "phrase", False, sizes[k], spots[k]) for k in rows if (form := _form(forms[k], lang))]


def _form(forms: list[str], lang: str) -> str:
    """The form most often used, with a small first letter unless it is a name, all capitals or a German noun."""
    if lang not in NOUNS_IN_CAPITALS:
        forms = [f if f.isupper() or not f[1:].islower() else f[0].lower() + f[1:] for f in forms]
    if len(forms) == 1:
        return forms[0]
    low = Counter(forms)
    return min(low, key=lambda f: (-low[f], f))


def _grams(copy: Copy, covered: list[int]) -> list[tuple[int, int]]:
    """Spans of one to four words that neither start nor end with a small word, none across a mark.

    After the lead a span of several words counts only if it comes back, so each of its words must.
    """
    part, owner, size = copy.part, copy.owner, len(copy.words)
    times = Counter(copy.keys)
    lead = copy.body + LEAD
    comes_back = [at < lead or times[k] > 1 for at, k in enumerate(copy.keys)]
    out = []
    for start in [at for at, p in enumerate(part) if p & OPENS]:
        run = covered[start]
        if run and start and covered[start - 1] == run:
            continue
        whole = True
        words = 0
        end = start
        while end < size and words < LONGEST:
            can = part[end]
            if can & STANDS and (end == start or can & GOES_ON):
                words += 1
                run = covered[end]
                whole = whole and run != 0
                cuts = run and end + 1 < size and covered[end + 1] == run
                if can & ENDS and not whole and not cuts:
                    out.append((start, end + 1))
            elif end == start or not can & JOINS:
                break
            if owner[end] or not comes_back[end]:
                break
            end += 1
    return out
