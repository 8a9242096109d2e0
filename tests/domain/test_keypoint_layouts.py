"""Which keypoint is which: by names in any order, by an explicit choice, never by a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.keypoint_layouts import LAYOUTS, LayoutError, find_columns, plain_name
from fo_buttwink.domain.landmarks import JOINTS, NUM_LANDMARKS, SKELETON_LABELS


@given(st.sampled_from(list(LAYOUTS)), st.randoms())
def test_names_in_any_order_find_every_landmark(name, random):
    names = list(LAYOUTS[name].names)
    random.shuffle(names)
    written = [n.replace("_", random.choice([" ", "-", "_"])).title() for n in names]
    columns = find_columns(None, len(names), written, "frames.a")
    assert columns.layout.name == name
    for mark, column in columns.of_landmark.items():
        assert LAYOUTS[name].landmarks[names[column]] == mark


@pytest.mark.parametrize(
    ("name", "count"),
    [("coco17", 17), ("halpe26", 26), ("mediapipe33", 33), ("spinetrack37", 37)],
)
def test_layouts_have_their_number(name, count):
    assert len(LAYOUTS[name].names) == count
    marks = [m for m in LAYOUTS[name].landmarks.values() if m is not None]
    assert len(set(marks)) == len(marks) and max(marks) < NUM_LANDMARKS
    # Left is left: the name of the keypoint is that of our landmark.
    for own, mark in LAYOUTS[name].landmarks.items():
        if mark is not None and own.split("_")[0] in ("left", "right"):
            assert SKELETON_LABELS[mark].split()[0] == own.split("_")[0]


def test_coco_lacks_feet_and_halpe_has_all_joints():
    coco = set(LAYOUTS["coco17"].landmarks.values())
    assert set(JOINTS) - coco == {29, 30, 31, 32}
    assert set(JOINTS) <= set(LAYOUTS["halpe26"].landmarks.values())
    assert [n for n in LAYOUTS if LAYOUTS[n].spine] == ["spinetrack37"]


def test_nothing_is_guessed_from_the_number_alone():
    with pytest.raises(LayoutError, match="not known what the 26 keypoints are"):
        find_columns(None, 26, None, "frames.a")


def test_skeleton_that_does_not_fit_is_named():
    with pytest.raises(LayoutError, match="names 3 keypoints, but a person has 17"):
        find_columns("coco17", 17, ["a", "b", "c"], "frames.a")


@pytest.mark.parametrize(
    ("given_name", "plain"),
    [("Left Eye (Inner)", "left_eye_inner"), ("LEFT-KNEE", "left_knee"), ("pelvis", "hip"),
     ("right_foot_index", "right_foot")],
)  # fmt: skip
def test_plain_names(given_name, plain):
    assert plain_name(given_name) == plain
