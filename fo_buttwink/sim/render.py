"""Turn a posed, dressed lifter in a scene into a picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from .body import SEGMENT_INDEX, Body
from .raster import rasterize
from .scene import Image, Mesh, Scene, barbell, lathe, merge
from .skeleton import Pose, bar_center, rot_x, rot_z, skin
from .wear import Fit, Outfit, dress

FloatArray = npt.NDArray[np.floating]

SUPERSAMPLE = 2


@dataclass(frozen=True)
class Actor:
    """A body in its clothes."""

    body: Body
    outfit: Outfit
    worn: Fit


def _props(actor: Actor, pose: Pose, scene: Scene) -> list[Mesh]:
    """Things that move with the lifter, and those that stand around."""
    parts = list(scene.props)
    body = actor.body
    if scene.load != "none":
        at = pose.point(body, "upper_thorax", bar_center(body, scene.load))
        if scene.load == "goblet":
            bell = lathe(
                [(-0.05, 0.0), (-0.05, 0.07), (0.05, 0.07), (0.05, 0.0)], [(50, 50, 55)] * 3, 20
            )
            turned = bell.vertices @ rot_x(90).T
            parts.append(Mesh(turned + at, bell.faces, bell.colors))
        else:
            bar = barbell(scene.plates)
            parts.append(Mesh(bar.vertices + at, bar.faces, bar.colors))
    if actor.outfit.bun:
        parts.append(_bun(actor, pose))
    return parts


def _bun(actor: Actor, pose: Pose) -> Mesh:
    body = actor.body
    i = SEGMENT_INDEX["head"]
    head = body.vertices[body.weights[:, i] > 0.5]
    long = 0.16 if actor.outfit.bun == "ponytail" else 0.045
    angle = np.linspace(0, np.pi, 9)
    profile = [(float(-long * np.cos(a)), float(0.045 * np.sin(a))) for a in angle]
    ball = lathe(profile, [actor.outfit.hair_color] * 8, 14)
    middle = np.array([head[:, 0].min() - 0.02, 0.0, head[:, 2].max() - 0.07 - long * 0.6])
    upright = ball.vertices @ rot_x(90).T + middle
    placed = (upright - body.joints[i]) @ pose.rotation[i].T + pose.joint[i]
    return Mesh(placed, ball.faces, ball.colors)


def _paint(values: FloatArray, outfit: Outfit) -> FloatArray:
    """(N, 3) base colour of body pixels from their garment fields and rest position."""
    shirt, pants, belt, shoes, hair = values[:, :5].T
    rest = values[:, 8:11]
    color = np.tile(np.array(outfit.skin, np.float32), (len(values), 1))
    for field, paint in ((shoes, outfit.shoe_color), (pants, outfit.pants_color)):
        color[field > 0] = paint
    top = np.array(outfit.shirt_color, np.float32)
    inside = shirt > 0
    if inside.any():
        wave = 1 + outfit.stripes * np.sign(np.sin(rest[inside, 2] * 90))
        color[inside] = top * wave[:, None]
    for field, paint in ((belt, outfit.belt_color), (hair, outfit.hair_color)):
        color[field > 0] = paint
    return color


def render(actor: Actor, pose: Pose, scene: Scene, rng: np.random.Generator | None = None) -> Image:
    """Draw one frame.

    Parameters
    ----------
    actor, pose, scene
        Who, in which posture, where.
    rng
        Source of the sensor noise; none is added without it.

    Returns
    -------
    ndarray
        (H, W, 3) BGR, uint8.
    """
    camera = scene.camera
    outer, normal = dress(skin(actor.body, pose), actor.worn)
    n_body, n_values = len(outer), 11
    values: list[FloatArray] = [np.concatenate([actor.worn.fields, normal, actor.body.vertices], 1)]
    points: list[FloatArray] = [outer]
    faces = [actor.body.template.faces]
    paint: list[FloatArray] = [np.zeros((len(actor.body.template.faces), 3))]
    extra = _props(actor, pose, scene)
    if extra:
        mesh = merge(extra)
        # one vertex per corner, so that every triangle keeps its own flat normal
        corner = mesh.vertices[mesh.faces]
        flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
        block = np.zeros((3 * len(flat), n_values), np.float32)
        block[:, 5:8] = np.repeat(flat, 3, 0)
        values.append(block)
        points.append(corner.reshape(-1, 3))
        faces.append(np.arange(3 * len(flat), dtype=np.int32).reshape(-1, 3) + n_body)
        paint.append(mesh.colors)
    screen = camera.project(np.concatenate(points))
    screen[:, :2] *= SUPERSAMPLE
    size = (camera.width * SUPERSAMPLE, camera.height * SUPERSAMPLE)
    hits = rasterize(screen, np.concatenate(faces), np.concatenate(values), size)
    face = hits.face[hits.pixels[:, 0], hits.pixels[:, 1]]
    is_body = face < len(actor.body.template.faces)
    color = np.concatenate(paint)[face].astype(np.float32)
    color[is_body] = _paint(hits.values[is_body], actor.outfit)
    turn = camera.yaw_deg if camera.side == "right" else 180 - camera.yaw_deg
    lamp = rot_z(turn) @ np.array(scene.light)
    lamp /= np.linalg.norm(lamp)
    n = hits.values[:, 5:8]
    n = n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-6)
    lit = scene.ambient + (1 - scene.ambient) * np.clip(n @ lamp, 0, 1) + 0.08 * n[:, 2]
    layer = np.zeros((size[1], size[0], 4), np.float32)
    layer[hits.pixels[:, 0], hits.pixels[:, 1], :3] = color * lit[:, None]
    layer[hits.pixels[:, 0], hits.pixels[:, 1], 3] = 1
    small = cv2.resize(layer, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    ground = _shadowed(scene, pose)
    image = ground * (1 - small[:, :, 3:]) + small[:, :, :3]
    return develop(image, scene, rng)


def _shadowed(scene: Scene, pose: Pose) -> npt.NDArray[np.float32]:
    """Background with a soft shadow under the feet."""
    image = scene.background.astype(np.float32)
    hips = pose.joint[SEGMENT_INDEX["pelvis"]]
    angle = np.linspace(0, 2 * np.pi, 24)
    ring = np.stack([0.06 + 0.3 * np.cos(angle) + hips[0] / 2, 0.38 * np.sin(angle), 0 * angle], 1)
    spot = scene.camera.project(ring)[:, :2]
    x0, y0 = np.maximum(spot.min(0).astype(int) - 12, 0)
    x1, y1 = spot.max(0).astype(int) + 12
    x1, y1 = min(int(x1), scene.camera.width), min(int(y1), scene.camera.height)
    if x1 - x0 < 4 or y1 - y0 < 4:
        return image
    mask = np.zeros((y1 - y0, x1 - x0), np.float32)
    cv2.fillConvexPoly(mask, (spot - [x0, y0]).round().astype(np.int32), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), 4)
    image[y0:y1, x0:x1] *= 1 - 0.45 * mask[:, :, None]
    return image


def develop(image: npt.NDArray[np.float32], scene: Scene, rng: np.random.Generator | None) -> Image:
    """Lens blur, exposure and sensor noise."""
    if scene.blur_px > 0.2:
        image = cv2.GaussianBlur(image, (0, 0), scene.blur_px).astype(np.float32)
    image = image * scene.gain
    if scene.gamma != 1.0:
        image = (255 * np.clip(image / 255, 0, 1) ** scene.gamma).astype(np.float32)
    if rng is not None and scene.noise > 0:
        shape = image.shape[:2]
        grain = rng.standard_normal((*shape, 1), dtype=np.float32)
        image = image + scene.noise * grain
    return np.clip(image, 0, 255).astype(np.uint8)
