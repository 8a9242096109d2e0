"""Which stills are proposed, by the hips alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.hand.frames import choose_stills, depths_pct

FIRST, BOTTOM = 30, 60


def hips(first=FIRST, bottom=BOTTOM, n=100):
    """Down from ``first`` to ``bottom`` and up again, at an even pace."""
    t = np.arange(n)
    return 0.5 + 0.3 * np.clip(1.0 - np.abs(t - bottom) / (bottom - first), 0.0, 1.0)


def test_stills_lie_at_their_depths():
    found = choose_stills(hips(), FIRST, BOTTOM, before=20)
    assert found[0] in range(10, 31) and found[-1] == BOTTOM
    depths = depths_pct(hips(), found[0], BOTTOM, found)
    assert depths == pytest.approx([0, 30, 55, 75, 90, 100], abs=100 / 30)


def test_the_unit_of_the_height_does_not_matter():
    assert choose_stills(hips(), FIRST, BOTTOM, 20) == choose_stills(
        720 * hips() + 11, FIRST, BOTTOM, 20
    )


@given(st.integers(0, 80), st.integers(2, 60), st.integers(0, 40), st.booleans())
def test_stills_rise_whatever_is_known(first, length, before, seen):
    bottom = first + length
    curve = hips(first, bottom, bottom + 40)
    if not seen:
        curve[:] = np.nan
    found = choose_stills(curve, first, bottom, before)
    assert found[-1] == bottom or bottom < 5, "the deepest stays the deepest"
    assert found[0] >= 0 and len(found) == 6 and all(a < b for a, b in pairwise(found))


def test_depth_is_not_made_up():
    lost = hips()
    lost[50] = np.nan
    assert depths_pct(lost, 30, 60, [30, 50, 60, 500]) == [0.0, None, 100.0, None]
    assert depths_pct(lost, 50, 60, [55]) == [None]
    assert depths_pct(np.ones(100), 30, 60, [45]) == [None], "nobody went down"
