"""What `wire import` costs: documents a second of each importer, memory against size, a cluster, and kill -9.

    .venv/bin/python bench/archive.py speed [--documents N]
    .venv/bin/python bench/archive.py memory [--megabytes 200 1000 2000] [--records] [--xml]
    .venv/bin/python bench/archive.py dask [--documents N]
    .venv/bin/python bench/archive.py kill [--rounds N]

The archives are made here, of invented articles. Wall seconds count what other programs do at the time; seconds of
processor time, of all processes together, do not.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "wire"), str(ROOT / "plugins")]

import archive_kit as kit  # noqa: E402

RUN = """
import sys, json, os
from pathlib import Path
from wire.archive import formats
from wire.archive.take import Wish, take_in
from wire.filing import House
from wire.settings import Wire
place, archive, wish, part = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4])
if part:
    formats.PART = formats.PACKED_PART = part
house = House(place / "content", place / "cache", Wire(), 1764000000.0)
for _, tally, _, _ in take_in(house, [archive], Wish(**wish), lambda *_: None):
    print(tally)
"""
FORMATS = tuple(kit.MAKERS)


@dataclass(frozen=True)
class Cost:
    """What one import took: wall and processor seconds, megabytes at the peak of its largest process, its words."""

    wall: float
    cpu: float
    peak: float
    said: str


def start(place: Path, archive: Path, wish: dict[str, object], part: int = 0) -> subprocess.Popen[bytes]:
    """An import in a process of its own."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(place), str(archive), json.dumps(wish), str(part)],
        env={**os.environ, **one, "PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def cost(place: Path, archive: Path, part: int = 0, **wish: object) -> Cost:
    """One import, measured."""
    began = time.perf_counter()
    run = start(place, archive, wish, part)
    assert run.stdout
    said = run.stdout.read().decode().strip()
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit(f"the import failed: {run.returncode}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def speed(count: int) -> None:
    """A row for each format: documents a second, to raw copy and to records, by one process and by two."""
    ways = [(records, workers) for records in (False, True) for workers in (1, 2)]
    print(f"{count:,} documents; per second of wall (of processor time); start-up of about a second included")
    print(f"{'':<16}{'copy, 1':>20}{'copy, 2':>20}{'records, 1':>20}{'records, 2':>20}")
    for name in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / name
            kit.MAKERS[name](archive, count)
            cells = []
            for records, workers in ways:
                took = cost(Path(folder) / f"{records}{workers}", archive, records=records, workers=workers)
                assert f": {count:,} brought in" in took.said, took.said
                cells.append(f"{count / took.wall:,.0f} ({count / took.cpu:,.0f})")
            print(f"{name:<16}" + "".join(f"{cell:>20}" for cell in cells), flush=True)


def crawl(target: Path, megabytes: int) -> int:
    """A WARC of so many megabytes on the disk, of pages with scripts as heavy as real ones; how many pages it has."""
    dice = random.Random(5)  # noqa: S311
    number = 0
    with target.open("wb") as out:
        writer = kit.WARCWriter(out, gzip=True)
        while out.tell() < megabytes * 1_000_000:
            noise = base64.b64encode(dice.randbytes(30_000)).decode()
            page = kit.page(kit.article(number)).replace("</head>", f"<script>var x = '{noise}'</script></head>")
            kit._response(writer, kit.article(number).url, page.encode(), [("Content-Type", "text/html")])
            number += 1
    return number


def export(target: Path, megabytes: int) -> int:
    """A WordPress export of so many megabytes in one file, of long posts; how many it has."""
    long = "\n\n".join(line for number in range(40) for line in kit.article(number).paragraphs)
    number = 0
    with target.open("w", encoding="utf-8") as out:
        out.write(kit.WXR_HEAD)
        while out.tell() < megabytes * 1_000_000:
            out.write(kit.wxr_item(kit.article(number), body=f"{long}\n\n{number}"))
            number += 1
        out.write("</channel></rss>")
    return number


def memory(sizes: list[int], records: bool, xml: bool) -> None:
    """A row for each size: how many pages, how long, and the peak of memory."""
    print(f"{'megabytes':>10}{'pages':>10}{'wall s':>10}{'cpu s':>10}{'peak MB':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / ("export.xml" if xml else "crawl.warc.gz")
            pages = (export if xml else crawl)(archive, size)
            took = cost(Path(folder) / "site", archive, records=records)
            assert f": {pages:,} brought in" in took.said, took.said
            print(f"{size:>10,}{pages:>10,}{took.wall:>10.0f}{took.cpu:>10.0f}{took.peak:>10.0f}", flush=True)


def dask(count: int) -> None:
    """Rows for one and two workers of a real cluster on this machine, beside this process alone."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "crawl.warc.gz"
        kit.warc(archive, count)
        alone = cost(Path(folder) / "alone", archive, records=True)
        print(f"{count:,} documents, processor milliseconds for each (wall documents a second)")
        print(f"alone: {1000 * alone.cpu / count:.1f} ({count / alone.wall:,.0f})")
        for workers in (1, 2):
            with kit.cluster(Path(folder) / f"c{workers}", workers) as (address, running):
                time.sleep(5)  # until the workers have imported what they need
                before = spent(running)
                took = cost(Path(folder) / f"site{workers}", archive, 200_000, records=True, dask=address)
                shares = [1000 * (b - a) / count for a, b in zip(before, spent(running), strict=True)]
                assert f": {count:,} brought in" in took.said, took.said
                each = " and ".join(f"{share:.1f}" for share in shares)
                here = f"{1000 * took.cpu / count:.1f}"
                rate = f"{count / took.wall:,.0f}"
                print(f"dask, {workers} worker(s): {each} in the workers, {here} in the importing process ({rate})")


def spent(running: list[subprocess.Popen[bytes]]) -> list[float]:
    """The processor seconds of each process so far (Linux)."""
    stats = (Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split() for each in running)
    return [(int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") for stat in stats]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kill(rounds: int) -> None:
    """Imports that are killed at random moments until they come through, each compared with one that was left alone."""
    dice = random.Random()  # noqa: S311
    kills = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            name = FORMATS[number % len(FORMATS)]
            archive = Path(folder) / name
            if not archive.exists():
                kit.MAKERS[name](archive, 300)
            wish = {"records": number % 2 == 1, "workers": 1 + number // 2 % 2}
            whole, torn = Path(folder) / f"whole{number}", Path(folder) / f"torn{number}"
            began = time.perf_counter()
            said = start(whole, archive, wish, 20_000).communicate()[0]
            took = time.perf_counter() - began
            for _ in range(5):
                run = start(torn, archive, wish, 20_000)
                time.sleep(dice.uniform(0.2, 1.0) * took)
                if run.poll() is None:
                    os.killpg(run.pid, signal.SIGKILL)
                    kills += 1
                run.communicate()
            last = start(torn, archive, wish, 20_000).communicate()[0]
            same = tree(whole / "content") == tree(torn / "content")
            print(f"{name} {wish}: {'same' if same else 'DIFFERENT'}; {last.decode().strip()}", flush=True)
            if not same or said.split(b":")[0] != last.split(b":")[0]:
                raise SystemExit(1)
    print(f"{kills} kills in {rounds} rounds: nothing lost, nothing twice")


def main() -> None:
    """Measures what is asked, and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "memory", "dask", "kill"))
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[200, 1000, 2000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--xml", action="store_true")
    args = parser.parse_args()
    if args.what == "speed":
        speed(args.documents)
    elif args.what == "memory":
        memory(args.megabytes, args.records, args.xml)
    elif args.what == "dask":
        dask(args.documents)
    else:
        kill(args.rounds)


if __name__ == "__main__":
    main()
