"""A mail -> an item: its text, or where it has none its HTML; what is attached is named and left alone."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from ..slip import Known
from .item import Item, labelled

MOST_PARTS = 200
THIN = 0.3
"""A text part this much shorter than the words of the HTML part is a stub ("view this mail in a browser")."""

_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|tr|rv|sv|vs|antw)\s*(?:\[\d+\])?:)+\s*", re.I)
_TAG = re.compile(rb"<style\b.{0,20000}?</style>|<[^<>]{0,2000}>", re.DOTALL | re.I)
_CHARSET = re.compile(r"[A-Za-z0-9_.:-]{1,40}")


def items(data: bytes, label: str) -> Iterator[Item]:
    """The one item of a mail."""
    try:
        yield _item(email.message_from_bytes(data), label)
    except Exception as error:  # the standard library's parser raises much on what strangers send
        yield Item(0, label, problem=f"it cannot be read as a mail ({type(error).__name__})")


def _item(message: Message, label: str) -> Item:
    plain, page, url = _parts(message)
    if plain is None and page is None:
        return Item(0, label, problem="there is no text in it")
    words = len(_TAG.sub(b" ", page[0]).split()) if page else 0
    thin = plain is not None and len(plain[0].split()) < THIN * words
    body, charset = page if page is not None and (plain is None or thin) else plain or (b"", "")
    sender, address = parseaddr(_header(message, "From"))
    moment = _moment(message)
    known = Known(
        url=url,
        title=_REPLY.sub("", labelled(_header(message, "Subject"))),
        date=moment.isoformat(timespec="seconds") if moment else "",
        publisher=labelled(sender) if "@" not in sender else "",
        charset=charset,
    )
    seconds = max(0.0, moment.timestamp()) if moment else 0.0
    name = labelled(_header(message, "Message-ID")) or labelled(address)
    return Item(0, label or name, body, page is not None and body is page[0], known, seconds)


def _parts(message: Message) -> tuple[tuple[bytes, str] | None, tuple[bytes, str] | None, str]:
    """The text and the HTML with their charsets, and the address of a page that was saved as a mail (.mht)."""
    plain: list[tuple[bytes, str]] = []
    pages: list[tuple[bytes, str]] = []
    url = ""
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        payload = part.get_payload(decode=True)
        charset = str(part.get_param("charset") or "")
        found = (payload if isinstance(payload, bytes) else b"", charset if _CHARSET.fullmatch(charset) else "")
        if found[0].strip():
            (plain if kind == "text/plain" else pages).append(found)
            place = str(part.get("Content-Location") or "")
            url = url or (place if kind == "text/html" and place.startswith("http") else "")
    return (plain[0] if plain else None), (pages[0] if pages else None), url


def _header(message: Message, name: str) -> str:
    """A header's text; encoded words in a character set nobody knows stay readable as far as they can."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        parts = decode_header(raw)
    except Exception:  # broken base64 and the like
        return str(raw)
    return "".join(_decoded(part, charset) for part, charset in parts)


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8", "replace")
    except LookupError:
        return part.decode("utf-8", "replace")


def _moment(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date") or ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
