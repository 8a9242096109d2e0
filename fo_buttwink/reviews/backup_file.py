"""The file of a back-up: what people said and measured, and which video each word belongs to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path, PurePath
from typing import Any

from ..domain.hand.record import HandMeasure
from ..domain.review.record import Review
from ..errors import BackupError, StoreError

FORMAT = "fo_buttwink reviews"
SCHEMA = 1
_PART_BYTES = 1 << 20


@dataclass(frozen=True)
class Content:
    """What a file holds, as far as it can be told from another one."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class BackedUpVideo:
    """The human work on one video."""

    path: str
    """Below the root of the back-up, with ``/`` between folders; whole if it lies elsewhere."""
    content: Content | None
    """``None`` if the file could not be read when the back-up was made."""
    reviews: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    """By key of the run."""
    hand: tuple[HandMeasure, ...] = ()
    faults: tuple[str, ...] = ()
    """What of it could not be read, in words."""

    @property
    def name(self) -> str:
        """File name without folders."""
        return PurePath(self.path).name

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        content = self.content
        return {
            "path": self.path,
            "size_bytes": content and content.size_bytes,
            "sha256": content and content.sha256,
            "reviews": {key: [r.to_json() for r in rs] for key, rs in self.reviews.items()},
            "hand": [m.to_json() for m in self.hand],
        }


@dataclass(frozen=True)
class Backup:
    """A whole back-up."""

    root: str
    """Folder that all videos of the dataset lay below; empty if there was none."""
    videos: tuple[BackedUpVideo, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    """Of what and when it was made, for people."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {
            "format": FORMAT,
            "schema": SCHEMA,
            **self.about,
            "root": self.root,
            "videos": [v.to_json() for v in self.videos],
        }


def content_of(path: str | Path) -> Content | None:
    """Return size and hash of a file; ``None`` if it cannot be read here."""
    digest, size = hashlib.sha256(), 0
    try:
        with Path(path).open("rb") as file:
            while part := file.read(_PART_BYTES):
                digest.update(part)
                size += len(part)
    except (OSError, ValueError):
        return None
    return Content(size, digest.hexdigest())


def read_backup(path: str | Path) -> Backup:
    """Read a back-up. A review or measure in it that makes no sense is a fault of its video.

    Raises
    ------
    BackupError
        If the file cannot be read, or is no back-up of ours.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BackupError(
            f"{path}: cannot be read ({error.strerror})", remedy="name the file of a back-up"
        ) from error
    except ValueError as error:
        raise BackupError(
            f"{path}: expected a back-up as JSON, found something else ({error})",
            remedy="name a file that `fo-buttwink reviews backup` wrote",
        ) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BackupError(
            f"{path}: expected a back-up of reviews (format {FORMAT!r}), found other JSON",
            remedy="name a file that `fo-buttwink reviews backup` wrote",
        )
    schema = data.get("schema")
    if not isinstance(schema, int) or not 1 <= schema <= SCHEMA:
        raise BackupError(
            f"{path}: expected a back-up of schema 1 to {SCHEMA}, found {schema!r}",
            remedy="install the version of fo_buttwink that wrote it, or a later one",
        )
    videos = data.get("videos")
    if not isinstance(videos, list):
        raise BackupError(
            f"{path}: expected a list named videos, found {type(videos).__name__}",
            remedy="use another back-up",
        )
    about = {k: data[k] for k in ("dataset", "made_at", "program_version") if k in data}
    return Backup(str(data.get("root") or ""), tuple(map(_video, videos)), about)


def _video(data: Any) -> BackedUpVideo:
    if not isinstance(data, dict) or not isinstance(data.get("path"), str):
        return BackedUpVideo("", None, faults=("expected a video with a path",))
    faults: list[str] = []
    of_runs = data.get("reviews")
    reviews = {
        str(key): tuple(_each(listed, Review.from_json, f"reviews of run {key!r}", faults))
        for key, listed in (of_runs if isinstance(of_runs, dict) else {}).items()
    }
    hand = tuple(_each(data.get("hand"), HandMeasure.from_json, "measures by hand", faults))
    size, sha256 = data.get("size_bytes"), data.get("sha256")
    content = None
    if isinstance(size, int) and isinstance(sha256, str):
        content = Content(size, sha256)
    return BackedUpVideo(data["path"], content, reviews, hand, tuple(faults))


def _each(listed: Any, read: Any, what: str, faults: list[str]) -> Iterator[Any]:
    for number, data in enumerate(listed if isinstance(listed, list) else (), start=1):
        try:
            yield _in_utc(read(data))
        except (StoreError, TypeError, ValueError, AttributeError) as error:
            faults.append(f"{what}, number {number}: {error}")


def _in_utc(item: Review | HandMeasure) -> Review | HandMeasure:
    """Bring the time to UTC without a zone, as the database keeps it."""
    if isinstance(item, HandMeasure):
        return replace(item, measured_at=_utc(item.measured_at))
    past = tuple(replace(r, reviewed_at=_utc(r.reviewed_at)) for r in item.history)
    return replace(item, reviewed_at=_utc(item.reviewed_at), history=past)


def _utc(when: datetime) -> datetime:
    return when if when.tzinfo is None else when.astimezone(timezone.utc).replace(tzinfo=None)
