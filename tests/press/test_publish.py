"""Publishing: what arrives is whole, only what changed travels, and a journey that fails leaves the live site."""

from __future__ import annotations

import gzip
import logging
import os
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import brotli
import pytest
from far_side import Server, cut_line, free_port, make_key, storage
from press.publish import cargo, headers, road
from press.publish.target import Bucket, Place, parse
from press.publish.trouble import PublishError
from press.settings import SettingsError, press_settings
from press_site import Site, record, walk

SITE = "https://courier.example"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A built site of eight stories."""
    made = Site(tmp_path / "site", SITEURL=SITE, PRESS={"target": str(tmp_path / "far"), "packed": False})
    for number in range(8):
        made.write(f"news/s{number}.md", record(f"Story {number}", f"2024-05-{number + 1:02d}", slug=f"s{number}"))
    made.write("images/quay.png", random.Random(1).randbytes(40_000))  # noqa: S311
    made.build()
    return made


def live(folder: Path) -> dict[str, bytes]:
    """What a server would show of the far side, without packed forms."""
    current = folder / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in walk(current)
        if path.suffix not in (".gz", ".br")
    }


def publish(site: Site, dry: bool = False, **press: object) -> road.Sent:
    site.settings["PRESS"] = {**site.settings["PRESS"], **press}
    return road.publish_release(site.all_settings(), dry)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", None),
        ("/srv/www/courier/", Place("/srv/www/courier")),
        ("ssh://web@news.example:2222/srv/courier", Place("/srv/courier", "web@news.example", 2222)),
        ("ssh://news.example/srv/courier", Place("/srv/courier", "news.example")),
        ("web@news.example:www/courier", Place("www/courier", "web@news.example")),
        ("s3://my-paper", Bucket("my-paper")),
        ("s3://my-paper/a/b/", Bucket("my-paper", "a/b/")),
    ],
)
def test_targets(text: str, target: object) -> None:
    assert parse(text) == target


@pytest.mark.parametrize(
    "text",
    ["courier", "/", "ssh://-oProxyCommand=touch/srv", "ssh://a:secret@b/srv", "ssh://a@b:x/srv", "ssh://web@b",
     "ssh://web@b/", "s3://", "s3://Big_Bucket/x", "ftp://a/b", "https://a/b", "-rf:/x"],
)  # fmt: skip
def test_what_names_no_target_is_refused_with_the_forms_that_do(text: str) -> None:
    with pytest.raises(SettingsError, match=r"PRESS\['target'\].*(as in|write)"):
        press_settings({"target": text})


def test_a_folder_shows_the_site_with_its_texts_packed(site: Site, tmp_path: Path) -> None:
    sent = publish(site, packed=True)
    far = tmp_path / "far"
    assert live(far) == site.files()
    assert set(sent.changed) == set(site.files())
    page = far / "current" / "news" / "s3" / "index.html"
    assert gzip.decompress(page.with_name("index.html.gz").read_bytes()) == page.read_bytes()
    assert brotli.decompress(page.with_name("index.html.br").read_bytes()) == page.read_bytes()
    assert not (far / "current" / "images" / "quay.png.gz").exists()
    assert not (page.with_name("index.html").stat().st_mode & 0o022)


def test_only_what_changed_travels_and_the_rest_is_shared(site: Site, tmp_path: Path) -> None:
    publish(site)
    before = {path: path.stat().st_ino for path in walk((tmp_path / "far" / "current").resolve())}
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    (site.root / "content/news/s7.md").unlink()
    site.build()
    rehearsal = publish(site, dry=True)
    assert set(before) == set(walk((tmp_path / "far" / "current").resolve()))
    sent = publish(site)
    assert (sent.changed, sent.removed) == (rehearsal.changed, rehearsal.removed)
    assert live(tmp_path / "far") == site.files()
    assert "news/s3/index.html" in sent.changed and "news/s7/index.html" in sent.removed
    assert len(sent.changed) < len(site.files()) * 0.6
    root = (tmp_path / "far" / "current").resolve()
    old = root.parent / next(iter(before)).relative_to(root.parent).parts[0]
    same = {path.relative_to(old): inode for path, inode in before.items()}
    for path in walk(root):
        name = path.relative_to(root)
        plain = name.as_posix().removesuffix(".gz").removesuffix(".br")
        if plain not in sent.changed:
            assert path.stat().st_ino == same[name], name
    assert publish(site).changed == ()


def test_a_build_from_nothing_sends_nothing_again(site: Site, tmp_path: Path) -> None:
    publish(site)
    inode = (tmp_path / "far/current/news/s3/index.html").stat().st_ino
    (site.root / ".cache" / "press.sqlite").unlink()
    os.utime(site.root / "content/news/s3.md")
    site.write("news/s7.md", record("Another title", "2024-05-08", slug="s7"))
    site.build()
    assert "news/s3/index.html" not in publish(site).changed
    assert (tmp_path / "far/current/news/s3/index.html").stat().st_ino == inode


def test_packing_is_done_once_for_each_content(site: Site, tmp_path: Path) -> None:
    def load() -> cargo.Cargo:
        return cargo.load((site.root / "output").resolve(), tmp_path / "home", packed=True)

    assert load().fresh > 20
    assert load().fresh == 0
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    changed = {path for path, content in site.files().items() if site.build() and content}
    assert 0 < load().fresh <= len(changed)
    (tmp_path / "home" / "known.json").write_text("damaged")
    assert load().fresh == 0


def test_going_back_on_the_live_site(site: Site, tmp_path: Path) -> None:
    publish(site, keep=2)
    first = live(tmp_path / "far")
    for title in ("Second", "Third"):
        site.write("news/s3.md", record(title, "2024-05-04", slug="s3"))
        site.build()
        publish(site)
        assert len([p for p in (tmp_path / "far/releases").iterdir() if not p.name.startswith(".")]) == 2
    road.roll_back_published(site.all_settings())
    assert "Second" in (tmp_path / "far/current/news/s3/index.html").read_text() and live(tmp_path / "far") != first
    with pytest.raises(PublishError, match="no earlier release"):
        road.roll_back_published(site.all_settings())
    publish(site)
    assert live(tmp_path / "far") == site.files()


def test_a_folder_of_somebody_else_s_is_left_alone(site: Site, tmp_path: Path) -> None:
    theirs = tmp_path / "far" / "current" / "index.html"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    with pytest.raises(PublishError, match="move it away"):
        publish(site)
    assert theirs.read_text() == "theirs"


# over ssh


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running ssh server."""
    made = Server(tmp_path_factory.mktemp("ssh") / "server")
    with made.running():
        yield made


@pytest.fixture
def far(site: Site, server: Server, tmp_path: Path) -> Path:
    """The folder on the server that shows the site already; publishing goes through ssh from now on."""
    folder = tmp_path / "far"
    publish(site)
    site.settings["PRESS"] |= {"ssh": server.command(), "target": server.target(folder)}
    return folder


def change(site: Site) -> dict[str, bytes]:
    """The files of the live site, before the site here got another story and a large picture."""
    before = site.files()
    site.write("images/large.png", random.Random(2).randbytes(3_000_000))  # noqa: S311
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    site.build()
    return before


def test_a_server_gets_what_changed_and_goes_back(site: Site, far: Path) -> None:
    before = site.files()
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    site.build()
    sent = publish(site)
    assert live(far) == site.files() != before
    assert 0 < sent.bytes < 200_000
    road.roll_back_published(site.all_settings())
    assert live(far) == before


@pytest.mark.parametrize("after", [100_000, 1_500_000])
def test_a_line_that_is_cut_leaves_the_live_site_and_the_next_publish_finishes(
    site: Site, server: Server, far: Path, after: int
) -> None:
    before = change(site)
    with cut_line(server.port, after) as port, pytest.raises(PublishError, match=r"broke off.*stands as it was"):
        publish(site, target=server.target(far, port))
    assert live(far) == before
    publish(site, target=str(far))
    assert live(far) == site.files() != before


def test_the_sender_killed_leaves_the_live_site(site: Site, server: Server, far: Path) -> None:
    before = change(site)
    with cut_line(server.port, 10**9) as port:
        settings = site.all_settings()
        press = {
            **settings["PRESS"],
            "target": server.target(far, port),
            "ssh": f"{server.command()} -o Ciphers=aes128-ctr",
        }
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            road.publish_release({**settings, "PRESS": press}, dry=False)
            os._exit(0)
        while not list(far.glob("releases/.coming-*")):
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
        os.killpg(child, 9)
        os.waitpid(child, 0)
    assert live(far) == before
    publish(site, target=str(far))
    assert live(far) == site.files() != before


def test_a_key_the_server_does_not_know(site: Site, server: Server, far: Path, tmp_path: Path) -> None:
    before = change(site)
    with pytest.raises(PublishError, match="did not accept the key"):
        publish(site, ssh=server.command(make_key(tmp_path / "other")))
    assert live(far) == before


def test_a_server_that_does_not_answer(site: Site, server: Server, far: Path) -> None:
    before = change(site)
    with pytest.raises(PublishError, match="does not answer"):
        publish(site, target=server.target(far, free_port()))
    assert live(far) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_over_there(site: Site, server: Server, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=True)
    try:
        publish(site, target=str(disk / "web"))
        before = change(site)
        with pytest.raises(PublishError, match="no space left at the target"):
            publish(site, ssh=server.command(), target=server.target(disk / "web"))
        assert live(disk / "web") == before
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        publish(site, target=str(disk / "web"))
        assert live(disk / "web") == site.files() != before
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# buckets


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials any storage in these tests takes."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


@pytest.fixture
def bucket(site: Site, keys: None) -> Iterator[tuple[Site, int]]:
    """A site whose target is a bucket, and the storage's port."""
    with storage() as port:
        site.settings["PRESS"] |= {"target": "s3://courier/paper", "endpoint": f"http://127.0.0.1:{port}"}
        yield site, port


def stored(port: int) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Every object: its bytes, unpacked, and its headers."""
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    found = {}
    for each in client.list_objects_v2(Bucket="courier").get("Contents", ()):
        said = client.get_object(Bucket="courier", Key=each["Key"])
        body, head = said["Body"].read(), said["ResponseMetadata"]["HTTPHeaders"]
        found[each["Key"]] = (gzip.decompress(body) if head.get("content-encoding") == "gzip" else body, head)
    return found


def pages_stored(port: int) -> dict[str, bytes]:
    """The site as the bucket has it."""
    return {
        key.removeprefix("paper/"): body
        for key, (body, _) in stored(port).items()
        if not key.endswith(".copydesk.json")
    }


def site_files(site: Site) -> dict[str, bytes]:
    """The files of the site that are for readers."""
    return {path: body for path, body in site.files().items() if not headers.is_for_servers(path)}


def test_a_bucket_gets_the_site_with_its_headers(bucket: tuple[Site, int]) -> None:
    site, port = bucket
    site.write("news/s1.md", record("Story 1", "2024-05-02", slug="s1", aliases="old-name"))
    site.build()
    publish(site, packed=True)
    assert pages_stored(port) == site_files(site)
    heads = {key.removeprefix("paper/"): head for key, (_, head) in stored(port).items()}
    page = heads["news/s1/index.html"]
    assert page["content-type"] == "text/html; charset=utf-8"
    assert (page["cache-control"], page["content-encoding"]) == ("no-cache", "gzip")
    assert heads["feeds/all.atom.xml"]["content-type"] == "application/xml; charset=utf-8"
    assert heads["feeds/all.json"]["content-type"] == "application/feed+json; charset=utf-8"
    assert heads["images/quay.png"]["content-type"] == "image/png"
    assert heads["images/quay.png"]["cache-control"] == "public, max-age=86400"
    assert "content-encoding" not in heads["images/quay.png"]
    assert heads["news/old-name/index.html"]["x-amz-website-redirect-location"] == f"{SITE}/news/s1/"


def test_a_bucket_gets_only_what_changed_pages_late_and_deletions_last(
    bucket: tuple[Site, int], caplog: pytest.LogCaptureFixture
) -> None:
    site, port = bucket
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    client.put_object(Bucket="courier", Key="paper/not-ours.txt", Body=b"theirs")
    publish(site)
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    site.write("images/new.png", b"picture")
    (site.root / "content/news/s7.md").unlink()
    site.build()
    rehearsal = publish(site, dry=True)
    with caplog.at_level(logging.INFO, "werkzeug"):
        sent = publish(site)
    asked = re.findall(r'"(PUT|POST) /courier/?(\S*) ', caplog.text)
    put = [key.removeprefix("paper/") for verb, key in asked if verb == "PUT"]
    assert (sent.changed, sent.removed) == (rehearsal.changed, rehearsal.removed)
    assert sorted(put) == sorted([*sent.changed, ".copydesk.json"])
    assert put[0] == "images/new.png" and put[-1] == ".copydesk.json" and put[-2] == "index.html"
    assert [verb for verb, _ in asked][-2:] == ["POST", "PUT"]  # the deletion, then the list
    assert "news/s1/index.html" not in put
    assert pages_stored(port) == {**site_files(site), "not-ours.txt": b"theirs"}
    assert publish(site).changed == ()


def test_an_object_that_was_changed_over_there_is_sent_again(bucket: tuple[Site, int]) -> None:
    site, port = bucket
    publish(site)
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    client.put_object(Bucket="courier", Key="paper/index.html", Body=b"defaced")
    client.delete_object(Bucket="courier", Key="paper/404.html")
    assert set(publish(site).changed) == {"index.html", "404.html"}
    assert pages_stored(port) == site_files(site)


def test_a_bucket_goes_back_to_the_release_before(bucket: tuple[Site, int]) -> None:
    site, port = bucket
    publish(site)
    before = site_files(site)
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    site.build()
    publish(site)
    assert pages_stored(port) != before
    road.roll_back_published(site.all_settings())
    assert pages_stored(port) == before


def test_a_bucket_s_line_that_is_cut(bucket: tuple[Site, int]) -> None:
    site, port = bucket
    with cut_line(port, 90_000) as line, pytest.raises(PublishError, match="each is whole; publish again"):
        publish(site, endpoint=f"http://127.0.0.1:{line}")
    arrived = pages_stored(port)
    assert 0 < len(arrived) < len(site_files(site))
    assert all(site_files(site)[path] == body for path, body in arrived.items())
    publish(site, endpoint=f"http://127.0.0.1:{port}")
    assert pages_stored(port) == site_files(site)


def test_storage_that_cannot_be_written_to(bucket: tuple[Site, int], monkeypatch: pytest.MonkeyPatch) -> None:
    site, port = bucket
    with pytest.raises(PublishError, match="no such bucket"):
        publish(site, target="s3://elsewhere/paper")
    with pytest.raises(PublishError, match="does not answer"):
        publish(site, target="s3://courier/paper", endpoint=f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(PublishError, match="AWS_ACCESS_KEY_ID"):
        publish(site, endpoint=f"http://127.0.0.1:{port}")
