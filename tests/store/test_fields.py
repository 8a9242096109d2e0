from __future__ import annotations

from dataclasses import fields

import pytest

from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import Repetition
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.errors import KeyNameError
from fo_buttwink.store.fields import (
    CURVE_DESCRIPTIONS,
    CURVES,
    REP_ATTRIBUTES,
    RESERVED_REVIEW_ATTRIBUTES,
    SUMMARY,
    RunFields,
    validate_key,
)


def test_names_derive_from_the_key():
    run = RunFields("v2")
    assert run.sample_fields == ("v2", "v2_reps", "v2_landmarks")
    assert run.status == "v2.status"
    assert run.of_rep("severity") == "v2_reps.detections.severity"
    assert run.curve_path("pelvic_tilt_deg") == "frames.v2_pelvic_tilt_deg"
    assert "v2_pose" in run.frame_fields(skeleton=True)
    assert "v2_pose" not in run.frame_fields()


def test_every_result_has_a_declared_field():
    declared = {a.name for a in REP_ATTRIBUTES} | {
        "label", "confidence", "first", "last", "further",
    }  # fmt: skip
    for f in fields(Repetition):
        wanted = {f.name}
        if f.name.endswith("_interval"):
            stem = f.name.removesuffix("_interval")
            wanted = {f"{stem}_low", f"{stem}_high"}
        assert wanted <= declared, f.name
    assert set(CURVES) == {f.name for f in fields(FrameSeries)} == set(CURVE_DESCRIPTIONS)


def test_every_attribute_says_what_it_is():
    for attribute in (*SUMMARY, *REP_ATTRIBUTES):
        assert attribute.description
        if attribute.name.endswith("_deg"):
            assert "[deg" in attribute.description


def test_review_attributes_are_left_to_people():
    assert not {a.name for a in REP_ATTRIBUTES} & set(RESERVED_REVIEW_ATTRIBUTES)


@pytest.mark.parametrize("key", ["buttwink", "v2", "Knee_1", "a" * 40])
def test_good_keys(key):
    assert validate_key(key).key == key


@pytest.mark.parametrize("key", ["", "_x", "2x", "a b", "a.b", "a-b", "class", "a" * 41, None, 3])
def test_bad_keys_are_refused_with_an_example(key):
    with pytest.raises(KeyNameError, match="buttwink_v2"):
        validate_key(key)


def test_config_is_the_only_source_of_the_load_cutoff():
    assert 0 < Config().wink.review_load_rel < 1
