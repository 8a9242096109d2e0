"""Pictures and angles of the filming guide are those that the simulator draws."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the extra sim")
import filming_figures

from fo_buttwink.config import Config

PAGE = filming_figures.DOCS / "filming.md"


@pytest.fixture(scope="module")
def drawn():
    return filming_figures.figures()


def test_pictures_are_those_of_the_script(drawn):
    pictures, _ = drawn
    folder = filming_figures.DOCS / "filming"
    assert {file.stem for file in folder.glob("*.jpg")} == set(pictures)
    for name, picture in pictures.items():
        kept = cv2.imread(str(folder / f"{name}.jpg"))
        assert kept.shape == picture.shape
        assert np.abs(kept.astype(float) - picture).mean() < 2.0, name


def test_the_page_shows_all_of_them_and_the_angles(drawn):
    pictures, table = drawn
    text = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"\(filming/(\w+)\.jpg\)", text)) == set(pictures)
    assert table in text, "run: python tools/filming_figures.py"


def test_what_the_page_calls_measured_and_not_judged_follows_the_config():
    text = PAGE.read_text(encoding="utf-8")
    limit = Config().view.max_yaw_deg
    said = dict(re.findall(r"<figcaption>(\d+) deg: ([\w ]+)</figcaption>", text))
    assert set(said) == {str(yaw) for yaw in filming_figures.YAWS}
    assert all((said[yaw] == "not judged") == (float(yaw) > limit) for yaw in said)


def test_a_lens_that_is_far_and_level_sees_the_angle_of_the_body(drawn):
    """The table's first row against the body itself, without any picture."""
    by_name = {spec.name: spec for spec in filming_figures.DEMO}
    clip = filming_figures.demo_clip(by_name["03_mid_marked_right"], vary=0.0)
    pose = filming_figures.bottom(clip)
    far = filming_figures.camera_at(clip, distance_m=400.0)
    lean = filming_figures.seen_lean_deg(pose, far)
    body = filming_figures.lean_deg(pose)
    assert lean == pytest.approx(body, abs=0.2)
    front = filming_figures.camera_at(clip, yaw_deg=90.0, distance_m=400.0)
    assert filming_figures.seen_lean_deg(pose, front) < 3.0 < body


def test_labels_of_the_page_are_all_reasons_there_are():
    from fo_buttwink.domain.analysis import ABSTAIN_REASONS

    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert set(rows) == set(ABSTAIN_REASONS)
