"""Runs that are stopped or killed at any moment lose nothing that was finished, and no review."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time

import attacked
import pytest
import tally

from fo_buttwink import analyze_dataset
from fo_buttwink.batch.execution import Execution
from fo_buttwink.reviews.service import list_reviews

pytestmark = [pytest.mark.torture, pytest.mark.database, pytest.mark.pose]


def said_by_people(dataset):
    return sorted(
        (sample_id, review.verdict, review.label, review.reviewer, review.reviewed_at)
        for sample_id, review in list_reviews(dataset, "buttwink")
    )


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("how", "times"),
    [(signal.SIGINT, 30), (signal.SIGKILL, 30)],
    ids=["Ctrl-C", "killed"],
)
def test_stopped_at_random_moments(analyzed, tmp_path, how, times):
    dataset, rng = analyzed.dataset, random.Random(19)
    reviews = said_by_people(dataset)
    assert len(reviews) == analyzed.reviewed
    nest = attacked.Nest(tmp_path / "said")
    stopped = partly = 0
    try:
        for k in range(times):
            existing = ("skip", "replace")[k % 2]
            if existing == "skip":
                forget_some(dataset, rng)
            before = attacked.finished(dataset)
            pid = nest.start(dataset.name, existing, 2 if k % 10 == 9 else 1)
            time.sleep(rng.uniform(0.0, 1.2 * analyzed.took))
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            status, said = nest.end()
            assert status in (0, 130, -how), (status, said[-3000:])
            after = attacked.finished(dataset)
            assert not attacked.faults(dataset), attacked.faults(dataset)
            if existing == "skip":
                assert {i: after[i] for i in before} == before, "a finished video was redone"
            assert said_by_people(dataset) == reviews, "a review was lost or changed"
            stopped += "done" not in said.split()
            partly += len(after) < len(dataset)
    finally:
        nest.close()
    assert stopped >= times // 2 and partly, (stopped, partly)
    dataset.reload()
    analyze_dataset(dataset, execution=Execution(workers=1), progress=False)
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)
    assert said_by_people(dataset) == reviews
    labels = dataset.values("buttwink_reps.detections.effective_label")
    assert sum(label == "marked" for video in labels for label in video) == analyzed.reviewed
    name = "Ctrl-C at a random moment" if how == signal.SIGINT else "killed at a random moment"
    tally.count("Faults", name, "nothing finished lost, no review lost, run again completes", times)


def forget_some(dataset, rng: random.Random) -> None:
    """Let half of the videos count as not analyzed, as after an earlier interruption."""
    ids = sorted(dataset._sample_collection.distinct("_id"))
    some = {"_id": {"$in": rng.sample(ids, len(ids) // 2)}}
    dataset._sample_collection.update_many(some, {"$set": {"buttwink": None}})
