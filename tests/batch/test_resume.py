"""A run that is killed outright goes on where it was, with nothing lost, redone or doubled."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import clips
import pytest

import fo_buttwink

pytestmark = [pytest.mark.torture, pytest.mark.database, pytest.mark.pose]
ROOT = Path(fo_buttwink.__file__).parents[1]
VIDEOS = 20
SCRIPT = """
import sys, fiftyone as fo, fo_buttwink as bw
from fo_buttwink.batch.execution import Execution
dataset = fo.load_dataset(sys.argv[1])
done = bw.analyze_dataset(
    dataset, execution=Execution(workers=2, cache=False), progress=True
)
print(done.analysed, done.skipped, len(done.failed))
"""


def start(name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, name],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def state(dataset):
    """What is stored: ids of repetitions and time of analysis by sample, where finished."""
    collection = dataset._sample_collection
    return {
        str(doc["_id"]): (
            doc["buttwink"]["analysed_at"],
            [d["_id"] for d in doc["buttwink_reps"]["detections"]],
        )
        for doc in collection.find({"buttwink.status": {"$ne": None}})
    }


def test_killed_in_the_middle_and_started_again(make_dataset, tmp_path):
    source = clips.shorten(
        ROOT / "fo_buttwink" / "data" / "demo" / "01_none_right.mp4", tmp_path / "a.mp4", 40
    )
    paths = [str(shutil.copy(source, tmp_path / f"{k:02}.mp4")) for k in range(VIDEOS)]
    dataset = make_dataset(*paths)
    dataset.persistent = True

    first = start(dataset.name)
    deadline = time.monotonic() + 400
    while len(state(dataset)) < 6 and first.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    before = state(dataset)
    assert 6 <= len(before) < VIDEOS, "killed in the middle"

    second = start(dataset.name)
    out, _ = second.communicate(timeout=400)
    assert second.returncode == 0
    assert out.split() == [str(VIDEOS - len(before)), str(len(before)), "0"]
    after = state(dataset)
    assert len(after) == VIDEOS, "none is missing"
    assert {k: after[k] for k in before} == before, "no finished video is redone"
    per_video = dataset._frame_collection.aggregate(
        [{"$group": {"_id": "$_sample_id", "n": {"$sum": 1}}}]
    )
    assert {doc["n"] for doc in per_video} == {40}, "no frame is doubled or missing"
    dataset.reload()
    states = [s["state"] for s in dataset.get_run_info("buttwink").config.sessions]
    assert states == ["running", "complete"]
