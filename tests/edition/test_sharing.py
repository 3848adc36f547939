"""Share images as they come out, with whatever fonts the machine has; the built-in one has ASCII everywhere."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from edition import sharing
from edition.settings import SettingsError, edition_settings
from edition.sharing import Fonts, draw, fit, readable, share
from PIL import Image, ImageChops

FONTS = Fonts(())
PLAIN = Fonts(())
PLAIN.faces = [sharing.BUILT_IN]
ARABIC = "عودة العبّارة الليلية إلى ميناء المري"
CHINESE = "夜间渡轮十一年后重返港口"


def ink(content: bytes) -> tuple[int, int, int, int]:
    """The box of what is set in the headline's room."""
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    room = image.convert("L").crop((0, 140, 1200, 512))
    box = ImageChops.difference(room, Image.new("L", room.size, room.getpixel((0, 0)))).getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "title",
    [
        "Ferry",
        "Night ferry returns to Port Almery after eleven years",
        "Council approves the harbour budget after a night of talks. " * 5,
        "x" * 300,
        "W" * 2000,
        '<script>alert(1)</script>\x00\x1b[31m\u202egnp.exe & "quotes" \ud800 ../../etc/passwd',
        "Ferry \U0001f6a2 is back \U0001f1fa\U0001f1e6\u2764\ufe0f at last",
    ],
)
def test_any_headline_stays_in_its_room(title: str) -> None:
    for fonts in (FONTS, PLAIN):
        left, top, right, bottom = ink(draw(title, "Local", "The Courier", fonts))
        assert left >= 60 and right <= 1140 and top > 0 and bottom < 372


def test_a_headline_of_300_letters_is_set_in_full_and_a_longer_one_is_cut() -> None:
    face = FONTS.face("abc")
    assert face is not None
    for title, cut in (("Council approves budget again " * 10, False), ("Council approves budget " * 30, True)):
        _, lines = fit(title, face, *sharing.HEADLINE[1:])
        assert lines[-1].endswith(("…", "...")) is cut
        assert cut or " ".join(lines) == title.strip()


def test_what_no_font_has_is_not_drawn_as_boxes() -> None:
    assert not draw(CHINESE, "Local", "The Courier", PLAIN)
    assert not draw("Ferry \ue000\U0001f6a2\x00"[6:], "Local", "The Courier", PLAIN), "nothing is left of it"
    assert draw("Ferry \U0001f6a2", "", "", PLAIN) == draw("Ferry", "", "", PLAIN)
    assert draw("Ferry", CHINESE, "", PLAIN) == draw("Ferry", "", "", PLAIN), "a section it cannot set is left out"


def test_hidden_turns_of_direction_are_gone() -> None:
    assert readable("a\u202eb\u2066c\x07", PLAIN)[0] == "abc"


@pytest.mark.skipif(FONTS.face(ARABIC) is None or not sharing.SHAPED, reason="no Arabic font here")
def test_scripts_from_the_right_begin_at_the_right() -> None:
    left, _, right, _ = ink(draw(f"{ARABIC} 2026", "محليات", "The Courier", FONTS))
    assert right > 1110 and left > 80
    assert ink(draw("Ferry", "Local", "The Courier", FONTS))[0] < 90


def test_dense_scripts_break_between_signs_but_not_before_a_full_stop() -> None:
    face = FONTS.face(CHINESE) or sharing.BUILT_IN
    _, lines = fit(f"{CHINESE}，市议会批准预算。" * 6, face, *sharing.HEADLINE[1:])
    assert len(lines) > 2 and not any(line.startswith(("，", "。")) for line in lines)


@pytest.mark.skipif(FONTS.face(CHINESE) is None, reason="no Chinese font here")
def test_a_chinese_headline_is_set() -> None:
    assert ink(draw(CHINESE, "本地", "The Courier", FONTS))


def test_made_once_and_the_same_bytes_from_nothing(tmp_path: Path) -> None:
    told = ("Ferry is back", "Local", "The Courier")
    first, again = (share(*told, "ferry", FONTS, tmp_path / name) for name in ("a", "b"))
    assert first and first == again and (first.width, first.height, first.alt) == (1200, 630, "Ferry is back")
    kept = next((tmp_path / "a").iterdir())
    kept.write_bytes(b"kept")
    found = share(*told, "ferry", FONTS, tmp_path / "a")
    assert found and found.content == b"kept"
    others = [share("Ferry is late", *told[1:], "ferry", FONTS, tmp_path), share(*told, "tram", FONTS, tmp_path)]
    assert len({first.path, *(other.path for other in others if other)}) == 3


def test_a_named_font_is_asked_first() -> None:
    if not FONTS.faces[1:]:
        pytest.skip("no other font here")
    assert Fonts([FONTS.faces[-2]]).faces[0] == FONTS.faces[-2]
    assert Fonts(["nowhere.ttf"]).faces == FONTS.faces


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(SettingsError, match="share_images"):
        edition_settings({"share_images": "yes"})
