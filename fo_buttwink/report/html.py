"""Pieces of HTML; whatever comes from names, fields or people is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Row = Sequence[str]


def paragraphs(sentences: Iterable[str], kind: str = "") -> str:
    """Make one paragraph per sentence or group of sentences."""
    opened = f'<p class="{escape(kind)}">' if kind else "<p>"
    return "".join(f"{opened}{escape(text)}</p>" for text in sentences)


def items(sentences: Iterable[str]) -> str:
    """Make a list; empty without entries."""
    found = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return f"<ul>{found}</ul>" if found else ""


def table(head: Row, rows: Iterable[Row], numbers: Iterable[int] = (), kind: str = "") -> str:
    """Make a table that scrolls by itself where it is too wide.

    Parameters
    ----------
    numbers
        Columns of numbers, from 0, which stand to the right.
    """
    right = set(numbers)

    def cells(tag: str, row: Row) -> str:
        return "".join(
            f"<{tag}{' class=n' if i in right else ''}>{escape(text)}</{tag}>"
            for i, text in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table class="{escape(kind)}"><thead><tr>{cells("th", head)}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def fold(title: str, inside: str, *, opened: bool = False) -> str:
    """Make a part that is closed at first on the screen; print opens it."""
    state = " open" if opened else ""
    return f"<details{state}><summary>{escape(title)}</summary>{inside}</details>"
