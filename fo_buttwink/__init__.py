"""Measure pelvic tilt and butt wink in squat videos, and curate them in FiftyOne."""

from __future__ import annotations

from ._version import __version__

__all__ = ["__version__"]
