"""Keypoints in place of pictures: what is lost, as docs/accuracy.md tells.

``python benchmarks/keypoints.py joints FOLDER`` turns our own observations of all videos of a
folder and of the demo into COCO-17 and analyzes these. ``python benchmarks/keypoints.py spine``
gives simulated lifters ideal keypoints of SpineTrack, and noisy ones; it needs ``anny``.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "helpers"))

import keypoint_fields  # noqa: E402

from fo_buttwink.config import Config  # noqa: E402
from fo_buttwink.domain.body import body_length_px  # noqa: E402
from fo_buttwink.domain.keypoint_layouts import find_columns  # noqa: E402
from fo_buttwink.domain.observations import PoseObservations  # noqa: E402
from fo_buttwink.measure.from_keypoints import observations_from_keypoints  # noqa: E402
from fo_buttwink.measure.view import estimate_view  # noqa: E402
from fo_buttwink.pipeline.analyze import analyze_observations  # noqa: E402
from fo_buttwink.pipeline.observe import observe_video  # noqa: E402
from fo_buttwink.video.reader import VideoError, find_videos  # noqa: E402

CONFIG = Config()
NOISE_PX = (0.0, 0.25, 0.5, 1.0)
RANDOM_CLIPS = 8


def as_coco(seen: PoseObservations) -> PoseObservations:
    points, confidence = keypoint_fields.as_layout(seen, "coco17")
    points = points * (seen.video.width, seen.video.height)
    columns = find_columns("coco17", 17, None, "benchmark")
    return observations_from_keypoints(
        points, confidence, columns, seen.time_s, seen.video, CONFIG.keypoints, source="benchmark"
    )


def joints(folder: Path) -> None:
    yaw, same_side, same_count, knees, videos = [], 0, 0, [], 0
    paths = [*find_videos(ROOT / "fo_buttwink" / "data" / "demo"), *find_videos(folder)]
    for path in paths:
        try:
            seen = observe_video(path)
        except VideoError as error:
            print(error)
            continue
        coco = as_coco(seen)
        direct, other = analyze_observations(seen, cache=True), analyze_observations(coco)
        views = estimate_view(seen, CONFIG.view), estimate_view(coco, CONFIG.view)
        videos += 1
        same_side += views[0].side == views[1].side
        if views[0].yaw_deg is not None and views[1].yaw_deg is not None:
            yaw.append((views[0].yaw_deg, views[1].yaw_deg))
        if len(direct.reps) != len(other.reps):
            print(f"{path.name}: {len(direct.reps)} repetitions, {len(other.reps)} by keypoints; "
                  f"yaw {views[0].yaw_deg}")  # fmt: skip
            continue
        same_count += 1
        knees += [
            abs(a.depth_knee_flexion_deg - b.depth_knee_flexion_deg)
            for a, b in zip(direct.reps, other.reps, strict=True)
            if a.label != "unclear_view" and b.label != "unclear_view"
            and a.depth_knee_flexion_deg and b.depth_knee_flexion_deg
        ]  # fmt: skip
    a, b = np.array(yaw).T
    most = CONFIG.view.max_yaw_deg
    print(f"{videos} videos: the same side in {same_side}, as many repetitions in {same_count}")
    print(f"yaw: differs by {np.median(np.abs(a - b)):.1f} deg (median), "
          f"{np.percentile(np.abs(a - b), 90):.1f} (90th percentile); the same side of the cut-off "
          f"in {np.mean((a > most) == (b > most)):.0%}")  # fmt: skip
    print(f"knee flexion at the bottom, {len(knees)} repetitions from the side: differs by "
          f"{np.median(knees):.1f} deg (median), more than 1 in {sum(k > 1 for k in knees)}, "
          f"{max(knees):.1f} at most")  # fmt: skip


def simulated() -> Iterator[Any]:
    from fo_buttwink.sim.clips import random_clip
    from fo_buttwink.sim.demo import DEMO, demo_clip

    yield from (demo_clip(spec) for spec in DEMO if abs(spec.yaw_deg) < 20)
    yield from (random_clip(3, k, "test", yaw_limit=15) for k in range(RANDOM_CLIPS))


def as_seen(clip: Any, noise_px: float = 0.0) -> PoseObservations:
    import spinetrack

    points = spinetrack.keypoints(clip, noise_px)
    time_s, video = spinetrack.video(clip)
    return observations_from_keypoints(
        points, np.full(points.shape[:2], 0.9), spinetrack.COLUMNS, time_s, video,
        CONFIG.keypoints, source="simulated",
    )  # fmt: skip


def spine() -> None:
    clips = list(simulated())
    sizes = [np.nanmedian(body_length_px(as_seen(clip).landmarks)) for clip in clips]
    print(f"{len(clips)} lifters of {min(sizes):.0f} to {max(sizes):.0f} px (trunk, thigh, shank)")
    for noise in NOISE_PX:
        errors, reversals, inside, labels = [], [], 0, Counter()
        for clip in clips:
            for rep in analyze_observations(as_seen(clip, noise)).reps:
                near = [t for t in clip.truth()["reps"] if t["first"] < rep.bottom < t["last"]]
                if rep.wink_deg is None or len(near) != 1:
                    labels[rep.label if rep.wink_deg is None else "no truth"] += 1
                    continue
                errors.append(rep.wink_deg - near[0]["wink_deg"])
                reversals.append(rep.pelvic_reversal_deg - near[0]["reversal_deg"])
                low, high = rep.wink_deg_interval
                inside += low <= near[0]["wink_deg"] <= high
        print(f"noise {noise} px: {len(errors)} measured, not: {dict(labels)}")
        if errors:
            print(f"  wink: {np.mean(errors):+.2f} deg, SD {np.std(errors):.2f}, at most "
                  f"{np.abs(errors).max():.1f}; reversal: {np.mean(reversals):+.2f}, SD "
                  f"{np.std(reversals):.2f}; in the interval: {inside}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("joints").add_argument("folder", type=Path)
    what.add_parser("spine")
    args = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    if args.what == "joints":
        joints(args.folder)
    else:
        spine()


if __name__ == "__main__":
    main()
