"""Bytes -> text. The first step of the road: whatever comes in, text goes out, with a note of what was guessed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_:.-]{2,40})""", re.I)
META_WINDOW = 4096
BINARY_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
# Browsers read these names as the larger code pages that contain them.
WIDER = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and remarks. `problem` says why nobody should publish it, or is empty."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    problem: str = ""


def decode(raw: bytes, *, html: bool = False) -> Decoded:
    """The text of `raw`. Never raises; bytes that fit no encoding become replacement characters, with a note."""
    if not raw.strip():
        return Decoded("", "utf-8", problem="empty file")
    if raw.startswith(BINARY_MAGIC):
        return Decoded("", "binary", problem="not text: a document or picture in a binary format")
    decoded = _by_mark(raw) or _as_utf8(raw) or _as_declared(raw, html) or _without_mark(raw) or _guessed(raw)
    return _judged(decoded)


def _by_mark(raw: bytes) -> Decoded | None:
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return Decoded(raw.decode(encoding, "replace"), encoding)
    return None


def _as_utf8(raw: bytes) -> Decoded | None:
    if _many_nulls(raw):
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
    broken, whole = text.count("\ufffd"), sum(ch > "\x7f" for ch in text[:100_000])
    return error.start > 0 and broken * 20 < whole


def _as_declared(raw: bytes, html: bool) -> Decoded | None:
    match = META_CHARSET.search(raw[:META_WINDOW]) if html else None
    if not match:
        return None
    name = match[1].decode("ascii").lower()
    try:
        codec = codecs.lookup(WIDER.get(name, name))
        return Decoded(raw.decode(codec.name, "replace"), codec.name) if codec._is_text_encoding else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _without_mark(raw: bytes) -> Decoded | None:
    """UTF-16 whose mark was lost shows as a null in every second byte."""
    head = raw[:4000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) * 5 < len(head):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return Decoded(raw.decode(encoding, "replace"), encoding, (f"no byte order mark, read as {encoding}",))


def _guessed(raw: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000]).best()
    encoding = best.encoding if best else "cp1252"
    return Decoded(raw.decode(encoding, "replace"), encoding, (f"no declared encoding, read as {encoding}",))


def _many_nulls(raw: bytes) -> bool:
    return raw[:4000].count(0) * 10 > len(raw[:4000])


def _judged(decoded: Decoded) -> Decoded:
    head = decoded.text[:20_000]
    odd = sum(ch == "\ufffd" or (ch < " " and ch not in "\t\n\r\f\v\x1b") for ch in head)
    if not decoded.text.strip():
        return Decoded("", decoded.encoding, decoded.notes, "empty file")
    if odd * 5 > len(head):
        return Decoded("", decoded.encoding, decoded.notes, "not text: most characters could not be read")
    return decoded
