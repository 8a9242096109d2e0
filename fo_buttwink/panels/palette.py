"""Colours of the panels: one meaning, one colour, told apart by colour-blind eyes too.

From Okabe and Ito (2008), lightened where FiftyOne's dark background asks for it. No panel
may say anything by colour alone.
"""

from __future__ import annotations

from ..colors import GRADE_COLORS, NOT_MEASURABLE_COLOR, label_color

CURVE_COLORS = {
    "lumbar_flexion_deg": "var(--text)",
    "pelvic_tilt_deg": "#E69F00",
    "trunk_lean_deg": "#1FBF92",
    "hip_flexion_deg": "#7CC7F2",
    "knee_flexion_deg": "#D98CBC",
}
"""Pelvis and trunk as :mod:`fo_buttwink.drawing` draws them on the pictures; the most important
curve in the colour of the text, which stands out in the dark and in the light theme."""

__all__ = ["CURVE_COLORS", "GRADE_COLORS", "NOT_MEASURABLE_COLOR", "label_color"]
