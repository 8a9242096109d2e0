"""Real footage: repetitions as counted by eye, and no verdict where none is possible.

Minutes of inference, so only on demand: ``make footage``. The videos are no part of the
repository: without ``../shared/videos`` the tests are skipped. Observations are kept in the
ordinary cache, so a second run is quick.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fo_buttwink.analysis import analyze_video

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "videos"
pytestmark = [
    pytest.mark.footage,
    pytest.mark.pose,
    pytest.mark.skipif(not FOOTAGE.is_dir(), reason="no footage here"),
]

BARBELL = "KayleighMan-BarBellTracking__"
SIDE_VIEWS = {
    f"{BARBELL}Female_Bodyweight_Squat.mp4": 6,
    f"{BARBELL}Male_Bodyweight_Squat.mp4": 3,
    f"{BARBELL}Dim_Male_Bodyweight_squat.mp4": 3,
    f"{BARBELL}Male_Gym_BB_Squat.mp4": 5,
    f"{BARBELL}Home_Front_BB_Squat.mp4": 2,
    f"{BARBELL}Low_Quality_BB_Squat.mp4": 8,
    f"{BARBELL}Busy_Back_BB_Squat.mp4": 4,
    f"{BARBELL}Gym_Setting_Front_BB_Squat.mp4": 5,
    f"{BARBELL}old_Back_squat_before_side_view.mp4": 1,
    "Nikan-sharafi-personAlTrainer__male-Vitruvian-belt-squat-side.mp4": 5,
    "rohanx01-Squat-Analysis-Model__squat.mp4": 2,
    "jrplatin-FormFit__squat1.mp4": 5,
    "jrplatin-FormFit__squat2.mp4": 3,
}
"""Single takes from the side, and how many squats they show."""

NO_SQUAT = [
    "jrplatin-FormFit__curl.mp4",
    "willwng-opencap-overlay__walk_cam0.mov",
    "willwng-opencap-overlay__walking2_syncdWithMocap.avi",
    "davidpagnon-Sports2D__demo.mp4",
]
NOT_FROM_THE_SIDE = [
    f"{BARBELL}old_Barbell_Back_Squat.mp4",
    "willwng-opencap-overlay__squat_arm_raise_cam0.mov",
    "benrandoing20-LNewCo__bad_IMG_7029.mov",
    "yousufk1729-NoQuarterSquats1.0__test_squat.mp4",
    "luizfcharry-MrPose__squat2.mp4",
    "brycekroencke-workout_tracker__squat1_t.mp4",
]


@pytest.mark.parametrize("name", SIDE_VIEWS)
def test_squats_are_counted(name):
    """Un-racking, re-racking, arm raises and walking are none."""
    assert len(analyze_video(FOOTAGE / name).reps) == SIDE_VIEWS[name]


@pytest.mark.parametrize("name", NO_SQUAT)
def test_what_is_no_squat_has_none(name):
    result = analyze_video(FOOTAGE / name)
    assert result.status == "not_a_squat"
    assert result.reps == () and result.message


@pytest.mark.parametrize("name", NOT_FROM_THE_SIDE)
def test_other_views_carry_a_reason_and_no_grade(name):
    result = analyze_video(FOOTAGE / name)
    assert not any(rep.measurable for rep in result.reps)
    assert result.status in ("unclear_view", "not_a_squat")
    assert all(rep.reason for rep in result.reps) and result.message


def test_cuts_and_a_change_of_view():
    """A title, one squat from the side, a cut, two from the front: only the first may count."""
    reps = analyze_video(FOOTAGE / f"{BARBELL}old_bodyweight_squat.mp4").reps
    assert len(reps) == 3
    assert [rep.label for rep in reps[1:]] == ["unclear_view"] * 2
    assert reps[0].label != "unclear_view"
