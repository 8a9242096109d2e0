"""Groups: two cameras of the same squats, and the videos of one lifter as one tile."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
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
    from fo_buttwink.dataset import analyze_dataset

    paths = {path.rsplit("/", 1)[-1].split(".")[0]: path for path in demo_dataset.values("filepath")}
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
