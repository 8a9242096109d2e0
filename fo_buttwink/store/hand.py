"""What people measured by hand, in a dataset: beside the machine's answers, never mixed with them.

One sample field, ``squat_hand``, holds a temporal detection for each pass of each person. It
belongs to no run: a new analysis, or the end of a run, leaves it alone. It is changed by one atomic
update of the sample's document, and only if nobody else has changed it since it was read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

import fiftyone as fo
from bson import ObjectId

from ..config import MatchConfig
from ..domain.hand.record import HandMeasure
from ..domain.review.matching import overlap
from ..domain.review.rules import utc_now
from ..errors import HandMeasureError, StoreError
from . import fields as names
from .groups import ungrouped
from .in_memory import reload_samples
from .schema import check_hand, declare_hand
from .support import support_of

MAX_TRIES = 50
"""How often a change is tried again because somebody else changed the same video."""

logger = logging.getLogger(__name__)

Samples: TypeAlias = fo.Dataset | fo.DatasetView
Change = Callable[[tuple[HandMeasure, ...]], Sequence[HandMeasure]]


def read_hand(samples: Samples) -> dict[str, list[HandMeasure]]:
    """Return what people measured by hand, by sample id, in the order of the videos.

    Videos without such measures are left out, and so, with a warning in the log, is a measure that
    cannot be read.

    Raises
    ------
    FieldClashError
        If the field belongs to somebody else.
    """
    dataset = _root(samples)
    check_hand(dataset)
    # Another process may have added the field: only the database itself knows.
    match: dict[str, Any] = {f"{names.HAND}.detections.0": {"$exists": True}}
    order: list[str] | None = None
    if not isinstance(samples, fo.Dataset):
        order = _sample_ids(samples)
        match["_id"] = {"$in": [ObjectId(i) for i in order]}
    found = {
        str(doc["_id"]): list(measures_of(doc))
        for doc in dataset._sample_collection.find(match, {"filepath": 1, names.HAND: 1})
    }
    if order is None:
        return found
    return {i: found[i] for i in dict.fromkeys(order) if i in found}


def write_hand(
    samples: Samples, measures: Mapping[str, Sequence[HandMeasure]]
) -> dict[str, list[HandMeasure]]:
    """Add measures to some videos. Nothing that is stored is replaced.

    A second measure of the same repetition by the same person becomes the person's second pass.
    A measure that is stored already, by its ``measure_id``, is not stored again.

    Parameters
    ----------
    measures
        By sample id.

    Returns
    -------
    dict
        The measures as they are stored, with their ``pass_number``, by sample id.

    Raises
    ------
    FieldClashError
        If the field belongs to somebody else; nothing is written, then.
    HandMeasureError
        If a sample does not exist, a measure names frames that its video does not have, or
        another one is stored under its id.
    """
    dataset = _root(samples)
    if not measures:
        return {}
    declare_hand(dataset)
    stored: dict[str, list[HandMeasure]] = {}
    for sample_id, new in measures.items():

        def add(
            old: tuple[HandMeasure, ...], new: Sequence[HandMeasure] = new
        ) -> list[HandMeasure]:
            every = list(old)
            for measure in new:
                known = next((m for m in every if m.measure_id == measure.measure_id), None)
                if known is None:
                    every.append(replace(measure, pass_number=_next_pass(measure, every)))
                elif not _same(known, measure):
                    raise HandMeasureError(
                        f"measure {measure.measure_id} of {known.who} is stored already, with "
                        "other values",
                        remedy="measure the repetition again, as another pass",
                    )
            return every

        wanted = {m.measure_id for m in new}
        after = _change(dataset, sample_id, add)
        stored[sample_id] = [m for m in after if m.measure_id in wanted]
    return stored


def restore_hand(
    samples: Samples, sample_id: str, measures: Sequence[HandMeasure]
) -> tuple[list[HandMeasure], list[HandMeasure]]:
    """Put measures of a back-up back, under the pass numbers that they had.

    What is stored under the same id stays as it is. A pass number that is taken by now is followed
    by the next free one.

    Returns
    -------
    list, list of HandMeasure
        Those that were added, and those that are stored with other values.

    Raises
    ------
    FieldClashError, HandMeasureError
        See :func:`write_hand`.
    """
    dataset = _root(samples)
    declare_hand(dataset)
    added: list[HandMeasure] = []
    other: list[HandMeasure] = []

    def put_back(old: tuple[HandMeasure, ...]) -> list[HandMeasure]:
        every = list(old)
        added.clear()
        other.clear()
        for measure in sorted(measures, key=lambda m: (m.pass_number, m.measured_at)):
            known = next((m for m in every if m.measure_id == measure.measure_id), None)
            if known is not None:
                if not _same(known, measure):
                    other.append(measure)
                continue
            taken = _passes(measure, every)
            number = measure.pass_number
            if number < 1 or number in taken:
                number = max(taken, default=0) + 1
            added.append(replace(measure, pass_number=number))
            every.append(added[-1])
        return every

    _change(dataset, sample_id, put_back)
    return added, other


def delete_hand(samples: Samples, sample_id: str, measure_id: str, *, who: str) -> bool:
    """Delete a measure of one's own; the numbers of other passes stay as they are.

    Parameters
    ----------
    who
        Whose measure it is.

    Returns
    -------
    bool
        Whether there was such a measure.

    Raises
    ------
    HandMeasureError
        If somebody else measured it.
    """
    dataset = _root(samples)
    check_hand(dataset)
    gone: list[HandMeasure] = []

    def drop(old: tuple[HandMeasure, ...]) -> list[HandMeasure]:
        gone[:] = [m for m in old if m.measure_id == measure_id]
        if any(m.who != who for m in gone):
            raise HandMeasureError(
                f"that repetition was measured by {gone[0].who}, not by {who}",
                remedy="only the one who measured may delete it",
            )
        return [m for m in old if m.measure_id != measure_id]

    _change(dataset, sample_id, drop)
    return bool(gone)


def measures_of(doc: Mapping[str, Any]) -> tuple[HandMeasure, ...]:
    """Return the measures of one video from the raw document of its sample.

    Labels of that field that somebody drew in the App, without a measure, are left out, and so is
    what cannot be read.
    """
    found = []
    held = doc.get(names.HAND)
    for label in (held.get("detections") or ()) if isinstance(held, dict) else ():
        text = label.get("measure")
        if not text:
            continue
        try:
            found.append(HandMeasure.from_json(json.loads(text)))
        except (ValueError, TypeError) as error:
            _tell(f"{doc.get('filepath')}: {names.HAND}, frames {support_of(label)}: {error}")
    return tuple(found)


@lru_cache(maxsize=1000)
def _tell(problem: str) -> None:
    """Say it in the log, once: panels read the same video again and again."""
    logger.warning("%s; this measure by hand is left out, delete its label", problem)


def to_hand_label(measure: HandMeasure) -> fo.TemporalDetection:
    """Return the measure as a temporal detection: who, which repetition, and what follows."""
    label = fo.TemporalDetection(
        label=measure.who,
        support=[measure.first, measure.last],
        pass_number=measure.pass_number,
        measured_at=measure.measured_at,
        quality=measure.quality,
        note=measure.note or None,
        run_key=measure.key or None,
        source=measure.source,
        measure=json.dumps(measure.to_json(), allow_nan=False),
        schema=measure.schema,
        **measure.amounts().to_json(),
    )
    label._id = ObjectId(measure.measure_id)
    return label


def _same(stored: HandMeasure, sent: HandMeasure) -> bool:
    """Whether somebody sends again what is stored, such as after a lost answer."""
    own = {"pass_number": stored.pass_number, "measured_at": stored.measured_at}
    return stored == replace(sent, **own)  # type: ignore[arg-type]


def _next_pass(measure: HandMeasure, others: Sequence[HandMeasure]) -> int:
    return max(_passes(measure, others), default=0) + 1


def _passes(measure: HandMeasure, others: Sequence[HandMeasure]) -> set[int]:
    """Numbers of the passes of the same person over the same repetition."""
    least = MatchConfig().min_iou
    return {
        m.pass_number
        for m in others
        if m.who == measure.who and overlap(m.span, measure.span) >= least
    }


def _change(dataset: fo.Dataset, sample_id: str, change: Change) -> tuple[HandMeasure, ...]:
    """Change the measures of one video, all or nothing; gives what holds now."""
    collection = dataset._sample_collection
    if not ObjectId.is_valid(sample_id):
        raise HandMeasureError(f"sample {sample_id!r} does not exist", remedy="reload")
    wanted = {"_id": ObjectId(sample_id)}
    for _ in range(MAX_TRIES):
        doc = collection.find_one(wanted, {"filepath": 1, "metadata": 1, names.HAND: 1})
        if doc is None:
            raise HandMeasureError(f"sample {sample_id} does not exist (any more)", remedy="reload")
        old = measures_of(doc)
        new = tuple(change(old))
        if new == old:
            return old
        _check_length(doc, [m for m in new if m not in old])
        held = doc.get(names.HAND) or {}
        kept = {m.measure_id for m in new}
        before = {m.measure_id for m in old}
        labels = [
            label
            for label in held.get("detections") or ()
            if str(label["_id"]) in kept or str(label["_id"]) not in before
        ]
        known = {str(label["_id"]) for label in labels}
        labels += [to_hand_label(m).to_dict() for m in new if m.measure_id not in known]
        stored = {
            **fo.TemporalDetections().to_dict(),
            "detections": labels,
            "revision": (held.get("revision") or 0) + 1,
        }
        done = collection.update_one(
            {**wanted, f"{names.HAND}.revision": held.get("revision")},
            {"$set": {names.HAND: stored, "last_modified_at": utc_now()}},
        )
        if done.modified_count:
            reload_samples(collection.name, [sample_id])
            return new
    raise HandMeasureError(
        f"the measures of sample {sample_id} are being changed all the time by somebody else",
        remedy="try again",
    )


def _check_length(doc: Mapping[str, Any], new: Sequence[HandMeasure]) -> None:
    total = (doc.get("metadata") or {}).get("total_frame_count")
    for measure in new:
        last = max(measure.frames[-1].frame, measure.last)
        if total and last > total:
            raise HandMeasureError(
                f"{doc.get('filepath')}: frame {last} was measured, but the video has {total} "
                "frames",
                remedy="see whether it is the same video",
            )


def _sample_ids(view: fo.DatasetView) -> list[str]:
    if getattr(view, "_is_clips", False) or getattr(view, "_is_frames", False):
        return list(dict.fromkeys(ungrouped(view).values("sample_id")))
    return list(ungrouped(view).values("id"))


def _root(samples: Samples) -> fo.Dataset:
    dataset = samples if isinstance(samples, fo.Dataset) else samples._root_dataset
    if dataset.deleted:
        raise StoreError("the dataset has been deleted")
    return dataset
