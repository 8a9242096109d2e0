"""Repetitions that people marked elsewhere, in files or in the App, as reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .matching import match_spans
from .reviewing import (
    ReviewSummary,
    conflict_error,
    open_run,
    read_run,
    reviewer_name,
    same,
    sample_ids,
)
from .reviews import CONFIRMED, CORRECTED, MachineRep, Review, conflict, make_review, supersede
from .store.errors import ReviewError
from .store.fields import DEFAULT_KEY
from .store.reviews import ANNOTATE, VideoReviews, change_reviews, read_reviews
from .store.targets import Problem, Samples

__all__ = ["Edits", "HumanRep", "add_human_reps", "adopt_edits", "find_edits"]


@dataclass(frozen=True)
class HumanRep:
    """A repetition as a person marked it. Frames are 1-based and inclusive."""

    first: int
    last: int
    label: str
    bottom: int | None = None
    onset_pct: float | None = None
    note: str = ""


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
    ReviewConflictError
        If somebody else has reviewed one of the repetitions; the videos before it are done.
    """
    run, config = open_run(samples, key)
    who = reviewer_name(reviewer)
    written: list[str] = []
    unchanged: list[str] = []
    added = 0
    for sample_id, marked in reps.items():
        tally: dict[str, list[str]] = {}

        def change(
            state: VideoReviews,
            marked: Sequence[HumanRep] = marked,
            tally: dict[str, list[str]] = tally,
        ) -> list[Review]:
            return _merge_marked(state, marked, key, who, source, overwrite, tally)

        change_reviews(samples, run, sample_id, change, config)
        written += tally["written"]
        unchanged += tally["unchanged"]
        added += len(tally["added"])
    return ReviewSummary(key, tuple(written), tuple(unchanged), added)


@dataclass(frozen=True)
class Edits:
    """What people changed in the repetitions of one video, and nobody has counted yet."""

    number: int
    """How many of them can be counted as reviews."""
    problems: tuple[str, ...]
    """What makes no sense, such as an unknown label."""


def find_edits(video: VideoReviews, key: str = DEFAULT_KEY) -> Edits:
    """Look for edits that :func:`adopt_edits` would count; changes nothing."""
    _, (taken, problems) = _with_edits(video, key, "somebody")
    return Edits(len(taken) + len(video.erased), tuple(problems))


def adopt_edits(
    samples: Samples, key: str = DEFAULT_KEY, *, reviewer: str | None = None
) -> ReviewSummary:
    """Turn changes that people made to the repetitions themselves into reviews.

    In FiftyOne's annotation tab the bars of the repetitions can be dragged and relabelled, and
    new ones drawn. Each repetition that differs from what the analysis wrote gets a review
    ``corrected`` with its present label and frames, and the machine's own values back. A drawn
    one is a repetition that a person added: it has no label of the machine, and stays until
    its bar is deleted.

    What makes no sense, such as an unknown label, is left alone and told in ``problems``. Where
    there is nothing to count, nothing is written.
    """
    run, config = read_run(samples, key)
    who = reviewer_name(reviewer)
    done: list[str] = []
    added = 0
    problems: list[Problem] = []
    for video in read_reviews(samples, run, sample_ids(samples)):
        edits = find_edits(video, key)
        if not edits.number:
            problems += [Problem(video.sample_id, video.path, text) for text in edits.problems]
            continue
        open_run(samples, key)
        found: dict[str, tuple[list[str], list[str]]] = {}

        def change(
            state: VideoReviews, found: dict[str, tuple[list[str], list[str]]] = found
        ) -> list[Review]:
            reviews, found["taken"] = _with_edits(state, key, who)
            return reviews

        change_reviews(samples, run, video.sample_id, change, config)
        taken, failed = found["taken"]
        done += taken
        added += len(set(taken) & video.drawn)
        problems += [Problem(video.sample_id, video.path, text) for text in failed]
    return ReviewSummary(key, tuple(done), added=added, problems=tuple(problems))


def _with_edits(
    state: VideoReviews, key: str, who: str
) -> tuple[list[Review], tuple[list[str], list[str]]]:
    """All reviews with those that the edits mean; and which were taken over, and which not."""
    reviews = {r.rep_id: r for r in state.reviews if r.rep_id and r.rep_id not in state.erased}
    others = [r for r in state.reviews if not r.rep_id]
    taken: list[str] = []
    problems: list[str] = []
    for rep_id, shown in state.edited.items():
        edit = HumanRep(shown.first, shown.last, shown.label)
        seen = None if rep_id in state.drawn else state.reps[rep_id]
        try:
            new = _as_review(seen, edit, key, who, ANNOTATE, state.total_frames)
        except ReviewError as error:
            problems.append(str(error))
            continue
        reviews[rep_id] = replace(supersede(reviews.get(rep_id), new), rep_id=rep_id)
        taken.append(rep_id)
    return [*reviews.values(), *others], (taken, problems)


def _merge_marked(
    state: VideoReviews,
    marked: Sequence[HumanRep],
    key: str,
    who: str,
    source: str,
    overwrite: bool,
    tally: dict[str, list[str]],
) -> list[Review]:
    tally.update(written=[], unchanged=[], added=[])
    ids = list(state.reps)
    spans = [(rep.first, rep.last) for rep in state.reps.values()]
    reviews = list(state.reviews)
    lone = [r for r in reviews if r.rep_id is None]
    lone_spans = [r.span or (0, 0) for r in lone]
    pairs = match_spans([[(m.first, m.last)] for m in marked], spans)
    again = match_spans([[(m.first, m.last)] for m in marked], lone_spans)
    for human, rep_index, lone_index in zip(marked, pairs, again, strict=True):
        rep_id = None if rep_index is None else ids[rep_index]
        current = state.of(rep_id) if rep_id else None
        if rep_id is None and lone_index is not None:
            current = lone[lone_index]
        seen = state.reps[rep_id] if rep_id else None
        new = replace(
            supersede(current, _as_review(seen, human, key, who, source, state.total_frames)),
            rep_id=rep_id,
        )
        if same(current, new):
            tally["unchanged"].append(rep_id or "")
            continue
        problem = conflict(current, reviewer=who, expected=None, overwrite=overwrite)
        if problem:
            raise conflict_error({rep_id or f"{human.first}-{human.last}": problem}, ())
        if current is not None:
            reviews.remove(current)
        reviews.append(new)
        tally["written" if rep_id else "added"].append(rep_id or "")
    return reviews


def _as_review(
    seen: MachineRep | None,
    human: HumanRep,
    key: str,
    who: str,
    source: str,
    total_frames: int | None,
) -> Review:
    """The review that states what a person marked, corrected only where it differs."""
    values = {
        name: getattr(human, name)
        for name in ("label", "onset_pct", "first", "bottom", "last")
        if getattr(human, name) is not None
        and (seen is None or getattr(human, name) != getattr(seen, name))
    }
    return make_review(
        seen,
        CORRECTED if values else CONFIRMED,
        reviewer=who,
        key=key,
        note=human.note,
        source=source,
        total_frames=total_frames,
        **values,
    )
