"""How the run over a dataset grows with the number of videos; prints a Markdown table.

One short clip under many names: its observations are computed once, so what grows here is
everything but inference, that is reading the cache, measuring, the driver and the database.

    python benchmarks/speed_growth.py 10 100 1000
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
import uuid
from pathlib import Path

import fiftyone as fo

import fo_buttwink as bw
from fo_buttwink.batch.execution import Execution

CLIP = Path(bw.__file__).parent / "data" / "demo" / "03_mid_marked_right.mp4"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", nargs="+", type=int)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    bw.analyze_video(CLIP)
    print(
        "| videos | frames | ms per video, wall | ms per video, CPU of the driver | "
        "database, bytes per frame | peak memory, MB |\n|---|---|---|---|---|---|"
    )
    for count in args.videos:
        print(row(count, args.workers), flush=True)


def row(count: int, workers: int) -> str:
    """Analyse so many copies and describe the run."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [shutil.copy(CLIP, Path(folder) / f"{k:05}.mp4") for k in range(count)]
        dataset = fo.Dataset(f"fo_buttwink_growth_{uuid.uuid4().hex[:8]}")
        try:
            dataset.add_samples([fo.Sample(filepath=str(path)) for path in paths])
            before, begin = cpu_s(), time.perf_counter()
            execution = Execution(workers=workers, recycle=10**6)
            summary = bw.analyze_dataset(dataset, execution=execution, progress=False)
            wall, cpu = time.perf_counter() - begin, cpu_s() - before
            assert summary.analysed == count
            frames = dataset.count("frames")
            stored = dataset.stats(include_media=False)["total_bytes"]
        finally:
            dataset.delete()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {count} | {frames} | {1000 * wall / count:.0f} | {1000 * cpu / count:.0f} | "
        f"{stored / frames:.0f} | {peak:.0f} |"
    )


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
