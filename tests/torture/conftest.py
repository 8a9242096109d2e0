"""A dataset of short real clips, analyzed once, so that their inference is in the cache."""

from __future__ import annotations

import os
import time
from types import SimpleNamespace

import attacked
import pytest


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    """Folder of a cache that knows the clip that all videos are copies of."""
    folder = tmp_path_factory.mktemp("warm")
    videos = attacked.videos(folder / "videos", 8)
    before = os.environ.get("FO_BUTTWINK_CACHE")
    os.environ["FO_BUTTWINK_CACHE"] = str(folder / "cache")
    from fo_buttwink.pipeline.analyze import analyze_video

    found = analyze_video(videos[0])
    assert found.status != "failed", found.message
    yield SimpleNamespace(videos=videos, cache=str(folder / "cache"), analysis=found)
    if before is None:
        os.environ.pop("FO_BUTTWINK_CACHE")
    else:
        os.environ["FO_BUTTWINK_CACHE"] = before


@pytest.fixture
def analyzed(make_dataset, warm):
    """A dataset whose videos are analyzed and partly reviewed, and how long that took."""
    from fo_buttwink import analyze_dataset
    from fo_buttwink.batch.execution import Execution
    from fo_buttwink.reviews.service import review_reps

    dataset = make_dataset(*warm.videos)
    dataset.persistent = True
    started = time.monotonic()
    analyze_dataset(dataset, execution=Execution(workers=1), progress=False)
    took = time.monotonic() - started
    ids = [i for reps in dataset.values("buttwink_reps.detections.id") for i in reps or []]
    assert ids, "the clip shows no repetition, so there is nothing to review"
    review_reps(dataset, "buttwink", ids[:3], "corrected", label="marked", reviewer="ann")
    return SimpleNamespace(dataset=dataset, took=took, reviewed=len(ids[:3]))
