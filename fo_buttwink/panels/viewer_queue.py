"""Which repetition comes next: the flagged ones of the App's present view, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import fiftyone as fo
import numpy as np

from ..reviews import UNREVIEWED
from ..store.fields import RunFields
from ..store.runs import root_dataset
from ..store.schema import video_slices
from ..store.view_reps import read_view


@dataclass(frozen=True)
class Place:
    """One flagged repetition, and the sample or clip under which the App shows it."""

    modal_id: str
    rep_id: str
    done: bool
    """Reviewed, and the machine has not changed its mind since."""


def flagged_places(view: fo.Dataset | fo.DatasetView, key: str) -> list[Place]:
    """All flagged repetitions of a view, in its order."""
    run = RunFields(key)
    dataset = root_dataset(view)
    if run.reps not in dataset.get_field_schema():
        return []
    if getattr(view, "_is_clips", False):
        # A clip carries a copy of its label from when the view was made: reviews are newer.
        by_rep = {p.rep_id: p for p in _of_videos(dataset, run)}
        return [
            Place(clip, clip, by_rep[clip].done) for clip in view.values("id") if clip in by_rep
        ]
    return _of_videos(view, run)


def summarise(places: list[Place], rep_id: str | None) -> dict[str, Any]:
    """Progress, and the neighbours of one repetition.

    ``next`` is the first one after it (round the end, if need be) that is still to be
    reviewed; ``previous`` is the flagged one before it, reviewed or not.
    """
    index = next((i for i, p in enumerate(places) if p.rep_id == rep_id), None)
    start = -1 if index is None else index
    ring = [*places[start + 1 :], *places[: start + 1]]
    todo = next((p for p in ring if not p.done and p.rep_id != rep_id), None)
    before = places[index - 1] if index else None
    return {
        "total": len(places),
        "done": sum(p.done for p in places),
        "position": None if index is None else index + 1,
        "next": _json(todo),
        "previous": _json(before),
    }


def _of_videos(samples: fo.Dataset | fo.DatasetView, run: RunFields) -> list[Place]:
    known = samples.get_field_schema(flat=True)
    asked = [n for n in ("flagged", "review_priority") if run.of_rep(n) in known]
    if not asked:
        return []
    reps = read_view(
        video_slices(samples),
        run.key,
        words=("review_state",),
        flags=("review_outdated", "flagged", "review_priority"),
        # On indexed fields, so that not all of many videos are read where few are flagged.
        match={"$or": [{run.of_rep(name): True} for name in asked]},
    )
    done = ~np.isin(reps["review_state"], ("", UNREVIEWED)) & ~reps["review_outdated"]
    at = np.flatnonzero(reps["flagged"] | reps["review_priority"])
    return [
        Place(*place)
        for place in zip(reps["sample"][at], reps["id"][at], done[at].tolist(), strict=True)
    ]


def _json(place: Place | None) -> dict[str, str] | None:
    return None if place is None else {"sample": place.modal_id, "rep": place.rep_id}
