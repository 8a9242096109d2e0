"""What writing results to FiftyOne's database costs."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from pathlib import Path

import fiftyone as fo

from ..batch.task import without_outlines
from ..config import Config
from ..pipeline.analyze import analyze_observations
from ..pipeline.observe import observe_video
from ..store import schema
from ..store.commit import Finished, fill_metadata, write_analyses
from ..store.fields import RunFields

_VIDEOS = 12


def share(path: Path, config: Config, per_frame_s: float, *, skeleton: bool) -> float:
    """Time for writing one video, committed on its own, as share of the time for all of it.

    Parameters
    ----------
    per_frame_s
        Wall time of the analysis per frame, without database.
    """
    observations = observe_video(path, config)
    analysis = analyze_observations(observations, config)
    slim = without_outlines(observations, str(path))
    run = RunFields("bench")
    dataset = fo.Dataset(f"fo_buttwink_bench_{uuid.uuid4().hex[:8]}")
    try:
        dataset.add_samples([fo.Sample(filepath=f"/bench/{k}.mp4") for k in range(_VIDEOS)])
        schema.declare(dataset, run, skeleton=skeleton)
        spent = []
        for sample_id in dataset.values("id"):
            begin = time.perf_counter()
            item = Finished(sample_id, replace(analysis), slim)
            write_analyses(dataset, run, [item], config, skeleton=skeleton)
            fill_metadata(dataset, {sample_id: slim.video})
            spent.append(time.perf_counter() - begin)
    finally:
        dataset.delete()
    writing = sorted(spent)[len(spent) // 2]
    return writing / (writing + per_frame_s * len(observations.time_s))
