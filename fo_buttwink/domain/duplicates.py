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
    videos: npt.NDArray[np.int64],
    config: HealthConfig | None = None,
) -> list[tuple[int, int]]:
    """Return pairs of videos that show the same repetitions.

    Parameters
    ----------
    vectors
        (N, D) curves of repetitions, see :mod:`.rep_curves`.
    phases_s
        (N, 2) durations of descent and ascent. People who repeat a movement hit neither the same
        curves nor the same times.
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
    rows = np.repeat(np.arange(len(flat)), count)
    others = near.ravel()
    keep = videos[rows] != videos[others]
    rows, others = rows[keep], others[keep]
    apart = np.sqrt(np.mean((vectors[rows] - vectors[others]) ** 2, axis=1))
    ratio = np.abs(np.log(phases_s[rows] / phases_s[others])).max(axis=1)
    same = (apart <= config.max_rms) & (ratio <= np.log(config.max_time_ratio))
    found: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
    for i, j in zip(rows[same].tolist(), others[same].tolist(), strict=True):
        if videos[i] > videos[j]:
            i, j = j, i
        of_a, of_b = found.setdefault((int(videos[i]), int(videos[j])), (set(), set()))
        of_a.add(i)
        of_b.add(j)
    sizes = dict(zip(*map(np.ndarray.tolist, np.unique(videos, return_counts=True)), strict=True))
    return sorted(
        (a, b)
        for (a, b), (of_a, of_b) in found.items()
        if min(len(of_a), len(of_b)) >= config.min_same_reps * min(sizes[a], sizes[b])
    )


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
