"""What MkDocs does beside its own work: pages of the repository, and links that lead into it.

Read by ``mkdocs.yml``. Pages that stand at the root of the repository or in ``benchmarks`` are
part of the site. A link to a file that is no page of the site leads to the file in the
repository where its address is known (``REPOSITORY_URL``), and is plain text elsewhere.
"""

from __future__ import annotations

import logging
import os
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ("CONTRIBUTING.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "SECURITY.md")
"""Pages at the root of the repository; those that are there."""
BENCHMARKS = ("panel_scale.md", "export_growth.md", "export_classifier.md")
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<to>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")
_ROLE = re.compile(r":(?:py:)?(?:func|class|meth|mod|data|attr|exc|obj):<code>(~?)([^<]*)</code>")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
log = logging.getLogger("mkdocs.plugins.site_hooks")


def on_config(config: Any) -> Any:
    """Name every format, and every page at the root of the repository, in the navigation."""
    names = sorted(p.name for p in (ROOT / "docs" / "formats").glob("*.md") if p.stem != "index")
    pages = {
        "FORMATS": ["formats/index.md", *(f"formats/{name}" for name in names)],
        "BESIDE": [name for name in BESIDE if (ROOT / name).is_file()],
    }

    def filled(items: Any) -> Any:
        if isinstance(items, list):
            return [filled(item) for item in items]
        if isinstance(items, dict):
            return {name: filled(item) for name, item in items.items()}
        return pages.get(items, items)

    config["nav"] = filled(config["nav"])
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that do not lie in ``docs``."""
    extra = [*BESIDE, *(f"benchmarks/{name}" for name in BENCHMARKS)]
    for name in extra:
        if (ROOT / name).is_file():
            files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    icon = str(ROOT / "assets" / "icon.svg")
    files.append(File.generated(config, "icon.svg", abs_src_path=icon))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Turn links that leave the site into links of the repository."""
    uri = page.file.src_uri
    inside = uri in BESIDE or uri.startswith("benchmarks/")
    folder = posixpath.dirname(uri if inside else f"docs/{uri}")

    def turned(match: re.Match[str]) -> str:
        to = match["to"]
        if re.match(r"[a-z]+:", to):
            return match[0]
        # Where it leads to in the repository, and what that is called in the site.
        there = posixpath.normpath(posixpath.join(folder, to))
        name = there.removeprefix("docs/")
        if not (ROOT / there).exists():
            log.warning("%s: a link leads to %s, which does not exist", uri, to)
            return match[0]
        if files.get_file_from_path(name):
            rel = posixpath.relpath(name, posixpath.dirname(uri) or ".")
            return f"[{match['text']}]({rel}{match['anchor'] or ''})"
        base = os.environ.get("REPOSITORY_URL", "").rstrip("/")
        if not base:
            return match["text"]
        kind = "tree" if (ROOT / there).is_dir() else "blob"
        return f"[{match['text']}]({base}/{kind}/main/{there})"

    out, at = [], 0
    for fence in _FENCE.finditer(markdown):
        out += [_LINK.sub(turned, markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*out, _LINK.sub(turned, markdown[at:])])


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Show roles of docstrings, such as ``:func:`~a.b```, as the names that they stand for."""

    def named(match: re.Match[str]) -> str:
        short = match[2].rsplit(".", 1)[-1] if match[1] else match[2].lstrip(".")
        return f"<code>{short}</code>"

    return _ROLE.sub(named, html)
