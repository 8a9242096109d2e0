"""The rep viewer in the real App: in step with the video, reviewed by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from viewer_page import SLOW_MS, Viewer, double, flagged, places, reviews, states

FLAGGED = 5
"""Flagged repetitions of the bundled clips."""


@pytest.fixture
def viewer(app):
    return Viewer(app)


def test_playhead_and_curves_move_together(viewer, dataset):
    viewer.open(dataset).live().settled()
    before = viewer.frame
    clicks = sum(viewer.step() for _ in range(3))
    assert before + 3 <= viewer.frame <= before + clicks
    box = viewer.of("chart").bounding_box()
    viewer.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 120)
    viewer.page.wait_for_timeout(800)
    middle = viewer.frame
    assert middle > before + 50
    shown = viewer.app.modal.locator('[data-testid="timeline-playhead-time"]').inner_text()
    seconds = float(shown.split("/")[0].split(":")[1])
    assert seconds == pytest.approx((middle - 1) / 25, abs=0.05), "the video went there too"
    viewer.of("pictures").locator("img").nth(2).wait_for(timeout=SLOW_MS)
    viewer.app.shot("viewer_live")


def test_one_action_per_flagged_repetition(viewer, dataset):
    double(dataset)
    todo = flagged(dataset)
    assert len(todo) == 10
    viewer.open(dataset).live().settled()
    actions = 0
    for _, rep in todo:
        viewer.wait_rep(rep)
        viewer.press("y")
        actions += 1
    viewer.wait_text("status", "All flagged reps of this view are reviewed")
    viewer.wait_text("progress", "10 of 10 flagged reps reviewed")
    assert actions == len(reviews(dataset)) == 10
    viewer.app.shot("viewer_all_reviewed")


def test_correct_undo_and_find_it_all_after_a_reload(viewer, dataset):
    (sample, first), (_, second) = flagged(dataset)[:2]
    viewer.open(dataset)
    viewer.of("reviewer").fill("ann")
    viewer.of("reviewer").press("y")  # typing is no verdict
    assert viewer.of("reviewer").input_value() == "anny"
    viewer.of("summary").click()
    viewer.press("e")
    viewer.of("form-label").select_option("moderate")
    viewer.of("form-note").fill("less than that")
    viewer.app.shot("viewer_correction")
    viewer.of("form-note").press("Enter")
    viewer.wait_rep(second)
    viewer.press("n")
    viewer.wait_text("progress", f"2 of {FLAGGED}")
    viewer.press("u")
    viewer.wait_rep(second)
    viewer.wait_text("progress", f"1 of {FLAGGED}")
    assert states(dataset)[second] == "unreviewed"
    viewer.app.reload()
    viewer.open(dataset, sample)
    viewer.wait_rep(second)
    viewer.of("band-1").locator(".fbw-tab").click()
    viewer.wait_rep(first)
    viewer.wait_text("label", "moderate")
    viewer.wait_text("verdict", "corrected by anny")
    viewer.wait_text("verdict", "the machine says marked")
    viewer.wait_text("verdict", "less than that")
    viewer.app.shot("viewer_after_reload")
    (stored,) = reviews(dataset)
    assert (stored.reviewer, stored.note, stored.label) == ("anny", "less than that", "moderate")
    assert (stored.verdict, stored.seen_label, stored.run_key) == (
        "corrected",
        "marked",
        "buttwink",
    )


def test_reviews_outlive_a_restart_of_the_server(open_page, dataset):
    from app_server import app_server

    (sample, first), (_, second) = flagged(dataset)[:2]
    with app_server() as url:
        viewer = Viewer(open_page(url)).open(dataset)
        viewer.press("y")
        viewer.wait_rep(second)
        viewer.wait_text("progress", f"1 of {FLAGGED}")
        viewer.page.context.close()
    with app_server() as url:
        viewer = Viewer(open_page(url)).open(dataset, sample)
        viewer.wait_text("progress", f"1 of {FLAGGED}")
        viewer.wait_rep(second)
        viewer.of("band-1").locator(".fbw-tab").click()
        viewer.wait_rep(first)
        viewer.wait_text("verdict", "confirmed by")
        viewer.app.shot("viewer_after_restart")
    assert states(dataset)[first] == "confirmed"


def test_grid_shows_new_verdicts_once_the_video_is_closed(viewer, dataset):
    page, asked = viewer.page, []
    viewer.open(dataset)
    viewer.wait_shows(places(dataset)[flagged(dataset)[0][1]])
    page.wait_for_timeout(500)  # nobody judges a picture that has only just appeared

    def note(response):
        if "paginateSamplesQuery(" in (response.request.post_data or ""):
            asked.append(response.text())

    page.on("response", note)
    viewer.press("y")
    viewer.wait_text("progress", f"1 of {FLAGGED}")
    page.wait_for_timeout(1500)
    assert asked == [], "no flicker meanwhile"
    viewer.app.close_modal()
    viewer.app.wait_tiles()
    for _ in range(20):
        page.wait_for_timeout(500)
        if asked:
            break
    (text,) = asked
    assert '"confirmed"' in text
    viewer.app.shot("viewer_closed")


def test_double_presses_and_double_clicks_are_one_review(viewer, dataset):
    (_, first), (_, second) = flagged(dataset)[:2]
    viewer.open(dataset)
    viewer.page.wait_for_timeout(500)
    viewer.of("confirmed").dblclick()
    viewer.wait_rep(second)
    viewer.page.wait_for_timeout(500)
    for _ in range(8):
        viewer.page.keyboard.down("n")  # held: repeats
    viewer.page.keyboard.up("n")
    viewer.wait_text("progress", f"2 of {FLAGGED}")
    viewer.page.wait_for_timeout(1500)
    found = states(dataset)
    assert (found[first], found[second]) == ("confirmed", "rejected")
    assert len(reviews(dataset)) == 2


def test_two_reviewers_do_not_overwrite_each_other(open_page, dataset):
    (_, first), _ = flagged(dataset)[:2]
    ann, bob = Viewer(open_page()), Viewer(open_page())
    for viewer, name in ((ann, "ann"), (bob, "bob")):
        viewer.open(dataset)
        viewer.of("reviewer").fill(name)
        viewer.of("summary").click()
    ann.press("y")
    ann.wait_text("progress", f"1 of {FLAGGED}")
    bob.press("n")
    bob.wait_text("conflict", "ann said 'confirmed'")
    bob.app.shot("viewer_conflict")
    assert states(dataset)[first] == "confirmed"
    bob.of("overwrite").click()
    bob.wait_text("progress", f"1 of {FLAGGED}")
    bob.page.wait_for_timeout(1000)
    assert states(dataset)[first] == "rejected"


def test_run_deleted_under_the_open_panel(viewer, dataset):
    from fo_buttwink.store.runs import delete_run

    viewer.open(dataset)
    delete_run(dataset)
    viewer.press("y")
    viewer.wait_text("empty", "no squat analysis yet")
    viewer.app.shot("viewer_no_run")
    viewer.app.errors.clear()  # the App itself asks for the deleted fields


def test_clips_views_show_the_clips_repetition(viewer, dataset):
    clips = dataset.to_clips("buttwink_reps")
    dataset.save_view("reps", clips)
    rep = flagged(dataset)[1][1]
    viewer.app.open(dataset.name, f"?view=reps&id={rep}", grid=False)
    viewer.ready()
    viewer.wait_rep(rep)
    viewer.live()
    viewer.app.shot("viewer_clip")
    viewer.press("y")
    viewer.wait_rep(flagged(dataset)[2][1])
    viewer.wait_text("progress", f"1 of {FLAGGED}")


def _drag(page: Any, handle: Any, right: int) -> bool:
    """Drag the end of a bar to the right; whether it went along."""
    page.wait_for_timeout(3000)
    before = handle.bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(x + right * step / 6, y)
        page.wait_for_timeout(100)
    page.mouse.up()
    page.wait_for_timeout(2000)
    return handle.bounding_box()["x"] > before["x"] + 3


def test_edit_in_the_annotate_tab_counts_as_a_review(viewer, dataset):
    (_, first), _ = flagged(dataset)[:2]
    before = dataset.values("buttwink_reps.detections.support")[2][0]
    viewer.open(dataset).live()
    viewer.of("reviewer").fill("cara")
    modal = viewer.app.modal
    modal.locator("[data-cy=annotate]").first.click()
    viewer.page.wait_for_selector("[data-testid=fbw-viewer][data-mode=following]")
    viewer.of("summary").click()
    viewer.page.keyboard.press("n")  # belongs to the tools of that tab
    modal.locator("[data-testid=timeline-controls-toggle]").click()
    handle = modal.locator(f"[data-track-id$='{first}'] [data-resize-handle=end]")
    handle.wait_for(timeout=SLOW_MS)
    for _ in range(5):  # the tab takes a while until it listens
        if _drag(viewer.page, handle, 12):
            break
    viewer.app.shot("viewer_annotate")
    for _ in range(60):
        viewer.page.wait_for_timeout(500)
        dataset.reload()
        if dataset.values("buttwink_reps.detections.support")[2][0] != before:
            break
    modal.locator("[data-cy=explore]").first.click()
    viewer.wait_text("status", "1 edit from the Annotate tab counted as a correction")
    viewer.wait_text("verdict", "corrected by cara")
    viewer.app.shot("viewer_annotate_counted")
    (review,) = reviews(dataset)
    assert (review.verdict, review.source, review.reviewer) == ("corrected", "annotate", "cara")
    assert review.last > before[1] and review.seen_last == before[1]
    assert dataset.values("buttwink_reps.detections.support")[2][0] == before, "the machine's own"


def test_app_without_a_known_playhead_gets_a_static_plot(viewer, dataset):
    sample, rep = flagged(dataset)[0]
    # As in a later App: its state module without the looker, its player without a frame.
    viewer.page.add_init_script(
        """(() => {
          for (const [name, gone] of [["__fos__", "modalLooker"],
                                      ["__fopb__", "useCurrentPublishedFrame"]]) {
            let module;
            Object.defineProperty(window, name, {
              get: () => module,
              set: (value) => { module = { ...value, [gone]: undefined }; },
            });
          }
        })()"""
    )
    viewer.open(dataset, sample)
    viewer.wait_rep(rep)
    viewer.wait_text("static", "the curves stand still")
    assert viewer.of("playhead").count() == 0
    viewer.press("y")
    viewer.wait_text("progress", f"1 of {FLAGGED}")
    viewer.app.shot("viewer_static")


def _send(viewer: Viewer, dataset: Any, rep: str, label: str) -> None:
    """What the Annotate tab stores for a repetition whose label is changed, also when again.

    The panel looks for such things once a minute, and when somebody comes back to its window.
    """
    from bson import ObjectId

    dataset._sample_collection.update_one(
        {"buttwink_reps.detections._id": ObjectId(rep)},
        {"$set": {"buttwink_reps.detections.$.label": label}},
    )
    viewer.page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_edit_that_comes_again_counts_once_and_undo_takes_it_back(viewer, dataset):
    _, rep = flagged(dataset)[0]
    viewer.open(dataset).live()
    viewer.of("reviewer").fill("cara")
    viewer.of("summary").click()  # a key is for the panel, not for the name
    _send(viewer, dataset, rep, "none")
    viewer.wait_text("status", "1 edit from the Annotate tab counted as a correction")
    _send(viewer, dataset, rep, "none")
    viewer.wait_text("status", "from the Annotate tab")
    viewer.page.wait_for_timeout(3000)
    (review,) = reviews(dataset)
    assert (review.label, review.history) == ("none", None), "one edit, one revision"
    viewer.wait_text("status", "1 edit from the Annotate tab was counted before and not again")
    viewer.press("u")
    viewer.wait_text("status", "taken back")
    viewer.wait_text("verdict", "not reviewed")
    assert reviews(dataset) == [] and states(dataset)[rep] == "unreviewed"
    _send(viewer, dataset, rep, "none")
    viewer.wait_text("status", "from the Annotate tab")
    viewer.page.wait_for_timeout(3000)
    assert reviews(dataset) == [], "what was taken back stays so"
    viewer.wait_text("status", "was counted before and not again")
    viewer.app.shot("viewer_edit_again")
