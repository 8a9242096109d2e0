"""Choose the lifter among the people of a clip, once, over the whole clip."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .._util.arrays import FloatArray

_DEEPEST = 0.5
"""Hip travel of the deepest squat, in body lengths."""


@dataclass
class Track:
    """One person followed through a clip; lists run in parallel, one entry per sighting."""

    frames: list[int] = field(default_factory=list)
    hips: list[FloatArray] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    payload: list[object] = field(default_factory=list)

    def add(self, frame: int, hip: FloatArray, size: float, payload: object) -> None:
        """Append one sighting."""
        self.frames.append(frame)
        self.hips.append(hip)
        self.sizes.append(size)
        self.payload.append(payload)


class Tracker:
    """Link the people of successive frames by the position of their hips.

    Parameters
    ----------
    max_gap
        A track that was not seen for more than this many frames takes no new sighting.
    max_step
        Largest jump between sightings, in body lengths.
    """

    def __init__(self, max_gap: int = 30, max_step: float = 0.35) -> None:
        self.max_gap = max_gap
        self.max_step = max_step
        self.tracks: list[Track] = []

    def update(self, frame: int, people: list[tuple[FloatArray, float, object]]) -> None:
        """Assign ``people`` (hip, size, payload) of one frame to tracks, nearest first."""
        pairs = []
        for p, (hip, size, _) in enumerate(people):
            for t, track in enumerate(self.tracks):
                if frame - track.frames[-1] > self.max_gap:
                    continue
                ruler = max(size, track.sizes[-1], 1.0)
                step = float(np.linalg.norm(hip - track.hips[-1])) / ruler
                change = abs(np.log(max(size, 1.0) / max(track.sizes[-1], 1.0)))
                if step <= self.max_step and change < 0.5:
                    pairs.append((step + 0.3 * change, p, t))
        used_people: set[int] = set()
        used_tracks: set[int] = set()
        for _, p, t in sorted(pairs):
            if p in used_people or t in used_tracks:
                continue
            used_people.add(p)
            used_tracks.add(t)
            self.tracks[t].add(frame, *people[p])
        for p, person in enumerate(people):
            if p not in used_people:
                track = Track()
                track.add(frame, *person)
                self.tracks.append(track)


def choose_lifter(tracks: list[Track], total_frames: int) -> int | None:
    """Index of the track that is most likely the lifter.

    The score is vertical hip travel (95th minus 5th percentile, in body lengths, minus the
    horizontal travel beyond one body length, which marks walkers; no squat goes further than
    half a body length), times size relative to the largest person, times the share of the
    clip in which the person was seen, times the steadiness of the size: racks and machines
    that are taken for people change theirs from frame to frame.

    Parameters
    ----------
    tracks
        Candidates.
    total_frames
        Length of the clip.

    Returns
    -------
    Index into ``tracks``, or ``None`` if there are none.
    """
    if not tracks:
        return None
    largest = max(float(np.median(t.sizes)) for t in tracks)
    scores = []
    for track in tracks:
        hips = np.asarray(track.hips, dtype=float)
        size = float(np.median(track.sizes))
        low, high = np.percentile(hips, [5, 95], axis=0)
        travel = (high - low) / max(size, 1.0)
        vertical = max(float(travel[1]) - max(float(travel[0]) - 1.0, 0.0), 0.0)
        share = len(set(track.frames)) / max(total_frames, 1)
        steady = float(np.exp(-4.0 * np.std(np.log(np.maximum(track.sizes, 1.0)))))
        scores.append(
            (0.05 + min(vertical, _DEEPEST)) * (size / largest) * min(share, 1.0) * steady
        )
    return int(np.argmax(scores))


def merge_fragments(tracks: list[Track], chosen: int) -> Track:
    """Return the chosen track plus later or earlier fragments of the same person.

    A plate or a passer-by can break one person into several tracks. A fragment is taken
    over if it does not overlap in time, is of like size and begins where the other ended.
    """
    merged = tracks[chosen]
    rest = [t for i, t in enumerate(tracks) if i != chosen]
    changed = True
    while changed:
        changed = False
        for other in list(rest):
            if _continues(merged, other) or _continues(other, merged):
                pair = (merged, other)
                head, tail = sorted(pair, key=lambda t: t.frames[0])
                merged = Track(
                    head.frames + tail.frames,
                    head.hips + tail.hips,
                    head.sizes + tail.sizes,
                    head.payload + tail.payload,
                )
                rest.remove(other)
                changed = True
    return merged


def _continues(head: Track, tail: Track) -> bool:
    if head.frames[-1] >= tail.frames[0]:
        return False
    size = float(np.median(head.sizes))
    alike = abs(np.log(float(np.median(tail.sizes)) / max(size, 1.0))) < 0.3
    step = float(np.linalg.norm(tail.hips[0] - head.hips[-1])) / max(size, 1.0)
    return bool(alike and step < 0.6)
