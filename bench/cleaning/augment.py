"""More training examples: clean articles of the corpus with junk of other pages put in, and what junk looks like
when sites write it in other ways: share bars, icon names, counts, junk glued to a sentence, facts at the top.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from examples import PRICE, Example, words
from wire import phrases
from wire import words as hashed
from wire.story import Kind

NETWORKS = (
    "Facebook Twitter X LinkedIn Linkedin WhatsApp Whatsapp Telegram Pinterest Reddit Tumblr Flipboard Email E-Mail "
    "Print Instagram YouTube TikTok Bluesky Mastodon Threads Messenger Viber VK XING Line Pocket Copy-Link"
).split()  # fmt: skip
SHARE_FORMS = (
    "{n}", "Share on {n}", "Share to {n}", "Share via {n}", "Share this on {n}", "Click to share on {n} (Opens in new window)",
    "{n} share", "Share {n}", "Tweet", "Post on {n}", "Send via {n}", "Auf {n} teilen", "Bei {n} teilen", "Über {n} teilen",
    "Partager sur {n}", "Envoyer par {n}", "Compartir en {n}", "Compartilhar no {n}", "Condividi su {n}", "Delen op {n}",
    "Udostępnij na {n}", "Поділитися у {n}", "Поделиться в {n}", "{n}'ta paylaş", "مشاركة على {n}", "اشتراک در {n}",
    "שתף ב-{n}", "{n} पर शेयर करें", "分享到{n}", "{n}でシェア", "{n}에 공유", "Dela på {n}", "Del på {n}", "Sdílet na {n}",
)  # fmt: skip
LEADS = ("", "", "Share", "Share this:", "SHARE THIS ARTICLE", "Share this article", "Teilen", "Partager", "Compartir",
         "Condividi", "Поділитися", "Поделиться", "Paylaş", "分享", "{c} Shares", "{c} Kommentare", "{c} Comments")  # fmt: skip
ICONS = ("icon-{n}", "icon_{n}", "fa-{n}", "fa fa-{n}", "fab fa-{n}", "social-{n}", "ion-social-{n}", "share-{n}",
         "icon-{n}-square", "svg-{n}", "btn-{n}", "ico-{n}", "bi-{n}", "mdi-{n}", "i-{n}-circle", "{n}-icon")  # fmt: skip
COUNTS = ("{c} Shares", "{c} shares", "{c} Comments", "{c} comments", "{c} Kommentare", "{c} views", "{c} Likes",
          "{c} min read", "{c} Aufrufe", "{c} commentaires", "{c} comentarios", "{c} коментарів", "{c} комментариев",
          "Shares: {c}", "Views: {c}", "({c})", "Lesezeit: {c} Min", "{c} minute read", "{c} yorum", "{c} 条评论")  # fmt: skip
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%d %B %Y", "%A, %B %d, %Y", "%b. %d, %Y", "%a %b %d %Y", "%d/%m/%Y 00:00",
         "Published: %d %b %Y", "Updated %b %d, %Y", "Posted on %B %d, %Y", "%B %d, %Y at 12:00 AM", "%d. %m. %Y",
         "Stand: %d.%m.%Y", "Publié le %d/%m/%Y", "%d %b %Y, %H:%M", "Last updated on %B %d, %Y", "%Y年%m月%d日",
         "%d.%m.%Y %H:%M", "%d de %m de %Y", "Опубліковано %d.%m.%Y", "%Y/%m/%d")  # fmt: skip
BYLINES = ("By {a}", "By {a}", "Von {a}", "Par {a}", "Por {a}", "Di {a}", "{a}", "Written by {a}", "Author: {a}", "Door {a}",
           "Автор: {a}", "by {a}", "By {a}, Staff Writer", "{a} | Redaktion", "文 / {a}")  # fmt: skip
CUES = re.compile(
    r"\b(shar|facebook|twitter|tweet|instagram|whatsapp|comment|kommentar|newsletter|subscri|abonn|cookie|photo|foto|advert"
    r"|werbung|anzeige|sponsor|related|read more|follow|click|print|e-?mail|linkedin|pinterest|youtube|teilen|copyright|©"
    r"|image|credit|source|quelle|sign up|log ?in|download|watch|video|via\b)", re.I,
)  # fmt: skip
LOOKALIKES = Path(__file__).with_name("lookalikes.txt")


def documents(pages: Sequence[Example], injected: Sequence[Example], seed: int, count: int = 4000) -> list[Example]:
    """`count` documents: bodies of `pages`, with junk from other pages of `pages` and from `injected`."""
    rng = random.Random(seed)
    bodies = _bodies(pages)
    junk, hard = _pools(pages, injected)
    if not bodies:
        return []
    return [_document(rng, rng.choice(bodies), junk, hard, number) for number in range(count)]


def _bodies(pages: Iterable[Example]) -> list[Example]:
    """The kept lines of each page as one clean article, with its headline where the page shows it."""
    return [page for page in pages if page.form in ("container", "innertext") and sum(page.keep) >= 3]


def _pools(pages: Iterable[Example], injected: Iterable[Example]) -> tuple[list[tuple[str, str]], list[str]]:
    junk, hard = set(), {line for line in LOOKALIKES.read_text("utf-8").splitlines() if line and line[0] != "#"}
    for page in pages:
        if page.form != "innertext":
            continue
        hits = phrases.find(hashed.read(page.lines)) if page.lines else None
        for i, (line, keep) in enumerate(zip(page.lines, page.keep, strict=True)):
            cue = bool(CUES.search(line)) or (hits is not None and (hits.whole[i] >= 0 or hits.begin[i] >= 0))
            if keep < 0.1 and cue and len(line) < 300:
                junk.add((line, ""))
            elif keep > 0.9 and cue and 15 < len(line) < 250:
                hard.add(line)
    for page in injected:
        for line, kind, tag in zip(page.lines, page.kinds, page.tags, strict=True):
            if tag == "hard":
                hard.add(line)
            elif tag not in ("keep", "meta", "glued", "share", "icons"):
                junk.add((line, kind))
    return sorted(junk), sorted(hard)


def _document(rng: random.Random, body: Example, junk: list, hard: list[str], number: int) -> Example:
    kept = [line for line, keep in zip(body.lines, body.keep, strict=True) if keep > 0.75]
    start = rng.randrange(max(1, len(kept) // 3)) if rng.random() < 0.1 else 0
    kept = kept[start : start + rng.choice((8, 20, 40, 80))]
    lines = [*_facts(rng, body), *_top(rng)]
    # Some articles come clean: nothing may be lost from those.
    rate = rng.choice((0, 0.03, 0.1, 0.2, 0.35))
    for line in kept:
        parts = [(line, 1.0, "", "keep")]
        if rng.random() < 0.04 and rate:
            parts.append((_bar_text(rng), 0.0, Kind.SHARE, "glued"))
        lines += parts
        if rng.random() < 0.05:
            lines.append((rng.choice(hard), 1.0, "", "hard"))
        if rng.random() < rate:
            lines += _junk(rng, junk)
    if rate:
        for _ in range(rng.randrange(4)):
            lines += _junk(rng, junk)
        lines += _top(rng)
    return _example(rng, body, lines, number)


def _example(rng: random.Random, body: Example, lines: list, number: int) -> Example:
    example = Example(f"made-{number}", body.group, "made")
    step, at = rng.choice((1, 1, 2)), 0
    for line, keep, kind, tag in lines:
        at += 0 if tag == "glued" else step
        example.add(line, at, keep, tag, kind)
    example.weight = [PRICE.get(tag, 1.0) / len(example.tags) for tag in example.tags]
    return example


def _facts(rng: random.Random, body: Example) -> list:
    """The headline, date and byline at the top, in the orders sites use."""
    facts = []
    title = next((line for line, kind in zip(body.lines, body.kinds, strict=True) if kind == Kind.TITLE), "")
    if title and rng.random() < 0.8:
        facts.append((title, 0.0, Kind.TITLE, "meta"))
    if rng.random() < 0.7:
        facts.append((_date(rng), 0.0, Kind.DATE, "meta"))
    if rng.random() < 0.4:
        facts.insert(rng.randrange(len(facts) + 1), (_byline(rng, body), 0.0, Kind.BYLINE, "meta"))
    return facts


def _date(rng: random.Random) -> str:
    day = date(2008, 1, 1) + timedelta(days=rng.randrange(7000))
    return day.strftime(rng.choice(DATES))


def _byline(rng: random.Random, body: Example) -> str:
    named = [line for line, kind in zip(body.lines, body.kinds, strict=True) if kind == Kind.BYLINE and len(line) < 60]
    if named and rng.random() < 0.6:
        return rng.choice(named)
    capital = [
        w for line in body.lines[:200] for w in words(line) if w[:1].isupper() and 3 < len(w) < 10 and w[1:].islower()
    ]
    name = " ".join(rng.sample(capital, 2)) if len(capital) > 2 else "Ada Lind"
    return rng.choice(BYLINES).format(a=name)


def _top(rng: random.Random) -> list:
    return _bar(rng) if rng.random() < 0.35 else []


def _junk(rng: random.Random, junk: list) -> list:
    draw = rng.random()
    if draw < 0.1:
        return _bar(rng)
    if draw < 0.2:
        return [(_icons(rng), 0.0, Kind.SHARE, "icons")]
    if draw < 0.27:
        return [(_count(rng), 0.0, Kind.SHARE, "count")]
    line, kind = _phrase(rng, junk) if draw < 0.5 else rng.choice(junk)
    return [(line, 0.0, kind, "junk")]


def _phrase(rng: random.Random, junk: list) -> tuple[str, str]:
    """A phrase of any language as a line; one that wants more words gets a few of another junk line."""
    book = phrases.book()
    row = rng.randrange(len(book.texts))
    text, section = book.texts[row], phrases.NAMES[book.sections[row]]
    if section in ("nav", "author", "dated", "end", "network", "tags"):
        return rng.choice(junk)
    if text.endswith("*"):
        more = rng.choice(junk)[0].split()[: rng.randrange(1, 8)]
        text = text.removesuffix(" *") + rng.choice((": ", " ")) + " ".join(more)
    text = text.replace("0", str(rng.randrange(60)))
    return rng.choice((text, text[:1].upper() + text[1:], text.upper())), phrases.SECTIONS[section]


def _count(rng: random.Random) -> str:
    count = rng.choice(
        (
            str(rng.randrange(900)),
            f"{rng.randrange(99)}.{rng.randrange(9)}K",
            f"{rng.randrange(9)},{rng.randrange(100, 999)}",
        )
    )
    return rng.choice(COUNTS).format(c=count)


def _bar(rng: random.Random) -> list:
    """A share bar, a line for each button."""
    form, networks = rng.choice(SHARE_FORMS), rng.sample(NETWORKS, rng.randrange(2, 7))
    lead = rng.choice(LEADS).format(c=rng.randrange(900))
    found = [lead, *(form.format(n=n) for n in networks)] if lead else [form.format(n=n) for n in networks]
    return [(line, 0.0, Kind.SHARE, "share") for line in found]


def _bar_text(rng: random.Random) -> str:
    """A share bar run together in one line."""
    return " ".join(line for line, *_ in _bar(rng)) if rng.random() < 0.6 else _icons(rng)


def _icons(rng: random.Random) -> str:
    form = rng.choice(ICONS)
    return rng.choice((" ", "  ", ", ", " | ")).join(
        form.format(n=n.lower()) for n in rng.sample(NETWORKS, rng.randrange(2, 7))
    )
