"""Real footage: repetitions as counted by eye, and no verdict where none is possible.

Minutes of inference, so only on demand: ``make footage``. The videos are no part of the
repository: without ``../shared/videos`` the tests are skipped. Observations are kept in the
ordinary cache, so a second run is quick.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fo_buttwink.config import preset
from fo_buttwink.pipeline.analyze import analyze_video

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

OTHER_VIEWS = {
    f"{BARBELL}old_Barbell_Back_Squat.mp4": (3, 3),
    f"{BARBELL}old_bodyweight_squat.mp4": (3, 3),
    "willwng-opencap-overlay__squat_arm_raise_cam0.mov": (6, 6),
    "benrandoing20-LNewCo__bad_IMG_7032.mov": (1, 1),
    "benrandoing20-LNewCo__good_IMG_7026.mov": (1, 1),
    "benrandoing20-LNewCo__bad_IMG_7029.mov": (1, 1),
    "yousufk1729-NoQuarterSquats1.0__test_squat.mp4": (1, 1),
    "luizfcharry-MrPose__squat2.mp4": (5, 7),
    "brycekroencke-workout_tracker__squat1_t.mp4": (0, 2),
}
"""From elsewhere, or with cuts or a moving camera: least and most that the eye allows."""

SECOND_BATCH = {
    "domi-zc-DSPRO2__squat.mp4": (5, 5),
    "danielachacon-SquatSpot__sideviewsquat.mp4": (2, 2),
    "lukestynes-bar-path-tracker__small-squat.mp4": (1, 1),
    "03y-pose-estimation-and-analysis-for-powerlifting__squat2_side.mp4": (1, 1),
    "mhtruong1031-HackDartmouth__squat.mp4": (1, 1),
    "Joe-Lo0716-pose_test__squat1.mp4": (5, 5),
    "dillonloh-gymai__smith_squat.mp4": (1, 1),
    "dillonloh-gymai__squat.mp4": (1, 1),
    "Jurisimo00-gym_tracker__squat.mp4": (8, 8),
    "Chdh11-Human-Pose-Estimation__squat.mp4": (6, 6),
    "ikramaliokz-SquatCounting-YoloNasPose__squat.mp4": (2, 3),
    "nivkapliser-gym-buddy__squat.mp4": (1, 6),
}
"""The same for the second batch; the last two are those of which the eye is unsure."""

NO_SQUAT = [
    "jrplatin-FormFit__curl.mp4",
    "willwng-opencap-overlay__walk_cam0.mov",
    "willwng-opencap-overlay__walking2_syncdWithMocap.avi",
    "davidpagnon-Sports2D__demo.mp4",
    "jeff-j-chen-MediaPipe-PoseReader__nico_blocked.mp4",
    "jeff-j-chen-MediaPipe-PoseReader__bad.mp4",
    "Jurisimo00-gym_tracker__deadlift.mp4",
    "Ambaks-Nowva__lunge.mp4",
    "TheSebitzu-gym-app-ai__leg_press.mp4",
    "Ulisses-coach-kbtrainer__kbsRusso.mp4",
    "varun003-Pose-Detection-Using-MediaPipe__body_posture.mp4",
    "MSU-AI-form-check__hist2.mp4",
]

SAYS = {
    "jeff-j-chen-MediaPipe-PoseReader__nico_blocked.mp4": "looks like a deadlift",
    "Jurisimo00-gym_tracker__deadlift.mp4": "looks like a deadlift",
    "Ambaks-Nowva__lunge.mp4": "looks like a lunge",
    "Ulisses-coach-kbtrainer__kbsRusso.mp4": "looks like a swing",
    "varun003-Pose-Detection-Using-MediaPipe__body_posture.mp4": "looks like sitting",
    "TheSebitzu-gym-app-ai__leg_press.mp4": "looks like sitting",
    "Joe-Lo0716-pose_test__squat1.mp4": "looks like a deadlift or picking something up",
}
"""What the message names; the last is the bar that is picked up before a set of squats."""
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


@pytest.mark.parametrize("name", [*OTHER_VIEWS, *SECOND_BATCH])
def test_squats_are_counted_in_any_view(name):
    least, most = {**OTHER_VIEWS, **SECOND_BATCH}[name]
    assert least <= len(analyze_video(FOOTAGE / name).reps) <= most


def test_frames_left_out_while_standing_make_no_squat_up():
    """Behind the plate the landmarks stand on their head for 2 s, and jump."""
    name = f"{BARBELL}Home_Front_BB_Squat.mp4"
    for every_frame in (False, True):
        assert len(analyze_video(FOOTAGE / name, preset(every_frame=every_frame)).reps) == 2


@pytest.mark.parametrize(("name", "reps"), [("h09", 2), ("h11", 3)])
def test_drawn_squats_with_hanging_arms_are_counted(name, reps):
    """Clips of another generator: the hands come as low as in a deadlift."""
    clip = FOOTAGE.parent / "sim_samples" / f"{name}.mp4"
    if not clip.is_file():
        pytest.skip("no simulated samples here")
    assert len(analyze_video(clip).reps) == reps


@pytest.mark.parametrize("name", SAYS)
def test_other_movements_are_named(name):
    assert SAYS[name] in analyze_video(FOOTAGE / name).message


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
