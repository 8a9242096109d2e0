"""Which repetition is most worth a person's look, and why, in words.

The worth of a look is the probability that the label is wrong, times what a correction is worth.
The probability follows from what is known of the true grade: the measured wink with its interval,
the grades of the other repetitions of the set and of those with similar curves, and what another
source says. A correction is worth more where the grade is rare, or the load heavy and the grade
high.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from scipy.special import ndtr
from scipy.stats import norm

from .._util.arrays import FloatArray
from .._util.words import many, rounded
from ..config import FlagConfig, NextReviewConfig, WinkConfig
from .analysis import GRADES

UNJUDGED = -1
"""Number of the grade where there is none."""
_DIMENSIONS = 8
"""Of the space in which similar curves are searched; a tree is slow in more."""
_LEAST_SD_DEG = 0.5
"""Of a wink; an interval of no width would make a value beside a cut-off certain."""
Grades = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Candidates:
    """Repetitions that may be reviewed, each column of shape (N,)."""

    grades: Grades
    """Grade that holds now, 0 to 3; :data:`UNJUDGED` without one."""
    wink_deg: FloatArray
    low_deg: FloatArray
    """Ends of the interval of ``wink_deg``; NaN where there is none."""
    high_deg: FloatArray
    sets: npt.NDArray[np.int64]
    """Number of the set (the video) of each."""
    others: Grades | None = None
    """What another source says."""
    other_name: str = "another source"
    load_rel: FloatArray | None = None
    vectors: FloatArray | None = None
    """(N, D) curves, rows of NaN where there are none."""

    def __len__(self) -> int:
        return len(self.grades)


@dataclass(frozen=True)
class Ranking:
    """All candidates in the order in which they are worth a look."""

    order: npt.NDArray[np.int64]
    """(N,) positions, the most worth first."""
    worth: FloatArray
    """(N,) probability that the label is wrong, times the weight of a correction."""
    p_wrong: FloatArray
    """(N,) probability that the label is wrong."""
    candidates: Candidates = field(repr=False)
    by_wink: FloatArray = field(repr=False)
    """(N,) the same probability by the measured wink alone; NaN where it says nothing."""
    similar: FloatArray = field(repr=False)
    """(N, 4) how many similar repetitions have each grade."""
    counts: npt.NDArray[np.int64] = field(repr=False)
    """(4,) how many of all repetitions have each grade."""
    heavy: npt.NDArray[np.bool_] = field(repr=False)
    config: NextReviewConfig = field(repr=False)
    wink: WinkConfig = field(repr=False)

    def reasons(self, i: int) -> list[str]:
        """Say why a repetition is worth a look, each reason in a sentence; none if it is not."""
        said = [*self._of_wink(i), *self._of_similar(i), *self._of_others(i)]
        grade = int(self.candidates.grades[i])
        if said and grade != UNJUDGED:
            number, whole = int(self.counts[grade]), int(self.counts.sum())
            if number * len(GRADES) * 2 <= whole:
                said.append(
                    f"The grade {GRADES[grade]!r} is rare here: {number:,} of "
                    f"{many(whole, 'repetition')} have it."
                )
        if self.heavy[i] and self.candidates.load_rel is not None:
            load = 100.0 * float(self.candidates.load_rel[i])
            said.append(f"The load is heavy ({rounded(load)} %) and the grade is {GRADES[grade]}.")
        return said

    def _of_wink(self, i: int) -> list[str]:
        c, p = self.candidates, float(self.by_wink[i])
        grade = int(c.grades[i])
        if grade == UNJUDGED or not p >= self.config.worth_saying:
            return []
        low, high = _band(grade, self.wink)
        amount = float(c.wink_deg[i])
        if low <= amount < high:
            return [
                f"The wink is {rounded(amount, 1)} deg ({rounded(float(c.low_deg[i]))} to "
                f"{rounded(float(c.high_deg[i]))}), so the grade is another one with a "
                f"probability of {rounded(100.0 * p)} %."
            ]
        return [
            f"The label is {GRADES[grade]!r}, but the measured wink is {rounded(amount, 1)} deg."
        ]

    def _of_similar(self, i: int) -> list[str]:
        around, grade = self.similar[i], int(self.candidates.grades[i])
        number = float(around.sum())
        if grade == UNJUDGED or number < 2 or around[grade] > number / 2.0:
            return []
        most = int(np.argmax(around))
        if most == grade:
            return []
        return [
            f"{rounded(float(around[most]))} of {many(round(number), 'repetition')} of its set or "
            f"with similar curves have the grade {GRADES[most]!r}, this one {GRADES[grade]!r}."
        ]

    def _of_others(self, i: int) -> list[str]:
        c = self.candidates
        if c.others is None or c.others[i] in (UNJUDGED, c.grades[i]):
            return []
        grade = int(c.grades[i])
        mine = "no grade" if grade == UNJUDGED else f"the grade {GRADES[grade]!r}"
        other = GRADES[int(c.others[i])]
        return [f"It has {mine}, but {c.other_name} gives {other!r}."]


def rank(
    candidates: Candidates,
    config: NextReviewConfig | None = None,
    *,
    wink: WinkConfig | None = None,
    flags: FlagConfig | None = None,
) -> Ranking:
    """Order repetitions by how much they are worth a look.

    Parameters
    ----------
    candidates
        All repetitions of a run, also those that need no review: they are what is similar.
    wink
        Cut-offs of the grades, and from which load on it is heavy.
    """
    config, wink, flags = config or NextReviewConfig(), wink or WinkConfig(), flags or FlagConfig()
    c = candidates
    judged = c.grades != UNJUDGED
    at = np.flatnonzero(judged)
    counts = np.bincount(c.grades[judged], minlength=len(GRADES))
    by_measure = _by_interval(c, wink)
    by_measure = (1.0 - config.slipped) * by_measure + config.slipped / len(GRADES)
    similar = _of_set(c) + _of_curves(c, config.neighbors)
    shares = (counts + 1.0) / (counts.sum() + len(GRADES))
    prior = similar + config.own_weight * shares
    belief = prior / prior.sum(axis=1, keepdims=True) * by_measure
    if c.others is not None:
        belief *= _by_others(c.others, config)
    total = belief.sum(axis=1, keepdims=True)
    belief = np.where(total > 0.0, belief / np.where(total > 0.0, total, 1.0), 1.0 / len(GRADES))
    p_wrong = np.zeros(len(c))
    p_wrong[at] = np.clip(1.0 - belief[at, c.grades[at]], 0.0, 1.0)
    if c.others is not None:
        p_wrong[~judged & (c.others != UNJUDGED)] = config.unstated
    measured = np.isfinite(c.wink_deg) & judged
    by_wink = np.full(len(c), np.nan)
    by_wink[measured] = 1.0 - by_measure[measured, c.grades[measured]]
    heavy = np.zeros(len(c), dtype=bool)
    if c.load_rel is not None:
        high = GRADES.index(flags.priority_grade)
        heavy = (c.grades >= high) & (np.nan_to_num(c.load_rel) >= wink.review_load_rel)
    weight = np.ones(len(c))
    rarity = np.sqrt(1.0 / (len(GRADES) * shares))
    weight[at] = np.clip(rarity, 1.0, config.rare_most)[c.grades[at]]
    weight[heavy] *= config.load_weight
    worth = p_wrong * weight
    return Ranking(
        order=np.lexsort((~judged, -worth)),
        worth=worth,
        p_wrong=p_wrong,
        candidates=c,
        by_wink=by_wink,
        similar=similar,
        counts=counts,
        heavy=heavy,
        config=config,
        wink=wink,
    )


def _band(grade: int, wink: WinkConfig) -> tuple[float, float]:
    """Least wink of a grade, and of the next one."""
    edges = (-np.inf, *wink.grade_cutoffs_deg, np.inf)
    return edges[grade], edges[grade + 1]


def _by_interval(c: Candidates, wink: WinkConfig) -> FloatArray:
    """(N, 4) probability of each grade by wink and interval; 1 throughout where neither is known.

    To either side of the value the error is taken as normal, with the interval's own width.
    """
    z = float(norm.ppf(0.5 + wink.interval / 2.0))
    known = np.isfinite(c.wink_deg) & np.isfinite(c.low_deg) & np.isfinite(c.high_deg)
    amount = np.where(known, c.wink_deg, 0.0)[:, None]
    below = np.maximum(amount - np.where(known, c.low_deg, 0.0)[:, None], 0.0) / z
    above = np.maximum(np.where(known, c.high_deg, 0.0)[:, None] - amount, 0.0) / z
    cutoffs = np.asarray(wink.grade_cutoffs_deg)[None, :]
    sd = np.maximum(np.where(cutoffs < amount, below, above), _LEAST_SD_DEG)
    under = ndtr((cutoffs - amount) / sd)
    edges = np.hstack([np.zeros((len(c), 1)), under, np.ones((len(c), 1))])
    return np.where(known[:, None], np.diff(edges, axis=1), 1.0)


def _of_set(c: Candidates) -> FloatArray:
    """(N, 4) how many others of the same set have each grade."""
    _, codes = np.unique(c.sets, return_inverse=True)
    judged = np.flatnonzero(c.grades != UNJUDGED)
    size = len(GRADES)
    flat = codes[judged] * size + c.grades[judged]
    number = (int(codes.max()) + 1 if len(codes) else 0) * size
    table = np.bincount(flat, minlength=number).reshape(-1, size).astype(float)
    around = table[codes]
    around[judged, c.grades[judged]] -= 1.0
    return np.asarray(around)


def _of_curves(c: Candidates, neighbors: int) -> FloatArray:
    """(N, 4) how many of the most similar curves of other sets have each grade."""
    around = np.zeros((len(c), len(GRADES)))
    if c.vectors is None:
        return around
    known = np.flatnonzero((c.grades != UNJUDGED) & np.isfinite(c.vectors).all(axis=1))
    if len(known) <= neighbors:
        return around
    points = _flattened(c.vectors[known])
    # A set may hold more of the nearest than are asked for: some spare ones are looked up.
    _, near = cKDTree(points).query(points, k=min(len(known), 3 * neighbors + 1))
    others = c.sets[known][near] != c.sets[known][:, None]
    rank_of = np.cumsum(others, axis=1)
    use = others & (rank_of <= neighbors)
    rows = np.broadcast_to(np.arange(len(known))[:, None], near.shape)[use]
    np.add.at(around, (known[rows], c.grades[known][near[use]]), 1.0)
    return around


def _flattened(vectors: FloatArray) -> FloatArray:
    """(N, at most 8) the same points, seen along the directions in which they differ most."""
    centered = vectors - vectors.mean(axis=0)
    if centered.shape[1] <= _DIMENSIONS:
        return np.asarray(centered)
    _, directions = np.linalg.eigh(centered.T @ centered)
    return np.asarray(centered @ directions[:, -_DIMENSIONS:])


def _by_others(others: Grades, config: NextReviewConfig) -> FloatArray:
    """(N, 4) how likely another source's answer is with each grade; 1 where it gives none."""
    size = len(GRADES)
    told = np.full((size + 1, size), (1.0 - config.source_right) / (size - 1))
    told[np.arange(size), np.arange(size)] = config.source_right
    told[size] = 1.0
    return np.asarray(told[np.where(others == UNJUDGED, size, others)])
