"""Bring reviews of a back-up together with those that a video has now; the newer word holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .matching import match_spans
from .record import Review
from .rules import MAX_HISTORY


@dataclass(frozen=True)
class Merged:
    """The reviews of one video, and what became of those of the back-up."""

    reviews: tuple[Review, ...]
    """All that the video shall have."""
    added: int = 0
    """Reviews of repetitions that had none."""
    renewed: int = 0
    """Reviews that took the place of an older one, which is now in their history."""
    present: int = 0
    """Reviews that were there already."""
    older: tuple[Review, ...] = ()
    """Reviews of the back-up that gave way to a newer one."""

    @property
    def news(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.added or self.renewed)


def merge_reviews(stored: Sequence[Review], backed_up: Sequence[Review]) -> Merged:
    """Return what a video shall have; no review that is stored is lost.

    Two reviews are of the same repetition if they name the same one, or if the frames that they
    mean overlap as those of a repetition and its next analysis do.

    Parameters
    ----------
    stored
        What the video has now.
    backed_up
        What a back-up has of it.
    """
    pairs = _pairs(stored, backed_up)
    reviews = list(stored)
    added = renewed = present = 0
    older: list[Review] = []
    for review, at in zip(backed_up, pairs, strict=True):
        if at is None:
            reviews.append(review)
            added += 1
        elif said(stored[at]) == said(review):
            present += 1
        elif stored[at].reviewed_at >= review.reviewed_at:
            older.append(review)
        else:
            reviews[at] = replace(_with_past(review, stored[at]), rep_id=stored[at].rep_id)
            renewed += 1
    return Merged(tuple(reviews), added, renewed, present, tuple(older))


def said(review: Review) -> Review:
    """Return a review without what its place in the database adds to it."""
    return replace(review, history=(), rep_id=None, revision=0, cut=False)


def _pairs(stored: Sequence[Review], backed_up: Sequence[Review]) -> list[int | None]:
    """Index of the stored review that is of the same repetition, by review of the back-up."""
    pairs: list[int | None] = [None] * len(backed_up)
    equal = {said(r): j for j, r in enumerate(stored)}
    by_id = {r.rep_id: j for j, r in enumerate(stored) if r.rep_id}
    for known in (
        [equal.get(said(r)) for r in backed_up],
        [by_id.get(r.rep_id or "") for r in backed_up],
    ):
        for i, j in enumerate(known):
            if pairs[i] is None and j not in pairs:
                pairs[i] = j
    free = [j for j in range(len(stored)) if j not in set(pairs) and _spans(stored[j])]
    loose = [i for i, j in enumerate(pairs) if j is None]
    found = [_spans(stored[j])[0] for j in free]
    for i, match in zip(
        loose, match_spans([_spans(backed_up[i]) for i in loose], found), strict=True
    ):
        pairs[i] = None if match is None else free[match]
    return pairs


def _spans(review: Review) -> list[tuple[int, int]]:
    """Frames that a person saw, then those that the person meant."""
    seen = [] if review.seen is None else [(review.seen.first, review.seen.last)]
    return seen + ([] if review.span is None or review.span in seen else [review.span])


def _with_past(review: Review, before: Review) -> Review:
    """Return a review that remembers the one it replaces, and what both remember."""
    every = [*review.history, *before.history, replace(before, history=())]
    past = {said(r): r for r in every if said(r) != said(review)}
    cut = any(r.cut for r in every)
    kept = sorted(past.values(), key=lambda r: r.reviewed_at)
    cut = cut or len(kept) > MAX_HISTORY
    kept = [replace(r, cut=False) for r in kept[-MAX_HISTORY:]]
    if cut and kept:
        kept[0] = replace(kept[0], cut=True)
    return replace(review, history=tuple(kept))
