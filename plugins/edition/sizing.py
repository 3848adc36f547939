"""Turns one picture into its sized copies. Apart from the album, so that a build without new pictures never loads it.

A copy holds the picture alone: turned upright, without the camera's notes about place and owner.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from threading import get_ident
from typing import Any

from PIL import Image, ImageOps

MOST_PIXELS = 80_000_000
# One thread a picture: an encoder that shares its work among threads gives other bytes on other machines.
MODERN = {"format": "AVIF", "quality": 45, "speed": 7, "max_threads": 1}
PLAIN = {"format": "JPEG", "quality": 74, "optimize": True, "progressive": True}
TROUBLES = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def upright(path: Path) -> Image.Image:
    """The picture as people see it. Raises one of `TROUBLES` for what is no picture, or too large a one."""
    with Image.open(path) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"it has {image.width} × {image.height} pixels; {MOST_PIXELS:,} are the most")
        seen = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    # Pillow writes XMP and comments into copies unasked; only the colour profile may stay.
    seen.info = {key: value for key, value in seen.info.items() if key == "icc_profile"}
    return seen


def is_turned(path: Path) -> bool:
    """Whether a note in the picture says that its top is elsewhere."""
    with Image.open(path) as image:
        return image.getexif().get(0x0112, 1) not in (0, 1)


def cut(image: Image.Image, ratio: float) -> Image.Image:
    """The largest part of this ratio of width to height, from the middle."""
    width, height = min(image.width, round(image.height * ratio)), min(image.height, round(image.width / ratio))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + max(1, width), top + max(1, height)))


def save(image: Image.Image, width: int, target: Path, *, modern: bool) -> None:
    """Writes a copy of this width unless it is there, in one step."""
    how: Mapping[str, Any] = MODERN if modern else PLAIN
    if target.exists():
        return
    sized = image.resize((width, max(1, round(width * image.height / image.width))), Image.Resampling.LANCZOS)
    if not modern and sized.mode == "RGBA":
        paper = Image.new("RGBA", sized.size, "white")
        sized = Image.alpha_composite(paper, sized).convert("RGB")
    part = target.with_suffix(f".{os.getpid()}-{get_ident()}.part")
    sized.save(part, **how)
    part.replace(target)
