"""The words that stored values are made of, as types."""

from __future__ import annotations

from typing import Final, Literal

Grade = Literal["none", "subtle", "moderate", "marked"]
"""How much of a wink a repetition has, rising."""
Abstention = Literal[
    "unclear_view",
    "occluded",
    "too_shallow",
    "low_visibility",
    "no_person",
    "fps_too_low",
    "not_a_squat",
]
"""Why a repetition or a video carries no grade."""
Label = Grade | Abstention
"""What the machine says about a repetition."""
Status = Literal["ok", "failed"] | Abstention
"""How the analysis of a video ended."""
Timing = Literal["late", "mid", "early"]
"""When in the descent a wink begins."""
Pattern = Literal["wink", "return", "rounding", "none"]
"""What pelvis and lumbar spine do together."""
Side = Literal["left", "right"]
"""Side of the lifter's body that faces the camera."""
Verdict = Literal["confirmed", "corrected", "rejected", "not_a_squat", "not_measurable"]
"""What a person says about the machine's answer."""
ReviewState = Literal["unreviewed"] | Verdict
"""Whether a person has spoken, and what."""
HumanLabel = Label | Literal["not_measurable"]
"""What a person may say that a repetition is."""

STATUS_OK: Final = "ok"
STATUS_FAILED: Final = "failed"
"""Status of a video that could not be read at all; the message of its analysis says why."""
