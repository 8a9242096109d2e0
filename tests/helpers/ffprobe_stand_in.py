"""Stands in for ``ffprobe`` where there is none: what FiftyOne reads of it, from PyAV.

python ffprobe.py ... -i VIDEO
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import av


def on_path(folder: Path) -> str:
    """A value of ``PATH`` with an ``ffprobe`` in it: the machine's own, else this file."""
    if shutil.which("ffprobe") is None:
        program = folder / "ffprobe"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "$@"\n')
        program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def probe(path: str) -> dict[str, object]:
    """The members of ``ffprobe -show_format -show_streams`` that FiftyOne uses."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        rate, base = stream.average_rate, stream.time_base
        return {
            "streams": [{
                "codec_type": "video",
                "codec_tag_string": stream.codec_context.codec_tag,
                "width": stream.width,
                "height": stream.height,
                "avg_frame_rate": f"{rate.numerator}/{rate.denominator}",
                "nb_frames": str(stream.frames),
                "duration": str(float(stream.duration * base)),
            }],
            "format": {"size": str(container.size)},
        }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(probe(sys.argv[sys.argv.index("-i") + 1])))
