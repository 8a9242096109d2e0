"""The 33 landmarks, numbered as MediaPipe numbers them: names, and the lines between them.

Arrays of landmarks have all 33 rows, whatever pose model has seen them; measured is from
:data:`JOINTS` only.
"""

from __future__ import annotations

NUM_LANDMARKS = 33
NOSE = 0
LEFT_EAR, RIGHT_EAR = 7, 8
LEFT_SHOULDER, RIGHT_SHOULDER = 11, 12
LEFT_ELBOW, RIGHT_ELBOW = 13, 14
LEFT_WRIST, RIGHT_WRIST = 15, 16
LEFT_HIP, RIGHT_HIP = 23, 24
LEFT_KNEE, RIGHT_KNEE = 25, 26
LEFT_ANKLE, RIGHT_ANKLE = 27, 28
LEFT_HEEL, RIGHT_HEEL = 29, 30
LEFT_FOOT, RIGHT_FOOT = 31, 32

JOINTS = (
    NOSE, LEFT_EAR, RIGHT_EAR, LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_ELBOW, RIGHT_ELBOW, LEFT_WRIST,
    RIGHT_WRIST, LEFT_HIP, RIGHT_HIP, LEFT_KNEE, RIGHT_KNEE, LEFT_ANKLE, RIGHT_ANKLE, LEFT_HEEL,
    RIGHT_HEEL, LEFT_FOOT, RIGHT_FOOT,
)  # fmt: skip
"""Those that angles, views and gates come from: every pose model must see them."""
NEIGHBORS = {
    **dict.fromkeys((1, 2, 3, 4, 5, 6, 9, 10), NOSE),
    **dict.fromkeys((17, 19, 21), LEFT_WRIST),
    **dict.fromkeys((18, 20, 22), RIGHT_WRIST),
}
"""The joint beside each of the others (eyes, mouth, fingers): where a pose model that has no such
landmark puts it, unseen."""

SKELETON_LABELS = (
    "nose", "left eye inner", "left eye", "left eye outer", "right eye inner", "right eye",
    "right eye outer", "left ear", "right ear", "mouth left", "mouth right", "left shoulder",
    "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist", "left pinky",
    "right pinky", "left index", "right index", "left thumb", "right thumb", "left hip",
    "right hip", "left knee", "right knee", "left ankle", "right ankle", "left heel",
    "right heel", "left foot", "right foot",
)  # fmt: skip
SKELETON_EDGES = (
    (11, 12), (11, 23), (12, 24), (23, 24),
    (11, 13), (13, 15), (12, 14), (14, 16),
    (23, 25), (25, 27), (24, 26), (26, 28),
    (27, 29), (29, 31), (27, 31), (28, 30), (30, 32), (28, 32),
)  # fmt: skip
assert len(SKELETON_LABELS) == NUM_LANDMARKS
assert {*JOINTS, *NEIGHBORS} == set(range(NUM_LANDMARKS))
