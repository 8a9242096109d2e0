"""What can go wrong with an export; every message names the culprit and the remedy."""

from __future__ import annotations


class ExportError(ValueError):
    """Nothing has been written, or what had been was removed again."""


class SelectionError(ExportError):
    """No repetition is left, or a label has no class."""


class SplitError(ExportError):
    """The repetitions cannot be split as asked, or a split would leak."""


class OutputError(ExportError):
    """The output folder exists, cannot be made, or the disk is full."""


class MediaError(ExportError):
    """A video that the format needs is missing or cannot be read."""


class MissingExtraError(ExportError):
    """A format needs a package that is not installed."""
