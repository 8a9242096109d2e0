"""How few actions lead where a curator wants to be, in the real App."""

from __future__ import annotations

import json
import time

import pytest
from unseen import unseen
from viewer_page import SLOW_MS, flagged, states

SOON_MS = 90_000
DIALOG = '[data-cy="operators-prompt-view-modal"]'
FORM = '[data-cy="operators-prompt-modal"]'
REVIEW = '[data-item-id$="/review_flagged"]'
FLAG = "span.material-icons"
LAYOUT = "fo-sample-modal-plugins"
VIEWER_TAB = '[data-cy="modal"] [data-cy="panel-tab-squat_rep_viewer"]'
VIEWER = "[data-testid=fbw-viewer]"


class Actions:
    """Counts what a person does, and how long it takes."""

    def __init__(self, app):
        self.app, self.done, self.began = app, [], time.monotonic()

    def click(self, where):
        where.first.click(timeout=SOON_MS)
        self.done.append("click")

    def press(self, key):
        self.app.page.keyboard.press(key)
        self.done.append(key)

    @property
    def seconds(self):
        return round(time.monotonic() - self.began, 1)

    def tell(self, what):
        """Into a file, for the table of actions and seconds."""
        with (self.app.folder / "actions.txt").open("a") as file:
            file.write(f"{what}: {len(self.done)} actions, {self.seconds} s\n")


def wait_reviewed(app, dataset, rep):
    for _ in range(120):
        dataset.reload()
        if states(dataset)[rep] == "confirmed":
            return
        app.page.wait_for_timeout(250)
    pytest.fail(f"{rep} was not reviewed: {states(dataset)}")


def wait_ready(app):
    app.page.wait_for_selector(f"{VIEWER}[data-busy=no]", timeout=SLOW_MS)


def is_beside(app):
    """Whether video and viewer are both on screen, side by side."""
    video = app.page.locator('[data-cy="modal"] [data-cy="modal-looker-container"]').bounding_box()
    panel = app.page.locator(VIEWER).bounding_box()
    return bool(video and panel) and video["x"] + video["width"] <= panel["x"] + 5


def tags(app, path):
    """What the tiles say of one field, in order."""
    return app.page.locator(f'[data-cy="tag-{path}"]').all_inner_texts()


def test_first_reviewed_repetition_in_three_actions(app, dataset):
    """The dataset's page counts as the first action."""
    ((_, first), *_) = flagged(dataset)
    actions = Actions(app)
    app.open(dataset.name)
    actions.done.append("open")
    actions.click(app.page.locator(REVIEW))
    wait_ready(app)
    app.page.wait_for_selector(f"{VIEWER}[data-rep='{first}'][data-mode=live]", timeout=SLOW_MS)
    assert is_beside(app)
    app.page.wait_for_timeout(1000)  # as long as somebody looks at least
    app.shot("shorter_review_flagged")
    actions.press("y")
    wait_reviewed(app, dataset, first)
    actions.tell("review flagged")
    assert len(actions.done) == 3
    app.wait_count("5 clips")


def test_first_reviewed_repetition_by_way_of_the_explorer(app, dataset):
    """The way that the README taught; it was eight actions."""
    ((_, first), *_) = flagged(dataset)
    actions = Actions(app)
    app.open(dataset.name)
    actions.done.append("open")
    actions.click(app.page.locator('[data-cy="new-panel-btn"]'))
    actions.click(app.page.locator('[data-cy="new-panel-option-squat_explorer"]'))
    actions.click(app.panel("squat_explorer").locator('[data-cy="bwx-count-flagged"]'))
    app.wait_count("5 clips")
    app.page.wait_for_timeout(1500)
    app.wait_tiles()
    tile = app.page.locator('[data-cy="looker"]').first.bounding_box()
    app.page.mouse.click(tile["x"] + tile["width"] / 2, tile["y"] + tile["height"] - 8)
    actions.done.append("click")
    app.wait_modal()
    if not app.page.locator(VIEWER).is_visible():
        app.page.wait_for_timeout(2000)
    if not app.page.locator(VIEWER).is_visible():
        actions.click(app.page.locator(VIEWER_TAB))
        wait_ready(app)
        actions.click(app.page.locator("[data-testid=fbw-beside]"))
    wait_ready(app)
    app.page.wait_for_selector(f"{VIEWER}[data-rep='{first}'][data-mode=live]", timeout=SLOW_MS)
    app.page.wait_for_timeout(1000)
    actions.press("y")
    wait_reviewed(app, dataset, first)
    actions.tell("explorer")
    assert len(actions.done) <= 6


@pytest.mark.parametrize("mode", ["clips", "videos"])
def test_review_of_what_the_explorer_shows(app, dataset, mode):
    """At 1280 pixels the grid's own button has no room beside the explorer."""
    reps = "buttwink_reps.detections"
    ids, labels = (dataset.values(f"{reps}.{n}", unwind=True) for n in ("id", "label"))
    (first, *others) = [i for i, label in zip(ids, labels, strict=True) if label == "none"]
    app.open(dataset.name)
    panel = app.open_panel("squat_explorer")
    panel.locator('[data-cy="bwx-choice-label"] [data-cy="bwx-word-none"]').click()
    app.wait_count(f"{1 + len(others)} clips")
    if mode == "videos":
        panel.locator('[data-cy="bwx-mode-videos"]').click()
        app.page.wait_for_timeout(1500)
    panel.locator('[data-cy="bwx-review"]').click()
    wait_ready(app)
    app.page.wait_for_selector(f"{VIEWER}[data-rep='{first}'][data-mode=live]", timeout=SLOW_MS)
    assert is_beside(app)
    app.page.wait_for_timeout(1000)
    app.page.keyboard.press("y")
    wait_reviewed(app, dataset, first)


def test_review_flagged_from_an_open_video_goes_to_what_is_left(app, dataset):
    from fo_buttwink.reviews.service import review_reps

    (_, first), (_, second), *_ = flagged(dataset)
    review_reps(dataset, "buttwink", first, "confirmed")
    app.open(dataset.name)
    app.wait_tiles()
    app.page.locator('[data-cy="looker"]').first.click()
    app.wait_modal()
    app.page.locator(FLAG, has_text="flag").last.click()
    app.page.wait_for_selector(f"{VIEWER}[data-rep='{second}']", timeout=SLOW_MS)
    assert is_beside(app)
    app.shot("shorter_review_here")


def test_nothing_left_to_review_is_said(app, dataset):
    from fo_buttwink.reviews.service import review_reps

    review_reps(dataset, "buttwink", [rep for _, rep in flagged(dataset)], "confirmed")
    app.open(dataset.name)
    app.page.locator(REVIEW).click()
    app.page.get_by_text("All flagged repetitions are reviewed").first.wait_for()
    assert app.page.locator(VIEWER).count() == 0


def test_viewer_is_beside_by_default_and_stays_closed_once_it_was(app, dataset, database):
    other = database.Dataset(f"{dataset.name}_no_squats", persistent=True)
    other.add_samples([database.Sample(filepath=s.filepath, metadata=s.metadata) for s in dataset])

    def look(name):
        app.open(name)
        app.page.wait_for_function("localStorage.getItem('fo_buttwink.layouts')")
        app.page.wait_for_timeout(2000)
        app.wait_tiles()
        app.page.locator('[data-cy="looker"]').first.click()
        app.wait_modal()
        app.page.wait_for_timeout(3000)

    try:
        look(dataset.name)
        wait_ready(app)
        assert is_beside(app)
        app.close_modal()
        look(other.name)
        assert not app.page.locator(VIEWER).is_visible(), "no room for it where there are no squats"
        app.close_modal()
        look(dataset.name)
        assert is_beside(app)
        tab = app.page.locator(VIEWER_TAB)
        tab.locator('[title="Close"], svg').last.click()
        app.page.locator(VIEWER).wait_for(state="detached")
        app.close_modal()
        look(dataset.name)
        assert app.page.locator(VIEWER).count() == 0, "it stays closed"
        app.close_modal()
        app.page.locator(REVIEW).click()
        wait_ready(app)
        assert is_beside(app), "whoever asks for reviews gets it"
    finally:
        other.delete()


def test_sidebar_tiles_and_views_of_any_analyzed_dataset(app, dataset):
    from fo_buttwink.reviews.service import review_reps

    ((_, first), *_) = flagged(dataset)
    review_reps(dataset, "buttwink", first, "corrected", label="moderate")
    app.open(dataset.name)
    app.wait_tiles()
    top = app.page.locator('[data-cy="sidebar"] [data-cy^="sidebar-field-container-"]')
    names = [e.get_attribute("data-cy").rsplit("-", 1)[-1] for e in top.all()]
    wanted = ["labels", "worst_severity", "earliest_onset_pct", "worst_wink_deg"]
    assert names[2:6] == [f"buttwink.{n}" for n in wanted], names[:8]
    said = tags(app, "buttwink.labels")
    assert said[:5] == ["none", "none", "subtle", "subtle", "moderate"], "what holds"
    color = app.page.locator('[data-cy="tag-buttwink.labels"]').first.evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert color == "rgb(86, 180, 233)", "as in the panels"
    app.shot("shorter_grid")
    # In the same page to clips, and back: the tile says the repetition's label.
    app.page.locator('[data-cy="saved-views-selection"]').click()
    app.page.get_by_text("buttwink: flagged", exact=True).click()
    app.wait_count("2 samples")
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count("5 clips")
    app.wait_tiles()
    assert tags(app, "buttwink_reps.effective_label")[0] == "moderate"
    app.shot("shorter_clips")


def test_clips_say_the_labels_of_their_own_run_and_have_no_empty_group(app, dataset):
    from fo_buttwink import analyze_dataset

    analyze_dataset(dataset, "second")
    for key in ("buttwink", "second"):
        dataset.save_view(key, dataset.to_clips(f"{key}_reps"))
    app.open(dataset.name)
    app.wait_tiles()
    assert tags(app, "second.labels") and not tags(app, "buttwink.labels"), "of the newest"
    app.shot("two_runs_videos")
    for key in ("buttwink", "second"):
        app.open(dataset.name, f"?view={key}")
        app.wait_tiles()
        assert tags(app, f"{key}_reps.effective_label")[:2] == ["none", "none"]
        assert "unreviewed" in tags(app, f"{key}_reps.review_state")
        (other,) = {"buttwink", "second"} - {key}
        empty = app.page.locator(f'[data-cy="sidebar-group-{other.upper()}"]')
        try:
            empty.wait_for(state="detached", timeout=20_000)
        finally:
            app.shot(f"two_runs_{key}")
        assert app.page.locator(f'[data-cy="sidebar-group-{key.upper()}"]').count()


def test_operator_browser_offers_the_analysis_first(app, dataset):
    app.open(dataset.name)
    app.page.keyboard.press("`")
    app.page.keyboard.type("squat")
    app.page.wait_for_timeout(800)
    app.shot("shorter_browser")
    app.page.keyboard.press("Enter")
    form = app.page.locator(FORM)
    form.wait_for()
    form.get_by_text("Run key").first.wait_for()
    box = form.get_by_text("No video is left to analyze").bounding_box()
    assert box["y"] + box["height"] < 720, "on the first screen"
    app.shot("shorter_form")


def test_grid_follows_a_run_and_keeps_view_and_selection(app, dataset, tmp_path):
    from fo_buttwink.store.runs import delete_run

    delete_run(dataset)
    unseen(dataset, tmp_path)
    dataset.save_view("five", dataset.limit(5))
    app.open(dataset.name, "?view=five")
    app.wait_count("5 samples")
    app.wait_tiles()
    tile = app.page.locator('[data-cy="looker"]').nth(4).bounding_box()
    app.page.mouse.move(tile["x"] + 19, tile["y"] + 19)
    app.page.wait_for_timeout(500)
    app.page.mouse.click(tile["x"] + 19, tile["y"] + 19)
    selected = app.page.locator('[data-cy="panel-tab-samples"]', has_text="1")
    selected.wait_for()
    app.run_operator("Analyze squats")
    form = app.page.locator(FORM)
    form.get_by_text("Current view", exact=False).first.click()
    form.get_by_label("Infer every frame").click()
    form.locator('xpath=.//*[normalize-space(text())="Worker processes"]/following::input[1]').fill(
        "1"
    )
    form.get_by_text("5 videos will be analyzed").wait_for(timeout=SOON_MS)
    app.page.wait_for_timeout(1500)
    app.shot("shorter_form_plan")
    began = time.monotonic()
    form.get_by_role("button", name="Execute").first.click()
    first = app.page.locator('[data-cy="tag-buttwink.labels"]').first
    first.wait_for(state="attached", timeout=3 * SOON_MS)
    seen = time.monotonic() - began
    done = app.page.locator(DIALOG).inner_text()
    app.shot("shorter_following")
    assert " of 5 videos" in done and "5 of 5 videos" not in done, done
    app.page.locator(DIALOG).get_by_text("Videos analyzed").first.wait_for(timeout=4 * SOON_MS)
    with (app.folder / "actions.txt").open("a") as file:
        file.write(f"first label after {seen:.1f} s of {time.monotonic() - began:.1f} s\n")
    app.page.locator(DIALOG).get_by_role("button", name="Done").click()
    app.wait_count("5 samples")
    assert app.page.locator('[data-cy="sidebar-group-BUTTWINK"]').count() == 1, "without a reload"
    assert len(tags(app, "buttwink.labels")) >= 9
    assert selected.count() == 1, "the selection stays"
    app.shot("shorter_followed")


def test_layouts_of_other_panels_are_kept(app, dataset):
    """Somebody's own arrangement gets the viewer beside it, and loses nothing."""
    own = {
        "id": "root",
        "type": "panel-container",
        "activeChild": "fo-sample-modal-plugin",
        "children": [
            {"id": n, "type": n, "children": [], "pinned": n == "fo-sample-modal-plugin"}
            for n in ("fo-sample-modal-plugin", "somebodys_panel", "squat_rep_viewer")
        ],
    }
    app.page.add_init_script(
        f"localStorage.getItem('{LAYOUT}') || localStorage.setItem('{LAYOUT}', "
        f"{json.dumps(json.dumps(own))})"
    )
    app.open(dataset.name)
    app.page.wait_for_function("localStorage.getItem('fo_buttwink.layouts')")
    layout = json.loads(app.page.evaluate(f"localStorage.getItem('{LAYOUT}')"))
    left, right = layout["children"]
    assert [c["type"] for c in left["children"]] == ["fo-sample-modal-plugin", "somebodys_panel"]
    assert [c["type"] for c in right["children"]] == ["squat_rep_viewer"]
    kept = json.loads(app.page.evaluate("localStorage.getItem('fo_buttwink.layouts')"))
    assert kept["others"] == own
