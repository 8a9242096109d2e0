"""Videos of every kind that this PyAV can write, and that cameras and editors make."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import clips
from torture_clips import FRAMES, SMALL, Item, made, pictures, write

_NO_FILE = (
    "alsa", "fbdev", "oss", "rtp", "rtp_mpegts", "rtsp", "sap", "video4linux2,v4l2", "whip", "null",
    "crc", "md5", "hash", "framecrc", "framehash", "framemd5", "streamhash", "uncodedframecrc",
    "dash", "hds", "hls", "smoothstreaming", "image2", "segment", "stream_segment,ssegment", "tee",
    "fifo", "ffmetadata", "webm_dash_manifest", "mkvtimestamp_v2",
)  # fmt: skip
"""Formats that are devices, addresses, sums, or folders full of files."""
_NO_CODEC = ("wrapped_avframe", "vnull", "a64multi", "a64multi5", "alias_pix")
_HARDWARE = ("_amf", "_nvenc", "_qsv", "_v4l2m2m", "_vaapi", "_videotoolbox")
_SIZES = {"h261": (176, 144), "h263": (176, 144), "dvvideo": (720, 576), "dnxhd": (1920, 1080)}
_STREAMS = ("h264", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "vp8", "rawvideo", "gif", "png")
"""Tried in turn, where a container does not say what it takes."""


def codecs() -> Iterator[str]:
    """Encoders of moving pictures that need no special hardware."""
    for name in sorted(av.codecs_available):
        with contextlib.suppress(Exception):
            video = av.Codec(name, "w").type == "video" and name not in _NO_CODEC
            if video and not name.endswith(_HARDWARE):
                yield name


def containers() -> Iterator[tuple[str, str]]:
    """Formats that are files, with the suffix of each."""
    for name in sorted(av.formats_available):
        with contextlib.suppress(Exception):
            form = av.ContainerFormat(name, "w")
            if form.is_output and name not in _NO_FILE:
                suffix = sorted(e.strip() for e in form.extensions)[:1] or ["bin"]
                yield name, suffix[0]


def every_codec(folder: Path) -> Iterator[Item]:
    """Write one clip per encoder, into the first container that takes it."""
    for codec in codecs():
        for suffix in ("mov", "mkv", "nut", "avi"):
            path = folder / f"codec_{codec}.{suffix}"
            size = _SIZES.get(codec, SMALL)
            extra = {"b": "36M"} if codec == "dnxhd" else {}
            pixel = "yuv422p" if codec == "dnxhd" else None
            found = list(
                made(
                    "codec",
                    lambda c=codec, p=path, s=size, x=pixel, o=extra: write(
                        p, c, size=s, pixel_format=x, options=o, count=8
                    ),
                )
            )
            if found:
                yield from found
                break
            path.unlink(missing_ok=True)


def every_container(folder: Path) -> Iterator[Item]:
    """Write one clip per container, in the first codec that it takes."""
    for form, suffix in containers():
        for codec in _STREAMS:
            path = folder / f"container_{form.split(',')[0]}.{suffix}"
            found = list(
                made("container", lambda c=codec, p=path, f=form: write(p, c, format=f, count=8))
            )
            if found:
                yield from found
                break
            path.unlink(missing_ok=True)


def oddities(folder: Path) -> Iterator[Item]:
    """Write what cameras and editors make, one kind after the other."""

    def clip(kind: str, name: str, codec: str = "libx264", **how: Any) -> Iterator[Item]:
        return made(kind, lambda: write(folder / name, codec, **how))

    for rate in (1, 240):
        yield from clip("1 and 240 fps", f"fps{rate}.mp4", rate=Fraction(rate))
    for width, height in ((65, 49), (97, 33), (16, 16), (2, 2), (1, 1), (16, 640), (640, 16)):
        name = f"size{width}x{height}"
        yield from clip("odd and tiny sizes", f"{name}.mkv", "ffv1", size=(width, height))
        form = "yuv444p" if width % 2 or height % 2 else None
        yield from clip(
            "odd and tiny sizes", f"{name}.mp4", size=(width, height), pixel_format=form
        )
    for codec in ("libx264", "mjpeg"):
        yield from clip("4K and larger", f"4k_{codec}.mp4", codec, size=(3840, 2160), count=4)
    yield from clip("4K and larger", "8k.mp4", size=(7680, 4320), count=2)
    for form in ("gray", "yuv420p10le", "yuv422p10le", "yuv444p"):
        yield from clip("gray, 10 bit, alpha", f"{form}.mp4", pixel_format=form)
    for form in ("gray", "gray16le", "yuva420p", "bgra", "yuv420p12le", "gbrp16le", "yuv410p"):
        yield from clip("gray, 10 bit, alpha", f"{form}.mkv", "ffv1", pixel_format=form)
    yield from clip("gray, 10 bit, alpha", "alpha.mov", "png", pixel_format="rgba")
    yield from clip("gray, 10 bit, alpha", "gray1.mov", "png", pixel_format="monob")
    yield from clip(
        "gray, 10 bit, alpha", "prores4444.mov", "prores_ks", pixel_format="yuva444p10le"
    )

    def interlace(frame: Any) -> None:
        frame.interlaced_frame = True

    flags = {"flags": "+ildct+ilme"}
    for name, codec in (("interlaced.mpg", "mpeg2video"), ("interlaced.mp4", "libx264")):
        yield from clip("interlaced", name, codec, options=flags, prepare=interlace)
    for count in (0, 1, 2):
        for suffix, codec in (
            ("mp4", "libx264"),
            ("avi", "mjpeg"),
            ("mkv", "ffv1"),
            ("ts", "mpeg2video"),
        ):
            yield from clip("0, 1, 2 frames", f"frames{count}.{suffix}", codec, count=count)
    for way in ("mirrored", "upside down", 90, 180, 270, "over the main diagonal"):
        path = folder / f"turned {way}.mp4"
        yield from made(
            "rotation and flips", lambda p=path, w=way: clips.turn(write(p, "libx264"), w)
        )
    yield from stamps(folder)


def stamps(folder: Path) -> Iterator[Item]:
    """Write clips whose time stamps are uneven, doubled, negative, backwards or huge."""
    n = FRAMES
    rng = random.Random(7)
    orders = {
        "uneven": [k * k for k in range(n)],
        "doubled": [k // 2 for k in range(n)],
        "all zero": [0] * n,
        "negative": [k - 40 for k in range(n)],
        "backwards": list(range(n, 0, -1)),
        "shuffled": rng.sample(range(n), n),
        "a jump": [k if k < n // 2 else k + 10**6 for k in range(n)],
        "huge": [k * 2**40 for k in range(n)],
        "a jump back": [k if k < n // 2 else k - n // 2 for k in range(n)],
    }
    for name, order in orders.items():
        for suffix in ("mkv", "mp4", "nut", "avi", "ts"):
            path = folder / f"stamps {name}.{suffix}"
            yield from made(
                "duplicate, negative, non-monotonic stamps", lambda p=path, o=order: packets(p, o)
            )


def packets(path: Path, order: list[int]) -> Path:
    """Write a clip of key frames whose packets carry these stamps, whatever the encoder thinks."""
    coder = av.CodecContext.create("mpeg2video" if path.suffix == ".ts" else "mjpeg", "w")
    coder.width, coder.height = SMALL
    coder.pix_fmt = "yuv420p" if path.suffix == ".ts" else "yuvj420p"
    coder.time_base, coder.framerate, coder.gop_size = Fraction(1, 25), Fraction(25), 1
    coded = []
    for k, image in enumerate(pictures()):
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=coder.pix_fmt)
        frame.pts, frame.time_base = k, Fraction(1, 25)
        coded += coder.encode(frame)
    coded += coder.encode(None)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(coder.codec.name, rate=25)
        stream.width, stream.height, stream.pix_fmt = *SMALL, coder.pix_fmt
        for packet, stamp in zip(coded, order, strict=False):
            packet.stream, packet.time_base = stream, Fraction(1, 25)
            packet.pts = packet.dts = stamp
            with contextlib.suppress(Exception):  # some muxers leave such packets out
                out.mux(packet)
    return path
