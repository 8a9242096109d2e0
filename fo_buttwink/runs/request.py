"""What is asked of an analysis of a dataset: made once, by whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from ..batch.execution import Execution
from ..config import Config, preset
from ..domain.keypoint_layouts import LAYOUTS
from ..store.fields import DEFAULT_KEY

Existing = Literal["skip", "replace"]
LoadUnit = Literal["kg", "rel"]


@dataclass(frozen=True)
class AnalysisRequest:
    """Everything that an analysis of a dataset is told, but for the dataset itself.

    Raises
    ------
    ValueError
        If `existing` is none of its values.
    """

    key: str = DEFAULT_KEY
    """Prefix of all fields, and name of the run. Runs under different keys live side by side."""
    config: Config = field(default_factory=Config)
    existing: Existing = "skip"
    """What to do with videos that have results under this key: ``skip`` them (those that failed
    are tried again) or ``replace`` their results."""
    skeleton: bool = False
    """Also store the pose as keypoints that the App can draw."""
    load_field: str | None = None
    """Sample field with the load, copied to every repetition as context."""
    load_unit: LoadUnit = "kg"
    """``kg``, or ``rel`` for a fraction of 1RM or body mass."""
    slow_motion_field: str | None = None
    """Sample field that says how many times slower a video is played than it was recorded, such as
    8; empty for videos that are not in slow motion."""
    slices: tuple[str, ...] | None = None
    """Slices of a grouped dataset to analyze; ``None``: all video slices."""
    keypoints_field: str | None = None
    """Frame field with keypoints that another pose model found, such as ``frames.my_pose``: these
    are analyzed, and no pose model runs."""
    layout: str | None = None
    """What these keypoints are (:data:`~fo_buttwink.domain.keypoint_layouts.LAYOUTS`); ``None``: by
    the names of the dataset's skeleton."""
    execution: Execution = field(default_factory=Execution)
    """Who does the work. Results do not depend on it."""

    def __post_init__(self) -> None:
        if self.existing not in get_args(Existing):
            raise ValueError(f"existing={self.existing!r}: expected 'skip' or 'replace'")
        if self.layout is not None and self.layout not in LAYOUTS:
            raise ValueError(f"layout={self.layout!r}: expected one of {', '.join(LAYOUTS)}")
        if self.layout is not None and self.keypoints_field is None:
            raise ValueError(
                f"layout={self.layout!r}: expected keypoints_field too, the field that has them"
            )

    def to_params(self) -> dict[str, Any]:
        """Return the same as parameters of the operator, ready for JSON."""
        params = {
            "key": self.key,
            "config": self.config.to_dict(),
            "execution": asdict(self.execution),
            "existing": self.existing,
            "skeleton": self.skeleton,
            "load_field": self.load_field,
            "load_unit": self.load_unit,
            "slow_motion_field": self.slow_motion_field,
            "keypoints_field": self.keypoints_field,
            "layout": self.layout,
        }
        return {**params, "slices": list(self.slices)} if self.slices else params

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> AnalysisRequest:
        """Read what a form or another program asks the operator for.

        Parameters
        ----------
        params
            As :meth:`to_params` gives them; or, as the form does, ``preset``, ``model`` and
            ``every_frame`` instead of ``config``, and ``workers`` beside ``execution``. What is
            missing or empty has its default.

        Raises
        ------
        ValueError
            If a value makes no sense.
        """
        given = params.get("config")
        config = (
            Config.from_dict(given)
            if given
            else preset(
                params.get("preset") or "default",
                model=params.get("model") or None,
                every_frame=bool(params.get("every_frame")),
            )
        )
        return cls(
            key=params.get("key") or DEFAULT_KEY,
            config=config,
            existing=params.get("existing") or "skip",
            skeleton=bool(params.get("skeleton")),
            load_field=params.get("load_field") or None,
            load_unit=params.get("load_unit") or "kg",
            slow_motion_field=params.get("slow_motion_field") or None,
            slices=tuple(str(name) for name in params.get("slices") or ()) or None,
            keypoints_field=params.get("keypoints_field") or None,
            layout=(params.get("layout") or None) if params.get("keypoints_field") else None,
            execution=_execution(params),
        )


def _execution(params: Mapping[str, Any]) -> Execution:
    given = dict(params.get("execution") or {})
    if params.get("workers"):
        given["workers"] = int(params["workers"])
    if given.get("media"):
        given["media"] = tuple(given["media"])  # JSON knows lists only
    return Execution(**given)


__all__ = ["AnalysisRequest", "Existing", "LoadUnit"]
