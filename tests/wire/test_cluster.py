"""An import over a real Dask cluster whose workers die: nothing is lost, nothing is there twice."""

from __future__ import annotations

import signal
from pathlib import Path

import archive_kit as kit
import pytest
from wire.archive import formats
from wire.archive.cluster import NoClusterError
from wire.archive.take import Wish, take_in
from wire.filing import House
from wire.settings import Wire

COUNT = 90


def house(place: Path) -> House:
    return House(place / "content", place / "cache", Wire(workers=1), 1764000000.0)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_worker_killed_half_way_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "PACKED_PART", 8_000)
    monkeypatch.setattr(formats, "PART", 20_000)
    kit.warc(tmp_path / "crawl.warc.gz", COUNT)
    kit.wxr(tmp_path / "export.xml", COUNT)
    alone, many = house(tmp_path / "alone"), house(tmp_path / "many")
    places = [str(tmp_path / "crawl.warc.gz"), str(tmp_path / "export.xml")]
    one = [tally for _, tally, _, _ in take_in(alone, places, Wish(records=True), lambda *_: None)]
    with kit.cluster(tmp_path, 2) as (address, workers):
        calls = 0

        def kill(place: str, done: int, total: int, entries: int) -> None:
            nonlocal calls
            calls += 1
            if calls == 4:
                workers[0].send_signal(signal.SIGKILL)

        wish = Wish(records=True, dask=address)
        two = [tally for _, tally, _, _ in take_in(many, [f"local://{place}" for place in places], wish, kill)]
        assert calls > 8
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
        assert two == one
        assert tree(many.news) == tree(alone.news)

        plain = house(tmp_path / "plain")
        copied = next(iter(take_in(plain, places[:1], Wish(), lambda *_: None)))[1]
        there = tmp_path / "shared"
        wish = Wish(dask=address, to=f"local://{there}")
        again = next(iter(take_in(many, places[:1], wish, lambda *_: None)))[1]
        assert again == copied
        shop = there / ".import"
        assert not list(shop.iterdir())
        shop.rmdir()
        assert tree(there) == tree(plain.copy)


def test_when_all_workers_are_gone_the_import_ends_and_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "PACKED_PART", 8_000)
    kit.warc(tmp_path / "crawl.warc.gz", COUNT)
    at, places = house(tmp_path), [str(tmp_path / "crawl.warc.gz")]
    with kit.cluster(tmp_path, 1) as (address, (worker,)):

        def kill(*_: object) -> None:
            worker.kill()
            monkeypatch.setattr("wire.archive.cluster.WAIT", 1)

        with pytest.raises(NoClusterError, match="workers are gone"):
            list(take_in(at, places, Wish(dask=address), kill))
    tally = next(iter(take_in(at, places, Wish(), lambda *_: None)))[1]
    assert (tally.filed, tally.held) == (COUNT, 0)


def test_no_cluster_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wire.archive.cluster.WAIT", 1)
    kit.jsonl(tmp_path / "copy.jsonl", 1)
    with pytest.raises(NoClusterError, match="no Dask scheduler"):
        list(take_in(house(tmp_path), [str(tmp_path / "copy.jsonl")], Wish(dask="tcp://127.0.0.1:9"), lambda *_: None))
