"""A process that reads one video after the other, as far as this can be done without inference.

``python tests/helpers/torture_child.py MEMORY_BYTES`` takes a path in hexadecimal per line, and
prints one JSON object per line: what became of it. Its parent sees crashes and hangs.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np


def main() -> None:
    """Serve until the parent closes the pipe."""
    room = int(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import av
    import toy_pose

    import fo_buttwink.pipeline.analyze
    import fo_buttwink.video.reader  # noqa: F401 - so that no file pays for the imports
    from fo_buttwink.pose.registry import MODELS

    MODELS["toy"] = toy_pose.TOY
    av.logging.set_level(None)
    if room:
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        path = Path(os.fsdecode(bytes.fromhex(line.strip())))
        started = time.monotonic()
        _forget_peak()
        answer = outcome(path)
        answer["seconds"] = round(time.monotonic() - started, 2)
        answer["peak_mb"] = _peak_mb()
        print(json.dumps(answer), file=answers, flush=True)


def outcome(path: Path) -> dict[str, Any]:
    """Read a video in every way, and analyze it with a pose model that has learned nothing."""
    from fo_buttwink.video.files import VideoError

    try:
        read = _read(path)
    except VideoError as error:
        read = {"outcome": "refused", "says": str(error)}
        if str(path) not in str(error):
            return {"outcome": "fault", "says": f"the message names no file: {error}"}
    except BaseException:
        return {"outcome": "fault", "says": traceback.format_exc()[-1500:]}
    try:
        status = _analyze(path)
    except BaseException:
        return {"outcome": "fault", "says": traceback.format_exc()[-1500:]}
    if (status == "failed") != (read["outcome"] == "refused") and read.get("frames", 1):
        return {"outcome": "fault", "says": f"read: {read}, but analyzed: {status}"}
    return {**read, "status": status}


def _read(path: Path) -> dict[str, Any]:
    from fo_buttwink.video.reader import VideoReader

    with VideoReader(path, 256, enough_fps=None) as reader:
        for frame in reader.scout(4, 8):
            _check(frame, reader)
    with VideoReader(path, 256) as reader:
        last, count = -np.inf, 0
        for frame in reader:
            _check(frame, reader)
            assert frame.time_s > last, f"frame {frame.index} at {frame.time_s}, after {last}"
            assert frame.index == count, (frame.index, count)
            last, count = frame.time_s, count + 1
        info = reader.info
        assert info.total_frames == count == len(reader.times_s)
        numbers = (info.fps, info.duration_s, info.start_s, info.width, info.height)
        assert np.isfinite(numbers).all(), info
        assert info.fps > 0 and info.width > 0 and info.height > 0, info
        json.dumps(asdict(info), allow_nan=False)
        warnings = list(reader.warnings)
    with VideoReader(path, 256) as reader:
        for time_s in (0.0, last / 2, last + 100.0):
            shown = reader.frame_at(time_s)
            if shown is not None:
                _check(shown, reader)
    return {"outcome": "read", "frames": count, "warnings": warnings}


def _check(frame: Any, reader: Any) -> None:
    assert frame.image.dtype == np.uint8 and frame.image.ndim == 3 and frame.image.shape[2] == 3
    assert min(frame.image.shape[:2]) >= 1 and max(frame.image.shape[:2]) <= 258, frame.image.shape
    assert np.isfinite(frame.time_s) and np.isfinite(frame.scale) and frame.scale > 0


def _analyze(path: Path) -> str:
    from fo_buttwink.config import Config, PoseConfig
    from fo_buttwink.domain.analysis import VideoAnalysis
    from fo_buttwink.pipeline.analyze import analyze_video

    found = analyze_video(path, Config(pose=PoseConfig(model="toy")), cache=False)
    assert "fault of the program" not in found.message, found.message
    assert found.message or found.status == "ok"
    sent = json.dumps(found.to_json(), allow_nan=False)
    again = VideoAnalysis.from_json(json.loads(sent))
    assert json.dumps(again.to_json(), allow_nan=False) == sent
    return found.status


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
