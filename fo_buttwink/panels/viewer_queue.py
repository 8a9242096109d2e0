"""Which repetition comes next: the flagged ones of the App's present view, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt

from ..reviews import UNREVIEWED
from ..store.fields import RunFields
from ..store.runs import root_dataset
from ..store.schema import video_slices
from ..store.view_reps import read_ids, read_view


@dataclass(frozen=True)
class Queue:
    """The flagged repetitions of a view, in its order."""

    modal_ids: npt.NDArray[np.object_]
    """(N,) the samples or clips under which the App shows them."""
    rep_ids: npt.NDArray[np.object_]
    """(N,) their own ids."""
    done: npt.NDArray[np.bool_]
    """(N,) reviewed, and the machine has not changed its mind since."""

    def place(self, index: int) -> dict[str, str]:
        """Where to find one of them, as JSON."""
        return {"sample": self.modal_ids[index], "rep": self.rep_ids[index]}


def flagged_queue(view: fo.Dataset | fo.DatasetView, key: str) -> Queue:
    """All flagged repetitions of a view, in its order."""
    run = RunFields(key)
    dataset = root_dataset(view)
    if run.reps not in dataset.get_field_schema():
        return _NOTHING
    if getattr(view, "_is_clips", False):
        # A clip carries a copy of its label from when the view was made: reviews are newer.
        flagged = _of_videos(dataset, run)
        done = dict(zip(flagged.rep_ids, flagged.done.tolist(), strict=True))
        clips = [clip for clip in read_ids(view) if clip in done]
        ids = np.array(clips, dtype=object)
        return Queue(ids, ids, np.array([done[clip] for clip in clips], dtype=bool))
    return _of_videos(view, run)


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


def _of_videos(samples: fo.Dataset | fo.DatasetView, run: RunFields) -> Queue:
    known = samples.get_field_schema(flat=True)
    asked = [n for n in ("flagged", "review_priority") if run.of_rep(n) in known]
    if not asked:
        return _NOTHING
    reps = read_view(
        video_slices(samples),
        run.key,
        words=("review_state",),
        flags=("review_outdated", "flagged", "review_priority"),
        # On indexed fields, so that not all of many videos are read where few are flagged.
        match={"$or": [{run.of_rep(name): True} for name in asked]},
    )
    done = ~np.isin(reps["review_state"], ("", UNREVIEWED)) & ~reps["review_outdated"]
    at = reps["flagged"] | reps["review_priority"]
    return Queue(reps["sample"][at], reps["id"][at], done[at])
