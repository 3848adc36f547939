"""The Desk: everything the edition decides, in one object that plugins find in `settings["DESK"]`.

Its answers depend on the stories given and the settings, never on the clock. What it says of one story depends
on that story and older ones alone, so a page once written stays right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import dates, front, related
from .card import Card, text
from .intext import with_pictures
from .notes import notes
from .pictures import Album
from .settings import Edition
from .words import edition_of_words, words_in

if TYPE_CHECKING:
    from .sharing import Fonts, Share

TAG = re.compile(r"<[^>]*>")


class Desk:
    """The edition's thinking, for one build."""

    def __init__(self, settings: Edition, album: Album | None = None) -> None:
        self.settings = settings
        self.album = album
        self.reach = related.REACH
        # Whatever else pages depend on: a press prints everything again when this changes.
        self.key = f"{settings} {edition_of_words()} {album.epoch if album else 0}"
        self._fonts: Fonts | None = None
        if settings.share_images != "off":
            from .sharing import Fonts

            self._fonts = Fonts(settings.share_fonts)
            self.key += self._fonts.key

    def front(self, newest: Iterable[Card], sections: Sequence[Any]) -> front.Front:
        """The front page of the newest stories."""
        return front.lay_out(newest, sections, self.settings)

    def sections(self, sections: Iterable[Any]) -> list[Any]:
        """The sections in the masthead's order."""
        return front.in_order(sections, self.settings)

    @staticmethod
    def marks(title: str, words: str, tags: Iterable[str], lang: str) -> list[int]:
        """What a story is known by, see `related.marks`."""
        return related.marks(title, words, tags, lang)

    def around(
        self,
        card: Card,
        mine: Sequence[int],
        older: int,
        bearers: related.Bearers,
        story_of: Callable[[str], tuple[Card, Sequence[int]]],
        named: Sequence[Card] = (),
    ) -> related.Around:
        """The older stories that `card`, known by its marks `mine`, goes on with or is related to.

        `older` says how many older stories there are, `bearers` which of them bear a mark, `story_of` what a bearer is
        and its own marks. `named` is what `thread` says: a person's thread goes before one that was found.
        """
        known: dict[str, tuple[Card, Sequence[int]]] = {}

        def marks_of(key: str) -> Sequence[int]:
            known[key] = story_of(key)
            return known[key][1]

        found = [(*known[each.key], each.score) for each in related.alike(mine, older, bearers, marks_of)]
        said = bool(related.thread_of(card))  # a person's thread is told from that alone
        most = (0 if said else self.settings.thread, self.settings.related)
        chosen = related.around(card, mine, found, most, self.settings.thread_days)
        if not named:
            return chosen
        told = {other.slug for other in named}
        return related.Around(list(named), [other for other in chosen.related if other.slug not in told])

    def thread(self, card: Card, older: Iterable[Card]) -> list[Card]:
        """The story so far: older stories of the thread a person named, oldest first."""
        name = related.thread_of(card)
        if not name:
            return []
        found = [other for other in older if related.thread_of(other) == name]
        return found[: self.settings.thread][::-1]

    def dress(self, story: Any) -> None:
        """Sets what templates would have to compute: dates in words and for machines, minutes of reading."""
        story.iso_date = dates.machine(story.date)
        story.shown_date = dates.shown(story.date, story.lang)
        story.short_date = dates.shown(story.date, story.lang, False)
        modified = getattr(story, "modified", None)
        if modified and modified > story.date:
            story.iso_modified = dates.machine(modified)
            story.shown_modified = dates.shown(modified, story.lang)
        story.reading_minutes = self._minutes(story)
        for name in ("corrections", "updates"):
            if lines := getattr(story, name, None):
                setattr(story, f"told_{name}", notes(lines, story.lang))
        if self.album:
            self._illustrate(story, self.album)

    def _illustrate(self, story: Any, album: Album) -> None:
        image = text(story, "image") or album.named(story.slug)
        story.picture = album.find(image) if image else None
        story.image = image if story.picture else ""
        for name in ("alt", "caption", "credit") if story.picture else ():
            if not text(story, f"image_{name}"):
                setattr(story, f"image_{name}", getattr(story.picture, name))

    def books(self, stories: Sequence[Any], sections: Sequence[Any], settings: Mapping[str, Any]) -> dict[str, bytes]:
        """A day's stories as an e-book and as sheets to print, by the ending of the file; what the settings ask for."""
        from . import book  # with what binds books: most builds bind none

        binders = {"epub": book.epub if self.settings.epub else None, "pdf": book.pdf if self.settings.pdf else None}
        lang = str(settings["DEFAULT_LANG"])
        date = stories[0].date
        imprint = book.Imprint(
            str(settings["SITENAME"]),
            str(settings["SITEURL"]),
            lang,
            date.date().isoformat(),
            dates.day_name(date, lang),
        )
        places = {section.slug: place for place, section in enumerate(sections)}
        ordered = sorted(stories, key=lambda story: places.get(story.category.slug, len(places)))
        pictures = {story.slug: found for story in ordered if (found := self._printable(story))}
        say = words_in(lang)
        return {kind: bind(imprint, ordered, pictures, say) for kind, bind in binders.items() if bind}

    def share_image(self, story: Any, settings: Mapping[str, Any]) -> Share | None:
        """The picture for links to the story, its headline set in type, where one is wanted and can be made."""
        if self._fonts is None or (self.settings.share_images == "missing" and text(story, "image")):
            return None
        from .sharing import share

        folder = Path(settings["CACHE_PATH"]).absolute() / "share"
        return share(story.title, story.category.name, str(settings["SITENAME"]), story.slug, self._fonts, folder)

    def _printable(self, story: Any) -> Path | None:
        image = text(story, "image")
        return self.album.printable(image) if self.album and image else None

    def in_text(self, html: str) -> str:
        """A story's text with its pictures in sized copies."""
        return with_pictures(html, self.album.find, self.album.held) if self.album else html

    def settle(self) -> bool:
        """Wait until the sized copies of pictures are there; whether any had to be made in this build."""
        return bool(self.album and self.album.settle())

    def published(self, name: str, original: Path) -> Path | None:
        """The file to publish as the static file `name`; none if it is held."""
        return self.album.published(name, original) if self.album else original

    def picture_of(self, slug: str) -> str:
        """The path of the picture that bears a story's slug as its name; "" where there is none."""
        return self.album.named(slug) if self.album else ""

    def copies(self, image: str) -> list[str]:
        """The sized copies of a picture, by their paths below the theme's static folder."""
        return [f"p/{file}" for file in self.album.copies(image)] if self.album else []

    def _minutes(self, story: Any) -> int:
        words = getattr(story, "words", None)
        if not isinstance(words, int):
            words = count_words(story.content)
        return ceil(words / self.settings.words_a_minute)


def count_words(html: str) -> int:
    """The words of a text; two signs count as a word in scripts without spaces."""
    plain = TAG.sub(" ", html)
    dense = sum(len(run) for run in related.DENSE.findall(plain))
    return len(related.DENSE.sub(" ", plain).split()) + dense // 2
