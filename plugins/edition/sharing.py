"""Share images: a story's headline, section and paper set in type, for places that show a picture beside a link.

Every text is set in the first font that has all its letters; a headline that no font has gets no image, not boxes.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

from .pictures import put

FOLDER = "share"
SIZE = (1200, 630)
MARGIN = 72
COLUMN = SIZE[0] - 2 * MARGIN
HEADLINE = (150, 346, (84, 76, 68, 60, 54, 48, 42, 36))  # top, height, sizes of type, the largest that fits is taken
SECTION = (64, 52, (36, 30, 24))
PAPER = (530, 52, (38, 32, 26))
RULE = (516, 3)
LEADING = 1.2
SLACK = 0.97  # type is measured at one size, and set at another a little wider
MEASURE = 100
INK, GREY, GROUND = 0, 105, 255
DARK, LIGHT = (18, 24, 38), (250, 248, 243)
RAMP = bytes(a + (b - a) * grey // 255 for grey in range(256) for a, b in zip(DARK, LIGHT, strict=True))
MOST = 400  # characters of a text that are looked at
# Changes whenever the images would: it is part of their names.
RECIPE = "type-1"
# Looked for in the system's font folders, after those the settings name.
USUAL = (
    "NotoSerif-Bold.ttf", "LiberationSerif-Bold.ttf", "Georgia Bold.ttf", "NotoNaskhArabic-Bold.ttf",
    "DejaVuSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSerifHebrew-Bold.ttf", "NotoSansDevanagari-Bold.ttf",
    "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf", "Arial Unicode.ttf", "arialuni.ttf",
)  # fmt: skip
BUILT_IN = ""
NO_LETTER = "\U0010fffe"
SHAPED = features.check("raqm")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_OPEN, _SHUT = "（［｛「『【〈《〔", "、。，．：；！？）］｝」』】〉》〕…ー"
_PIECE = re.compile(rf"[{_OPEN}]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_SHUT}]*\s*")
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Share:
    """A share image: its file, its size, and what it says."""

    path: str
    content: bytes
    width: int
    height: int
    alt: str


class Fonts:
    """The fonts there are, in the order they are asked."""

    def __init__(self, names: Sequence[str]) -> None:
        self.faces = [*(path for name in (*names, *USUAL) if (path := _find(name))), BUILT_IN]
        sizes = [(Path(face).name, Path(face).stat().st_size) for face in self.faces if face]
        self.key = f"{RECIPE} {SHAPED} {sizes}"

    def face(self, text: str) -> str | None:
        """The first font with every letter of `text`."""
        letters = {letter for letter in text if not letter.isspace() and letter not in _JOINERS}
        return next((face for face in self.faces if all(_has(face, letter) for letter in letters)), None)


@cache
def _find(name: str) -> str:
    try:
        return str(ImageFont.truetype(name, MEASURE).path)
    except OSError:
        return ""


@cache
def _font(face: str, size: int) -> Any:
    return ImageFont.truetype(face, size) if face else ImageFont.load_default(size)


@cache
def _has(face: str, letter: str) -> bool:
    """Whether it draws anything else than what the font draws for a letter it lacks."""
    font = _font(face, 24)
    mask, lacking = font.getmask(letter), font.getmask(NO_LETTER)
    return mask.size != lacking.size or bytes(mask) != bytes(lacking)


def share(title: str, section: str, paper: str, about: str, fonts: Fonts, folder: Path) -> Share | None:
    """The share image of the story `about`, from the cache `folder` where it was made before."""
    # The story's name is in it, so that no two stories own one file; as part of a digest it tells nobody anything.
    name = hashlib.sha256(repr((about, title, section, paper, fonts.key)).encode()).hexdigest()[:20] + ".png"
    try:
        content = (folder / name).read_bytes()
    except OSError:
        content = draw(title, section, paper, fonts)
        if content:
            put(folder / name, content)
    return Share(f"{FOLDER}/{name}", content, *SIZE, title) if content else None


def draw(title: str, section: str, paper: str, fonts: Fonts) -> bytes:
    """The image as PNG; nothing where no font has the headline's letters."""
    image = Image.new("L", SIZE, GROUND)
    canvas = ImageDraw.Draw(image)
    if not _set(canvas, title, fonts, HEADLINE, INK):
        return b""
    _set(canvas, section, fonts, SECTION, GREY)
    top, thick = RULE
    canvas.rectangle((MARGIN, top, SIZE[0] - MARGIN, top + thick - 1), fill=INK)
    _set(canvas, paper, fonts, PAPER, INK)
    image.putpalette(RAMP)
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=6)
    return made.getvalue()


def _set(canvas: ImageDraw.ImageDraw, text: str, fonts: Fonts, box: tuple[int, int, Sequence[int]], ink: int) -> bool:
    """Sets `text` into a box; whether it could."""
    text, face = readable(text, fonts)
    if not text or face is None or (not _shapes(face) and _needs_shaping(text)):
        return False
    top, height, sizes = box
    size, lines = fit(text, face, height, sizes)
    backwards = _runs_backwards(text)
    way = ("rtl" if backwards else "ltr") if _shapes(face) else None
    for number, line in enumerate(lines):
        at = (SIZE[0] - MARGIN if backwards else MARGIN, top + round(number * size * LEADING))
        canvas.text(at, line, ink, _font(face, size), anchor="ra" if backwards else "la", direction=way)
    return True


def readable(text: str, fonts: Fonts) -> tuple[str, str | None]:
    """`text` without what cannot be seen, and a font for it; pictographs that no font has are left out."""
    text = " ".join(unicodedata.normalize("NFC", text[:MOST]).split())
    text = "".join(letter for letter in text if letter in _JOINERS or unicodedata.category(letter)[0] != "C")
    face = fonts.face(text)
    if face is None:
        bare = "".join(letter for letter in text if not _is_pictograph(letter))
        text = " ".join(bare.split())
        face = fonts.face(text)
    return text, face


def _is_pictograph(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk") or letter in "\u200d\u20e3" or "\ufe00" <= letter <= "\ufe0f"


def fit(text: str, face: str, height: int, sizes: Sequence[int]) -> tuple[int, list[str]]:
    """The largest size at which `text` fits, and its lines; at the smallest what does not fit is cut."""
    pieces = _PIECE.findall(text)
    for size in sizes:
        most = max(1, int(height / (size * LEADING)))
        limit = COLUMN * SLACK * MEASURE / size
        lines = wrap(pieces, face, limit)
        if len(lines) <= most and all(_length(face, line) <= limit for line in lines):
            return size, lines
    letters = [part for piece in pieces for part in ([piece] if _length(face, piece) <= limit else _clusters(piece))]
    lines = wrap(letters, face, limit)
    return size, lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], face, limit)]


def wrap(pieces: Sequence[str], face: str, limit: float) -> list[str]:
    """The pieces in lines no longer than `limit`, but for pieces that are longer themselves."""
    lines, line, used = [], "", 0.0
    for piece in pieces:
        if line and used + _length(face, piece.rstrip()) > limit:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line += piece
        used += _length(face, piece)
    return [*lines, line.rstrip()]


def _cut(line: str, face: str, limit: float) -> str:
    dots = "…" if _has(face, "…") else "..."
    clusters = _clusters(line)
    while clusters and _length(face, "".join(clusters) + dots) > limit:
        clusters.pop()
    return "".join(clusters).rstrip() + dots


def _clusters(text: str) -> list[str]:
    """The letters of a text with the marks that belong to them."""
    found: list[str] = []
    for letter in text:
        if found and (unicodedata.category(letter)[0] == "M" or letter in _JOINERS):
            found[-1] += letter
        else:
            found.append(letter)
    return found


@lru_cache(4096)
def _length(face: str, text: str) -> float:
    return float(_font(face, MEASURE).getlength(text))


def _runs_backwards(text: str) -> bool:
    """Whether its first letter is of a script that is written from the right."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)


def _shapes(face: str) -> bool:
    """Whether letters are joined and turned as their script wants; the built-in font is set letter by letter."""
    return bool(SHAPED) and face != BUILT_IN


def _needs_shaping(text: str) -> bool:
    return any(unicodedata.bidirectional(each) in ("R", "AL") or unicodedata.category(each)[0] == "M" for each in text)
