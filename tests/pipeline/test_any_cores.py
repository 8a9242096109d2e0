"""The same numbers on a machine with one core and on one with more, bit for bit.

What may still differ from machine to machine is the processor: MediaPipe's kernels are chosen by
what it can do (AVX2, AVX-512, NEON), and their sums are rounded differently.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fo_buttwink.cli.demo import CLIPS

pytestmark = [
    pytest.mark.pose,
    pytest.mark.skipif(
        not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2,
        reason="needs Linux and two cores",
    ),
]
CHILD = """
import hashlib, json, os, sys
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[2])])
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pose.observe import observe
obs = observe(sys.argv[1])
digest = hashlib.sha256()
for values in (obs.landmarks, obs.world, obs.outline, obs.plate_px, obs.time_s):
    digest.update(values.tobytes())
print(json.dumps([digest.hexdigest(), analyze_observations(obs).to_json()]))
"""


def seen(path: Path, cores: int) -> list[object]:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(cores)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr[-2000:]
    return json.loads(child.stdout.splitlines()[-1])


def test_one_core_and_two_give_the_same_bits():
    path = CLIPS / "03_mid_marked_right.mp4"
    one, two = seen(path, 1), seen(path, 2)
    assert one[0] == two[0]
    assert one[1] == two[1]
    assert one[1]["reps"]
