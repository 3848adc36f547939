"""Makes `plugins/press/check/data/schemaorg.json`: schema.org's types as far as a paper's pages need them.

`python bench/schemaorg.py`. Reads schema-dts, which is generated from schema.org's own definitions; npm fetches it.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "plugins/press/check/data/schemaorg.json"
VERSION = "2.1.0"
WANTED = """
AboutPage Action AdvertiserContentArticle AnalysisNewsArticle Article AskPublicNewsArticle AudioObject
BackgroundNewsArticle BlogPosting BreadcrumbList CollectionPage Comment ContactPage ContactPoint CorrectionComment
CreativeWork DefinedTerm EntryPoint FAQPage ImageObject Intangible ItemList ItemPage Language ListItem LiveBlogPosting
MediaObject NewsArticle NewsMediaOrganization OpinionNewsArticle Organization Person Place PostalAddress ProfilePage
PropertyValueSpecification QuantitativeValue Report ReportageNewsArticle ReviewNewsArticle SearchAction
SearchResultsPage SocialMediaPosting SpeakableSpecification StructuredValue Thing VideoObject WebPage WebPageElement
WebSite
""".split()
HEAD = re.compile(
    r"^(?:export )?interface (\w+?)(Base|Leaf) extends ([\w, <>\"|]+) \{$(.*?)^\}", re.MULTILINE | re.DOTALL
)
FIRST = re.compile(r"^interface ThingBase extends [^{]*\{$(.*?)^\}", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(r'^    "([\w-]+)"\?: SchemaValue<(.*?), "\1">;$', re.MULTILINE)


def fetch() -> str:
    """The definitions."""
    with tempfile.TemporaryDirectory() as box:
        subprocess.run(
            ["npm", "pack", "--silent", f"schema-dts@{VERSION}"], cwd=box, check=True, stdout=subprocess.DEVNULL
        )
        with tarfile.open(next(Path(box).glob("*.tgz"))) as packed:
            file = packed.extractfile("package/dist/schema.d.ts")
            return file.read().decode() if file else ""


def types(text: str) -> dict[str, Any]:
    """Each wanted type: what it is a kind of, and its own properties with the kinds they may hold."""
    found: dict[str, Any] = {}
    for name, _form, parents, body in HEAD.findall(text):
        above = {each.removesuffix("Base") for each in re.findall(r"\w+Base\b", parents)} - {name}
        entry = found.setdefault(name, {"of": set(), "has": {}})
        entry["of"] |= above
        entry["has"] |= dict(MEMBER.findall(body))
    thing = FIRST.search(text)
    found.setdefault("Thing", {"of": set(), "has": {}})["has"] = dict(MEMBER.findall(thing[1] if thing else ""))
    found["Thing"]["of"] = set()
    return found


def main() -> None:
    found = types(fetch())
    wanted = set(WANTED)
    while more := {parent for name in wanted for parent in found[name]["of"]} - wanted:
        wanted |= more
    table = {
        name: {
            "of": sorted(found[name]["of"]),
            "has": {
                key: [kind for kind in re.findall(r"\w+", kinds) if kind != "IdReference"]
                for key, kinds in sorted(found[name]["has"].items())
            },
        }
        for name in sorted(wanted)
    }
    lines = (f" {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in table.items())
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(table)} types, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
