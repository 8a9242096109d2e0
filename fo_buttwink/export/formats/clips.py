"""One H.264 clip per repetition, in class folders, cut at exactly the frames of the table."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import av
import numpy as np

from ...domain.timeline import Timeline
from ...errors import ExportError, MediaError
from ...video.files import VideoError
from ...video.reader import Frame, VideoReader
from ..table.rows import COLUMNS, RepRow, VideoData, VideoRecord
from ..table.table import RepTable
from ._faces import Faces
from ._media import check_media
from ._values import UniqueNames, cell_row

HOW = (
    "`[<split>/]<class>/<video>_rep<number>_f<first>-<last>.mp4`, H.264 without sound, upright, "
    "every frame of the repetition with its own presentation time; `clips.csv` lists the files "
    "with all columns. With `blur_faces` the lifter's face is blurred in every frame."
)
TIME_BASE = Fraction(1, 90000)


@dataclass
class Clip:
    """Some frames of a video, and the file that they go to."""

    path: Path
    first: int
    last: int
    start_s: float = 0.0
    count: int = 0
    container: Any = None
    stream: Any = field(default=None, repr=False)
    file: IO[bytes] | None = None

    def add(self, frame: Frame, fps: float, crf: int) -> None:
        """Encode the next frame."""
        image = frame.image
        # H.264's 4:2:0 needs even sides; a row or column less is better than a stretched one.
        image = np.ascontiguousarray(image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2])
        if self.container is None:
            self._open(image.shape[1], image.shape[0], fps, crf)
            self.start_s = frame.time_s
        picture = av.VideoFrame.from_ndarray(image, format="rgb24")
        picture.pts = round((frame.time_s - self.start_s) / TIME_BASE)
        picture.time_base = TIME_BASE
        self.container.mux(self.stream.encode(picture))
        self.count += 1

    def _open(self, width: int, height: int, fps: float, crf: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Not by its name: FFmpeg would keep the file open after a failure.
        self.file = self.path.open("w+b")
        self.container = av.open(self.file, "w", format="mp4", options={"movflags": "faststart"})
        rate = Fraction(fps).limit_denominator(1001)
        self.stream = self.container.add_stream("libx264", rate=rate)
        self.stream.width, self.stream.height = width, height
        self.stream.pix_fmt = "yuv420p"
        self.stream.codec_context.time_base = TIME_BASE
        # No B-frames: players that ignore edit lists would start such clips a frame late.
        self.stream.options = {"crf": str(crf), "preset": "veryfast", "bf": "0"}

    def close(self) -> None:
        """Complete the file."""
        if self.container is not None:
            self.container.mux(self.stream.encode(None))
            self.container.close()
            self.container = self.stream = None
        if self.file is not None:
            self.file.close()
            self.file = None

    def forget(self) -> None:
        """Let go of a clip that is not complete.

        After a failure (a full disk, say) FFmpeg must not be asked to flush and finish a file:
        where not even its header could be written, that ends the whole process.
        """
        self.container = self.stream = None
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.close()
            self.file = None


def check_cut(table: RepTable, name: str, margin_s: float, crf: int) -> None:
    """Check, before anything is written, that clips can be cut as is asked for.

    Raises
    ------
    ExportError
        If the margin or the quality is out of range, or videos are missing.
    """
    if margin_s < 0 or not 0 <= crf <= 51:
        raise ExportError(f"margin_s={margin_s}, crf={crf}: expected margin_s >= 0, crf 0 to 51")
    check_media(table, name)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    margin_s: float = 0.0,
    crf: int = 18,
    blur_faces: bool = False,
) -> list[str]:
    """Cut the clips.

    Parameters
    ----------
    margin_s
        Longer at both ends by this much, as far as the video goes [s].
    crf
        Quality of H.264: 18 looks like the original, higher is smaller and worse.
    blur_faces
        Blur the lifter's face in every frame; all of a frame where the face is not found.
    """
    check_cut(table, "clips", margin_s, crf)
    names, total = UniqueNames(table), table.counts.videos
    faces = Faces(table.source.remedy) if blur_faces else None
    with (out / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, ["file", "clip_first_frame", "clip_last_frame", *COLUMNS], lineterminator="\n"
        )
        writer.writeheader()
        videos = table.iter_videos(series=margin_s > 0, landmarks=blur_faces, batch=8)
        for done, video in enumerate(videos, start=1):
            record, rows, stem = video.record, video.rows, names.of(video.record)
            times = times_of(video)
            clips = []
            for number, row in enumerate(rows, start=1):
                folder = out / row.split / row.class_name if row.split else out / row.class_name
                clips.append(clip_of(folder, stem, number, row, record, margin_s, times))
            if faces is not None:
                faces.look_at(video)
            cut(record.path, clips, crf, faces)
            for row, clip in zip(rows, clips, strict=True):
                writer.writerow({
                    "file": clip.path.relative_to(out).as_posix(),
                    "clip_first_frame": clip.first, "clip_last_frame": clip.last,
                    **cell_row(row),
                })  # fmt: skip
            progress(done / total, f"{done} of {total} videos")
    return faces.notes() if faces is not None else []


def times_of(video: VideoData) -> Sequence[float]:
    """Time of each frame of a video [s]; empty where they are not known or were not asked for."""
    return () if video.series is None else video.series.time_s.tolist()


def clip_of(
    folder: Path,
    stem: str,
    number: int,
    row: RepRow,
    record: VideoRecord,
    margin_s: float,
    times_s: Sequence[float] = (),
) -> Clip:
    """Return the clip of a repetition, with a margin as far as the video goes [s]."""
    timeline = Timeline(record.fps, times_s if margin_s else ())
    first = max(1, row.first_frame - timeline.frames_before(row.first_frame, margin_s))
    after = timeline.frames_after(row.last_frame, margin_s)
    last = max(row.last_frame, min(record.total_frames, row.last_frame + after))
    name = f"{stem}_rep{row.rep or number:02d}_f{first:05d}-{last:05d}.mp4"
    return Clip(folder / name, first, last)


def cut(path: str, clips: Sequence[Clip], crf: int, faces: Faces | None = None) -> None:
    """Decode a video once and encode each clip's frames, with faces blurred if asked for.

    Raises
    ------
    MediaError
        If the video cannot be read, or ends before a clip does.
    """
    end = max(clip.last for clip in clips)
    try:
        with VideoReader(path) as reader:
            fps = reader.info.fps
            for frame in reader:
                number = frame.index + 1
                wanted = any(clip.first <= number <= clip.last for clip in clips)
                if wanted and faces is not None:
                    frame = replace(frame, image=faces.hide(frame.image, number))
                for clip in clips:
                    if clip.first <= number <= clip.last:
                        clip.add(frame, fps, crf)
                    if number == clip.last:
                        clip.close()
                if number >= end:
                    break
    except VideoError as error:
        raise MediaError(error.message, error.remedy) from error
    finally:
        for clip in clips:
            clip.forget()
    for clip in clips:
        if clip.count != clip.last - clip.first + 1:
            raise MediaError(
                f"{path}: frames {clip.first} to {clip.last} were asked for, {clip.count} of them "
                "could be decoded; the file has changed since it was analyzed",
                remedy="analyze it again",
            )
