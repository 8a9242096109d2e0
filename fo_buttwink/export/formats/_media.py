"""Videos on disk: are they there, how large are they, and which pictures do they hold."""

from __future__ import annotations

from pathlib import Path

from ...errors import MediaError
from ..table.rows import VideoRecord
from ..table.table import RepTable


def check_media(table: RepTable, format: str) -> None:
    """Raise if a video is missing, before anything is written.

    Raises
    ------
    MediaError
    """
    missing, such_as = 0, ""
    for video in table.iter_videos():
        if not Path(video.record.path).is_file():
            missing, such_as = missing + 1, such_as or video.record.path
    if missing:
        raise MediaError(
            f"format {format!r} needs the videos, but {missing} of {table.counts.videos} are "
            f"missing, such as {such_as}",
            remedy="restore them, or leave them out of the view",
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
    from ...video.files import VideoError
    from ...video.reader import VideoReader

    try:
        with VideoReader(record.path) as reader:
            return reader.info.width, reader.info.height
    except VideoError as error:
        raise MediaError(
            f"{record.path}: its picture size is not known ({error})",
            remedy="run dataset.compute_metadata(), or restore the video",
        ) from error
