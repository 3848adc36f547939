"""Whatever bytes come in: the right text goes out, or the file is refused. Nothing is mangled in silence."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.decode import decode
from wire.mojibake import repaired

TEXTS = {
    row["lang"]: str(row["text"])
    for row in map(json.loads, (Path(__file__).parent / "data" / "languages.jsonl").read_text("utf-8").splitlines())
}

RIGHT = {
    "utf-8": "en de ru ar zh-hans",
    "utf-8-sig": "en de ru ar zh-hans",
    "utf-16": "en ru zh-hans",
    "utf-16-le": "en ru th ja zh-hans ko",
    "utf-16-be": "en ru th ja zh-hans ko",
    "utf-32": "en ru zh-hans",
    "utf-32-le": "en ru zh-hans",
    "utf-7": "fr ru",
    "cp1252": "en de fr es pt sv",
    "latin-1": "de es sv",
    "iso8859-15": "de fr es",
    "mac-roman": "en de fr es pt sv",
    "cp850": "de fr es sv pt",
    "cp437": "de es sv",
    "cp1250": "pl cs hu",
    "iso8859-2": "pl cs hu",
    "cp852": "pl cs hu",
    "mac-latin2": "pl cs hu",
    "cp1254": "tr",
    "iso8859-9": "tr",
    "cp1257": "lt",
    "iso8859-13": "lt",
    "cp1251": "ru uk bg",
    "koi8-r": "ru bg",
    "koi8-u": "uk",
    "iso8859-5": "ru uk bg",
    "cp866": "ru bg",
    "mac-cyrillic": "ru uk bg",
    "cp1253": "el",
    "iso8859-7": "el",
    "cp1255": "he",
    "iso8859-8": "he",
    "cp1256": "ar",
    "iso8859-6": "ar",
    "cp874": "th",
    "shift_jis": "ja",
    "euc-jp": "ja",
    "iso-2022-jp": "ja",
    "gb2312": "zh-hans",
    "gb18030": "zh-hans zh-hant",
    "hz": "zh-hans",
    "big5": "zh-hant",
    "euc-kr": "ko",
    "iso2022-kr": "ko",
    "cp500": "de en",
}
"""Encodings whose texts are read right, with the languages tried."""

REFUSED = {"johab": "ko", "cp1026": "tr", "cp875": "el"}
"""Encodings that are met too seldom to be guessed: they must be refused."""

PAIRS = [(encoding, lang) for encoding, langs in RIGHT.items() for lang in langs.split()]


def encoded(encoding: str, lang: str) -> tuple[bytes, str]:
    """A text's bytes, and what is left of it where the encoding lacks a sign."""
    raw = TEXTS[lang].encode(encoding, "ignore")
    return raw, unicodedata.normalize("NFC", raw.decode(encoding)).lstrip("\ufeff")


@pytest.mark.parametrize(("encoding", "lang"), PAIRS, ids=[f"{encoding}-{lang}" for encoding, lang in PAIRS])
def test_the_text_is_read_right(encoding: str, lang: str) -> None:
    raw, text = encoded(encoding, lang)
    found = decode(raw)
    assert not found.problem
    assert unicodedata.normalize("NFC", found.text).lstrip("\ufeff") == text


@pytest.mark.parametrize(("encoding", "lang"), REFUSED.items())
def test_a_rare_encoding_is_refused(encoding: str, lang: str) -> None:
    assert "encoding" in decode(encoded(encoding, lang)[0]).problem


@pytest.mark.parametrize("lang", ["de", "ru", "ja"])
def test_a_page_is_read_by_its_declared_charset(lang: str) -> None:
    encoding = {"de": "iso-8859-1", "ru": "koi8-r", "ja": "shift_jis"}[lang]
    page = f'<html><head><meta charset="{encoding}"><title>x</title></head><p>{TEXTS[lang]}</p></html>'
    raw = page.encode(encoding, "ignore")
    assert decode(raw, html=True).text == raw.decode(encoding)


@pytest.mark.parametrize("lang", list(TEXTS))
@pytest.mark.parametrize("reader", ["cp1252", "latin-1", "cp1251", "mac_roman"])
def test_mojibake_is_repaired_and_recorded(lang: str, reader: str) -> None:
    garbled = "".join(_as_read(byte, reader) for byte in TEXTS[lang].encode())
    text, note = repaired(f"{TEXTS[lang]}\n{garbled}")
    assert text == f"{TEXTS[lang]}\n{TEXTS[lang]}"
    assert "repaired" in note


def _as_read(byte: int, reader: str) -> str:
    try:
        return bytes([byte]).decode(reader)
    except UnicodeError:
        return chr(byte)


@pytest.mark.parametrize("text", [*TEXTS.values(), "Le “CAFÉ” est ouvert, CAFÉ… oui, dans la rue", "SÃO PAULO"])
def test_sound_text_is_left_alone(text: str) -> None:
    assert repaired(text) == (text, "")


@pytest.mark.parametrize(
    "raw",
    [b"", b" \n\t\n", bytes(range(256)) * 64, b"\x7fELF\x02\x01\x01" + bytes(5000), b"PK\x03\x04rest", b"\xff\xd8\xff"],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    assert decode(raw).problem


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_it_raise(raw: bytes, html: bool) -> None:
    found = decode(raw, html=html)
    assert bool(found.text) != bool(found.problem)


MAIL = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a"


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n {\\rtf1\\ansi Hello}", b"\n%PDF-1.7\n1 0 obj\n", b"%!PS-Adobe-3.0\n(a) show\n", MAIL,
        b"Subject: x\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b'<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>',
    ],
)  # fmt: skip
def test_what_only_carries_text_is_refused(raw: bytes) -> None:
    assert "not text but" in decode(raw).problem


@pytest.mark.parametrize(
    "raw",
    [b"Content-Type: text/html\n\nThe ferry sails.\n", b"Subject: draft\n\nThe ferry.\n", b'<?xml version="1.0"?>\nA'],
)  # fmt: skip
def test_a_line_that_poses_as_a_header_is_text(raw: bytes) -> None:
    assert decode(raw).text == raw.decode()


def test_a_character_cut_off_at_the_end_is_said_and_no_other_alphabet() -> None:
    cut = "The café is open, said the man in the café.".encode() + b"\xc3"
    assert decode(cut).text.endswith("café.\ufffd")
    assert decode(b"The ferry of the islands was late and the cafe was cl\xc3").problem
