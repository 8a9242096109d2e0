"""Repetitions that people marked elsewhere, in files or in the App, as reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..domain.review.edits import HumanRep, Settled, as_review, place, settle
from ..domain.review.matching import match_spans
from ..domain.review.plan import Changed
from ..domain.review.record import VideoReviews
from ..domain.review.rules import conflict, same, supersede
from ..errors import ReviewError
from ..store.fields import DEFAULT_KEY
from ..store.groups import Samples
from ..store.reviews import change_reviews, read_reviews
from ..store.targets import Problem
from .label_table import refuse
from .service import ReviewSummary, conflict_error, open_run, read_run, reviewer_name, sample_ids
from .table_reviews import TableRep, review_of

__all__ = [
    "Edits",
    "add_human_reps",
    "adopt_edits",
    "find_edits",
]


def add_human_reps(
    samples: Samples,
    key: str,
    reps: Mapping[str, Sequence[HumanRep]],
    *,
    reviewer: str | None = None,
    source: str = "sdk",
    overwrite: bool = False,
) -> ReviewSummary:
    """Turn repetitions that people marked, by sample id, into reviews.

    A marked repetition that overlaps one of the machine's reviews that one: ``confirmed`` if
    both say the same about the same frames, else ``corrected``. One that overlaps none is
    added. Repetitions of the machine that nobody marked stay unreviewed.

    Raises
    ------
    ReviewError
        If values do not fit each other; all such repetitions are named. Nothing has been written.
    ReviewConflictError
        If somebody else has reviewed one of the repetitions. Nothing has been written then,
        unless both worked at the very same moment.
    """
    run, config = open_run(samples, key)
    who = reviewer_name(reviewer)
    # First without writing: what can be known to be wrong must leave nothing half done.
    problems: list[str] = []
    for video in read_reviews(samples, run, reps):
        found: dict[str, list[str]] = {}
        _merge_marked(video, reps[video.sample_id], key, who, source, overwrite, found)
        problems += found["problems"]
    refuse(problems)
    written: list[str] = []
    unchanged: list[str] = []
    added = 0
    for sample_id, marked in reps.items():
        tally: dict[str, list[str]] = {}

        def change(
            state: VideoReviews,
            marked: Sequence[HumanRep] = marked,
            tally: dict[str, list[str]] = tally,
        ) -> Changed:
            changed = _merge_marked(state, marked, key, who, source, overwrite, tally)
            refuse(tally["problems"])
            return changed

        change_reviews(samples, run, sample_id, change, config)
        written += tally["written"]
        unchanged += tally["unchanged"]
        added += len(tally["added"])
    return ReviewSummary(key, tuple(written), tuple(unchanged), added)


@dataclass(frozen=True)
class Edits:
    """What people changed in the repetitions of one video, and is not dealt with yet."""

    number: int
    """How many of them :func:`adopt_edits` would deal with."""
    problems: tuple[str, ...]
    """Why others are not counted, such as for an unknown label."""


def find_edits(video: VideoReviews, key: str = DEFAULT_KEY, reviewer: str | None = None) -> Edits:
    """Look for edits that :func:`adopt_edits` would deal with; changes nothing."""
    found = settle(video, key, reviewer_name(reviewer))
    number = len(found.settled) + len(video.erased) + found.refused
    return Edits(number, tuple(found.problems.values()))


def adopt_edits(
    samples: Samples,
    key: str = DEFAULT_KEY,
    *,
    reviewer: str | None = None,
    overwrite: bool = False,
) -> ReviewSummary:
    """Turn changes that people made to the repetitions themselves into reviews, each once.

    In FiftyOne's annotation tab the bars of the repetitions can be dragged and relabelled, and
    new ones drawn. Each repetition that differs from what the analysis wrote gets a review
    ``corrected`` with its present label and frames, and the machine's own values back. A drawn
    one is a repetition that a person added: it has no label of the machine, and stays until
    its bar is deleted.

    The tab may send an edit again, also after it was taken back or after another verdict. Such
    an edit is known, adds nothing, and is listed in ``unchanged``.

    What makes no sense, such as an unknown label, and what would replace another person's
    verdict, is left alone and listed in ``problems``. Where there is nothing to count, nothing is
    written.

    Parameters
    ----------
    overwrite
        Replace the reviews of other people too.
    """
    run, config = read_run(samples, key)
    who = reviewer_name(reviewer)
    done: list[str] = []
    again: list[str] = []
    added = 0
    problems: list[Problem] = []
    for video in read_reviews(samples, run, sample_ids(samples)):
        found = settle(video, key, who, overwrite=overwrite)
        if found.news or video.erased:
            open_run(samples, key)
            last: dict[str, Settled] = {}

            def change(state: VideoReviews, last: dict[str, Settled] = last) -> Changed:
                last["found"] = found = settle(state, key, who, overwrite=overwrite)
                kept = [r for i, r in found.reviews.items() if i not in state.erased]
                lone = [r for r in state.reviews if not r.rep_id]
                return Changed([*kept, *lone], found.settled, found.counted)

            change_reviews(samples, run, video.sample_id, change, config)
            found = last["found"]
        done += found.taken
        again += found.repeated
        added += len(set(found.taken) & video.drawn)
        problems += [Problem(video.sample_id, video.path, t) for t in found.problems.values()]
    return ReviewSummary(key, tuple(done), tuple(again), added=added, problems=tuple(problems))


def _merge_marked(
    state: VideoReviews,
    marked: Sequence[HumanRep],
    key: str,
    who: str,
    source: str,
    overwrite: bool,
    tally: dict[str, list[str]],
) -> Changed:
    tally.update(written=[], unchanged=[], added=[], problems=[])
    ids = list(state.reps)
    spans = [(rep.first, rep.last) for rep in state.reps.values()]
    reviews = list(state.reviews)
    lone = [r for r in reviews if r.rep_id is None]
    lone_spans = [r.span or (0, 0) for r in lone]
    pairs = match_spans([[(m.first, m.last)] for m in marked], spans)
    pairs = _by_id(marked, ids, pairs)
    again = match_spans([[(m.first, m.last)] for m in marked], lone_spans)
    touched = {ids[index] for index in pairs if index is not None}
    edits = settle(state, key, who, only=touched, overwrite=overwrite)
    for human, rep_index, lone_index in zip(marked, pairs, again, strict=True):
        rep_id = None if rep_index is None else ids[rep_index]
        stored = state.of(rep_id) if rep_id else None
        if rep_id is None and lone_index is not None:
            stored = lone[lone_index]
        current = edits.reviews.get(rep_id) if rep_id else stored
        base = state.reps[rep_id] if rep_id else None
        drawn = rep_id in state.drawn
        try:
            if isinstance(human, TableRep):
                said = review_of(
                    human, base, current, drawn=drawn, key=key, who=who, source=source,
                    total_frames=state.total_frames,
                )  # fmt: skip
            else:
                seen = None if drawn else base
                said = as_review(seen, human, key, who, source, state.total_frames)
        except ReviewError as error:
            tally["problems"].append(f"{human.place or state.path}: {error}")
            continue
        new = current if said is None else replace(supersede(current, said), rep_id=rep_id)
        if said is None or same(current, new):
            new = current
            if new is None or rep_id not in edits.taken:
                tally["unchanged"].append(rep_id or "")
                continue
        assert new is not None
        problem = conflict(stored, reviewer=new.reviewer, expected=None, overwrite=overwrite)
        if problem:
            where = place(state, rep_id) if rep_id else f"{human.first} to {human.last}"
            where = f"{human.place}, {where}" if human.place else where
            raise conflict_error({rep_id or where: problem}, (), where)
        if stored is not None:
            reviews.remove(stored)
        reviews.append(new)
        tally["written" if rep_id else "added"].append(rep_id or "")
        if rep_id:
            edits.drop(state, rep_id)
    return Changed(reviews, edits.settled, edits.counted)


def _by_id(
    marked: Sequence[HumanRep], ids: Sequence[str], pairs: Sequence[int | None]
) -> list[int | None]:
    """Pairs in which those that name their repetition by its id keep it."""
    index = {rep_id: i for i, rep_id in enumerate(ids)}
    named = [index.get(m.rep_id) if isinstance(m, TableRep) else None for m in marked]
    taken = set(named)
    return [
        by_id if by_id is not None else (None if pair in taken else pair)
        for by_id, pair in zip(named, pairs, strict=True)
    ]
