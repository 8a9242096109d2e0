"""Put the sections together to one page that needs no network and prints well."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from . import figures
from .data import ReportData
from .sections import SECTIONS

_FOLDER = Path(__file__).parent


def page(data: ReportData) -> Iterator[str]:
    """Yield the page, piece by piece.

    Parameters
    ----------
    data
        What is on it.
    """
    title = escape(data.options.title)
    # No address is allowed but data in the page itself: whatever were in it, nothing is fetched.
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline' 'unsafe-eval'"
    )
    yield (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_file('page.css')}</style>"
    )
    parts = [section(data) for section in SECTIONS]
    drawn = any('class="figure"' in part for part in parts if part)
    if drawn:
        yield figures.script()
    yield f"</head><body><h1>{title}</h1>"
    for part in parts:
        if part:
            yield part
    if drawn:
        yield f"<script>{_file('print.js')}</script>"
    yield "</body></html>\n"


def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
