"""The pass after the model, for bare text: what a line's own opening and its neighbours settle beyond doubt.

A list of rules, each blocks -> blocks, in the order they run. None of them looks further than it must, so the pass is
linear. HTML needs none of them: there the elements say what a line is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, takewhile

from . import phrases
from .characters import CLOSING, folded, is_stopped
from .facts import data
from .label import NEARLY_CLEAN
from .story import BODY, Block, Kind
from .trails import is_trail

LONGEST_HEADING = 80
LONGEST_HEADLINE = 110
IN_DOUBT = 0.75
LONGEST_LINE = 140
LONGEST_APPEAL = 8
LONGEST_LIST = 7
# Words of a line that stands twice: so many, and one goes; so many, and no sub-heading is so long.
DOUBLED, DOUBLED_CAPTION = 5, 8
LETTERS_OF_A_WORD = 3
LONGEST_OPENING = 60
SENTENCE_END = re.compile(r"[.!] ")
LONGEST_NAME = 7
LONGEST_TEASER = 400
OPENING = "\"“„«»‘'"
SPEECH = re.compile(r"^[\"“„«»‘'][^\"“”„«»]{2,200}[\"”“»«’'],?\s+\w.*[.!?]$")
FRAMES = "[]({})<>«»•·–—-*/| "
AFTER_BUTTON = FRAMES + ".…»›>→ "
# Words for a picture's source that also close articles.
SOURCES = frozenset(
    "source sources via quelle quellen video fuente fuentes fonte fontes fonti bron bronnen источник источники "
    "джерело джерела źródło źródła kaynak source(s) credits".split()
)
# Houses that sell pictures; agencies, which also send texts, count after a sign of parting only.
SELLERS = (
    "getty images", "shutterstock", "istock", "istockphoto", "adobestock", "adobe stock", "unsplash", "pexels",
    "pixabay", "alamy", "depositphotos", "fotolia",
)  # fmt: skip
AGENCIES = (
    "afp", "dpa", "ap", "epa", "reuters", "imago", "keystone", "efe", "ansa", "tass", "getty", "ap photo",
    "picture alliance",
)  # fmt: skip
HOUSES = re.compile(
    rf"^(?:©|\(c\) )|(?:{'|'.join(SELLERS)}|[/|©]\s?(?:{'|'.join(AGENCIES)}))[)\]]?$",
    re.IGNORECASE,
)
HOUSE_ENDS = frozenset(name[-2:] for name in SELLERS + AGENCIES)
# Class names of buttons as text tools spell them out, and bare addresses of networks. What is not a button's class
# ("social-democratic", "share-based") is let be.
BUTTON = re.compile(
    r"^(?:glyphicon|svg)[-_]\w"
    r"|^(?:social|share)(?:_\w|[-_]+(?:nav|options?|links?|icons?|bar|buttons?|btn|items?|facebook|twitter|instagram"
    r"|youtube|linkedin|whatsapp|pinterest|tiktok|svg)(?![a-z]))"
    r"|^(?:https?://)?(?:www\.|m\.)?(?:facebook|instagram|twitter|x|youtube|linkedin|tiktok|pinterest)\.com/\S*$"
)
# A button glued to the headline it leads to: "Read moreSalt mine to stay dry".
GLUED = re.compile(r"^[^\W\d_][^\d.!?:]{4,40}?[a-zß-ÿа-яё](?=[A-ZÀ-ÞА-ЯЁ])")
COLONS = (":", "：")
# Sections of the phrase files whose phrases are appeals: a line of two or more is one.
PLEADING = ("newsletter", "app", "paywall", "follow", "share", "copyright")
# Sections of the phrase files whose phrase, a colon and no full stop make a line of furniture: "Read more: …".
LEADING = ("related", "more", "tags", "newsletter", "follow", "app", "share")


def settle(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks in the same order; some verdicts changed, each with the rule that did it."""
    if any(block.evidence is not None for block in blocks):
        return list(blocks)
    for rule in (
        _too_long, _spoken, _led, _tailed, _credited, _spelt, _trails, _doubled, _pictured, _pleading, _networks,
        _wordless, _listed, _headings,
    ):  # fmt: skip
        blocks = rule(blocks)
    return list(blocks)


def _too_long(blocks: Sequence[Block]) -> list[Block]:
    """No headline is a paragraph long: in nearly clean copy a line that the model was in doubt about stays. Where it
    was sure, the line is the teaser of another story, as the long byline is the life of an author."""
    kept = sum(len(block.text) for block in blocks if block.kind in BODY)
    if kept < NEARLY_CLEAN * sum(len(block.text) for block in blocks):
        return list(blocks)
    return [
        block._replace(kind=Kind.PARAGRAPH, rule="too long for a headline", confidence=0.5)
        if block.kind is Kind.TITLE
        and block.confidence < IN_DOUBT
        and len(block.text) > LONGEST_HEADLINE
        and is_stopped(block.text)
        else block
        for block in blocks
    ]


def _spoken(blocks: Sequence[Block]) -> list[Block]:
    """What somebody said in so many words is no button: “Follow us,” the guard said."""
    return [
        block._replace(kind=Kind.PARAGRAPH, rule="speech", confidence=0.5)
        if block.kind not in BODY and block.text[:1] in OPENING and SPEECH.search(block.text)
        else block
        for block in blocks
    ]


def _led(blocks: Sequence[Block]) -> list[Block]:
    """A phrase, a colon and a headline or a name: "Also read: Salt mine to stay dry", "Photo: Ada Lund"."""
    return [_led_in(block) if block.kind in BODY and len(block.text) <= LONGEST_LINE else block for block in blocks]


def _led_in(block: Block) -> Block:
    mark = next((c for c in COLONS if c in block.text), "")
    if not mark:
        return block
    text = block.text.lstrip(FRAMES)
    head, colon, tail = text[:LONGEST_HEADING].partition(mark)
    if not colon or not tail.strip():
        return block
    said = folded(head)
    section = _phrases(LEADING).get(said) or _credit(said, tail)
    if section is None or (is_stopped(text) and section != "credit"):
        return block
    return block._replace(kind=phrases.SECTIONS[section], rule=f"phrase: {said}:", confidence=1.0)


def _credit(head: str, tail: str) -> str | None:
    """ "credit" where a word for pictures stands before a colon and a name. Sources close articles as well."""
    named = len(tail.split()) <= LONGEST_NAME and tail.strip()[:1].isupper()
    return "credit" if named and head not in SOURCES and head in _phrases(("credit",)) else None


def _tailed(blocks: Sequence[Block]) -> list[Block]:
    """The teaser of another story ends in a button: "The harbour is full. … Read more"."""
    return [
        block._replace(kind=Kind.RELATED, rule="ends in a button", confidence=0.9)
        if block.kind in BODY and len(block.text) <= LONGEST_TEASER and _ends_in_button(block.text)
        else block
        for block in blocks
    ]


def _ends_in_button(text: str) -> bool:
    if text.casefold().rstrip(AFTER_BUTTON).rpartition(" ")[2] not in _last_words():
        return False
    bare = folded(text).rstrip(AFTER_BUTTON)
    tail = next((tail for count in (3, 2) if (tail := " ".join(bare.split()[-count:])) in _buttons()), "")
    before = bare[: len(bare) - len(tail)].rstrip(FRAMES)
    return bool(tail) and (not before or before[-1] in ".…!?" or before[-1].isdigit())


def _credited(blocks: Sequence[Block]) -> list[Block]:
    """A line that ends in the house that sold the picture, or opens with the sign of rights, credits it."""
    return [
        block._replace(kind=Kind.CREDIT, rule="credits a picture", confidence=0.9)
        if block.kind in BODY
        and len(block.text) <= LONGEST_LINE
        and _may_credit(block.text)
        and HOUSES.search(block.text)
        else block
        for block in blocks
    ]


def _may_credit(text: str) -> bool:
    """A cheap look first."""
    return text.startswith(("©", "(")) or text.rstrip(")]\n")[-2:].lower() in HOUSE_ENDS


def _spelt(blocks: Sequence[Block]) -> list[Block]:
    """A button of which copy has the icon's class name or the address alone, or that is glued to a headline."""
    return [_spelt_out(block) if block.kind in BODY and len(block.text) <= LONGEST_LINE else block for block in blocks]


def _spelt_out(block: Block) -> Block:
    if BUTTON.match(block.text):
        return block._replace(kind=Kind.SHARE, rule="a button's name", confidence=0.9)
    glued = GLUED.match(block.text)
    if glued and folded(glued[0]) in _buttons() and not is_stopped(block.text):
        return block._replace(kind=Kind.RELATED, rule=f"phrase: {folded(glued[0])}", confidence=1.0)
    return block


def _trails(blocks: Sequence[Block]) -> list[Block]:
    """The way to the article, from the site's first page, is no line of it."""
    return [
        block._replace(kind=Kind.NAV, rule="the way from the first page", confidence=0.9)
        if block.kind in BODY and is_trail(block.text)
        else block
        for block in blocks
    ]


def _doubled(blocks: Sequence[Block]) -> list[Block]:
    """A line that stands twice, one right below the other, is what a page tells of a picture, in its alternative text
    and in its caption: one goes, and both where they are too long for a sub-heading that the picture repeats. What
    stands there three times and more is something else."""
    texts = [block.text for block in blocks]
    like = {row for row, (text, below) in enumerate(pairwise(texts)) if text == below}
    pairs = [row for row in like if not like & {row - 1, row + 1} and blocks[row + 1].line - blocks[row].line <= 2]
    out = list(blocks)
    for row in pairs:
        out[row : row + 2] = _folded_pair(blocks[row], blocks[row + 1])
    return out


def _folded_pair(first: Block, second: Block) -> tuple[Block, Block]:
    count = _words(first.text)
    if first.kind not in BODY or second.kind not in BODY or count < DOUBLED:
        return first, second
    repeat = first._replace(kind=Kind.REPEAT, rule="the same line twice", confidence=0.9)
    caption = second._replace(kind=Kind.CREDIT, rule="told of a picture twice", confidence=0.8)
    return repeat, caption if count >= DOUBLED_CAPTION else second


def _pictured(blocks: Sequence[Block]) -> list[Block]:
    """What a page says of a picture to those who cannot see it: a description that opens as such, or one that begins
    small, names a kind of picture and ends without a stop. A line that touches the one above may go on from there."""
    return [
        block._replace(kind=Kind.CREDIT, rule="describes a picture", confidence=0.8)
        if block.kind in BODY and _describes(block.text, apart=not row or block.line - blocks[row - 1].line > 1)
        else block
        for row, block in enumerate(blocks)
    ]


def _describes(text: str, apart: bool) -> bool:
    small = apart and text[:1].islower() and len(text) <= LONGEST_LINE and not is_stopped(text)
    if small and not text.endswith((",", ";", *COLONS)):
        said = folded(text)
        return len(said.split()) > 2 and bool(_picture_words().search(said))
    return text[:1].isalpha() and bool(_picture_openings().match(text[:LONGEST_OPENING].casefold()))


@cache
def _picture_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives('words')})\b")


@cache
def _picture_openings() -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives('openings')}) \S+ \S")


def _alternatives(section: str) -> str:
    return "|".join(sorted(map(re.escape, data.sections("pictures.txt")[section])))


def _words(text: str) -> int:
    """The words of a line, counted by its length where its script has no spaces."""
    spaced = len(text.split())
    return spaced if spaced > 1 else len(text) // LETTERS_OF_A_WORD


def _wordless(blocks: Sequence[Block]) -> list[Block]:
    """A line of signs alone goes with the lines on both sides of it, if they stay."""
    kept = [block.kind in BODY for block in blocks]
    return [
        block._replace(kind=Kind.PARAGRAPH, rule="signs between lines that stay", confidence=0.5)
        if 0 < row < len(blocks) - 1
        and block.kind is not Kind.IMAGE
        and not kept[row]
        and kept[row - 1]
        and kept[row + 1]
        and not any(map(str.isalpha, block.text))
        and not any(map(str.isdigit, block.text))
        else block
        for row, block in enumerate(blocks)
    ]


def _pleading(blocks: Sequence[Block]) -> list[Block]:
    """A line of appeals and nothing else, such as “Support our work. Become a member today.”"""
    return [_pleads(block) if block.kind in BODY and len(block.text) <= LONGEST_LINE else block for block in blocks]


def _pleads(block: Block) -> Block:
    sentences = SENTENCE_END.split(folded(block.text).rstrip(".!")) if SENTENCE_END.search(block.text) else ()
    appeals = _phrases(PLEADING)
    sections = list(takewhile(bool, (_appeal(sentence, appeals) for sentence in sentences)))
    if len(sections) < 2 or len(sections) < len(sentences):
        return block
    return block._replace(kind=phrases.SECTIONS[sections[0] or ""], rule="nothing but appeals", confidence=0.9)


def _appeal(sentence: str, appeals: dict[str, str]) -> str | None:
    """The section of the longest phrase of two words or more that a short sentence begins with."""
    spoken = sentence.split()[: LONGEST_APPEAL + 1]
    if len(spoken) > LONGEST_APPEAL:
        return None
    heads = (" ".join(spoken[:count]) for count in range(len(spoken), 1, -1))
    return next((appeals[head] for head in heads if head in appeals), None)


def _networks(blocks: Sequence[Block]) -> list[Block]:
    """The bare name of a network beside a share line is part of the bar; alone it may be a heading."""
    names = _phrases(("network",))
    out = list(blocks)
    for order in (range(1, len(out)), range(len(out) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for row in order:
            if out[row].kind in BODY and out[row - step].kind is Kind.SHARE and folded(out[row].text) in names:
                out[row] = out[row]._replace(kind=Kind.SHARE, rule="network beside a share line", confidence=1.0)
    return out


def _listed(blocks: Sequence[Block]) -> list[Block]:
    """Headlines in a row below "Related stories" at the end of the copy. Where article text follows them, they may be
    its own list, and stay."""
    out = list(blocks)
    last = max((row for row, block in enumerate(blocks) if block.kind in BODY), default=-1)
    for start, block in enumerate(blocks):
        if block.kind is Kind.RELATED and block.rule.startswith("phrase") and not _has_colon(block.text.rstrip(":：")):
            end = _past_headlines(blocks, start + 1)
            if end - start > 2 and last < end:
                out[start + 1 : end] = [_related(each) if each.kind in BODY else each for each in out[start + 1 : end]]
    return out


def _past_headlines(blocks: Sequence[Block], start: int) -> int:
    last = min(start + LONGEST_LIST, len(blocks))
    return next((row for row in range(start, last) if not _headline_like(blocks[row])), last)


def _headline_like(block: Block) -> bool:
    text = block.text
    shown = block.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.TITLE, Kind.RELATED} and not text.startswith("|")
    return shown and len(text) <= LONGEST_LINE and not is_stopped(text) and not text.endswith(COLONS)


def _has_colon(text: str) -> bool:
    return any(colon in text for colon in COLONS)


def _related(block: Block) -> Block:
    return block._replace(kind=Kind.RELATED, rule="headline in a list of related stories", confidence=0.9)


def _headings(blocks: Sequence[Block]) -> list[Block]:
    """A short line without a full stop between paragraphs, or a question above its answer, is a sub-heading."""
    kept = [row for row, block in enumerate(blocks) if block.kind in BODY]
    out = list(blocks)
    for above, row, below in zip(kept, kept[1:], kept[2:], strict=False):
        if _is_heading(blocks[above], blocks[row], blocks[below]):
            out[row] = blocks[row]._replace(kind=Kind.HEADING, level=2)
    return out


def _is_heading(above: Block, line: Block, below: Block) -> bool:
    text = line.text
    return (
        line.kind is Kind.PARAGRAPH
        and len(text) <= LONGEST_HEADING
        and (not is_stopped(text) or text.endswith(("?", "؟", "？")))
        and not text.endswith((",", ";", "–", "—", "-", *COLONS, *CLOSING))
        and text[:1].isalpha()
        and not text[:1].islower()
        and _is_prose(above)
        and _is_prose(below)
        and len(below.text) > len(text)
    )


def _is_prose(block: Block) -> bool:
    return block.kind is not Kind.PARAGRAPH or is_stopped(block.text)


@cache
def _buttons() -> frozenset[str]:
    """Phrases of two words and more that a teaser ends in."""
    return frozenset(phrase for phrase in _phrases(("more",)) if len(phrase.split()) > 1)


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.split()[-1] for phrase in _buttons())


@cache
def _phrases(sections: tuple[str, ...]) -> dict[str, str]:
    """Each phrase of these sections of every language, with its section."""
    book = phrases.book()
    named = ((text, phrases.NAMES[section]) for text, section in zip(book.texts, book.sections, strict=True))
    return {folded(text.removesuffix(" *")): section for text, section in named if section in sections}
