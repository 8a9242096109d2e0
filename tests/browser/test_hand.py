"""Measuring by hand in the real App: mouse and keyboard, to the angle and to the database."""

from __future__ import annotations

import json

import pytest
from hand_page import Hand
from viewer_page import SLOW_MS, Viewer

from fo_buttwink.cli.demo import CLIPS

CLIP = "03_mid_marked_right"


@pytest.fixture
def viewer(app):
    return Viewer(app)


@pytest.fixture
def truth():
    """Angles of every frame, 1-based, as the lifter was drawn: (pelvis, trunk) in degrees."""
    found = json.loads((CLIPS / f"{CLIP}.json").read_text(encoding="utf-8"))
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["frames"]]
    return lambda frame: (
        rows[frame - 1]["pelvic_tilt_deg_anterior_positive"],
        rows[frame - 1]["trunk_lean_deg"],
    )


def test_lines_of_known_angles_come_out_right_and_stay(viewer, dataset, truth):
    from fo_buttwink import analyze_dataset, delete_run
    from fo_buttwink.store.hand import read_hand

    sample = next(s for s in dataset if CLIP in s.filepath)
    viewer.open(dataset, sample.id).live()
    viewer.of("reviewer").fill("ann")
    viewer.of("summary").click()
    hand = Hand(viewer).open()
    frames = hand.frames()
    assert len(frames) == 6
    for other in ("summary", "chart", "pictures", "progress"):
        assert viewer.of(other).count() == 0, "no estimate is in sight"
    text = viewer.page.locator("[data-testid=fbw-viewer]").inner_text()
    assert "wink" not in text and "marked" not in text.replace(CLIP, "")
    hand.press("f")  # the video stands at the first frame of the repetition
    assert len(hand.frames()) == 7
    viewer.of("hand").get_by_text("Skip", exact=True).click()
    assert hand.frames() == frames
    hand.of(f"still-{frames[0]}").click()
    start = truth(frames[1])
    for k, frame in enumerate(frames):
        pelvis, trunk = truth(frame)
        # A chord of the back leans on from upright; the pelvis line lies about level.
        hand.drag(pelvis + 15)
        if k == 2:
            hand.clicks(trunk - 85)
        else:
            hand.drag(trunk - 85)
        if k == 3:  # out of place and back, by keyboard alone
            before = hand.line("trunk")
            for key in ("Tab", "ArrowLeft", "Shift+ArrowDown", "Tab", "ArrowUp"):
                hand.press(key)
            moved = [b - a for a, b in zip(before, hand.line("trunk"), strict=True)]
            assert moved == pytest.approx([-1, 5, 0, -1], abs=0.11)
            for key in ("ArrowDown", "Tab", "Shift+ArrowUp", "ArrowRight", "Tab"):
                hand.press(key)
            assert hand.line("trunk") == pytest.approx(before, abs=0.11)
        if k >= 1:
            assert hand.change("pelvis") == pytest.approx(pelvis - start[0], abs=1.0)
            assert hand.change("trunk") == pytest.approx(trunk - start[1], abs=1.0)
        if k == 4:
            viewer.app.shot("hand_drawing")
        hand.press("n")
    hand.press("s")
    assert "how well" in hand.of("said").inner_text(), "nothing is stored without its quality"
    hand.press("1")
    viewer.app.shot("hand_before_saving")
    hand.press("Shift+S")
    viewer.of("hand-table").wait_for(timeout=SLOW_MS)
    assert viewer.of("hand-row").count() == 1
    viewer.of("hand-table").scroll_into_view_if_needed()
    viewer.page.wait_for_timeout(500)
    viewer.app.shot("hand_beside_the_machine")

    ((stored,),) = read_hand(dataset).values()
    true = [truth(f) for f in frames[1:]]
    turning = max(range(5), key=lambda k: true[k][0])
    reversal = true[turning][0] - true[-1][0]
    flexion = [t - p for p, t in true]
    found = stored.amounts()
    assert (stored.who, stored.pass_number, stored.quality) == ("ann", 1, "good")
    assert found.pelvic_reversal_deg == pytest.approx(reversal, abs=1.0)
    assert found.lumbar_rise_deg == pytest.approx(flexion[-1] - flexion[turning], abs=1.5)
    assert reversal > 15, "there is something to see"
    analyze_dataset(dataset.select(sample.id), existing="replace")
    delete_run(dataset, discard_reviews=True)
    dataset.reload()
    assert read_hand(dataset) == {sample.id: [stored]}


def test_the_fewest_actions_and_a_narrow_panel(open_page, dataset, truth):
    """One drag for each line, one key for each still: what eight repetitions cost in actions."""
    app = open_page(width=1180, height=800)
    viewer = Viewer(app)
    sample = next(s for s in dataset if CLIP in s.filepath)
    viewer.open(dataset, sample.id)
    viewer.of("reviewer").fill("bob")
    viewer.of("summary").click()
    hand = Hand(viewer).open()
    box = viewer.page.locator("[data-testid=fbw-viewer]").bounding_box()
    assert 360 <= box["width"] <= 440
    app.shot("hand_narrow")
    frames = hand.frames()
    for frame in frames:
        pelvis, trunk = truth(frame)
        hand.drag(pelvis + 15)
        hand.drag(trunk - 85)
        if frame != frames[-1]:
            hand.press("n")
    app.shot("hand_narrow_drawn")
    hand.press("2")
    hand.press("s")
    viewer.of("hand-pass").filter(has_text="pass 1").wait_for(timeout=SLOW_MS)
    viewer.page.wait_for_function(
        "() => document.querySelector('[data-testid=fbw-hand]').innerText.includes('rep 2 of 2')"
    )
    hand.of("svg").wait_for(timeout=SLOW_MS)
    viewer.app.shot("hand_next_rep")
    assert hand.actions == 20, "open once, twelve lines, five steps, quality, save"
    hand.drag(0)
    kept = hand.line("pelvis")
    hand.press("Escape")
    viewer.of("measure").wait_for()
    assert app.modal.is_visible(), "the mode is left, not the sample"
    hand.open()
    assert hand.line("pelvis") == kept, "nothing that was drawn is lost"
    side = viewer.page.evaluate(
        "() => document.querySelector('[data-testid=fbw-viewer]').scrollWidth"
    )
    assert side <= box["width"] + 1, "nothing is cut off at the side"
