"""Colors of labels, the same in panels, on tiles and on pictures.

From Okabe and Ito (2008), lightened where FiftyOne's dark background asks for it.
"""

from __future__ import annotations

from .results import GRADES

GRADE_COLORS = dict(zip(GRADES, ("#56B4E9", "#F0E442", "#E69F00", "#F0603A"), strict=True))
NOT_MEASURABLE_COLOR = "#8B949E"
"""Every reason for abstaining; also a label that nobody stands for."""


def label_color(label: str | None) -> str:
    """Color of a repetition by its label."""
    return GRADE_COLORS.get(label or "", NOT_MEASURABLE_COLOR)
