"""Draws the demo's pictures into content/images: flat prints in few colours, the same bytes each time.

`python bench/draw_pictures.py`. A picture bears the slug of its story; the text file beside it says what it shows.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw

IMAGES = Path(__file__).resolve().parents[1] / "content" / "images"
WIDTH, HEIGHT = 1600, 1067
FINE = 2  # drawn larger and scaled down, so that edges are smooth
Point = tuple[float, float]


class Sheet:
    """A sheet of paper measured 160 wide and about 107 high."""

    def __init__(self, top: str, bottom: str) -> None:
        self.unit = WIDTH * FINE / 160
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), top)
        self.draw = ImageDraw.Draw(self.image)
        first, last = (tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in (top, bottom))
        bands = 14
        for band in range(bands):
            share = band / (bands - 1)
            colour = tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
            edge = HEIGHT * FINE * band / bands
            self.draw.rectangle([0, edge, WIDTH * FINE, HEIGHT * FINE], fill=colour)

    def shape(self, points: list[Point], colour: str) -> None:
        self.draw.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        box = [(x - radius) * self.unit, (y - radius) * self.unit, (x + radius) * self.unit, (y + radius) * self.unit]
        self.draw.ellipse(box, fill=colour)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        self.draw.line([(x * self.unit, y * self.unit) for x, y in points], fill=colour, width=round(width * self.unit))

    def land(self, level: float, rough: float, seed: int, colour: str) -> None:
        """Hills, dunes or roofs of the sea: everything below a wandering line."""
        chance = random.Random(seed)  # noqa: S311
        waves = [(chance.uniform(0.02, 0.12), chance.uniform(0, 6.3), chance.uniform(0.3, 1)) for _ in range(4)]
        line = [(x, level + rough * sum(h * math.sin(x * f + p) for f, p, h in waves)) for x in range(-2, 164, 2)]
        self.shape([*line, (162, 110), (-2, 110)], colour)

    def waves(self, top: float, seed: int, colour: str) -> None:
        """Short strokes of light on water, wider apart towards the shore."""
        chance = random.Random(seed)  # noqa: S311
        y = top
        while y < 107:
            for _ in range(7):
                x, length = chance.uniform(-5, 160), chance.uniform(3, 14)
                self.line([(x, y), (x + length, y)], colour, 0.35)
            y += 1.2 + (y - top) * 0.09

    def save(self, slug: str, alt: str, caption: str) -> None:
        IMAGES.mkdir(parents=True, exist_ok=True)
        sized = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        sized.save(IMAGES / f"{slug}.jpg", quality=80, optimize=True, progressive=True)
        words = f"Alt: {alt}\nCaption: {caption}\nCredit: The Harbour Courier\n"
        (IMAGES / f"{slug}.txt").write_text(words, encoding="utf-8")


def night_ferry() -> None:
    sheet = Sheet("#10243f", "#d98a5b")
    sheet.disc(122, 24, 7, "#f6e6c4")
    sheet.land(62, 3, 4, "#1d3352")
    sheet.box(0, 68, 160, 40, "#16304a")
    sheet.waves(71, 5, "#e0a878")
    sheet.shape([(38, 66), (112, 66), (104, 76), (46, 76)], "#0a1522")
    sheet.box(50, 57, 46, 9, "#f1ead8")
    sheet.box(58, 50, 28, 7, "#d8cfb8")
    sheet.box(66, 41, 7, 9, "#9c2f26")
    for x in range(53, 94, 5):
        sheet.box(x, 60, 2.6, 2.6, "#f3b64a")
    for x in range(61, 84, 5):
        sheet.box(x, 52, 2.2, 2.2, "#f3b64a")
    sheet.line([(100, 66), (100, 48)], "#0a1522", 0.5)
    sheet.save(
        "night-ferry-returns-to-port-almery-after-eleven-years",
        "A lit ferry on dark water under a low moon",
        "The night ferry will leave the quay at 22:40.",
    )


def swans() -> None:
    sheet = Sheet("#c9d6d8", "#f0e3cf")
    sheet.land(46, 3, 9, "#8fa3a0")
    sheet.land(54, 2, 11, "#5f7a74")
    sheet.box(0, 58, 160, 50, "#7f9ca3")
    sheet.waves(61, 3, "#dfe7e2")
    for x, y, size in ((30, 74, 1.0), (70, 82, 1.4), (116, 71, 0.9), (128, 90, 1.5)):
        body = [(0, 0), (3, -4), (10, -5.5), (17, -4), (20, -6), (17, 0), (9, 2)]
        sheet.shape([(x + px * size, y + py * size) for px, py in body], "#fbf8f1")
        neck = [(2, -2), (0, -8), (2, -12), (-1, -13.5)]
        sheet.line([(x + px * size, y + py * size) for px, py in neck], "#fbf8f1", 1.5 * size)
        sheet.disc(x - 1 * size, y - 13.4 * size, 1.5 * size, "#fbf8f1")
        sheet.shape(
            [(x - 2 * size, y - 14 * size), (x - 5 * size, y - 12.6 * size), (x - 2 * size, y - 12.4 * size)], "#d8752c"
        )
    sheet.save(
        "swans-return-to-mill-pond-and-scientists-know-why",
        "Four swans on a grey pond, hills behind them",
        "Twenty-six swans have come back to Mill Pond.",
    )


def lighthouse() -> None:
    sheet = Sheet("#2f5d7c", "#f3c98b")
    sheet.shape([(86, 27), (160, 6), (160, 40)], "#f6dfa8")
    sheet.box(0, 78, 160, 30, "#274a63")
    sheet.waves(81, 8, "#e9c48c")
    sheet.shape([(40, 84), (62, 74), (100, 72), (124, 84), (140, 107), (30, 107)], "#20303a")
    sheet.shape([(72, 76), (75, 34), (87, 34), (90, 76)], "#f7f1e4")
    sheet.shape([(73.2, 60), (73.9, 50), (88.1, 50), (88.8, 60)], "#9c2f26")
    sheet.box(72, 32, 18, 2.4, "#20303a")
    sheet.box(76, 24, 10, 8, "#f3b64a")
    sheet.shape([(74, 24), (81, 17), (88, 24)], "#9c2f26")
    sheet.disc(81, 42, 2.6, "#20303a")
    sheet.line([(81, 42), (81, 40.2)], "#f7f1e4", 0.5)
    sheet.save(
        "q-a-the-woman-who-winds-the-lighthouse-clock",
        "A white lighthouse with a clock in its wall, its lamp lit at dusk",
        "The Far Hallow light; the clock sits above the red band.",
    )


def marsh() -> None:
    sheet = Sheet("#f2d9a6", "#e7b98a")
    sheet.disc(40, 40, 12, "#c9552f")
    sheet.land(60, 3, 21, "#b58a52")
    sheet.land(70, 4, 23, "#8a7140")
    sheet.land(82, 4, 25, "#5c5a35")
    chance = random.Random(2)  # noqa: S311
    for _ in range(190):
        x, y = chance.uniform(0, 160), chance.uniform(84, 112)
        lean, height = chance.uniform(-2, 2), chance.uniform(6, 20)
        sheet.line([(x, y), (x + lean, y - height)], chance.choice(["#3c4226", "#474c2b", "#6f6a3c"]), 0.35)
    sheet.box(107, 44, 2.4, 50, "#3a2b1d")
    sheet.shape([(92, 46), (122, 46), (128, 51.5), (122, 57), (92, 57)], "#f7f1e4")
    sheet.line([(97, 51.5), (118, 51.5)], "#9c2f26", 1.1)
    sheet.shape([(117, 49), (123, 51.5), (117, 54)], "#9c2f26")
    sheet.save(
        "the-sign-that-said-follow-us-and-led-forty-walkers-into-the-marsh",
        "A wooden sign with a painted arrow among reeds at sunset",
        "The sign on Gannet Island, before it was taken down.",
    )


def tram() -> None:
    sheet = Sheet("#d7dfd9", "#efe3cd")
    chance = random.Random(6)  # noqa: S311
    x = -4.0
    while x < 160:
        width, height = chance.uniform(12, 22), chance.uniform(28, 52)
        sheet.box(x, 84 - height, width, height, chance.choice(["#b9a68b", "#a88f78", "#c7b79b", "#94877a"]))
        for row in range(int(height // 9)):
            for column in range(int(width // 6)):
                sheet.box(x + 2 + column * 6, 87 - height + row * 9, 2.4, 4, "#5d5a55")
        x += width
    sheet.box(0, 84, 160, 24, "#6f6c66")
    sheet.line([(0, 97), (160, 97)], "#3b3a38", 0.6)
    sheet.line([(0, 101), (160, 101)], "#3b3a38", 0.6)
    sheet.line([(0, 34), (160, 31)], "#3b3a38", 0.3)
    sheet.box(34, 62, 84, 32, "#9c2f26")
    sheet.box(34, 62, 84, 3, "#f1ead8")
    for window in range(7):
        sheet.box(38 + window * 11.2, 68, 8.6, 11, "#22313a")
    sheet.box(34, 84, 84, 2, "#f1ead8")
    for wheel in (46, 56, 96, 106):
        sheet.disc(wheel, 95, 3.4, "#22252a")
    sheet.line([(70, 62), (80, 34)], "#3b3a38", 0.6)
    sheet.save(
        "opinion-let-the-tram-be-slow",
        "A red tram in front of a row of old houses",
        "The number 2 in Quay Street.",
    )


def regatta() -> None:
    sheet = Sheet("#bfe0e6", "#f5ead2")
    sheet.land(44, 3, 31, "#7ba3a0")
    sheet.box(0, 50, 160, 58, "#2f7f93")
    sheet.waves(53, 13, "#a7d5d9")
    for x, y, colour in ((20, 66, "#f3b64a"), (52, 84, "#9c2f26")):
        sheet.shape([(x, y), (x + 78, y), (x + 72, y + 3.4), (x + 6, y + 3.4)], colour)
        for seat in range(6):
            place = x + 13 + seat * 9.5
            sheet.disc(place, y - 5.2, 1.5, "#3a2b1d")
            sheet.shape([(place - 1.6, y), (place + 1.6, y), (place + 1.2, y - 4), (place - 1.2, y - 4)], "#f7f1e4")
            sheet.line([(place, y - 1.5), (place - 7, y + 7)], "#3a2b1d", 0.45)
    sheet.save(
        "el-equipo-de-remo-de-port-almery-gana-la-regata-de-las-islas-por-primera-vez",
        "Dos barcas de seis remos en una carrera",
        "La regata de las islas, el sábado.",
    )


def town_hall() -> None:
    sheet = Sheet("#22304f", "#c97f6a")
    sheet.box(0, 86, 160, 22, "#3a3f4a")
    sheet.box(24, 44, 112, 44, "#d9cbb0")
    sheet.shape([(20, 44), (80, 26), (140, 44)], "#8c4a3a")
    sheet.box(71, 12, 18, 32, "#d9cbb0")
    sheet.shape([(69, 12), (80, 3), (91, 12)], "#8c4a3a")
    sheet.disc(80, 21, 4.6, "#f7f1e4")
    sheet.line([(80, 21), (80, 17.6)], "#22304f", 0.5)
    sheet.line([(80, 21), (82.4, 22.4)], "#22304f", 0.5)
    for row in (50, 66):
        for column in range(9):
            if row == 50 or column != 4:
                sheet.box(30 + column * 11.6, row, 6, 9.5, "#f3b64a" if row == 50 or column in (2, 6) else "#4b5468")
    sheet.box(75, 66, 10, 22, "#4a3324")
    for step in range(3):
        sheet.box(66 - step * 3, 86 + step * 2.4, 28 + step * 6, 2.4, ("#cfc2a8", "#bcae94", "#a89a82")[step])
    for x, height in ((14, 8), (18, 9), (104, 9), (112, 8), (117, 9.5), (145, 8.5)):
        sheet.box(x, 96 - height, 2.6, height, "#161b26")
        sheet.disc(x + 1.3, 95 - height - 1, 1.4, "#161b26")
    sheet.save(
        "council-passes-budget-after-14-hour-session",
        "A town hall at daybreak, every window of the upper floor lit",
        "The town hall at half past four on Friday morning.",
    )


if __name__ == "__main__":
    for draw in (night_ferry, swans, lighthouse, marsh, tram, regatta, town_hall):
        draw()
