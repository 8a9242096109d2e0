"""Which videos browsers play: so the App shows a picture, and not a black square.

*Convention*: what Chromium, Firefox and Safari all decode without help of the graphics card.
HEVC is played by Safari, and by the others on some machines only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .._util.words import many

PLAYED = frozenset({"h264", "vp8", "vp9", "av1"})
PLAYED_PIXELS = frozenset({"yuv420p", "yuvj420p", "nv12"})
"""Of H.264; VP9 and AV1 are decoded with 10 bits too."""
REMEDY = (
    "Run 'Make proxies for the browser' to get copies that every browser plays. Until then one "
    "such video with sound may take the App's whole grid down."
)
"""Chromium plays the sound of a video that it cannot decode, and FiftyOne 1.22 draws the tile of a
picture without a size: its error takes the place of the grid."""
_LETTERS = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "vp08": "vp8", "vp09": "vp9",
    "av01": "av1", "mp4v": "mpeg4", "apch": "prores", "apcn": "prores", "apcs": "prores",
    "apco": "prores", "ap4h": "prores",
}  # fmt: skip
"""Codecs by the four letters that FiftyOne's metadata may give instead of their names."""


def codec_name(text: str | None) -> str | None:
    """Name of a codec, also where its four letters are given; ``None`` if there is none."""
    return None if not text else _LETTERS.get(text.lower(), text.lower())


def not_played(codec: str | None, pixel_format: str | None = None) -> str:
    """Say which kind of video most browsers do not play; empty if they do, or nobody knows.

    Parameters
    ----------
    codec
        Name or four letters, such as ``hevc``.
    pixel_format
        Such as ``yuv420p10le``; judged by the codec alone if it is not known.
    """
    name = codec_name(codec)
    if name is None:
        return ""
    if name not in PLAYED:
        return name
    if name == "h264" and pixel_format and pixel_format not in PLAYED_PIXELS:
        return f"{name} {pixel_format}"
    return ""


def count_not_played(
    videos: Iterable[tuple[str | None, str | None]],
) -> dict[str, int]:
    """Count the videos that most browsers do not play, by kind, the most frequent first.

    Parameters
    ----------
    videos
        Codec and pixel format of each.
    """
    found = Counter(kind for video in videos if (kind := not_played(*video)))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def sentence(kinds: Mapping[str, int]) -> str:
    """Say it in words; empty if there are none."""
    if not kinds:
        return ""
    number = sum(kinds.values())
    listed = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
    verb = "stays" if number == 1 else "stay"
    return f"{many(number, 'video')} {verb} black in most browsers ({listed})"
