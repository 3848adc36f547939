"""Stories that are to stay in, however their headers are written: twice, continued, with a mark, from Windows."""

from __future__ import annotations

import codecs
from pathlib import Path

from press_site import Site, record

HEADERS = (
    "Status: draft", "status: DRAFT", "STATUS:   Draft  ", "Status: withdrawn", "Status: drafts", "Status: wibble",
    "Status: published\nStatus: draft", "Status: draft\nStatus: published", "Status:\n    draft",
    "Status:\nStatus: draft",
    "Embargo: 2099-01-01 06:00+00:00", "Embargo: 2001-01-01\nEmbargo: 2099-01-01", "Embargo:\n    2099-01-01",
    "Embargo: tomorrow", "Expires: 2001-01-01", "Expires: 2099-01-01\nExpires: 2001-01-01", "Date: 2099-01-01",
)  # fmt: skip


def test_nothing_of_a_story_that_stays_in_is_out(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", SITEURL="https://paper.example")
    site.write("news/out.md", record("Out", "2024-05-03"))
    for number, header in enumerate(HEADERS):
        rest = "" if header.startswith("Date") else "Date: 2024-05-03\n"
        for kind in "abc":
            title = f"Title: Secretword {number}\nSlug: {kind}{number}"
            text = f"{title}\n{rest}{header}\nTags: secretword\n\nThe secretword of the story.\n".encode()
            if kind == "b":
                text = codecs.BOM_UTF8 + text.replace(b"\n", b"\r\n")
            elif kind == "c":
                text = b"---\r" + text.replace(b"\n\n", b"\n---\n\n").replace(b"\n", b"\r")
            site.write(f"news/{kind}{number}.md", text)
    link = site.root / "content" / "news" / "link.md"
    link.symlink_to(site.write("secretword.txt", record("Secretword", "2024-05-03")))
    site.build()
    output = site.root / "output"
    files = [path for path in output.rglob("*") if path.is_file()]
    assert (output / "news" / "out" / "index.html").is_file()
    assert [path for path in files if "secretword" in (path.name + path.read_text("utf-8", "replace")).lower()] == []
