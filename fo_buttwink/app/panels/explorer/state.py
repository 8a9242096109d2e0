"""What the explorer remembers between events, and what it can do with a dataset at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import fiftyone as fo
import fiftyone.core.media as fom

from ....store.groups import slice_names, ungrouped
from ....store.runs import count_results, list_runs
from .filter import Filter
from .scope import Scope
from .stages import digest
from .table import DEFAULT_SORT, SORTS
from .view import CLIPS, MODES

STORE = "fo_buttwink_explorer"
"""FiftyOne's store, per dataset, in which the state survives a reload of the page."""
KEEP_S = 30 * 24 * 3600
"""State of panels that were closed long ago is forgotten."""
MAX_OURS = 30


@dataclass(frozen=True)
class State:
    """One panel's settings."""

    key: str | None = None
    filter: Filter = field(default_factory=Filter)
    mode: str = CLIPS
    sort: str = DEFAULT_SORT[0]
    descending: bool = DEFAULT_SORT[1]
    scope: Scope = field(default_factory=Scope)
    """What was counted when the explorer last set the App's view."""
    ours: tuple[str, ...] = ()
    """Fingerprints of the views that the explorer has set, the latest last."""
    clips: str = ""
    """Fingerprint of the repetitions whose clips the grid shows; empty if it shows videos."""
    status: str = ""
    """Status of the videos that the grid shows instead of repetitions; empty if it does not."""

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON can carry it."""
        return {
            "key": self.key,
            "filter": self.filter.to_json(),
            "mode": self.mode,
            "sort": self.sort,
            "descending": self.descending,
            "scope": self.scope.to_json(),
            "ours": list(self.ours),
            "clips": self.clips,
            "status": self.status,
        }

    @classmethod
    def from_json(cls, data: Any) -> State:
        """Inverse of :meth:`to_json`; what makes no sense is left out."""
        if not isinstance(data, Mapping):
            return cls()
        key, mode, sort = data.get("key"), data.get("mode"), data.get("sort")
        ours = data.get("ours")
        return cls(
            key=key if isinstance(key, str) else None,
            filter=Filter.from_json(data.get("filter")),
            mode=mode if mode in MODES else CLIPS,
            sort=sort if sort in SORTS else DEFAULT_SORT[0],
            descending=bool(data.get("descending", DEFAULT_SORT[1])),
            scope=Scope.from_json(data.get("scope")),
            ours=tuple(o for o in ours if isinstance(o, str))[-MAX_OURS:] if ours else (),
            clips=str(data.get("clips") or ""),
            status=str(data.get("status") or ""),
        )


def reps_fingerprint(rep_ids: Sequence[str]) -> str:
    """Tells sets of repetitions apart."""
    return digest(" ".join(sorted(rep_ids)))


def obstacle(dataset: fo.Dataset | None) -> dict[str, Any] | None:
    """Why there is nothing to explore, and the next step; ``None`` if there is something."""
    if dataset is None:
        return {"title": "No dataset is open", "text": "Open a dataset of squat videos."}
    # A grouped dataset counts the samples of one slice.
    videos = ungrouped(dataset) if slice_names(dataset) else dataset
    if dataset.media_type is None or videos.count() == 0:
        return {
            "title": "This dataset is empty",
            "text": "Add squat videos, for example with Dataset.from_videos_dir() in Python, "
            "then analyze them.",
            "step": {"label": "Look again", "event": "refresh"},
        }
    groups = getattr(dataset, "group_media_types", None) or {}
    media = set(groups.values()) if dataset.media_type == fom.GROUP else {dataset.media_type}
    if fom.VIDEO not in media:
        return {
            "title": f"This dataset holds {', '.join(sorted(map(str, media)))}s, not videos",
            "text": "Squats are measured in videos: a single picture shows no descent. Open a "
            "dataset of videos.",
        }
    if not list_runs(dataset):
        return {
            "title": "No squats have been analyzed yet",
            "text": "The analysis finds the repetitions, measures pelvis and lumbar spine, and "
            "labels each repetition.",
            "step": {"label": "Analyze squats", "event": "next_step", "operator": "analyze_squats"},
        }
    return None


def without_reps(dataset: fo.Dataset, key: str) -> dict[str, Any]:
    """Return what to say of a run that has found nothing."""
    statuses = count_results(dataset, key)["statuses"]
    if not statuses:
        text = "No video of this dataset carries results of it yet."
    else:
        named = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in statuses.items())
        text = f"Status of the videos: {named}."
    return {
        "title": f"Analysis '{key}' has no repetitions",
        "text": f"{text} Look at what was done, or analyze again with other settings.",
        "step": {"label": "Analyze squats", "event": "next_step", "operator": "analyze_squats"},
    }
