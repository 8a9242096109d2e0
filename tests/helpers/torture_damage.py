"""Videos that are cut off, damaged, or that claim what cannot be."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
from torture_clips import Item, made, pictures

WAYS = ("bits", "bytes", "zeros", "cut out", "copied", "numbers", "head")


def truncated(sources: list[Path], folder: Path) -> Iterator[Item]:
    """Cut each file at each tenth of its length."""
    for source in sources:
        data = source.read_bytes()
        for tenth in range(1, 10):
            path = folder / f"cut{tenth}_{source.name}"
            path.write_bytes(data[: len(data) * tenth // 10])
            yield Item("truncated at each tenth", path)


def mutated(sources: list[Path], folder: Path, count: int, seed: int = 1) -> Iterator[Item]:
    """Damage files in ``count`` ways: bits, bytes, holes, copies, numbers of four bytes."""
    rng = random.Random(seed)
    for k in range(count):
        source = sources[k % len(sources)]
        data = bytearray(source.read_bytes())
        how = WAYS[k // len(sources) % len(WAYS)]
        damage(data, how, rng)
        path = folder / f"mutated{k:04}_{how.replace(' ', '_')}_{source.name}"
        path.write_bytes(data)
        yield Item("seeded mutations", path)


def damage(data: bytearray, how: str, rng: random.Random) -> None:
    """Damage a file in one way, in place."""
    size = len(data)
    # Headers stand at the beginning, in MP4 often at the end: half of the damage goes there.
    spots = [_spot(size, rng) for _ in range(rng.choice((1, 4, 16, 64)))]
    if how == "bits":
        for at in spots:
            data[at] ^= 1 << rng.randrange(8)
    elif how == "bytes":
        for at in spots:
            data[at] = rng.randrange(256)
    elif how == "zeros":
        length = rng.randrange(1, max(2, size // 8))
        data[spots[0] : spots[0] + length] = bytes(min(length, size - spots[0]))
    elif how == "cut out":
        del data[spots[0] : spots[0] + rng.randrange(1, max(2, size // 8))]
    elif how == "copied":
        start = rng.randrange(size)
        data[spots[0] : spots[0]] = data[start : start + rng.randrange(1, max(2, size // 8))]
    elif how == "numbers":
        values = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00FFFFFF, rng.randrange(2**32))
        for at in spots[:8]:
            at = min(at, size - 4)
            data[at : at + 4] = rng.choice(values).to_bytes(4, rng.choice(("big", "little")))
    else:
        for at in range(min(size, 64)):
            data[at] = rng.randrange(256)


def _spot(size: int, rng: random.Random) -> int:
    if rng.random() < 0.5:
        return rng.randrange(size)
    return rng.choice((1, -1)) * rng.randrange(min(size, 600)) % size


def claims(source: Path, folder: Path, *, quick: bool = False) -> Iterator[Item]:
    """Change what an MP4 or AVI claims about size and duration into something absurd."""
    data = source.read_bytes()
    for box, offset, length in (("tkhd", 76, 4), ("tkhd", 80, 4), ("mvhd", 12, 4), ("mvhd", 16, 4),
                                ("mdhd", 12, 4), ("mdhd", 16, 4), ("stsz", 8, 4), ("stts", 4, 4),
                                ("stts", 8, 4), ("stts", 12, 4), ("stsc", 4, 4), ("stco", 4, 4),
                                ("avc1", 24, 2), ("avc1", 26, 2)):  # fmt: skip
        at = data.find(box.encode()) + 4 + offset
        for value in (0, 1, 2 ** (8 * length - 1) - 1, 2 ** (8 * length) - 1):
            changed = bytearray(data)
            changed[at : at + length] = value.to_bytes(length, "big")
            path = folder / f"claims_{box}_{offset}_{value}.mp4"
            path.write_bytes(changed)
            yield Item("absurd sizes and durations", path)
    # Pictures of 30,000 by 30,000 in a few bytes, in formats whose header is easily written.
    path, side = folder / "huge.gif", (65535).to_bytes(2, "little") * 2
    colors, picture = b"\xf0\x00\x00\xff\xff\xff\x00\x00\x00", b"\x2c\x00\x00\x00\x00"
    path.write_bytes(b"GIF89a" + side + colors + picture + side + b"\x00\x02\x02\x4c\x01\x00\x3b")
    yield Item("absurd sizes and durations", path)
    path = folder / "huge.y4m"
    path.write_bytes(b"YUV4MPEG2 W30000 H30000 F25:1 Ip A1:1 C420\nFRAME\n" + bytes(1000))
    yield Item("absurd sizes and durations", path)
    png = bytearray(av_png())
    png[16:24] = (30000).to_bytes(4, "big") * 2
    (folder / "huge.png").write_bytes(png)
    yield Item("absurd sizes and durations", folder / "huge.png")
    # And real ones: some kilobytes that unfold to gigabytes.
    yield from made("absurd sizes and durations", lambda: bomb(folder / "bomb.png", 24000))
    if not quick:
        yield from made("absurd sizes and durations", lambda: enormous(folder / "bomb.mp4", 12000))


def bomb(path: Path, side: int) -> Path:
    """Write a gray PNG whose pixels are all zero, without making the picture."""
    packer = zlib.compressobj(9)
    row, data = bytes(side + 1), b""
    for _ in range(side):
        data += packer.compress(row)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0),
        b"IDAT": data + packer.flush(),
        b"IEND": b"",
    }
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in parts.items():
            crc = struct.pack(">I", zlib.crc32(name + body))
            file.write(struct.pack(">I", len(body)) + name + body + crc)
    return path


def enormous(path: Path, side: int) -> Path:
    """Write a clip of one black picture, of some kilobytes as a file."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = side, side, "yuv420p"
        frame = av.VideoFrame(side, side, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts = 0
        out.mux([*stream.encode(frame), *stream.encode()])
    return path


def av_png() -> bytes:
    """Return a small PNG."""
    ok, data = cv2.imencode(".png", pictures()[0])
    assert ok
    return data.tobytes()
