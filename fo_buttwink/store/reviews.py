"""People's reviews in a dataset: kept apart from the machine's answers, safe against each other.

The reviews of a video live in ``<key>_reviews``, which no analysis empties. The repetitions
carry copies of them to filter by. Both are changed in one atomic update of the sample's
document, and only if nobody else has changed the reviews since they were read; so neither
two browsers, nor a script beside them, nor an analysis can lose a review silently. The answer to
that update is the document as it stands then: nobody need read it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import fiftyone as fo
from bson import ObjectId
from pymongo import ReturnDocument

from .._util.words import many
from ..config import WinkConfig
from ..domain.review.counted import from_text, to_text
from ..domain.review.matching import match_reviews
from ..domain.review.plan import Changed
from ..domain.review.record import UNREVIEWED, MachineRep, Review, VideoReviews
from ..domain.review.rules import effective, utc_now
from ..errors import ReviewConflictError, ReviewError, StoreError
from . import fields as names
from .in_memory import reload_samples
from .repetition import repetition, repetitions
from .review_labels import from_label, to_label
from .support import has_support, tell_left_out
from .video_labels import label_values

MAX_TRIES = 50
"""How often a change is tried again because somebody else changed the same video."""


Change = Callable[[VideoReviews], Changed | None]
"""Gives what a video shall have, or ``None`` to leave it; raises if that is impossible now."""
Document = dict[str, Any]
"""What is stored of a video, see :func:`members_read`."""


def members_read(run: names.RunFields) -> dict[str, int]:
    """Name the members of a sample that reviews, and whoever shows them, need to know."""
    wanted = ("filepath", "tags", "metadata", run.summary, run.reps, run.reviews, names.HAND)
    return dict.fromkeys(wanted, 1)


def read_reviews(
    samples: fo.Dataset | fo.DatasetView, run: names.RunFields, sample_ids: Iterable[str]
) -> list[VideoReviews]:
    """Repetitions and reviews of some videos."""
    projection = {
        "filepath": 1,
        f"{run.reps}.detections": 1,
        run.reviews: 1,
        run.of_summary("total_frames"): 1,
    }
    wanted = {"_id": {"$in": [ObjectId(i) for i in sample_ids]}}
    return [parse_reviews(doc, run) for doc in _collection(samples).find(wanted, projection)]


def read_videos_of(
    samples: fo.Dataset | fo.DatasetView,
    run: names.RunFields,
    rep_ids: Sequence[str],
    sample_id: str | None = None,
) -> dict[str, tuple[Document, list[str]]]:
    """Return the videos of some repetitions by sample id, each with those that it has.

    Parameters
    ----------
    sample_id
        The video of all of them, where that is known: then no other is looked at.

    Raises
    ------
    ReviewError
        If a repetition does not exist (any more), or says no frames.
    """
    path = f"{run.reps}.detections._id"
    wanted = {_object_id(i): i for i in dict.fromkeys(rep_ids)}
    found: dict[str, tuple[Document, list[str]]] = {}
    match: dict[str, Any] = {path: {"$in": list(wanted)}}
    if sample_id is not None and ObjectId.is_valid(sample_id):
        match["_id"] = ObjectId(sample_id)
    for doc in _collection(samples).find(match, members_read(run)):
        present = [d for d in doc[run.reps]["detections"] if d["_id"] in wanted]
        if not all(map(has_support, present)):
            raise ReviewError(
                f"{doc.get('filepath')}: a repetition has no frames (its "
                "support is missing or no pair of frame numbers), so it cannot be reviewed; "
                "analyze the video again"
            )
        here = [wanted.pop(d["_id"]) for d in present if d["_id"] in wanted]
        found[str(doc["_id"])] = (doc, here)
    if wanted:
        raise ReviewError(
            f"{many(len(wanted), 'repetition')} of run {run.key!r} cannot be found; the video was "
            "probably analyzed again",
            remedy="reload",
        )
    return found


def change_reviews(
    samples: fo.Dataset | fo.DatasetView,
    run: names.RunFields,
    sample_id: str,
    change: Change,
    config: WinkConfig | None = None,
    found: Document | None = None,
) -> Document:
    """Change the reviews of one video, all or nothing.

    Parameters
    ----------
    change
        Called with the present state, again if somebody else was faster.
    found
        The video as it was read just now; read here if not given.

    Returns
    -------
    dict
        The video as it stands now.
    """
    collection = _collection(samples)
    wanted = {"_id": ObjectId(sample_id)}
    path = ""
    for _ in range(MAX_TRIES):
        doc = found or collection.find_one(wanted, members_read(run))
        if doc is None:
            raise ReviewError(f"sample {sample_id} does not exist (any more): reload")
        state, found = parse_reviews(doc, run), None
        path = state.path
        after = change(state)
        if after is None or not (state.reps or after.reviews or state.reviews):
            return doc
        condition, update = _update(run, state, after, config or WinkConfig())
        if (doc.get(run.summary) or {}).get("status") is not None:
            labels = label_values(samples, run)
            update += [{"$set": labels}] if labels else []
        new = collection.find_one_and_update(
            condition, update, members_read(run), return_document=ReturnDocument.AFTER
        )
        if new is not None:
            reload_samples(collection.name, [sample_id])
            return dict(new)
    raise ReviewConflictError(
        f"the reviews of {path} are being changed all the time by somebody else; try again",
        {},
        remedy="try again",
    )


def refresh_reviews(
    samples: fo.Dataset | fo.DatasetView,
    run: names.RunFields,
    sample_ids: Iterable[str],
    config: WinkConfig | None = None,
) -> None:
    """Attach the reviews of some videos to the repetitions that they have now.

    To be called whenever repetitions have been written. Reviews whose repetition is no
    longer found stay, without one.
    """
    for sample_id in sample_ids:
        change_reviews(samples, run, sample_id, lambda state: Changed(state.reviews), config)


def count_reviews(samples: fo.Dataset | fo.DatasetView, key: str) -> int:
    """How many repetitions of a run carry a review, those no longer found included."""
    path = names.RunFields(key).reviews
    pipeline = [
        {"$match": {f"{path}.detections.0": {"$exists": True}}},
        {"$group": {"_id": None, "n": {"$sum": {"$size": f"${path}.detections"}}}},
    ]
    return next((doc["n"] for doc in _collection(samples).aggregate(pipeline)), 0)


def reviewed_videos(samples: fo.Dataset | fo.DatasetView, run: names.RunFields) -> list[str]:
    """Ids of the samples of the whole dataset that have reviews of a run."""
    match = {f"{run.reviews}.detections.0": {"$exists": True}}
    return [str(doc["_id"]) for doc in _collection(samples).find(match, {"_id": 1})]


def parse_reviews(doc: dict[str, Any], run: names.RunFields) -> VideoReviews:
    """Repetitions and reviews from the raw document of a sample.

    Repetitions without frames, as a hand-written label may be, are left out.
    """
    reps: dict[str, MachineRep] = {}
    edited: dict[str, MachineRep] = {}
    drawn: set[str] = set()
    stored = doc.get(run.reviews) or {}
    reviews = tuple(from_label(d) for d in stored.get("detections") or ())
    known = {review.rep_id: review for review in reviews}
    found = repetitions(doc.get(run.reps))
    if found.without_frames:
        tell_left_out(doc.get("filepath", ""), len(found.without_frames))
    for rep in found.usable:
        shown, reps[rep.rep_id] = rep.shown, rep.machine
        if rep.drawn:
            drawn.add(rep.rep_id)
            if shown.label is not None and shown != _bar(known.get(rep.rep_id), shown):
                edited[rep.rep_id] = shown
        elif rep.machine != shown:
            edited[rep.rep_id] = shown
    summary = doc.get(run.summary) or {}
    return VideoReviews(
        sample_id=str(doc["_id"]),
        reps=reps,
        edited=edited,
        reviews=reviews,
        revision=stored.get("revision"),
        total_frames=summary.get("total_frames"),
        path=doc.get("filepath", ""),
        drawn=frozenset(drawn),
        counted=from_text(stored.get("counted")),
    )


def _bar(review: Review | None, drawn: MachineRep) -> MachineRep | None:
    """Return what the bar that a person drew says once its review holds; it follows the review."""
    if review is None or review.span is None:
        return None
    first, last = review.span
    return replace(drawn, first=first, last=last, label=review.label or drawn.label)


def _update(
    run: names.RunFields, state: VideoReviews, after: Changed, config: WinkConfig
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Condition and update that turn one state into the next."""
    ids = list(state.reps)
    revision = (state.revision or 0) + 1
    before = set(state.reviews)
    reviews = []
    for review, index in zip(
        after.reviews, match_reviews(after.reviews, list(state.reps.values()), ids), strict=True
    ):
        changed = review if review in before else replace(review, revision=revision)
        reviews.append(replace(changed, rep_id=None if index is None else ids[index]))
    attached = {r.rep_id: r for r in reviews if r.rep_id}
    labels = [to_label(r, state.reps.get(r.rep_id or ""), config) for r in reviews]
    stored = {
        **fo.TemporalDetections(detections=labels).to_dict(),
        "revision": revision,
        "counted": to_text(state.counted if after.counted is None else after.counted),
    }
    # People's words may begin with a dollar sign: nothing of theirs is an expression.
    values: dict[str, Any] = {
        run.reviews: {"$literal": stored},
        "last_modified_at": {"$literal": utc_now()},
    }
    condition: dict[str, Any] = {
        "_id": ObjectId(state.sample_id),
        f"{run.reviews}.revision": state.revision,
    }
    if ids:
        condition[f"{run.reps}.detections._id"] = {"$all": [ObjectId(i) for i in ids]}
        branches = [
            {
                "case": {"$eq": ["$$rep._id", ObjectId(rep_id)]},
                "then": {
                    "$mergeObjects": [
                        "$$rep",
                        {"$literal": _copies(rep_id, state, after, attached.get(rep_id), config)},
                    ]
                },
            }
            for rep_id in ids
        ]
        values[f"{run.reps}.detections"] = {
            "$map": {
                "input": f"${run.reps}.detections",
                "as": "rep",
                "in": {"$switch": {"branches": branches, "default": "$$rep"}},
            }
        }
    return condition, [{"$set": values}]


def _copies(
    rep_id: str, state: VideoReviews, after: Changed, review: Review | None, config: WinkConfig
) -> dict[str, Any]:
    """Return what a repetition carries of its review, and of its own where an edit was."""
    machine = state.reps[rep_id]
    copies = _mirrors(machine, review, config)
    if rep_id in state.drawn:
        copies |= dict.fromkeys(("machine_label", "machine_first", "machine_last"))
        bar = _bar(review, machine)
        if bar is not None:
            copies |= {"label": bar.label, "support": [bar.first, bar.last]}
    elif rep_id in after.settled:
        copies |= {"label": machine.label, "support": [machine.first, machine.last]}
    return copies


def unreviewed_mirrors(detection: dict[str, Any], config: WinkConfig) -> dict[str, Any]:
    """Attributes of a repetition that nobody has reviewed yet, from its raw document."""
    rep = repetition(detection)
    if rep is None:
        raise ValueError(f"support {detection.get('support')!r}: expected first and last frame")
    return _mirrors(rep.machine, None, config)


def _mirrors(rep: MachineRep, review: Review | None, config: WinkConfig) -> dict[str, Any]:
    """Copy a review for its repetition, named as :data:`~.fields.REVIEW_MIRRORS` says."""
    held = effective(rep, review, config)
    return {
        "review_state": held.state if review is not None else UNREVIEWED,
        "effective_label": held.label,
        "effective_severity": held.severity,
        "effective_onset_pct": held.onset_pct,
        "reviewer": review.reviewer if review is not None else None,
        "review_note": (review.note or None) if review is not None else None,
        "review_outdated": held.outdated,
        "review_revision": review.revision if review is not None else 0,
        "machine_label": rep.label,
        "machine_first": rep.first,
        "machine_last": rep.last,
    }


def _object_id(text: str) -> ObjectId:
    if not ObjectId.is_valid(text):
        raise ReviewError(f"repetition id {text!r}: expected 24 hexadecimal digits, as FiftyOne's")
    return ObjectId(text)


def _collection(samples: fo.Dataset | fo.DatasetView) -> Any:
    # FiftyOne's own setters read, change and write in three steps; only the collection itself
    # can compare and set in one.
    dataset = samples if isinstance(samples, fo.Dataset) else samples._root_dataset
    if dataset.deleted:
        raise StoreError("the dataset has been deleted")
    return dataset._sample_collection
