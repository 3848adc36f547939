"""Tags and sections of stories: names and subjects, the same thing always under the same tag.

tag_set(stories, vocabulary, site)       a whole set that agrees with itself and with what is filed
tag_story(text, title, lang, vocabulary, known)   one new story against the site
section(title, text, lang, vocabulary, clues)     where it belongs
read_story(…), then settle(…)            both of these in two steps, the first of which may be done elsewhere
"""

from __future__ import annotations

from collections.abc import Iterable

from . import tagger, words
from .candidates import draft_of
from .rank import Sketch, sketch
from .site import SiteTags
from .tagger import Copy, Tagged, tag_set
from .vocabulary import Vocabulary, VocabularyError, parse

__all__ = [
    "Copy",
    "SiteTags",
    "Sketch",
    "Tagged",
    "Vocabulary",
    "VocabularyError",
    "parse",
    "read_story",
    "section",
    "settle",
    "tag_set",
    "tag_story",
]

SURE = 0.4


def tag_story(text: str, title: str, lang: str, vocabulary: Vocabulary, known: SiteTags) -> tuple[str, ...]:
    """The tags to show on a new story, best first; `known` is what the site has filed and is left as it was."""
    return tag_set([Copy("", title, text, lang)], vocabulary, known)[0].publish


def read_story(
    title: str, text: str, lang: str, vocabulary: Vocabulary, clues: Iterable[str] = ()
) -> tuple[str, Sketch]:
    """The section of a new story, and what it could be tagged with. Both depend on nothing else and may be made in
    another process."""
    copy = words.cut(title, text, lang)
    return _section(title, text, copy, vocabulary, clues), sketch(draft_of(copy, vocabulary.gazetteer(lang)))


def settle(story: Sketch, vocabulary: Vocabulary, site: SiteTags) -> tuple[str, ...]:
    """The tags to show on a drafted story, best first; the `site` knows them from now on."""
    tags = tagger.publish(story, vocabulary, site)
    site.file(tags, story.lang)
    return tags


def section(title: str, text: str, lang: str, vocabulary: Vocabulary, clues: Iterable[str] = ()) -> str:
    """The section of a story: what its address or breadcrumb says, or its words, or the vocabulary's `unsure`."""
    return _section(title, text, words.cut(title, text, lang), vocabulary, clues)


def _section(title: str, text: str, copy: words.Copy, vocabulary: Vocabulary, clues: Iterable[str]) -> str:
    if not vocabulary.sections:
        return vocabulary.unsure
    heard = {clue.casefold().strip() for clue in (*clues, title.partition(":")[0])}
    for candidate in vocabulary.sections:
        if heard & {candidate.name.casefold(), *candidate.clues}:
            return candidate.name
    verdict = vocabulary.table.of_words(title, text, copy)
    return verdict.section if verdict.sure >= SURE else vocabulary.unsure
