"""Numbers in sentences: never nan, never two numbers that differ and read alike."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink._util.words import against, rounded

any_number = st.one_of(st.floats(-1e300, 1e300), st.sampled_from([math.nan, math.inf, -math.inf]))
usual = st.floats(-1e6, 1e6)
limits = st.one_of(st.integers(0, 1000).map(float), st.integers(0, 10000).map(lambda n: n / 100))


@given(any_number, any_number)
def test_nothing_ever_reads_nan(value, limit):
    for text in (*against(value, limit), rounded(value), rounded(limit, 2)):
        assert text and "nan" not in text and "inf" not in text
        assert text == "unknown" or math.isfinite(float(text))
    assert rounded(None) == "unknown"


def test_a_number_reads_as_what_is_stored_of_it():
    """Three decimals are stored, 7.5 of the first."""
    assert rounded(7.4996) == rounded(7.5) == "8"
    assert rounded(0.12346, 5) == "0.12346"


@given(usual, usual)
def test_numbers_that_differ_never_read_alike(value, limit):
    shown, text = against(value, limit)
    assert (shown == text or float(shown) == float(text)) == (value == limit)
    assert (float(shown) < float(text)) == (value < limit)


@given(limits, st.floats(-3, 3))
def test_value_near_its_limit_is_on_its_own_side(limit, off):
    shown, text = against(limit + off, limit)
    assert float(text) == limit
    assert (float(shown) > limit) == (limit + off > limit)


@given(usual, limits)
def test_value_is_rounded_to_no_less_than_half_a_unit(value, limit):
    """And half of the last decimal that is stored."""
    shown, _ = against(value, limit)
    assert abs(float(shown) - value) <= 0.5 + 0.0005 + 1e-9
    assert not (shown.startswith("-") and float(shown) == 0)


@pytest.mark.parametrize(
    ("value", "limit", "texts"),
    [
        (5.04, 5.0, ("5.04", "5")),
        (5.4, 5.0, ("5.4", "5")),
        (9.0, 5.0, ("9", "5")),
        (59.6, 60.0, ("59.6", "60")),
        (41.0, 60.0, ("41", "60")),
        (0.798, 0.8, ("0.798", "0.8")),
        (0.2, 0.8, ("0.2", "0.8")),
        (math.nan, 5.7, ("unknown", "5.7")),
        (-0.3, 20.0, ("0", "20")),
    ],
)
def test_as_people_write_it(value, limit, texts):
    assert against(value, limit) == texts
