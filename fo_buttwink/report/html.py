"""Pieces of HTML; whatever comes from names, fields or people is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Row = Sequence[str]
NONE = "–"
"""Where there is nothing."""


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
    body = "".join(f"<tr>{_cells('td', row, right)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table class="{escape(kind)}"><thead><tr>'
        f"{_cells('th', head, right)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def filled_table(head: Row, rows: Sequence[Row], numbers: Iterable[int] = ()) -> str:
    """Make a table without the columns that no row fills."""
    kept = [i for i in range(len(head)) if any(row[i] != NONE for row in rows)]
    right = set(numbers)
    return table(
        [head[i] for i in kept],
        [[row[i] for i in kept] for row in rows],
        [place for place, i in enumerate(kept) if i in right],
    )


def grouped_table(
    head: Row, rows: Iterable[tuple[str, str, Row, str]], numbers: Iterable[int] = ()
) -> str:
    """Make a table whose rows stand below the name of their group, each with a remark below it.

    Parameters
    ----------
    rows
        Name, group, cells and remark; rows of a group lie together.
    """
    right = set(numbers)
    parts, last = [], None
    for name, group, row, remark in rows:
        if group != last:
            parts.append(f"<tr class=group><th colspan={len(head)}>{escape(group)}</th></tr>")
            last = group
        parts.append(f'<tr data-rep="{escape(name)}">{_cells("td", row, right)}</tr>')
        if remark:
            parts.append(f"<tr class=remark><td></td><td colspan={len(head) - 1}>{escape(remark)}"
                         "</td></tr>")  # fmt: skip
    return (
        f'<div class="wide"><table><thead><tr>{_cells("th", head, right)}</tr></thead>'
        f"<tbody>{''.join(parts)}</tbody></table></div>"
    )


def _cells(tag: str, row: Row, right: set[int]) -> str:
    return "".join(
        f"<{tag}{' class=n' if i in right else ''}>{escape(text)}</{tag}>"
        for i, text in enumerate(row)
    )


def fold(title: str, inside: str, *, opened: bool = False, printed: bool = True) -> str:
    """Make a part that can be closed.

    Parameters
    ----------
    opened
        Open at first.
    printed
        Opened for the print; else printed only where somebody has opened it.
    """
    kind = " class=printed" if printed else ""
    state = " open" if opened else ""
    return f"<details{kind}{state}><summary>{escape(title)}</summary>{inside}</details>"
