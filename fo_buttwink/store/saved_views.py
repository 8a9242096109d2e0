"""Saved views of a run that a curator starts from; what people change in them stays theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import fiftyone as fo
import fiftyone.core.utils as fou
from fiftyone import ViewField as F

from . import fields as names
from .filters import JUDGED, REJECTED
from .groups import ungrouped
from .view_deletion import keep_datasets

keep_datasets()


def saved_views(dataset: fo.Dataset, run: names.RunFields) -> Iterator[tuple[str, str, Any]]:
    """Name, description and view of what a curator starts from."""
    videos = ungrouped(dataset)
    of = f"of the squat analysis '{run.key}'"
    yield (
        f"{run.key}: flagged",
        f"Repetitions {of} whose severity reaches the flagging cut-off",
        videos.filter_labels(run.reps, F("flagged") == True),  # noqa: E712
    )
    yield (
        f"{run.key}: unreviewed",
        f"Repetitions {of} that nobody has reviewed, or that changed since",
        videos.filter_labels(run.reps, ~JUDGED | (F("review_outdated") == True)),  # noqa: E712
    )
    # The status is asked for by name: of a video that is not analyzed it is null, which is not
    # "ok" either.
    other = F(run.status).exists() & (F(run.status) != "ok")
    yield (
        f"{run.key}: not measurable",
        f"Videos {of} of which something could not be measured, with the reason",
        videos.match(other | (F(run.of_summary("num_not_measurable")) > 0)),
    )
    yield (
        f"{run.key}: early",
        f"Repetitions {of} with an early onset",
        videos.filter_labels(run.reps, (F("timing") == "early") & ~REJECTED),
    )


def arrange_views(dataset: fo.Dataset, run: names.RunFields, own: dict[str, Any]) -> dict[str, str]:
    """Save the views that are missing or ours, and return the stages of each by its name."""
    recorded: dict[str, str] = dict(own.get("views", {}))
    taken = {fou.to_slug(name): name for name in dataset.list_saved_views()}
    for name, description, view in saved_views(dataset, run):
        stages = json.dumps(view._serialize(include_uuids=False), sort_keys=True)
        found = taken.get(fou.to_slug(name))
        if found is None and name in recorded:
            continue  # somebody took it away
        if found is not None and (found != name or stages_of(dataset, name) != recorded.get(name)):
            continue  # somebody's own
        if found is None or recorded[name] != stages:
            dataset.save_view(name, view, description=description, overwrite=True)
        recorded[name] = stages_of(dataset, name)
    return recorded


def stages_of(dataset: fo.Dataset, name: str) -> str:
    """Stages of a saved view as JSON, without the numbers that FiftyOne draws for them."""
    stages = [json.loads(text) for text in dataset._get_saved_view_doc(name).view_stages]
    plain = [{k: v for k, v in stage.items() if k != "_uuid"} for stage in stages]
    return json.dumps(plain, sort_keys=True)


def mentions(stages: str, run: names.RunFields) -> bool:
    """Whether the stages of a view, as JSON, use a field of a run."""
    fields = "|".join(map(re.escape, (*run.sample_fields, run.reviews, *run.frame_fields())))
    return re.search(rf"[\"$.]({fields})[\".]", stages) is not None
