"""People for the simulator: bodies drawn over Anny's shape space, cut into rigid segments.

Axes everywhere in :mod:`fo_buttwink.sim`: x forward (where the lifter faces), y to the
lifter's left, z up, metres. A rotation about +y by a positive angle leans the top of a segment
forward, so it is at once "forward lean" and "anterior tilt".

Anny's 104 bones are merged into 21 segments. The lowest spine bone goes with the pelvis,
because in the mesh it spans the sacrum: the lumbar joints that take part in a butt wink are
the three above it (about L5/S1, L3 and T12/L1). Otherwise the sacral skin would stay behind
when the pelvis turns, and the outline would hide what it is meant to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
IntArray = npt.NDArray[np.integer]

SEGMENTS: tuple[tuple[str, str], ...] = (
    ("pelvis", ""),
    ("lumbar1", "pelvis"),
    ("lumbar2", "lumbar1"),
    ("thorax", "lumbar2"),
    ("upper_thorax", "thorax"),
    ("neck", "upper_thorax"),
    ("head", "neck"),
    *(
        (f"{name}.{side}", parent.format(side))
        for side in "LR"
        for name, parent in (
            ("clavicle", "upper_thorax"),
            ("upper_arm", "clavicle.{}"),
            ("forearm", "upper_arm.{}"),
            ("hand", "forearm.{}"),
            ("thigh", "pelvis"),
            ("shank", "thigh.{}"),
            ("foot", "shank.{}"),
        )
    ),
)
"""Name and parent of every segment, parents first."""

SEGMENT_INDEX = {name: i for i, (name, _) in enumerate(SEGMENTS)}
PARENTS = tuple(SEGMENT_INDEX.get(parent, -1) for _, parent in SEGMENTS)

_HEAD_BONE = {
    "lumbar1": "spine04", "lumbar2": "spine03", "thorax": "spine02", "upper_thorax": "spine01",
    "neck": "neck01", "head": "head", "clavicle": "clavicle", "upper_arm": "upperarm01",
    "forearm": "lowerarm01", "hand": "wrist", "thigh": "upperleg01", "shank": "lowerleg01",
    "foot": "foot",
}  # fmt: skip
_BONE_PREFIX = (
    ("pelvis", "pelvis"), ("root", "pelvis"), ("spine05", "pelvis"), ("spine04", "lumbar1"),
    ("spine03", "lumbar2"), ("spine02", "thorax"), ("spine01", "upper_thorax"),
    ("neck", "neck"), ("head", "head"), ("eye", "head"), ("clavicle", "clavicle"),
    ("shoulder01", "clavicle"), ("upperarm", "upper_arm"), ("lowerarm", "forearm"),
    ("wrist", "hand"), ("finger", "hand"), ("metacarpal", "hand"), ("upperleg", "thigh"),
    ("lowerleg", "shank"), ("foot", "foot"), ("toe", "foot"),
)  # fmt: skip

LOCAL_SHAPES = (
    "buttocks-volume-incr", "hip-scale-depth-incr", "hip-scale-horiz-incr",
    "hip-trans-forward", "stomach-tone-incr", "stomach-pregnant-incr", "torso-scale-depth-incr",
    "torso-trans-forward", "torso-vshape-incr", "pelvis-tone-incr", "measure-waist-circ-incr",
    "torso-muscle-dorsi-incr", "upperlegs-height-incr", "lowerlegs-height-incr",
    "torso-scale-vert-incr", "breast-volume-vert-up", "l-upperleg-fat-incr",
    "r-upperleg-fat-incr",
)  # fmt: skip
"""Anny's local shape changes that alter the outline of hips, back and belly."""


@dataclass(frozen=True)
class BodyShape:
    """Where a body lies in Anny's shape space."""

    gender: float = 0.0
    """0 male .. 1 female."""
    age: float = 0.68
    """2/3 young adult .. 1 old."""
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.45
    proportions: float = 0.5
    sacrum: float = 0.85
    """How firmly the skin over the sacrum follows the bone, 0 (Anny's own weights) .. 1."""
    local: dict[str, float] = field(default_factory=dict)
    """Strength of each of :data:`LOCAL_SHAPES`, -1..1; missing ones are 0."""

    def phenotype(self) -> dict[str, float]:
        """Anny's global parameters."""
        names = ("gender", "age", "muscle", "weight", "height", "proportions")
        return {name: getattr(self, name) for name in names}


def sample_shape(rng: np.random.Generator) -> BodyShape:
    """Draw an adult: mostly trained and of ordinary weight, some heavy, slim or old."""
    gender = float(np.clip(rng.choice([0.1, 0.9]) + rng.normal(0, 0.15), 0, 1))
    # Anny's height axis is far wider than adults are; 0.3..0.6 is about 1.55..1.97 m
    tall = 0.40 + 0.045 * (gender - 0.5)
    local = {name: float(np.clip(rng.normal(0, 0.3), -0.8, 0.8)) for name in LOCAL_SHAPES}
    local["stomach-pregnant-incr"] = float(max(0.0, rng.normal(-0.1, 0.2)))
    local["buttocks-volume-incr"] = float(np.clip(rng.normal(0.15, 0.55), -1, 1))
    local["hip-trans-forward"] = float(np.clip(rng.normal(0, 0.15), -0.4, 0.4))
    local["torso-trans-forward"] = float(np.clip(rng.normal(0, 0.12), -0.3, 0.3))
    local["r-upperleg-fat-incr"] = local["l-upperleg-fat-incr"]
    return BodyShape(
        gender=gender,
        age=float(np.clip(2 / 3 + abs(rng.normal(0, 0.08)), 0.6, 0.95)),
        muscle=float(np.clip(rng.normal(0.6, 0.2), 0.1, 1)),
        weight=float(np.clip(rng.normal(0.48, 0.17), 0.1, 0.95)),
        height=float(np.clip(rng.normal(tall, 0.06), 0.25, 0.58)),
        proportions=float(np.clip(rng.normal(0.55, 0.25), 0, 1)),
        sacrum=float(rng.uniform(0.5, 1.0)),
        local=local,
    )


@dataclass(frozen=True)
class Template:
    """What all bodies share: triangles, skin weights and who sits where on the skin."""

    faces: npt.NDArray[np.int32]
    """(F, 3) corner indices."""
    weights: npt.NDArray[np.float32]
    """(V, 21) share of each segment in each vertex, rows sum to 1."""
    sacrum: npt.NDArray[np.float32]
    """(V,) 1 over sacrum and iliac crests, 0 elsewhere, soft borders."""
    bone_segment: npt.NDArray[np.int64]
    """(B,) segment of every Anny bone."""
    model: Any
    """The Anny module itself."""


@dataclass(frozen=True)
class Body:
    """One person at rest (A-pose, standing on z = 0, hip joints above x = 0)."""

    shape: BodyShape
    template: Template
    vertices: npt.NDArray[np.float32]
    """(V, 3) skin at rest."""
    weights: npt.NDArray[np.float32]
    """(V, 21) share of each segment in each vertex of this body."""
    joints: npt.NDArray[np.float64]
    """(21, 3) where each segment hangs on its parent, at rest."""
    bone_heads: npt.NDArray[np.float64]
    """(B, 3) heads of Anny's own bones, at rest."""
    linear: float = 0.0
    """Share of linear blending in the skin; the rest is by dual quaternions."""
    flat: npt.NDArray[np.float32] | None = None
    """(V,) by which share the skin comes nearer to the hip joints in 100 deg of hip flexion."""

    @property
    def height_m(self) -> float:
        """Standing height."""
        return float(np.ptp(self.vertices[:, 2]))

    def joint(self, name: str) -> npt.NDArray[np.float64]:
        """(3,) rest position of one segment's joint."""
        return self.joints[SEGMENT_INDEX[name]]


def vary_tissue(body: Body, rng: np.random.Generator) -> Body:
    """Return the same person with other soft tissue round the hips.

    How far the buttock follows the thigh in a deep squat, how much the stretched muscle
    flattens, and how firmly the skin over the sacrum keeps to the bone, decides its outline,
    and no skinning rule knows it. Training varies all three widely, so that the estimator does
    not lean on one rule.
    """
    firm = (rng.uniform(0.0, 1.0) * body.template.sacrum)[:, None]
    weights = (1 - firm) * body.template.weights
    weights[:, SEGMENT_INDEX["pelvis"]] += firm[:, 0]
    thighs = [SEGMENT_INDEX[f"thigh.{side}"] for side in "LR"]
    weights[:, thighs] *= float(np.exp(np.clip(rng.normal(0, 0.5), -1, 1)))
    weights /= weights.sum(1, keepdims=True)
    linear = float(rng.uniform(0.1, 0.6)) if rng.random() < 0.35 else 0.0
    amount = float(np.clip(rng.normal(0.10, 0.10), -0.06, 0.32))
    return replace(body, weights=weights, linear=linear, flat=np.float32(amount) * _buttocks(body))


def _buttocks(body: Body) -> npt.NDArray[np.float32]:
    """(V,) 1 on the muscle behind the hip joints, 0 elsewhere and over the sacrum."""
    hip, neck = body.joint("pelvis"), body.joint("neck")
    unit = 0.165 * (neck[2] - hip[2])
    x, z = body.vertices[:, 0] / unit, (body.vertices[:, 2] - hip[2]) / unit
    height = _step(z, -1.4, -0.5) * (1 - _step(z, 0.4, 1.3))
    legs = body.weights[:, [SEGMENT_INDEX[s] for s in ("pelvis", "thigh.L", "thigh.R")]].sum(1)
    behind = 1 - _step(x, -0.9, -0.1)
    out: npt.NDArray[np.float32] = (height * behind * legs).astype(np.float32)
    return out * (1 - body.template.sacrum)


def _segment_of(bone: str) -> str:
    side = bone[-2:] if bone[-2:] in (".L", ".R") else ""
    for prefix, segment in _BONE_PREFIX:
        if bone.startswith(prefix):
            return segment if segment in SEGMENT_INDEX else segment + side
    raise ValueError(f"bone {bone!r} belongs to no segment")


@lru_cache(maxsize=1)
def load_template() -> Template:
    """Load Anny once per process (some seconds).

    Raises
    ------
    ImportError
        If the optional extra ``sim`` is not installed.
    """
    import contextlib
    import io
    import warnings

    try:
        import torch

        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            from . import raster  # noqa: F401  (quiets Warp before Anny starts it)

            import anny  # isort: skip

            model = anny.Anny(skinning_method="lbs", local_changes=list(LOCAL_SHAPES))
    except ImportError as error:
        raise ImportError(
            f"the simulator needs the extra 'sim' ({error.name} is missing); run in a clone "
            "of the repository: pip install '.[sim]'"
        ) from error
    model = model.to(torch.float32)
    segment = np.array([SEGMENT_INDEX[_segment_of(b)] for b in model.bone_labels], np.int64)
    weight = model.vertex_bone_weights.numpy()
    owner = segment[model.vertex_bone_indices.numpy()]
    weights = np.zeros((len(weight), len(SEGMENTS)), np.float32)
    np.add.at(weights, (np.arange(len(weight))[:, None], owner), weight)
    faces = model.get_triangular_faces().numpy().astype(np.int32)
    spread = neighbour_mean(faces, len(weights))
    # Anny's weights change abruptly at the hip; eased, the buttocks stay round in a deep squat
    for _ in range(12):
        weights = 0.5 * weights + 0.5 * (spread @ weights)
    weights /= weights.sum(1, keepdims=True)
    return Template(faces, weights.astype(np.float32), _sacrum(model), segment, model)


def _sacrum(model: Any) -> npt.NDArray[np.float32]:
    """Where the pelvis lies right under the skin, on the template.

    Anny lets a fifth to a half of this skin follow thighs and spine. On people it follows
    the bone: that is why markers on the PSIS measure pelvic tilt.
    """
    x = _to_lifter_axes(model.template_vertices.numpy())
    bone = {name: model.template_bone_heads[i].numpy() for i, name in enumerate(model.bone_labels)}
    hip, neck = float(bone["upperleg01.L"][2]), float(bone["neck01"][2])
    unit = 0.165 * (neck - hip)  # hip joints to about L5/S1
    up = (x[:, 2] - hip) / unit
    out = np.abs(x[:, 1]) / unit
    back = 1 - _step(x[:, 0] / unit, -0.1, 0.6)
    wide = np.maximum(1 - _step(out, 0.5, 1.2), _step(up, 0.2, 0.8))
    return (_step(up, -0.7, 0.0) * (1 - _step(up, 0.8, 1.6)) * back * wide).astype(np.float32)


def _step(x: FloatArray, low: float, high: float) -> FloatArray:
    s = np.clip((x - low) / (high - low), 0, 1)
    return s * s * (3 - 2 * s)


def neighbour_mean(faces: IntArray, n: int) -> Any:
    """Sparse (V, V) matrix that averages over the neighbours of each vertex."""
    import scipy.sparse as sp

    edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    links = sp.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n)).tocsr()
    links = ((links + links.T) > 0).astype(np.float32)
    return (sp.diags(1 / np.maximum(np.asarray(links.sum(1)).ravel(), 1)) @ links).tocsr()


def _to_lifter_axes(points: FloatArray) -> FloatArray:
    """From Anny's axes (x left, -y forward, z up) to ours."""
    return np.stack([-points[..., 1], points[..., 0], points[..., 2]], -1)


def build_body(shape: BodyShape) -> Body:
    """Make the mesh and joints of one person.

    Parameters
    ----------
    shape
        Parameters in Anny's shape space.

    Returns
    -------
    Body
        Feet on z = 0, middle of the hip joints at x = y = 0.
    """
    import torch

    template = load_template()
    model = template.model
    with torch.no_grad():
        rest = model(
            phenotype_kwargs=shape.phenotype(), local_changes_kwargs=dict(shape.local) or None
        )
    vertices = _to_lifter_axes(rest["rest_vertices"][0].numpy().astype(np.float64))
    heads = _to_lifter_axes(rest["rest_bone_heads"][0].numpy().astype(np.float64))
    bone = {name: heads[i] for i, name in enumerate(model.bone_labels)}
    hips = (bone["upperleg01.L"] + bone["upperleg01.R"]) / 2
    origin = np.array([hips[0], hips[1], vertices[:, 2].min()])
    joints = np.zeros((len(SEGMENTS), 3))
    for i, (name, _) in enumerate(SEGMENTS):
        stem, _, side = name.partition(".")
        joints[i] = hips if stem == "pelvis" else bone[_HEAD_BONE[stem] + (side and f".{side}")]
    firm = (shape.sacrum * template.sacrum)[:, None]
    weights = (1 - firm) * template.weights
    weights[:, SEGMENT_INDEX["pelvis"]] += firm[:, 0]
    return Body(
        shape,
        template,
        (vertices - origin).astype(np.float32),
        weights.astype(np.float32),
        joints - origin,
        heads - origin,
    )
