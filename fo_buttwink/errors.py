"""What a user can act upon; each message names what is wrong, and the remedy stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class FoButtwinkError(Exception):
    """Base of every error that this package raises on its own account.

    Parameters
    ----------
    message
        What was expected and what came, naming the file or the field.
    remedy
        What to do about it, where there is more to say than the message says.

    Notes
    -----
    ``str(error)`` is the message and the remedy in one sentence. Each class has a `code` of its
    own, which stays the same when the words change: programs compare codes or classes, and never
    search a text. ``docs/errors.md`` lists them.
    """

    code: ClassVar[str] = "FBW-ERROR"
    doctor: ClassVar[bool] = False
    """Whether ``fo-buttwink doctor`` can find the cause."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a class without a code of its own."""
        super().__init_subclass__(**kwargs)
        if "code" not in vars(cls):
            raise TypeError(f"{cls.__name__}: expected a code of its own, got that of its base")

    def __str__(self) -> str:
        """Return the message and the remedy."""
        if not self.remedy:
            return self.message
        joint = "" if self.message.endswith("\n") else " " if self.message.endswith(".") else "; "
        return f"{self.message}{joint}{self.remedy}"

    def reword(self, word: Callable[[str], str]) -> None:
        """Say the message and the remedy in other words, such as those of a form."""
        self.message, self.remedy = word(self.message), word(self.remedy)

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross process borders whole, whatever the constructor of the class takes."""
        return _again, (type(self), self.args, self.__dict__)


def _again(cls: type[FoButtwinkError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class StoreError(FoButtwinkError, ValueError):
    """Base class: the dataset cannot take, give or lose the requested results."""

    code = "FBW-STORE"


class KeyNameError(StoreError):
    """The run key is not usable as a field prefix."""

    code = "FBW-RUN-KEY"


class FieldClashError(StoreError):
    """A field that the run needs exists already and belongs to somebody else."""

    code = "FBW-FIELD-CLASH"


class SettingsClashError(StoreError):
    """One run key would hold results of two different settings."""

    code = "FBW-SETTINGS-CLASH"


class DefinitionClashError(StoreError):
    """One run key would hold results of two definitions, or of two ways of measuring."""

    code = "FBW-DEFINITION-CLASH"


class RunNotFoundError(StoreError):
    """The dataset has no run of ours under that key."""

    code = "FBW-RUN-NOT-FOUND"


class TargetError(StoreError):
    """The collection cannot be analysed: no videos, or not whole videos."""

    code = "FBW-TARGET"


class LoadFieldError(StoreError):
    """The user's load field is missing, not numeric, or in another unit than said."""

    code = "FBW-LOAD-FIELD"


class SlowMotionFieldError(StoreError):
    """The user's field of slow motion is missing, not numeric, or holds something else."""

    code = "FBW-SLOW-MOTION"


class KeypointFieldError(StoreError):
    """The field of keypoints is missing, of another kind, or empty."""

    code = "FBW-KEYPOINT-FIELD"


class SourceError(StoreError):
    """The dataset has no such source of repetitions to be compared."""

    code = "FBW-SOURCE"


class EmbeddingError(StoreError):
    """Too few repetitions have curves to be compared with each other."""

    code = "FBW-EMBEDDING"


class NamePatternError(StoreError):
    """A pattern of file names cannot be read, or names nothing that is known of a set."""

    code = "FBW-NAME-PATTERN"


class ReviewError(StoreError):
    """A review that contradicts itself, or that belongs to no repetition."""

    code = "FBW-REVIEW"


class ReviewConflictError(ReviewError):
    """Somebody else has reviewed the repetition meanwhile.

    Attributes
    ----------
    conflicts : dict
        What the other person said, by repetition id.
    written : tuple of str
        Ids of the repetitions of the same call whose review was stored all the same.
    """

    code = "FBW-REVIEW-CONFLICT"

    def __init__(
        self,
        message: str,
        conflicts: dict[str, str],
        written: tuple[str, ...] = (),
        remedy: str = "",
    ) -> None:
        super().__init__(message, remedy)
        self.conflicts = conflicts
        self.written = written


class HandMeasureError(StoreError):
    """A measure by hand that contradicts itself, or that cannot be stored."""

    code = "FBW-HAND"


class BackupError(StoreError):
    """A back-up of reviews cannot be written, or a file is none that can be read."""

    code = "FBW-BACKUP"


class ReviewsExistError(StoreError):
    """People's reviews would be lost without their number having been confirmed."""

    code = "FBW-REVIEWS-EXIST"


class ExportError(FoButtwinkError, ValueError):
    """Nothing has been written, or what had been was removed again."""

    code = "FBW-EXPORT"


class SelectionError(ExportError):
    """No repetition is left, or a label has no class."""

    code = "FBW-SELECTION"


class SplitError(ExportError):
    """The repetitions cannot be split as asked, or a split would leak."""

    code = "FBW-SPLIT"


class OutputError(ExportError):
    """The output folder exists, cannot be made, or the disk is full."""

    code = "FBW-OUTPUT"


class PlaceError(ExportError, StoreError):
    """A file or folder lies where the operators of the App may not read or write."""

    code = "FBW-PLACE"


class MediaError(ExportError):
    """A video that the format needs is missing or cannot be read."""

    code = "FBW-MEDIA"


class MissingExtraError(ExportError):
    """A format needs a package that is not installed."""

    code = "FBW-MISSING-EXTRA"


class BenchError(FoButtwinkError, ValueError):
    """A bench has nothing to measure, or nothing to measure it against."""

    code = "FBW-BENCH"
