"""Check a built site: every inner link and anchor exists, and nothing is fetched from elsewhere.

``python tools/check_site.py .site`` prints what is wrong and ends with 1, or with 0 if nothing is.
MkDocs looks at links of the Markdown; this looks at what a browser gets, theme and all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
    """Everything that is wrong, as sentences."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        page = _Page()
        page.feed(file.read_text(encoding="utf-8"))
        pages[file.resolve()] = page
    for file, page in pages.items():
        name = file.relative_to(site.resolve()).as_posix()
        for address in page.fetched:
            parts = urlsplit(address)
            if parts.scheme not in ("", "data") or parts.netloc:
                yield f"{name}: {address} is fetched from elsewhere"
        # The page for what is not found stands at every address, so its links begin at the root.
        if name == "404.html":
            continue
        for address in [*page.links, *page.fetched]:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if target.is_dir():
                target = target / "index.html"
            if not target.is_file():
                yield f"{name}: {address} leads to no file"
            elif parts.fragment and target in pages:
                if unquote(parts.fragment) not in pages[target].anchors | {"__skip", ""}:
                    yield f"{name}: {address} leads to no anchor"
    for sheet in site.rglob("*.css"):
        for piece in sheet.read_text(encoding="utf-8").split("url(")[1:]:
            address = piece.split(")")[0].strip("'\"")
            if address.startswith(("http:", "https:", "//")):
                yield f"{sheet.relative_to(site)}: {address} is fetched from elsewhere"


def main() -> int:
    """Print all faults."""
    found = list(dict.fromkeys(faults(Path(sys.argv[1]))))
    print("\n".join(found) or f"{sys.argv[1]}: no dead link, and nothing is fetched from elsewhere")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
