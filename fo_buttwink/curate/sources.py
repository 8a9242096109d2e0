"""Who speaks about the repetitions of a dataset, and what they say.

A source is named by a text, as in a form or on the command line:

====================  =============================================================
``KEY``               a run: what the machine said
``reviews``           the labels that people stand for
``reviewer:NAME``     the last word of one person, also where another one spoke later
``hand``              people's measurements with lines, the mean of all of them
``hand:NAME``         those of one person
``FIELD``             any field of temporal detections, such as imported labels
====================  =============================================================

Reviews belong to a run: ``KEY/reviews`` and ``KEY/reviewer:NAME`` say to which, where it is not the
first. ``run:KEY`` and ``field:FIELD`` name a run or a field that is called like another source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import fiftyone as fo

from ..domain.agreement.accounts import AMOUNTS, Account, account
from ..domain.agreement.by_hand import account_of_hand
from ..domain.review.record import Review
from ..errors import SourceError
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.fields import HAND as HAND_FIELD
from ..store.groups import Samples, ungrouped
from ..store.hand import read_hand
from ..store.repetition import repetitions
from ..store.reviews import members_read, parse_reviews
from ..store.runs import list_runs, root_dataset

REVIEWS, REVIEWER, RUN, FIELD, HAND = "reviews", "reviewer", "run", "field", "hand"
_MACHINE = ("_id", "support", "label", "machine_label", "machine_first", "machine_last", "rep",
            "bottom", "confidence", "severity", *AMOUNTS)  # fmt: skip
"""Members that tell what the machine said of a repetition."""


@dataclass(frozen=True)
class Source:
    """One source of a dataset's repetitions."""

    text: str
    """How it is named, such as ``reviews``."""
    account: Account
    field: str | None
    """Field of temporal detections with these repetitions, by their ids."""
    by_hand: bool = False
    """Whether people measured with lines, so that it can calibrate the machine."""


def list_sources(samples: Samples) -> dict[str, str]:
    """Return the sources that a dataset has, each with what it is in words."""
    dataset = root_dataset(samples)
    keys = list_runs(dataset)
    found = {_free(key, RUN): f"Run '{key}'" for key in keys}
    default = default_key(keys)
    schema = dataset.get_field_schema()
    for key in keys:
        if RunFields(key).reviews not in schema:
            continue
        before = "" if key == default else f"{key}/"
        people = reviewers(dataset, key)
        if people:
            found[f"{before}{REVIEWS}"] = f"People's reviews of '{key}'"
        if len(people) > 1:
            found |= {f"{before}{REVIEWER}:{name}": f"Reviews by {name}" for name in people}
    people = _measurers(dataset)
    if people:
        found[HAND] = "People's measurements by hand"
    if len(people) > 1:
        found |= {f"{HAND}:{name}": f"Measurements by {name}" for name in people}
    ours = {HAND_FIELD} | {
        name for key in keys for name in (RunFields(key).reps, RunFields(key).reviews)
    }
    for name, each in schema.items():
        if getattr(each, "document_type", None) is fo.TemporalDetections and name not in ours:
            found[_free(name, FIELD)] = f"Field '{name}'"
    return found


def default_key(keys: list[str]) -> str | None:
    """Return the run that is meant where none is named; ``None`` without runs."""
    return DEFAULT_KEY if DEFAULT_KEY in keys else next(iter(keys), None)


def reviewers(dataset: fo.Dataset, key: str) -> list[str]:
    """Names of those whose word stands, in order."""
    found = ungrouped(dataset).distinct(RunFields(key).of_review("reviewer"))
    return [str(name) for name in found if name]


def read_source(samples: Samples, text: str) -> Source:
    """Return what a source says of the repetitions of some samples.

    Raises
    ------
    SourceError
        If there is no such source; the message lists those that there are.
    """
    dataset = root_dataset(samples)
    keys = list_runs(dataset)
    key, slash, kind = text.partition("/")
    if not slash or key not in keys:
        key, kind = default_key(keys) or "", text
    kind, _, name = kind.partition(":")
    if text in keys or kind == RUN:
        return _of_run(samples, text, name if kind == RUN else text, keys)
    if kind == HAND:
        return _by_hand(samples, text, name or None)
    if kind in (REVIEWS, REVIEWER) and (kind == REVIEWS) == (not name) and key:
        return _of_people(samples, text, key, name or None)
    return _of_field(samples, text, name if kind == FIELD else text)


def videos_of(samples: Samples) -> Samples:
    """Return the videos that a collection shows, also where it shows clips of them."""
    if getattr(samples, "_is_clips", False) or getattr(samples, "_is_patches", False):
        ids = samples.distinct("sample_id")
        return ungrouped(root_dataset(samples)).select(ids)
    return ungrouped(samples)


def documents(
    samples: Samples, members: Iterable[str], match: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Raw documents of the videos that a collection shows, with its filters applied."""
    samples = videos_of(samples)
    stages: list[dict[str, Any]] = [{"$match": match}] if match else []
    stages.append({"$project": dict.fromkeys(members, 1)})
    yield from samples._dataset._sample_collection.aggregate(
        samples._pipeline(pipeline=stages), allowDiskUse=True
    )


def _free(name: str, kind: str) -> str:
    """Return a name as a source, told apart from the words of other sources."""
    taken = name in (REVIEWS, HAND) or ":" in name or "/" in name
    return f"{kind}:{name}" if taken else name


def _of_run(samples: Samples, text: str, key: str, keys: list[str]) -> Source:
    if key not in keys:
        raise _unknown(samples, text)
    run = RunFields(key)
    found = []
    for doc in documents(samples, [run.of_rep(name) for name in _MACHINE]):
        video = str(doc["_id"])
        for rep in repetitions(doc.get(run.reps)).usable:
            if not rep.drawn:
                said = rep.machine
                place = (video, said.first, said.last, said.label, rep.rep_id)
                found.append((*place, rep.values))
    return Source(text, account(f"run {key}", found), run.reps)


def _of_people(samples: Samples, text: str, key: str, name: str | None) -> Source:
    run = RunFields(key)
    match = {f"{run.reviews}.detections.0": {"$exists": True}}
    found = []
    for doc in documents(samples, members_read(run), match):
        video = parse_reviews(doc, run)
        for review in video.reviews:
            said = review if name is None else _last_word(review, name)
            if said is not None and said.span is not None:
                place = (video.sample_id, *said.span, said.label, review.rep_id or "")
                found.append((*place, {"onset_pct": said.onset_pct}))
    if name is not None and not found and name not in reviewers(root_dataset(samples), key):
        raise _unknown(samples, text)
    who = f"reviews of {key}" if name is None else f"{name}'s reviews of {key}"
    return Source(text, account(who, found, complete=False, saw=f"run {key}"), run.reps)


def _by_hand(samples: Samples, text: str, name: str | None) -> Source:
    if name not in (None, *_measurers(root_dataset(samples))):
        raise _unknown(samples, text)
    who = "measurements by hand" if name is None else f"{name}'s measurements by hand"
    found = account_of_hand(who, read_hand(videos_of(samples)), name)
    return Source(text, found, None, by_hand=True)


def _measurers(dataset: fo.Dataset) -> list[str]:
    """Names of those who measured by hand, in order."""
    if HAND_FIELD not in dataset.get_field_schema():
        return []
    return sorted({m.who for measures in read_hand(dataset).values() for m in measures})


def _last_word(review: Review, name: str) -> Review | None:
    """Return what one person said last of a repetition, whoever spoke after."""
    said = (review, *reversed(review.history))
    return next((each for each in said if each.reviewer == name), None)


def _of_field(samples: Samples, text: str, name: str) -> Source:
    kind = root_dataset(samples).get_field_schema().get(name)
    if getattr(kind, "document_type", None) is not fo.TemporalDetections:
        raise _unknown(samples, text)
    wanted = ("_id", "support", "label", *AMOUNTS)
    found = []
    for doc in documents(samples, [f"{name}.detections.{each}" for each in wanted]):
        for rep in repetitions(doc.get(name)).usable:
            place = (str(doc["_id"]), rep.first, rep.last, rep.values.get("label"), rep.rep_id)
            found.append((*place, rep.values))
    return Source(text, account(f"field {name}", found), name)


def _unknown(samples: Samples, text: str) -> SourceError:
    known = ", ".join(list_sources(samples)) or "none: analyze squats or import labels first"
    return SourceError(
        f"dataset {root_dataset(samples).name!r} has no source {text!r}; existing: {known}",
        remedy="name one of these",
    )
