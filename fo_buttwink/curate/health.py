"""The health of a dataset, read from its run, its metadata and, on request, its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt

from ..config import HealthConfig
from ..domain.duplicates import (
    MOVEMENT,
    PICTURE,
    Copy,
    picture_hash,
    same_movement,
    same_pictures,
    same_scene,
)
from ..domain.health import Finding, VideoFacts, examine
from ..domain.old_settings import as_stored
from ..domain.playable import codec_name
from ..store.columnar.view import read_view
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples
from ..store.runs import get_run
from .embeddings import rep_vectors, stored_vectors
from .lifters import Facts
from .shown import show_videos
from .sources import videos_of

SPLITS = ("train", "val", "validation", "test")
"""Tags of samples that are taken as splits, as in FiftyOne's own datasets."""
_CLOSE_S = 0.03
"""Share by which the durations of copies may differ whose pictures only are compared."""


@dataclass(frozen=True)
class Health:
    """What was found, each with a view of its videos."""

    samples: Samples
    findings: list[Finding]
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why a video's pictures could not be compared, by its path."""

    def view(self, name: str, group: str | None = None) -> fo.DatasetView:
        """Show the videos of a finding.

        Raises
        ------
        KeyError
            If there is no such finding.
        """
        for finding in self.findings:
            if finding.name == name and group in (None, finding.group):
                return show_videos(self.samples, finding.sample_ids)
        raise KeyError(f"no finding {name!r}: expected one of {[f.name for f in self.findings]}")


def health(
    samples: Samples,
    key: str = DEFAULT_KEY,
    *,
    facts: Facts | None = None,
    split_field: str | None = None,
    pictures: bool = False,
    config: HealthConfig | None = None,
) -> Health:
    """Examine a dataset.

    Parameters
    ----------
    facts
        Lifters and loads, see :func:`fo_buttwink.curate.lifters.read_facts`.
    split_field
        Sample field with the split; by default a tag such as ``train`` or ``test`` says it.
    pictures
        Also look for copies by pictures, which reads a few frames of every video. Pictures of
        videos with the same movement are compared in any case.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    """
    config = config or HealthConfig()
    info = get_run(samples, key)
    videos = videos_of(samples)
    found = _facts(videos, key, facts, split_field)
    unreadable: dict[str, str] = {}
    hashes = _Pictures(config.picture_times, unreadable)
    copies = list(_copies(samples, key, found, hashes, config))
    if pictures:
        known = {(copy.a, copy.b) for copy in copies}
        copies += [c for c in _by_picture(found, hashes, config) if (c.a, c.b) not in known]
    settings = as_stored(info.settings)
    return Health(samples, examine(found, copies, config=settings, health=config), unreadable)


def _median(values: Sequence[float | None] | None) -> float | None:
    known = [v for v in values or () if v is not None]
    return float(np.median(known)) if known else None


def _above(
    winks: Sequence[float | None] | None, highs: Sequence[float | None] | None
) -> float | None:
    if not winks or not highs:
        return None
    pairs = zip(winks, highs, strict=True)
    return _median([h - w for w, h in pairs if w is not None and h is not None])


def _facts(
    videos: Samples, key: str, facts: Facts | None, split_field: str | None
) -> list[VideoFacts]:
    run = RunFields(key)
    paths = {
        "id": "id", "path": "filepath", "tags": "tags", "status": run.status,
        "labels": run.of_summary("labels"), "yaw": run.of_summary("view_yaw_deg"),
        "plates": f"{run.reps}.detections.plate_pct",
        "winks": f"{run.reps}.detections.wink_deg",
        "highs": f"{run.reps}.detections.wink_deg_high",
        "side": run.of_summary("view_side"), "fps": run.of_summary("fps"),
        "width": "metadata.frame_width", "height": "metadata.frame_height",
        "codec": "metadata.encoding_str",
    }  # fmt: skip
    schema = videos.get_field_schema(flat=True)
    there = {n: p for n, p in paths.items() if p in ("id", "filepath", "tags") or p in schema}
    if split_field:
        there["split"] = split_field
    columns = dict(zip(there, videos.values(list(there.values())), strict=True))
    out = []
    for n, sample_id in enumerate(columns["id"]):
        row: dict[str, Any] = {name: column[n] for name, column in columns.items()}
        size = (row.get("width"), row.get("height"))
        fact = None if facts is None else facts.by_sample.get(sample_id)
        out.append(
            VideoFacts(
                sample_id=sample_id,
                path=row["path"],
                status=row.get("status"),
                labels=tuple(label for label in row.get("labels") or () if label),
                plate_pct=_median(row.get("plates")),
                above_deg=_above(row.get("winks"), row.get("highs")),
                yaw_deg=row.get("yaw"),
                side=row.get("side"),
                fps=row.get("fps"),
                size_px=None if None in size else (int(size[0]), int(size[1])),  # type: ignore[arg-type]
                codec=codec_name(row.get("codec")),
                lifter=None if fact is None else fact.lifter,
                load_kg=None if fact is None else fact.load_kg,
                split=_split(row, split_field),
            )
        )
    return out


def _split(row: Mapping[str, Any], split_field: str | None) -> str | None:
    if split_field:
        return None if row.get("split") in (None, "") else str(row["split"])
    return next((tag for tag in row.get("tags") or () if tag.lower() in SPLITS), None)


class _Pictures:
    """Hashes of pictures of videos, each read once."""

    def __init__(self, times: int, unreadable: dict[str, str]) -> None:
        self._times, self._unreadable = times, unreadable
        self._known: dict[str, tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], float]] = {}

    def of(self, path: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], float]:
        """Hashes as they are and mirrored, and the duration; empty if the file cannot be read."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], float]:
        from ..video.files import VideoError
        from ..video.reader import VideoReader

        plain: list[int] = []
        mirrored: list[int] = []
        duration = 0.0
        try:
            with VideoReader(path) as reader:
                duration = reader.info.duration_s
                for frame in reader.scout(self._times):
                    gray = frame.image.mean(axis=2)
                    plain.append(picture_hash(gray))
                    mirrored.append(picture_hash(gray[:, ::-1]))
        except (VideoError, OSError) as error:
            self._unreadable[path] = str(error)
        return np.array(plain, dtype=np.uint64), np.array(mirrored, dtype=np.uint64), duration


def _copies(
    samples: Samples,
    key: str,
    videos: Sequence[VideoFacts],
    pictures: _Pictures,
    config: HealthConfig,
) -> Iterator[Copy]:
    """Pairs of videos with the same repetitions, each with whether the pictures agree."""
    at = {video.sample_id: n for n, video in enumerate(videos)}
    columns = read_view(videos_of(samples), key, numbers=("eccentric_s", "concentric_s", "bottom"))
    kept = stored_vectors(samples, key)
    if kept is None or not set(columns["id"]) & set(kept.rep_ids):
        kept = rep_vectors(samples, key)
    vectors = kept.of(columns["id"].tolist())
    phases = np.column_stack([columns["eccentric_s"], columns["concentric_s"]])
    use = np.isfinite(vectors).all(axis=1) & (np.nan_to_num(phases) > 0.0).all(axis=1)
    owners = np.array([at[i] for i in columns["sample"]], dtype=np.int64)
    rates = np.array([videos[n].fps or np.nan for n in owners], dtype=float)
    bottoms_s = columns["bottom"] / rates
    use &= np.isfinite(bottoms_s)
    for a, b in same_movement(vectors[use], phases[use], bottoms_s[use], owners[use], config):
        scene, mirrored = _scene(pictures.of(videos[a].path), pictures.of(videos[b].path), config)
        yield Copy(a, b, MOVEMENT, mirrored, scene)


def _scene(a: Any, b: Any, config: HealthConfig) -> tuple[bool | None, bool]:
    if not len(a[0]) or not len(b[0]):
        return None, False
    if same_scene(a[0], b[0], config):
        return True, False
    mirrored = same_scene(a[1], b[0], config)
    return mirrored, mirrored


def _by_picture(
    videos: Sequence[VideoFacts], pictures: _Pictures, config: HealthConfig
) -> Iterator[Copy]:
    """Pairs of videos of the same length with the same pictures at the same times."""
    read = [(pictures.of(video.path), n) for n, video in enumerate(videos)]
    read = sorted((each for each in read if len(each[0][0])), key=lambda each: each[0][2])
    window: list[Any] = []
    for (plain, mirrored, duration), n in read:
        window = [w for w in window if w[0][2] >= duration * (1.0 - _CLOSE_S)]
        for (other, _, _), m in window:
            for turned, hashes in ((False, plain), (True, mirrored)):
                if same_pictures(hashes, other, config):
                    yield Copy(min(n, m), max(n, m), PICTURE, turned, True)
                    break
        window.append(((plain, mirrored, duration), n))


__all__ = ["Health", "health"]
