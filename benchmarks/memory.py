"""Resident memory of a pool over many short videos; prints a Markdown table.

    python benchmarks/memory.py --videos 200 --workers 2 --recycle 25

Every video is another stretch of a bundled clip. Recycling counts: MediaPipe's memory grows
with every video, and a worker takes its part with it when it is replaced.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

import av
import psutil

import fo_buttwink as bw
from fo_buttwink.batch.execution import Execution
from fo_buttwink.batch.run import run_tasks
from fo_buttwink.batch.task import Task
from fo_buttwink.config import Config

CLIPS = sorted((Path(bw.__file__).parent / "data" / "demo").glob("*.mp4"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--videos", type=int, default=200)
    parser.add_argument("--frames", type=int, default=30, help="of each video")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--recycle", type=int, default=25)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = stretches(Path(folder), args.videos, args.frames)
        tasks = [Task(k, str(path), weight=1.0) for k, path in enumerate(paths)]
        execution = Execution(workers=args.workers, recycle=args.recycle, cache=False)
        rows = measure(tasks, execution)
    print(f"{args.videos} videos of {args.frames} frames, {args.workers} workers, replaced after")
    print(f"{args.recycle} videos each; MB, medians over the videos of a row.\n")
    print("| videos done | largest worker | all workers | this process |\n|---|---|---|---|")
    step = max(1, len(rows) // 8)
    blocks = [rows[a : a + step] for a in range(0, len(rows), step)]
    for k, block in enumerate(blocks):
        values = " | ".join(
            f"{statistics.median(column):.0f}" for column in zip(*block, strict=True)
        )
        print(f"| {k * step + 1} to {k * step + len(block)} | {values} |")
    for name, column in (("largest worker", 0), ("all workers", 1), ("this process", 2)):
        medians = [statistics.median(row[column] for row in block) for block in blocks]
        warm, last = medians[1], medians[-1]
        print(f"\n{name}: last row / second row {last / warm:.3f}", end="")
        print(f", largest row / second row {max(medians[1:]) / warm:.3f}")


def measure(tasks: list[Task], execution: Execution) -> list[tuple[float, float, float]]:
    """Resident megabytes when each result comes: largest worker, all of them, this process."""
    rows = []
    here = psutil.Process()
    for result in run_tasks(tasks, Config(), execution):
        assert result.analysis.status != "failed", result.analysis.message
        sizes = [resident(child) for child in here.children()]
        rows.append((max(sizes, default=0.0), sum(sizes), resident(here)))
    return rows


def resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:  # a worker that is just being replaced
        return 0.0


def stretches(folder: Path, count: int, frames: int) -> list[Path]:
    """So many different short videos."""
    made: list[Path] = []
    offset = 0
    while len(made) < count:
        for clip in CLIPS:
            with av.open(str(clip)) as source:
                shown = list(source.decode(video=0))[offset : offset + frames]
            if len(shown) == frames and len(made) < count:
                made.append(write(folder / f"{len(made):04}.mp4", shown))
        offset += 5
    return made


def write(path: Path, shown: list[av.VideoFrame]) -> Path:
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = shown[0].width, shown[0].height, "yuv420p"
        for k, frame in enumerate(shown):
            plain = av.VideoFrame.from_ndarray(frame.to_ndarray(), format=frame.format.name)
            plain.pts = k
            target.mux(stream.encode(plain))
        target.mux(stream.encode())
    return path


if __name__ == "__main__":
    main()
