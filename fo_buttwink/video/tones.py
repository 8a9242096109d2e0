"""Brightness of HDR video: which files have it, and how it becomes that of ordinary video."""

from __future__ import annotations

from typing import Any

PQ, HLG = "smpte2084", "arib-std-b67"
HDR = (PQ, HLG)
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear",
    11: "iec61966-2-4", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12", 16: PQ, 18: HLG,
}  # fmt: skip
"""Names by number (ISO/IEC 23091-2, table 3), as FFmpeg writes them."""


def transfer_of(stream: Any) -> str:
    """How brightness is stored in a video stream of PyAV; empty if the file does not say."""
    return _TRANSFERS.get(int(getattr(stream.codec_context, "color_trc", 0) or 0), "")
