from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from edition import hang_pictures
from edition.darkroom import Darkroom, DarkroomError, Order
from edition.desk import Desk
from edition.pictures import Album, copies_folder, size_all
from edition.settings import Edition
from edition_cards import card
from PIL import Image


def draw(path: Path, size: tuple[int, int] = (1000, 500), **more: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.linear_gradient("L").resize(size).convert("RGB").save(path, **more)
    return path


@pytest.fixture
def site(tmp_path: Path) -> SimpleNamespace:
    """A content folder, a cache, and a way to size all pictures."""
    content, cache = tmp_path / "content", tmp_path / "cache"
    (content / "images").mkdir(parents=True)

    def size() -> Album:
        album = size_all(content, ["images"], ["news"], cache, "/theme/p/")
        album.settle()
        return album

    return SimpleNamespace(
        content=content, images=content / "images", cache=cache, size=size, out=copies_folder(cache) / "p"
    )


def test_a_picture_is_offered_in_the_widths_it_can_fill(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    found = site.size().find("/images/quay.jpg")
    assert [part.split()[1] for part in found.srcset.split(", ")] == ["400w", "800w", "1000w"]
    assert (found.width, found.height) == (1000, 500)
    for part in [*(offer.split()[0] for offer in found.srcset.split(", ")), found.src]:
        assert (site.out / part.removeprefix("/theme/p/")).is_file()


@pytest.mark.parametrize(
    "written", ["images/quay.jpg", "/images/quay.jpg", "{static}/images/quay.jpg", " images/quay%2Ejpg"]
)
def test_however_the_header_writes_it(site: SimpleNamespace, written: str) -> None:
    draw(site.images / "quay.jpg")
    assert site.size().find(written)


def test_copies_are_upright_and_say_nothing_of_the_camera(site: SimpleNamespace) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret Camera"
    draw(site.images / "quay.jpg", (600, 300), exif=exif, comment=b"Secret comment", xmp=b"<x>Secret place</x>")
    found = site.size().find("images/quay.jpg")
    assert (found.width, found.height) == (300, 600)
    for copy in site.out.iterdir():
        assert b"Secret" not in copy.read_bytes()
        assert Image.open(copy).height > Image.open(copy).width or copy.stem.endswith(("1x1", "4x3", "16x9"))


def test_what_is_no_picture_is_held_and_its_story_stands_without_it(site: SimpleNamespace) -> None:
    (site.images / "torn.jpg").write_bytes(draw(site.images / "quay.jpg").read_bytes()[:900])
    (site.images / "empty.png").touch()
    (site.images / "words.gif").write_text("not a picture")
    bomb = Image.new("1", (20_000, 20_000))
    bomb.save(site.images / "bomb.png")
    album = site.size()
    assert set(album.troubles()) == {f"images/{name}" for name in ("torn.jpg", "empty.png", "words.gif", "bomb.png")}
    story = card(1, image="images/torn.jpg", words=9)
    Desk(Edition(), album).dress(story)
    assert (story.image, story.picture) == ("", None)


def test_remote_and_missing_pictures_are_not_shown(site: SimpleNamespace) -> None:
    album = site.size()
    assert album.find("https://elsewhere.example/a.jpg") is None
    assert album.find("images/nowhere.jpg") is None
    assert album.find("../../etc/passwd") is None


def test_copies_are_made_once(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    first = site.size()
    made = {path.name: path.stat().st_mtime_ns for path in site.out.iterdir()}
    assert site.size().entries == first.entries
    assert {path.name: path.stat().st_mtime_ns for path in site.out.iterdir()} == made


def test_the_same_picture_gives_the_same_bytes(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    site.size()
    first = {path.name: path.read_bytes() for path in site.out.iterdir()}
    shutil.rmtree(site.cache)
    site.size()
    assert {path.name: path.read_bytes() for path in site.out.iterdir()} == first


def test_only_a_disturbance_makes_old_pages_stale(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    assert site.size().epoch == 0
    draw(site.images / "tram.jpg")
    assert site.size().epoch == 0, "a picture that is merely new"
    draw(site.images / "quay.jpg", (900, 900))
    album = site.size()
    assert album.epoch == 1, "one replaced"
    (site.images / "tram.jpg").unlink()
    assert site.size().epoch == 2, "one taken away"
    album.find("images/late.jpg")
    draw(site.images / "late.jpg")
    assert site.size().epoch == 3, "one that had been asked for in vain"
    assert site.size().epoch == 3
    assert {path.name.split("-")[0].split(".")[0] for path in site.out.iterdir()} == {
        entry.digest for entry in site.size().entries.values()
    }


def test_a_torn_album_is_made_anew(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    site.size()
    (site.cache / "album.json").write_text('{"epoch": 0, "entr')
    assert site.size().find("images/quay.jpg")


def test_a_picture_with_a_story_s_slug_for_a_name_is_its_picture(site: SimpleNamespace) -> None:
    draw(site.images / "night-ferry.jpg")
    (site.images / "night-ferry.txt").write_text("Alt: A boat with its lights on\nCredit: A. Reader\nOther: x\n")
    desk = Desk(Edition(), site.size())
    story = card(1, words=9)
    story.slug = "night-ferry"
    desk.dress(story)
    assert (story.image, story.image_alt, story.image_caption) == (
        "images/night-ferry.jpg",
        "A boat with its lights on",
        "",
    )
    assert story.image_credit == "A. Reader"
    assert desk.picture_of("night-ferry") == "images/night-ferry.jpg"
    other = card(2, words=9)
    desk.dress(other)
    assert (other.image, other.picture) == ("", None)


def test_the_record_s_own_words_on_a_picture_win(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    (site.images / "quay.txt").write_text("Alt: From the sidecar\nCaption: From the sidecar\n")
    story = card(1, words=9, image="images/quay.jpg", image_alt="From the record")
    Desk(Edition(), site.size()).dress(story)
    assert (story.image_alt, story.image_caption) == ("From the record", "From the sidecar")


def test_a_picture_that_comes_after_the_story_of_its_name_makes_pages_stale(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    record = site.content / "news" / "2026" / "01" / "night-ferry.md"
    record.parent.mkdir(parents=True)
    record.touch()
    site.size()
    os.utime(record, (1, 1))
    draw(site.images / "night-ferry.jpg")
    assert site.size().epoch == 1
    draw(site.images / "morning-ferry.jpg")
    record.with_name("morning-ferry.md").touch()
    assert site.size().epoch == 1, "both are new"


@pytest.mark.parametrize(
    ("size", "crops"),
    [
        ((2000, 1000), {(1000, 1000), (1200, 900), (1200, 675)}),
        ((300, 600), {(300, 300), (300, 225), (300, 169)}),
        ((800, 600), {(600, 600), (800, 450)}),
        ((1, 1), {(1, 1)}),
    ],
)
def test_search_engines_get_three_shapes_from_the_middle(
    site: SimpleNamespace, size: tuple[int, int], crops: set[tuple[int, int]]
) -> None:
    draw(site.images / "quay.png", size)
    album = site.size()
    found = album.find("images/quay.png")
    names = [crop.removeprefix("/theme/p/") for crop in found.crops]
    assert {Image.open(site.out / name).size for name in names} == crops
    assert set(names) < set(album.copies("images/quay.png")) == {path.name for path in site.out.iterdir()}
    if size == (2000, 1000):
        square = Image.open(site.out / next(name for name in names if "1x1" in name)).convert("L")
        assert abs(square.getpixel((500, 500)) - 127) < 4 and square.getpixel((500, 0)) < 4


def test_a_crop_that_is_gone_is_made_again(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg")
    site.size()
    first = {path.name: path.read_bytes() for path in site.out.iterdir()}
    next(site.out.glob("*-4x3.jpg")).unlink()
    site.size()
    assert {path.name: path.read_bytes() for path in site.out.iterdir()} == first


def test_pages_need_not_wait_for_copies_and_whoever_does_finds_them(site: SimpleNamespace) -> None:
    draw(site.images / "quay.jpg", (3000, 2000))
    album = size_all(site.content, ["images"], ["news"], site.cache, "/theme/p/")
    assert album.find("images/quay.jpg").width == 1200
    seen = {path.name for _ in range(200) for path in site.out.iterdir() if not path.name.startswith(".")}
    assert seen <= set(album.copies("images/quay.jpg")), "no half-made copy may be taken for a file of the site"
    helper = os.fork()
    if not helper:  # one that was forked meanwhile, as those that print are
        os._exit(0 if album.printable("images/quay.jpg").is_file() else 1)
    assert os.waitpid(helper, 0)[1] == 0
    assert album.settle()
    assert {path.name for path in site.out.iterdir()} == set(album.copies("images/quay.jpg"))
    assert not size_all(site.content, ["images"], ["news"], site.cache, "/theme/p/").settle()


def test_what_cannot_be_made_is_named(site: SimpleNamespace) -> None:
    order = Order(str(draw(site.images / "quay.jpg")), [("a.jpg", 400, False), ("no/folder.jpg", 400, False)], [])
    darkroom = Darkroom([order], site.out)
    with pytest.raises(DarkroomError, match=r"quay\.jpg: .*No such file"):
        darkroom.finish()
    assert (site.out / "a.jpg").is_file()


def test_a_picture_s_name_cannot_steer_a_terminal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "x\x1b[31m\u202e.png").write_bytes(b"no picture")
    where = {"PATH": str(tmp_path), "CACHE_PATH": str(tmp_path / "cache"), "SITEURL": "", "THEME_STATIC_DIR": "theme"}
    hang_pictures(where | {"STATIC_PATHS": ["images"], "ARTICLE_PATHS": ["news"], "THEME_STATIC_PATHS": []})
    assert "is held" in caplog.text
    assert caplog.messages[-1].isprintable()
