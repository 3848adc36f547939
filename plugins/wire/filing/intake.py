"""One raw file, read and cleaned: what the workers do. Whatever goes wrong with a file holds that file only."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import FrameType

from .. import profile, slip
from ..characters import one_line
from ..clean import clean
from ..decode import decode
from ..profile import Profile, source_of
from ..record import Record, from_story
from ..settings import Wire
from ..story import Story
from ..tags import Sketch, Vocabulary, read_story
from ..tags.vocabulary import EMPTY
from ..twins import fingerprint
from .raw import Raw, UnreadableError, read

FEWEST_WORDS = 5

LONGEST_TAGGED = 100_000
"""Characters of an article that sections and tags are chosen from: nobody reads further to say what it is about."""

_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_PAGE = re.compile(r"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?<(?:!doctype html|html)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:p|br|div|article|h1|li|td|span)\b[^<>]{0,999}>|</(?:p|div|body|html)>", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A raw file ready to be filed: the digest of its bytes, and its record but for what is minted at filing, with the
    story's own date, a fingerprint of its words and what it could be tagged with; or why the file is held."""

    raw: Raw
    digest: str = ""
    record: Record | None = None
    date: str = ""
    text: str = ""
    topics: Sketch | None = None
    notes: tuple[str, ...] = ()
    problem: str = ""


class TooSlowError(Exception):
    """The file took more processor time than the settings allow."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every file is prepared with: the folder of copy, the settings, the site's vocabulary, the digests of
    files that are filed already and need no cleaning, and what each source is known to repeat."""

    folder: Path
    wire: Wire
    vocabulary: Vocabulary = EMPTY
    known: frozenset[str] = frozenset()
    profiles: Mapping[str, Profile] = field(default_factory=dict)


def prepare(raw: Raw, bench: Bench) -> Prepared:
    """The story in `raw`, or why it is held."""
    return _guarded(raw, bench, lambda: _prepared(raw, bench))


def prepare_copy(raw: Raw, copy: bytes, bench: Bench) -> Prepared:
    """As `prepare`, where the bytes of `raw` are at hand and lie in no folder."""
    return _guarded(raw, bench, lambda: _from_bytes(raw, copy, bench))


def _guarded(raw: Raw, bench: Bench, work: Callable[[], Prepared]) -> Prepared:
    try:
        with _time_limit(bench.wire.seconds):
            return work()
    except UnreadableError as error:
        return Prepared(raw, problem=str(error))
    except TooSlowError:
        return Prepared(raw, problem=f"cleaning it took over {bench.wire.seconds} seconds. Cut it to the article.")
    except MemoryError:
        return Prepared(raw, problem="cleaning it takes more memory than there is. Cut it to the article.")
    except Exception as error:  # a fault of ours must cost one story, not the paper
        what = f"{type(error).__name__}: {error}"[:200]
        return Prepared(raw, problem=f"the cleaner failed on it ({what}). Please report this file.")


def _prepared(raw: Raw, bench: Bench) -> Prepared:
    copy = read(bench.folder, raw, bench.wire.largest_html if raw.html else bench.wire.largest_text)
    return _from_bytes(raw, copy, bench)


def _from_bytes(raw: Raw, copy: bytes, bench: Bench) -> Prepared:
    digest = sha256(copy).hexdigest()[:32]
    if digest in bench.known:
        return Prepared(raw, digest)
    known, copy = slip.split(copy)
    decoded = decode(copy, html=raw.html, charset=known.charset)
    if decoded.problem:
        return Prepared(raw, digest, problem=f"{decoded.problem}. Look at the file; save it as UTF-8 text.")
    lines = max(map(decoded.text.count, _BREAKS))
    if lines > bench.wire.most_lines:
        return Prepared(
            raw, digest, problem=f"it has {lines:,} lines. Cut it to the article, or raise WIRE['most_lines']."
        )
    source = bench.profiles.get(source_of(raw.name, known.url), profile.NONE)
    story = clean(decoded.text, html=raw.html or is_page(decoded.text), known=known, source=source)
    words = _words(story)
    if words < FEWEST_WORDS:
        return Prepared(raw, digest, problem=_no_article(story, words))
    story, topics = _sorted(story, bench.vocabulary)
    record = from_story(story).with_part("Slug", one_line(known.slug)).with_part("Aliases", known.path)
    return Prepared(raw, digest, record, story.date, fingerprint(story), topics, (*decoded.notes, *story.notes))


def _words(story: Story) -> int:
    """How many words the article has; counting ends where they are enough."""
    return sum(1 for _ in islice((word for block in story.body for word in _WORD.finditer(block.text)), FEWEST_WORDS))


def is_page(text: str) -> bool:
    """Whether the text is a web page, whatever the file is called; bare text under one line of tags is none."""
    if not _PAGE.match(text):
        return False
    first = text.lstrip().find("\n") + 1
    return bool(_MARKUP.search(text.lstrip(), first if first * 2 < len(text) else 0))


def _sorted(story: Story, vocabulary: Vocabulary) -> tuple[Story, Sketch]:
    """The story with its section, and what it could be tagged with."""
    text = "\n\n".join(block.text for block in story.body)[:LONGEST_TAGGED]
    clues = [story.section] if story.section else []
    place, topics = read_story(story.title, text, story.lang, vocabulary, clues)
    place = place if vocabulary.sections else story.section
    if story.tags and story.section.casefold() not in ("", place.casefold()):  # a source's section that is none of ours
        story = replace(story, tags=tuple(dict.fromkeys((*story.tags, story.section))))
    return replace(story, section=place), topics


def _no_article(story: Story, words: int) -> str:
    if not words and not story.dropped:
        return "there is no text in it but its headline. Fetch it again with the article."
    cut = len(story.dropped)
    return (
        f"no article was found in it ({words} words kept, {cut} lines dropped)."
        " See `wire clean --explain`; fetch it again or shorten it to the article."
    )


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Ends what runs inside with `TooSlowError` after so much processor time; 0 is no limit."""
    if not seconds:
        yield
        return
    try:
        before = signal.signal(signal.SIGPROF, _too_slow)
    except ValueError:  # not in the main thread: nobody can be interrupted there
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlowError
