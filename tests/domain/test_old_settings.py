"""Settings that another version stored: read without an error, and turned into present ones."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import PRESETS, Config, preset
from fo_buttwink.domain.old_settings import as_stored, differences, upgrade


def stored(**wink):
    """Settings of schema 1, by default as that version's default preset stored them."""
    data = Config().to_dict()
    old = {"onset_min_deg": 3.0, "onset_max_width_pct": 80.0, "rounding_deg": 10.0}
    gone = ("onset_departure_deg", "return_flexion_deg", "flexion_bands_deg", "min_frames")
    kept = {n: v for n, v in data["wink"].items() if n not in gone}
    return {**data, "wink": {**kept, **old, **wink}}


def test_old_defaults_become_the_present_ones():
    config, notes = upgrade(stored(), 1)
    assert config == Config()
    assert len(notes) == 3
    assert "The default of wink.rounding_deg is 25.0 now; it was 10.0." in notes


def test_what_somebody_chose_stays_and_is_said():
    config, notes = upgrade(stored(rounding_deg=12.0, late_pct=85.0), 1)
    assert (config.wink.rounding_deg, config.wink.late_pct) == (12.0, 85.0)
    assert "The setting wink.rounding_deg stays 12.0; its default is 25.0." in notes
    assert "The setting wink.late_pct stays 85.0; its default is 90.0." in notes


def test_what_is_gone_is_dropped_and_is_said():
    config, notes = upgrade(stored(onset_min_deg=4.0), 1)
    assert config == Config()
    (said,) = [note for note in notes if "onset_min_deg" in note]
    assert "4.0 was chosen by somebody and is dropped" in said
    (said,) = [note for note in notes if "onset_max_width_pct" in note]
    assert "chosen" not in said


@pytest.mark.parametrize("name", PRESETS)
def test_present_settings_stay_as_they_are(name):
    config = preset(name, model="heavy", every_frame=True)
    again, notes = upgrade(config.to_dict())
    assert again == config
    assert all("stays" in note for note in notes)  # model and stride were chosen


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {},
        {"wink": 3, "pose": None},
        {"wink": {"grade_cutoffs_deg": [1.0]}, "view": {"max_yaw_deg": "wide"}},
        {"pose": {"standing_stride": 0}, "nothing": {"x": 1}, "preset": 7},
        {"preset": {"max_yaw_deg": 3.0}, "to_dict": {"x": 1}},
    ],
)
def test_nothing_that_is_stored_raises(broken):
    assert as_stored(broken) == Config()
    assert upgrade(broken, 1)[0] == Config()


def test_shown_cutoffs_are_those_of_then():
    wink = as_stored(stored(grade_cutoffs_deg=[4.0, 8.0, 16.0])).wink
    assert wink.grade_cutoffs_deg == (4.0, 8.0, 16.0) and wink.rounding_deg == 10.0


_PATHS = [
    (stage.name, f.name)
    for stage in fields(Config)
    if stage.name != "preset"
    for f in fields(getattr(Config(), stage.name))
]


@given(
    st.sampled_from(_PATHS),
    st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.lists(st.floats(), max_size=4)),
)
def test_upgrade_always_gives_settings_that_can_be_stored(path, value):
    data = Config().to_dict()
    data[path[0]][path[1]] = value
    config, _ = upgrade(data, 1)
    assert Config.from_dict(config.to_dict()).to_dict().keys() == data.keys()


def test_differences_name_the_path():
    one, two = Config().to_dict(), preset("research").to_dict()
    assert ("view.max_yaw_deg", 26.0, 18.0) in list(differences(one, two))
    assert list(differences(one, Config().to_dict())) == []
