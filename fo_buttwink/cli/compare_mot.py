"""``fo-buttwink compare-mot``: our curves of a video against another program's motion file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..video.files import check_file
from .exits import EXIT_OK
from .options import add_settings, settings

_NAMES = {
    "knee_flexion_deg": "knee flexion",
    "hip_flexion_deg": "hip flexion",
    "pelvic_tilt_deg": "pelvic tilt",
    "lumbar_flexion_deg": "lumbar flexion",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("video", type=Path, help="video file that we measure")
    parser.add_argument(
        "--mot", type=Path, required=True, metavar="FILE",
        help="motion file of the same recording, as OpenCap, Sports2D or OpenSim write it",
    )  # fmt: skip
    parser.add_argument(
        "--offset", type=float, metavar="SECONDS",
        help="what to add to the file's time to get the video's; found by the knee angle if not "
        "given",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Compare; 0 if there was something to compare.

    Raises
    ------
    VideoError, MotionFileError, BenchError
        If not, with the reason.
    """
    check_file(args.video)
    from ..batch.task import Pipeline
    from ..bench.motion_files import compare_motion, read_mot

    motion = read_mot(args.mot)
    config = settings(args)
    analysis, _ = Pipeline(config, cache=True)(args.video, config)
    found = compare_motion(analysis, motion, offset_s=args.offset)
    if args.json:
        print(json.dumps(found.to_json(), indent=1))
        return EXIT_OK
    print(
        f"their time {found.offset_s:+.2f} s is the video's ({found.aligned_by}); "
        f"{found.overlap_s:.1f} s in common"
    )
    if found.yaw_deg is not None and found.yaw_deg > config.view.max_yaw_deg:
        print(
            f"note: the camera is about {found.yaw_deg:.0f} deg off a side view, so our angles are "
            "no measurement"
        )
    print("theirs minus ours, in degrees; 'shape' is the RMSE without the bias")
    print(f"{'':15} {'bias':>7} {'RMSE':>6} {'shape':>6} {'ROM ours':>9} {'theirs':>7} {'r':>6}")
    for name, one in found.angles.items():
        print(
            f"{_NAMES[name]:15} {one.bias_deg:7.1f} {one.rmse_deg:6.1f} {one.shape_rmse_deg:6.1f} "
            f"{one.rom_ours_deg:9.1f} {one.rom_theirs_deg:7.1f} {one.correlation:6.2f}"
        )
    return EXIT_OK
