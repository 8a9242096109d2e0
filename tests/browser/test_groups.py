"""Groups: two cameras of the same squats, and the videos of one lifter as one tile."""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from viewer_page import Place, Viewer, places, states

PAIRS = (
    ("02_late_subtle_left", "03_mid_marked_right"),
    ("04_early_moderate_left", "06_back_squat_plates_right"),
)
"""Bundled clips that stand for the side and the front video of the same squats."""


@pytest.fixture(scope="session")
def pair_dataset(demo_dataset: Any, database: Any) -> Iterator[Any]:
    """Two squats from two cameras, analysed; to be copied, not to be changed."""
    from fo_buttwink.runs.analyze import analyze_dataset

    paths = {
        path.rsplit("/", 1)[-1].split(".")[0]: path for path in demo_dataset.values("filepath")
    }
    dataset = database.Dataset(f"pair_{uuid.uuid4().hex[:8]}")
    dataset.add_group_field("group", default="side")
    for number, names in enumerate(PAIRS):
        group = database.Group()
        dataset.add_samples(
            [
                database.Sample(
                    filepath=paths[name], group=group.element(camera), lifter=f"L{number}"
                )
                for camera, name in zip(("side", "front"), names, strict=True)
            ]
        )
    summary = analyze_dataset(dataset, progress=False)
    assert summary.analysed == 4, summary
    yield dataset
    dataset.delete()


@pytest.fixture
def pair(pair_dataset: Any) -> Iterator[Any]:
    """A copy of the two pairs, for this test alone."""
    dataset = pair_dataset.clone(f"pair_{uuid.uuid4().hex[:8]}", persistent=True)
    yield dataset
    dataset.delete()


@pytest.fixture
def viewer(pair: Any, app: Any) -> Viewer:  # the dataset first: it goes after the page
    return Viewer(app)


def flat(dataset: Any) -> Any:
    return dataset.select_group_slices(media_type="video")


def in_slice(dataset: Any, name: str) -> list[Place]:
    return list(places(dataset.select_group_slices(name)).values())


def open_explorer(app: Any, dataset: Any, query: str = "") -> Any:
    app.open(dataset.name, query)
    return ready(app)


def ready(app: Any) -> Any:
    panel = app.open_panel("squat_explorer")
    app.page.wait_for_selector(
        '[data-cy="squat-explorer"][data-waiting="no"] :is([data-cy="bwx-plot"],'
        '[data-cy="bwx-obstacle"])'
    )
    return panel


def shown(app: Any) -> int:
    text = app.page.locator('[data-cy="bwx-shown"]').inner_text()
    return int(re.match(r"\d+", text)[0])


def open_row(app: Any, rep: str) -> None:
    tab = app.page.locator('[data-cy="bwx-part-table"]')
    if tab.count():
        tab.click()
    app.page.locator(f'[data-cy="bwx-row"][data-id="{rep}"]').click()


def test_row_of_the_other_slice_opens_its_own_video(app, pair, viewer):
    place = in_slice(pair, "front")[-1]
    open_explorer(app, pair)
    assert shown(app) == len(places(flat(pair)))
    open_row(app, place.rep)
    viewer.wait_shows(place)
    app.shot("groups_1_front_row")
    viewer.press("y")
    viewer.wait_text("status", "Rep")
    found = states(flat(pair))
    assert found.pop(place.rep) == "confirmed"
    assert set(found.values()) == {"unreviewed"}


def test_next_walks_over_slices_and_groups(app, pair, viewer):
    todo = [place for place in places(flat(pair)).values() if place.flagged]
    assert len({place.sample for place in todo}) > 1, "several videos are the point"
    open_explorer(app, pair)
    open_row(app, todo[0].rep)
    viewer.wait_shows(todo[0])
    for place in todo[1:]:
        viewer.press("g")
        viewer.wait_shows(place)
    app.shot("groups_2_walked")
    for place in reversed(todo[:-1]):
        viewer.press("b")
        viewer.wait_shows(place)
    viewer.press("y")
    viewer.wait_shows(todo[1])
    assert states(flat(pair))[todo[0].rep] == "confirmed"


def test_panel_follows_the_slice_that_is_chosen_in_the_modal(app, pair, viewer):
    side, front = in_slice(pair, "side"), in_slice(pair, "front")
    app.open(pair.name)
    app.wait_tiles()
    app.page.locator('[data-cy="looker"]').first.click()
    viewer.ready()
    first = next(place for place in side if place.rep == viewer.rep)
    viewer.wait_shows(first)
    app.page.locator('[data-cy="group-carousel"] [data-cy="looker"]').nth(1).click()
    app.page.wait_for_function(
        "rep => document.querySelector('[data-testid=fbw-viewer]')?.dataset.rep !== rep",
        arg=first.rep,
    )
    viewer.ready()
    named = next(place for place in front if place.rep == viewer.rep)
    viewer.wait_shows(named)
    app.reload()
    viewer.ready()
    viewer.wait_shows(places(flat(pair))[viewer.rep])


def test_filter_shows_clips_of_all_slices(app, pair, viewer):
    todo = [place for place in places(flat(pair)).values() if place.flagged]
    panel = open_explorer(app, pair)
    groups = app.page.locator('[data-cy="entry-counts"]').inner_text()
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count(f"{len(todo)} clips")
    app.wait_tiles()
    app.shot("groups_3_clips")
    panel.locator('[data-cy="bwx-save"]').click()
    panel.locator('[data-cy="bwx-ask"] input').fill("of both cameras")
    panel.locator('[data-cy="bwx-ask"] input').press("Enter")
    panel.get_by_text("Saved view 'of both cameras'").wait_for()
    panel.locator('[data-cy="bwx-reset"]').click()
    app.wait_count(groups)
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count(f"{len(todo)} clips")
    open_row(app, todo[-1].rep)
    viewer.wait_shows(todo[-1])
    viewer.press("b")
    viewer.wait_shows(todo[-2])
    pair.reload()
    assert sorted(pair.load_saved_view("of both cameras").values("id")) == sorted(
        place.rep for place in todo
    )


def test_tags_and_an_export_hold_both_cameras(app, pair, viewer, tmp_path):
    todo = [place for place in places(flat(pair)).values() if place.flagged]
    panel = open_explorer(app, pair)
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count(f"{len(todo)} clips")
    panel.locator('[data-cy="bwx-tag"]').click()
    panel.locator('[data-cy="bwx-ask"] input').fill("both")
    panel.locator('[data-cy="bwx-ask"] input').press("Enter")
    panel.get_by_text(f"Tagged {len(todo)} repetitions with 'both'").wait_for()
    pair.reload()
    assert flat(pair).count_label_tags() == {"both": len(todo)}
    graded = {path for path, number in graded_reps(pair) if number}
    panel.locator('[data-cy="bwx-reset"]').click()
    ready(app)
    out = tmp_path / "out"
    app.run_operator("Export squat labels")
    box = app.page.locator('[data-cy="operators-prompt-modal"]')
    box.get_by_text(f"of {len(graded)} videos").first.wait_for(timeout=60_000)
    app.shot("groups_6_export")
    box.locator('xpath=.//*[normalize-space(text())="Folder to make"]/following::input[1]').fill(
        str(out)
    )
    app.page.wait_for_timeout(1500)  # for the form to hear of the answer
    box.get_by_role("button", name="Execute").first.click()
    for _ in range(120):
        if (out / "dataset_card.md").is_file():
            break
        app.page.wait_for_timeout(500)
    with (out / "reps.csv").open(encoding="utf-8", newline="") as file:
        videos = {row["video"] for row in csv.DictReader(file)}
    assert videos == graded
    cameras = [set(pair.select_group_slices(name).values("filepath")) for name in ("side", "front")]
    assert all(videos & camera for camera in cameras), "videos of both cameras are the point"


def graded_reps(dataset: Any) -> list[tuple[str, int]]:
    """Path of each video of both slices, and how many of its repetitions have a grade."""
    field = "buttwink_reps.detections.severity"
    paths, severities = flat(dataset).values(["filepath", field])
    return [
        (path, sum(s is not None for s in each or ()))
        for path, each in zip(paths, severities, strict=True)
    ]


@pytest.fixture(params=["plain", "ordered"])
def by_lifter(dataset: Any, request: pytest.FixtureRequest) -> Any:
    """The demo's videos, of two lifters, with a saved view that groups them."""
    dataset.set_values("lifter", ["B", "A"] * 3)
    dataset.set_values("take", list(range(6)))
    order = {"ordered": "take"}.get(request.param)
    dataset.save_view("by lifter", dataset.group_by("lifter", order_by=order))
    return dataset


@pytest.fixture
def lifter_viewer(by_lifter: Any, app: Any) -> Viewer:
    return Viewer(app)


def test_grouping_by_lifter(app, by_lifter, lifter_viewer):
    viewer, everything = lifter_viewer, places(by_lifter.sort_by("lifter"))
    todo = [place for place in everything.values() if place.flagged]
    panel = open_explorer(app, by_lifter, "?view=by-lifter")
    groups = app.page.locator('[data-cy="entry-counts"]').inner_text()
    assert shown(app) == len(everything)
    app.wait_tiles()
    app.shot("groups_4_by_lifter")
    last = list(everything.values())[-1]  # not the video that stands for its group
    open_row(app, last.rep)
    viewer.wait_shows(last)
    app.shot("groups_5_by_lifter_row")
    before = [place for place in todo if place.sample != last.sample]
    viewer.press("b")
    viewer.wait_shows(before[-1])
    viewer.press("y")
    viewer.ready()
    app.page.wait_for_timeout(1500)
    assert states(by_lifter)[before[-1].rep] == "confirmed"
    app.close_modal()
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    app.wait_count(f"{len(todo)} clips")
    panel.locator('[data-cy="bwx-reset"]').click()
    app.wait_count(groups)
