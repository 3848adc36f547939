"""Bytes -> text. The first step of the road: whatever comes in, text goes out, with a note of what was guessed.

Order of trust: a byte order mark, valid UTF-8, escape sequences, what the page declares, then the one legacy encoding
in which the text reads as a language (`alphabets`). Where two encodings would read well and differ, or none does, the
file is not guessed at: `problem` says so, and a person decides.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import alphabets
from .mojibake import repaired

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_:.-]{2,40})""", re.I)
META_WINDOW = 4096
BINARY_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"%!PS-Adobe",
    b"SQLite format 3\x00",
)
FORMATS = (
    ("a web archive, which `wire import` reads", re.compile(rb"WARC/1\.[01]\r?\nWARC-")),
    ("a feed", re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}\?>\s{0,99}<(?:rss|feed|rdf:RDF|urlset|opml)\b")),
)
"""Files of text that hold an article as a parcel holds a letter, with what they begin with."""
_HEADER = re.compile(rb"^([A-Za-z-]{2,40}):", re.MULTILINE)
# Browsers read these names as the larger code pages that contain them.
WIDER = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
ESCAPED = (
    (re.compile(rb"\x1b\$[@B]|\x1b\(J"), "iso2022_jp_2"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{[!-~]{2,400}~\}"), "hz"),
    (re.compile(rb"\+[A-Za-z0-9/]{3}[^+]{0,400}\+[A-Za-z0-9/]{3}[^+]{0,400}\+[A-Za-z0-9/]{3}"), "utf-7"),
)
"""Encodings that look like ASCII: their escape sequences give them away."""

SAMPLE = 60_000
_TAGS = re.compile(r"<(?:script|style)\b[^<]{0,20000}|<[^<>]{0,5000}>")
FLUENT = 0.7
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")
_NOT_TEXT = "it is not text: too many of its characters cannot be read"
_UNKNOWN = "its encoding is unknown: it is not UTF-8, and in no other encoding does it read as a language we know"
_DOUBT = "its encoding is in doubt: it reads well as {}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and remarks. `problem` says why nobody should publish it, or is empty."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    problem: str = ""


def decode(raw: bytes, *, html: bool = False, charset: str = "") -> Decoded:
    """The text of `raw`. Never raises; a text that was garbled earlier on its way is repaired where that is certain.
    `charset` is what the copy's carrier said of it; it is believed as a page's own word is, and before that."""
    if not raw.strip():
        return Decoded("", "utf-8", problem="it is an empty file")
    if kind := _format(raw):
        return Decoded("", "binary", problem=f"it is not text but {kind}")
    found = _by_mark(raw) or _escaped(raw) or _as_utf8(raw) or _as_declared(raw, html, charset) or _without_mark(raw)
    return _judged(_mended(found or _guessed(raw, html)))


def _format(raw: bytes) -> str:
    """What the file is, where it is no copy but a file of some program; "" where it is none we know."""
    head = raw[:4096].lstrip()
    if head.startswith(BINARY_MAGIC) or raw.startswith(BINARY_MAGIC):
        return "a document, picture or archive"
    if _is_mail(head):
        return "a mail, or a saved page with all its parts, which `wire import` reads"
    return next((name for name, sign in FORMATS if sign.match(head)), "")


def _is_mail(head: bytes) -> bool:
    """Whether the file opens with a mail's header, which says that what follows is in parts or encoded."""
    header = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    keys = {key.lower() for key in _HEADER.findall(header)}
    parts = b"mime-version" in keys and b"multipart/" in header.lower()
    return parts or (b"content-transfer-encoding" in keys and bool(keys & {b"from", b"subject"}))


def _by_mark(raw: bytes) -> Decoded | None:
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return _strictly(raw, encoding) or Decoded(
                raw.decode(encoding, "replace"), encoding, (f"some bytes were not {encoding} and were replaced",)
            )
    return None


def _escaped(raw: bytes) -> Decoded | None:
    if not raw.isascii():
        return None
    for signs, encoding in ESCAPED:
        if signs.search(raw[:SAMPLE]):
            found = _strictly(raw, encoding)
            if found and not found.text.isascii() and _reads_well(found.text):
                return replace(found, notes=(f"escape sequences, read as {encoding}",))
    return None


def _as_utf8(raw: bytes) -> Decoded | None:
    if b"\0" in raw:
        return None
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        # One broken character in a long file is damage, not another encoding.
        if _damaged_utf8(raw, error):
            return Decoded(raw.decode("utf-8", "replace"), "utf-8", ("some bytes were not UTF-8 and were replaced",))
    return None


def _damaged_utf8(raw: bytes, error: UnicodeDecodeError) -> bool:
    text = raw.decode("utf-8", "replace")
    if error.end == len(raw) and error.reason.startswith("unexpected end") and not text[:-1].isascii():
        return text.count("\ufffd") == 1
    broken, whole = text.count("\ufffd"), sum(ch > "\x7f" for ch in text[:100_000])
    return error.start > 0 and broken * 20 < whole


def _as_declared(raw: bytes, html: bool, charset: str = "") -> Decoded | None:
    match = META_CHARSET.search(raw[:META_WINDOW]) if html else None
    said = [charset, match[1].decode("ascii") if match else ""]
    return next((found for name in said if name and (found := _as_said(raw, name.strip().lower()))), None)


def _as_said(raw: bytes, name: str) -> Decoded | None:
    try:
        codec = codecs.lookup(WIDER.get(name, name))
    except (LookupError, ValueError):
        return None
    return _strictly(raw, codec.name) if codec._is_text_encoding and codec.name not in ("utf-7", "idna") else None


def _without_mark(raw: bytes) -> Decoded | None:
    """UTF-16 and UTF-32 whose mark was lost: nulls at every second byte or more, or a text that reads well so."""
    head = raw[:SAMPLE]
    one, two, three, four = (head[at::4].count(0) * 5 > len(head) // 4 * 2 for at in range(4))
    likely = _NULLS.get((one, two, three, four))
    for encoding in (likely,) if likely else _wide(head):
        found = _strictly(raw, encoding)
        if found and (likely or _reads_well(found.text)):
            return replace(found, notes=(f"no byte order mark, read as {encoding}",))
    return None


_NULLS = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, False, True, True): "utf-32-le",
    (True, True, False, False): "utf-32-be",
}


def _wide(head: bytes) -> Iterator[str]:
    """UTF-16 in either order, where the bytes could be that: text has no nulls, and few pages of signs."""
    for encoding, pages in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if 0 in head or len(set(pages)) * 2 < len(set(head)):
            yield encoding


def _guessed(raw: bytes, html: bool) -> Decoded:
    """The one legacy encoding in which the text reads as a language; a problem where it is not one."""
    if len(_CONTROL.findall(raw[:SAMPLE])) * 20 > len(raw[:SAMPLE]):
        return Decoded("", "binary", problem=_NOT_TEXT)
    if found := _with_nulls(raw):
        return found
    readings = list(_readings(raw, html))
    if not readings:
        return Decoded("", "", problem=_UNKNOWN)
    most = max(reading.words for reading, _ in readings)
    fluent = [pair for pair in readings if pair[0].words >= FLUENT * most]
    fewest = min(reading.strangers for reading, _ in fluent)
    texts = {found.text: found.encoding for reading, found in reversed(fluent) if reading.strangers == fewest}
    if len(texts) > 1:
        return Decoded("", "", problem=_DOUBT.format(" and as ".join(sorted(texts.values()))))
    text, encoding = texts.popitem()
    return Decoded(text, encoding, (f"no declared encoding, read as {encoding}",))


def _with_nulls(raw: bytes) -> Decoded | None:
    """UTF-8 into which nulls were strewn: those show nowhere."""
    found = _strictly(raw, "utf-8")
    return replace(found, notes=("nulls were removed",)) if found else None


def _readings(raw: bytes, html: bool) -> Iterator[tuple[alphabets.Reading, Decoded]]:
    for encoding, langs in alphabets.encodings().items():
        found = _strictly(raw, encoding)
        reading = alphabets.read(_plain(found.text, html), langs) if found else None
        if found and reading:
            yield reading, found


def _plain(text: str, html: bool) -> str:
    """A sample of what a reader reads."""
    return _TAGS.sub(" ", text[: 4 * SAMPLE])[:SAMPLE] if html else text[:SAMPLE]


def _strictly(raw: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding), encoding)
    except (UnicodeError, ValueError):
        return None


def _reads_well(text: str) -> bool:
    return alphabets.read(text[:SAMPLE], tuple(alphabets.languages())) is not None


def _mended(decoded: Decoded) -> Decoded:
    text, note = repaired(decoded.text)
    return replace(decoded, text=text, notes=(*decoded.notes, note)) if note else decoded


def _judged(decoded: Decoded) -> Decoded:
    if decoded.problem:
        return decoded
    head = decoded.text[:20_000]
    odd = len(_ODD.findall(head))
    if not decoded.text.strip():
        return Decoded("", decoded.encoding, decoded.notes, "it is an empty file")
    if (odd - 1) * 50 > len(head):
        return Decoded("", decoded.encoding, decoded.notes, _NOT_TEXT)
    return decoded
