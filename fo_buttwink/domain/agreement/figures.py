"""Figures of agreement with intervals, all from sums over videos.

Repetitions of one video are alike: same lifter, same camera, and mostly the same error. An interval
that takes them as independent is too narrow. So videos are drawn anew, with replacement, and every
figure is computed from the sums of the videos that were drawn (a cluster bootstrap, percentiles).
That is why the figures are written as functions of sums, over any leading axes: thousands of draws
are one product of two matrices, which no library's function of the raw values can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import AgreementConfig

_AT_ONCE = 4_000_000
"""Numbers of one block of draws, for memory."""
_MOST_LOST = 0.2
"""Largest share of draws in which a figure may be undefined; *convention*."""


@dataclass(frozen=True)
class Figure:
    """A number with its interval, or the reason why there is none."""

    value: float | None
    interval: tuple[float, float] | None = None
    reason: str = ""
    """Why the value, or only its interval, is missing."""


class Sums:
    """Sums over the repetitions of each video, and the same of videos that are drawn anew.

    Parameters
    ----------
    videos
        (P,) video of each pair of repetitions.
    terms
        (P, K) what is summed up, by name; a row of zeros where a pair says nothing.
    seed
        The same seed draws the same videos.
    """

    def __init__(
        self,
        videos: npt.NDArray[np.integer],
        terms: Mapping[str, FloatArray],
        config: AgreementConfig,
        seed: int,
    ) -> None:
        self.config = config
        _, codes = np.unique(videos, return_inverse=True)
        ends = np.cumsum([0, *(values.shape[1] for values in terms.values())])
        self._columns = {name: slice(ends[i], ends[i + 1]) for i, name in enumerate(terms)}
        self._by_video = np.zeros((codes.max() + 1 if len(codes) else 0, ends[-1]))
        if len(codes):
            np.add.at(self._by_video, codes, np.hstack(list(terms.values())))
        self._drawn = _draw(self._by_video, config.draws, seed)

    def total(self, name: str) -> FloatArray:
        """(K,) sums over all videos."""
        return np.asarray(self._by_video[:, self._columns[name]].sum(axis=0))

    def figure(self, name: str, of: Callable[[FloatArray], FloatArray], undefined: str) -> Figure:
        """Return one figure with its interval.

        Parameters
        ----------
        of
            The figure from (..., K) sums; NaN where it is not defined.
        undefined
            The reason to give where the figure is not defined.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            value = float(of(self.total(name)))
            if not np.isfinite(value):
                return Figure(None, None, undefined)
            columns = self._columns[name]
            videos = int(self._by_video[:, columns].any(axis=1).sum())
            least = self.config.min_videos
            if videos < least:
                why = f"an interval needs at least {least} videos; there are {videos}"
                return Figure(value, None, why)
            drawn = of(self._drawn[:, columns])
        known = drawn[np.isfinite(drawn)]
        if len(known) < (1.0 - _MOST_LOST) * len(drawn):
            return Figure(value, None, "too few videos differ for an interval")
        tail = 50.0 * (1.0 - self.config.interval)
        low, high = np.percentile(known, [tail, 100.0 - tail])
        return Figure(value, (float(low), float(high)))


def _draw(sums: FloatArray, draws: int, seed: int) -> FloatArray:
    """(draws, K) sums of as many videos as there are, drawn with replacement from (V, K) sums."""
    rng = np.random.default_rng(seed)
    number = len(sums)
    out = np.zeros((draws, sums.shape[1]))
    step = max(1, _AT_ONCE // max(number, 1))
    for first in range(0, draws if number else 0, step):
        rows = min(step, draws - first)
        drawn = rng.integers(number, size=(rows, number)) + number * np.arange(rows)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=rows * number).reshape(rows, number)
        out[first : first + rows] = weights.astype(float) @ sums
    return out


def share(sums: FloatArray) -> FloatArray:
    """Share of (..., 2) sums: of how many, how many do."""
    return np.asarray(sums[..., 0] / sums[..., 1])


def kappa(counts: FloatArray, *, linear: bool = False) -> FloatArray:
    """Cohen's kappa: agreement beyond what chance gives.

    Parameters
    ----------
    counts
        (..., K * K) how often A says row and B says column, row by row.
    linear
        Weigh a disagreement by how many classes lie between; only for ordered classes.

    Returns
    -------
    array
        (...,), NaN where chance alone would agree always.
    """
    size = round(counts.shape[-1] ** 0.5)
    table = counts.reshape(*counts.shape[:-1], size, size)
    table = table / table.sum(axis=(-2, -1), keepdims=True)
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    cost = apart if linear else (apart > 0).astype(float)
    chance = table.sum(axis=-1)[..., :, None] * table.sum(axis=-2)[..., None, :]
    expected = (cost * chance).sum(axis=(-2, -1))
    found = 1.0 - (cost * table).sum(axis=(-2, -1)) / expected
    return np.asarray(np.where(expected > 1e-12, found, np.nan))


def moments(a: FloatArray, b: FloatArray) -> FloatArray:
    """(P, 6) terms whose sums :func:`bias`, :func:`spread` and :func:`icc` are made of."""
    return np.column_stack([np.ones_like(a), a, b, a * a, b * b, a * b])


def bias(sums: FloatArray) -> FloatArray:
    """Mean of A minus B, from sums of :func:`moments`."""
    return np.asarray((sums[..., 1] - sums[..., 2]) / sums[..., 0])


def spread(sums: FloatArray) -> FloatArray:
    """Return the standard deviation of A minus B."""
    n, a, b, aa, bb, ab = np.moveaxis(sums, -1, 0)
    squares = aa + bb - 2.0 * ab - (a - b) ** 2 / n
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) / (n - 1.0)))


def icc(sums: FloatArray) -> FloatArray:
    """ICC(2,1): two-way random effects, absolute agreement, one measurement (Shrout, Fleiss 1979).

    With two sources its mean squares follow from the sums and differences of both values.
    """
    n, a, b, aa, bb, ab = np.moveaxis(sums, -1, 0)
    of_sum = aa + bb + 2.0 * ab - (a + b) ** 2 / n
    of_difference = aa + bb - 2.0 * ab - (a - b) ** 2 / n
    between = of_sum / (2.0 * (n - 1.0))
    error = of_difference / (2.0 * (n - 1.0))
    sources = (a - b) ** 2 / (2.0 * n)
    whole = between + error + 2.0 * (sources - error) / n
    known = (n > 1.0) & (whole > 1e-12)
    return np.asarray(np.where(known, (between - error) / np.where(known, whole, 1.0), np.nan))
