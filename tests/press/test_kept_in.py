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


ODD = {
    "Lang": ("a" * 5000, "../../x", "<script>", "x" * 300, "de_DE", "\U0001f600"),
    "Aliases": ("a" * 5000, f"/a/{'語' * 99}", f"/{'/'.join('a' * 199 for _ in range(11))}/", "/%2e%2e/%2e%2e/x"),
    "Modified": ("9999-12-31T23:59:59-14:00", "0001-01-01", "0001-01-01T00:00:00+14:00", "1e999", "99999999999999999"),
    "Date": ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "-0044-03-15", "٣ مايو ٢٠٢٤"),
    "Embargo": ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    "Category": ("a" * 5000, "../../x", "..", "<script>alert(1)</script>", "/", "\u200b", "CON"),
    "Tags": (
        "a" * 5000,
        "../../x; ..; .; CON; \u200b; {slug}; %s",
    ),
    "Authors": (
        "a" * 5000,
        "../../x; ..; .; \u202eeman",
    ),
    "Place": (
        "a" * 5000,
        "../..",
    ),
    "Thread": (
        "a" * 5000,
        "..",
    ),
    "Translation_Of": ("a" * 5000, "..", "index"),
    "Image": ("a" * 5000, "../../x.png", "//evil.example/x.png", "javascript:x", "{static}../../x.png", "http://[::1"),
    "Original": ("http://[::1", "http://a b", "javascript:alert(1)", "//evil.example"),
    "Save_As": ("../../x", "/etc/x"),
    "Url": ("../../x", "javascript:x"),
    "Template": ("../../x", "base"),
    "Priority": ("1e999", "nan", "9" * 5000),
    "Correction": ("9999-12-31T23:59:59-14:00 Wrong", "0001-01-01 Wrong", "a" * 5000),
}


def test_no_header_stops_the_site_or_leads_out_of_it(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", SITEURL="https://paper.example", PRESS={"text_edition": True})
    for key, values in ODD.items():
        for number, value in enumerate(values):
            head = {"Title": f"{key} {number}", "Date": "2024-05-03", "Slug": f"{key}-{number}".lower()}
            lines = "".join(f"{name}: {said}\n" for name, said in (head | {key: value}).items())
            site.write(f"news/{key}{number}.md", f"{lines}\nThe words of {key} {number}.\n")
    outcome = site.build()
    held = {path for path, _ in outcome.held}
    shown = {path for path in site.files() if path.startswith("news/")}
    never = {"news/Embargo1.md"}
    assert len(shown) >= sum(map(len, ODD.values())) - len(held | never)
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
    assert all(len(step.encode()) <= 255 for path in site.files() for step in path.split("/"))
    assert {path.split("/")[0] for path in site.files()}.isdisjoint({"etc", ".."})
