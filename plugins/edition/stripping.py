"""A picture file without what its camera or its editor noted in it: place, owner, serial number, comments, thumbnails.

The picture itself stays as it is, byte for byte, where the format allows to cut the notes out (JPEG, PNG, WebP); what
cannot be cut is drawn again. Colour profiles stay, for without them colours change.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator

# JPEG: of the application segments only JFIF, the colour profile and Adobe's colour transform matter to a reader.
JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"dSIG"})
WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
EXIF_FLAG, XMP_FLAG = 0x08, 0x04


class UncutError(ValueError):
    """The notes cannot be cut out of this file."""


def stripped(raw: bytes, turned: bool) -> bytes:
    """`raw` without notes. `turned`: a note says which way is up, so the picture has to be drawn again upright."""
    cut = None if turned else next((cut for head, cut in CUTS.items() if raw.startswith(head)), None)
    if cut:
        try:
            return cut(raw)
        except (UncutError, struct.error, IndexError):
            pass
    return _drawn_again(raw)


def _jpeg(raw: bytes) -> bytes:
    """Segments up to the picture's data, then the rest up to the end mark: behind it cameras hide a second picture."""
    parts = [raw[:2]]
    for marker, segment in _segments(raw):
        if marker == 0xDA:
            return b"".join([*parts, raw[segment : _end_of_scans(raw, segment)]])
        size = 2 + struct.unpack(">H", raw[segment + 2 : segment + 4])[0]
        if _kept(marker, raw[segment + 4 : segment + 18]):
            parts.append(raw[segment : segment + size])
    raise UncutError("no picture data")


def _kept(marker: int, start: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return start.startswith(JPEG_KEPT.get(marker, b"\0none"))
    return marker != 0xFE


def _segments(raw: bytes) -> Iterator[tuple[int, int]]:
    """Each marker with the place where its segment starts."""
    place = 2
    while place + 4 <= len(raw):
        if raw[place] != 0xFF:
            raise UncutError("no marker where one should be")
        marker = raw[place + 1]
        yield marker, place
        place += 2 + struct.unpack(">H", raw[place + 2 : place + 4])[0]


def _end_of_scans(raw: bytes, start: int) -> int:
    """The place behind the end mark: the first 0xFFD9 that is no part of a table between scans."""
    place = start
    while True:
        place = raw.find(b"\xff", place)
        if place < 0 or place + 1 >= len(raw):
            raise UncutError("no end mark")
        marker = raw[place + 1]
        if marker == 0xD9:
            return place + 2
        standing_alone = marker == 0x00 or marker == 0xFF or 0xD0 <= marker <= 0xD7
        place += (1 if marker == 0xFF else 2) if standing_alone else _length(raw, place)


def _length(raw: bytes, place: int) -> int:
    return 2 + int(struct.unpack(">H", raw[place + 2 : place + 4])[0])


def _png(raw: bytes) -> bytes:
    parts, place = [PNG_HEAD], len(PNG_HEAD)
    while place < len(raw):
        size, kind = struct.unpack(">I4s", raw[place : place + 8])
        chunk = raw[place : place + 12 + size]
        if kind not in PNG_DROPPED:
            parts.append(chunk)
        place += len(chunk)
        if kind == b"IEND":
            return b"".join(parts)
    raise UncutError("no end")


def _webp(raw: bytes) -> bytes:
    if raw[8:12] != b"WEBP":
        raise UncutError("not WebP")
    parts, place = [], 12
    while place + 8 <= len(raw):
        kind, size = struct.unpack("<4sI", raw[place : place + 8])
        chunk = raw[place : place + 8 + size + size % 2]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~(EXIF_FLAG | XMP_FLAG)]) + chunk[9:]
        if kind not in WEBP_DROPPED:
            parts.append(chunk)
        place += 8 + size + size % 2
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _drawn_again(raw: bytes) -> bytes:
    """The picture anew in its own format, upright, without notes; frames of a moving picture stay."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(raw)) as image:
        kind, moving = image.format or "PNG", getattr(image, "n_frames", 1) > 1
        profile = {"icc_profile": image.info["icc_profile"]} if "icc_profile" in image.info else {}
        target = io.BytesIO()
        if moving:
            image.save(target, kind, save_all=True, comment=b"", **profile)
            return target.getvalue()
        seen = ImageOps.exif_transpose(image)
        seen.info = {}
        more = {"quality": 90} if kind in ("JPEG", "WEBP", "AVIF") else {}
        seen.save(target, kind, **profile, **more)
        return target.getvalue()


CUTS: dict[bytes, Callable[[bytes], bytes]] = {b"\xff\xd8": _jpeg, PNG_HEAD: _png, b"RIFF": _webp}
