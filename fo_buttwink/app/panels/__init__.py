"""Panels of the App. They collect, call and show; they hold no science.

The Python side answers events; what is drawn lies in ``assets/panels/src``, of which
``make panels`` makes the one file that the App loads. Nothing here may import mediapipe.
"""

from __future__ import annotations

from .explorer.panel import SquatExplorer
from .viewer.panel import RepViewer

PANELS = (SquatExplorer, RepViewer)

__all__ = ["PANELS", "RepViewer", "SquatExplorer"]
