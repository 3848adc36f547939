"""`output` is always one complete release: through crashes, kills, full disks and two builds at once."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import press.release
import pytest
from press.engine import Build
from press.jinja import TemplateError
from press.release import ReleaseError, yard_of
from press_site import NOW, ROOT, Site, record, walk

BUILD = f"""
import sys
sys.path[:0] = [{str(ROOT / "plugins")!r}, {str(ROOT / "tests" / "press")!r}]
from pathlib import Path
from press_site import Site
site = Site.at(Path(sys.argv[1]), SITENAME=sys.argv[2])
site.build()
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with thirty stories."""
    made = Site(tmp_path / "site", SITENAME="First")
    for number in range(30):
        made.write(f"news/s{number}.md", record(f"Story {number}", f"2024-05-{number % 28 + 1:02d}", slug=f"s{number}"))
    return made


def names_shown(site: Site) -> set[str]:
    """The site's names on its story pages: more than one would be a mixture of two releases."""
    pages = [text.decode() for path, text in site.files().items() if path.startswith("news/")]
    assert len(pages) == 30
    return {re.search(r'class="name"><a[^>]*>([^<]+)<', page)[1] for page in pages}  # type: ignore[index]


def test_output_is_a_link_to_a_release(site: Site) -> None:
    site.build()
    assert (site.root / "output").is_symlink()
    assert names_shown(site) == {"First"}


def test_unchanged_files_are_shared_and_served_ones_never_written_to(site: Site) -> None:
    site.build()
    old = (site.root / "output").resolve()
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in walk(old)}
    site.write("news/s3.md", record("Another title", "2024-05-04", slug="s3"))
    site.build()
    assert {path: (path.stat().st_ino, path.read_bytes()) for path in walk(old)} == before
    new = (site.root / "output").resolve()
    assert (new / "news/s1/index.html").stat().st_ino == before[old / "news/s1/index.html"][0]
    assert "Another title" in site.page("news/s3/index.html")


def test_releases_are_kept_and_rolled_back_to(site: Site) -> None:
    for number in range(6):
        site.write("news/s3.md", record(f"Title {number}", "2024-05-04", slug="s3"))
        site.build()
    yard = yard_of(site.all_settings())
    assert len(yard.names()) == 3
    yard.roll_back()
    assert "Title 4" in site.page("news/s3/index.html")
    yard.roll_back()
    assert "Title 3" in site.page("news/s3/index.html")
    with pytest.raises(ReleaseError):
        yard.roll_back()
    site.build()
    assert "Title 5" in site.page("news/s3/index.html")


def test_a_template_that_fails_leaves_the_old_site(site: Site) -> None:
    site.build()
    template = site.root / "theme" / "templates" / "article.html"
    whole = template.read_text()
    template.write_text(whole + "{{ 1 / 0 }}" if "extends" not in whole else whole.replace("<h1>", "{{ 1 // 0 }}<h1>"))
    with pytest.raises(TemplateError, match=r"article\.html"):
        site.build()
    assert names_shown(site) == {"First"}
    template.write_text(whole)
    site.settings["SITENAME"] = "Second"
    site.build()
    assert names_shown(site) == {"Second"}


@pytest.mark.parametrize("after", [0, 1, 17, 30])
def test_a_full_disk_leaves_the_old_site(site: Site, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    site.build()
    left = [after]
    whole = press.release.Tree.put

    def put(*args: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(*args)

    site.settings["SITENAME"] = "Second"
    with monkeypatch.context() as full:
        full.setattr("press.release.Tree.put", put)
        with pytest.raises(OSError, match="No space"):
            site.build()
    assert names_shown(site) == {"First"}
    site.build()
    assert names_shown(site) == {"Second"}


def test_a_damaged_store_is_an_empty_one(site: Site) -> None:
    site.build()
    before = site.files()
    store = site.root / ".cache" / "press.sqlite"
    content = bytearray(store.read_bytes())
    content[4096:] = random.Random(1).randbytes(len(content) - 4096)  # noqa: S311
    for damage in (b"", b"not a database", bytes(content)):
        store.write_bytes(damage)
        site.build()
        assert site.files() == before


def test_an_ordinary_output_folder_becomes_the_oldest_release(site: Site) -> None:
    site.root.joinpath("output").mkdir()
    site.root.joinpath("output", "old.html").write_text("old")
    site.build()
    assert names_shown(site) == {"First"}
    assert not site.root.joinpath("output", "old.html").exists()
    assert yard_of(site.all_settings()).roll_back() == "0000"
    assert site.page("old.html") == "old"


def test_nothing_else_is_written(site: Site) -> None:
    before = {path: path.stat().st_mtime_ns for path in walk(site.root)}
    site.build()
    after = {path: path.stat().st_mtime_ns for path in walk(site.root)}
    new = {path.relative_to(site.root).parts[0] for path in after.keys() - before.keys()}
    assert new <= {"output", ".releases", ".cache"}
    assert {path: stamp for path, stamp in after.items() if path in before} == before


CLIMBING = (
    "/2019/%2e%2e/%2e%2e/%2e%2e/x", "/%2e%2e/x", "/a/%2fx", "/%6eews/s1/", "/NEWS/s1/", "/%5fserver/nginx.conf/",
    "/a/%00x", "/a/%0ax", "/2019/../../x", "..", "%2e%2e", "/feeds/%2e/x",
)  # fmt: skip


def test_no_old_address_leads_out_of_the_site_or_over_its_own_files(site: Site) -> None:
    site.build()
    before = set(site.files())
    for number, alias in enumerate(CLIMBING):
        site.write(f"news/s{number}.md", record(f"S {number}", "2024-05-02", slug=f"s{number}", aliases=alias))
    for place in ("", "clean"):
        site.build(place)
        assert set(site.files(place)) <= before
    names = [path.name for path in (site.root / ".releases").iterdir()]
    assert not [name for name in names if not re.fullmatch(r"\d{4}|\.(spare|growing)-.*|lock", name)]


def start(site: Site, name: str) -> subprocess.Popen[bytes]:
    """A build in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", BUILD, str(site.root), name], stderr=subprocess.PIPE)


def test_two_builds_at_once_are_both_whole(site: Site) -> None:
    site.build()
    builds = [start(site, name) for name in ("Second", "Third")]
    assert [build.wait() for build in builds] == [0, 0]
    assert names_shown(site) in ({"Second"}, {"Third"})


def test_a_killed_build_leaves_one_whole_site(site: Site) -> None:
    """Killed forty times, at moments spread over the whole build, with helpers at work and without."""
    site.build()
    chance = random.Random(5)  # noqa: S311
    shown, length = "First", whole_time(site)
    for number in range(40):
        name = f"Number {number}"
        site.settings |= {"SITENAME": name, "PRESS": {"workers": 1 + number % 2}}
        child, started = begin(site), time.perf_counter()
        time.sleep(chance.uniform(0, 1.2 * length))
        os.killpg(child, signal.SIGKILL)
        if not os.waitpid(child, 0)[1]:
            length = time.perf_counter() - started
        now = names_shown(site)
        assert now in ({shown}, {name})
        shown = now.pop()
    site.settings["SITENAME"] = "Last"
    site.build()
    assert names_shown(site) == {"Last"}
    site.build("clean")
    assert site.files() == site.files("clean")
    left = [path.name for path in (site.root / ".releases").iterdir()]
    assert not [name for name in left if not re.fullmatch(r"\d{4}|\.(spare|growing)-.*|lock", name)]
    assert not (site.root / ".cache" / "texts").exists()


def begin(site: Site) -> int:
    """A build in a process group of its own, at once, for it finds everything imported."""
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        code = 1
        try:
            site.build()
            code = 0
        finally:
            os._exit(code)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    return child


def whole_time(site: Site) -> float:
    """How long a build in a process of its own takes that nobody kills, with every page to make."""
    (site.root / ".cache" / "press.sqlite").unlink()
    child, started = begin(site), time.perf_counter()
    assert os.waitpid(child, 0)[1] == 0
    return time.perf_counter() - started


FULL = """
set -e
mount -t tmpfs -o size=60m tmpfs "$1"
cp -r "$2/." "$1"
cd "$1"
SITENAME=First "$3" -m pelican content -s conf.py
mount -o remount,size=$(($(df -k --output=used . | tail -1) + 400))k "$1"
cp -r output/ ../before
code=0
SITENAME=Second "$3" -m pelican content -s conf.py || code=$?
echo "code $code"
diff -rq output/ ../before >&2 && echo same
mount -o remount,size=60m "$1"
SITENAME=Second "$3" -m pelican content -s conf.py >/dev/null && echo built
grep -l Second output/index.html
"""


def test_a_disk_that_is_really_full_leaves_the_old_site(site: Site, tmp_path: Path) -> None:
    """On a file system of a few megabytes, made for this test alone."""
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody make a file system")
    conf = f"import runpy\nglobals().update(runpy.run_path({str(ROOT / 'pelican.conf.py')!r}))\n"
    conf += f"THEME = {str(ROOT / 'theme')!r}\nPLUGIN_PATHS = [{str(ROOT / 'plugins')!r}]\n"
    conf += 'PLUGINS = ["edition", "press"]\nPRESS["search"] = "off"\n'
    (site.root / "conf.py").write_text(conf)
    place = tmp_path / "small"
    place.mkdir()
    command = [*alone, "sh", "-c", FULL, "sh", str(place), str(site.root), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    said = done.stdout + done.stderr
    assert "no space left on the disk" in said, said
    assert "code 1" in said
    assert done.stdout.endswith("same\nbuilt\noutput/index.html\n"), said


def test_a_limit_on_file_sizes_leaves_the_old_site(site: Site) -> None:
    site.build()
    site.settings["SITENAME"] = "Second"
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
        code = 1
        try:
            site.build()
            code = 0
        except OSError as error:
            code = 2 if error.errno == errno.EFBIG else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert names_shown(site) == {"First"}
    site.build()
    assert names_shown(site) == {"Second"}


def test_a_broken_link_is_named_or_stops_the_release(site: Site) -> None:
    site.write("news/s1.md", record("Story 1", "2024-05-02", "See [this](/news/nowhere/).", slug="s1"))
    assert Build(site.all_settings()).run().broken == [("news/s1/index.html", "news/nowhere/")]
    site.settings["PRESS"] = {"broken_links": "stop", "now": NOW}
    site.write("news/s1.md", record("Story 1", "2024-05-02", "See [this](/news/nowhere-else/).", slug="s1"))
    with pytest.raises(ReleaseError, match="nowhere-else"):
        site.build()
    assert "nowhere-else" not in site.page("news/s1/index.html")
