"""Media that are no local files: any URL that fsspec understands."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def is_url(path: str) -> bool:
    """Whether this names a place that only fsspec can read."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


@contextmanager
def local_media(location: str) -> Iterator[Path]:
    """Yield a local file with the content of ``location``, copied for as long as it is needed.

    Parameters
    ----------
    location
        Path, or URL such as ``s3://bucket/squat.mp4``.

    Raises
    ------
    VideoError
        If the URL cannot be read.
    """
    if not is_url(location):
        yield Path(location)
        return
    from .files import VideoError  # brings the decoder; not needed to list operators

    with tempfile.TemporaryDirectory(prefix="fo_buttwink_") as folder:
        copy = Path(folder) / Path(location.rpartition("/")[2] or "video").name
        try:
            import fsspec

            with fsspec.open(location, "rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except ImportError as error:
            raise VideoError(
                f"{location}: {error}", remedy="install the fsspec package for this kind of address"
            ) from error
        except Exception as error:  # every file system of fsspec has errors of its own
            raise VideoError(
                f"{location}: cannot be fetched ({type(error).__name__}: {error})",
                remedy="check the address and the access rights of the worker",
            ) from error
        yield copy
