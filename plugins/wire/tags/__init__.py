"""Tags and sections of stories: names and subjects, the same thing always under the same tag.

    tag_set(stories, vocabulary, site)       a whole set that agrees with itself and with what is filed
    tag_story(text, title, lang, vocabulary, known)   one new story against the site
    section(title, text, lang, vocabulary, clues)     where it belongs
"""

from __future__ import annotations

from collections.abc import Iterable

from . import tagger
from .candidates import Draft, draft
from .site import SiteTags
from .tagger import Copy, Tagged, tag_set
from .vocabulary import Vocabulary, VocabularyError, parse

__all__ = [
    "Copy", "Draft", "SiteTags", "Tagged", "Vocabulary", "VocabularyError", "draft_story", "parse", "section", "settle",
    "tag_set", "tag_story",
]

SURE = 0.4


def tag_story(text: str, title: str, lang: str, vocabulary: Vocabulary, known: SiteTags) -> tuple[str, ...]:
    """The tags to show on a new story, best first; `known` is what the site has filed and is left as it was."""
    return tag_set([Copy("", title, text, lang)], vocabulary, known)[0].publish


def draft_story(text: str, title: str, lang: str, vocabulary: Vocabulary) -> Draft:
    """What a new story could be tagged with. It depends on nothing else and may be made in another process."""
    return draft(title, text, lang, vocabulary.gazetteer(lang))


def settle(story: Draft, vocabulary: Vocabulary, site: SiteTags) -> tuple[str, ...]:
    """The tags to show on a drafted story, best first; the `site` knows them from now on."""
    tags = tagger.publish(story, vocabulary, site)
    site.file(tags, story.copy.lang)
    return tags


def section(title: str, text: str, lang: str, vocabulary: Vocabulary, clues: Iterable[str] = ()) -> str:
    """The section of a story: what its address or breadcrumb says, or its words, or the vocabulary's `unsure`."""
    heard = {clue.casefold().strip() for clue in (*clues, title.partition(":")[0])}
    for candidate in vocabulary.sections:
        if heard & {candidate.name.casefold(), *candidate.clues}:
            return candidate.name
    verdict = vocabulary.table.of_story(title, text, lang)
    return verdict.section if verdict.sure >= SURE else vocabulary.unsure
