"""Review repetitions in a FiftyOne dataset: the Python interface that operators call too."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..config import WinkConfig
from ..domain.old_settings import as_stored
from ..domain.review.plan import Changed, Conflict, Planned, Wish, plan
from ..domain.review.record import (
    CORRECTED,
    NOT_A_SQUAT,
    NOT_MEASURABLE,
    REJECTED,
    MachineRep,
    Review,
    VideoReviews,
)
from ..domain.review.rules import make_review
from ..errors import ReviewConflictError, ReviewError
from ..store import schema
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples, ungrouped
from ..store.reviews import (
    Document,
    change_reviews,
    parse_reviews,
    read_reviews,
    read_videos_of,
)
from ..store.runs import get_run, root_dataset, save_run
from ..store.targets import Problem

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
    videos: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)
    """What is stored now of the videos that were reviewed, by sample id."""


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
    sample_id: str | None = None,
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
    sample_id
        The video of all these repetitions, where it is known: then it is not looked for.

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

    wish = Wish(key, tuple(ids), who, revise, expected, overwrite)
    return _change_reps(samples, ids, wish, sample_id)


def undo_reviews(
    samples: Samples,
    key: str,
    rep_ids: str | Sequence[str],
    *,
    reviewer: str | None = None,
    expected: Mapping[str, int] | None = None,
    overwrite: bool = False,
    sample_id: str | None = None,
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
    wish = Wish(key, tuple(ids), reviewer_name(reviewer), None, expected, overwrite)
    return _change_reps(samples, ids, wish, sample_id)


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
    samples: Samples, ids: Sequence[str], wish: Wish, sample_id: str | None
) -> ReviewSummary:
    run, config = open_run(samples, wish.key)
    found = read_videos_of(samples, run, ids, sample_id)
    wishes = {video: replace(wish, rep_ids=tuple(reps)) for video, (_, reps) in found.items()}
    if len(found) > 1:
        # First without writing: what can be known to be wrong must leave nothing half done.
        plans = [plan(parse_reviews(doc, run), wishes[video]) for video, (doc, _) in found.items()]
        _refuse([each for each in plans if isinstance(each, Conflict)], ())
    videos: dict[str, Document] = {}
    written: list[str] = []
    unchanged: list[str] = []
    against: list[Conflict] = []
    for video, (doc, _) in found.items():
        outcome: list[Planned | Conflict] = []

        def change(
            state: VideoReviews,
            wish: Wish = wishes[video],
            outcome: list[Planned | Conflict] = outcome,
        ) -> Changed | None:
            outcome[:] = [planned] = [plan(state, wish)]
            return planned.after if isinstance(planned, Planned) and planned.news else None

        try:
            videos[video] = change_reviews(samples, run, video, change, config, doc)
        except ReviewConflictError as busy:
            told = f"{busy}; {len(written)} others were stored" if written else str(busy)
            raise ReviewConflictError(told, busy.conflicts, tuple(written)) from busy
        if isinstance(outcome[0], Conflict):
            against.append(outcome[0])
        else:
            written += outcome[0].written
            unchanged += outcome[0].unchanged
    _refuse(against, tuple(written))
    return ReviewSummary(wish.key, tuple(written), tuple(unchanged), videos=videos)


def _refuse(against: Sequence[Conflict], written: tuple[str, ...]) -> None:
    """Tell of the conflicts, if there are any."""
    if against:
        problems = {rep_id: said for each in against for rep_id, said in each.problems.items()}
        raise conflict_error(problems, written, against[0].where)


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
