"""Copies of the same clip: re-encoded, mirrored or trimmed, by their curves and by their pictures.

Angles are those of the body, so a mirrored copy has the same curves, and a trimmed one those of the
repetitions that are left. Pictures tell what curves cannot: whether two videos show the same scene,
and copies of videos in which nothing was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from .._util.arrays import FloatArray
from ..config import HealthConfig

MOVEMENT, PICTURE = "movement", "picture"
_NEIGHBORS = 8
"""Of each repetition, so many of the nearest are looked at."""
_DIMENSIONS = 8
_ROWS, _COLUMNS = 8, 9
"""Blocks of a picture's hash; from column to column it gets brighter or darker."""
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Copy:
    """Two videos that are alike, by their positions."""

    a: int
    b: int
    by: str
    """``movement`` or ``picture``: what is the same. Of the former the pictures may differ."""
    mirrored: bool = False
    """Whether the pictures agree only if one is mirrored."""
    same_scene: bool | None = None
    """Whether the pictures agree too; ``None`` where they were not looked at."""


def same_movement(
    vectors: FloatArray,
    phases_s: FloatArray,
    bottoms_s: FloatArray,
    videos: npt.NDArray[np.int64],
    config: HealthConfig | None = None,
) -> list[tuple[int, int]]:
    """Return pairs of videos that show the same repetitions.

    Parameters
    ----------
    vectors
        (N, D) curves of repetitions, see :mod:`.rep_curves`.
    phases_s
        (N, 2) durations of descent and ascent.
    bottoms_s
        (N,) times of the deepest points in their videos. In a copy they are all shifted by the
        same time; people who do another set hit neither the same curves nor the same rhythm.
    videos
        (N,) number of the video of each.

    Returns
    -------
    list of (int, int)
        Numbers of the videos, the lower one first, in order.
    """
    config = config or HealthConfig()
    if len(vectors) < 2:
        return []
    flat = _flattened(vectors)
    count = min(len(flat), _NEIGHBORS + 1)
    _, near = cKDTree(flat).query(flat, k=count)
    rows, others = np.repeat(np.arange(len(flat)), count), near.ravel()
    turned = videos[rows] > videos[others]
    rows, others = np.where(turned, others, rows), np.where(turned, rows, others)
    apart_videos = videos[rows] < videos[others]
    rows, others = rows[apart_videos], others[apart_videos]
    apart = np.sqrt(np.mean((vectors[rows] - vectors[others]) ** 2, axis=1))
    slower = np.abs(phases_s[rows] - phases_s[others]).max(axis=1)
    same = (apart <= config.max_rms) & (slower <= config.max_phase_s)
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for i, j in zip(rows[same].tolist(), others[same].tolist(), strict=True):
        found.setdefault((int(videos[i]), int(videos[j])), set()).add((i, j))
    sizes = dict(zip(*map(np.ndarray.tolist, np.unique(videos, return_counts=True)), strict=True))
    return sorted(
        (a, b)
        for (a, b), pairs in found.items()
        if _in_step(pairs, bottoms_s, config.max_offset_s)
        >= _enough(min(sizes[a], sizes[b]), config)
    )


def _enough(number: int, config: HealthConfig) -> int:
    """Return how many repetitions must agree; one says little, since people repeat themselves."""
    return max(min(2, number), int(np.ceil(config.min_same_reps * number)))


def _in_step(pairs: set[tuple[int, int]], bottoms_s: FloatArray, most_s: float) -> int:
    """Return how many repetitions are shifted by the same time in the other video."""
    i, j = np.array(sorted(pairs)).T
    shift = bottoms_s[j] - bottoms_s[i]
    near = np.abs(shift[:, None] - shift[None, :]) <= most_s
    return max(min(len(set(i[row])), len(set(j[row]))) for row in near)


def picture_hash(gray: npt.NDArray[np.number]) -> int:
    """Hash a picture so that copies of other sizes, codecs and brightness get nearly the same.

    Each bit says whether the picture gets brighter from one of 9 columns to the next, in 8 rows.

    Parameters
    ----------
    gray
        (H, W) brightness, at least 8 by 9.
    """
    means = _blocks(np.asarray(gray, dtype=float))
    bits = (np.diff(means, axis=1) > 0.0).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def bits_apart(a: Hashes, b: Hashes) -> npt.NDArray[np.int64]:
    """Return in how many of 64 bits hashes differ, (A, B)."""
    crossed = np.bitwise_xor(a[:, None], b[None, :])
    octets = crossed.reshape(*crossed.shape, 1).view(np.uint8)
    return np.asarray(np.unpackbits(octets, axis=-1).sum(axis=-1), dtype=np.int64)


def same_pictures(a: Hashes, b: Hashes, config: HealthConfig | None = None) -> bool:
    """Whether most pictures of one video are found in the other, in the same order."""
    config = config or HealthConfig()
    if not len(a) or len(a) != len(b):
        return False
    hits = np.diag(bits_apart(a, b)) <= config.max_bits
    return bool(hits.mean() >= config.min_pictures)


def same_scene(a: Hashes, b: Hashes, config: HealthConfig | None = None) -> bool:
    """Whether most pictures of one video are like some picture of the other."""
    config = config or HealthConfig()
    if not len(a) or not len(b):
        return False
    hits = bits_apart(a, b).min(axis=1) <= config.max_bits
    return bool(hits.mean() >= config.min_pictures)


def grouped(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Join pairs that share a member, in order.

    Examples
    --------
    >>> grouped([(0, 3), (1, 2), (3, 5)])
    [[0, 3, 5], [1, 2]]
    """
    leader: dict[int, int] = {}

    def of(node: int) -> int:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    for a, b in pairs:
        first, second = sorted((of(a), of(b)))
        leader[second] = first
    groups: dict[int, list[int]] = {}
    for node in sorted(leader):
        groups.setdefault(of(node), []).append(node)
    return list(groups.values())


def _blocks(gray: FloatArray) -> FloatArray:
    rows = np.array_split(gray, _ROWS, axis=0)
    return np.array(
        [[block.mean() for block in np.array_split(row, _COLUMNS, axis=1)] for row in rows]
    )


def _flattened(vectors: FloatArray) -> FloatArray:
    centered = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centered.T @ centered)
    return np.asarray(centered @ directions[:, -_DIMENSIONS:])
