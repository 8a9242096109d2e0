"""Review repetitions in a FiftyOne dataset: the Python interface that operators call too."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..config import WinkConfig
from ..domain.old_settings import as_stored
from ..domain.review.edits import Settled, place, settle
from ..domain.review.record import (
    CORRECTED,
    NOT_A_SQUAT,
    NOT_MEASURABLE,
    REJECTED,
    MachineRep,
    Review,
    VideoReviews,
)
from ..domain.review.rules import conflict, make_review, same, supersede, undo
from ..errors import ReviewConflictError, ReviewError
from ..store import schema
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples, ungrouped
from ..store.reviews import Changed, change_reviews, read_reviews, samples_of
from ..store.runs import get_run, root_dataset, save_run
from ..store.targets import Problem

Revise = Callable[[VideoReviews, str], Review]

__all__ = [
    "ReviewSummary",
    "get_reviews",
    "list_reviews",
    "review_reps",
    "undo_reviews",
]


@dataclass(frozen=True)
class ReviewSummary:
    """What one call changed."""

    key: str
    reviewed: tuple[str, ...]
    """Ids of the repetitions whose review was written or undone."""
    unchanged: tuple[str, ...] = ()
    """Ids of those that already said so (a double click, an edit that was sent again), or had
    nothing to undo."""
    added: int = 0
    """Repetitions that a person added where the machine found none."""
    problems: tuple[Problem, ...] = ()
    """What could not be taken over."""


def review_reps(
    samples: Samples,
    key: str,
    rep_ids: str | Sequence[str],
    verdict: str,
    *,
    label: str | None = None,
    onset_pct: float | None = None,
    first: int | None = None,
    bottom: int | None = None,
    last: int | None = None,
    note: str = "",
    reviewer: str | None = None,
    expected: Mapping[str, int] | None = None,
    overwrite: bool = False,
    source: str = "sdk",
) -> ReviewSummary:
    """Say what is right about one or many repetitions; the machine's answer stays beside it.

    Parameters
    ----------
    samples
        The dataset, or any view of it.
    key
        Run whose repetitions are reviewed.
    rep_ids
        Ids of the repetitions (of the temporal detections, which are those of their clips).
    verdict
        ``confirmed``, ``corrected``, ``rejected``, ``not_a_squat`` or ``not_measurable``.
    label, onset_pct, first, bottom, last
        Corrected values (label: a grade or a reason for abstaining; onset in % of descent;
        frames from 1); what is not given stays as the machine has it.
    reviewer
        Who reviews; by default the name of the computer's user.
    expected
        Revision by repetition id that the reviewer has seen (``review_revision`` of the
        repetition). A repetition that has another one by now is a conflict.
    overwrite
        Replace the reviews of other people too.

    Raises
    ------
    ReviewError
        If the values do not fit each other. Nothing has been written then.
    ReviewConflictError
        If somebody else has reviewed one of the repetitions. None has been written then,
        except those named in ``written`` when both worked at the very same moment.
    """
    frames: dict[str, Any] = {"first": first, "bottom": bottom, "last": last}
    ids = [rep_ids] if isinstance(rep_ids, str) else list(dict.fromkeys(rep_ids))
    if len(ids) > 1 and any(value is not None for value in frames.values()):
        raise ReviewError(
            f"first, bottom and last belong to one repetition, but {len(ids)} were given",
            remedy="correct their frames one by one",
        )
    who = reviewer_name(reviewer)

    def revise(state: VideoReviews, rep_id: str) -> Review:
        seen: MachineRep | None = state.reps[rep_id]
        given = {"label": label, "onset_pct": onset_pct, **frames}
        said = verdict
        if rep_id in state.drawn:
            seen, said = None, CORRECTED
            given |= _about_drawn(state.reps[rep_id], verdict, given)
        return make_review(
            seen,
            said,
            reviewer=who,
            key=key,
            note=note,
            source=source,
            total_frames=state.total_frames,
            **given,
        )

    return _change_reps(samples, key, ids, revise, who, expected, overwrite)


def undo_reviews(
    samples: Samples,
    key: str,
    rep_ids: str | Sequence[str],
    *,
    reviewer: str | None = None,
    expected: Mapping[str, int] | None = None,
    overwrite: bool = False,
) -> ReviewSummary:
    """Take back the last review of one or many repetitions, or their last edit.

    The review before it holds again, with its label, frames and note; without one, the
    repetition is not reviewed. An edit of the App's annotation tab that was not counted yet is
    the last thing that was done, and goes first. Repetitions that had nothing to take back are
    listed in ``unchanged``. Other people's reviews are protected as in :func:`review_reps`.

    Raises
    ------
    ReviewError
        If there is nothing before a repetition that a person drew, or what was before it is no
        longer kept. Nothing has been written then.
    ReviewConflictError
        See :func:`review_reps`.
    """
    ids = [rep_ids] if isinstance(rep_ids, str) else list(dict.fromkeys(rep_ids))
    return _change_reps(samples, key, ids, None, reviewer_name(reviewer), expected, overwrite)


def get_reviews(samples: Samples, key: str = DEFAULT_KEY) -> dict[str, Review]:
    """Return the reviews of a collection's repetitions, by repetition id."""
    return {r.rep_id: r for _, r in list_reviews(samples, key) if r.rep_id is not None}


def list_reviews(samples: Samples, key: str = DEFAULT_KEY) -> list[tuple[str, Review]]:
    """Sample id and review, those included whose repetition is no longer found."""
    run, _ = read_run(samples, key)
    return [
        (video.sample_id, review)
        for video in read_reviews(samples, run, sample_ids(samples))
        for review in video.reviews
    ]


def reviewer_name(name: str | None) -> str:
    """Return the given name, else that of the computer's user."""
    if name is not None:
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no entry in the user database, as in some containers
        return "unknown"


def _change_reps(
    samples: Samples,
    key: str,
    ids: Sequence[str],
    revise: Revise | None,
    who: str,
    expected: Mapping[str, int] | None,
    overwrite: bool,
) -> ReviewSummary:
    run, config = open_run(samples, key)
    by_sample = samples_of(samples, run, ids)
    plan = _Plan(key, revise, who, expected, overwrite)
    # First without writing: what can be known to be wrong must leave nothing half done.
    for video in read_reviews(samples, run, by_sample):
        plan.apply(video, by_sample[video.sample_id])
    if plan.conflicts:
        raise conflict_error(plan.conflicts, (), plan.where)
    written: list[str] = []
    unchanged: list[str] = []
    conflicts: dict[str, str] = {}
    where = ""
    for sample_id, reps in by_sample.items():
        attempt = _Plan(key, revise, who, expected, overwrite)
        try:
            change_reviews(
                samples,
                run,
                sample_id,
                lambda state, attempt=attempt, reps=reps: attempt.apply(state, reps),  # type: ignore[misc]
                config,
            )
        except ReviewConflictError as error:
            conflicts |= error.conflicts
            where = where or str(error)
            continue
        conflicts |= attempt.conflicts
        where = where or attempt.where
        written += attempt.written
        unchanged += attempt.unchanged
    if conflicts:
        raise conflict_error(conflicts, tuple(written), where)
    return ReviewSummary(key, tuple(written), tuple(unchanged))


def _about_drawn(
    drawn: MachineRep, verdict: str, given: Mapping[str, Any]
) -> dict[str, str | int | None]:
    """Say what a verdict means for a repetition that a person drew and no machine found."""
    if verdict == REJECTED:
        raise ReviewError(
            "a person drew this repetition, there is no label of the machine to reject",
            remedy="correct it, or say that it is no squat",
        )
    fixed = {NOT_A_SQUAT: NOT_A_SQUAT, NOT_MEASURABLE: given["label"] or NOT_MEASURABLE}
    return {
        "label": fixed.get(verdict) or given["label"] or drawn.label,
        "first": drawn.first if given["first"] is None else given["first"],
        "last": drawn.last if given["last"] is None else given["last"],
    }


class _Plan:
    """Applies one wish to the repetitions of one video and notes what came of it."""

    def __init__(
        self,
        key: str,
        revise: Revise | None,
        who: str,
        expected: Mapping[str, int] | None,
        overwrite: bool,
    ) -> None:
        self.key, self.revise, self.who = key, revise, who
        self.expected, self.overwrite = expected, overwrite
        self.conflicts: dict[str, str] = {}
        self.where = ""
        """The first repetition with a conflict, as people name it."""
        self.written: list[str] = []
        self.unchanged: list[str] = []

    def apply(self, state: VideoReviews, rep_ids: Sequence[str]) -> Changed:
        """Return what the video shall have: edits of the repetitions count first, then the wish."""
        self.written, self.unchanged = [], []
        reviews = list(state.reviews)
        edits = settle(state, self.key, self.who, only=set(rep_ids), overwrite=self.overwrite)
        for rep_id in rep_ids:
            if rep_id not in state.reps:
                raise ReviewError(
                    f"{state.path}: the repetition is gone, the video was analyzed again meanwhile",
                    remedy="reload",
                )
            stored = state.of(rep_id)
            new = self._wish(state, rep_id, edits)
            if same(stored, new) and rep_id not in edits.taken and not self._drops(rep_id, edits):
                self.unchanged.append(rep_id)
                continue
            problem = not same(stored, new) and conflict(
                stored,
                reviewer=self.who,
                expected=None if self.expected is None else self.expected.get(rep_id, 0),
                overwrite=self.overwrite,
            )
            if problem:
                self.conflicts[rep_id] = problem
                self.where = self.where or place(state, rep_id)
                continue
            if new != stored:
                reviews = [r for r in reviews if r is not stored]
                if new is not None:
                    reviews.append(replace(new, rep_id=rep_id))
            if self._drops(rep_id, edits):
                edits.drop(state, rep_id)
            self.written.append(rep_id)
        return Changed(reviews, edits.settled - set(self.conflicts), edits.counted)

    def _drops(self, rep_id: str, edits: Settled) -> bool:
        """Whether an edit that does not count goes: for a verdict, or taken back by its author."""
        if self.revise is not None:
            return rep_id in edits.problems
        return edits.authors.get(rep_id) == self.who and rep_id in edits.problems

    def _wish(self, state: VideoReviews, rep_id: str, edits: Settled) -> Review | None:
        current = edits.reviews.get(rep_id)
        if self.revise is not None:
            said = self.revise(state, rep_id)
            return current if same(current, said) else supersede(current, said)
        if self._drops(rep_id, edits):
            return current  # it is the edit that is taken back
        before = None if current is None else undo(current)
        if current is not None and before is None and rep_id in state.drawn:
            raise ReviewError(
                "a person drew this repetition, there is nothing before it",
                remedy="say that it is no squat to leave it out of everything",
            )
        return before


def read_run(samples: Samples, key: str) -> tuple[RunFields, WinkConfig]:
    """Return the run's names and cut-offs; change nothing."""
    info = get_run(root_dataset(samples), key)
    return RunFields(key), as_stored(info.settings).wink


def open_run(samples: Samples, key: str) -> tuple[RunFields, WinkConfig]:
    """Return the run's names and cut-offs for writing; add the fields of reviews if need be."""
    dataset = root_dataset(samples)
    info = get_run(dataset, key)
    run = RunFields(key)
    if run.reviews not in info.fields or run.reviews not in dataset.get_field_schema():
        if run.reviews not in info.fields:
            schema.check_clash(dataset, run, set(info.fields), skeleton=False)
        schema.declare_reviews(dataset, run)
        save_run(dataset, replace(info, fields=sorted({*info.fields, run.reviews})))
    return run, as_stored(info.settings).wink


def sample_ids(samples: Samples) -> Iterable[str]:
    if samples is root_dataset(samples):
        return ungrouped(samples).values("id")
    view = ungrouped(samples)
    ids = view.values("sample_id" if view._is_clips else "id")
    return list(dict.fromkeys(ids))


def conflict_error(
    conflicts: dict[str, str], written: tuple[str, ...], where: str
) -> ReviewConflictError:
    """Return the error that names the first conflict.

    Parameters
    ----------
    where
        Its repetition, as people name it.
    """
    what = next(iter(conflicts.values()))
    more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
    done = f"; {len(written)} others were stored" if written else "; nothing was stored"
    return ReviewConflictError(
        f"{where}: {what}{more}{done}.",
        conflicts,
        written,
        remedy="Reload to see it, or pass overwrite=True",
    )
