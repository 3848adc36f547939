"""Copy that nobody would write: torn, spliced and repeated pieces of stories, pages and attacks, through decoding,
splitting, cleaning and filing. Whatever comes in, a record comes out that reads back as it is, or a reason.

For hours instead of seconds, led by coverage where atheris is installed: bench/hostile/fuzz.py.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.characters import one_line, wash
from wire.filing.intake import Bench, Prepared, prepare_copy
from wire.filing.raw import Raw
from wire.record import KEYS, Filed, identified, parse, write
from wire.settings import Wire

ROUNDS, MOST_SECONDS = 250, 2.0
DESK = Bench(ROOT, Wire(seconds=0))
ORIGIN = Filed("a.txt", "0" * 32, "1", "0" * 32)
EDITORS = frozenset("status embargo expires correction priority pinned breaking thread template save_as url".split())
JOINTS = (b"", b"\n", b"\n\n", b" ", b"\0", b"<p>", b"</div>", b"\xff\xfe", b"\xc3", b"Status: draft\n", b"<!--", b"\r")
ENCODINGS = ("utf-16", "utf-32-be", "cp1251", "cp500")
SEEDS = [path.read_bytes() for path in sorted((ROOT / "content" / "wire").glob("*.*"))] + [
    str(json.loads(line)["text"]).encode("utf-8", "replace")
    for line in (Path(__file__).parent / "data" / "hostile.jsonl").read_text("utf-8").splitlines()
]


def mutated(dice: random.Random) -> bytes:
    """Pieces of known copy, cut anywhere, repeated, in any encoding, with bytes changed."""
    pieces = []
    for _ in range(dice.randint(1, 5)):
        seed = dice.choice(SEEDS)
        start = dice.randrange(len(seed) + 1)
        piece = seed[start : start + int(dice.paretovariate(0.5)) + 20] * dice.choice((1, 1, 1, 2, 40))
        if dice.random() < 0.1:
            piece = piece.decode("utf-8", "replace").encode(dice.choice(ENCODINGS), "replace")
        pieces.append(piece)
    raw = bytearray(dice.choice(JOINTS).join(pieces)[:20_000])
    for _ in range(dice.choice((0, 0, 1, 3, 30)) if raw else 0):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(raw)


def timed(copy: Raw, raw: bytes) -> tuple[Prepared, float]:
    """What comes of the copy, and the processor seconds it took."""
    start = time.process_time()
    return prepare_copy(copy, raw, DESK), time.process_time() - start


def check(raw: bytes, *, html: bool) -> None:
    """Raises `AssertionError` where the copy does harm: what comes of it is lost, untrue, hostile or too dear."""
    copy = Raw("a.html" if html else "a.txt")
    prepared, took = timed(copy, raw)
    # Dear copy is dear every time; a busy machine is not.
    assert took < MOST_SECONDS or min(timed(copy, raw)[1] for _ in range(4)) < MOST_SECONDS
    assert "report this file" not in prepared.problem, prepared.problem
    assert bool(prepared.problem) != bool(prepared.record)
    if prepared.record is None:
        return
    record = identified(prepared.record, id="urn:uuid:0", slug="a", date="2024-05-03", filed=ORIGIN)
    assert parse(write(record)) == record
    assert not {name.lower() for name, _ in record.fields} & EDITORS
    assert all(name in KEYS and value == one_line(value) for name, value in record.fields)
    assert record.body == wash(record.body)


def test_mutated_copy_becomes_a_record_or_a_reason() -> None:
    for number in range(ROUNDS):
        dice = random.Random(number)  # noqa: S311
        check(mutated(dice), html=dice.random() < 0.5)


TEXTS = st.text(max_size=2000).map(lambda text: text.encode("utf-8", "replace"))


@given(st.binary(max_size=2000) | TEXTS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_bytes_become_a_record_or_a_reason(raw: bytes, html: bool) -> None:
    check(raw, html=html)
