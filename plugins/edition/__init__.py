"""edition: all stories, a paper's order. Front page, related stories, threads, dates and words for the theme.

The thinking is in the Desk, pure functions over stories. On stock Pelican this file sets what the Desk decides on
every article; a press asks the Desk itself, for the stories it renders.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, StaticGenerator

from .card import age, text
from .dates import day_name, language_name, month_name
from .desk import Desk
from .gate import open_to_all
from .intext import without_pictures
from .pictures import Album, base_address, copies_folder, size_all
from .related import Archive
from .settings import SettingsError, edition_settings
from .why import mentions
from .words import words_in

REACH = 400
BINDERS = {"epub": "ebooklib", "pdf": "weasyprint"}
log = logging.getLogger(__name__)


def open_desk(pelican: Any) -> None:
    """Puts the Desk into the settings, and what templates call into the templates' globals."""
    settings = pelican.settings
    edition = edition_settings(settings.get("EDITION", {}))
    for name, package in BINDERS.items():
        if getattr(edition, name) and not find_spec(package):
            raise SettingsError(f"EDITION[{name!r}] needs {package}: pip install pelican-copydesk[daily]")
    settings["DESK"] = Desk(edition, hang_pictures(settings) if edition.pictures else None)
    settings["JINJA_GLOBALS"] = {**helpers(settings["DEFAULT_LANG"]), **settings.get("JINJA_GLOBALS", {})}


def helpers(lang: str) -> dict[str, Any]:
    """What templates call, by name; `lang` is the site's language."""
    calls = (month_name, day_name, language_name, without_pictures, mentions)
    return {"words_in": partial(words_in, otherwise=lang), **{call.__name__: call for call in calls}}


def hang_pictures(settings: dict[str, Any]) -> Album:
    """The album of the site's pictures. Their copies go out with the theme's static files."""
    cache = Path(settings["CACHE_PATH"]).absolute() / "pictures"
    base = base_address(settings["SITEURL"], settings["THEME_STATIC_DIR"])
    album = size_all(Path(settings["PATH"]), settings["STATIC_PATHS"], settings["ARTICLE_PATHS"], cache, base)
    for name, trouble in album.troubles().items():
        said = f"{name} is held, its stories stand without it: {trouble}"
        log.warning("%s", said if said.isprintable() else ascii(said))
    folder = str(copies_folder(cache))
    settings["THEME_STATIC_PATHS"] = [*(path for path in settings["THEME_STATIC_PATHS"] if path != folder), folder]
    return album


def keep_back(generator: ArticlesGenerator) -> None:
    """Takes withdrawn, embargoed and expired stories out before anything is made of them."""
    now = datetime.now(UTC)
    for name in ("articles", "translations", "hidden_articles", "hidden_translations"):
        stories = getattr(generator, name, [])
        setattr(generator, name, [story for story in stories if open_to_all(story.metadata, now)])


def set_up(generator: ArticlesGenerator) -> None:
    """Sets on stock Pelican's articles and context what the Desk decides."""
    desk: Desk = generator.settings["DESK"]
    stories = sorted([*generator.articles, *generator.translations], key=age)
    for story in stories:
        story.corrections = listed(getattr(story, "correction", None))
        story.updates = listed(getattr(story, "update", None))
        story._content = desk.in_text(story._content)
        desk.dress(story)
    join_neighbours(stories)
    join_translations(stories)
    archive = Archive()
    for place, story in enumerate(stories):
        tags = [tag.name for tag in getattr(story, "tags", None) or ()]
        mine = desk.marks(story.title, story._content, tags, story.lang)
        named = desk.thread(story, stories[max(0, place - REACH) : place][::-1])
        around = desk.around(story, mine, len(archive), archive.bearers, archive.story, named)
        story.so_far, story.related = around.so_far, around.related
        archive.add(story, mine)
    sections = desk.sections(section for section, _ in generator.categories)
    newest = stories[-200:]
    pinned = [story for story in stories[:-200] if getattr(story, "pinned", "")]
    generator.context["sections"] = sections
    generator.context["front"] = desk.front([*newest, *pinned], sections)


def publish_plain(generator: StaticGenerator) -> None:
    """Has pictures copied without their camera's notes, and those that are held not at all."""
    desk: Desk = generator.settings["DESK"]
    desk.settle()
    kept = []
    for file in generator.staticfiles:
        original = Path(generator.path, file.source_path)
        published = desk.published(Path(file.source_path).as_posix(), original)
        if published:
            file.source_path = file.source_path if published == original else str(published)
            kept.append(file)
    generator.staticfiles = generator.context["staticfiles"] = kept


def listed(value: Any) -> list[str]:
    """A header that may be repeated, as a list."""
    if not value:
        return []
    return [str(line) for line in value] if isinstance(value, list | tuple) else [str(value)]


def join_neighbours(stories: list[Any]) -> None:
    """Sets `newer` and `older` within each section; `stories` come oldest first."""
    shelves: dict[str, list[Any]] = defaultdict(list)
    for story in stories:
        story.newer = story.older = None
        shelves[story.category.slug].append(story)
    for shelf in shelves.values():
        for older, newer in pairwise(shelf):
            older.newer, newer.older = newer, older


def join_translations(stories: list[Any]) -> None:
    """Names to each other the stories whose `Translation_Of` leads to one original; Pelican's own way stays as well."""
    families: dict[str, list[Any]] = defaultdict(list)
    for story in stories:
        families[text(story, "translation_of") or story.slug].append(story)
    for family in families.values():
        for story in family if len(family) > 1 else ():
            known = {other.lang for other in story.translations} | {story.lang}
            others = {other.lang: other for other in family if other.lang not in known}
            story.translations = sorted([*story.translations, *others.values()], key=lambda other: other.lang)


# A press that renders only what changed asks the Desk itself and may pass these receivers by.
keep_back.lazy = set_up.lazy = publish_plain.lazy = True  # type: ignore[attr-defined]


def register() -> None:
    """Attaches the Desk to Pelican."""
    signals.initialized.connect(open_desk)
    signals.article_generator_pretaxonomy.connect(keep_back)
    signals.article_generator_finalized.connect(set_up)
    signals.static_generator_finalized.connect(publish_plain)
