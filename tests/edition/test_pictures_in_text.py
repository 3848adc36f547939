from __future__ import annotations

import io
from pathlib import Path

import pytest
from edition.intext import with_pictures, without_pictures
from edition.pictures import Picture
from edition.stripping import stripped
from edition.vectors import trouble
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

QUAY = Picture("/p/q.jpg", "/p/q-400.avif 400w, /p/q-1600.avif 1600w", "image/avif", 1200, 800, "The quay")


def find(source: str) -> Picture | None:
    return QUAY if source == "/images/quay.jpg" else None


def show(html: str) -> str:
    return with_pictures(html, find, lambda source: source == "/images/torn.jpg")


def test_a_picture_alone_in_its_paragraph_becomes_a_figure_with_its_title_below() -> None:
    html = show('<p>One.</p>\n<p><img src="/images/quay.jpg" alt="A &lt;quay&gt;" title="At &quot;low&quot; tide"></p>')
    assert html.startswith("<p>One.</p>\n<figure><picture><source")
    assert 'srcset="/p/q-400.avif 400w"' in html, "copies wider than the column are for the lead"
    assert 'width="1200" height="800" alt="A &lt;quay&gt;" loading="lazy"' in html
    assert "<figcaption>At &quot;low&quot; tide</figcaption></figure>" in html


def test_one_between_words_stays_between_them() -> None:
    assert show('<p>See <img src="/images/quay.jpg" alt=""> here.</p>').count("<figure") == 0
    assert 'alt="The quay"' in show('<p>See <img src="/images/quay.jpg" alt=""> here.</p>')


def test_one_that_is_held_goes_without_a_trace_and_others_stay() -> None:
    assert show('<p>One.</p><p><img src="/images/torn.jpg" alt="x"></p><p>Two.</p>') == "<p>One.</p><p>Two.</p>"
    plain = '<p><img src="/images/drawing.svg" alt="x"></p>'
    assert show(plain) == plain


@given(st.text(alphabet='<>img src="/quay.jpt=\n', max_size=60))
def test_a_text_without_our_pictures_is_left_letter_for_letter(text: str) -> None:
    assert with_pictures(text, lambda _: None, lambda _: False) == text


def test_without_pictures_their_words_stay() -> None:
    assert without_pictures(show('<p><img src="/images/quay.jpg" alt="a" title="At low tide"></p>')) == (
        "<p>At low tide</p>\n"
    )
    assert without_pictures('<p>A <img src="/x.png" alt="gull"> flew.</p>') == "<p>A gull flew.</p>"


def noted(kind: str, orientation: int = 1) -> bytes:
    """A picture whose notes say where the photographer lives."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Secret camera"
    target = io.BytesIO()
    more = {"xmp": b"<x>Secret place</x>"} if kind in ("JPEG", "WEBP") else {}
    picture = Image.linear_gradient("L").resize((90, 60)).convert("RGB")
    picture.save(target, kind, exif=exif, progressive=True, icc_profile=b"profile " * 20, **more)
    return target.getvalue() + (b"Secret second picture" if kind == "JPEG" else b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_published_file_has_the_same_picture_and_no_notes(kind: str) -> None:
    raw = noted(kind)
    bare = stripped(raw, turned=False)
    assert b"Secret" in raw and b"Secret" not in bare
    seen = Image.open(io.BytesIO(bare))
    assert not seen.getexif().get(0x010F)
    assert seen.info.get("icc_profile") == b"profile " * 20
    if kind in ("JPEG", "PNG", "WEBP"):
        assert seen.convert("RGB").tobytes() == Image.open(io.BytesIO(raw)).convert("RGB").tobytes()
        assert stripped(bare, turned=False) == bare


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_one_that_lies_on_its_side_is_published_upright(kind: str) -> None:
    seen = Image.open(io.BytesIO(stripped(noted(kind, 6), turned=True)))
    assert seen.size == (60, 90)
    assert seen.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:alert(1)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://elsewhere.example/a.png'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'https://elsewhere.example/a.css'</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect style='fill:url(https://elsewhere.example/a)'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<?xml-stylesheet href='a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg",
    ],
)
def test_a_drawing_that_could_do_more_than_be_looked_at_is_held(drawing: str) -> None:
    assert trouble(drawing.encode())


def test_a_plain_drawing_is_published() -> None:
    raw = (
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><path id='a' d='M0 0h9'/></defs>"
        b"<use href='#a' style='fill:url(#b)'/></svg>"
    )
    assert trouble(raw) == ""


def test_the_theme_s_own_icon_is_such_a_drawing() -> None:
    assert trouble((Path(__file__).resolve().parents[2] / "theme/static/icon.svg").read_bytes()) == ""
