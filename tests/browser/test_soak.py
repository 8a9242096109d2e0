"""Many verdicts by keyboard, faster than anybody looks: each belongs to what was on screen.

``FO_BUTTWINK_SOAK=200`` asks for more of them.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from viewer_page import WATCH, Viewer, places, reviews

NUMBER = int(os.environ.get("FO_BUTTWINK_SOAK", "40"))
PER_SECOND = 3.0
NOTICED_S = 0.1
"""So long after a key the panel has either sent a verdict or said why not."""
PATIENCE_S = 60 + 6.0 * NUMBER

NOTED = """() => {
  const status = document.querySelector("[data-testid=fbw-status]");
  const reps = new Set(window.sent.map((one) => one.rep));
  return { sent: window.sent.length, reps: reps.size, status: status && status.innerText };
}"""


@pytest.fixture
def many(dataset, tmp_path):
    """So many flagged repetitions in videos with files of their own."""
    reps = "buttwink_reps.detections"
    plain = [s for s in dataset if any(r.flagged for r in s.buttwink_reps.detections)]
    left = NUMBER - sum(dataset.values(f"{reps}.flagged", unwind=True))
    number = 0
    while left > 0:
        for sample in plain:
            if left <= 0:
                break
            twin = sample.copy()
            number += 1
            path = tmp_path / f"{number:03d}_{Path(sample.filepath).name}"
            path.symlink_to(sample.filepath)
            twin.filepath = str(path)
            twin.buttwink_reps.detections = [r.copy() for r in sample.buttwink_reps.detections]
            dataset.add_sample(twin)
            left -= sum(bool(r.flagged) for r in twin.buttwink_reps.detections)
    dataset.save_view("reps", dataset.to_clips("buttwink_reps"))
    return dataset


@pytest.mark.timeout(int(120 + 2 * PATIENCE_S))
@pytest.mark.parametrize("view", ["videos", "clips"])
def test_every_verdict_belongs_to_what_was_on_screen(app, many, view):
    viewer = Viewer(app)
    app.page.add_init_script(WATCH)
    known = places(many)
    todo = [place for place in known.values() if place.flagged]
    assert len(todo) >= NUMBER and len({place.path for place in todo}) > NUMBER // 3
    if view == "clips":
        app.open(many.name, f"?view=reps&id={todo[0].rep}", grid=False)
    else:
        viewer.open(many, todo[0].sample)
    viewer.wait_shows(todo[0])
    start = time.monotonic()
    pressed, unexplained = _press(app.page, len(todo))
    took = time.monotonic() - start
    sent = app.page.evaluate("window.sent")
    app.shot(f"soak_{view}")
    wrong = [s for s in sent if not known[s["rep"]].has(s["shown"])]
    assert not wrong, f"{len(wrong)} of {len(sent)} verdicts on something else: {wrong[:3]}"
    assert not unexplained, f"keys without an effect or a word: {unexplained[:3]}"
    viewer.wait_text("status", "All flagged reps of this view are reviewed")
    stored: list[Any] = reviews(many)
    assert Counter(review.rep_id for review in stored) == Counter(s["rep"] for s in sent)
    assert {s["rep"] for s in sent} == {place.rep for place in todo}, "none lost"
    assert len(sent) == len(todo), "none doubled"
    assert {review.verdict for review in stored} == {"confirmed"}
    viewer.wait_text("progress", f"{len(todo)} of {len(todo)} flagged reps reviewed")
    print(f"{view}: {len(sent)} verdicts, {pressed} keys pressed, {took:.0f} s")


def _press(page: Any, number: int) -> tuple[int, list[Any]]:
    """Press the key again and again, whether or not the panel is ready."""
    unexplained: list[Any] = []
    pressed, start = 0, time.monotonic()
    before = reps = 0
    # Not so many verdicts, but one for each: one that is sent twice must not end this early.
    while reps < number:
        assert time.monotonic() - start < PATIENCE_S, f"{reps} of {number} reps, {pressed} keys"
        page.keyboard.press("y")
        pressed += 1
        page.wait_for_timeout(1000 * NOTICED_S)
        noted = page.evaluate(NOTED)
        said = noted["status"] is None or "ot stored" in noted["status"]
        if noted["sent"] == before and not (said or "not counted" in noted["status"]):
            unexplained.append(noted["status"])
        before, reps = noted["sent"], noted["reps"]
        page.wait_for_timeout(max(0.0, 1000 * (start + pressed / PER_SECOND - time.monotonic())))
    return pressed, unexplained
