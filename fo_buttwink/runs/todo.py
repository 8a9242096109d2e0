"""Which videos of a collection an analysis has to look at, and which are left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fiftyone as fo

from ..batch.task import Task
from ..domain.analysis import STATUS_FAILED
from ..domain.slow_motion import NORMAL
from ..store.fields import RunFields
from ..store.groups import ungrouped
from .request import AnalysisRequest


@dataclass(frozen=True)
class Todo:
    """The videos to analyze, in the order of the collection."""

    tasks: tuple[Task, ...]
    ids: tuple[str, ...]
    """Sample of each."""
    frames: tuple[int | None, ...]
    """Frames of each, where the dataset's metadata say so."""
    skipped: int
    """Videos that are left alone because they have results already."""
    elsewhere: int
    """Videos that were not asked for and have results under the key."""
    replacing: bool
    """Some of the videos have results that will be replaced."""


def analyzed_ids(dataset: fo.Dataset, run: RunFields) -> set[str]:
    """Return the samples that have results; those that failed have none."""
    if run.summary not in dataset.get_field_schema():
        return set()
    ids, statuses = ungrouped(dataset).values(["id", run.status])
    return {i for i, s in zip(ids, statuses, strict=True) if s not in (None, STATUS_FAILED)}


def choose(
    targets: fo.Dataset | fo.DatasetView,
    done: set[str],
    request: AnalysisRequest,
    slow: Mapping[str, float] | None = None,
) -> Todo:
    """Choose among videos.

    Parameters
    ----------
    targets
        The videos that are asked for.
    done
        Samples that have results under the key.
    request
        Whether these are skipped, and where workers find the files.
    slow
        How many times slower videos are played than they were recorded, by sample id.
    """
    ids, paths, frames, sizes = targets.values(
        ["id", "filepath", "metadata.total_frame_count", "metadata.size_bytes"]
    )
    keep = done if request.existing == "skip" else set()
    chosen = [k for k, sample_id in enumerate(ids) if sample_id not in keep]
    weights = _weights([(paths[k], frames[k], sizes[k]) for k in chosen])
    return Todo(
        tasks=tuple(
            Task(
                i,
                paths[k],
                request.execution.source(paths[k]),
                weight,
                (slow or {}).get(ids[k], NORMAL),
            )
            for i, (k, weight) in enumerate(zip(chosen, weights, strict=True))
        ),
        ids=tuple(ids[k] for k in chosen),
        frames=tuple(frames[k] for k in chosen),
        skipped=len(ids) - len(chosen),
        elsewhere=len(done - set(ids)),
        replacing=bool(done - keep),
    )


def _weights(videos: Sequence[tuple[str, int | None, int | None]]) -> list[float]:
    """How long videos will take relative to each other: by frames if known, else by size."""
    if all(frames for _, frames, _ in videos):
        return [float(frames or 0) for _, frames, _ in videos]
    sizes = []
    for path, _, size in videos:
        try:
            sizes.append(float(size or Path(path).stat().st_size))
        except OSError:  # missing here, perhaps not where the worker is
            sizes.append(0.0)
    return sizes
