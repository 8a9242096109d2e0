"""How time and memory of an export grow with the number of repetitions.

    python benchmarks/export_growth.py [1000 10000 100000]

Fills a temporary FiftyOne dataset with made-up analyses (10 repetitions and 120 frames per
video) straight through the database driver, exports it as CSV and as Parquet with curves,
each in a process of its own, and prints a Markdown table. Uses the database that FiftyOne is
set up for; the dataset is deleted afterwards. Needs Linux, whose kernel tells the peak of memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

REPS_PER_VIDEO, FRAMES = 10, 120
DEFAULT = (1000, 10_000, 100_000)
BATCH = 200


def fill(num_reps: int) -> str:
    """Make a dataset with so many repetitions; its name."""
    import fiftyone as fo
    from bson import ObjectId

    from fo_buttwink.config import Config
    from fo_buttwink.store import schema
    from fo_buttwink.store.fields import CURVES, RunFields
    from fo_buttwink.store.runs import RunInfo, save_run

    dataset = fo.Dataset()
    dataset.add_sample(fo.Sample(filepath="/v/first.mp4", lifter="L0"))
    run = RunFields("buttwink")
    manifest = schema.declare(dataset, run, skeleton=False)
    save_run(dataset, RunInfo("buttwink", Config().to_dict(), manifest))
    template = dataset._sample_collection.find_one()
    dataset._sample_collection.delete_many({})
    rng = np.random.default_rng(0)
    for start in range(0, num_reps // REPS_PER_VIDEO, BATCH):
        samples, frames = [], []
        for v in range(start, min(start + BATCH, num_reps // REPS_PER_VIDEO)):
            sample_id = ObjectId()
            samples.append(_sample(template, sample_id, v, run, rng))
            curves = rng.normal(0, 10, (FRAMES, len(CURVES))).round(2)
            for i in range(FRAMES):
                values = dict(zip(map(run.curve, CURVES), curves[i].tolist(), strict=True))
                values[run.curve("time_s")] = round(i / 30, 4)
                values[run.curve("visible")] = True
                frames.append({"_sample_id": sample_id, "frame_number": i + 1, **values})
        dataset._sample_collection.insert_many(samples)
        dataset._frame_collection.insert_many(frames)
    dataset.persistent = True
    return str(dataset.name)


def _sample(template: Any, sample_id: Any, v: int, run: Any, rng: Any) -> dict[str, Any]:
    from bson import ObjectId

    labels = ("none", "subtle", "moderate", "marked")
    detections = []
    for r in range(REPS_PER_VIDEO):
        first, label = 1 + 12 * r, labels[int(rng.integers(4))]
        detections.append({
            "_id": ObjectId(), "_cls": "TemporalDetection", "tags": [], "label": label,
            "support": [first, first + 10], "confidence": 0.8, "rep": r + 1, "bottom": first + 5,
            "wink_deg": float(rng.uniform(0, 30)), "onset_pct": float(rng.uniform(50, 100)),
            "machine_label": label, "machine_first": first, "machine_last": first + 10,
            "reason": "made up", "pattern": "wink", "severity": labels.index(label),
        })  # fmt: skip
    return {
        **template, "_id": sample_id, "filepath": f"/v/{v:06d}.mp4", "lifter": f"L{v % 50}",
        run.summary: {"_cls": "DynamicEmbeddedDocument", "status": "ok", "fps": 30.0,
                      "total_frames": FRAMES},
        run.reps: {"_cls": "TemporalDetections", "detections": detections},
    }  # fmt: skip


def measure(name: str, format: str) -> dict[str, float]:
    """Export one dataset in this process: seconds, and peak memory above the start [MB]."""
    import fiftyone as fo

    from fo_buttwink.export import export

    dataset = fo.load_dataset(name)
    if format == "parquet":
        import pyarrow.parquet  # noqa: F401
    Path("/proc/self/clear_refs").write_text("5")  # the peak is that of the export, not of imports
    before = _memory_mb("VmRSS")
    with tempfile.TemporaryDirectory() as folder:
        start, cpu = time.perf_counter(), time.process_time()
        export(dataset, format, Path(folder) / "out", lifter_field="lifter",
               splits={"train": 0.7, "val": 0.15, "test": 0.15})  # fmt: skip
        return {
            "seconds": time.perf_counter() - start,
            "cpu": time.process_time() - cpu,
            "mb": _memory_mb("VmHWM") - before,
            "size": sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6,
        }


def _memory_mb(name: str) -> float:
    """Memory in use (``VmRSS``), or the most so far (``VmHWM``)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def main(sizes: list[int]) -> None:
    """Print the table."""
    import fiftyone as fo

    print(
        "| repetitions | format | seconds | of it own CPU | us per repetition | peak MB | file MB |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        name = fill(size)
        try:
            for format in ("csv", "parquet"):
                command = [sys.executable, __file__, "--measure", name, format]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                m = json.loads(done.stdout.splitlines()[-1])
                print(
                    f"| {size} | {format} | {m['seconds']:.1f} | {m['cpu']:.1f} | "
                    f"{1e6 * m['seconds'] / size:.0f} | {m['mb']:.0f} | {m['size']:.1f} |",
                    flush=True,
                )
        finally:
            fo.delete_dataset(name)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(*sys.argv[2:4])))
    else:
        main([int(a) for a in sys.argv[1:]] or list(DEFAULT))
