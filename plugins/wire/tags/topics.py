"""What `wire topics` has to say: tags that older stories could carry now, and names that are worth an entry.

It proposes and never overrules: the vocabulary is people's, and so are the tags that a person edited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .candidates import draft
from .pages import LIKELY, SHOWN
from .rank import sketch
from .site import SiteTags
from .stems import fold, key
from .tagger import ranking
from .vocabulary import Vocabulary

OFTEN = 3


@dataclass(frozen=True, slots=True)
class Filed:
    """A story as it is filed. `path` names its record."""

    path: str
    title: str
    text: str
    lang: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retag:
    """A story that could have other tags: all of them, in order, and which are new or renamed."""

    path: str
    tags: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Stories to tag again, and tags on many stories that the vocabulary does not know, with their number."""

    retags: tuple[Retag, ...]
    unknown: tuple[tuple[str, int], ...]


def review(stories: Sequence[Filed], vocabulary: Vocabulary) -> Review:
    """What could be better about the tags of `stories`. The order of the stories does not matter."""
    site = SiteTags()
    for s in stories:
        site.file(s.tags, s.lang)
    likely = {s.path: _likely(s, site, vocabulary) for s in stories}
    pages = Counter(k for names in likely.values() for k in names)
    found = (_retag(s, likely[s.path], pages, site, vocabulary) for s in sorted(stories, key=lambda s: s.path))
    retags = tuple(retag for retag in found if retag)
    used = Counter(tag for s in stories for tag in dict.fromkeys(s.tags))
    unknown = [(tag, n) for tag, n in sorted(used.items(), key=lambda pair: (-pair[1], pair[0])) if n >= OFTEN]
    return Review(retags, tuple((tag, n) for tag, n in unknown if fold(tag) not in vocabulary.names))


def _likely(story: Filed, site: SiteTags, vocabulary: Vocabulary) -> dict[str, str]:
    """The story's likely tags: key and name."""
    found = draft(story.title, story.text, story.lang, vocabulary.gazetteer(story.lang))
    best = ranking(sketch(found), site)[:SHOWN]
    return {c.key: site.name(c.key, c.name) for p, c in best if p >= LIKELY and (c.known or c.kind == "name")}


def _retag(
    story: Filed, likely: dict[str, str], pages: Counter[str], site: SiteTags, vocabulary: Vocabulary
) -> Retag | None:
    """The story with its tags under today's names, and those that came to recur since it was filed."""
    kept = tuple(dict.fromkeys(vocabulary.names.get(fold(tag), tag) for tag in story.tags))
    have = {key(tag, story.lang) for tag in kept}
    more = [
        name
        for k, name in likely.items()
        if k not in have and (site.used(k) or pages[k] > 1) and fold(name) not in vocabulary.blocked
    ]
    tags = (*kept, *more[: max(0, SHOWN - len(kept))])
    new = tuple(tag for tag in tags if tag not in story.tags)
    return Retag(story.path, tags, new) if new else None


def lines(found: Review) -> Iterable[str]:
    """The review as a person reads it; the second part can go into the vocabulary as it stands."""
    for retag in found.retags:
        yield f"{retag.path}: {', '.join('+ ' + tag for tag in retag.new)}"
    if found.unknown:
        yield ""
        yield "# tags on many stories that content/vocabulary.toml does not know"
    for tag, n in found.unknown:
        yield ""
        yield f"# {n} stories"
        yield "[[tag]]"
        yield f"name = {_toml(tag)}"


def _toml(text: str) -> str:
    escaped = "".join(c if c >= " " and c not in '"\\\x7f' else f"\\u{ord(c):04x}" for c in text)
    return f'"{escaped}"'
