"""Clothes: where each garment lies on the skin, and how its surface stands off from it.

Clothing decides what a camera can see of a back. A tight top follows the sacrum; a loose
shirt bridges the hollow of the lower back, hangs over the buttocks in standing and stretches
flat in the squat; a belt stiffens the waist line. All of this is made on the posed mesh:
garment vertices are pushed out along their normals, then the surface is relaxed like a thin
elastic sheet that may lift off the body but never enter it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from .body import SEGMENT_INDEX, Body, load_template, neighbour_mean

FloatArray = npt.NDArray[np.floating]
Color = tuple[float, float, float]

STIFFNESS = (4.0, 15.0, 50.0, 150.0)
"""Sheet stiffnesses, in mesh edges squared: they bridge about 3, 6, 12 and 20 cm."""


@dataclass(frozen=True)
class Outfit:
    """What somebody wears. Heights along the trunk: 0 at the hip joints, 1 at the neck."""

    shirt: bool = True
    shirt_hem: float = 0.1
    shirt_neck: float = 0.98
    sleeve: float = 0.6
    """Along the arm: 0 shoulder, 1 elbow, 2 wrist."""
    shirt_gap_m: float = 0.006
    """How far the shirt stands off the skin."""
    shirt_sheet: int = -1
    """Index into :data:`STIFFNESS`; -1 follows the skin."""
    shirt_sag_m: float = 0.0
    """How far loose cloth hangs down under a leaning trunk."""
    shirt_flare: float = 0.0
    """How much wider an untucked hem stands off than the rest, as multiple of the gap."""
    pants_cut: float = 0.7
    """Along the leg: 0 hip, 1 knee, 2 ankle."""
    pants_waist: float = 0.22
    pants_gap_m: float = 0.005
    pants_sheet: int = -1
    belt: bool = False
    belt_at: float = 0.30
    belt_half: float = 0.09
    hair_m: float = 0.015
    hair_low: float = 0.02
    bun: str = ""
    """``""``, ``bun`` or ``ponytail``."""
    skin: Color = (150, 180, 225)
    """Colours are BGR, 0..255."""
    shirt_color: Color = (60, 60, 60)
    pants_color: Color = (30, 30, 30)
    shoe_color: Color = (200, 200, 200)
    hair_color: Color = (20, 25, 35)
    belt_color: Color = (25, 35, 60)
    stripes: float = 0.0
    """Contrast of horizontal shirt stripes, 0..1."""
    crease: float = 0.0
    """Size of random folds, relative to the gap."""


@dataclass(frozen=True)
class Fit:
    """An outfit laid on one body (all that does not depend on the pose)."""

    fields: npt.NDArray[np.float32]
    """(V, 5) signed distance into shirt, pants, belt, shoes, hair; inside > 0."""
    gap: npt.NDArray[np.float32]
    """(V,) stand-off along the normal, metres."""
    sheets: tuple[tuple[int, npt.NDArray[np.float32]], ...]
    """(stiffness index, (V,) strength 0..1) of every elastic sheet."""
    sag: npt.NDArray[np.float32]
    """(V,) downward hang where the surface faces down, metres."""


def _along(points: FloatArray, *stations: FloatArray) -> FloatArray:
    """Position of points along a polyline: 0 at the first station, 1 at the second, ..."""
    best = np.full(len(points), np.inf)
    out = np.zeros(len(points))
    for k, (a, b) in enumerate(pairwise(stations)):
        axis = b - a
        t = (points - a) @ axis / float(axis @ axis)
        low = -np.inf if k == 0 else 0.0
        high = np.inf if k == len(stations) - 2 else 1.0
        t = np.clip(t, low, high)
        gap = np.linalg.norm(points - a - t[:, None] * axis, axis=1)
        out = np.where(gap < best, k + t, out)
        best = np.minimum(best, gap)
    return out


def fit(body: Body, outfit: Outfit, rng: np.random.Generator) -> Fit:
    """Lay an outfit on a body at rest."""
    x = body.vertices.astype(float)
    w = body.weights
    hip, neck = body.joint("pelvis"), body.joint("neck")
    trunk_m = float(neck[2] - hip[2])
    height = (x[:, 2] - hip[2]) / trunk_m
    share = {
        stem: w[:, [SEGMENT_INDEX[f"{s}.{d}"] for s in names for d in "LR"]].sum(1)
        for stem, names in {
            "arm": ("upper_arm", "forearm", "hand"),
            "leg": ("thigh", "shank", "foot"),
        }.items()
    }
    left = x[:, 1] > 0
    arm, leg = np.zeros(len(x)), np.zeros(len(x))
    for side, mask in (("L", left), ("R", ~left)):
        joints = {s: body.joint(f"{s}.{side}") for s in
                  ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")}  # fmt: skip
        arm[mask] = _along(x[mask], joints["upper_arm"], joints["forearm"], joints["hand"])
        leg[mask] = _along(x[mask], joints["thigh"], joints["shank"], joints["foot"])
    on_arm = share["arm"] > 0.35
    torso = np.where(on_arm, 0.85, height)
    arm = np.where(share["arm"] > 0.05, arm, -1.0)
    upper = 0.3  # an arm length unit is about 0.3 m, a leg unit about 0.42 m
    legs = np.where((height < 0.05) & (share["leg"] > 0.02), leg, np.minimum(leg, 0.0))
    legs = np.where(on_arm, 9.0, legs)
    none = np.full(len(x), -1.0)
    shirt = none
    if outfit.shirt:
        shirt = np.minimum.reduce(
            [
                (torso - outfit.shirt_hem) * trunk_m,
                (outfit.shirt_neck - torso) * trunk_m,
                (outfit.sleeve - arm) * upper,
            ]
        )
    pants = np.minimum((outfit.pants_waist - torso) * trunk_m, (outfit.pants_cut - legs) * 0.42)
    belt = none
    if outfit.belt:
        belt = (outfit.belt_half - np.abs(torso - outfit.belt_at)) * trunk_m
        belt = np.where(share["arm"] > 0.2, -1.0, belt)
    shoes = np.where(share["leg"] > 0.3, (leg - 1.82) * 0.42, -1.0)
    hair = _hair_field(body, x, w, outfit)
    fields = np.stack([shirt, pants, belt, shoes, hair], 1)

    def soft(field: FloatArray, width: float = 0.012) -> FloatArray:
        return 1 / (1 + np.exp(-np.clip(field / width, -30, 30)))

    fold = 1 + outfit.crease * _folds(x, rng)
    m_shirt, m_pants, m_belt = soft(shirt), soft(pants), soft(belt, 0.005)
    hem = np.exp(-np.maximum((torso - outfit.shirt_hem) * trunk_m, 0.0) / 0.07)
    m_shirt_gap = m_shirt * (1 + outfit.shirt_flare * hem)
    gap = np.maximum(m_shirt_gap * outfit.shirt_gap_m, m_pants * outfit.pants_gap_m) * fold
    gap = np.maximum(gap, m_belt * 0.012)
    gap = np.maximum(gap, 0.006 * soft(shoes))
    gap = np.maximum(gap, outfit.hair_m * soft(hair, 0.01) * (1 + 0.3 * _folds(x * 2, rng)))
    sheets: list[tuple[int, npt.NDArray[np.float32]]] = []
    if outfit.pants_sheet >= 0:
        sheets.append((outfit.pants_sheet, m_pants.astype(np.float32)))
    if outfit.shirt and outfit.shirt_sheet >= 0:
        sheets.append((outfit.shirt_sheet, m_shirt.astype(np.float32)))
    if outfit.belt:
        sheets.append((2, m_belt.astype(np.float32)))
    belly = np.clip((height + 0.05) / 0.25, 0, 1) * np.clip((0.95 - height) / 0.3, 0, 1)
    sag = outfit.shirt_sag_m * m_shirt * belly * (share["arm"] < 0.2)
    return Fit(
        fields.astype(np.float32), gap.astype(np.float32), tuple(sheets), sag.astype(np.float32)
    )


def _hair_field(body: Body, x: FloatArray, w: FloatArray, outfit: Outfit) -> FloatArray:
    if outfit.hair_m <= 0:
        return np.full(len(x), -1.0)
    head = w[:, SEGMENT_INDEX["head"]] + w[:, SEGMENT_INDEX["neck"]] > 0.5
    top = float(x[head, 2].max())
    face = float(x[head, 0].max())
    local = x - np.array([face - 0.10, 0.0, top - 0.115])
    # above a line that falls from the forehead to the nape
    line = local[:, 2] + 1.1 * np.minimum(-local[:, 0] - 0.02, 0.12) - 0.065 + outfit.hair_low
    return np.where(head, line, -1.0)


def _folds(x: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Smooth random function of rest position, about unit size."""
    out = np.zeros(len(x))
    for _ in range(6):
        k = rng.normal(0, 1, 3)
        k *= rng.uniform(15, 60) / np.linalg.norm(k)
        out += np.sin(x @ k + rng.uniform(0, 6.3))
    return out / np.sqrt(3)


@lru_cache(maxsize=1)
def _incidence() -> Any:
    """Sparse (V, F): which triangles meet at which vertex."""
    import scipy.sparse as sp

    faces = load_template().faces
    rows, cols = faces.ravel(), np.repeat(np.arange(len(faces)), 3)
    return sp.csr_matrix((np.ones(len(rows), np.float32), (rows, cols)))


def normals(vertices: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(V, 3) unit outward normals of a posed body mesh."""
    f = load_template().faces
    a = vertices[f[:, 0]]
    flat = _incidence() @ np.cross(vertices[f[:, 1]] - a, vertices[f[:, 2]] - a)
    out: npt.NDArray[np.float32] = flat / np.maximum(np.linalg.norm(flat, axis=1), 1e-12)[:, None]
    return out


@lru_cache(maxsize=len(STIFFNESS))
def _sheet_solver(index: int) -> tuple[npt.NDArray[np.int64], Any]:
    """Prefactored smoother of trunk, thighs and upper arms for one stiffness."""
    import scipy.sparse as sp
    from scipy.sparse.linalg import splu

    template = load_template()
    names = ("head", "neck", "hand.L", "hand.R", "foot.L", "foot.R", "forearm.L", "forearm.R")
    away = template.weights[:, [SEGMENT_INDEX[n] for n in names]].sum(1)
    keep = np.flatnonzero(away < 0.5)
    new = np.full(len(away), -1)
    new[keep] = np.arange(len(keep))
    faces = new[template.faces]
    faces = faces[(faces >= 0).all(1)]
    mean = neighbour_mean(faces, len(keep))
    eye = sp.identity(len(keep), format="csr", dtype=np.float64)
    return keep, splu((eye + STIFFNESS[index] * (eye - mean.astype(np.float64))).tocsc())


def dress(
    skin: npt.NDArray[np.float32], worn: Fit
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Outer surface of a clothed, posed body.

    Parameters
    ----------
    skin
        (V, 3) posed skin.
    worn
        The outfit on this body.

    Returns
    -------
    vertices, normals
        (V, 3) each.
    """
    n = normals(skin)
    out = skin + n * worn.gap[:, None]
    if worn.sag.any():
        out[:, 2] -= worn.sag * np.clip(-n[:, 2], 0, 1)
    for index, strength in worn.sheets:
        keep, solver = _sheet_solver(index)
        for _ in range(2):
            relaxed = solver.solve(out[keep].astype(np.float64))
            lift = ((relaxed - out[keep]) * n[keep]).sum(1)
            lift = np.maximum(lift, 0.0) * strength[keep]
            out[keep] += (n[keep] * lift[:, None]).astype(np.float32)
    return out, normals(out)
