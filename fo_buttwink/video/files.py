"""Video files: which a folder holds, and whether one can be opened at all."""

from __future__ import annotations

import stat
from pathlib import Path

from ..errors import FoButtwinkError

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".gif"}
    | {".mpg", ".mpeg", ".ts", ".mts", ".m2ts"}
)
"""Of files that are looked for in folders; a file that is named may have any."""
_SYNC = b"\x47"
"""Byte that MPEG transport streams repeat; a ``.ts`` without it is TypeScript."""


class VideoError(FoButtwinkError):
    """A video that cannot be used; the message names the file and the remedy."""

    code = "FBW-VIDEO"


def find_videos(folder: str | Path) -> list[Path]:
    """Video files in a folder (not below it), sorted by name.

    Raises
    ------
    VideoError
        If there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise VideoError(f"{root}: no such folder", remedy="give a folder that holds video files")
    found = (p for p in root.iterdir() if p.suffix.lower() in VIDEO_SUFFIXES)
    return sorted(p for p in found if p.suffix.lower() != ".ts" or _is_transport_stream(p))


def _is_transport_stream(path: Path) -> bool:
    try:
        if not path.is_file():  # opening a pipe waits until somebody writes into it
            return True
        with path.open("rb") as file:
            # With the four bytes of a time stamp before every packet, as cameras write them.
            return _SYNC in file.read(5)[::4]
    except OSError:
        return True  # the reader says what is wrong with it


def check_file(path: Path) -> None:
    """Raise ``VideoError`` if there is no file, it is empty, or it may not be read."""
    try:
        found = path.stat()
        size = found.st_size
        if stat.S_ISDIR(found.st_mode):
            raise VideoError(
                f"{path}: is a folder, expected a video file", remedy="name the files in it"
            )
        if not stat.S_ISREG(found.st_mode):  # opening a pipe waits until somebody writes into it
            raise VideoError(
                f"{path}: is a pipe or a device, expected a video file",
                remedy="save the video to a file first",
            )
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise VideoError(f"{path}: no such file", remedy="check the path") from error
    except PermissionError as error:
        raise VideoError(f"{path}: permission denied", remedy="make the file readable") from error
    except OSError as error:
        raise VideoError(
            f"{path}: cannot be opened ({error.strerror})", remedy="check the path and the disk"
        ) from error
    except ValueError as error:  # a name that no system can have, with a zero byte in it
        raise VideoError(f"{path!r}: no such file ({error})", remedy="check the path") from error
    if size == 0:
        raise VideoError(
            f"{path}: the file is empty (0 bytes)", remedy="export or download it again"
        )
