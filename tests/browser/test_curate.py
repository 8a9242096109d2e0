"""What a curator asks of a dataset, in the real App: figures, and one click to what they count."""

from __future__ import annotations

import pytest

from fo_buttwink.curate.next_review import next_to_review
from fo_buttwink.reviews.service import review_reps

FORM = '[data-cy="operators-prompt-modal"]'
VIEWER = "[data-testid=fbw-viewer]"
SOON_MS, SLOW_MS = 60_000, 120_000


@pytest.fixture
def reviewed(dataset):
    """The demo with some reviews, two of which contradict the machine."""
    reps = dataset.values("buttwink_reps.detections.id", unwind=True)
    review_reps(dataset, "buttwink", reps[:2], "corrected", label="marked", reviewer="ann")
    review_reps(dataset, "buttwink", reps[2:5], "confirmed", reviewer="ann")
    return dataset


def execute(app):
    app.page.locator(FORM).get_by_role("button", name="Execute").click()


def test_compare_and_show_the_differences(app, reviewed):
    app.open(reviewed.name)
    app.run_operator("Compare squat labels")
    app.page.wait_for_selector("text=as the reference", timeout=SOON_MS)
    app.shot("compare_form")
    execute(app)
    shown = app.page.locator("text=The labels differ: show 2 repetitions")
    shown.wait_for(timeout=SLOW_MS)
    assert app.page.locator("text=Cohen's kappa").count()
    app.shot("compare_figures")
    shown.scroll_into_view_if_needed()
    app.shot("compare_buttons")
    shown.click()
    app.wait_count("2 clips")
    app.shot("compare_differences")


def test_health_and_the_videos_of_a_finding(app, reviewed):
    app.open(reviewed.name)
    app.run_operator("Health of the squat dataset")
    execute(app)
    app.page.wait_for_selector("text=not filmed from the side", timeout=SLOW_MS)
    app.shot("health")
    app.page.get_by_role("button", name="Show 1 video").first.click()
    app.wait_count("1 sample")
    app.shot("health_videos")


def test_what_is_most_worth_a_review_opens_in_its_order(app, reviewed):
    found = next_to_review(reviewed)
    app.open(reviewed.name)
    app.run_operator("Review squats most worth it")
    execute(app)
    app.wait_modal()
    app.page.wait_for_selector(f"{VIEWER}[data-busy=no]", timeout=SLOW_MS)
    progress = app.page.locator("[data-testid=fbw-progress]")
    progress.wait_for(timeout=SLOW_MS)
    assert f"of {len(found.rep_ids)} chosen reps reviewed" in progress.inner_text()
    why = app.page.locator("[data-testid=fbw-why]").inner_text()
    app.shot("review_next")
    assert found.reasons[0][0] in why
