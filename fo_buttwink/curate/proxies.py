"""Copies that browsers play, of the videos of a dataset that they do not.

A dataset keeps its originals: analyses, stills and exports read them. Only the App shows the
copies, by a field of their paths. All of it goes without a trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fiftyone as fo

from ..domain.playable import not_played
from ..errors import FieldClashError
from ..store.fields import PROXY, PROXY_DESCRIPTION, RunFields
from ..store.groups import Samples, ungrouped
from ..store.runs import list_runs, root_dataset
from ..store.targets import is_empty
from ..video.files import VideoError
from .sources import videos_of

NOTE = "squat_proxies"
"""Where the dataset keeps the folder, and what the App showed before."""
_APP = ("grid_media_field", "modal_media_field", "media_fields", "media_fallback")


@dataclass(frozen=True)
class ProxySummary:
    """What was done."""

    made: int = 0
    there: int = 0
    """Copies that were there already, newer than their videos."""
    played: int = 0
    """Videos that browsers play as they are."""
    failed: dict[str, str] = field(default_factory=dict)
    """Why there is no copy, by path of the video."""
    folder: str = ""


def wanted(samples: Samples) -> dict[str, tuple[str, str]]:
    """Videos that most browsers do not play: path and kind by sample id.

    What an analysis has stored is asked first, then FiftyOne's metadata, then the file.
    """
    videos = videos_of(samples)
    schema = videos.get_field_schema(flat=True)
    runs = [RunFields(key) for key in list_runs(videos)]
    paths = ["id", "filepath"]
    for run in runs:
        ours = [run.of_summary("codec"), run.of_summary("pixel_format")]
        if all(path in schema for path in ours):
            paths += ours
    rows = zip(*videos.values(paths), strict=True) if not is_empty(videos) else ()
    found = {}
    for sample_id, filepath, *known in rows:
        told = next((pair for pair in zip(known[::2], known[1::2], strict=True) if all(pair)), None)
        kind = not_played(*(told or _of_file(filepath)))
        if kind:
            found[sample_id] = (filepath, kind)
    return found


def _of_file(path: str) -> tuple[str | None, str | None]:
    from ..video.reader import VideoReader

    try:
        with VideoReader(path) as reader:
            return reader.info.codec, reader.info.pixel_format
    except (VideoError, OSError):
        return None, None


def make_proxies(
    samples: Samples,
    folder: str | Path | None = None,
    *,
    progress: Callable[[float, str], None] | None = None,
) -> ProxySummary:
    """Make copies of the videos that most browsers do not play, and let the App show them.

    A video that cannot be read has none and is named; the others go on.

    Parameters
    ----------
    folder
        Where to keep them; by default a folder of the dataset in FiftyOne's own.

    Raises
    ------
    FieldClashError
        If the dataset has a field of that name that is not ours.
    """
    from ..video.proxy import write_proxy

    dataset = root_dataset(samples)
    _check_field(dataset)
    noted = dict(dataset.info.get(NOTE) or {})
    place = Path(folder or noted.get("folder") or _default_folder(dataset)).absolute()
    videos = wanted(samples)
    made, there, failed = {}, 0, {}
    for done, (sample_id, (path, _)) in enumerate(videos.items()):
        if progress is not None:
            progress(done / len(videos), f"{done} of {len(videos)} videos")
        target = place / f"{sample_id}.mp4"
        try:
            if target.is_file() and target.stat().st_mtime >= Path(path).stat().st_mtime:
                there += 1
            else:
                write_proxy(path, target)
            made[sample_id] = str(target)
        except (VideoError, OSError) as error:
            failed[path] = str(error)
    if made:
        _declare(dataset)
        ungrouped(dataset).set_values(PROXY, made, key_field="id")
        _show(dataset, place)
    total = len(videos_of(samples))
    return ProxySummary(len(made) - there, there, total - len(videos), failed, str(place))


def delete_proxies(samples: Samples) -> int:
    """Delete all copies of a dataset, their field, and what the App was told; return how many.

    Only files that are named as ours in the folder that was noted are deleted.
    """
    dataset = root_dataset(samples)
    noted = dict(dataset.info.get(NOTE) or {})
    removed = 0
    if PROXY in dataset.get_field_schema():
        _check_field(dataset)
        ids, paths = ungrouped(dataset).values(["id", PROXY])
        for sample_id, path in zip(ids, paths, strict=True):
            ours = noted and path == str(Path(noted["folder"]) / f"{sample_id}.mp4")
            if ours and Path(path).is_file():
                Path(path).unlink()
                removed += 1
        dataset.delete_sample_field(PROXY)
    if noted:
        place = Path(noted["folder"])
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
        for name, value in noted["before"].items():
            now = getattr(dataset.app_config, name)
            # What somebody has chosen since is theirs.
            if name == "media_fields":
                value = [each for each in now if each != PROXY] or ["filepath"]
            elif name != "media_fallback" and now != PROXY:
                continue
            setattr(dataset.app_config, name, value)
        info = dict(dataset.info)
        del info[NOTE]
        dataset.info = info
        dataset.save()
    return removed


def _check_field(dataset: fo.Dataset) -> None:
    known = dataset.get_field_schema().get(PROXY)
    if known is not None and known.description != PROXY_DESCRIPTION:
        raise FieldClashError(
            f"field {PROXY!r}: the dataset has one that this program did not make",
            remedy=f"rename it: dataset.rename_sample_field({PROXY!r}, 'another_name')",
        )


def _declare(dataset: fo.Dataset) -> None:
    if PROXY not in dataset.get_field_schema():
        dataset.add_sample_field(PROXY, fo.StringField, description=PROXY_DESCRIPTION)


def _show(dataset: fo.Dataset, folder: Path) -> None:
    config: Any = dataset.app_config
    noted = dict(dataset.info.get(NOTE) or {})
    noted.setdefault("before", {name: getattr(config, name) for name in _APP})
    noted["before"]["media_fields"] = list(noted["before"]["media_fields"])
    noted["folder"] = str(folder)
    dataset.info = {**dataset.info, NOTE: noted}
    if PROXY not in config.media_fields:
        config.media_fields = [*config.media_fields, PROXY]
    config.grid_media_field = config.modal_media_field = PROXY
    config.media_fallback = True
    dataset.save()


def _default_folder(dataset: fo.Dataset) -> Path:
    return Path(fo.config.default_dataset_dir) / "squat_proxies" / str(dataset._doc.id)


__all__ = ["NOTE", "ProxySummary", "delete_proxies", "make_proxies", "wanted"]
