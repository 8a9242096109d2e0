"""Loads and names as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.lifters import SetFacts, compile_pattern, facts_of, facts_of_name, kilograms
from fo_buttwink.errors import NamePatternError


@pytest.mark.parametrize(
    ("written", "kg"),
    [(100, 100.0), (0, 0.0), ("100", 100.0), ("102,5 kg", 102.5), ("225 lb", 102.058),
     ("60KG", 60.0), (" 20 ", 20.0)],
)  # fmt: skip
def test_loads(written, kg):
    assert kilograms(written) == (pytest.approx(kg, abs=1e-3), "")


@pytest.mark.parametrize("written", ["heavy", "100x5", "-20", -20, 5000, True, [], "1e3"])
def test_what_is_no_load_is_named_and_none(written):
    number, reason = kilograms(written)
    assert number is None and repr(written) in reason


@pytest.mark.parametrize("written", [None, "", float("nan")])
def test_nothing_written_is_no_problem(written):
    assert kilograms(written) == (None, "")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_nothing_raises(written):
    number, reason = kilograms(written)
    assert number is None or (0.0 <= number <= 1000.0 and not reason)


def test_file_names():
    pattern = compile_pattern(r"(?P<lifter>[a-z]+)_(?P<load_kg>[^_]+)_set(?P<set>\d+)")
    facts, problems = facts_of_name("ann_102,5kg_set2_side", pattern)
    assert facts == SetFacts(lifter="ann", load_kg=102.5, set="2") and problems == []
    facts, problems = facts_of_name("bob_heavy_set1", pattern)
    assert (facts.lifter, facts.load_kg, facts.set) == ("bob", None, "1")
    (said,) = problems
    assert "'bob_heavy_set1': load_kg: expected kilograms" in said
    facts, problems = facts_of_name("other", pattern)
    assert facts == SetFacts() and "the pattern does not match" in problems[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(?P<lifter>[a-z", "cannot be read"),
        (r"(?P<weight>\d+)", "unknown groups weight"),
        ("[a-z]+", "no named group"),
        ("", "no named group"),
    ],
)
def test_patterns_that_are_none(text, said):
    with pytest.raises(NamePatternError, match=said) as error:
        compile_pattern(text)
    assert "(?P<lifter>" in str(error.value)


def test_relative_load_and_what_is_missing():
    facts, _ = facts_of({"load_kg": "80", "body_mass_kg": 80})
    assert facts.load_rel == 1.0
    assert SetFacts(load_kg=80.0, one_rm_kg=160.0, body_mass_kg=80.0).load_rel == 0.5
    assert SetFacts(load_kg=80.0).load_rel is None
    assert SetFacts(lifter="ann").or_else(SetFacts("bob", 60.0)) == SetFacts("ann", 60.0)
