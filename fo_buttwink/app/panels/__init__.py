"""Panels of the App. They collect, call and show; they hold no science.

The Python side answers events; what is drawn lies in ``assets/panels``, where ``index.js``
lists the files of each component. Nothing here may import mediapipe.
"""

from __future__ import annotations

from .explorer.panel import SquatExplorer
from .viewer.panel import RepViewer

PANELS = (SquatExplorer, RepViewer)

__all__ = ["PANELS", "RepViewer", "SquatExplorer"]
