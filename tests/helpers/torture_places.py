"""Names that programs stumble over, and what lies where a video should and is none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from torture_clips import Item

NAMES = (
    " leading and trailing ", "new\nline", "tab\there", 'quote"double', "quote'single",
    "back\\slash", "-leading-dash", "--help", "колено 深蹲 🏋", "e\u0301 decomposed",
    "\u202ereversed", "semi;colon$(touch x)`id`", "percent%20%s%d%n", "12:30", "concat:a|b",
    "file:x", "http:x", "pattern%03d", "glob*[a-z]?", "<b>bold<img src=x>", "=1+1", "@sum",
    "#fragment?query=1", "a&b", "~", "...", "CON", "x" * 251,
)  # fmt: skip


def names(source: Path, folder: Path) -> Iterator[Item]:
    """Copy a good clip under names that programs stumble over."""
    data = source.read_bytes()
    for k, name in enumerate(NAMES):
        path = folder / f"n{k}" / f"{name}.mp4"
        path.parent.mkdir()
        path.write_bytes(data)
        yield Item("file names", path)
    raw = os.fsencode(folder / "raw") + b"/\xff\xfe.mp4"
    (folder / "raw").mkdir()
    with contextlib.suppress(OSError):
        Path(os.fsdecode(raw)).write_bytes(data)
        yield Item("file names", Path(os.fsdecode(raw)))
    deep = folder
    while len(str(deep)) < 2000:
        deep = deep / ("d" * 200)
    deep.mkdir(parents=True)
    (deep / "a.mp4").write_bytes(data)
    yield Item("file names", deep / "a.mp4")


def places(source: Path, folder: Path) -> Iterator[Item]:
    """Make what lies where a video should, and is something else."""
    one, two = folder / "loop_a.mp4", folder / "loop_b.mp4"
    one.symlink_to(two)
    two.symlink_to(one)
    gone = folder / "dangling.mp4"
    gone.symlink_to(folder / "nowhere.mp4")
    through = folder / "link.mp4"
    through.symlink_to(source)
    pipe = folder / "pipe.mp4"
    os.mkfifo(pipe)
    below = folder / "loop_a.mp4" / "below.mp4"
    for path in (one, gone, through, pipe, below, Path("/dev/zero"), Path("/dev/null"), folder):
        yield Item("links, pipes, devices, folders", path)
    for name, text in playlists(source).items():
        (folder / name).write_text(text, encoding="utf-8")
        yield Item("playlists that name other files", folder / name)


def playlists(source: Path) -> dict[str, str]:
    """Texts that FFmpeg follows to other files and addresses, by file name."""
    hls = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period>'
        '<AdaptationSet mimeType="video/mp4"><Representation id="0" bandwidth="1"><BaseURL>{}'
        "</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )
    return {
        "hls_file.mp4": hls.format(source),
        "hls_address.m3u8": hls.format("http://127.0.0.1:9/a.ts"),
        "concat.mp4": f"ffconcat version 1.0\nfile '{source.name}'\n",
        "dash.mpd": dash.format(source),
        "sdp.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
        "m=video 50000 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    }
