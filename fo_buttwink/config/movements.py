"""What is another movement than a squat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MovementConfig:
    """What is another movement than a squat.

    Each cut-off lies in a gap between 110 squats and 41 other movements down and up in 45
    real clips (squats from the side, oblique and from the front, with and without plates before
    the body; deadlifts, swings, lunges, picking up, leg press, sitting at a desk). The ranges
    are given. Angles at the bottom are the median of the stay there.
    """

    min_lunge_knee_gap_leg: float = 0.30
    """Difference in height of the knees, in leg lengths: squats up to 0.22, lunges from 0.39."""
    min_lunge_split_leg: float = 0.60
    """One foot ahead of the other, in leg lengths: squats up to 0.30, lunges from 0.87."""
    min_hinge_lean_deg: float = 45.0
    min_knee_over_lean_deg: float = 30.0
    """Where the trunk leans by the former, the knees bend by that much more in a squat: squats
    from 49, a simulated one just parallel with much lean 34, hinges (with a lean of 53 to 77) up to
    25."""
    hanging_hands_leg: float = 0.06
    """Hands at the bottom over the knees, in leg lengths, that count as hanging below them:
    squats from -0.04 (one, with misplaced hands; the others from 0.20), deadlifts up to -0.17."""
    min_hanging_lean_deg: float = 42.0
    min_hanging_knee_over_lean_deg: float = 52.0
    """The same with hands below the knees. By geometry (no clip): with a trap bar about 100 and
    50 deg, in a squat with dumbbells 110 and 40 deg at the same height of the hands."""
    max_hanging_lean_deg: float = 60.0
    """With hands below the knees nobody squats with such a lean: a deadlift of which the joints
    behind the plates were misplaced had 69, all squats up to 55."""
    hands_on_floor_leg: float = 0.20
    max_floor_lean_deg: float = 52.0
    min_floor_knee_over_lean_deg: float = 75.0
    """With the hands so near the ankles in height, in leg lengths, a squat leans less (drawn
    bodyweight squats with hanging arms up to 48, a real one 37; deadlifts from 53), or the knees
    bend by that much more than the trunk leans (deadlifts up to 61)."""
    max_swing_knee_deg: float = 90.0
    max_swing_hands_low_leg: float = -0.05
    min_swing_hands_high_leg: float = 0.5
    """A swing bends the knees by less than the first (66 to 72; squats from 72), with hands over
    the hips lower than the second at the bottom (-0.13 to -0.15) and higher than the third soon
    before or after (0.69 to 0.74; squats with such low hands up to 0.09), in leg lengths."""
    min_prone_deg: float = 60.0
    max_off_feet_leg: float = 0.75
    """With a trunk that leans by the former, the middle of trunk and hip is nowhere as far from
    the feet as the latter, in leg lengths. A plank, by geometry: 72 deg (from the front it comes
    out as about 64) and 1.2. No squat leans so far; those whose joints are misplaced come to 0.99
    with 57 deg, the others to 0.54 with 55 deg."""
    max_lean_deg: float = 80.0
    """Greatest lean of the trunk: squats up to 55, one whose end runs into picking something
    up 69; a plank or a bow to the floor, by geometry, at least 80."""
    max_standing_knee_deg: float = 55.0
    """Knee flexion at the straightest moment: squats up to 27, sitting from 66."""
    max_standing_hip_deg: float = 50.0
    """Hip flexion at the straightest moment: squats up to 25, bending over from 75."""
    max_end_hip_deg: float = 60.0
    max_end_lean_deg: float = 33.0
    """Start and end have not both the hips bent and the trunk leaning by more: squats up to 24
    deg of lean (a clip that ends early), parts of deadlifts from 41."""
    min_balance_leg: float = -0.45
    """Middle of trunk and hip ahead of the feet, in leg lengths, in any view, from metric
    landmarks where the side is not seen: real squats from -0.23, a drawn one from the front, where
    MediaPipe misses the lean of the trunk, -0.36; lying in a leg press -0.87 and less. From the
    side ``reps.min_balance_leg`` is stricter."""
    min_swaying_balance_leg: float = -0.22
    max_sway_deg: float = 10.0
    """Nor is the body further back than the former while the trunk comes upright by more than
    the latter and leans forward again, as on a seat: squats so far back up to 1 deg; sitting
    down, by geometry, 15 to 35 deg."""
