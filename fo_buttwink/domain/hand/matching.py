"""Which repetition a measure by hand means, by the frames that both share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...config import MatchConfig
from ..review.matching import overlap
from .record import HandMeasure


def repetition_of(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> int | None:
    """Index of the frame range that overlaps most, as a review and a repetition have to.

    ``None`` if none overlaps enough. Several measures may mean the same repetition.
    """
    scores = [(overlap(span, other), -i) for i, other in enumerate(spans)]
    best, index = max(scores, default=(0.0, 0))
    return -index if best >= MatchConfig().min_iou else None


def by_repetition(measures: Iterable[HandMeasure]) -> list[list[HandMeasure]]:
    """Group the measures of one video by the repetition that they mean, in its order."""
    groups: list[list[HandMeasure]] = []
    for measure in sorted(measures, key=lambda m: (m.first, m.last, m.who, m.pass_number)):
        at = repetition_of(measure.span, [group[0].span for group in groups])
        if at is None:
            groups.append([measure])
        else:
            groups[at].append(measure)
    return groups
