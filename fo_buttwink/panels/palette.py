"""The colors of the panels, which are those of the reports."""

from __future__ import annotations

from ..palette import CURVE_COLORS, GRADE_COLORS, NOT_MEASURABLE_COLOR, label_color

__all__ = ["CURVE_COLORS", "GRADE_COLORS", "NOT_MEASURABLE_COLOR", "label_color"]
