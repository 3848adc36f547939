"""Why a story has its tags: how it speaks of each, in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .candidate import Candidate
from .candidates import draft, shown
from .stems import fold, key
from .vocabulary import Vocabulary

MANY_FORMS = 4
UNSAID = "the story does not say it: a person's tag, or the site's name for it"


def reasons(title: str, text: str, lang: str, tags: Iterable[str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each of `tags` with its reason."""
    found = draft(title, text, lang, vocabulary.gazetteer(lang))
    by_key: dict[str, Candidate] = {}
    for c in [*found.names, *found.subjects]:
        by_key.setdefault(c.key, c)
        by_key.setdefault(key(shown(c), lang), c)
    own = {fold(tag.name) for tag in vocabulary.tags}
    for tag in tags:
        spoken = by_key.get(key(tag, lang))
        why = _spoken(spoken, found.copy.body) if spoken else UNSAID
        yield tag, why + (", and the vocabulary names it" if fold(tag) in own else "")


def _spoken(c: Candidate, body: int) -> str:
    spots = sorted(c.spots + c.short + c.adjectives)
    headline = sum(spot < body for spot in spots)
    parts = [f"{len(spots)} times in the story" if len(spots) != 1 else "once in the story"]
    if headline:
        parts.append("in the headline")
    elif spots:
        parts.append(f"first at word {spots[0] - body + 1}")
    if c.short:
        parts.append(f"{len(c.short)} of them by a shorter name")
    if c.adjectives:
        parts.append(f"{len(c.adjectives)} by its adjective")
    others = [form for form in sorted(c.forms) if form != shown(c)][:MANY_FORMS]
    if others:
        parts.append("also as " + ", ".join(others))
    return ", ".join(parts)
