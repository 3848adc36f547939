"""Turns pictures into their sized copies. Apart from the album, so that a build without new pictures never loads it.

A copy holds the picture alone: turned upright, without the camera's notes about place and owner. As a program it takes
orders from standard input, makes each picture's copies side by side, and says at its end what it could not make.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any

from PIL import Image, ImageOps

MOST_PIXELS = 80_000_000
AT_ONCE = 2  # pictures whose copies are made at a time: each keeps its pixels in memory
# One thread a picture: an encoder that shares its work among threads gives other bytes on other machines.
MODERN = {"format": "AVIF", "quality": 45, "speed": 7, "max_threads": 1}
PLAIN = {"format": "JPEG", "quality": 74, "optimize": True, "progressive": True}
SIDEWAYS = frozenset((5, 6, 7, 8))  # EXIF's orientations that change width and height
TROUBLES = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def judged(path: Path) -> tuple[int, int, bool]:
    """Width and height as people see it, and whether a note says that its top is elsewhere.

    Raises one of `TROUBLES` for what `upright` could not read either. The whole file is read, but no larger picture
    made of it than its format forces.
    """
    with Image.open(path) as image:
        width, height = image.size
        _bounded(width, height)
        turned = image.getexif().get(0x0112, 1)
        image.draft("RGB", (width // 8, height // 8))
        ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    return (height, width, True) if turned in SIDEWAYS else (width, height, turned not in (0, 1))


def _bounded(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValueError(f"it has {width} × {height} pixels; {MOST_PIXELS:,} are the most")


def upright(path: Path) -> Image.Image:
    """The picture as people see it. Raises one of `TROUBLES` for what is no picture, or too large a one."""
    with Image.open(path) as image:
        _bounded(*image.size)
        seen = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    # Pillow writes XMP and comments into copies unasked; only the colour profile may stay.
    seen.info = {key: value for key, value in seen.info.items() if key == "icc_profile"}
    return seen


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
    part = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}")  # hidden from a build that looks meanwhile
    sized.save(part, **how)
    part.replace(target)


def make(order: Mapping[str, Any], out: Path, pool: ThreadPoolExecutor) -> list[Future[None]]:
    """The copies of one picture, under way."""
    image = upright(Path(order["source"]))
    copies = [(image, width, file, modern) for file, width, modern in order["copies"]]
    cuts = ((cut(image, ratio), file, most) for file, ratio, most in order["cuts"])
    copies += [(part, min(most, part.width), file, False) for part, file, most in cuts]
    return [pool.submit(save, part, width, out / file, modern=modern) for part, width, file, modern in copies]


def main() -> int:
    """Does the orders on standard input; 1 if one could not be done, its picture and the reason then being said."""
    said = json.load(sys.stdin)
    troubles: list[str] = []
    at_work: deque[tuple[str, list[Future[None]]]] = deque()

    def await_first() -> None:
        source, copies = at_work.popleft()
        troubles.extend(f"{source}: {error}" for each in copies if (error := each.exception()))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for order in said["orders"]:
            try:
                at_work.append((order["source"], make(order, Path(said["out"]), pool)))
            except TROUBLES as error:
                troubles.append(f"{order['source']}: {error}")
            if len(at_work) > AT_ONCE:
                await_first()
        while at_work:
            await_first()
    with suppress(BrokenPipeError):  # the build that gave the orders may be gone
        print("; ".join(troubles), flush=True)
    return bool(troubles)


if __name__ == "__main__":
    sys.exit(main())
