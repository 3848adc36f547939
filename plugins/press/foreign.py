"""The full road: when other people's plugins listen, everything Pelican would have shown them is made.

Pelican's own generators read the site (their Markdown reader is the press's) and send their signals; what plugins put
on articles comes to the press's stories; each page, once written, is shown to `content_written`. The files are the
same as on the lazy road, but for what the plugins do to them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from blinker import ANY, Signal
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.readers import BaseReader
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

from .gate import HIDDEN, LIVE
from .ledger import Ledger
from .pages import Page
from .record import Row
from .story import Story

# What plugins may do at these is heard on the lazy road too.
_HEARD_ANYWAY = frozenset(("initialized",))
_OURS = frozenset(("settings", "metadata", "translations", "template", "content", "summary"))


def listeners(settings: Any) -> bool:
    """Whether somebody listens to what the lazy road leaves out, or asks for pages it does not make."""
    named = {name: each for name, each in vars(signals).items() if isinstance(each, Signal)}
    others = [each for name, each in named.items() if name not in _HEARD_ANYWAY]
    heard = any(not getattr(receiver, "lazy", False) for each in others for receiver in each.receivers_for(ANY))
    return heard or bool(settings["TEMPLATE_PAGES"])


class RecordReader(BaseReader):
    """Gives Pelican's generators the records as the press has read them; `skip` for what nobody may see."""

    enabled = True
    file_extensions: list[str] = []  # noqa: RUF012  BaseReader's own would take static files from their reader
    find: Callable[[str], tuple[Row, str, str] | None]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """HTML and metadata of the file at `source_path`."""
        found = self.find(source_path)
        if found is None:
            return "", {"title": "", "status": "skip"}
        row, html, state = found
        if state not in (LIVE, HIDDEN):
            return "", {"title": row.title, "status": "skip"}
        return html, self._metadata(row, state)

    def _metadata(self, row: Row, state: str) -> dict[str, Any]:
        settings = self.settings
        metadata: dict[str, Any] = {k: v for k, v in row.meta.items() if k not in ("save_as", "url", "template")}
        metadata |= {
            "title": row.title,
            "slug": row.slug,
            "lang": row.lang,
            "summary": row.summary,
            "status": "published" if state == LIVE else "hidden",
            "category": _wrapped(Category, row.category, settings),
            "tags": [_wrapped(Tag, name, settings) for name in row.tags],
            "authors": [_wrapped(Author, name, settings) for name in row.authors],
        }
        metadata |= {"date": SafeDatetime.fromisoformat(row.date)} if row.date else {}
        metadata |= {"modified": SafeDatetime.fromisoformat(row.modified)} if row.modified else {"modified": None}
        return {name: value for name, value in metadata.items() if value is not None}


def _wrapped(kind: Any, *args: Any) -> Any:
    return kind(*args)


class Foreign:
    """One run of Pelican's generators, for those who listen."""

    def __init__(self, pelican: Any, stage: Path, ledger: Ledger, pages: Iterable[Page]) -> None:
        self.pelican = pelican
        self.stage = stage
        self._ledger = ledger
        self._pages = {page.row.path: page for page in pages}
        self._root = str(pelican.settings["PATH"])
        self.articles: dict[str, Any] = {}
        self.page_objects: dict[str, Any] = {}
        self.env: Any = None
        self._output = pelican.output_path
        pelican.output_path = pelican.settings["OUTPUT_PATH"] = str(stage)

    def restore(self) -> None:
        """Give Pelican its output path back."""
        self.pelican.output_path = self.pelican.settings["OUTPUT_PATH"] = self._output

    def read(self) -> None:
        """Let the generators read the site and send their signals."""
        settings = self.pelican.settings
        self.context = {**settings, "generated_content": {}, "static_links": set(), "static_content": {}}
        self.context["localsiteurl"] = settings["SITEURL"]
        self.generators = [self._generator(each) for each in self.pelican._get_generator_classes()]
        for each in self.generators:
            if hasattr(each, "generate_context"):
                each.generate_context()
        signals.all_generators_finalized.send(self.generators)
        for each in self.generators:
            if hasattr(each, "refresh_metadata_intersite_links"):
                each.refresh_metadata_intersite_links()
        self.writer = self.pelican._get_writer()
        self._note()

    def _generator(self, kind: Any) -> Any:
        settings = self.pelican.settings
        made = kind(
            context=self.context,
            settings=settings,
            path=self.pelican.path,
            theme=self.pelican.theme,
            output_path=str(self.stage),
        )
        readers = getattr(made, "readers", None)
        if readers is not None:
            reader = _wrapped(RecordReader, settings)
            reader.find = self._find
            for ending in ("md", "markdown", "mkd", "mdown"):
                readers.readers[ending] = reader
        return made

    def _find(self, source_path: str) -> tuple[Row, str, str] | None:
        path = os.path.relpath(source_path, self._root)
        if page := self._pages.get(path):
            return page.row, page.content, LIVE if page.status == "published" else HIDDEN
        kept = self._ledger.story(path)
        return (kept.row, self._ledger.body(path), kept.state) if kept else None

    def _note(self) -> None:
        for each in self.generators:
            if isinstance(each, ArticlesGenerator):
                self.maker = each
                listed = [*each.articles, *each.translations, *each.hidden_articles, *each.hidden_translations]
                self.articles = {os.path.relpath(found.source_path, self._root): found for found in listed}
            if isinstance(each, PagesGenerator):
                listed = [*each.pages, *each.hidden_pages]
                self.page_objects = {os.path.relpath(found.source_path, self._root): found for found in listed}

    def adopt(self, story: Story) -> None:
        """Put on a story what plugins put on its article."""
        article = self.articles.get(story.row.path)
        if article is None:
            return
        for name, value in vars(article).items():
            if not name.startswith("_") and name not in _OURS and name not in vars(story):
                setattr(story, name, value)
        if article.title != story.row.title:
            vars(story)["title"] = article.title
        if article._content != self._ledger.body(story.row.path):
            vars(story)["changed_body"] = article.content

    def before(self, path: str) -> None:
        """An article is about to be written."""
        if article := self.articles.get(path):
            signals.article_generator_write_article.send(self.maker, content=article)

    def written(self, path: str, context: dict[str, Any]) -> None:
        """A page has been written: whoever listens may read and rewrite it."""
        shown = {**self.context, **context}
        for name, known in (("article", self.articles), ("page", self.page_objects)):
            if name in context:
                shown[name] = known.get(context[name].row.path, context[name])
        signals.content_written.send(str(self.stage / path), context=shown)

    def finish(self) -> None:
        """Let other generators write, then tell everybody that all is written."""
        for each in self.generators:
            if isinstance(each, ArticlesGenerator):
                signals.article_writer_finalized.send(each, writer=self.writer)
            elif isinstance(each, PagesGenerator):
                signals.page_writer_finalized.send(each, writer=self.writer)
            elif not isinstance(each, StaticGenerator) and hasattr(each, "generate_output"):
                each.generate_output(self.writer)
        signals.finalized.send(self.pelican)
