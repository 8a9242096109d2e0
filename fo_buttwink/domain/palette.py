"""Colors of panels and reports: one meaning, one color, told apart by color-blind eyes too.

From Okabe and Ito (2008), lightened where FiftyOne's dark background asks for it. No panel
may say anything by colour alone.
"""

from __future__ import annotations

from .analysis import GRADES

GRADE_COLORS: dict[str, str] = dict(
    zip(GRADES, ("#56B4E9", "#F0E442", "#E69F00", "#F0603A"), strict=True)
)
NOT_MEASURABLE_COLOR = "#8B949E"
"""Every reason for abstaining; also a label that nobody stands for."""

UNREVIEWED_COLOR, REVIEWED_COLOR = NOT_MEASURABLE_COLOR, "#3FA66B"
"""Of the review of a repetition, beside its label."""

CURVE_COLORS = {
    "lumbar_flexion_deg": "var(--text)",
    "pelvic_tilt_deg": "#E69F00",
    "trunk_lean_deg": "#1FBF92",
    "hip_flexion_deg": "#7CC7F2",
    "knee_flexion_deg": "#D98CBC",
}
"""Pelvis and trunk as :mod:`fo_buttwink.draw.figure` draws them on the pictures; the most important
curve in the colour of the text, which stands out in the dark and in the light theme."""


def label_color(label: str | None) -> str:
    """Colour of a repetition by its label."""
    return GRADE_COLORS.get(label or "", NOT_MEASURABLE_COLOR)
