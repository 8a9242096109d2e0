"""Whoever changes what the estimator gives has to raise the number that its cache goes by."""

from __future__ import annotations

import json
from dataclasses import replace

import golden_estimate
import pytest

from fo_buttwink.cache.estimates import FORMAT
from fo_buttwink.config import Config

KNOWN = json.loads(golden_estimate.FILE.read_text(encoding="utf-8"))
RAISE = (
    "the estimator gives other numbers: raise FORMAT in fo_buttwink/cache/estimates.py, then "
    "run PYTHONPATH=. python tests/helpers/golden_estimate.py"
)


def test_the_estimate_of_a_fixed_input_is_that_of_the_format():
    assert KNOWN["format"] == FORMAT, RAISE
    assert golden_estimate.agree(golden_estimate.estimate(), KNOWN["estimate"]), RAISE


def test_it_holds_what_the_network_and_what_the_waist_say():
    known = KNOWN["estimate"]
    assert max(known["pelvic_tilt_deg"]) - min(known["pelvic_tilt_deg"]) > 10.0
    assert sum(v is not None for v in known["followed_sd_deg"]) > 5


DEFAULT = Config()


@pytest.mark.parametrize(
    "config",
    [
        replace(DEFAULT, filter=replace(DEFAULT.filter, cutoff_hz=2.5)),
        replace(DEFAULT, waist=replace(DEFAULT.waist, own_sd_deg=6.0)),
        replace(DEFAULT, waist=replace(DEFAULT.waist, max_spread_deg=0.01)),
    ],
    ids=["smoothing", "weight of the waist", "no waist"],
)
def test_other_ways_to_estimate_are_seen(config):
    """Or the first test could not fail."""
    assert not golden_estimate.agree(golden_estimate.estimate(config), KNOWN["estimate"])
