"""Within what the explorer counts: the user's own view and the sidebar's filters, as stages.

One rule holds at every event: what the App shows, less what the explorer itself asked for, is
what is counted. :func:`scope_of` finds it, and :func:`said` says it in one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import fiftyone as fo
import fiftyone.server.view as fosv
from bson import ObjectId
from fiftyone import ViewField as F

from ...._util.words import many
from ....store.columnar.view import read_ids
from ....store.fields import RunFields
from ....store.stages import Stages, stages_of, view_of
from .stages import fingerprint, generating

MAX_LISTED = 5000
"""Clips of a changed clips view that are taken over one by one; beyond that only the view of
their videos is. A convention that keeps the stages small enough to travel."""
_SORTING = "fiftyone.core.stages.SortBy"


@dataclass(frozen=True)
class Scope:
    """What is counted at all, before the explorer's own conditions."""

    stages: tuple[Mapping[str, Any], ...] = ()
    """Stages of a view of videos; none for the whole dataset."""
    view: bool = False
    """Whether a view of the user's is among them."""
    sidebar: bool = False
    """Whether filters of the sidebar are among them."""
    folded: str = ""
    """Fingerprint of the sidebar's filters that are among them."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary."""
        return {
            "stages": list(self.stages),
            "view": self.view,
            "sidebar": self.sidebar,
            "folded": self.folded,
        }

    @classmethod
    def from_json(cls, data: Any) -> Scope:
        """Inverse of :meth:`to_json`; what makes no sense is left out."""
        if not isinstance(data, Mapping):
            return cls()
        stages = data.get("stages")
        return cls(
            stages=tuple(s for s in stages if isinstance(s, Mapping)) if stages else (),
            view=bool(data.get("view")),
            sidebar=bool(data.get("sidebar")),
            folded=str(data.get("folded") or ""),
        )

    def samples(self, dataset: fo.Dataset) -> fo.Dataset | fo.DatasetView:
        """Return the videos that are counted, with the repetitions that are."""
        if not self.stages:
            return dataset
        return view_of(dataset, self.stages)


@dataclass(frozen=True)
class Asked:
    """What the App shows when it asks."""

    stages: Stages
    filters: Mapping[str, Any]
    """The sidebar's, by path."""
    extended: Mapping[str, Any]
    """Stages by class, such as those of a selection in another panel; sorting aside."""

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> Asked:
        """From the parameters of a request of the App."""
        extended = dict(request.get("extended") or {})
        extended.pop(_SORTING, None)
        return cls(tuple(request.get("view") or ()), dict(request.get("filters") or {}), extended)

    @property
    def narrowing(self) -> str:
        """Fingerprint of the sidebar's filters; empty without any."""
        if not self.filters and not self.extended:
            return ""
        return fingerprint([{"filters": self.filters, "extended": self.extended}])


def scope_of(
    dataset: fo.Dataset, asked: Asked, known: Scope, ours: Sequence[str], key: str
) -> Scope:
    """Return what is counted now.

    Parameters
    ----------
    asked
        What the App shows.
    known
        What was counted when the explorer last set the App's view.
    ours
        Fingerprints of the views that the explorer has set.
    key
        Run key, whose clips can be told from others.
    """
    ahead = _ours_ahead(asked.stages, ours)
    if not asked.stages:
        scope = Scope()
    elif ahead == len(asked.stages):
        scope = known
    else:
        added = _videos_of(dataset, asked.stages, key, ahead)
        before = known.stages if ahead else ()
        scope = replace(known if ahead else Scope(), stages=(*before, *added), view=True)
    narrowing = asked.narrowing
    # A filter that the explorer has made part of its view may still stand in the sidebar.
    if not narrowing or (ahead and narrowing == scope.folded):
        return scope
    return _narrowed(dataset, scope, asked, key)


def said(scope: Scope, reps: int, videos: int) -> str:
    """Say what is counted, and within what, as one sentence."""
    some = f"{many(reps, 'repetition')} in {many(videos, 'video')}"
    applied = ["your view"] * scope.view + ["the sidebar's filters"] * scope.sidebar
    if not applied:
        return f"Counted: all {some} of this dataset."
    verb = "is" if applied == ["your view"] else "are"
    return f"Counted: {some}; {' and '.join(applied)} {verb} applied."


def _ours_ahead(stages: Stages, ours: Sequence[str]) -> int:
    """How many stages at the beginning are a view of the explorer's; 0 if none are."""
    found = set(ours) - {""}
    return next((n for n in range(len(stages), 0, -1) if fingerprint(stages[:n]) in found), 0)


def _videos_of(
    dataset: fo.Dataset, stages: Stages, key: str, ahead: int
) -> tuple[Mapping[str, Any], ...]:
    """Return the stages after our own, as stages on videos."""
    at = generating(stages)
    if at is None:
        return tuple(stages[ahead:])
    before = tuple(stages[ahead:at]) if at >= ahead else ()
    if at == len(stages) - 1:  # the view of videos that the clips were made of
        return before
    view = view_of(dataset, stages)
    if not _clips_of(view, key):
        return before
    ids = read_ids(view)
    if len(ids) > MAX_LISTED:
        return before
    return (*before, *_only(dataset, key, ids))


def _narrowed(dataset: fo.Dataset, scope: Scope, asked: Asked, key: str) -> Scope:
    """With the sidebar's filters as stages, so that they outlast a change of the view."""
    filters = asked.filters
    if generating(asked.stages) is not None:
        filters = _on_videos(filters, RunFields(key).reps)
    videos = scope.samples(dataset).view()
    view = fosv.get_extended_view(videos, filters, extended_stages=dict(asked.extended))
    return replace(scope, stages=tuple(stages_of(view)), sidebar=True, folded=asked.narrowing)


def _on_videos(filters: Mapping[str, Any], reps: str) -> dict[str, Any]:
    """Turn filters on clips of repetitions into filters on videos with repetitions."""
    out: dict[str, Any] = {}
    for path, wanted in filters.items():
        inside = {"id": "id", reps: ""}.get(path.partition(".")[0])
        if path == "support":  # has no like among the filters on videos
            continue
        if path == "sample_id":
            out["id"] = wanted
        elif inside is None:
            out[path] = wanted
        else:
            name = inside or path.partition(".")[2]
            out[f"{reps}.detections.{name}"] = {**wanted, "isMatching": False}
    return out


def _clips_of(view: fo.DatasetView, key: str) -> bool:
    return bool(view._is_clips) and RunFields(key).reps in view.get_field_schema()


def _only(dataset: fo.Dataset, key: str, rep_ids: Sequence[str]) -> list[dict[str, Any]]:
    wanted = F("_id").is_in([ObjectId(i) for i in rep_ids])
    return stages_of(dataset.filter_labels(RunFields(key).reps, wanted))
