"""What may never get worse on people: the bench on real footage against fixed limits.

Minutes of inference on an empty cache, so only on demand: ``make footage``. The videos, what was
measured on them by hand and eye, and the motion capture are no part of the repository: without
``../shared`` the tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fo_buttwink.batch.execution import Execution
from fo_buttwink.batch.machine import available_cores
from fo_buttwink.bench import people

SHARED = Path(__file__).resolve().parents[2] / "shared"
FOLDERS = [SHARED / name for name in ("videos", "hand", "mocap")]
pytestmark = [
    pytest.mark.footage,
    pytest.mark.pose,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(
        not all(folder.is_dir() for folder in FOLDERS),
        reason="../shared with videos, hand and mocap is not here",
    ),
]

Figure = Callable[[dict[str, Any]], Any]

AT_MOST: dict[str, tuple[Figure, float]] = {
    "wink_deg, mean absolute error against the hand, deg": (
        lambda r: r["hand"]["counted"]["wink"]["mae_deg"], 2.5,
    ),
    "wink_deg, largest error against the hand, deg": (
        lambda r: abs(r["hand"]["counted"]["wink"]["worst_deg"]), 6.0,
    ),
    "wink_deg, mean absolute error against poor measurements by hand, deg": (
        lambda r: r["hand"]["poor"]["wink"]["mae_deg"], 4.0,
    ),
    "median SD of wink_deg within a set, deg": (lambda r: r["sets"]["wink_sd_median_deg"], 2.5),
    "no-wink clips with a repetition graded moderate or marked": (
        lambda r: r["eye"]["none_clips_called_moderate"], 0,
    ),
    "median SD of onset within a set, % of the descent": (
        lambda r: r["sets"]["onset_sd_median_pct"], 5.0,
    ),
    "clips of other movements with a counted repetition": (
        lambda r: len(r["movements"]["counted"]), 1,
    ),
    "clips of other movements with a graded repetition": (
        lambda r: len(r["movements"]["graded"]), 0,
    ),
    "clips whose repetitions are not counted exactly": (
        lambda r: r["counts"]["off_by_one"] + r["counts"]["off_by_more"], 0,
    ),
    "marker repetitions of severity 3": (lambda r: r["markers"]["severities"]["3"], 0),
    "marker repetitions that could not be measured": (lambda r: r["markers"]["unmeasured"], 0),
    "W of a marker repetition, largest error, deg": (
        lambda r: abs(r["markers"]["reversal"]["worst_deg"]), 1.5,
    ),
}  # fmt: skip
"""Figure of the report, and the most it may be."""

AT_LEAST: dict[str, tuple[Figure, float]] = {
    "repetitions by hand that are compared": (lambda r: r["hand"]["counted"]["wink"]["n"], 4),
    "onset stated, % of the repetitions with a wink of 5 deg or more": (
        lambda r: r["sets"]["onsets_stated_pct"], 90.0,
    ),
    "clips with enough onsets for a scatter": (lambda r: r["sets"]["onset_sd_clips"], 1),
    "repetitions by hand whose value the interval holds": (
        lambda r: r["hand"]["counted"]["interval_holds"], 4,
    ),
    "repetitions graded, % of those in side-view clips": (lambda r: r["eye"]["graded_pct"], 40.0),
    "clips counted by eye": (lambda r: len(r["counts"]["clips"]), 10),
    "clips of other movements": (lambda r: len(r["movements"]["clips"]), 9),
    "marker repetitions compared": (lambda r: r["markers"]["reversal"]["n"], 17),
    "repetitions of subject4_squatsAsym1 without a wink": (
        lambda r: file_of(r, "subject4_squatsAsym1")["labels"]["none"], 5,
    ),
}  # fmt: skip
"""Figure of the report, and the least it may be. Without the numbers of what is compared, a machine
that abstains from everything would pass the limits above."""


def file_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    (row,) = (row for row in report["markers"]["files"] if row["file"].startswith(name))
    return row


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    videos, _, mocap = FOLDERS
    return people.run(videos, mocap=mocap, execution=Execution(workers=available_cores()))


def test_every_video_is_there(report):
    assert report["videos"]["missing"] == report["videos"]["failed"] == []


@pytest.mark.parametrize("name", AT_MOST)
def test_at_most(report, name):
    figure, limit = AT_MOST[name]
    found = figure(report)
    assert found is not None and found <= limit, f"{name}: {found}, at most {limit}"


@pytest.mark.parametrize("name", AT_LEAST)
def test_at_least(report, name):
    figure, limit = AT_LEAST[name]
    found = figure(report)
    assert found is not None and found >= limit, f"{name}: {found}, at least {limit}"
