"""A folder of good and hostile videos, most of them of one bundled lifter, for real inference."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import clips
import cv2
import numpy as np
import torture_damage
from torture_clips import write
from torture_places import playlists

import fo_buttwink

LIFTER = Path(fo_buttwink.__file__).parent / "data" / "demo" / "03_mid_marked_right.mp4"
RATE = Fraction(25)


@dataclass(frozen=True)
class Given:
    """A video, what is odd about it, and what must come of it."""

    path: Path
    kind: str
    outcome: str
    """``measured``: as many repetitions as in the whole video; ``read``: a row, whatever is in it;
    ``refused``: the file is named, with what to do; ``any``: a row or a refusal."""


@lru_cache(maxsize=1)
def lifter() -> list[np.ndarray]:
    """Return the pictures of the bundled video."""
    with av.open(str(LIFTER)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def hostile(folder: Path) -> list[Given]:
    """Make all of them in one folder."""
    folder.mkdir()
    return [*_good(folder), *_odd(folder), *_damaged(folder), *_no_video(folder)]


def _good(folder: Path) -> Iterator[Given]:
    images = lifter()
    copy = Path(shutil.copy(LIFTER, folder / "copy.mp4"))
    yield Given(copy, "good clips", "measured")
    named = Path(shutil.copy(LIFTER, folder / "--name\nof two lines $(x).mp4"))
    yield Given(named, "file names", "measured")
    turned = [np.ascontiguousarray(np.rot90(image, 1)) for image in images]
    path = clips.turn(write(folder / "turned.mp4", "libx264", images=turned, rate=RATE), 90)
    yield Given(path, "rotation and flips", "measured")
    odd = [cv2.resize(image, (477, 597), interpolation=cv2.INTER_AREA) for image in images]
    path = write(folder / "odd.mp4", "libx264", images=odd, rate=RATE, pixel_format="yuv444p")
    yield Given(path, "odd and tiny sizes", "measured")
    for name, codec, form in (
        ("gray.mp4", "libx264", "gray"),
        ("10 bit.mp4", "libx264", "yuv420p10le"),
    ):
        path = write(folder / name, codec, images=images, rate=RATE, pixel_format=form)
        yield Given(path, "gray, 10 bit, alpha", "measured")


def _odd(folder: Path) -> Iterator[Given]:
    images = lifter()
    path = write(
        folder / "small.mp4", "libx264", images=[cv2.resize(i, (24, 30)) for i in images[:60]]
    )
    yield Given(path, "odd and tiny sizes", "read")
    path = clips.turn(write(folder / "lying.mp4", "libx264", images=images[:60]), 90)
    yield Given(path, "rotation and flips", "read")
    for count in (1, 2):
        path = write(folder / f"frames {count}.mkv", "ffv1", images=images[:count])
        yield Given(path, "0, 1, 2 frames", "read")
    path = write(folder / "frames 0.mkv", "ffv1", count=0)
    yield Given(path, "0, 1, 2 frames", "refused")
    path = torture_damage.enormous(folder / "enormous.mp4", 12000)
    yield Given(path, "absurd sizes and durations", "refused")


def _damaged(folder: Path) -> Iterator[Given]:
    data = LIFTER.read_bytes()
    loose = write(folder / "loose.mkv", "libx264", images=lifter()[:120], rate=RATE).read_bytes()
    (folder / "loose.mkv").unlink()
    for suffix, whole, outcome in (("mp4", data, "any"), ("mkv", loose, "read")):
        path = folder / f"cut.{suffix}"
        path.write_bytes(whole[: len(whole) * 6 // 10])
        yield Given(path, "truncated at each tenth", outcome)
    rng = random.Random(19)
    for how in ("bits", "zeros", "cut out", "numbers", "head"):
        broken = bytearray(loose)
        torture_damage.damage(broken, how, rng)
        path = folder / f"mutated {how}.mkv"
        path.write_bytes(broken)
        yield Given(path, "seeded mutations", "any")
    for box, offset, value in (("tkhd", 76, 2**31 - 1), ("mdhd", 12, 0), ("stts", 8, 2**32 - 1)):
        claims = bytearray(data)
        at = data.find(box.encode()) + 4 + offset
        claims[at : at + 4] = value.to_bytes(4, "big")
        path = folder / f"claims {box}.mp4"
        path.write_bytes(claims)
        yield Given(path, "absurd sizes and durations", "any")


def _no_video(folder: Path) -> Iterator[Given]:
    path = folder / "empty.mp4"
    path.touch()
    yield Given(path, "0, 1, 2 frames", "refused")
    pipe = folder / "pipe.ts"
    os.mkfifo(pipe)
    yield Given(pipe, "links, pipes, devices, folders", "refused")
    gone = folder / "dangling.mov"
    gone.symlink_to(folder / "nowhere.mov")
    yield Given(gone, "links, pipes, devices, folders", "refused")
    path = folder / "list.mp4"
    path.write_text(playlists(LIFTER)["hls_file.mp4"], encoding="utf-8")
    yield Given(path, "playlists that name other files", "refused")
    path = folder / "sound.mp4"
    clips.write_sound(path)
    yield Given(path, "sound alone", "refused")
