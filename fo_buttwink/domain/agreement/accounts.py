"""What one source says of its repetitions, and which repetition of another source is which.

A *source* is a run, the reviews of a run, one reviewer, people who measured by hand, or labels
that somebody imported. Frames are 1-based and inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray

AMOUNTS = ("wink_deg", "pelvic_reversal_deg", "onset_pct")
"""Numbers of which two sources are compared."""
Strings = npt.NDArray[np.object_]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Account:
    """The repetitions of one source, each of shape (N,)."""

    name: str
    videos: Strings
    """Ids of their videos."""
    first: Integers
    last: Integers
    labels: Strings
    """Empty where the source gives none."""
    ids: Strings
    """Ids of the repetitions. Of two sources, those with the same id are the same repetition."""
    amounts: Mapping[str, FloatArray] = field(default_factory=dict)
    """Those of :data:`AMOUNTS` that the source states; NaN where it states none."""
    complete: bool = True
    """Whether the source means to have all repetitions of its videos; reviews do not."""
    saw: str = ""
    """Name of the source that its people had before their eyes; empty if none."""

    def __len__(self) -> int:
        return len(self.videos)

    def amount(self, name: str) -> FloatArray:
        """(N,) one of :data:`AMOUNTS`; NaN throughout if the source does not state it."""
        found = self.amounts.get(name)
        return np.full(len(self), np.nan) if found is None else found


def account(
    name: str,
    reps: Sequence[tuple[str, int, int, str | None, str, Mapping[str, float | None]]],
    *,
    complete: bool = True,
    saw: str = "",
) -> Account:
    """Make an account from one entry per repetition.

    Parameters
    ----------
    name
        What the source is called.
    reps
        Video, first and last frame, label, id and amounts.
    """
    columns = list(zip(*reps, strict=True)) or [()] * 6
    videos, first, last, labels, ids, amounts = columns
    return Account(
        name=name,
        videos=_strings(videos),
        first=np.array(first, dtype=np.int64),
        last=np.array(last, dtype=np.int64),
        labels=_strings([label or "" for label in labels]),
        ids=_strings(ids),
        amounts={
            each: np.array([_number(a.get(each)) for a in amounts], dtype=float) for each in AMOUNTS
        },
        complete=complete,
        saw=saw,
    )


def _strings(values: object) -> Strings:
    return np.array(values, dtype=object).reshape(-1)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


@dataclass(frozen=True)
class Pairs:
    """Which repetition of source A is which of source B, as positions in both."""

    a: Integers
    """(P,) positions in A, rising."""
    b: Integers
    """(P,) positions in B."""
    only_a: Integers
    """Positions of those of A without a partner, in videos that B speaks of too."""
    only_b: Integers
    videos: int
    """Videos of which both speak."""


def pair(a: Account, b: Account, min_iou: float) -> Pairs:
    """Pair the repetitions of two sources one to one.

    Those with the same id belong together. The others go by overlap, best first, as
    :func:`~fo_buttwink.domain.review.matching.match_spans` pairs those of one video; here those of
    all videos are paired at once.

    Parameters
    ----------
    min_iou
        Least intersection over union of the frames.

    Notes
    -----
    The work grows with the repetitions that overlap, not with the product of their numbers.
    """
    codes = np.unique(np.concatenate([a.videos, b.videos]).astype(str), return_inverse=True)[1]
    of_a, of_b = codes[: len(a)], codes[len(a) :]
    partner = np.full(len(a), -1, dtype=np.int64)
    taken = np.zeros(len(b), dtype=bool)
    by_id = {known: j for j, known in enumerate(b.ids) if known}
    for i, known in enumerate(a.ids):
        j = by_id.get(known, -1) if known else -1
        if j >= 0 and not taken[j] and of_a[i] == of_b[j]:
            partner[i], taken[j] = j, True
    score, i_of, j_of = _overlaps(a, b, of_a, of_b)
    good = score >= min_iou
    score, i_of, j_of = score[good], i_of[good], j_of[good]
    for at in np.lexsort((j_of, i_of, -score)):
        i, j = i_of[at], j_of[at]
        if partner[i] < 0 and not taken[j]:
            partner[i], taken[j] = j, True
    shared = np.intersect1d(of_a, of_b)
    paired = np.flatnonzero(partner >= 0)
    return Pairs(
        a=paired,
        b=partner[paired],
        only_a=np.flatnonzero((partner < 0) & np.isin(of_a, shared)),
        only_b=np.flatnonzero(~taken & np.isin(of_b, shared)),
        videos=len(shared),
    )


def _overlaps(
    a: Account, b: Account, of_a: Integers, of_b: Integers
) -> tuple[FloatArray, Integers, Integers]:
    """Intersection over union of all that overlap, and the positions of both."""
    if not len(a) or not len(b):
        nothing = np.zeros(0, dtype=np.int64)
        return np.zeros(0), nothing, nothing
    # All videos one behind the other on one axis of frames, so that one search serves all.
    low = min(a.first.min(), b.first.min())
    length = max(a.last.max(), b.last.max()) - low + 2
    a_first, a_last = a.first - low + of_a * length, a.last - low + of_a * length
    order = np.argsort(b.first + of_b * length, kind="stable")
    b_first = (b.first - low + of_b * length)[order]
    b_last = (b.last - low + of_b * length)[order]
    start = np.searchsorted(np.maximum.accumulate(b_last), a_first, side="left")
    count = np.maximum(np.searchsorted(b_first, a_last, side="right") - start, 0)
    i_of = np.repeat(np.arange(len(a)), count)
    behind = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    at = np.repeat(start, count) + behind
    shared = np.minimum(a_last[i_of], b_last[at]) - np.maximum(a_first[i_of], b_first[at]) + 1
    whole = np.maximum(a_last[i_of], b_last[at]) - np.minimum(a_first[i_of], b_first[at]) + 1
    score = np.where(shared > 0, shared / np.maximum(whole, 1), 0.0)
    return score, i_of, order[at]
