"""What is to be said of the records themselves: their headers, their tags, their times, stories that are alike."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from ..gate import HIDDEN, LIVE
from .finding import FAULT, Finding
from .records import Copy, shown

ALIKE = 0.6  # of two sketches
CROWD = 50  # more texts than this sharing one sum have a form in common, not a story
FEW_WORDS = 20
LONG_TAG = 7  # letters; shorter names differ by one letter and mean another thing
MOST_DOUBTS = 0.25  # of a story's lines
ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d|\b[A-Z]{2,5})$")


def headers(copies: Sequence[Copy], content: str) -> Iterator[Finding]:
    """Stories without section, summary, or words for their picture; stories with many doubtful lines."""
    for copy, row in shown(copies):
        file = f"{content}/{copy.path}"
        if "slug" not in copy.lines and not row.date:
            continue  # a standing page
        if "category" not in copy.lines and row.date:
            yield Finding(file, 1, "section", "it has no section", "write a line Category: … in its header")
        if "summary" not in copy.lines and row.date:
            words = "it has no summary, and its first words stand for one"
            yield Finding(file, 1, "summary", words, "write a line Summary: … in its header")
        if (image := row.meta.get("image")) and not row.meta.get("image_alt"):
            words = f"the picture {image} has no words for those who do not see it"
            yield Finding(file, copy.line("image"), "alt", words, "write a line Image_Alt: … in its header")
        for line in copy.naked_pictures:
            words = "a picture has no words for those who do not see it"
            yield Finding(file, line, "alt", words, "write them between the brackets of ![…]")
        yield from _doubts(copy, file)


def _doubts(copy: Copy, file: str) -> Iterator[Finding]:
    row = copy.row
    said = str(row.meta.get("doubts") or "") if row else ""
    if row and said.isdigit() and int(said) > max(3, row.words / FEW_WORDS * MOST_DOUBTS):
        words = f"cleaning was in doubt about {said} of its lines"
        yield Finding(file, copy.line("doubts"), "doubts", words, "read it, then take the line Doubts away")


def held(copies: Sequence[Copy], raw: Sequence[tuple[str, str]], content: str) -> Iterator[Finding]:
    """Copy that waits for a person: raw files as the last build held them, and records."""
    for name, reason in raw:
        yield Finding(name, 0, "held", "it is held", reason)
    for copy in copies:
        if copy.state == "held":
            key = "date" if "Date" in copy.reason else "title"
            yield Finding(f"{content}/{copy.path}", copy.line(key), "held", "it is held", copy.reason)


def times(copies: Sequence[Copy], content: str) -> Iterator[Finding]:
    """Embargoes and expiries that cannot be meant."""
    for copy in copies:
        row, file = copy.row, f"{content}/{copy.path}"
        if row is None:
            continue
        for key in ("embargo", "expires"):
            said = str(row.meta.get(key) or "")
            if said and not ZONE.search(said.strip()):
                words = f"its {key.capitalize()} {said!r} names no zone"
                yield Finding(file, copy.line(key), "time", words, "write it as 2026-12-01 06:00+00:00")
        lifts = max(row.embargo or 0.0, row.moment)
        if row.expires is not None and row.expires <= lifts and row.status in ("published", "hidden"):
            words = "it expires before it may be shown, so it never is"
            yield Finding(file, copy.line("expires"), "time", words, "look at Date, Embargo and Expires", FAULT)
        if row.status not in ("published", "hidden", "draft", "withdrawn"):
            words = f"its status {row.status!r} is none"
            yield Finding(file, copy.line("status"), "status", words, "write published, draft, hidden or withdrawn")


def tags(copies: Sequence[Copy], content: str) -> Iterator[Finding]:
    """Tags nobody listed, and tags that are nearly the same."""
    known = vocabulary(Path(content) / "vocabulary.toml")
    where: dict[str, list[Copy]] = defaultdict(list)
    for copy, row in shown(copies):
        for tag in row.tags:
            where[tag].append(copy)
    for one, other in _near(sorted(where)):
        rare, common = sorted((one, other), key=lambda tag: (len(where[tag]), tag))
        copy = where[rare][0]
        words = f"the tags {rare!r} and {common!r} are nearly the same"
        remedy = f"use one of them, or list {rare!r} among the aliases of the other in vocabulary.toml"
        yield Finding(f"{content}/{copy.path}", copy.line("tags"), "near-tags", words, remedy)
    if known is None:
        return
    for tag in sorted(where):
        if tag.casefold() not in known and len(where[tag]) == 1:
            copy = where[tag][0]
            words = f"the tag {tag!r} stands on this story alone and is not in vocabulary.toml"
            yield Finding(f"{content}/{copy.path}", copy.line("tags"), "unknown-tag", words, "list it there or drop it")


def vocabulary(path: Path) -> set[str] | None:
    """Every name and alias of a listed tag or section, folded; none without such a file."""
    try:
        listed: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    entries = [*listed.get("tag", []), *listed.get("section", [])]
    return {str(name).casefold() for each in entries for name in (each.get("name", ""), *each.get("aliases", ()))}


def _near(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that differ in case, accents, marks, a plural's ending, or one letter."""
    bare: dict[str, list[str]] = defaultdict(list)
    for name in names:
        bare[_bare(name)].append(name)
    for same in bare.values():
        yield from ((same[0], other) for other in same[1:])
    cut: dict[str, set[str]] = defaultdict(set)
    for key in bare:
        if len(key) >= LONG_TAG and not key.isdigit():
            cut[key].add(key)
            for at in range(1, len(key)):
                cut[key[:at] + key[at + 1 :]].add(key)
    pairs = {pair for keys in cut.values() for pair in combinations(sorted(keys), 2)}
    yield from sorted((bare[one][0], bare[other][0]) for one, other in pairs if _digits(one) == _digits(other))


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if char.isalnum())
    if len(letters) > 4 and letters.endswith("ies"):
        return f"{letters[:-3]}y"
    return letters[:-1] if len(letters) > 3 and letters.endswith("s") and not letters.endswith("ss") else letters


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def twins(copies: Sequence[Copy], content: str) -> Iterator[Finding]:
    """Stories whose texts are much the same."""
    holders: dict[int, list[int]] = defaultdict(list)
    seen = [copy for copy in copies if copy.row and copy.state in (LIVE, HIDDEN) and copy.sketch]
    for number, copy in enumerate(seen):
        for mark in copy.sketch:
            holders[mark].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= CROWD:
            shared.update(combinations(numbers, 2))
    for (one, other), count in sorted(shared.items()):
        first, second = seen[one], seen[other]
        if count / min(len(first.sketch), len(second.sketch)) >= ALIKE:
            words = f"its text is much the same as that of {content}/{second.path}"
            yield Finding(f"{content}/{first.path}", 1, "alike", words, "withdraw one of them, or tell them apart")


def out_of_date(copies: Sequence[Copy], built: float, now: float, content: str) -> Iterator[Finding]:
    """Stories whose embargo lifted, or that expired, since the site was built."""
    for copy in copies:
        row = copy.row
        moments = [row.embargo, row.moment, row.expires] if row and row.status in ("published", "hidden") else []
        if row and any(moment is not None and built < moment <= now for moment in moments):
            words = "its time has come since the site was built"
            yield Finding(f"{content}/{copy.path}", 1, "time", words, "build again", FAULT)


def leaks(copies: Sequence[Copy], files: Sequence[str], content: str) -> Iterator[Finding]:
    """Pages of stories nobody may see."""
    there = set(files)
    owners = {copy.address for copy, _ in shown(copies)}
    for copy in copies:
        hidden = copy.row and copy.state not in (LIVE, HIDDEN, "gone", "held")
        if hidden and copy.address in there and copy.address not in owners:
            words = f"nobody may see it ({copy.state}), and the site has its page {copy.address}"
            yield Finding(f"{content}/{copy.path}", 1, "leak", words, "build again", FAULT)
