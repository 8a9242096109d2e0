"""Which posture belongs to which depth: leg geometry, balance over the feet, lumbar share.

Planar model of the lifter seen from the side, with toe-out folded in. Pure numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]

_DEG = np.pi / 180


@dataclass(frozen=True)
class SegmentLengths:
    """Lengths of one lifter, metres."""

    shank: float = 0.42
    thigh: float = 0.43
    pelvis: float = 0.10
    """Hip joints to the lowest lumbar joint."""
    lumbar: float = 0.16
    """Lowest to highest lumbar joint."""
    thorax: float = 0.33
    """Highest lumbar joint to the base of the neck."""
    head: float = 0.18
    """Base of the neck to the middle of the head."""
    arm: float = 0.55
    hip_half_width: float = 0.11
    midfoot: float = 0.06
    """Middle of the foot ahead of the ankle joint."""


@dataclass(frozen=True)
class SquatStyle:
    """How one lifter squats. Angles in degrees."""

    knee_standing_deg: float = 5.0
    knee_max_deg: float = 118.0
    shank_standing_deg: float = 2.5
    shank_max_deg: float = 28.0
    """Forward lean of the shank at the bottom (ankle mobility)."""
    shank_down_power: float = 0.9
    """Under 1 the knees travel early in the descent, above 1 the hips go first."""
    shank_up_power: float = 0.9
    stance_half_m: float = 0.20
    toe_out_deg: float = 20.0
    balance_m: float = 0.0
    """Centre of mass ahead of the middle of the foot at the bottom."""
    trunk_standing_deg: float = 0.0
    pelvis_standing_deg: float = 0.0
    """Standing posture; its lumbar curve is the zero of all reported flexion."""
    pattern: str = "none"
    """``none``, ``wink``, ``rounding`` or ``arched`` (extends first, then winks)."""
    wink_deg: float = 0.0
    onset_pct: float = 90.0
    wink_power: float = 1.3
    """Shape of the rise between onset and bottom: 1 straight, above 1 slow start."""
    arch_deg: float = 0.0
    """Lumbar extension taken up in the first third of the descent."""
    drift_deg: float = 0.0
    """Slight steady flexion over the whole descent, as skin markers show in most people."""
    load_rel: float = 0.0
    """Load as share of body mass."""
    load: str = "none"
    """``none``, ``back``, ``front`` or ``goblet``."""
    arms: str = "forward"
    """``forward``, ``swing``, ``clasped``, ``crossed``, ``hips``, ``overhead``, ``bar_back``,
    ``bar_front`` or ``goblet``."""
    arm_raise_deg: float = 0.0
    upper_round_deg: float = 0.0
    twist_deg: float = 0.0
    drop_deg: float = 0.0
    shift_m: float = 0.0
    gaze_deg: float = 0.0


@dataclass(frozen=True)
class PostureTable:
    """Postures over depth 0..1 of one descent or ascent."""

    depth: FloatArray
    curves: dict[str, FloatArray]
    """``hip_x``, ``hip_z`` (metres, from the ankles), ``knee``, ``trunk``, ``lumbar`` (deg)."""

    def at(self, depth: FloatArray) -> dict[str, FloatArray]:
        """Curves at given depths."""
        return {k: np.interp(depth, self.depth, v) for k, v in self.curves.items()}


def lumbar_curve(style: SquatStyle, depth: FloatArray) -> FloatArray:
    """Lumbar flexion as change from standing, over depth.

    Parameters
    ----------
    style
        Pattern, amount and onset.
    depth
        Share of the descent, 0..1.

    Returns
    -------
    ndarray
        Degrees, flexion +; 0 at depth 0.
    """
    out = style.drift_deg * depth
    if style.arch_deg:
        s = np.clip(depth / 0.33, 0, 1)
        out = out - style.arch_deg * s * s * (3 - 2 * s)
    if style.pattern != "none" and style.wink_deg:
        onset = style.onset_pct / 100
        beyond = np.clip((depth - onset) / (1 - onset), 0, 1)
        out = out + style.wink_deg * beyond**style.wink_power
    return out


def place_hips(
    lengths: SegmentLengths, style: SquatStyle, knee: FloatArray, shank: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Hips relative to the ankles, from knee flexion and forward lean of the shank.

    Returns
    -------
    hip_x, hip_z
        Metres, same shape as ``knee``.
    """
    out = np.cos(style.toe_out_deg * _DEG)
    lateral = style.stance_half_m - lengths.hip_half_width
    reach2 = (
        lengths.shank**2
        + lengths.thigh**2
        + 2 * lengths.shank * lengths.thigh * np.cos(knee * _DEG)
    )
    hip_x = out * (
        lengths.shank * np.sin(shank * _DEG) - lengths.thigh * np.sin((knee - shank) * _DEG)
    )
    hip_z = np.sqrt(np.maximum(reach2 - lateral**2 - hip_x**2, 0.01))
    return hip_x, hip_z


# share of body mass, rounded textbook values
_MASS = {"head": 0.08, "thorax": 0.30, "pelvis": 0.17, "thighs": 0.20, "shanks": 0.095,
         "feet": 0.03, "arms": 0.10}  # fmt: skip
_ARM_FORWARD = {"forward": 1.0, "swing": 1.0, "clasped": 0.6, "crossed": 0.35, "hips": 0.0,
                "overhead": 0.0, "bar_back": -0.1, "bar_front": 0.5, "goblet": 0.5}  # fmt: skip


def _mass_ahead(
    lengths: SegmentLengths,
    style: SquatStyle,
    hip_x: FloatArray,
    knee_x: FloatArray,
    trunk: FloatArray,
    lumbar: FloatArray,
    depth: FloatArray,
) -> FloatArray:
    """Centre of mass of lifter and load ahead of the ankles, metres."""
    sin = np.sin
    t, p = trunk * _DEG, (trunk - lumbar) * _DEG
    low = hip_x + lengths.pelvis * sin(p)
    high = low + lengths.lumbar * sin((t + p) / 2)
    shoulder = high + 0.85 * lengths.thorax * sin(t)
    neck = high + lengths.thorax * sin(t)
    reach = _ARM_FORWARD[style.arms]
    rise = np.clip(depth / 0.5, 0, 1) if style.arms == "swing" else 1.0
    up = 1.0 if style.arms == "overhead" else 0.0
    arms = shoulder + 0.45 * lengths.arm * (reach * rise + up * sin(t))
    total = (
        _MASS["pelvis"] * (hip_x + 0.9 * lengths.pelvis * sin(p))
        + _MASS["thorax"] * (high + 0.4 * lengths.thorax * sin(t) + 0.02 * np.cos(t))
        + _MASS["head"] * (neck + lengths.head * sin(0.6 * t))
        + _MASS["arms"] * arms
        + _MASS["thighs"] * (0.55 * hip_x + 0.45 * knee_x)
        + _MASS["shanks"] * 0.57 * knee_x
        + _MASS["feet"] * lengths.midfoot
    )
    mass = sum(_MASS.values())
    if style.load != "none" and style.load_rel > 0:
        ahead, along = {"back": (-0.09, 0.93), "front": (0.13, 0.88), "goblet": (0.22, 0.6)}[
            style.load
        ]
        bar = high + along * lengths.thorax * sin(t) + ahead * np.cos(t)
        total = total + style.load_rel * bar
        mass += style.load_rel
    return total / mass


def posture_table(
    lengths: SegmentLengths, style: SquatStyle, *, ascent: bool, size: int = 61
) -> PostureTable:
    """Solve the posture at every depth of one descent or ascent.

    Parameters
    ----------
    lengths, style
        The lifter and the way of squatting.
    ascent
        Use the ascent's order of knees and hips.
    size
        Points between standing and bottom.

    Returns
    -------
    PostureTable
        Trunk lean solved so that the centre of mass stays over the foot; it starts at
        ``style.trunk_standing_deg``.
    """
    power = style.shank_up_power if ascent else style.shank_down_power
    u = np.linspace(0, 1, size)
    knee = style.knee_standing_deg + (style.knee_max_deg - style.knee_standing_deg) * u
    shank = style.shank_standing_deg + (style.shank_max_deg - style.shank_standing_deg) * u**power
    hip_x, hip_z = place_hips(lengths, style, knee, shank)
    drop = hip_z[0] - hip_z
    depth = np.maximum.accumulate(drop / drop[-1])
    grid = np.linspace(0, 1, size)
    knee, shank = np.interp(grid, depth, knee), np.interp(grid, depth, shank)
    hip_x, hip_z = place_hips(lengths, style, knee, shank)
    depth = (hip_z[0] - hip_z) / (hip_z[0] - hip_z[-1])
    knee_x = lengths.shank * np.sin(shank * _DEG) * np.cos(style.toe_out_deg * _DEG)
    standing = style.trunk_standing_deg - style.pelvis_standing_deg
    lumbar = standing + lumbar_curve(style, depth)

    def ahead(trunk: FloatArray) -> FloatArray:
        return _mass_ahead(lengths, style, hip_x, knee_x, trunk, lumbar, depth)

    # standing is given, so balance moves from where it puts the mass to the foot's middle
    start = ahead(np.full(size, style.trunk_standing_deg))[0]
    end = lengths.midfoot + style.balance_m
    s = np.clip(depth / 0.4, 0, 1)
    target = start + (end - start) * s * s * (3 - 2 * s)
    low, high = np.full(size, -15.0), np.full(size, 72.0)
    for _ in range(30):
        mid = (low + high) / 2
        forward = ahead(mid) > target
        low, high = np.where(forward, low, mid), np.where(forward, mid, high)
    trunk = (low + high) / 2
    trunk = trunk + (style.trunk_standing_deg - trunk[0]) * (1 - s)
    return PostureTable(
        depth, {"hip_x": hip_x, "hip_z": hip_z, "knee": knee, "trunk": trunk, "lumbar": lumbar}
    )
