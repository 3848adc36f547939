"""The release as real web servers show it, by the lines it brings for them: headers, packing, redirects, 404, 410."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "tests" / "press"))  # the small site
from far_side import free_port, wait_for
from playwright.sync_api import Browser, Route
from press.publish import road
from press_site import Site, record

MODULES = Path("/usr/lib/nginx/modules")
BROTLI = MODULES / "ngx_http_brotli_static_module.so"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, path: str, accept: str = "") -> Answer:
    """What a server says of `path`."""
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", quote(path), headers={"Accept-Encoding": accept} if accept else {})
    said = line.getresponse()
    return Answer(said.status, {name.lower(): value for name, value in said.getheaders()}, said.read())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """A site with a renamed and a withdrawn story, and the folder it was published to."""
    home = tmp_path_factory.mktemp("served")
    press = {"target": str(home / "far"), "text_edition": True}
    site = Site(home / "site", SITEURL="https://courier.example", PRESS=press)
    site.write(
        "news/a.md", record("Ferry", "2024-05-01", "Words. " * 300, slug="ferry", aliases="old-ferry; old-fähre")
    )
    site.write("news/b.md", record("Libel", "2024-05-02", "Secret words.", slug="libel", status="withdrawn"))
    site.write("news/c.md", record("مجلس", "2024-05-03", slug="مجلس", aliases="/2019/05/story.html; /tag/x/"))
    site.write("news/d.md", record("Tram", "2024-05-03", "On the night ferry. " * 80, slug="tram"))
    site.build()
    road.publish_release(site.all_settings(), dry=False)
    for folder in (home, *home.parents):  # the servers' own users may pass
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of"):
            break
    return site, home / "far" / "current"


@pytest.fixture(scope="module")
def nginx(published: tuple[Site, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx whose server block has the two lines the README names."""
    root, home, port = published[1], tmp_path_factory.mktemp("nginx"), free_port()
    packed = BROTLI.exists()
    config = home / "nginx.conf"
    config.write_text(
        (f"load_module {BROTLI};\n" if packed else "")
        + f"pid {home}/pid;\nerror_log {home}/error.log;\ndaemon off;\n"
        + (f"user {os.environ.get('USER', 'root')};\n" if os.geteuid() == 0 else "")
        + "events {}\nhttp {\naccess_log off;\n"
        + "".join(f"{name}_temp_path {home}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + "types { text/html html; text/css css; image/png png; image/svg+xml svg; application/json json;"
        + " text/xml xml; text/plain txt; }\n"
        + f"server {{ listen 127.0.0.1:{port};\nroot {root};\ninclude {root}/_server/nginx.conf;\n"
        + ("brotli_static on;\n" if packed else "")
        + "}\n}\n"
    )
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin") or "nginx"
    test = subprocess.run([program, "-t", "-c", str(config)], capture_output=True, text=True, check=False)
    assert test.returncode == 0 and "warn" not in test.stderr, test.stderr
    server = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
    wait_for(port)
    yield port
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def caddy(published: tuple[Site, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Caddy whose site block has the two lines the README names; where there is one on the machine."""
    program = shutil.which("caddy")
    if not program:
        pytest.skip("there is no Caddy here (Debian: apt-get install caddy)")
    root, home, port = published[1], tmp_path_factory.mktemp("caddy"), free_port()
    config = home / "Caddyfile"
    config.write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n\troot * {root}\n\timport {root}/_server/Caddyfile\n}}\n"
    )
    command = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, env={**os.environ, "HOME": str(home)})
    time.sleep(0.1)
    assert server.poll() is None, (home / "log").read_text()
    wait_for(port)
    yield port
    server.terminate()
    server.wait()


@pytest.fixture(params=["nginx", "caddy"])
def server(request: pytest.FixtureRequest) -> int:
    """Each of the servers in turn."""
    return int(request.getfixturevalue(request.param))


def test_pages_and_their_headers(server: int, published: tuple[Site, Path]) -> None:
    page = ask(server, "/news/ferry/")
    assert (page.status, page.body) == (200, published[0].page("news/ferry/index.html").encode())
    assert page.headers["content-type"].lower() == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    policy = page.headers["content-security-policy"]
    assert (
        policy.startswith("default-src 'none'; ")
        and "unsafe-inline" not in policy
        and "frame-ancestors 'none'" in policy
    )
    style = published[0].page("news/ferry/index.html").split("style-src '", 1)[1].split("'")[0]
    assert style in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert ask(server, "/").status == 200 and ask(server, "/news/مجلس/").status == 200
    assert ask(server, "/news/ferry").headers["location"].endswith("/news/ferry/")


def test_the_server_s_policy_lets_through_what_each_page_s_own_does(published: tuple[Site, Path]) -> None:
    said = policy(re.search(r"Content-Security-Policy: (.*)", published[0].page("_headers"))[1])  # type: ignore[index]
    pages = [text.decode() for path, text in published[0].files().items() if path.endswith(".html")]
    seen = {found for page in pages for found in re.findall(r'Content-Security-Policy" content="([^"]*)"', page)}
    assert seen and "'self'" in said["style-src"], "the feeds' style sheet"
    for own in seen:
        for name, allowed in policy(unescape(own)).items():
            assert allowed - {"'none'"} <= said[name], name
    # A script runs on the search page alone, whose template says so.
    assert said["script-src"] == {"'self'", "'wasm-unsafe-eval'"}


def policy(text: str) -> dict[str, set[str]]:
    """A content policy by its directives."""
    return {words[0]: set(words[1:]) for part in text.split(";") if (words := part.split())}


def test_packed_forms_are_what_travels(server: int, published: tuple[Site, Path]) -> None:
    plain = ask(server, "/news/ferry/").body
    packed = ask(server, "/news/ferry/", "gzip")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain
    assert packed.body == (published[1] / "news/ferry/index.html.gz").read_bytes()
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_brotli_where_the_server_can(server: int, request: pytest.FixtureRequest) -> None:
    if "nginx" in request.node.callspec.id and not BROTLI.exists():
        pytest.skip("this nginx has no brotli module (Debian: apt-get install libnginx-mod-http-brotli-static)")
    packed = ask(server, "/news/ferry/", "br")
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == ask(server, "/news/ferry/").body


@pytest.mark.parametrize(
    ("path", "kind", "keep"),
    [
        ("/feeds/all.atom.xml", "application/xml", "no-cache"),
        ("/feeds/all.rss.xml", "application/xml", "no-cache"),
        ("/feeds/all.json", "application/feed+json", "no-cache"),
        ("/theme/icon.svg", "image/svg+xml", "public, max-age=86400"),
    ],
)
def test_types_and_how_long_they_keep(server: int, path: str, kind: str, keep: str) -> None:
    said = ask(server, path)
    assert said.status == 200
    assert said.headers["content-type"].partition(";")[0] == kind
    assert said.headers["cache-control"] == keep


def test_names_with_a_digest_keep_for_ever(server: int, published: tuple[Site, Path]) -> None:
    for name in ("theme/p/0123456789abcdef-400.png", "search/index/en/fragment/en_0123456.pf_fragment"):
        file = published[1] / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"content")
        assert ask(server, f"/{name}").headers["cache-control"] == "public, max-age=31536000, immutable"


def test_old_addresses_lead_on(server: int) -> None:
    for old in ("/news/old-ferry/", "/news/old-fähre/"):
        said = ask(server, old)
        assert (said.status, said.headers["location"]) == (301, "https://courier.example/news/ferry/")
    assert "https://courier.example/news/" in ask(server, "/2019/05/story.html").body.decode()
    assert "refresh" not in ask(server, "/tag/x/").body.decode()


def test_withdrawn_stories_are_gone(server: int) -> None:
    said = ask(server, "/news/libel/")
    assert said.status == 410
    assert "withdrawn" in said.body.decode() and "Secret" not in said.body.decode()
    assert "default-src 'none'" in said.headers["content-security-policy"]
    text = ask(server, "/text/libel/")
    assert (text.status, b"has been withdrawn for good" in text.body) == (410, True)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_can_be_read_in_a_browser(server: int, browser: Browser, form: str) -> None:
    def answer(route: Route) -> None:
        said = ask(server, "/" + route.request.url.split("/", 3)[3])
        route.fulfill(status=said.status, headers=said.headers, body=said.body)

    context = browser.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.route("https://courier.example/**", answer)
    page.goto(f"https://courier.example/feeds/all.{form}.xml")
    seen = page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => !each.children.length && each.checkVisibility())"
        ".map(each => [each.textContent, getComputedStyle(each).fontWeight])"
    )
    assert ["The Harbour Courier", "700"] in seen and ["Ferry", "700"] in seen
    assert not [text for text, _ in seen if "<p>" in text or "urn:uuid" in text]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") and trouble == []
    context.close()


@pytest.mark.parametrize(
    "path", ["/nothing/", "/nothing.html", "/theme/", "/_server/nginx.conf", "/_headers", "/.git/x"]
)
def test_what_is_not_there(server: int, published: tuple[Site, Path], path: str) -> None:
    said = ask(server, path)
    assert (said.status, said.body) == (404, published[0].page("404.html").encode())
    assert said.headers["cache-control"] == "no-cache"


def test_static_hosts_get_the_same_in_their_words(published: tuple[Site, Path]) -> None:
    redirects = published[0].page("_redirects").splitlines()
    assert "/news/old-ferry/ https://courier.example/news/ferry/ 301" in redirects
    headers = published[0].page("_headers")
    assert headers.startswith("/*\n  Content-Security-Policy: default-src 'none'; ")
    assert "/theme/p/*\n  Cache-Control: public, max-age=31536000, immutable\n" in headers
