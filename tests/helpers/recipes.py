"""The recipes of ``docs/extending.md``, as changes of the package."""

from __future__ import annotations

import re

import layers

PAGE = layers.ROOT / "docs" / "extending.md"
_DIFF = re.compile(r"^```diff\n--- (?P<file>\S+)\n(?P<lines>.*?)^```", re.M | re.S)
_FILE = re.compile(r"<!-- file: (?P<file>\S+) -->\n```python\n(?P<code>.*?)^```", re.M | re.S)


def recipes() -> dict[str, str]:
    """Text of each recipe, by its heading."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def changes(name: str) -> list[tuple[str, str, str]]:
    """File, text that stands there, and text to put there, of each change of a recipe.

    Lines that begin with a space or ``-`` stand there; those with a space or ``+`` are put there.
    """
    found = []
    for match in _DIFF.finditer(recipes()[name]):
        lines = match["lines"].splitlines(keepends=True)
        assert all(line[0] in " +-" for line in lines), f"{name}: {match['file']}"
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert old and old != new, f"{name}: {match['file']} has nothing to hold on to"
        found.append((match["file"], old, new))
    return found


def files(name: str) -> dict[str, str]:
    """Content of each new file of a recipe, by its path below the package."""
    return {match["file"]: match["code"] for match in _FILE.finditer(recipes()[name])}
