"""Settings survive storage, and mistakes in them are named."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace

import pytest

from fo_buttwink.config import PRESETS, Config, GateConfig, preset


@pytest.mark.parametrize("name", PRESETS)
def test_round_trip(name):
    config = preset(name)
    data = json.loads(json.dumps(config.to_dict(), allow_nan=False))
    assert Config.from_dict(data) == config
    assert data["preset"] == name


def test_changed_settings_survive():
    config = preset("research", model="heavy")
    config = replace(config, wink=replace(config.wink, grade_cutoffs_deg=(4.0, 9.0, 18.0)))
    again = Config.from_dict(json.loads(json.dumps(config.to_dict())))
    assert again == config
    assert again.pose.model == "heavy"
    assert isinstance(again.wink.grade_cutoffs_deg, tuple)


def test_every_frame_of_every_preset():
    for name in PRESETS:
        pose = preset(name, every_frame=True).pose
        assert (pose.enough_fps, pose.standing_stride) == (None, 1)
        assert pose == replace(preset(name).pose, enough_fps=None, standing_stride=1)


@pytest.mark.parametrize("stride", [0, -2])
def test_no_frame_at_all_is_refused(stride):
    with pytest.raises(
        ValueError, match=r"standing_stride: expected 1 .* or more, got " + str(stride)
    ):
        Config.from_dict({"pose": {"standing_stride": stride}})


def test_what_is_not_given_has_its_default():
    config = Config.from_dict({"view": {"max_yaw_deg": 20.0}})
    assert config.view == GateConfig(max_yaw_deg=20.0)
    assert config.wink == Config().wink


def test_settings_stored_before_other_movements_were_told_apart():
    stored = Config().to_dict()
    del stored["movements"]
    for name in ("upside_down_deg", "between_lost_s"):
        del stored["filter"][name]
    del stored["reps"]["min_known"]
    assert Config.from_dict(stored) == Config()


def test_unknown_stage():
    with pytest.raises(ValueError, match=r"unknown stage 'winks', expected one of .*'wink'"):
        Config.from_dict({"winks": {}})


def test_unknown_setting():
    with pytest.raises(
        ValueError, match=r"config\.view: unknown setting \['yaw'\], expected some of .*max_yaw_deg"
    ):
        Config.from_dict({"view": {"yaw": 20.0}})


def test_stage_that_is_no_table():
    with pytest.raises(ValueError, match=r"config\.view: expected settings by name, got 20"):
        Config.from_dict({"view": 20})


def test_unknown_preset():
    with pytest.raises(ValueError, match=r"'strict' does not exist, expected one of .*research"):
        preset("strict")


def test_research_is_stricter_and_screening_wider():
    research, default, screening = preset("research"), preset(), preset("screening")
    for gate in ("min_visible_fraction", "min_fps", "min_body_px"):
        assert getattr(research.view, gate) > getattr(default.view, gate)
    assert research.view.max_yaw_deg < default.view.max_yaw_deg < screening.view.max_yaw_deg
    assert screening.view.min_visible_fraction < default.view.min_visible_fraction


def test_every_stage_is_read_back():
    """A stage that is added to Config must be added to from_dict as well."""
    for field in fields(Config):
        value = getattr(Config(), field.name)
        if is_dataclass(value):
            assert getattr(Config.from_dict({field.name: {}}), field.name) == value
