"""Provenance: what each run did, with which settings, and which fields are its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

import fiftyone as fo

from .._version import RESULTS, __version__
from ..domain.analysis import SCHEMA
from ..domain.definitions import BEFORE, Made
from ..errors import ReviewsExistError, RunNotFoundError, StoreError
from . import arrangement
from . import fields as names
from .groups import ungrouped
from .reviews import count_reviews
from .schema import drop
from .video_labels import fill_labels

METHOD = "fo_buttwink"
"""Marks a FiftyOne run as ours."""
LAYOUT = 2
"""Version of this record's own layout. 1: without definition and number of results."""


@dataclass(frozen=True)
class Session:
    """One call that added results to a run."""

    started: str
    """UTC, ISO 8601."""
    state: str
    """``running``, ``complete`` or ``interrupted``."""
    version: str = __version__
    fiftyone: str = fo.__version__
    analysed: int = 0
    skipped: int = 0
    failed: int = 0
    existing: str = "skip"
    load_field: str | None = None
    load_unit: str | None = None
    slow_motion_field: str | None = None
    slices: list[str] | None = None
    """Slices of a grouped dataset that were asked for; all video slices if not given."""


@dataclass(frozen=True)
class RunInfo:
    """What a dataset knows about one of our runs."""

    key: str
    settings: dict[str, Any]
    """The :class:`~fo_buttwink.config.Config` of every sample of the run, as a dictionary."""
    fields: list[str]
    """Every field that belongs to the run; frame fields as ``frames.<name>``."""
    models: list[dict[str, Any]] = field(default_factory=list)
    """Every distinct pose model that took part."""
    sessions: list[Session] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    """How many samples of the dataset carry each status."""
    num_reps: int = 0
    num_flagged: int = 0
    schema: int = LAYOUT
    definition: int = SCHEMA
    """Definition of the label that all results of the run follow."""
    results: int = RESULTS
    """Number of the results of all samples of the run."""
    app: dict[str, Any] = field(default_factory=dict)
    """What the App was arranged to show of the run, see :mod:`.arrangement`."""

    @property
    def made(self) -> Made:
        """Definition and number of the run's results."""
        return Made(self.definition, self.results)

    @property
    def skeleton(self) -> bool:
        """Whether the run may have drawable keypoints."""
        return f"frames.{names.RunFields(self.key).pose}" in self.fields

    @property
    def timestamp(self) -> str:
        """When the run was last worked on (start of its last session)."""
        return self.sessions[-1].started if self.sessions else ""


@dataclass(frozen=True)
class Origin:
    """What measured one video."""

    schema: int
    program_version: str | None
    """``None``: not known."""
    model: dict[str, Any]
    """The pose model, as its run describes it; empty if not known."""


def origin_of(info: RunInfo, summary: Mapping[str, Any]) -> Origin:
    """Return what measured a video, by its summary; by its run if the summary does not say."""
    versions = {session.version for session in info.sessions}
    known = summary.get("schema") is not None
    sha256 = summary.get("model_sha256")
    models = [m for m in info.models if not known or m.get("sha256") == sha256]
    if known and not models and (sha256 or summary.get("model")):
        models = [{"name": summary.get("model"), "sha256": sha256}]
    return Origin(
        schema=summary["schema"] if known else info.definition,
        program_version=summary.get("program_version")
        if known
        else (versions.pop() if len(versions) == 1 else None),
        model=dict(models[0]) if len(models) == 1 else {},
    )


def utc_now() -> str:
    """Return the time for a run's records."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def list_runs(samples: fo.Dataset | fo.DatasetView) -> list[str]:
    """Keys of our runs on a dataset, in order of creation."""
    return list(samples.list_runs(method=METHOD))


def find_run(samples: fo.Dataset | fo.DatasetView, key: str) -> RunInfo | None:
    """Return the run under a key, or ``None`` if there is none.

    Raises
    ------
    StoreError
        If somebody else's run has that key.
    """
    if not samples.has_run(key):
        return None
    config = samples.get_run_info(key).config
    if config.method != METHOD:
        raise StoreError(
            f"dataset {_name(samples)!r} already has a run {key!r} made by {config.method!r}",
            remedy="choose another key",
        )
    values = config.serialize()
    known = {name: values[name] for name in RunInfo.__dataclass_fields__ if name in values}
    for name in ("definition", "results"):  # younger than some runs
        known.setdefault(name, BEFORE)
    known["sessions"] = [Session(**session) for session in known.get("sessions", ())]
    return RunInfo(**known)


def get_run(samples: fo.Dataset | fo.DatasetView, key: str) -> RunInfo:
    """Return the run under a key.

    Raises
    ------
    RunNotFoundError
        If there is none.
    """
    info = find_run(samples, key) if isinstance(key, str) else None
    if info is None:
        raise RunNotFoundError(
            f"dataset {_name(samples)!r} has no fo_buttwink run {key!r}; "
            f"existing runs: {list_runs(samples) or 'none'}"
        )
    return info


def save_run(dataset: fo.Dataset, info: RunInfo) -> None:
    """Create or update the record of a run."""
    config = dataset.init_run(method=METHOD, **asdict(replace(info, schema=LAYOUT)))
    if dataset.has_run(info.key):
        dataset.update_run_config(info.key, config)
    else:
        dataset.register_run(info.key, config)


def count_results(dataset: fo.Dataset, key: str) -> dict[str, Any]:
    """Statuses and totals over the whole dataset, as :class:`RunInfo` keeps them."""
    run = names.RunFields(key)
    videos = ungrouped(dataset)
    statuses = videos.count_values(run.status)
    return {
        "statuses": {name: n for name, n in sorted(statuses.items(), key=str) if name},
        "num_reps": int(videos.sum(run.of_summary("num_reps")) or 0),
        "num_flagged": int(videos.sum(run.of_summary("num_flagged")) or 0),
    }


def delete_run(
    samples: fo.Dataset | fo.DatasetView,
    key: str = names.DEFAULT_KEY,
    *,
    discard_reviews: bool = False,
) -> RunInfo:
    """Remove a run: its fields, indexes, label schemas, skeleton and record.

    And what the App was arranged to show of it: sidebar groups, saved views, colors.

    Results of other runs, other fields and the video metadata stay.

    Parameters
    ----------
    discard_reviews
        Delete people's reviews of the run's repetitions too, which nothing brings back.

    Returns
    -------
    RunInfo
        What has been removed.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    ReviewsExistError
        If there are reviews and nobody said that they may go.
    """
    dataset = root_dataset(samples)
    info = get_run(dataset, key)
    reviews = count_reviews(dataset, key)
    if reviews and not discard_reviews:
        raise ReviewsExistError(
            f"run {key!r} of dataset {dataset.name!r} has {reviews} reviews made by people, which "
            "would be lost",
            remedy="back them up (fo-buttwink reviews backup), and then pass discard_reviews=True",
        )
    others = [name for name in list_runs(dataset) if name != key]
    apps = [get_run(dataset, name).app for name in others]
    free = arrangement.clear(dataset, names.RunFields(key), info.app, apps)
    drop(dataset, names.RunFields(key), info.fields)
    dataset.delete_run(key)
    for brain_key in (names.RunFields(key).plot, names.RunFields(key).similarity):
        if dataset.has_brain_run(brain_key):
            dataset.delete_brain_run(brain_key)
    for other, app in zip(others, apps, strict=True):
        if app:
            _arrange(dataset, other, free=free)  # what the deleted run showed may be free
    return info


def arrange_run(samples: fo.Dataset | fo.DatasetView, key: str = names.DEFAULT_KEY) -> None:
    """Let the App show what matters of a run: sidebar, tiles, colors and saved views.

    What somebody has arranged himself stays as it is; see :mod:`.arrangement`.
    """
    _arrange(root_dataset(samples), key)


def _arrange(dataset: fo.Dataset, key: str, *, free: bool = False) -> None:
    dataset.reload()
    info = get_run(dataset, key)
    # In order of creation; of those of the same second the younger one counts as newer.
    runs = [get_run(dataset, name) for name in list_runs(dataset)]
    others = [other.app for other in runs if other.key != key]
    newest = sorted(runs[::-1], key=lambda other: other.timestamp, reverse=True)
    fill_labels(dataset, names.RunFields(key))
    app = arrangement.arrange(
        dataset,
        names.RunFields(key),
        info.fields,
        info.app,
        others,
        [names.RunFields(other.key) for other in newest],
        free=free,
    )
    if app != info.app:
        save_run(dataset, replace(info, app=app))


def merge_models(
    models: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """All distinct models, those of the newest results last."""
    fresh = [model for model in new if model]
    return [*(model for model in models if model not in fresh), *_distinct(fresh)]


def root_dataset(samples: fo.Dataset | fo.DatasetView) -> fo.Dataset:
    """Return the dataset behind a collection."""
    return samples if isinstance(samples, fo.Dataset) else samples._root_dataset


def _distinct(models: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for model in models:
        if model not in out:
            out.append(model)
    return out


def _name(samples: fo.Dataset | fo.DatasetView) -> str:
    return str(root_dataset(samples).name)
