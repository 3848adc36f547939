"""What sources repeat, on the disk: one readable file a source in `content/sources/`, learnt from raw copy.

A proposal strikes nothing until a person has accepted it (or the site's settings say otherwise); what was refused is
not proposed again.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING

from ..characters import folded
from ..profile import ABOVE, BELOW, INSIDE, Learner, Line, Profile, profile, source_of
from ..slug import slug
from ..story import Story
from . import raw as raw_copy
from .raw import Raw, UnreadableError

if TYPE_CHECKING:
    from . import House

FOLDER = "sources"
SAMPLE = 300
PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,100}")
_HEAD = """\
# Whole lines that stand on most articles of {source}. Lines that are "accepted" are struck from its copy, "proposed"
# ones wait for a person (`wire sources accept {source} NUMBER`), "refused" ones stay and are not proposed again.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A line of a source, and what a person said about it."""

    line: Line
    state: str = PROPOSED


class SourceError(ValueError):
    """A source's file that cannot be read, or a source or line that is not there; the message says which."""


def listed(house: House) -> dict[str, list[Known]]:
    """Every source that has a file, with its lines. Raises `SourceError`."""
    return {path.stem: read(path) for path in sorted((house.content / FOLDER).glob("*.toml"))}


def read(path: Path) -> list[Known]:
    """The lines in a source's file."""
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("line", [])
        return [_known(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SourceError(f"{path} cannot be read as a source's lines: {error}") from error


def profiles(house: House) -> Mapping[str, Profile]:
    """What each source's copy is struck of, as the settings say. A file that cannot be read strikes nothing."""
    if house.wire.profiles == "off":
        return {}
    found = {}
    for path in sorted((house.content / FOLDER).glob("*.toml")):
        try:
            found[path.stem] = struck(path.stem, read(path), house.wire.profiles)
        except SourceError:
            continue
    return found


def struck(source: str, lines: Iterable[Known], level: str = ACCEPTED) -> Profile:
    """The profile of a source: its accepted lines, or with the level "proposed" those that wait as well."""
    found = (known.line for known in lines if known.state in (ACCEPTED, level))
    return profile(source, ((line.text, line.places, line.articles, line.of) for line in found))


def learn(house: House, only: str = "") -> dict[str, int]:
    """How many proposals each source has gained, after a look at a sample of its raw copy."""
    learners: dict[str, Learner] = defaultdict(Learner)
    for source, story in _stories(house, only):
        learners[source].show(story)
    gained = {}
    for source, learner in sorted(learners.items()):
        before = {folded(known.line.text): known for known in _before(house, source)}
        fresh = {folded(line.text): line for line in learner.lines()}
        gained[source] = len(fresh.keys() - before.keys())
        kept = [replace(known, line=fresh.get(text, known.line)) for text, known in before.items()]
        lines = kept + [Known(line) for text, line in fresh.items() if text not in before]
        if lines:
            _write(house, source, lines)
    return gained


def decide(house: House, source: str, numbers: Iterable[int], state: str) -> list[Known]:
    """The source's lines after those of these numbers (from 1; none: all) got a new state. Raises `SourceError` where
    there is no such source or line."""
    lines = _before(house, source)
    wanted = set(numbers) or set(range(1, len(lines) + 1))
    if not lines or not wanted <= set(range(1, len(lines) + 1)):
        raise SourceError(f"there is no such line of {source!r}: see `wire sources show {source}`")
    lines = [replace(known, state=state) if at in wanted else known for at, known in enumerate(lines, 1)]
    _write(house, source, lines)
    return lines


def _known(row: Mapping[str, object]) -> Known:
    where = row["where"]
    named = where if isinstance(where, list) else [where]
    places = tuple(str(place) for place in named if place in (ABOVE, BELOW, INSIDE))
    state = str(row.get("state", PROPOSED))
    if state not in (PROPOSED, ACCEPTED, REFUSED):
        raise ValueError(f"{state!r} is no state")
    return Known(Line(str(row["text"]), int(str(row["articles"])), int(str(row["of"])), places), state)


def _before(house: House, source: str) -> list[Known]:
    path = _path(house, source)
    return read(path) if path.is_file() else []


def _path(house: House, source: str) -> Path:
    name = source if _HOST.fullmatch(source) else slug(source, fallback="source")
    return house.content / FOLDER / f"{name}.toml"


def _write(house: House, source: str, lines: Iterable[Known]) -> None:
    path = _path(house, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(_HEAD.format(source=path.stem) + "".join(map(_entry, lines)), "utf-8", newline="\n")
    os.replace(draft, path)  # noqa: PTH105


def _entry(known: Known) -> str:
    line = known.line
    text = json.dumps(line.text, ensure_ascii=False).replace("\x7f", "")
    return (
        f"\n[[line]]\ntext = {text}\nstate = {json.dumps(known.state)}\nwhere = {json.dumps(list(line.places))}\n"
        f"articles = {line.articles}\nof = {line.of}\n"
    )


def _stories(house: House, only: str) -> Iterator[tuple[str, Story]]:
    """Cleaned stories of a sample of the raw copy, each with its source."""
    from .. import slip
    from ..clean import clean
    from ..decode import decode

    for raw in _sample(raw_copy.scan(house.copy) if house.copy.is_dir() else []):
        try:
            copy = raw_copy.read(house.copy, raw, house.wire.largest_html if raw.html else house.wire.largest_text)
        except UnreadableError:
            continue
        known, copy = slip.split(copy)
        source = source_of(raw.name, known.url)
        if not source or (only and source != only):
            continue
        decoded = decode(copy, html=raw.html, charset=known.charset)
        if not decoded.problem and decoded.text.count("\n") <= house.wire.most_lines:
            yield source, clean(decoded.text, html=raw.html, known=known)


def _sample(files: Iterable[Raw]) -> Iterator[Raw]:
    """So many files of each folder, always the same ones."""
    folders: dict[str, list[Raw]] = defaultdict(list)
    for raw in files:
        if not raw.problem:
            folders[raw.name.partition("/")[0] if "/" in raw.name else ""].append(raw)
    for _, inside in sorted(folders.items()):
        yield from nsmallest(SAMPLE, inside, key=lambda raw: zlib.crc32(raw.name.encode("utf-8", "surrogateescape")))
