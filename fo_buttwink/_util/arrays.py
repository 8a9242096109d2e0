"""Arrays of numbers in which some are missing: runs, and what lies between."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
SAME_S = 1e-9
"""Times that are closer than this are one; a difference of times is not exact to the last digit."""


def number_or_none(value: float | np.floating | None, digits: int = 2) -> float | None:
    """Round a number for JSON; ``None`` where it is missing or not finite, and never -0.

    Examples
    --------
    >>> number_or_none(-0.001), number_or_none(float("nan"))
    (0.0, None)
    """
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0


def frames_in(duration_s: float, time_s: FloatArray) -> int:
    """Return how many frames last so long, by the median step of their times.

    Half a frame is common (0.5 s at 15, 25 or 75 frames per second). It becomes the even number,
    whatever the last digit of the times, which differs between a video and a later part of it.

    Examples
    --------
    >>> frames_in(0.5, np.arange(9) / 15.0), frames_in(0.5, 1000.0 + np.arange(9) / 15.0)
    (8, 8)
    """
    return round(round(duration_s / float(np.median(np.diff(time_s))), 6))


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the half-open index ranges in which a mask is true.

    Examples
    --------
    >>> runs(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def interpolate_between(
    values: FloatArray, known: npt.NDArray[np.bool_], time_s: FloatArray
) -> FloatArray:
    """Fill the rows that are not ``known`` linearly from the known ones before and after.

    Parameters
    ----------
    values
        (T,) or (T, ...).
    known
        (T,) rows that stay as they are. One that holds NaN is missing, and so are its neighbours.
    time_s
        (T,) seconds, strictly increasing.

    Returns
    -------
    Array like ``values``; NaN before the first and after the last known row.

    Examples
    --------
    >>> known = np.array([True, False, True, False])
    >>> interpolate_between(np.array([1.0, 9.0, 3.0, 9.0]), known, np.arange(4.0))
    array([ 1.,  2.,  3., nan])
    """
    rows, between = np.flatnonzero(known), np.flatnonzero(~known)
    place = np.searchsorted(rows, between)
    inside = (place > 0) & (place < len(rows))
    out = values.copy()
    out[between[~inside]] = np.nan
    between, place = between[inside], place[inside]
    before, after = rows[place - 1], rows[place]
    share = (time_s[between] - time_s[before]) / (time_s[after] - time_s[before])
    weight = share.reshape(-1, *[1] * (values.ndim - 1))
    out[between] = (1.0 - weight) * values[before] + weight * values[after]
    return out
