"""What ``fo-buttwink doctor`` says of videos: whether browsers play them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .._util.words import many
from ..domain.playable import count_not_played, sentence
from ..install.doctor import OK, WARN, Check
from ..video.files import VideoError, find_videos
from .datasets import load_dataset
from .exits import UsageError

_PROXIES = "in the App run 'Make proxies for the browser', or convert them to H.264, 8 bits"
_UNEVEN = "the rep viewer goes by each frame's own time; do not trust the App's frame numbers there"


def of_files(paths: Sequence[str]) -> list[Check]:
    """Look at the headers of video files, or of those in folders; nothing is measured.

    Raises
    ------
    VideoError
        If a path leads nowhere, or no video is there.
    """
    from ..video.reader import VideoReader

    found: list[Path] = []
    for path in paths:
        found += find_videos(path) if Path(path).is_dir() else [Path(path)]
    media: list[tuple[str | None, str | None]] = []
    bad: list[str] = []
    for video in found:
        try:
            with VideoReader(video) as reader:
                media.append((reader.info.codec, reader.info.pixel_format))
        except VideoError as error:
            bad.append(str(error))
    checks = [_playing(len(media), count_not_played(media))]
    if bad:
        checks.append(
            Check("readable", WARN, f"{many(len(bad), 'video')} cannot be read; first: {bad[0]}")
        )
    return checks


def of_dataset(name: str) -> list[Check]:
    """Look at what is stored of the videos of a dataset, and at the headers of the others.

    Raises
    ------
    UsageError
        If there is no such dataset.
    """
    dataset = load_dataset(name, error=UsageError)
    from ..curate.proxies import wanted
    from ..store.fields import PROXY, RunFields
    from ..store.groups import ungrouped
    from ..store.runs import list_runs

    videos = ungrouped(dataset)
    schema = dataset.get_field_schema(flat=True)
    without = videos.exists(PROXY, False) if PROXY in schema else videos
    kinds: dict[str, int] = {}
    for _, kind in wanted(without).values():
        kinds[kind] = kinds.get(kind, 0) + 1
    checks = [_playing(len(videos), kinds)]
    for key in list_runs(dataset):
        path = RunFields(key).of_summary("variable_frame_rate")
        uneven = int(videos.count_values(path).get(True, 0)) if path in schema else 0
        if uneven:
            said = f"{many(uneven, 'video')} with frames that do not follow each other evenly"
            checks.append(Check(f"frame rate ({key})", WARN, said, _UNEVEN))
    return checks


def _playing(number: int, kinds: dict[str, int]) -> Check:
    if not kinds:
        return Check("videos", OK, f"browsers play all of {many(number, 'video')}")
    return Check("videos", WARN, f"{sentence(kinds)}, of {many(number, 'video')}", _PROXIES)
