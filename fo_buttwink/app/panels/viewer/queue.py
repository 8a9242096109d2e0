"""Which repetition comes next: the flagged ones of the App's present view, in its order.

In a view of clips that somebody has put into an order, such as that of what is most worth a review,
it is every one of them.

Whoever opens a video reads the lists; a verdict only notes what it has changed in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import fiftyone as fo
import fiftyone.core.stages as fost
import numpy as np
import numpy.typing as npt

from ....domain.review.record import UNREVIEWED
from ....store.columnar.view import read_ids, read_view
from ....store.fields import RunFields
from ....store.groups import ungrouped
from ....store.record import VideoRecord
from ....store.runs import root_dataset

WINDOW = 200
"""So many places on either side of the present one are sent to the panel; a convention that keeps
answers small in datasets of any size."""


@dataclass(frozen=True)
class Queue:
    """The flagged repetitions of a view, in its order."""

    modal_ids: npt.NDArray[np.object_]
    """(N,) the samples or clips under which the App shows them."""
    rep_ids: npt.NDArray[np.object_]
    """(N,) their own ids."""
    done: npt.NDArray[np.bool_]
    """(N,) reviewed, and the machine has not changed its mind since."""
    clips: dict[str, int] | None = field(default=None, repr=False)
    """Position of every clip of a clips view, flagged or not; nothing for views of videos."""

    def place(self, index: int) -> dict[str, str]:
        """Where to find one of them, as JSON."""
        return {"sample": self.modal_ids[index], "rep": self.rep_ids[index]}


def flagged_queue(view: fo.Dataset | fo.DatasetView, key: str) -> Queue:
    """All flagged repetitions of a view, in its order."""
    return _queue(view, RunFields(key), flagged=True)


def in_chosen_order(view: fo.Dataset | fo.DatasetView) -> bool:
    """Whether somebody put the clips of a view into an order: then all of them are the list."""
    if not getattr(view, "_is_clips", False):
        return False
    return any(isinstance(stage, fost.Select) and stage.ordered for stage in view._stages)


def first_to_review(view: fo.Dataset | fo.DatasetView, key: str) -> dict[str, str] | None:
    """Where a review of a view begins, as ``{"sample", "rep"}``; ``None`` without repetitions.

    That is the first flagged repetition that nobody has reviewed, else the first other one, else
    the first of all.
    """
    run = RunFields(key)
    for queue in (_queue(view, run, flagged=True), _queue(view, run, flagged=False)):
        todo = summarise(queue, None)["next"]
        if todo is not None:
            return dict(todo)
    return queue.place(0) if len(queue.rep_ids) else None


class Lists:
    """The lists that a review of one view walks along, each read when it is first asked for."""

    def __init__(self, view: fo.Dataset | fo.DatasetView, key: str) -> None:
        self.view, self.run = view, RunFields(key)

    @cached_property
    def flagged(self) -> Queue:
        """The flagged repetitions."""
        return _queue(self.view, self.run, flagged=True)

    @cached_property
    def listed(self) -> Queue:
        """The flagged repetitions, or all of them where none is flagged."""
        if len(self.flagged.rep_ids):
            return self.flagged
        return _queue(self.view, self.run, flagged=False)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position in ``listed`` by repetition."""
        return {rep: n for n, rep in enumerate(self.listed.rep_ids)}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Position in the view by sample."""
        ids = read_ids(ungrouped(self.view, ordered=True))
        return {sample: n for n, sample in enumerate(ids)}

    def fits(self, video: VideoRecord) -> bool:
        """Whether a video still has the repetitions that are listed of it."""
        own = self.listed.rep_ids[self.listed.modal_ids == video.sample_id]
        return all(rep in video.reps for rep in own)

    def note(self, video: VideoRecord) -> None:
        """Take over which repetitions of a video are reviewed."""
        for rep_id, rep in video.reps.items():
            at = self.index.get(rep_id)
            if at is not None:
                state = rep.get("review_state") or UNREVIEWED
                self.listed.done[at] = state != UNREVIEWED and not rep.get("review_outdated")


def walk(
    lists: Lists,
    sample_id: str,
    rep_ids: Sequence[str],
    *,
    around: str | None = None,
) -> dict[str, Any]:
    """Return the list that *Next* and *Previous* walk along, near the open video.

    That are the flagged repetitions of the view, or all of them where none is flagged.

    Parameters
    ----------
    lists
        Those of what the App shows.
    sample_id, rep_ids
        The open video and its repetitions, in order.
    around
        The repetition in whose neighbourhood the list is wanted.

    Returns
    -------
    dict
        ``places``: each as ``{"sample", "rep", "done"}``; ``first``: how many are left out before
        them; ``total``: how many there are in all; ``at``: for every repetition of the open video
        its index in the whole list, or half an index where it lies between two.
    """
    listed = lists.listed
    at = _positions(lists, sample_id, rep_ids)
    middle = int(at.get(around or "", next(iter(at.values()), 0.0)))
    first = max(0, middle - WINDOW)
    near = range(first, min(len(listed.rep_ids), middle + WINDOW + 1))
    return {
        "places": [{**listed.place(i), "done": bool(listed.done[i])} for i in near],
        "first": first,
        "total": len(listed.rep_ids),
        "at": at,
    }


def summarise(queue: Queue, rep_id: str | None) -> dict[str, Any]:
    """Progress, and the neighbours of one repetition.

    ``next`` is the first one after it (round the end, if need be) that is still to be
    reviewed; ``previous`` is the flagged one before it, reviewed or not.
    """
    here = queue.rep_ids == rep_id
    index = int(np.argmax(here)) if here.any() else None
    todo = np.flatnonzero(~queue.done & ~here)
    later = todo[todo > (-1 if index is None else index)]
    following = (later if len(later) else todo)[:1].tolist()
    return {
        "total": len(queue.done),
        "done": int(queue.done.sum()),
        "position": None if index is None else index + 1,
        "next": queue.place(following[0]) if following else None,
        "previous": queue.place(index - 1) if index else None,
    }


_NO_IDS = np.array([], dtype=object)
_NOTHING = Queue(_NO_IDS, _NO_IDS, np.array([], dtype=bool))


def _queue(view: fo.Dataset | fo.DatasetView, run: RunFields, *, flagged: bool) -> Queue:
    dataset = root_dataset(view)
    if run.reps not in dataset.get_field_schema():
        return _NOTHING
    if getattr(view, "_is_clips", False):
        flagged = flagged and not in_chosen_order(view)
        # A clip carries a copy of its label from when the view was made: reviews are newer.
        found = _of_videos(dataset, run, flagged=flagged)
        done = dict(zip(found.rep_ids, found.done.tolist(), strict=True))
        order = {clip: n for n, clip in enumerate(read_ids(ungrouped(view, ordered=True)))}
        clips = [clip for clip in order if clip in done]
        ids = np.array(clips, dtype=object)
        return Queue(ids, ids, np.array([done[clip] for clip in clips], dtype=bool), order)
    return _of_videos(view, run, flagged=flagged)


def _positions(lists: Lists, sample_id: str, rep_ids: Sequence[str]) -> dict[str, float]:
    """Where each repetition of a video stands in a list: its index, or between two of them."""
    listed, index = lists.listed, lists.index
    own = [index[rep] for rep in rep_ids if rep in index]
    if listed.clips is not None:
        return _in_clips(listed.clips, listed, rep_ids)
    if own:
        before = min(own)
    elif len(index) and not _of_pictures(lists.view):
        rank = lists.ranks
        here = rank.get(sample_id, -1)
        before = sum(rank.get(sample, -1) < here for sample in listed.modal_ids)
    else:
        before = 0
    at: dict[str, float] = {}
    for rep in rep_ids:
        at[rep] = index.get(rep, before - 0.5)
        before = index[rep] + 1 if rep in index else before
    return at


def _of_pictures(view: fo.Dataset | fo.DatasetView) -> bool:
    return any(getattr(view, name, False) for name in ("_is_frames", "_is_patches"))


def _in_clips(order: dict[str, int], listed: Queue, rep_ids: Sequence[str]) -> dict[str, float]:
    ranks = np.array([order[rep] for rep in listed.rep_ids], dtype=float)
    shown = [order[rep] for rep in rep_ids if rep in order]
    last = shown[0] - 0.5 if shown else -0.5  # a repetition without a clip: beside its neighbour
    at: dict[str, float] = {}
    for rep in rep_ids:
        rank = order.get(rep, last + 0.25)
        place = int(np.searchsorted(ranks, rank))
        exact = place < len(ranks) and ranks[place] == rank
        at[rep] = float(place) if exact else place - 0.5
        last = rank if rep in order else last
    return at


def _of_videos(samples: fo.Dataset | fo.DatasetView, run: RunFields, *, flagged: bool) -> Queue:
    known = samples.get_field_schema(flat=True)
    asked = [n for n in ("flagged", "review_priority") if run.of_rep(n) in known]
    if flagged and not asked:
        return _NOTHING
    reps = read_view(
        ungrouped(samples, ordered=True),
        run.key,
        words=("review_state",),
        flags=("review_outdated", "flagged", "review_priority"),
        # On indexed fields, so that not all of many videos are read where few are flagged.
        match={"$or": [{run.of_rep(name): True} for name in asked]} if flagged else None,
    )
    done = ~np.isin(reps["review_state"], ("", UNREVIEWED)) & ~reps["review_outdated"]
    at = reps["flagged"] | reps["review_priority"] if flagged else np.full(len(done), True)
    return Queue(reps["sample"][at], reps["id"][at], done[at])
