"""Every kind of file is read or refused with a reason: no crash, no hang, no fault of ours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import tally
import torture_watch as watching

MUTATIONS, QUICK = 1400, 70
AT_LEAST = {
    "codec": 60,
    "container": 38,
    "truncated at each tenth": 117,
    "seeded mutations": 500,
    "duplicate, negative, non-monotonic stamps": 40,
    "file names": 25,
    "0, 1, 2 frames": 11,
}
"""Fewer would mean that this build of FFmpeg could not write what is to be read."""
GOOD = ("good clips", "rotation and flips", "1 and 240 fps", "interlaced", "file names")
"""Kinds of which nothing may be refused."""


def survived(files: list[tuple[str, Path]]) -> Counter[tuple[str, str]]:
    """Read all of them; fail with every fault at once."""
    found: Counter[tuple[str, str]] = Counter()
    faults = []
    for one in watching.watch(files):
        found[one.kind, one.outcome] += 1
        if one.is_fault or (one.kind in GOOD and one.outcome != "read"):
            faults.append(f"{one.outcome}: {one.path!r}: {one.told}")
    assert not faults, "\n".join(faults)
    return found


def test_a_choice_of_files(tmp_path):
    files = watching.make_corpus(tmp_path / "files", QUICK, quick=True)
    found = survived(files)
    assert found["seeded mutations", "read"] and found["seeded mutations", "refused"]
    assert found["playlists that name other files", "refused"] == 5


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_all_files(tmp_path):
    files = watching.make_corpus(tmp_path / "files", MUTATIONS)
    found = survived(files)
    for (kind, outcome), times in found.items():
        tally.count("Input", kind, outcome, times)
    kinds = Counter(kind for kind, _ in files)
    assert not {k: (n, kinds[k]) for k, n in AT_LEAST.items() if kinds[k] < n}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("import os; os.abort()", "crash"),
        ("import time; time.sleep(60)", "hang"),
        ("raise RuntimeError('ours')", "fault"),
        ("bytearray(9 * 10**9)", "fault"),
        pytest.param(
            "held = bytearray(b'x') * 1_600_000_000; del held", "memory", marks=pytest.mark.torture
        ),
    ],
)
def test_the_watch_sees_what_it_looks_for(tmp_path, monkeypatch, text, outcome):
    """A child that misbehaves at one file: that file is blamed, and the next one is read."""
    child = Path(watching.__file__).with_name("torture_child.py").read_text(encoding="utf-8")
    begin = "    try:\n        read = _read(path)\n"
    assert begin in child
    bad = f"    if path.name == 'bad.mp4':\n        {text}\n        return {{'outcome': 'read'}}\n"
    wrapped = child.replace(begin, bad + begin).replace(
        "answer = outcome(path)",
        "answer = {'outcome': 'fault'}\n        try:\n            answer = outcome(path)\n"
        "        except Exception:\n            pass",
    )
    (tmp_path / "torture_child.py").write_text(wrapped, encoding="utf-8")
    helpers = Path(watching.__file__).parent
    monkeypatch.setenv("PYTHONPATH", str(helpers))
    monkeypatch.setattr(watching, "HERE", tmp_path)
    missing = tmp_path / "missing.mp4"
    files = [("a", missing), ("b", tmp_path / "bad.mp4"), ("a", missing)]
    found = [o.outcome for o in watching.watch(files, limit_s=6.0 if outcome == "hang" else 90.0)]
    assert found == ["refused", outcome, "refused"]
