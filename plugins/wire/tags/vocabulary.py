"""The site's own words: sections and tags with their other names, as people keep them in `content/vocabulary.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .known import Gazetteer, Known, entries, shipped_entries
from .sections import Sections
from .stems import fold

SECTION_KEYS = frozenset({"name", "like", "words", "clues", "description"})
TAG_KEYS = frozenset({"name", "kind", "aliases", "description", "lang"})
TOP_KEYS = frozenset({"section", "tag", "blocked", "unsure"})
KINDS = frozenset({"place", "org", "person", "event", "subject"})


class VocabularyError(ValueError):
    """The vocabulary says something that the program does not understand; the message names it."""


@dataclass(frozen=True)
class Section:
    """A section: `like` names the package's list of words it starts from, `words` adds weights, `clues` are the
    words in an address or a breadcrumb that say it."""

    name: str
    like: str = ""
    words: Mapping[str, float] = field(default_factory=dict)
    clues: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Tag:
    """A tag that people chose: stories that name it or one of its `aliases` carry it under this name."""

    name: str
    kind: str = "subject"
    aliases: tuple[str, ...] = ()
    description: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Sections in the site's order, tags, blocked tags; `unsure` is the section of a story that nothing speaks for."""

    sections: tuple[Section, ...] = ()
    tags: tuple[Tag, ...] = ()
    blocked: frozenset[str] = frozenset()
    unsure: str = "News"

    @cached_property
    def names(self) -> dict[str, str]:
        """From every name of a tag, folded, to the name it goes by."""
        return {fold(form): tag.name for tag in self.tags for form in (tag.name, *tag.aliases)}

    @cached_property
    def redirects(self) -> dict[str, str]:
        """From every alias to the tag whose page it leads to."""
        return {alias: tag.name for tag in self.tags for alias in tag.aliases}

    @cached_property
    def table(self) -> Sections:
        """The words that speak for each section."""
        return Sections(
            [section.name for section in self.sections],
            {section.name: section.words for section in self.sections},
            {section.name: section.like for section in self.sections},
        )

    @cached_property
    def _gazetteers(self) -> dict[str, Gazetteer]:
        return {}

    def gazetteer(self, lang: str) -> Gazetteer:
        """The site's tags, and then the package's lists, for stories in `lang`."""
        if lang not in self._gazetteers:
            own: list[Known] = []
            for tag in self.tags:
                if not tag.lang or tag.lang == lang:
                    own += entries(tag.kind, "; ".join((tag.name, *tag.aliases)), lang)
            taken = {entry.form for entry in own}
            rest = [entry for entry in shipped_entries(lang) if entry.form not in taken]
            self._gazetteers[lang] = Gazetteer([*own, *rest])
        return self._gazetteers[lang]


EMPTY = Vocabulary()


def parse(text: str) -> Vocabulary:
    """The vocabulary that the TOML `text` describes; `VocabularyError` names what is wrong in it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"vocabulary: {error}") from None
    _only(table, TOP_KEYS, "the vocabulary")
    return Vocabulary(
        tuple(_section(row) for row in table.get("section", [])),
        tuple(_tag(row) for row in table.get("tag", [])),
        frozenset(fold(name) for name in table.get("blocked", [])),
        str(table.get("unsure", "News")),
    )


def _only(row: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    for name in row:
        if name not in keys:
            raise VocabularyError(f"{where} does not know {name!r}; it knows {', '.join(sorted(keys))}")


def _name(row: Mapping[str, Any], what: str) -> str:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise VocabularyError(f"a {what} has no name: {dict(row)!r}")
    return name.strip()


def _section(row: Mapping[str, Any]) -> Section:
    name = _name(row, "section")
    _only(row, SECTION_KEYS, f"section {name!r}")
    words = row.get("words", {})
    weights = (
        {str(w).casefold(): float(n) for w, n in words.items()}
        if isinstance(words, dict)
        else {str(w).casefold(): 3.0 for w in words}
    )
    clues = tuple(str(c).casefold() for c in row.get("clues", ()))
    return Section(name, str(row.get("like", name)).casefold(), weights, clues, str(row.get("description", "")))


def _tag(row: Mapping[str, Any]) -> Tag:
    name = _name(row, "tag")
    _only(row, TAG_KEYS, f"tag {name!r}")
    kind = str(row.get("kind", "subject"))
    if kind not in KINDS:
        raise VocabularyError(f"tag {name!r} is of no kind that is known: {', '.join(sorted(KINDS))}")
    aliases = tuple(str(a) for a in row.get("aliases", ()))
    return Tag(name, kind, aliases, str(row.get("description", "")), str(row.get("lang", "")))
