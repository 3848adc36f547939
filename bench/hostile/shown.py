"""Checks that texts reach the screen as they are: every line {"text": …} of the .jsonl files in a folder, through
`wire`'s Markdown and both engines. Usage: python bench/hostile/shown.py FOLDER"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests" / "wire")]

from test_markdown import assert_shows, block  # noqa: E402
from wire.characters import wash  # noqa: E402


def wrong(text: str) -> bool:
    """Whether a text is shown otherwise than it stands: alone, in a sentence, below another line, line by line."""
    for form in (text, f"He said {' '.join(text.split())} twice.", f"x\n{text}"):
        for blocks in ([block(form)], [block(line) for line in form.split("\n")]):
            try:
                assert_shows(blocks, form)
            except AssertionError:
                return True
    return False


def main() -> None:
    """Prints, for each file, how many texts there are and how many are shown wrongly."""
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl")):
        texts = [wash(json.loads(line)["text"]) for line in path.read_text("utf-8").splitlines()]
        print(f"{path.name}: {len(texts)} texts, {sum(map(wrong, texts))} shown wrongly")


if __name__ == "__main__":
    main()
