"""Labelled blocks and clues -> Story: the facts are found, the lines that state them leave the body."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from urllib.parse import urlsplit

from .characters import is_stopped
from .clues import Clues
from .facts import headline, language, names, place
from .facts.dates import choose
from .facts.page import Page, kept, look
from .facts.summary import summarise
from .story import BODY, Block, Kind, Story

DATELINE_PARAGRAPHS = 2
SURE, SURE_FIRST, ALWAYS = 0.81, 0.97, 2.0
ENDS, SHORT_SENTENCE, LONGEST = ".。…:", 40, 200
PARAGRAPH = 60  # signs of the shortest


def gather(blocks: Sequence[Block], clues: Clues, url: str = "") -> Story:
    """The story the blocks tell: its facts, the body a reader sees, and everything else with its reason."""
    lang = language.settle(clues.lang, language.detect(blocks))
    page = look(blocks, url or clues.canonical, lang, clues)
    head = headline.find(page)
    dates = choose.find(page, head.line)
    byline = names.find(page, head.line)
    settled = _without_lives(settle(page, head, dates.lines, byline.lines), byline.names)
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
    """The blocks, those that only state a fact marked as that fact, a repeated headline as repeated.

    A line its label is sure of stays in the article whatever fact it seems to state: a line lost is dearer.
    """
    own = {page.keys[head.line], head.key} - {""} if _stands_alone(page, head) else set()
    above = page.start + 1
    again = [line for line in range(min(above, len(page.keys))) if page.keys[line] in own]
    marks = dict.fromkeys(again, (Kind.REPEAT, "headline again"))
    marks |= dict.fromkeys((line for line in signed if line <= above), (Kind.BYLINE, "byline"))
    marks |= dict.fromkeys(dated & page.dated, (Kind.DATE, "date line"))
    if own:
        marks[head.line] = (Kind.TITLE, "headline")
    return [
        _mark(block, *marks[line], _sure(line, head, again, block)) if line in marks else block
        for line, block in enumerate(page.blocks)
    ]


def _without_lives(blocks: list[Block], authors: Sequence[str]) -> list[Block]:
    """The blocks, the lives of the authors below the article marked as what they are: the last paragraphs, where they
    open with the name of an author."""
    opens = tuple(author.casefold() for author in authors if " " in author)
    prose = [row for row, block in enumerate(blocks) if block.kind in BODY and _is_prose(block)]
    lives = set(takewhile(lambda row: blocks[row].text.casefold().startswith(opens), reversed(prose)))
    if len(lives) == len(prose):
        return blocks
    return [
        block._replace(kind=Kind.BYLINE, rule="the life of an author") if row in lives else block
        for row, block in enumerate(blocks)
    ]


def _is_prose(block: Block) -> bool:
    return len(block.text) >= PARAGRAPH and is_stopped(block.text)


def _mark(block: Block, kind: Kind, rule: str, sure: float) -> Block:
    stays = kept(block) >= sure or (kind is Kind.REPEAT and block.kind not in BODY)
    return block if stays else block._replace(kind=kind, rule=rule)


def _sure(line: int, head: headline.Headline, again: list[int], block: Block) -> float:
    """How sure the label must be of a line for it to stay: more so of a copy's first line, and never of an echo, nor of
    a page's own headline under its own title."""
    echo = line in again and line == head.line + 1
    titled = block.evidence and block.level == 1 and block.evidence.titled == 1.0
    if echo or titled:
        return ALWAYS
    return SURE_FIRST if line == 0 else SURE


def _stands_alone(page: Page, head: headline.Headline) -> bool:
    """Whether the headline's line is that and no more: a sentence of the article that won for want of better stays."""
    text = page.texts[head.line] if page.texts else ""
    whole = head.way is not headline.Way.SPAN and 0 < len(text) < 2 * len(head.text)
    sentence = text[-1:] in ENDS and len(text) > SHORT_SENTENCE
    return whole and head.line <= page.start and not sentence and len(text) <= LONGEST


def _dateline(body: Sequence[Block]) -> place.Dateline:
    paragraphs = [block.text for block in body if block.kind is Kind.PARAGRAPH][:DATELINE_PARAGRAPHS]
    return next((sent for text in paragraphs if (sent := place.dateline(text)).place), place.NOTHING)


def _site(url: str) -> str:
    """The name of the site an address belongs to."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
