"""Videos on disk: are they there, how large are they, and which pictures do they hold."""

from __future__ import annotations

from pathlib import Path

from .errors import MediaError
from .rows import RepTable, VideoRecord


def check_media(table: RepTable, format: str) -> None:
    """Raise if a video is missing, before anything is written.

    Raises
    ------
    MediaError
    """
    paths = [table.videos[i].path for i in table.by_video()]
    missing = [path for path in paths if not Path(path).is_file()]
    if missing:
        raise MediaError(
            f"format {format!r} needs the videos, but {len(missing)} of {len(paths)} are missing, "
            f"such as {missing[0]}; restore them, or leave them out of the view"
        )


def picture_size(record: VideoRecord) -> tuple[int, int]:
    """Width and height of the displayed picture [px].

    Raises
    ------
    MediaError
        If it is not known and the video cannot be asked.
    """
    if record.width and record.height:
        return record.width, record.height
    from ..video import VideoError, VideoReader

    try:
        with VideoReader(record.path) as reader:
            return reader.info.width, reader.info.height
    except VideoError as error:
        raise MediaError(
            f"{record.path}: its picture size is not known ({error}); run "
            "dataset.compute_metadata(), or restore the video"
        ) from error
