"""Lines that two persons set on real squats: the same angles as were computed from them before."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.bench.people.digitize import read_pass
from fo_buttwink.domain.hand.exchange import to_hand_json
from fo_buttwink.domain.hand.lines import check_line
from fo_buttwink.domain.hand.matching import by_repetition
from fo_buttwink.domain.hand.record import HandFrame, HandMeasure
from fo_buttwink.domain.hand.repeat import repeatability

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "hand"

if not FOLDER.is_dir():
    pytest.skip("not a checkout", allow_module_level=True)


@pytest.fixture(scope="module")
def videos():
    found: dict[str, list[HandMeasure]] = {}
    for who, name in (("ann", "first_pass.json"), ("bob", "second_pass.json")):
        for video, reps in read_pass(FOLDER / name).items():
            for one in reps.values():
                stills = tuple(
                    HandFrame(f + 1, *(line and check_line(line, "") for line in lines))
                    for f, *lines in zip(one.frames, one.pelvis, one.trunk, strict=True)
                )
                numbers = [s.frame for s in stills]
                measure = HandMeasure(
                    who, datetime(2026, 1, 1), numbers[0], numbers[-1], stills, numbers[1],
                    numbers[-1], "right" if one.right else "left", one.quality,
                )  # fmt: skip
                found.setdefault(video, []).append(measure)
    return found


def test_they_give_the_angles_of_the_bench(videos):
    content, notes = to_hand_json(videos)
    known = json.loads((FOLDER / "angles.json").read_text(encoding="utf-8"))
    assert notes == [] and sum(map(len, videos.values())) == 52
    compared = 0
    for video, reps in known.items():
        for rep in reps.values():
            (entry,) = [e for e in content[video].values() if e["frames"] == rep["frames"]]
            for name in entry.keys() & rep.keys():
                assert entry[name] == rep[name], (video, name)
            compared += 1
    assert compared == 26


def test_two_persons_differ_by_what_was_said(videos):
    """The README of the folder says 2 to 3 degrees for what both saw."""
    pairs: dict[str, list[tuple[float, float]]] = {"pelvis": [], "trunk": []}
    for measures in videos.values():
        for one, other in by_repetition(measures):
            for kind, found in pairs.items():
                both = np.column_stack([one.angles_deg(kind), other.angles_deg(kind)])
                found += [tuple(row) for row in np.delete(both, 1, axis=0)]
    for found in pairs.values():
        known = repeatability(found)
        assert known is not None and known.n > 20
        assert 0.5 < known.sem_deg < 3.0 and abs(known.bias_deg) < 2.0
