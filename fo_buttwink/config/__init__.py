"""Every cut-off that decides a label, an abstention, a flag or a match, in one place.

Constants of the numerics (window lengths, sizes of pictures, what the network was trained with)
stand beside the code that uses them.

Each stage has one frozen dataclass, in the module of its name; :class:`Config` holds them all, and
everybody imports them from here. Numbers marked *convention* have no study behind them and are
meant to be changed; the others name their source. A run stores the whole object, so a label can
always be traced to the numbers that made it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from .agreement import AgreementConfig
from .calibration import CalibrationConfig
from .context import ContextConfig
from .curation import FlagConfig, MatchConfig
from .embedding import EmbeddingConfig
from .filters import FilterConfig
from .gates import GateConfig
from .hand import HandConfig
from .health import HealthConfig
from .keypoint import KeypointConfig
from .movements import MovementConfig
from .next_review import NextReviewConfig
from .people import PeopleConfig
from .pose import PoseConfig
from .reps import RepConfig, SetConfig
from .slow_motion import SlowMotionConfig
from .trend import TrendConfig
from .waist import WaistConfig
from .wink import WinkConfig

__all__ = [
    "PRESETS",
    "AgreementConfig",
    "CalibrationConfig",
    "Config",
    "ContextConfig",
    "EmbeddingConfig",
    "FilterConfig",
    "FlagConfig",
    "GateConfig",
    "HandConfig",
    "HealthConfig",
    "KeypointConfig",
    "MatchConfig",
    "MovementConfig",
    "NextReviewConfig",
    "PeopleConfig",
    "PoseConfig",
    "RepConfig",
    "SetConfig",
    "SlowMotionConfig",
    "TrendConfig",
    "WaistConfig",
    "WinkConfig",
    "preset",
]


@dataclass(frozen=True)
class Config:
    """All stages together."""

    pose: PoseConfig = field(default_factory=PoseConfig)
    view: GateConfig = field(default_factory=GateConfig)
    filter: FilterConfig = field(default_factory=FilterConfig)
    reps: RepConfig = field(default_factory=RepConfig)
    movements: MovementConfig = field(default_factory=MovementConfig)
    waist: WaistConfig = field(default_factory=WaistConfig)
    wink: WinkConfig = field(default_factory=WinkConfig)
    sets: SetConfig = field(default_factory=SetConfig)
    flags: FlagConfig = field(default_factory=FlagConfig)
    matching: MatchConfig = field(default_factory=MatchConfig)
    keypoints: KeypointConfig = field(default_factory=KeypointConfig)
    context: ContextConfig = field(default_factory=ContextConfig)
    preset: str = "default"

    def to_dict(self) -> dict[str, Any]:
        """Plain nested dictionary, ready for JSON."""
        out = asdict(self)
        for name in _TUPLES:
            out["wink"][name] = list(out["wink"][name])
        return out

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Config:
        """Inverse of :meth:`to_dict`. Unknown keys raise ``ValueError``."""
        stages: dict[str, Any] = {}
        known = {f.name: f for f in fields(cls)}
        for name, value in data.items():
            if name not in known:
                raise ValueError(f"config: unknown stage {name!r}, expected one of {sorted(known)}")
            stages[name] = value if name == "preset" else _stage(name, value)
        return cls(**stages)


_STAGES: dict[str, type] = {
    "pose": PoseConfig,
    "view": GateConfig,
    "filter": FilterConfig,
    "reps": RepConfig,
    "movements": MovementConfig,
    "waist": WaistConfig,
    "wink": WinkConfig,
    "sets": SetConfig,
    "flags": FlagConfig,
    "matching": MatchConfig,
    "keypoints": KeypointConfig,
    "context": ContextConfig,
}


_TUPLES = ("grade_cutoffs_deg", "flexion_bands_deg")


def _stage(name: str, values: dict[str, Any]) -> Any:
    if not isinstance(values, dict):
        raise ValueError(f"config.{name}: expected settings by name, got {values!r}")
    allowed = {f.name for f in fields(_STAGES[name])}
    unknown = set(values) - allowed
    if unknown:
        raise ValueError(
            f"config.{name}: unknown setting {sorted(unknown)}, expected some of {sorted(allowed)}"
        )
    values = {k: tuple(v) if k in _TUPLES else v for k, v in values.items()}
    return _STAGES[name](**values)


def preset(
    name: str = "default",
    *,
    model: str | None = None,
    every_frame: bool = False,
    context: bool = True,
) -> Config:
    """Named settings.

    Parameters
    ----------
    name
        ``default``; ``research`` (stricter gates: measures fewer clips, each with more
        confidence); ``screening`` (wider gates: measures more clips, with wider intervals).
    model
        MediaPipe variant to use instead of the preset's own.
    every_frame
        Infer every frame of every video, instead of interpolating where that is as good.
    context
        Say what a measured pattern may mean, wherever results are shown.

    Raises
    ------
    ValueError
        If there is no such preset.
    """
    base = Config()
    if name == "research":
        base = replace(
            base,
            view=replace(
                base.view,
                max_yaw_deg=18.0,
                min_visible_fraction=0.8,
                min_fps=24.0,
                min_body_px=200.0,
            ),
        )
    elif name == "screening":
        base = replace(base, view=replace(base.view, max_yaw_deg=32.0, min_visible_fraction=0.5))
    elif name != "default":
        raise ValueError(f"preset {name!r} does not exist, expected one of {PRESETS}")
    if model is not None:
        base = replace(base, pose=replace(base.pose, model=model))
    if every_frame:
        base = replace(base, pose=replace(base.pose, enough_fps=None, standing_stride=1))
    if not context:
        base = replace(base, context=replace(base.context, show=False))
    return replace(base, preset=name)


PRESETS = ("default", "research", "screening")
