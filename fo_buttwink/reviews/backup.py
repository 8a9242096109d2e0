"""A back-up of human work: reviews and measures by hand in one file, for a database that is lost.

The file names videos by their path below a root and by their content, never by the ids of a
database, so that it fits a newly made dataset of the same files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from .._util.atomic import write_whole
from .._util.words import many
from .._version import __version__
from ..domain.hand.record import HandMeasure
from ..domain.review.merge import Merged, merge_reviews
from ..domain.review.plan import Changed
from ..domain.review.record import Review, VideoReviews
from ..errors import BackupError, StoreError
from ..store.fields import RunFields
from ..store.groups import Samples, ungrouped
from ..store.hand import read_hand, restore_hand
from ..store.reviews import change_reviews, read_reviews, reviewed_videos
from ..store.runs import get_run, list_runs, root_dataset
from .backup_file import BackedUpVideo, Backup, content_of, read_backup
from .placing import Places, below, common_root
from .service import open_run

__all__ = ["BackupSummary", "RestoreSummary", "export_reviews", "restore_reviews"]


@dataclass(frozen=True)
class BackupSummary:
    """What is in a back-up."""

    path: str
    videos: int
    reviews: int
    hand: int
    """Measures by hand."""
    notes: tuple[str, ...] = ()
    """What of people's work is not in it, in sentences; empty if nothing is missing."""


@dataclass
class RestoreSummary:
    """What became of a back-up."""

    videos: int = 0
    """Videos that were found again."""
    added: int = 0
    """Reviews that were put back."""
    renewed: int = 0
    """Reviews that took the place of an older one, which is kept in their history."""
    present: int = 0
    """Reviews and measures that were there already."""
    newer: int = 0
    """Reviews that were left out because a newer one is there."""
    hand: int = 0
    """Measures by hand that were put back."""
    problems: list[str] = field(default_factory=list)
    """What was not put back, and why, in sentences."""

    @property
    def complete(self) -> bool:
        """Whether all of the back-up is in the dataset now, or something newer."""
        return not self.problems


def export_reviews(
    samples: Samples, path: str | Path, *, root: str | Path | None = None, overwrite: bool = False
) -> BackupSummary:
    """Write all reviews and measures by hand of a dataset into one JSON file.

    The whole dataset is taken, whatever view is given. Tags, saved views and fields of other
    programs are no part of it; nor are changes of repetitions in the App's *Annotate* tab that
    have not been counted as reviews yet, but those are named in the notes.

    Parameters
    ----------
    path
        The file to write.
    root
        Folder that paths of videos are written below; the one that all lie below by default.
    overwrite
        Replace a file that is there.

    Raises
    ------
    BackupError
        If the file exists or cannot be written.
    """
    target = Path(path).expanduser()
    if target.exists() and not overwrite:
        raise BackupError(
            f"{target}: exists already, and is perhaps the only back-up of something",
            remedy="name another file, or pass overwrite=True",
        )
    dataset = root_dataset(samples)
    paths = _paths(dataset)
    notes: list[str] = []
    reviews: dict[str, dict[str, tuple[Review, ...]]] = {}
    for key in list_runs(dataset):
        for sample_id, found in _of_run(dataset, key, paths, notes):
            reviews.setdefault(sample_id, {})[key] = found
    hand = read_hand(dataset)
    base = common_root(list(paths.values())) if root is None else str(Path(root).expanduser())
    videos = [
        BackedUpVideo(
            below(where, base), content_of(where), reviews.get(i, {}), tuple(hand.get(i, ()))
        )
        for i, where in paths.items()
        if i in reviews or i in hand
    ]
    about = {
        "dataset": dataset.name,
        "made_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "program_version": __version__,
        "runs": {key: get_run(dataset, key).settings for key in list_runs(dataset)},
    }
    text = json.dumps(Backup(base, tuple(videos), about).to_json(), indent=1, allow_nan=False)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text + "\n")
    except OSError as error:
        raise BackupError(
            f"{target}: cannot be written ({error.strerror})", remedy="name another file"
        ) from error
    return BackupSummary(
        str(target),
        len(videos),
        sum(len(found) for v in videos for found in v.reviews.values()),
        sum(len(v.hand) for v in videos),
        tuple(notes),
    )


def restore_reviews(
    samples: Samples, path: str | Path, *, root: str | Path | None = None
) -> RestoreSummary:
    """Put the reviews and measures by hand of a back-up back into a dataset of the same files.

    A video is found by its path below the root if its content is the same, then by its file name
    and content. Reviews go to the run of the same key, which must exist, and there to the
    repetitions whose frames they name; those without a repetition stay, as after an analysis that
    finds it no more. Where a repetition has a newer review, that one holds; an older one goes into
    the history. To restore again changes nothing. A review that was taken back after the back-up
    comes back.

    Parameters
    ----------
    path
        A file that :func:`export_reviews` wrote.
    root
        Folder that the paths of the back-up start from here. By default the one that all videos of
        the dataset lie below; a path alone is not believed, then, where the file cannot be read.

    Raises
    ------
    BackupError
        If the file is no back-up.
    """
    backup = read_backup(path)
    dataset = root_dataset(samples)
    paths = _paths(dataset)
    given = None if root is None else str(Path(root).expanduser())
    placed = Places(list(paths.items()), given).place(backup.videos, backup.root)
    summary = RestoreSummary()
    runs = set(list_runs(dataset))
    waiting: dict[str, int] = {}
    for number, video in enumerate(backup.videos):
        summary.problems += [f"{video.path}: {fault}" for fault in video.faults]
        sample_id = placed.samples.get(number)
        if sample_id is None:
            summary.problems.append(f"{video.path}: {placed.why_not[number]} ({_amount(video)})")
            continue
        summary.videos += 1
        for key, found in video.reviews.items():
            if key in runs:
                _put_back(dataset, key, sample_id, found, video.path, summary)
            else:
                waiting[key] = waiting.get(key, 0) + len(found)
        _put_back_hand(dataset, sample_id, video, summary)
    summary.problems += [
        f"The dataset has no run {key!r}, which {many(count, 'review')} belong to: analyze the "
        "videos under that key, then restore again."
        for key, count in waiting.items()
    ]
    return summary


def _of_run(
    dataset: Samples, key: str, paths: Mapping[str, str], notes: list[str]
) -> Iterable[tuple[str, tuple[Review, ...]]]:
    """Sample id and reviews of each video of a run; what is not among them goes into the notes."""
    run, pending = RunFields(key), 0
    wanted = dict.fromkeys(reviewed_videos(dataset, run))
    for sample_id in paths:
        try:
            states = read_reviews(dataset, run, [sample_id])
        except (StoreError, KeyError, TypeError, ValueError) as error:
            notes.append(f"{paths[sample_id]}: the reviews of run {key!r} cannot be read: {error}")
            continue
        for state in states:
            pending += _pending(state)
            if sample_id in wanted and state.reviews:
                yield sample_id, state.reviews
    if pending:
        notes.append(
            f"{many(pending, 'edit')} of the Annotate tab in run {key!r} are not counted as "
            "reviews yet, and are not in the back-up: run 'Count Annotate edits as squat reviews', "
            "then back up again."
        )


def _pending(state: VideoReviews) -> int:
    """How many edits of a video wait to be counted; those that were refused are known."""
    refused = {c.rep_id for c in state.counted if c.refused}
    return sum(rep_id not in refused for rep_id in state.edited)


def _put_back(
    dataset: Samples,
    key: str,
    sample_id: str,
    backed_up: tuple[Review, ...],
    where: str,
    summary: RestoreSummary,
) -> None:
    outcome: list[Merged] = []
    beyond: list[Review] = []

    def change(state: VideoReviews) -> Changed | None:
        total = state.total_frames
        beyond[:] = [r for r in backed_up if total and max(r.span or (0, 0)) > total]
        fitting = [r for r in backed_up if r not in beyond]
        outcome[:] = [merged] = [merge_reviews(state.reviews, fitting)]
        return Changed(merged.reviews) if merged.news else None

    try:
        run, config = open_run(dataset, key)
        change_reviews(dataset, run, sample_id, change, config)
    except (StoreError, KeyError, TypeError, ValueError) as error:
        summary.problems.append(f"{where}: run {key!r}: {error}")
        return
    merged = outcome[0]
    summary.added += merged.added
    summary.renewed += merged.renewed
    summary.present += merged.present
    summary.newer += len(merged.older)
    if beyond:
        summary.problems.append(
            f"{where}: run {key!r}: {many(len(beyond), 'review')} of frames that the video does "
            "not have."
        )


def _put_back_hand(
    dataset: Samples, sample_id: str, video: BackedUpVideo, summary: RestoreSummary
) -> None:
    if not video.hand:
        return
    try:
        added, other = restore_hand(dataset, sample_id, video.hand)
    except StoreError as error:
        summary.problems.append(f"{video.path}: measures by hand: {error}")
        return
    summary.hand += len(added)
    summary.present += len(video.hand) - len(added) - len(other)
    summary.problems += [f"{video.path}: {_clashing(m)}" for m in other]


def _clashing(measure: HandMeasure) -> str:
    return (
        f"the measure of frames {measure.first} to {measure.last} by {measure.who} is stored with "
        "other values, which stay"
    )


def _amount(video: BackedUpVideo) -> str:
    reviews = sum(map(len, video.reviews.values()))
    parts = [many(reviews, "review")] if reviews else []
    parts += [many(len(video.hand), "hand measure")] if video.hand else []
    return " and ".join(parts) or "nothing"


def _paths(dataset: Samples) -> dict[str, str]:
    ids, paths = ungrouped(dataset).values(["id", "filepath"])
    return dict(zip(ids, paths, strict=True))
