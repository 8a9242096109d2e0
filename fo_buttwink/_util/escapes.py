"""Text of strangers (names, notes, fields, messages) put where some characters mean more."""

from __future__ import annotations

import re
from typing import Any

_MARKDOWN = re.compile(r"([\\`*\[\]<>|#~!&]|(?<![^\W_])_|_(?![^\W_]))")
"""An underscore inside of a word means nothing (CommonMark 6.2), as in the name of a field."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in Excel, LibreOffice or Google Sheets."""
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
"""Control characters, and those that turn the direction of what follows."""


def markdown(text: object) -> str:
    r"""Return a text that Markdown shows as it is: no link, picture, HTML, heading or new line.

    Examples
    --------
    >>> markdown("a_b <img src=x> [c](d)")
    'a_b \\<img src=x\\> \\[c\\](d)'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(_UNSHOWN.sub(" ", str(text)).split()))


def code(text: object) -> str:
    """Return a text for the inside of a Markdown code span, which knows no escapes.

    Examples
    --------
    >>> code("a`b")
    "a'b"
    """
    return " ".join(_UNSHOWN.sub(" ", str(text)).split()).replace("`", "'")


def cell(value: Any) -> Any:
    """Return a value for a cell of CSV that no spreadsheet takes for a formula.

    A text that could be one begins with an apostrophe then, which spreadsheets hide; numbers
    stay. :func:`uncelled` is the inverse.

    Examples
    --------
    >>> cell("=1+1"), cell("-a"), cell(-1.5), cell("a=b")
    ("'=1+1", "'-a", -1.5, 'a=b')
    """
    if not isinstance(value, str):
        return value
    bare = value.lstrip("'")
    return f"'{value}" if bare.startswith(_FORMULA) else value


def uncelled(text: str) -> str:
    """Return what :func:`cell` was given, whether or not it had to be changed.

    Examples
    --------
    >>> uncelled("'=1+1"), uncelled("'twas")
    ('=1+1', "'twas")
    """
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_FORMULA) else text


def stem(text: str, otherwise: str) -> str:
    """Return a name for a file: no option, no formula, no control character, not too long.

    Examples
    --------
    >>> stem("--help", "video"), stem("=a", "video"), stem("a b", "video"), stem("-", "video")
    ('help', 'a', 'a b', 'video')
    """
    clean = _UNSHOWN.sub("_", text).lstrip("".join(_FORMULA) + " .")
    while len(clean.encode(errors="replace")) > _LONGEST:
        clean = clean[:-1]
    return clean.encode(errors="replace").decode() or otherwise


_LONGEST = 180
"""Bytes, so that 255 are enough with what is added to tell one file from another."""
