"""Labelled blocks and clues -> Story: the facts are found, the lines that state them leave the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from .clues import Clues
from .facts import headline, language, names, place
from .facts.dates import choose
from .facts.page import Page, look
from .facts.summary import summarise
from .story import BODY, Block, Kind, Story

DATELINE_PARAGRAPHS = 2
ENDS, SHORT_SENTENCE, LONGEST = ".。…:", 40, 200


def gather(blocks: Sequence[Block], clues: Clues, url: str = "") -> Story:
    """The story the blocks tell: its facts, the body a reader sees, and everything else with its reason."""
    lang = language.settle(clues.lang, language.detect(blocks))
    page = look(blocks, url or clues.canonical, lang, clues)
    head = headline.find(page)
    dates = choose.find(page, head.line)
    byline = names.find(page, head.line)
    settled = settle(page, head, dates.lines, byline.lines)
    body = tuple(block for block in settled if block.kind in BODY)
    sent = _dateline(body)
    return Story(
        title=head.text,
        date=dates.published,
        updated=dates.updated,
        byline=byline.names,
        place=sent.place,
        section=clues.section,
        summary=summarise(body, clues.summary),
        lang=lang,
        source=clues.publisher or sent.agency or _site(page.url),
        original=clues.canonical or url,
        body=body,
        dropped=tuple(block for block in settled if block.kind not in BODY),
        notes=dates.notes,
    )


def settle(page: Page, head: headline.Headline, dated: frozenset[int], signed: frozenset[int]) -> list[Block]:
    """The blocks, those that only state a fact marked as that fact, a repeated headline as repeated."""
    title = page.keys[head.line] if page.texts else ""
    return [_settle(page, index, head, title, dated, signed) for index in range(len(page.texts))]


def _settle(
    page: Page, index: int, head: headline.Headline, title: str, dated: frozenset[int], signed: frozenset[int]
) -> Block:
    block = page.blocks[index]
    if index == head.line and _is_headline(page, head):
        return replace(block, kind=Kind.TITLE, rule="headline")
    if block.kind not in BODY:
        return block
    if (
        index <= page.start + 1
        and page.keys[index]
        and page.keys[index] in (title, head.key)
        and _is_headline(page, head)
    ):
        return replace(block, kind=Kind.REPEAT, rule="headline again")
    if index in dated and index in page.dated:
        return replace(block, kind=Kind.DATE, rule="date line")
    if index in signed and index <= page.start + 1:
        return replace(block, kind=Kind.BYLINE, rule="byline")
    return block


def _is_headline(page: Page, head: headline.Headline) -> bool:
    """Whether the headline's line is that and no more: a sentence of the article that won for want of better stays."""
    text = page.texts[head.line] if page.texts else ""
    whole = head.way is not headline.Way.SPAN and len(text) < 2 * len(head.text)
    return (
        whole
        and head.line <= page.start
        and not (text[-1:] in ENDS and len(text) > SHORT_SENTENCE)
        and len(text) <= LONGEST
    )


def _dateline(body: Sequence[Block]) -> place.Dateline:
    paragraphs = [block.text for block in body if block.kind is Kind.PARAGRAPH][:DATELINE_PARAGRAPHS]
    return next((sent for text in paragraphs if (sent := place.dateline(text)).place), place.NOTHING)


def _site(url: str) -> str:
    """The name of the site an address belongs to."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
