"""Training examples: lines of raw copy with what should become of each.

A line's target is the share of its words that the clean body holds at that place of the text (a longest common
subsequence of words, so that a sentence repeated in a teaser below the article counts once).
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rapidfuzz.distance import LCSseq
from wire import dom, text
from wire.characters import wash
from wire.story import Block, Kind

TEXT_KINDS = ("innertext", "gettext", "gettext_alt", "container")
WORD = re.compile(r"\w+")
# An article line is dearer than a junk line, most of all one that looks like junk.
PRICE = {"hard": 6.0, "keep": 3.0}
# What the injected set calls its junk, in our words; whatever is missing here has no kind of its own.
KIND_OF = {
    "share": Kind.SHARE, "icons": Kind.SHARE, "count": Kind.SHARE, "follow": Kind.SHARE, "related": Kind.RELATED,
    "newsletter": Kind.PROMO, "advert": Kind.ADVERT, "cookies": Kind.NOTICE, "copyright": Kind.NOTICE,
    "comments": Kind.COMMENT, "credit": Kind.CREDIT, "glued": Kind.SHARE, "title": Kind.TITLE, "date": Kind.DATE,
    "byline": Kind.BYLINE,
}  # fmt: skip

# What a line weighs that a person named, of a page that weighs 1.
SNIPPET = 0.06
# What a junk line put into a page weighs, of the page's heaviest line.
JUNK = 0.5


@dataclass
class Example:
    """A document: its blocks, and for each a target, a weight, a kind and (where junk was put in) a tag."""

    id: str
    group: str
    form: str
    blocks: list[Block] = field(default_factory=list)
    keep: list[float] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [block.text for block in self.blocks]

    def add(self, line: str, number: int, keep: float, tag: str, kind: str) -> None:
        """One more line, as the splitter gives it."""
        for block in text.split(wash(line))[0][:1]:
            self.blocks.append(block._replace(line=number))
            self.keep.append(keep)
            self.kinds.append(kind)
            self.tags.append(tag)


def read(path: Path) -> list[dict]:
    with lzma.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def words(line: str) -> list[str]:
    return WORD.findall(line)


def pages(corpus: Path, forms: Iterable[str] = TEXT_KINDS) -> Iterator[Example]:
    """Every page with a body, in every form of raw text."""
    truths = {truth["id"]: truth for truth in read(corpus / "truth.jsonl.xz")}
    for form in forms:
        for row in read(corpus / "raw" / f"{form}.jsonl.xz"):
            truth = truths[row["id"]]
            if truth.get("body"):
                example = page(text.split(wash(row["raw"]))[0], truth, form)
                if example.blocks:
                    yield example


def html_pages(corpus: Path) -> Iterator[Example]:
    """Every page as HTML. Where people gave only snippets of the body and of the rest, only these lines count."""
    for truth in read(corpus / "truth.jsonl.xz"):
        with lzma.open(corpus / "html" / f"{truth['id']}.html.xz", "rt", encoding="utf8") as file:
            blocks, _ = dom.split(wash(file.read()), truth["url"] or "")
        texts = [block for block in blocks if block.text and block.kind is not Kind.IMAGE]
        if texts:
            example = page(texts, truth, "html") if truth.get("body") else unknown(texts, truth)
            yield example if truth["body_kind"] == "gold" else _with_snippets(example, truth)


def with_junk(pages: list[Example], documents: list[Example], seed: int) -> Iterator[Example]:
    """Pages with junk lines put between lines of the article, in the article's own elements: where they stand does
    not tell them from it, what they say must."""
    rng = random.Random(seed)
    junk = [
        (block.text, kind)
        for document in documents
        for block, keep, kind, tag in zip(document.blocks, document.keep, document.kinds, document.tags, strict=True)
        if keep == 0 and tag != "meta" and len(block.text) < 300
    ]
    for page in pages:
        if sum(keep > 0.9 for keep in page.keep) > 5:
            yield _with_lines(page, junk, rng)


def _with_lines(page: Example, junk: list[tuple[str, str]], rng: random.Random) -> Example:
    out = Example(page.id, page.group, page.form, [], [], [], [], [])
    inside = [row for row in range(1, len(page.blocks)) if min(page.keep[row - 1 : row + 1]) > 0.9]
    chosen = set(rng.sample(inside, min(len(inside), rng.randint(1, 6))))
    for row, block in enumerate(page.blocks):
        if row in chosen and block.evidence:
            text, kind = rng.choice(junk)
            beside = rng.choice((block, page.blocks[row - 1])).evidence or block.evidence
            put = replace(beside, linked=rng.choice((0.0, 0.0, 0.5, 1.0)), marked=rng.choice((0.0, 0.0, 1.0)))
            put = replace(put, told=min(put.told, 0.0), titled=0.0, summed=0.0)
            line = Block(Kind.PARAGRAPH, text, block.line, evidence=put)
            _append(out, line, 0.0, JUNK * max(page.weight), kind)
        _append(out, block, page.keep[row], page.weight[row], page.kinds[row])
    return out


def _append(example: Example, block: Block, keep: float, weight: float, kind: str) -> None:
    example.blocks.append(block)
    example.keep.append(keep)
    example.weight.append(weight)
    example.kinds.append(kind)
    example.tags.append("")


def unknown(blocks: list[Block], truth: dict) -> Example:
    n = len(blocks)
    return Example(
        truth["id"], truth["domain"] or truth["id"], "html", blocks, [0.0] * n, [0.0] * n, [""] * n, [""] * n
    )


def _with_snippets(example: Example, truth: dict) -> Example:
    """Lines that hold a snippet are what it says, whatever an extractor thought of them."""
    for snippets, kept in ((truth["with"], 1.0), (truth["without"], 0.0)):
        for snippet in filter(None, map(_folded, snippets)):
            for row, block in enumerate(example.blocks):
                if snippet in _folded(block.text):
                    example.keep[row], example.weight[row] = kept, max(example.weight[row], SNIPPET)
    return example


def _folded(text: str) -> str:
    return " ".join(text.split())


def page(blocks: list[Block], truth: dict, form: str) -> Example:
    lines = [block.text for block in blocks]
    tokens = [words(line) for line in lines]
    share = aligned(tokens, words(truth["body"]))
    total = sum(len(t) for t in tokens) or 1
    body = max(1, len(words(truth["body"])))
    base = 1.0 if truth["body_kind"] == "gold" else 0.5
    # Half a page's weight lies on its words (shingles are counted), a part on its lines.
    weight = [base * (0.7 * len(t) / (0.5 * total + 0.5 * body) + 0.3 / len(lines)) for t in tokens]
    weight = [w * (1.0 if s > 0.75 or s < 0.25 else 0.4) for w, s in zip(weight, share, strict=True)]
    kinds = [_kind_of_fact(line, truth, s) for line, s in zip(lines, share, strict=True)]
    return Example(
        truth["id"], truth["domain"] or truth["id"], form, blocks, share, weight, kinds, [""] * len(blocks)
    )  # fmt: skip


def _kind_of_fact(line: str, truth: dict, share: float) -> str:
    key = " ".join(words(line.casefold()))
    titles = {" ".join(words(t.casefold())) for t in truth.get("titles") or [truth["title"] or ""]}
    if key and key in titles and share < 0.5:
        return Kind.TITLE
    names = [" ".join(words(a.casefold())) for a in truth.get("authors") or []]
    if share < 0.5 and key and len(key) < 80 and any(name and name in key for name in names):
        return Kind.BYLINE
    return ""


def aligned(lines: list[list[str]], body: list[str]) -> list[float]:
    """For each line the share of its words found in the body in order; short lines must stand beside others."""
    ids: dict[str, int] = {}
    flat = [ids.setdefault(word, len(ids)) for line in lines for word in line]
    target = [ids.setdefault(word, len(ids)) for word in body]
    where = [-1] * len(flat)
    for block in LCSseq.opcodes(flat, target).as_matching_blocks():
        for k in range(block.size):
            where[block.a + k] = block.b + k
    where = _without_strays(where)
    shares, start = [], 0
    for line in lines:
        matched = sum(w >= 0 for w in where[start : start + len(line)])
        shares.append(matched / len(line) if line else 0.0)
        start += len(line)
    return _wordless_lines(lines, shares)


def _without_strays(where: list[int]) -> list[int]:
    """Matches standing alone are chance: a run of fewer than 3 words whose neighbours go elsewhere is unmatched."""
    out, start = list(where), 0
    for i in range(1, len(where) + 1):
        if i < len(where) and where[i] == where[i - 1] + 1 and where[i] >= 0:
            continue
        if where[start] >= 0 and i - start < 3 and not _near(where, start, i):
            out[start:i] = [-1] * (i - start)
        start = i
    return out


def _near(where: list[int], start: int, end: int) -> bool:
    """Does the text matched just before or after, within a few words of copy, go on from here in the body?"""
    for step in range(1, 7):
        before, after = start - step, end - 1 + step
        if before >= 0 and where[before] >= 0 and 0 < where[start] - where[before] <= 4:
            return True
        if after < len(where) and where[after] >= 0 and 0 < where[after] - where[end - 1] <= 4:
            return True
    return False


def _wordless_lines(lines: list[list[str]], shares: list[float]) -> list[float]:
    """A line of signs alone goes with its neighbours."""
    out = list(shares)
    for i, line in enumerate(lines):
        if not line:
            beside = [shares[j] for j in (i - 1, i + 1) if 0 <= j < len(lines) and lines[j]]
            out[i] = min(beside) if beside else 0.0
    return out


def injected(corpus: Path) -> Iterator[Example]:
    """The documents with junk put in; glued lines are given already parted."""
    truths = {truth["id"]: truth for truth in read(corpus / "truth.jsonl.xz")}
    raws = {row["id"]: row["raw"] for row in read(corpus / "injected" / "raw.jsonl.xz")}
    for doc in read(corpus / "injected" / "truth.jsonl.xz"):
        source = truths[doc["from"]]
        yield injected_page(doc, raws[doc["id"]], source["domain"] or doc["from"])


def injected_page(doc: dict, raw: str, group: str) -> Example:
    example = Example(doc["id"], group, "injected")
    numbered = [(number, line) for number, line in enumerate(raw.split("\n"), 1) if line.strip()]
    metas = [i for i, line in enumerate(doc["lines"]) if line["kind"] == "meta"]
    for i, ((number, line), truth) in enumerate(zip(numbered, doc["lines"], strict=True)):
        if truth["kind"] == "glued":
            example.add(truth["keep"], number, 1.0, "glued", "")
            example.add(truth["junk"], number, 0.0, "glued", Kind.SHARE)
        else:
            kind = _meta_kind(line, doc) if i in metas else KIND_OF.get(truth["kind"], "")
            example.add(line, number, float(truth["keep"] is not None), truth["kind"], kind)
    n = len(example.blocks)
    example.weight = [PRICE.get(tag, 1.0) / n for tag in example.tags]
    return example


def _meta_kind(line: str, doc: dict) -> str:
    if doc["title"] and words(line.casefold()) == words(doc["title"].casefold()):
        return Kind.TITLE
    return Kind.BYLINE if line.casefold().startswith("by ") else Kind.DATE
