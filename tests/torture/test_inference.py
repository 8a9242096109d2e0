"""One folder of good and hostile videos through ``fo-buttwink analyze``, with real inference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import tally
import torture_people

from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.pipeline.analyze import analyze_video

ROOT = Path(torture_people.__file__).resolve().parents[2]


def come_of(path: Path, found: VideoAnalysis, like: VideoAnalysis) -> str:
    """Say what became of a file; a fault where that may not be."""
    if found.status == "failed":
        named = str(path) in found.message
        return "refused" if named and found.error_code == "FBW-VIDEO" else "fault"
    if not found.message and found.status != "ok":
        return "fault"
    return "measured" if len(found.reps) == len(like.reps) and found.status == "ok" else "read"


@pytest.mark.pose
@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_a_folder_of_hostile_videos_has_a_row_or_a_named_refusal_for_each(tmp_path, monkeypatch):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    given = torture_people.hostile(tmp_path / "videos")
    like = analyze_video(torture_people.LIFTER, cache=False)
    assert like.status == "ok" and like.reps and all(rep.measurable for rep in like.reps)
    done = subprocess.run(
        [sys.executable, "-m", "fo_buttwink.cli", "analyze", "--workers", "2",
         "--json", str(tmp_path / "found.json"), str(tmp_path / "videos")],
        capture_output=True,
        text=True,
        timeout=1500,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr[-2000:]  # some could not be read
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    told = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    found = {Path(one["video"]): VideoAnalysis.from_json(one) for one in told}
    assert set(found) == {one.path for one in given} and len(told) == len(given)
    outcomes: Counter[str] = Counter()
    faults = []
    for one in given:
        outcome = come_of(one.path, found[one.path], like)
        outcomes[outcome] += 1
        if outcome == "fault" or one.outcome not in (outcome, "any"):
            faults.append(f"{one}: {outcome}: {found[one.path].status}: {found[one.path].message}")
    assert not faults, "\n".join(faults)
    copy = next(found[one.path] for one in given if one.path.name == "copy.mp4")
    # What lies beside it and which worker it has change nothing.
    assert {**copy.to_json(), "video": ""} == {**like.to_json(), "video": ""}
    for outcome, times in outcomes.items():
        tally.count("Input", "one folder, with real inference", outcome, times)
