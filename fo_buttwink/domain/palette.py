"""Colors of panels and reports: one meaning, one color, told apart by color-blind eyes too.

From Okabe and Ito (2008), lightened where FiftyOne's dark background asks for it. No panel
may say anything by colour alone. Those of the curves stand in their rows (:mod:`.curves`).
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


def label_color(label: str | None) -> str:
    """Colour of a repetition by its label."""
    return GRADE_COLORS.get(label or "", NOT_MEASURABLE_COLOR)
