"""Runs that are stopped or killed at any moment lose nothing that was finished, and no review."""

from __future__ import annotations

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
    [(signal.SIGINT, 30), (signal.SIGKILL, 6)],
    ids=["Ctrl-C", "killed"],
)
def test_stopped_at_random_moments(analyzed, how, times):
    dataset, rng = analyzed.dataset, random.Random(19)
    reviews = said_by_people(dataset)
    assert len(reviews) == analyzed.reviewed
    unfinished = 0
    for k in range(times):
        whole = len(attacked.finished(dataset)) == len(dataset)
        existing = "replace" if whole else "skip"
        before = attacked.finished(dataset)
        run = attacked.Attacked(dataset.name, existing=existing, workers=2 if k % 10 == 9 else 1)
        assert run.wait_for("ready")
        time.sleep(rng.uniform(0.0, 1.5 * analyzed.took))
        run.stop(how)
        _, complaints, status = run.end()
        stopped = "KeyboardInterrupt" in complaints or how != signal.SIGINT
        assert status in (0, -how) or (status == 1 and stopped), (status, complaints[-2000:])
        after = attacked.finished(dataset)
        assert not attacked.faults(dataset), attacked.faults(dataset)
        if existing == "skip":
            assert {i: after[i] for i in before} == before, "a finished video was lost or redone"
        dataset.reload()
        assert said_by_people(dataset) == reviews, "a review was lost or changed"
        unfinished += len(after) < len(dataset)
    assert unfinished >= times // 5, "hardly any run was hit in the middle"
    analyze_dataset(dataset, execution=Execution(workers=1), progress=False)
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)
    assert said_by_people(dataset) == reviews
    labels = dataset.values("buttwink_reps.detections.effective_label")
    assert sum(label == "marked" for video in labels for label in video) == analyzed.reviewed
    name = "Ctrl-C at a random moment" if how == signal.SIGINT else "killed at a random moment"
    tally.count("Faults", name, "nothing finished lost, no review lost, run again completes", times)
