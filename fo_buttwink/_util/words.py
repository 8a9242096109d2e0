"""How numbers stand in the sentences that a person reads."""

from __future__ import annotations

import math

_MAX_DECIMALS = 12
_MOST_AT_ONCE = 3
"""Decimals that a value gets only because its limit has them."""


def rounded(value: float | None, decimals: int = 0) -> str:
    """Return a number in words: rounded, without a minus before zero, and never ``nan``.

    Parameters
    ----------
    value
        Any number; what is missing, NaN or infinite reads ``unknown``.
    decimals
        Digits behind the point.

    Examples
    --------
    >>> rounded(4.96, 1), rounded(-0.2), rounded(float("nan"))
    ('5.0', '0', 'unknown')
    """
    if value is None or not math.isfinite(value):
        return "unknown"
    # As it is stored: 7.4996 reads alike in the table of an analysis and of a dataset.
    text = f"{round(value, max(3, decimals)):.{decimals}f}"
    return text if float(text) else text.lstrip("-")


def below(value: float, decimals: int = 0) -> str:
    """Return a measured number rounded down, so that it never reads as more than it is.

    Grades and timings begin at round numbers: rounded to the nearest, 4.8 deg without a wink would
    read like the 5 deg at which one begins.

    Parameters
    ----------
    value
        Any number; what is NaN or infinite reads ``unknown``. No grade is made of what is
        negative, so that is rounded to the nearest, as in the App.
    decimals
        Digits behind the point.

    Examples
    --------
    >>> below(4.96, 1), below(89.9), below(-0.4)
    ('4.9', '89', '0')
    """
    if not value > 0 or not math.isfinite(value):
        return rounded(value, decimals)
    step = 10.0**decimals
    return rounded(math.floor(value * step + 1e-9) / step, decimals)


def against(value: float, limit: float) -> tuple[str, str]:
    """Return a measured number and the limit that it is held against, as two texts.

    The limit is stated as it is. The value is rounded to as many decimals as the limit has, or
    more if it takes more to read as greater than, less than or equal to the limit, as it is.

    Parameters
    ----------
    value, limit
        In the same unit; what is NaN or infinite reads ``unknown``.

    Examples
    --------
    >>> against(9.3, 5.7)
    ('9.3', '5.7')
    >>> against(5.04, 5.0)
    ('5.04', '5')
    >>> against(59.6, 60)
    ('59.6', '60')
    """
    if not (math.isfinite(value) and math.isfinite(limit)):
        return rounded(value), rounded(limit) if not math.isfinite(limit) else _plain(limit)
    text = _plain(limit)
    behind = text.partition(".")[2]
    first = len(behind) if behind.isdigit() else 0
    for decimals in range(min(first, _MOST_AT_ONCE), _MAX_DECIMALS + 1):
        shown = rounded(value, decimals)
        if _order(float(shown), float(text)) == _order(value, limit):
            return shown, text
    return repr(float(value)), repr(float(limit))


def many(number: int, one: str) -> str:
    """Return a number of things, such as ``3 videos``.

    Examples
    --------
    >>> many(1, "video"), many(1200, "repetition")
    ('1 video', '1,200 repetitions')
    """
    return f"{number:,} {one}{'s' * (number != 1)}"


def _plain(limit: float) -> str:
    """Return a number that somebody chose, without the noise of its last binary digits."""
    text = f"{limit:.10g}"
    return text if float(text) else "0"


def _order(a: float, b: float) -> int:
    return (a > b) - (a < b)
