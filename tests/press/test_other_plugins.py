"""Other people's plugins find everything Pelican would have shown them, and their work is in the release."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from press_site import ROOT, record

PLUGINS = {
    "sitemap": "pelican.plugins.sitemap",
    "neighbors": "pelican.plugins.neighbors",
    "seo": "pelican.plugins.seo",
}
CONF = """
import runpy
globals().update(runpy.run_path({conf!r}))
SITEURL = "https://paper.example"
THEME = {theme!r}
PLUGIN_PATHS = [{plugins!r}]
PLUGINS = ["edition", "press", *{more!r}]
SITEMAP = {{"format": "xml"}}
SEO_REPORT = False
SEO_ENHANCER = True
SEO_ENHANCER_OPEN_GRAPH = True
"""


def make(root: Path) -> None:
    """Four stories, and a template that shows what neighbors sets."""
    (root / "content" / "news").mkdir(parents=True)
    for number in range(4):
        text = record(f"Story {number}", f"2024-05-0{number + 1}", slug=f"s{number}", category="World", tags="fish;")
        (root / "content" / "news" / f"s{number}.md").write_text(text)
    secret = record("Secret plan", "2024-05-05", slug="secret", status="draft")
    (root / "content" / "news" / "secret.md").write_text(secret)
    overrides = root / "templates"
    overrides.mkdir()
    article = (ROOT / "theme" / "templates" / "article.html").read_text()
    mark = "<!-- next: {{ article.next_article.title if article.next_article }} -->"
    (overrides / "article.html").write_text(article.replace("<header>", f"{mark}<header>", 1))


def build(root: Path, *plugins: str) -> str:
    """What Pelican says when it builds with these plugins switched on."""
    theme, ours = str(ROOT / "theme"), str(ROOT / "plugins")
    conf = CONF.format(conf=str(ROOT / "pelican.conf.py"), theme=theme, plugins=ours, more=list(plugins))
    (root / "conf.py").write_text(f"{conf}THEME_TEMPLATES_OVERRIDES = [{str(root / 'templates')!r}]\n")
    command = [sys.executable, "-m", "pelican", "content", "-s", "conf.py", "--log-handler", "plain"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def published(root: Path) -> dict[str, bytes]:
    """Every file of the release."""
    output = root / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def test_three_real_plugins_do_their_work(tmp_path: Path) -> None:
    make(tmp_path)
    build(tmp_path, *PLUGINS.values())
    files = published(tmp_path)
    sitemap = files["sitemap.xml"].decode()
    assert "<loc>https://paper.example/news/s2/</loc>" in sitemap
    assert "secret" not in "".join(files) + sitemap
    assert "next: Story 3 -->" in files["news/s2/index.html"].decode()
    assert b"Sitemap:" in files["robots.txt"]
    assert b"Secret plan" not in b"".join(files.values())


def test_the_full_road_makes_the_same_files(tmp_path: Path) -> None:
    make(tmp_path)
    build(tmp_path)
    lazy = published(tmp_path)
    (tmp_path / "listener.py").write_text(
        "from pelican import signals\n"
        "def heard(path, context):\n    print('heard', path.partition('.next/')[2])\n"
        "def register():\n    signals.content_written.connect(heard)\n"
    )
    said = build(tmp_path, "listener").splitlines()
    assert published(tmp_path) == lazy
    heard = [line.removeprefix("heard ") for line in said if line.startswith("heard ")]
    assert len(heard) == len(set(heard))
    assert {path for path in lazy if path.endswith(".html")} <= set(heard)


def test_what_a_plugin_left_goes_when_it_is_switched_off(tmp_path: Path) -> None:
    make(tmp_path)
    build(tmp_path)
    lazy = published(tmp_path)
    build(tmp_path, PLUGINS["seo"], PLUGINS["neighbors"])
    assert published(tmp_path) != lazy
    build(tmp_path)
    assert published(tmp_path) == lazy
