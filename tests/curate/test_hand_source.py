"""People's measurements by hand against a run, and the machine's offset from them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from by_hand import measure, moved

import fo_buttwink
from fo_buttwink.curate.sources import list_sources, read_source
from fo_buttwink.errors import SourceError
from fo_buttwink.store.hand import write_hand

pytestmark = pytest.mark.database
HAND_WINK_DEG = 7.0
"""Of the measure that the helper makes."""


@pytest.fixture
def dataset(make_dataset, analyse, make_rep):
    """Six videos of four repetitions; the machine reads 2 deg too much, more or less by video."""
    dataset = make_dataset(*(f"/v/{n}.mp4" for n in range(6)))
    offsets = (1.0, 3.0, 2.0, 4.0, 0.0, 2.0)
    analyse(
        dataset,
        {
            f"{n}.mp4": [
                make_rep(first=200 * k + 38, bottom=200 * k + 100, last=200 * k + 112,
                         turning=200 * k + 60, label="subtle", wink_deg=HAND_WINK_DEG + off)
                for k in range(4)
            ]
            for n, off in enumerate(offsets)
        },
    )  # fmt: skip
    return dataset


def measured(dataset, who="ann", videos=6, **changes):
    for sample_id in dataset.values("id")[:videos]:
        write_hand(dataset, {sample_id: [
            replace(moved(measure(who=who, **changes), 200 * k), measure_id="") for k in range(4)
        ]})  # fmt: skip


def test_a_run_against_the_hand_and_the_offset(dataset):
    assert "hand" not in list_sources(dataset)
    measured(dataset)
    found = fo_buttwink.agreement(dataset, "buttwink", "hand")
    wink = found.agreement.amounts["wink_deg"]
    assert (wink.pairs, wink.bias.value) == (24, pytest.approx(2.0, abs=0.05))
    assert found.b.by_hand
    offset = found.calibration()
    assert offset.offset_deg == pytest.approx(2.0, abs=0.05)
    assert "off by 2.0 deg (0.5 to 3.5), so it reads too much" in offset.sentence
    apart = found.disagreements("wink_deg")
    assert len(apart) == 0  # none is off by 5 deg or more


def test_too_few_for_an_offset(dataset):
    measured(dataset, videos=2)
    offset = fo_buttwink.agreement(dataset, "buttwink", "hand").calibration()
    assert offset.offset_deg is None and "8 repetitions of 2 videos" in offset.sentence


def test_two_people_and_several_passes(dataset):
    measured(dataset, videos=1)
    measured(dataset, videos=1)
    measured(dataset, who="bob", videos=1, quality="fair")
    measured(dataset, who="eve", videos=1, quality="poor")
    listed = list_sources(dataset)
    assert {"hand", "hand:ann", "hand:bob"} <= set(listed)
    found = fo_buttwink.agreement(dataset, "hand:ann", "hand:bob").agreement
    assert found.matched == 4 and found.amounts["wink_deg"].bias.value == pytest.approx(0.0)
    assert len(read_source(dataset, "hand").account) == 4
    assert len(read_source(dataset, "hand:eve").account) == 0  # poor lines do not count
    with pytest.raises(SourceError, match="hand:zoe"):
        read_source(dataset, "hand:zoe")


def test_nobody_has_measured(dataset):
    found = fo_buttwink.agreement(dataset, "buttwink", "hand").agreement
    assert found.kappa.reason == "measurements by hand has no repetitions"
