"""Which repetition of one account is which of another, by the frames that they share.

Frames are 1-based and inclusive.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...config import MatchConfig
from .record import MachineRep, Review

MIN_IOU = MatchConfig().min_iou


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two inclusive frame ranges, 0 to 1."""
    shared = min(a[1], b[1]) - max(a[0], b[0]) + 1
    if shared <= 0:
        return 0.0
    return shared / (max(a[1], b[1]) - min(a[0], b[0]) + 1)


def match_spans(
    wanted: Sequence[Sequence[tuple[int, int]]],
    found: Sequence[tuple[int, int]],
    min_iou: float = MIN_IOU,
) -> list[int | None]:
    """Pair frame ranges one to one, best overlap first.

    Parameters
    ----------
    wanted
        For each item, the ranges that it may be known by; the best of them counts.
    found
        The ranges to choose from.

    Returns
    -------
    list of int or None
        For each wanted item, the index of its range.
    """
    scores = [
        (max((overlap(span, other) for span in spans), default=0.0), i, j)
        for i, spans in enumerate(wanted)
        for j, other in enumerate(found)
    ]
    pairs: list[int | None] = [None] * len(wanted)
    taken: set[int] = set()
    for score, i, j in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
        if score >= min_iou and pairs[i] is None and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def match_reviews(
    reviews: Sequence[Review],
    reps: Sequence[MachineRep],
    rep_ids: Sequence[str] | None = None,
    min_iou: float = MIN_IOU,
) -> list[int | None]:
    """Which repetition of an analysis each review belongs to.

    A review that names a repetition by its id keeps it. The others go by overlap with the
    frames that the person saw or said, whichever fits better.

    Returns
    -------
    list of int or None
        Index into ``reps`` per review; ``None`` if the analysis has no such repetition.
    """
    by_id = {rep_id: j for j, rep_id in enumerate(rep_ids or ())}
    pairs: list[int | None] = [by_id.get(r.rep_id or "") for r in reviews]
    free = [j for j in range(len(reps)) if j not in set(pairs)]
    loose = [i for i, j in enumerate(pairs) if j is None]
    found = [(reps[j].first, reps[j].last) for j in free]
    matches = match_spans([_known_spans(reviews[i]) for i in loose], found, min_iou)
    for i, match in zip(loose, matches, strict=True):
        pairs[i] = None if match is None else free[match]
    return pairs


def _known_spans(review: Review) -> list[tuple[int, int]]:
    spans = [] if review.seen is None else [(review.seen.first, review.seen.last)]
    if review.span is not None and review.span not in spans:
        spans.append(review.span)
    return spans
