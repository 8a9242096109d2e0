"""Memory that the analysis of a long video takes beyond its observations; run as a process.

``PYTHONPATH=. python tests/helpers/long_video.py 10`` prints, for so many minutes at 30 frames per
second of which every other one was looked at: megabytes of the observations, and by how many more
the process grew at most while they were analyzed.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import replace

import numpy as np
import stick_figure

from fo_buttwink.domain.observations import PoseObservations
from fo_buttwink.pipeline.analyze import analyze_observations

FPS = 30.0
CELLS = 128
"""Side of an outline as the product keeps it."""


def observed(minutes: float) -> PoseObservations:
    """Make sets of three squats with rests between them, over and over."""
    once = stick_figure.observe(stick_figure.squat_depth(reps=3, rest_s=4.0), cells=CELLS)
    n = round(minutes * 60 * FPS)
    rows = np.arange(n) % len(once.time_s)
    video = replace(once.video, total_frames=n, duration_s=n / FPS)
    return replace(
        once,
        video=video,
        time_s=np.arange(n) / FPS,
        landmarks=once.landmarks[rows].astype(np.float32),
        world=once.world[rows].astype(np.float32),
        outline=once.outline[rows],
        outline_center_px=once.outline_center_px[rows].astype(np.float32),
        outline_side_px=once.outline_side_px[rows].astype(np.float32),
        plate_px=once.plate_px[rows],
        inferred=np.arange(n) % 2 == 0,
        pictures=None,
    )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    analyze_observations(observed(0.5))  # what is loaded once is no matter of length
    obs = observed(float(sys.argv[1]))
    held = sum(
        getattr(obs, name).nbytes
        for name in ("time_s", "landmarks", "world", "outline", "outline_center_px", "plate_px")
    )
    before = peak_mb()
    found = analyze_observations(obs)
    print(
        json.dumps(
            {
                "observations_mb": round(held / 1e6, 1),
                "grown_mb": round(peak_mb() - before, 1),
                "peak_mb": round(peak_mb(), 1),
                "reps": len(found.reps),
                "status": found.status,
            }
        )
    )


if __name__ == "__main__":
    main()
