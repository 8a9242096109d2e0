"""Check a built site: every inner link and anchor exists, and nothing is fetched from elsewhere.

``python tools/check_site.py .site`` prints what is wrong and ends with 1, or with 0 if nothing is.
MkDocs looks at links of the Markdown; this looks at what a browser gets, theme and all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {
    ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"),
    ("audio", "src"), ("embed", "src"), ("object", "data"), ("link", "href"),
}  # fmt: skip
"""What a browser fetches by itself when a page opens. Links of ``rel=canonical`` are not."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors.update(values[name] for name in ("id", "name") if values.get(name))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        for name, value in values.items():
            if (tag, name) in FETCHED and values.get("rel") not in ("canonical", "next", "prev"):
                self.fetched.append(value)


def faults(site: Path) -> Iterator[str]:
    """Say everything that is wrong, in sentences."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        page = _Page()
        page.feed(file.read_text(encoding="utf-8"))
        pages[file.resolve()] = page
    for file, page in pages.items():
        name = file.relative_to(site.resolve()).as_posix()
        for address in page.fetched:
            if _elsewhere(address):
                yield f"{name}: {address} is fetched from elsewhere"
        # The page for what is not found stands at every address, so its links begin at the root.
        for address in [] if name == "404.html" else [*page.links, *page.fetched]:
            problem = _dead(address, file, pages)
            if problem:
                yield f"{name}: {address} {problem}"
    for sheet in sorted(site.rglob("*.css")):
        for piece in sheet.read_text(encoding="utf-8").split("url(")[1:]:
            address = piece.split(")")[0].strip("'\"")
            if _elsewhere(address):
                yield f"{sheet.relative_to(site)}: {address} is fetched from elsewhere"


def _elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def _dead(address: str, file: Path, pages: Mapping[Path, _Page]) -> str:
    """Say what a link of a page lacks; nothing if it leads somewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target = target / "index.html"
    if not target.is_file():
        return "leads to no file"
    anchor = unquote(parts.fragment)
    known = not anchor or target not in pages or anchor in pages[target].anchors | {"__skip"}
    return "" if known else "leads to no anchor"


def main() -> int:
    """Print all faults."""
    found = list(dict.fromkeys(faults(Path(sys.argv[1]))))
    print("\n".join(found) or f"{sys.argv[1]}: no dead link, and nothing is fetched from elsewhere")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
