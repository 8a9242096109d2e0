"""Finds the videos of a dataset that a file of labels names, and their frames by time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .._util.paths import ends_alike, parts_of
from ..errors import ReviewError
from ..store.fields import RunFields
from ..store.groups import Samples, ungrouped
from ..store.runs import root_dataset
from .label_table import CellError, Row


@dataclass(frozen=True)
class Video:
    """A video of the dataset, as far as naming its frames needs."""

    sample_id: str
    path: str
    fps: float | None
    total_frames: int | None


class Videos:
    """Finds samples by path or file name, and frames by time."""

    def __init__(self, samples: Samples, key: str | None) -> None:
        view = ungrouped(samples)
        paths = ["id", "filepath", "metadata.frame_rate", "metadata.total_frame_count"]
        run = RunFields(key) if key else None
        schema = root_dataset(samples).get_field_schema(flat=True)
        if run and run.of_summary("fps") in schema:
            paths[2:] = [run.of_summary("fps"), run.of_summary("total_frames")]
        self._curve = run.curve_path("time_s") if run else ""
        frames = root_dataset(samples).get_frame_field_schema() or {}
        if not run or run.curve("time_s") not in frames:
            self._curve = ""
        self._view = view
        self._by_path: dict[str, Video] = {}
        self._by_name: dict[str, list[Video]] = {}
        self._by_id: dict[str, Video] = {}
        self._names: dict[str, str] = {}
        """What the file calls each video that was found."""
        self._decoded = paths[2] != "metadata.frame_rate"
        self._times: dict[str, dict[int, float]] = {}
        for values in zip(*view.values(paths), strict=True):
            video = Video(*values)
            self._by_path[video.path] = video
            self._by_id[video.sample_id] = video
            self._by_name.setdefault(parts_of(video.path)[-1], []).append(video)

    def find(
        self, name: str, sample_id: str | None = None, total_frames: int | None = None
    ) -> Video:
        """Return the video of a path or file name.

        Cameras give the same names again and again. So a name that does not start at the top must
        be the end of a path, and two paths of one file never become the same video.

        Parameters
        ----------
        sample_id
            Of the sample that the row or task was written from; counts where the dataset has it.
        total_frames
            Frames of the video that was meant, where that is known.

        Raises
        ------
        ReviewError
            If no video can be meant, or several.
        """
        if sample_id in self._by_id:
            return self._named(self._by_id[sample_id], name)
        if name in self._by_path:
            return self._named(self._by_path[name], name)
        video = self._by_end(name)
        known = video.total_frames if self._decoded else None
        if total_frames and known and total_frames != known:
            raise ReviewError(
                f"video {name!r}: has {total_frames} frames, but {video.path} has {known}, so it "
                "is another video of that name",
                remedy="add the video that was meant to the dataset, or leave it out",
            )
        return self._named(video, name)

    def _by_end(self, name: str) -> Video:
        parts = parts_of(name)
        found = alike = self._by_name.get(parts[-1] if parts else "", [])
        if not _is_whole(name):
            found = [v for v in found if ends_alike(parts, parts_of(v.path)) == len(parts)]
        elif len(found) > 1:
            # Equal names in two folders: the one that shares more of its path.
            shared = [ends_alike(parts, parts_of(video.path)) for video in found]
            best = max(shared)
            found = [v for v, n in zip(found, shared, strict=True) if n == best]
        if len(found) == 1:
            return found[0]
        paths = ", ".join(sorted(video.path for video in found or alike)[:3])
        more = ", ..." if len(found or alike) > 3 else ""
        if found:
            raise ReviewError(
                f"video {name!r}: {len(found)} videos have that name ({paths}{more})",
                remedy="give the folder too, or the whole path",
            )
        if alike:
            raise ReviewError(
                f"video {name!r}: the dataset has no such video; of that file name it has "
                f"{paths}{more}",
                remedy="if that is the one, write its path so",
            )
        raise ReviewError(
            f"video {name!r}: the dataset has no such video", remedy="check path and spelling"
        )

    def _named(self, video: Video, name: str) -> Video:
        """Return the video, unless the file has called it by a path that is another file's."""
        earlier = self._names.setdefault(video.sample_id, name)
        a, b = parts_of(earlier), parts_of(name)
        if ends_alike(a, b) < min(len(a), len(b)):
            raise ReviewError(
                f"videos {earlier!r} and {name!r}: both would be {video.path}, because the "
                "dataset has one video of that name",
                remedy="add the other one to the dataset, or leave it out",
            )
        return video

    def rate(self, video: Video) -> float:
        """Frames per second, or a usual number where it is not known."""
        return video.fps or 30.0

    def frames(self, video: Video, row: Row, ends: tuple[str, str], unit: str) -> tuple[int, int]:
        """First and last frame that a row says."""
        first, last = (self._frame(video, row, end, unit) for end in ends)
        name = row.columns[ends[1]]
        if not 1 <= first < last:
            raise CellError(
                name,
                f"expected start < end within the video, found {row.text(ends[0])!r} and "
                f"{row.text(ends[1])!r}",
            )
        if video.total_frames and last > video.total_frames:
            raise CellError(
                name,
                f"end {row.text(ends[1])!r} is frame {last}, but the video has "
                f"{video.total_frames} frames",
                remedy="if these are milliseconds, say so as their unit",
            )
        return first, last

    def _frame(self, video: Video, row: Row, end: str, unit: str) -> int:
        if unit == "frames":
            number: float | None = row.whole(end)
        else:
            number = row.number_in(end, f"a time in {unit}")
        if number is None:
            wanted = "a frame number" if unit == "frames" else f"a time in {unit}"
            raise CellError(row.columns[end], f"expected {wanted}, found an empty cell")
        if unit == "frames":
            return int(number)
        try:
            return self.frame_at(video, number / 1000.0 if unit == "milliseconds" else number)
        except ReviewError as error:
            other = "frames or milliseconds" if unit == "seconds" else "frames or seconds"
            hint = "" if end.endswith(("_s", "_ms")) else f"if these are {other}, say so"
            raise CellError(row.columns[end], error.message, hint or error.remedy) from error

    def frame_at(self, video: Video, time_s: float) -> int:
        """Return the frame that is shown nearest to a time."""
        if not 0 <= time_s < 1e7:
            raise ReviewError(f"time {time_s:g}: expected seconds from the start of the video")
        if video.sample_id not in self._times:
            stored = (
                self._view.select(video.sample_id).values(self._curve)[0] if self._curve else None
            )
            self._times[video.sample_id] = {
                i: t for i, t in enumerate(stored or (), start=1) if t is not None
            }
        times = self._times[video.sample_id]
        if times:
            last = max(times)
            step = 1.0 / video.fps if video.fps else 0.0
            if time_s > times[last] + 1.5 * step:
                raise ReviewError(
                    f"time {time_s:g} s is after the end ({times[last] + step:.3f} s)"
                )
            return min(times, key=lambda i: abs(times[i] - time_s))
        if not video.fps:
            raise ReviewError(
                f"{video.path}: frame rate unknown", remedy="run dataset.compute_metadata()"
            )
        return 1 + round(time_s * video.fps)


def _is_whole(name: str) -> bool:
    """Whether a name is the whole path of a file, on whatever system."""
    return re.match(r"[/\\]|[A-Za-z]:|\w+://", name) is not None
