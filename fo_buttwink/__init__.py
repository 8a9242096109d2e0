"""Measure pelvic tilt and butt wink in squat videos, and curate them in FiftyOne.

``analyze_video`` needs no database; ``analyze_dataset``, ``delete_run`` and ``list_runs``
work on FiftyOne datasets. Everything is imported on first use, so that the plugin loads
quickly and the command line starts without FiftyOne. What there is, and where it stands, says
``__init__.pyi``, which is read for that when the package is imported.
"""

from __future__ import annotations

import lazy_loader

from ._version import __version__ as __version__

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
