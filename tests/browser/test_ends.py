"""How things end in the App: a run deleted, stopped or continued, a name that clashes."""

from __future__ import annotations

import re
import shutil

import pytest
from unseen import unseen

SOON_MS = 90_000
DIALOG = '[data-cy="operators-prompt-view-modal"]'
NOTICE = '[data-cy="fbo-notice"]'


def explorer(app, dataset):
    app.open(dataset.name)
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-plot"]').wait_for()
    return content


def test_deleting_the_run_that_the_grid_shows(app, dataset):
    content = explorer(app, dataset)
    content.locator('[data-cy="bwx-count-flagged"]').click()
    app.page.wait_for_function(
        "css => document.querySelector(css)?.innerText.trim().endsWith('clips')",
        arg='[data-cy="entry-counts"]',
    )
    app.run_operator("Delete squat analysis")
    form = app.page.locator('[data-cy="operators-prompt-modal"]')
    form.get_by_text("Yes, delete").click()
    app.page.wait_for_timeout(1500)  # for the form to hear of the tick
    form.get_by_role("button", name="Execute").first.click()
    app.wait_count("6 samples")
    app.page.locator(DIALOG).get_by_text("Deleted run").first.wait_for()
    app.page.wait_for_timeout(2000)
    app.shot("deleted_shown_run")
    assert "Something went wrong" not in app.page.inner_text("body")
    dataset.reload()
    assert dataset.list_runs() == []
    app.page.locator(DIALOG).get_by_role("button", name="Done").click()
    content.get_by_text("No squats have been analy").wait_for()


def test_name_of_a_view_that_clashes_is_kept_and_may_replace(app, dataset):
    dataset.save_view("Early Marked", dataset.limit(1))
    content = explorer(app, dataset)
    content.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count("5 clips")
    content.locator('[data-cy="bwx-save"]').click()
    name = content.locator('[data-cy="bwx-ask"] input')
    name.fill("ранние")
    name.press("Enter")
    content.locator('[data-cy="bwx-refused"]').wait_for()
    assert "letter" in content.locator('[data-cy="bwx-refused"]').inner_text()
    assert content.locator('[data-cy="bwx-plot"]').is_visible() and name.input_value() == "ранние"
    name.fill("early marked")
    name.press("Enter")
    replace = content.locator('[data-cy="bwx-replace"]')
    replace.wait_for()
    assert name.input_value() == "early marked"
    app.shot("view_clash")
    dataset.reload()
    assert len(dataset.load_saved_view("Early Marked")) == 1
    replace.click()
    content.get_by_text("Saved view 'early marked'").wait_for()
    dataset.reload()
    assert [v for v in dataset.list_saved_views() if v.lower() == "early marked"] == [
        "early marked"
    ]


def begin_slow_analysis(app, dataset, tmp_path):
    """Let the App analyze copies that no cache knows, and wait until a video is done."""
    unseen(dataset, tmp_path)
    app.open(dataset.name)
    app.run_operator("Analyze squats")
    form = app.page.locator('[data-cy="operators-prompt-modal"]')
    key = form.locator('xpath=.//*[normalize-space(text())="Run key"]/following::input[1]')
    key.fill("slow")
    # Every frame, so that there is time to stop.
    form.get_by_label("Infer every frame").click()
    form.locator('xpath=.//*[normalize-space(text())="Worker processes"]/following::input[1]').fill(
        "1"
    )
    form.get_by_text("6 videos will be analyzed").wait_for(timeout=SOON_MS)
    app.page.wait_for_timeout(1500)
    form.get_by_role("button", name="Execute").first.click()
    dialog = app.page.locator(DIALOG)
    dialog.get_by_text(re.compile("^[1-5] of 6 videos")).wait_for(timeout=SOON_MS)
    return dialog


def wait_until_ended(app, dataset):
    """Return the run's record once nothing works on it; the video in work may take a while."""
    from fo_buttwink.store.runs import get_run

    for _ in range(240):
        dataset.reload()
        if get_run(dataset, "slow").sessions[-1].state != "running":
            break
        app.page.wait_for_timeout(500)
    return get_run(dataset, "slow")


def test_stopped_analysis_is_told_and_continued_with_one_button(app, dataset, tmp_path):
    from fo_buttwink.store.runs import get_run

    dialog = begin_slow_analysis(app, dataset, tmp_path)
    app.shot("analysis_running")
    dialog.locator('[data-cy="fbo-stop"]').click()
    dialog.get_by_text("stopped").first.wait_for()
    app.page.wait_for_timeout(4000)
    assert app.page.locator(DIALOG).count() == 1
    app.shot("analysis_stopped")
    dialog.get_by_role("button", name="Done").click()
    info = wait_until_ended(app, dataset)
    done = sum(info.statuses.values())
    assert info.sessions[-1].state == "interrupted" and 1 <= done < 6
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-run"]').select_option("slow")
    notice = content.locator(NOTICE)
    notice.get_by_text(f"{done} of 6 videos").wait_for()
    app.shot("analysis_unfinished")
    notice.get_by_role("button", name="Continue").click()
    dialog.get_by_text("Videos analyzed").first.wait_for(timeout=3 * SOON_MS)
    app.page.wait_for_timeout(1000)
    assert app.page.locator('[role="dialog"]').count() == 1
    app.shot("analysis_continued")
    dialog.get_by_role("button", name="Done").click()
    notice.wait_for(state="detached")
    dataset.reload()
    info = get_run(dataset, "slow")
    assert sum(info.statuses.values()) == 6 and info.settings["pose"]["standing_stride"] == 1


def test_page_reloaded_in_the_middle_of_an_analysis_loses_nothing(app, dataset, tmp_path):
    """What is finished stays, nobody's review is touched, and one button does what is missing."""
    from fo_buttwink.reviews.service import review_reps
    from fo_buttwink.store.runs import get_run

    ids = dataset.values("buttwink_reps.detections.id", unwind=True)
    review_reps(dataset, "buttwink", ids[:2], "confirmed", reviewer="ann")
    begin_slow_analysis(app, dataset, tmp_path)
    app.may_fail = True  # the stream of the page that is left breaks off
    app.reload()
    info = wait_until_ended(app, dataset)
    done = sum(info.statuses.values())
    assert 1 <= done <= 6
    assert dataset.count("slow_reps") == done  # no video is half written
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-run"]').select_option("slow")
    app.shot("analysis_reloaded")
    if done < 6:  # else the server went on without the page
        assert info.sessions[-1].state == "interrupted"
        notice = content.locator(NOTICE)
        notice.get_by_text(f"{done} of 6 videos").wait_for()
        notice.get_by_role("button", name="Continue").click()
        app.page.locator(DIALOG).get_by_text("Videos analyzed").first.wait_for(timeout=3 * SOON_MS)
        dataset.reload()
    assert sum(get_run(dataset, "slow").statuses.values()) == 6
    states = dataset.values("buttwink_reps.detections.review_state", unwind=True)
    assert states.count("confirmed") == 2


@pytest.mark.skipif(shutil.which("ffprobe") is not None, reason="FiftyOne reads the videos itself")
def test_grid_comes_back_after_the_analysis_of_videos_without_metadata(app, dataset, database):
    """FiftyOne cannot show such videos without ffmpeg; an analysis fills in what it lacks."""
    app.may_fail = True  # the grid of FiftyOne's own
    bare = database.Dataset(f"{dataset.name}_bare", persistent=True)
    bare.add_samples([database.Sample(filepath=sample.filepath) for sample in dataset])
    try:
        app.open(bare.name, grid=False)
        app.page.locator('[data-cy="error-boundary"]').wait_for(timeout=60_000)
        app.run_operator("Analyze squats")
        form = app.page.locator('[data-cy="operators-prompt-modal"]')
        form.get_by_text("Run key").first.wait_for(timeout=60_000)
        form.get_by_role("button", name="Execute").first.click(timeout=60_000)
        app.page.get_by_text("Repetitions found").first.wait_for(timeout=120_000)
        app.page.get_by_role("button", name="Done").first.click()
        app.page.wait_for_selector('[data-cy="error-boundary"]', state="detached", timeout=60_000)
        app.wait_count("6 samples")
    finally:
        bare.delete()
