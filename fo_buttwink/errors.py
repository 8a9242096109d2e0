"""What a user can act upon; each message names what is wrong and the remedy."""

from __future__ import annotations


class StoreError(ValueError):
    """Base class: the dataset cannot take, give or lose the requested results."""


class KeyNameError(StoreError):
    """The run key is not usable as a field prefix."""


class FieldClashError(StoreError):
    """A field that the run needs exists already and belongs to somebody else."""


class SettingsClashError(StoreError):
    """One run key would hold results of two different settings."""


class DefinitionClashError(StoreError):
    """One run key would hold results of two definitions, or of two ways of measuring."""


class RunNotFoundError(StoreError):
    """The dataset has no run of ours under that key."""


class TargetError(StoreError):
    """The collection cannot be analysed: no videos, or not whole videos."""


class LoadFieldError(StoreError):
    """The user's load field is missing, not numeric, or in another unit than said."""


class ReviewError(StoreError):
    """A review that contradicts itself, or that belongs to no repetition."""


class ReviewConflictError(ReviewError):
    """Somebody else has reviewed the repetition meanwhile.

    Attributes
    ----------
    conflicts : dict
        What the other person said, by repetition id.
    written : tuple of str
        Ids of the repetitions of the same call whose review was stored all the same.
    """

    def __init__(
        self, message: str, conflicts: dict[str, str], written: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.conflicts = conflicts
        self.written = written


class ReviewsExistError(StoreError):
    """People's reviews would be lost without their number having been confirmed."""


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
